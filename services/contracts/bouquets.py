"""A bouquet of a customer's own, as it is asked for, and how large it may be."""

from typing import Annotated

from msgspec import Meta

from services.contracts.common import ONE_LINE, Quantity, Sku
from services.contracts.values import Body

ARRANGING: Sku = "arranging"
"""The item of the catalogue that says what arranging costs, of each bouquet alike."""
OWN_BOUQUET = "Own bouquet"
"""The name of a bouquet whose customer gives it none."""
FEWEST_STEMS = 3
MOST_STEMS = 100
"""Of one bouquet of a customer's own."""
NAME_MOST = 60
"""Characters of a bouquet's name: it stands in a line of an invoice."""

BouquetName = Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=NAME_MOST)]


class RequestedBouquet(Body):
    """A bouquet that a customer has put together: so many of which stems, in which paper.

    It costs what its stems, its paper and the arranging cost. `quantity` counts the bouquets, and
    `recipe` the stems of one: from 3 to 100.
    """

    recipe: Annotated[dict[Sku, Quantity], Meta(min_length=1, max_length=40)]
    quantity: Quantity = 1
    wrap: Sku | None = None
    name: BouquetName = OWN_BOUQUET
