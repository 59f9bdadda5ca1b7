"""What must be true of the store: at every moment, and once all messages are handled."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from pymongo.database import Database

from services.contracts.commissions import Enquiry
from services.contracts.orders import Order, Payment, PaymentState, State, Stock
from services.contracts.payments import Part, Wallet
from services.inventory.domain.stock import day_id, supply_id
from services.invoicing.domain.numbers import credit_note_of, invoice_of
from services.invoicing.domain.statements import Statement
from services.payment.domain.wallet import StoredWallet
from services.policy.delivery import zone_of
from services.policy.payments import LEAST, MOST
from services.runtime.mongo import Document
from tests.integration.store.books import Books
from tests.payments import Provider
from tests.shop import zones

LIVING = (State.PLACED, State.CONFIRMED)
GONE = (State.SHIPPED, State.DELIVERED)


@dataclass(frozen=True)
class Money:
    """What the provider held, took and refunded for a part of an order, in minor units."""

    held: int = 0
    taken: int = 0
    given_back: int = 0
    times: int = 0
    """How many of its intents hold or took money."""

    @property
    def kept(self) -> int:
        """What the shop has of it."""
        return self.taken - self.given_back


NO_MONEY = Money()


@dataclass(frozen=True)
class Records:
    """The records of database and provider, read from outside, and the checks on them."""

    mongodb: Database[Document]
    provider: Provider

    def orders(self) -> dict[str, Order]:
        """Every order."""
        rows = self.mongodb["orders"].find()
        return {row["_id"]: msgspec.convert(row["value"], Order) for row in rows}

    def enquiries(self) -> dict[str, Enquiry]:
        """Every enquiry."""
        rows = self.mongodb["enquiries"].find()
        return {row["_id"]: msgspec.convert(row["value"], Enquiry) for row in rows}

    def wallets(self) -> dict[str, Wallet]:
        """Every customer's saved cards."""
        rows = self.mongodb["wallets"].find()
        return {row["_id"]: msgspec.convert(row["value"], StoredWallet).public for row in rows}

    def client_secrets(self) -> list[str]:
        """The client secrets with which customers' browsers answer their banks."""
        rows = self.mongodb["views"].find({"kind": "order"}).sort("_id", 1)
        shown = [
            known for row in rows for _, known in sorted(row.get("client_secrets", {}).items())
        ]
        return [known["client_secret"] for known in shown]

    def money(self) -> dict[tuple[str, str], Money]:
        """The provider's money, by order and part."""
        given_back: Counter[str] = Counter()
        for refund in self.provider.refunds():
            if refund["status"] != "failed":
                given_back[refund["payment_intent"]] += refund["amount"]
        intents: dict[tuple[str, str], list[Document]] = defaultdict(list)
        for intent in self.provider.intents():
            named = intent["metadata"]
            intents[named["order_id"], named["part"]].append(intent)
        return {key: _money(rows, given_back) for key, rows in intents.items()}

    # ---- at every moment ---------------------------------------------------------------------

    def check_nothing_is_oversold(self, brought: int) -> None:
        """Stems and places are free, held or sold, and never more than there are.

        `brought` is how many of each stem there were on each day in the morning.
        """
        entries = self.mongodb["stock_audit_log"].find({"what": "stock_adjusted"})
        counted = {entry["_id"]: entry["quantity"] for entry in entries}
        for supply in self.mongodb["supplies"].find():
            done = [key for key, is_done in supply.get("adjusted", {}).items() if is_done]
            assert supply["free"] >= 0, supply
            assert _all_of(supply) == brought + sum(counted[key] for key in done), supply
        for day in self.mongodb["days"].find():
            assert day["free"] >= 0, day
            assert _all_of(day) == day["places"], day

    def check_nothing_is_taken_twice(self) -> None:
        """Refunded <= captured <= authorised <= owed, and one intent at the most, each time."""
        orders = self.orders()
        for (order_id, part), money in self.money().items():
            order = orders[order_id]
            owed = order.first_amount if part == Part.FIRST else order.total - order.first_amount
            assert money.times <= 1, (order, part, money)
            assert money.held + money.taken <= owed, (order, part, money)
            assert money.given_back <= money.taken, (order, part, money)

    # ---- once all messages are handled -------------------------------------------------------

    def check_all(self, documents: Mapping[str, Statement], lost: Collection[str]) -> None:
        """Orders, payments, stock and documents agree.

        `documents` are keyed by what they were issued for. For the `lost` orders nothing was held
        when they shipped.
        """
        orders, money = self.orders(), self.money()
        books = Books.of(self.provider)
        for order in orders.values():
            shown = self._check_facts(order)
            first = money.get((order.id, Part.FIRST), NO_MONEY)
            balance = money.get((order.id, Part.BALANCE), NO_MONEY)
            if order.id not in lost:
                _check_mirrored(order.payment, first, order.first_amount)
                if order.balance:
                    _check_mirrored(order.balance.payment, balance, order.balance.amount)
                _check_kept(order, first.kept + balance.kept)
                books.check(order, shown)
            if order.state not in LIVING:
                assert first.held + balance.held == 0, order
        self._check_stock(orders)
        self._check_numbers()
        for order in orders.values():
            _check_documents(order, documents)

    def _check_facts(self, order: Order) -> Order:
        """Check what is known of it; answer the order as it is shown."""
        assert order.requested_delivery is None, order
        rest = order.balance.amount if order.balance else 0
        assert all(LEAST <= each <= MOST for each in (order.first_amount, rest) if each), order
        assert order.state is State.CANCELLED or order.stock is Stock.RESERVED, order
        assert all(one.is_paid or order.failed_of(one.id) for one in order.refunds), order
        shown = self.mongodb["views"].find_one({"_id": f"order:{order.id}"})
        assert shown is not None
        assert shown["order"]["state"] == order.state
        secrets = shown.get("client_secrets", {})
        assert {part: known["attempt"] for part, known in secrets.items()} == _asked(order), order
        return msgspec.convert(shown["order"], Order)

    def _check_stock(self, orders: dict[str, Order]) -> None:
        entries = self.mongodb["stock_audit_log"].find({"what": "stock_adjusted"})
        done = {entry["_id"] for entry in entries}
        held, sold = _needed(orders, LIVING, done), _needed(orders, GONE, done)
        rows = [*self.mongodb["supplies"].find(), *self.mongodb["days"].find()]
        assert {r["_id"]: sum(r["held"].values()) for r in rows if sum(r["held"].values())} == held
        assert {r["_id"]: r["sold"] for r in rows if r["sold"]} == sold

    def _check_numbers(self) -> None:
        documents = list(self.mongodb["invoices"].find({"series": {"$exists": True}}))
        assert all(paper["is_stored"] for paper in documents)
        for series in {paper["series"] for paper in documents}:
            numbers = sorted(paper["number"] for paper in documents if paper["series"] == series)
            assert numbers == list(range(1, len(numbers) + 1)), numbers


def _money(intents: list[Document], given_back: Counter[str]) -> Money:
    return Money(
        held=sum(intent["amount_capturable"] for intent in intents),
        taken=sum(intent["amount_received"] for intent in intents),
        given_back=sum(given_back[intent["id"]] for intent in intents),
        times=sum(bool(i["amount_capturable"] or i["amount_received"]) for i in intents),
    )


def _asked(order: Order) -> dict[str, str]:
    """The attempts about which a bank asks its customer something, by what they pay."""
    paid = [(part, payment) for part in Part if (payment := order.payment_of(part))]
    return {
        part: payment.attempt
        for part, payment in paid
        if payment.state is PaymentState.ACTION_REQUIRED
    }


def _check_mirrored(payment: Payment, money: Money, owed: int) -> None:
    """Check that the order's payment is what the provider has."""
    match payment.state:
        case PaymentState.AUTHORISED:
            assert (money.held, money.taken, payment.amount) == (owed, 0, owed), payment
        case PaymentState.CAPTURED:
            assert (money.held, money.taken, payment.amount) == (0, owed, owed), payment
        case PaymentState.VOIDED:
            assert money.held == 0, payment
        case _:
            assert (money.held, money.taken) == (0, 0), payment


def _check_kept(order: Order, kept: int) -> None:
    """Check that the shop kept what its policy says, and what did not arrive of its refunds."""
    if order.state in GONE:
        assert kept == order.total - order.refunded + order.failed, order
    if order.state is State.CANCELLED:
        least = order.kept + order.failed
        # What a bank has taken back is not given back as well.
        assert least - order.withdrawn <= kept <= least + order.withdrawn, order


def _check_documents(order: Order, documents: Mapping[str, Statement]) -> None:
    """Check that there is one invoice for the price, and a credit note for each refund."""
    invoice = documents.get(invoice_of(order.id))
    if invoice is None:
        assert order.state in (State.PLACED, State.CANCELLED), order
        assert (order.invoice, order.credit_note, order.refunds) == (None, None, ()), order
        return
    assert order.invoice == invoice.number.published, order
    assert invoice.total == order.total, order
    for refund in order.refunds:
        note = documents[credit_note_of(order.id, refund.id)]
        assert (refund.credit_note, refund.amount) == (note.number.published, note.total), order
    rest = documents.get(credit_note_of(order.id, ""))
    taken_back = order.total - order.refunded - order.kept
    expected = taken_back if order.state is State.CANCELLED else 0
    assert (rest.total if rest else 0) == expected, order


def _needed(
    orders: dict[str, Order], states: tuple[State, ...], done: Collection[str]
) -> dict[str, int]:
    """The stems, and the places, of the orders in these states, by supply and delivery day.

    What stands in for other stems is needed too, if it is `done`: if enough of it was free. What it
    replaces was brought for the order all the same.
    """
    needed: Counter[str] = Counter()
    for order in orders.values():
        if order.state in states and order.occasion is None:
            zone = zone_of(order.delivery.recipient, zones().zones)
            assert zone is not None
            needed[day_id(order.delivery.day, zone.id)] += 1
            for sku, count in order.stems().items():
                needed[supply_id(sku, order.delivery.day)] += count
            for each in order.substitutes:
                if each.id in done:
                    needed[supply_id(each.sku, order.delivery.day)] += each.quantity
    return dict(needed)


def _all_of(row: Document) -> int:
    return int(row["free"] + row["sold"] + sum(row["held"].values()))
