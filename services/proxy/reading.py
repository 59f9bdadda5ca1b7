"""What all reads share: show a view, and request its refresh when it is stale or absent."""

from services.contracts.message import Command
from services.proxy.cache import Listing, View
from services.proxy.dependencies import Dependencies
from services.proxy.problems import later, not_found
from services.proxy.request import Request
from services.runtime.aws import AwsRefusedError, AwsUnavailableError
from services.runtime.logs import service_logger

logger = service_logger()


def request_refresh(request: Request, deps: Dependencies, command: Command) -> None:
    """Ask the owner of a view to publish it again.

    Raises AwsUnavailableError, AwsRefusedError.
    """
    deps.refresh_requests.send(command, request.trace)


def refresh_stale(request: Request, deps: Dependencies, command: Command) -> None:
    """Request the refresh of a stale view that is shown all the same, also when the bus is down."""
    try:
        request_refresh(request, deps, command)
    except (AwsUnavailableError, AwsRefusedError):
        logger.exception("bus down: a stale view is shown")


def expected(view: View | None, request: Request, deps: Dependencies, owner: Command) -> View:
    """Answer the view, and request its refresh when it is stale.

    Raises ProblemError: 503 when it is absent (T11), and its refresh is requested; 404 when its
    owner has published that there is no such thing.
    """
    if view is None:
        request_refresh(request, deps, owner)
        raise later("This is being prepared. Try again in a moment.")
    if view.is_missing:
        raise not_found()
    if view.is_stale:
        refresh_stale(request, deps, owner)
    return view


def check_complete(listing: Listing, request: Request, deps: Dependencies, owner: Command) -> None:
    """Request the refresh of a stale list. Raises ProblemError 503 when it is not complete."""
    if not listing.is_complete:
        request_refresh(request, deps, owner)
        raise later("The list is being collected. Try again in a moment.")
    if listing.is_stale:
        refresh_stale(request, deps, owner)
