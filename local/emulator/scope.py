"""Account and region that the emulator's stores use for the current request."""


def enter(account: str, region: str) -> None:
    """Work on this account and region, in a thread of our own."""
    from ministack.core import responses

    responses.set_request_account_id(account)
    responses.set_request_region(region)
