"""Payments: a customer pays, the provider reports, and staff see where money and books differ."""

import re
from http import HTTPStatus

from services.contracts.payments import (
    AuthorisePayment,
    CardId,
    Mismatch,
    Part,
    ProviderEvent,
)
from services.contracts.values import Body, Value
from services.policy.payments import may_pay, payments_of
from services.proxy.bodies import Nothing
from services.proxy.dependencies import Dependencies
from services.proxy.operation import MISSING_OR_CONFLICT, Operation
from services.proxy.paging import cursor_in, cursor_text
from services.proxy.problems import ProblemError
from services.proxy.request import PRIVATE, Reply, Request
from services.proxy.writing import accepted, cached_order, check, refuse_other_body, send

NO_JSON = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that JSON does not have."""


class PaymentRequest(Body):
    """Pay with a card that the provider keeps: its token, never a number."""

    payment_method: CardId
    part: Part = Part.FIRST
    """The balance of an event is paid on its own."""


class ShownMismatches(Value):
    """Where money and books differ, the last first. `next` is the `before` of the next page."""

    mismatches: tuple[Mismatch, ...]
    next: str | None


MISMATCHES_PAGE = 100


SIGNATURE = re.compile(r"[\x21-\x7e]{1,1000}")
"""What any provider's signature looks like: nothing else becomes a message."""


def pay_order(request: Request, deps: Dependencies) -> Reply:
    """Authorise a payment; the money is taken when the flowers ship."""
    order_id = request.order_id
    card = request.body(PaymentRequest)
    attempt = request.mark
    order = cached_order(request, deps)
    if order is not None:
        refuse_other_body(request, *[p.attempt for p in payments_of(order)])
        check(may_pay(order, card.part, attempt))
    command = AuthorisePayment(
        order_id=order_id,
        customer=request.caller.customer.id,
        payment_method=card.payment_method,
        attempt=attempt,
        part=card.part,
        requested_at=deps.clock(),
    )
    return accepted(request, deps, command, order=order_id)


def handle_webhook(request: Request, deps: Dependencies) -> Reply:
    """Forward the provider's webhook unchanged: the payment service checks its signature."""
    signature = request.headers.get(deps.signature_header.lower(), "")
    if not SIGNATURE.fullmatch(signature):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"{deps.signature_header}: only the payment provider speaks here, and signs what it"
            " says.",
            field=deps.signature_header,
        )
    payload = request.text
    if not payload or NO_JSON.search(payload):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "body: send the event as JSON.", field="body")
    send(request, deps, ProviderEvent(payload, signature, deps.clock()))
    return Reply(Nothing(), HTTPStatus.ACCEPTED, PRIVATE)


def list_mismatches(request: Request, deps: Dependencies) -> Reply:
    """What reconciliation found in the last day."""
    views = deps.cache.mismatches(MISMATCHES_PAGE, cursor_in(request, "before"))
    shown = views[:MISMATCHES_PAGE]
    cursor = None
    if len(views) > MISMATCHES_PAGE:
        last = shown[-1].content
        cursor = cursor_text(last["found_at"], last["_id"].removeprefix("mismatch:"))
    found = tuple(view.mismatch for view in shown)
    return Reply(ShownMismatches(found, cursor), headers=PRIVATE)


OPERATIONS = (
    Operation(pay_order, request=PaymentRequest, errors=MISSING_OR_CONFLICT),
    Operation(handle_webhook, request=dict, response=Nothing),
    Operation(list_mismatches, response=ShownMismatches),
)
