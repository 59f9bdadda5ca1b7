"""Gap: `Fn::GetAtt` of a user pool's provider name and URL, which authorisers and settings use."""

from local.emulator.provisioners import Attributes, Properties, after


def apply() -> None:
    """Answer them as AWS does."""
    after("AWS::Cognito::UserPool", _provider)


def _provider(pool_id: str, _properties: Properties) -> Attributes:
    region = pool_id.split("_", maxsplit=1)[0]
    provider = f"cognito-idp.{region}.amazonaws.com/{pool_id}"
    return {"ProviderName": provider, "ProviderURL": f"https://{provider}"}
