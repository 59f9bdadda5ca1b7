"""`make webhooks`: let the payment provider tell the store of what happens to payments and cards.

Once after the first deployment, and whenever the events that payment hears have changed. The secret
by which the provider signs goes straight into Secrets Manager: nobody sees it. It may be repeated.
"""

import argparse
import sys

from botocore.exceptions import BotoCoreError, ClientError

from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.payment.gateways.provider.registration import NotRegisteredError, register
from services.payment.gateways.provider.webhooks import SUBSCRIBED


def main() -> int:
    """Register the store at the provider. The exit code is 1 when it was not told."""
    parser = argparse.ArgumentParser(prog="operations.webhooks", description=__doc__)
    stage_argument(parser)
    given = parser.parse_args()
    try:
        deployed = Deployed(given.stage)
        url, secret = deployed.outputs["PaymentWebhookUrl"], deployed.outputs["PaymentSecret"]
        register(deployed.client("secretsmanager"), secret, url, deployed.payment_address)
    except (NotDeployedError, BotoCoreError, ClientError, NotRegisteredError) as problem:
        print(f"The provider may not tell the store: {problem}", file=sys.stderr)
        return 1
    print(f"The provider tells {url} of {len(SUBSCRIBED)} kinds of events.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
