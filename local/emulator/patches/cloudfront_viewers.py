"""Gap: a distribution that wants HTTPS sends every local browser to an address with no TLS."""


def apply() -> None:
    """Let viewers in over HTTP: nothing but loopback reaches the emulator."""
    from ministack.services import cloudfront

    cloudfront._check_viewer_protocol_policy = lambda *_viewer: None
