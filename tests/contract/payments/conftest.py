"""The contract with the payment provider, asked through the provider's own library.

With STRIPE_TEST_KEY in the environment the same questions go to Stripe's test mode; only what is
steered (faults, the cardholder, the passing of days, webhooks) needs the simulator.
"""

import os
from typing import Any

import pytest
import stripe

from tests.contract.payments.asking import simulated
from tests.payments import Provider


@pytest.fixture
def client(provider: Provider) -> Any:
    """The provider."""
    key = os.environ.get("STRIPE_TEST_KEY")
    if key:
        return stripe.StripeClient(key).v1
    return simulated(provider)
