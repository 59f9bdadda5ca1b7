"""Gap: a template's ReservedConcurrentExecutions is ignored, so no function is ever held back."""

from local.emulator.provisioners import Attributes, Properties, after


def apply() -> None:
    """Set it where the emulator looks for it before each invocation."""
    after("AWS::Lambda::Function", _reserve)


def _reserve(function: str, properties: Properties) -> Attributes:
    from ministack.services import lambda_svc

    reserved = properties.get("ReservedConcurrentExecutions")
    lambda_svc._functions[function]["concurrency"] = None if reserved is None else int(reserved)
    return {}
