"""What is sold."""

from services.contracts.common import CURRENCY
from services.contracts.inventory import Item, RefreshCatalogue
from services.contracts.values import Value
from services.proxy.dependencies import Dependencies
from services.proxy.operation import Operation
from services.proxy.reading import expected
from services.proxy.request import Reply, Request

SHARED = {"Cache-Control": "public, max-age=10"}


class ShownCatalogue(Value):
    """Everything that is sold, in one currency."""

    currency: str
    version: int
    items: tuple[Item, ...]


def catalogue(request: Request, deps: Dependencies) -> Reply:
    """Everything that is sold."""
    view = expected(deps.cache.catalogue(), request, deps, RefreshCatalogue())
    shown = ShownCatalogue(CURRENCY, view.content["version"], view.items)
    return Reply(shown, headers=SHARED)


OPERATIONS = (Operation(catalogue, response=ShownCatalogue),)
