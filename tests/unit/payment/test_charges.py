"""What the provider answers: a refund that a bank refused is none, a strange state says nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from services.payment.domain.receivable import owed_for
from services.payment.gateways.provider.charges import Charges
from services.payment.ports import ProviderUnavailableError, RefundRefusedError
from tests.claims import proves
from tests.shop import an_order

(OWED,) = owed_for(an_order())
CAPTURED = replace(OWED, intent="pi_1", captured=4200)


@dataclass
class Bank:
    """A provider whose next refund has this status."""

    status: str = "succeeded"
    made: list[Any] = field(default_factory=list)

    @contextmanager
    def answers(self) -> Iterator[Any]:
        yield SimpleNamespace(v1=SimpleNamespace(refunds=self, payment_intents=self))

    def retrieve(self, name: str) -> Any:
        return SimpleNamespace(id=name, status=self.status, client_secret=None)

    def list(self, _: dict[str, Any]) -> Any:
        return SimpleNamespace(data=self.made[::-1])

    def create(self, asked: dict[str, Any], _: dict[str, str]) -> Any:
        made = SimpleNamespace(id="re_1", status=self.status, metadata=asked["metadata"])
        self.made.append(made)
        return made


def charges(bank: Bank) -> Charges:
    return Charges(bank)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", ["succeeded", "pending"])
def test_a_refund_is_made_once(status: str) -> None:
    bank = Bank(status)
    charges(bank).refund(CAPTURED, "refund-1", 700)
    charges(bank).refund(CAPTURED, "refund-1", 700)
    assert len(bank.made) == 1


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_a_refund_that_the_bank_refuses_is_a_matter_for_people_and_not_made_again(
    status: str,
) -> None:
    bank = Bank(status)
    for _ in range(2):
        with pytest.raises(RefundRefusedError):
            charges(bank).refund(CAPTURED, "refund-1", 700)
    assert [refund.status for refund in bank.made] == [status]


@pytest.mark.parametrize("metadata", [{}, {"why": "goodwill"}])
def test_what_people_gave_back_in_the_providers_dashboard_is_no_refund_of_ours(
    metadata: dict[str, str],
) -> None:
    bank = Bank(made=[SimpleNamespace(id="re_0", status="succeeded", metadata=metadata)])
    charges(bank).refund(CAPTURED, "refund-1", 700)
    assert len(bank.made) == 2


@proves("FM-K21-01:mitigation")
@pytest.mark.parametrize("status", ["processing", "requires_action", "something_new"])
def test_a_state_that_is_not_known_is_neither_money_nor_a_refusal(status: str) -> None:
    with pytest.raises(ProviderUnavailableError, match=status):
        charges(Bank(status)).look("pi_1")
