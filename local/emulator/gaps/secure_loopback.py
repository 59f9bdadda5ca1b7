"""Gap: `aws:SecureTransport` is false over plain HTTP, so every enforce-SSL policy refuses us.

Nothing but loopback reaches the emulator, and loopback cannot be listened to: it counts as TLS.
"""


def fill() -> None:
    """Say "secure" wherever the emulator notes how a request came."""
    from ministack import app
    from ministack.core import iam_evaluator

    pin = app.pin_request_origin

    def pin_as_secure(source_ip: str, _secure: object) -> None:
        pin(source_ip, True)  # noqa: FBT003 - the emulator's own signature

    app.pin_request_origin = pin_as_secure
    iam_evaluator.pin_request_origin = pin_as_secure
