"""The catalogue and the zones: operators put them, readers request them again."""

from collections.abc import Iterator

from services.contracts.inventory import (
    CatalogueChanged,
    PutItems,
    PutZones,
    RefreshCatalogue,
    StockChanged,
    ZonesChanged,
)
from services.contracts.message import Event
from services.inventory.dependencies import Dependencies, inbox
from services.policy.delivery import shop_day


@inbox.on(PutItems)
def put_items(command: PutItems, deps: Dependencies) -> Iterator[Event]:
    """Sell these items."""
    deps.catalogue.put(command.items, command.mark)
    yield CatalogueChanged(*deps.catalogue.read())


@inbox.on(PutZones)
def put_zones(command: PutZones, deps: Dependencies) -> Iterator[Event]:
    """Deliver to these zones."""
    deps.zones.put(command.zones, command.mark)
    yield ZonesChanged(*deps.zones.read())


@inbox.on(RefreshCatalogue)
def refresh(_: RefreshCatalogue, deps: Dependencies) -> Iterator[Event]:
    """Publish everything that the views of the catalogue, the zones and the days contain."""
    yield CatalogueChanged(*deps.catalogue.read())
    yield ZonesChanged(*deps.zones.read())
    for day in deps.stock.days_from(shop_day(deps.clock())):
        left = deps.stock.left_of_day(day)
        yield StockChanged(left.levels, left.days, whole=day)
