"""Gap: a distribution's address is new with every deployment, but callback URLs must name it.

A comment of the form `local:<label>` fixes it: http://<label>.cloudfront.localhost:<port>/.
"""

import re

from local.emulator.provisioners import Attributes, Properties, after

_COMMENT = re.compile(r"local:(?P<label>[a-z0-9]+)")


def apply() -> None:
    """Give a distribution the label in its comment."""
    after("AWS::CloudFront::Distribution", _name)


def _name(distribution: str, properties: Properties) -> Attributes:
    from ministack.services import cloudfront

    comment = _COMMENT.fullmatch(properties["DistributionConfig"].get("Comment", ""))
    if comment is None:
        return {}
    domain = f"{comment['label']}.cloudfront.net"
    cloudfront._distributions[distribution]["DomainName"] = domain
    return {"DomainName": domain}
