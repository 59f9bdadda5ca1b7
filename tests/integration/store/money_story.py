"""What happens to money after it was taken: disputes, refunds that fail later, staff who pay."""

from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.contracts.order_messages import SettleRefunds
from services.policy.payments import unpaid_refunds
from tests.integration.store.books import Books
from tests.integration.store.invariants import Records
from tests.integration.store.story_steps import FLEUR, StorySteps
from tests.payments import Provider


class MoneyStory(StorySteps):
    """Cardholders, their banks, and the staff who pay what did not arrive."""

    provider: ClassVar[Provider]
    records: Records

    @rule(
        data=st.data(),
        share=st.sampled_from((1, 1, 2)),
        inquiry=st.sampled_from((False, False, True)),
    )
    def a_cardholder_objects(self, data: st.DataObject, share: int, *, inquiry: bool) -> None:
        """To all that is left of a payment, or to a half of it; or their bank only asks."""
        left = Books.of(self.provider).objectable()
        if intent := self._draw(data, left, lambda one: left[one] > 1):
            how = {"inquiry": "true"} if inquiry else {}
            self.provider.dispute(intent, amount=left[intent] // share, **how)

    @rule(data=st.data(), is_won=st.booleans())
    def a_bank_decides(self, data: st.DataObject, *, is_won: bool) -> None:
        if one := self._draw(data, Books.of(self.provider).undecided()):
            self.provider.decide(one["id"], is_won=is_won)

    @rule(data=st.data())
    def a_refund_comes_back(self, data: st.DataObject) -> None:
        made = [one for one in self.provider.refunds() if one["status"] == "succeeded"]
        if one := self._draw(data, made):
            self.provider.fail_refund(one["id"])

    @rule(data=st.data())
    def pay_otherwise(self, data: st.DataObject) -> None:
        """Staff note that they paid by a bank transfer what did not arrive."""
        orders = self.records.orders().values()
        if one := self._draw(data, orders, lambda order: unpaid_refunds(order) > 0):
            self._settle_refunds(one.id)

    def _settle_refunds(self, order_id: str) -> None:
        if amount := unpaid_refunds(self.records.orders()[order_id]):
            self.store.send(
                SettleRefunds(order_id, amount, "by transfer", by=FLEUR, requested_at=self._now())
            )

    def _decide_disputes(self) -> None:
        """No dispute stays open: the shop wins the first, and loses the second."""
        for count, one in enumerate(Books.of(self.provider).undecided()):
            self.provider.decide(one["id"], is_won=count % 2 == 0)
