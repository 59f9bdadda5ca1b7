"""The ledger decides: of two who change one receivable at the same moment, one begins again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.order_messages import OrderPlaced
from services.payment import handler as payment
from services.payment.domain.attempts import Attempt
from services.payment.domain.receivable import owed_for
from services.payment.repository import Payments, Wallets
from services.runtime.mongo import Document
from services.runtime.repository import ContendedError
from tests.claims import proves
from tests.integration.conftest import Worker
from tests.integration.payment.harness import VISA, PaymentHarness, compose, pay
from tests.shop import FLORA, NOW, an_order

FLOWERS = an_order()
INSTANCES = 3
TRIES = 5


@proves("FM-K30-03:mitigation")
def test_of_two_who_read_the_same_version_one_is_refused(mongodb: Database[Document]) -> None:
    ledger = Payments(mongodb)
    (owed,) = owed_for(FLOWERS)
    known = ledger.add(owed)
    ledger.replace(known, known.asking(Attempt("attempt-1", VISA, NOW)))
    with pytest.raises(ContendedError):
        ledger.replace(known, known.asking(Attempt("attempt-2", VISA, NOW)))
    kept = ledger.get(FLOWERS.id)
    assert kept.attempt is not None
    assert kept.attempt.id == "attempt-1"


def test_what_stays_as_it_is_keeps_its_version(mongodb: Database[Document]) -> None:
    ledger = Payments(mongodb)
    (owed,) = owed_for(FLOWERS)
    known = ledger.add(owed)
    assert ledger.replace(known, known.delivered_on(known.day)) == known
    assert ledger.get(FLOWERS.id) == known


@proves("FM-K30-03:mitigation")
def test_of_two_who_begin_a_wallet_one_is_refused(mongodb: Database[Document]) -> None:
    wallets = Wallets(mongodb)
    empty = wallets.of(FLORA.id)
    written = wallets.write(empty, replace(empty, provider_customer_id="cus_1"))
    with pytest.raises(ContendedError):
        wallets.write(empty, empty.erased())
    assert wallets.of(FLORA.id) == written


@proves("T46", "FM-K30-03:mitigation")
def test_payments_at_the_same_moment_hold_the_price_once(
    harness: PaymentHarness, mongodb: Database[Document]
) -> None:
    harness.deliver(OrderPlaced(FLOWERS))

    def insist(at: int) -> int:
        worker = Worker(payment.inbox.lambda_handler(lambda: compose(mongodb, harness.clock)))
        left = (worker.deliver(pay(FLOWERS, f"attempt-{at}")) for _ in range(TRIES))
        return next((0 for failed in left if failed == 0), 1)

    with ThreadPoolExecutor(INSTANCES) as instances:
        assert list(instances.map(insist, range(INSTANCES))) == [0] * INSTANCES
    held = [intent["amount_capturable"] for intent in harness.provider.intents()]
    assert sum(held) == FLOWERS.total
