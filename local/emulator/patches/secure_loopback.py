"""Gap: `aws:SecureTransport` is false over plain HTTP, so enforce-SSL policies refuse all requests.

Only loopback reaches the emulator, and nobody can eavesdrop on it: it counts as TLS.
"""


def apply() -> None:
    """Mark every request of the emulator as secure."""
    from ministack import app
    from ministack.core import iam_evaluator

    pin = app.pin_request_origin

    def pin_as_secure(source_ip: str, _secure: object) -> None:
        pin(source_ip, True)  # noqa: FBT003 - the emulator's own signature

    app.pin_request_origin = pin_as_secure
    iam_evaluator.pin_request_origin = pin_as_secure
