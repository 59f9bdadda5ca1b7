"""What may be done about an enquiry and its quote."""

from datetime import UTC, date, datetime, time, timedelta

from services.contracts.commissions import Enquiry, EnquiryState, QuoteRequest
from services.policy.delivery import SHOP_TIME, in_shop_time, shop_day
from services.policy.payments import may_divide
from services.policy.pricing import MOST, total
from services.policy.refusal import Refusal

ENQUIRY_LEAD = timedelta(days=14)
"""Florists need this long: no enquiry is accepted later than this before its day."""
LEAD = timedelta(days=7)
"""Its flowers are ordered for it alone: no quote is accepted later than this before its day."""
UNDECIDED = (EnquiryState.ENQUIRED, EnquiryState.QUOTED)
"""The states in which nobody has said yes or no."""


def fault_of(quote: QuoteRequest) -> Refusal | None:
    """Answer what makes the amounts of a quote impossible, whatever it is about."""
    price = total(quote.lines)
    if price > MOST:
        return Refusal("lines", f"together at most {MOST}")
    if quote.deposit > price:
        return Refusal("deposit", f"at most the total, {price}")
    return may_divide(price, quote.deposit)


def first_event_day(now: datetime) -> date:
    """Answer the first day, by the shop's clock, that an enquiry can be for."""
    return shop_day(now) + ENQUIRY_LEAD


def may_enquire(day: date, now: datetime) -> Refusal | None:
    """Allow an enquiry for a day that leaves the florists enough time."""
    first = first_event_day(now)
    if day >= first:
        return None
    return Refusal("day", f"the florists need two weeks: {first} is the first possible day.")


def may_quote(enquiry: Enquiry) -> Refusal | None:
    """Allow a quote, also in place of an earlier one, until somebody has said yes or no."""
    if enquiry.state in UNDECIDED:
        return None
    return Refusal("state", f"the enquiry is {enquiry.state}: it takes no quote any more.")


def may_accept(enquiry: Enquiry, version: int, now: datetime) -> Refusal | None:
    """Allow a yes to the quote that was seen, in its time; the enquiry may be accepted already."""
    if enquiry.state is EnquiryState.ACCEPTED:
        return None
    if enquiry.state is not EnquiryState.QUOTED or enquiry.quote is None:
        return Refusal(
            "state", f"the enquiry is {enquiry.state}: there is no quote to accept. Enquire anew."
        )
    if enquiry.version != version:
        return Refusal("version", f"the quote has changed: it is {enquiry.version}. Look again.")
    return _is_too_late(enquiry, enquiry.quote, now)


def acceptable_until(day: date, quote: QuoteRequest) -> datetime:
    """Answer the last moment (UTC) at which a quote for this day can be accepted.

    The florist says until when it is valid; the flowers must be ordered in time in any case.
    """
    after_last = datetime.combine(day - LEAD + timedelta(days=1), time.min, SHOP_TIME)
    return min(quote.valid_until, (after_last - timedelta(minutes=1)).astimezone(UTC))


def may_decline(enquiry: Enquiry) -> Refusal | None:
    """Allow a no until somebody has said yes; the enquiry may have ended already."""
    if enquiry.state is EnquiryState.ACCEPTED:
        return Refusal("state", "the enquiry is accepted already. Cancel its order.")
    return None


def _is_too_late(enquiry: Enquiry, quote: QuoteRequest, now: datetime) -> Refusal | None:
    if now > quote.valid_until:
        until = in_shop_time(quote.valid_until)
        return Refusal("quote.valid_until", f"it was valid until {until}. Enquire anew.")
    last = enquiry.request.day - LEAD
    if shop_day(now) > last:
        return Refusal(
            "request.day",
            f"the flowers must be ordered a week before: {last} was the last day."
            " Write to the shop.",
        )
    return None
