"""`make webhooks`: let the payment provider tell the store of what happens to payments and cards.

Once after the first deployment, and whenever the events that payment hears have changed. The secret
by which the provider signs goes straight into Secrets Manager: nobody sees it. It may be repeated.
"""

import argparse
import json
import sys
from typing import Any

import msgspec
import stripe
from botocore.exceptions import BotoCoreError, ClientError

from operations.deployed import Deployed, NotDeployedError, stage_argument
from services.payment.provider.connection import Keys
from services.payment.provider.webhooks import HEARD


def main() -> int:
    """Register the store at the provider. The exit code is 1 when it was not told."""
    parser = argparse.ArgumentParser(prog="operations.webhooks", description=__doc__)
    stage_argument(parser)
    given = parser.parse_args()
    try:
        deployed = Deployed(given.stage)
        url, secret = deployed.outputs["PaymentWebhookUrl"], deployed.outputs["PaymentSecret"]
        register(deployed.client("secretsmanager"), secret, url, deployed.payment_address)
    except (NotDeployedError, BotoCoreError, ClientError, stripe.StripeError) as problem:
        print(f"The provider may not tell the store: {problem}", file=sys.stderr)
        return 1
    print(f"The provider tells {url} of {len(HEARD)} kinds of events.")
    return 0


def register(secrets: Any, secret: str, url: str, provider: str = "") -> None:
    """Let the provider (Stripe, unless its address is given) tell `url`, in a secret that we keep.

    The old endpoint goes last, so that nothing is missed; what it still sends is refused, and comes
    from the new one too. Raises ClientError, stripe.StripeError.
    """
    keys = msgspec.json.decode(secrets.get_secret_value(SecretId=secret)["SecretString"], type=Keys)
    addresses: Any = {"api": provider} if provider else {}
    endpoints = stripe.StripeClient(keys.api_key, base_addresses=addresses).v1.webhook_endpoints
    old = [each.id for each in endpoints.list().auto_paging_iter() if each.url == url]
    events: Any = list(HEARD)
    made = endpoints.create({"url": url, "enabled_events": events})
    signed_by = {"api_key": keys.api_key, "webhook_secret": made.secret}
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(signed_by))
    for endpoint in old:
        endpoints.delete(endpoint)


if __name__ == "__main__":
    sys.exit(main())
