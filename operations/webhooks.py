"""`make webhooks`: register the store for the payment provider's webhooks.

Run it after the first deployment, and again when payment handles other events. The secret by which
the provider signs is stored in Secrets Manager and shown to nobody. It may be repeated.
"""

import argparse
import sys

from botocore.exceptions import BotoCoreError, ClientError

from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.payment.gateways.provider.registration import NotRegisteredError, register
from services.payment.gateways.provider.webhooks import SUBSCRIBED


def main() -> int:
    """Register the store at the provider. The exit code is 1 when that failed."""
    parser = argparse.ArgumentParser(prog="operations.webhooks", description=__doc__)
    stage_argument(parser)
    given = parser.parse_args()
    try:
        deployed = Deployed(given.stage)
        url, secret = deployed.outputs["PaymentWebhookUrl"], deployed.outputs["PaymentSecret"]
        register(deployed.client("secretsmanager"), secret, url, deployed.payment_address)
    except (NotDeployedError, BotoCoreError, ClientError, NotRegisteredError) as problem:
        print(f"The webhooks were not registered: {problem}", file=sys.stderr)
        return 1
    print(f"The provider sends {len(SUBSCRIBED)} kinds of events to {url}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
