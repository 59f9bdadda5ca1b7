"""What is sold."""

from services.contracts.bouquets import ARRANGING, FEWEST_STEMS, MOST_STEMS, NAME_MOST
from services.contracts.common import CURRENCY, Sku
from services.contracts.inventory import Item, RefreshCatalogue
from services.contracts.values import Value
from services.proxy.dependencies import Dependencies
from services.proxy.operation import Operation
from services.proxy.reading import expected
from services.proxy.request import Reply, Request

SHARED = {"Cache-Control": "public, max-age=10"}


class ShownBouquets(Value):
    """How a bouquet of one's own is put together.

    It costs what its stems, its paper and the item `arranging` cost.
    """

    arranging: Sku
    fewest_stems: int
    most_stems: int
    name_most: int


class ShownCatalogue(Value):
    """Everything that is sold, in one currency."""

    currency: str
    version: int
    items: tuple[Item, ...]
    own_bouquets: ShownBouquets


OWN_BOUQUETS = ShownBouquets(ARRANGING, FEWEST_STEMS, MOST_STEMS, NAME_MOST)


def catalogue(request: Request, deps: Dependencies) -> Reply:
    """Everything that is sold."""
    view = expected(deps.cache.catalogue(), request, deps, RefreshCatalogue())
    shown = ShownCatalogue(CURRENCY, view.content["version"], view.items, OWN_BOUQUETS)
    return Reply(shown, headers=SHARED)


OPERATIONS = (Operation(catalogue, response=ShownCatalogue),)
