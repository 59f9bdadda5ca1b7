"""Invoices and credit notes, each by a redirect."""

import re
from http import HTTPStatus

from services.contracts.invoices import Invoice
from services.contracts.orders import State
from services.proxy.dependencies import Dependencies
from services.proxy.features.orders import find_order, order_in
from services.proxy.operation import MISSING, Operation
from services.proxy.problems import ProblemError, later, not_found
from services.proxy.request import PRIVATE, Reply, Request

INVOICE_SECONDS = 300
INVOICED = (State.CONFIRMED, State.SHIPPED, State.DELIVERED)
REFUND = re.compile(r"^[a-z2-7]{20}$")


def download_invoice(request: Request, deps: Dependencies) -> Reply:
    """303 to a pre-signed URL (T32): the URL is the capability, so it is in no body and no log."""
    view = find_order(request, deps)
    invoice = view.documents.invoice
    if invoice is None:
        if order_in(view).state in INVOICED:
            raise later("The invoice is being drawn. Try again in a moment.", 2)
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "There is no invoice: one is issued when an order is confirmed.",
            field="invoice",
        )
    return _redirect_to(invoice, deps)


def download_credit_note(request: Request, deps: Dependencies) -> Reply:
    """303 to the credit note, as for an invoice."""
    credit_note = find_order(request, deps).documents.credit_note
    if credit_note is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "There is no credit note: one is issued when an invoiced order is cancelled.",
            field="credit_note",
        )
    return _redirect_to(credit_note, deps)


def download_refund_note(request: Request, deps: Dependencies) -> Reply:
    """303 to the credit note for one refund."""
    wanted = request.parameters["refund"]
    view = find_order(request, deps)
    refund = next((each for each in order_in(view).refunds if each.id == wanted), None)
    if refund is None:
        raise not_found()
    credit_note = refund.credit_note or view.documents.of_refunds.get(wanted)
    if credit_note is None:
        raise later("The credit note is being drawn. Try again in a moment.", 2)
    return _redirect_to(credit_note, deps)


def _redirect_to(document: Invoice, deps: Dependencies) -> Reply:
    location = deps.aws.presigned_get(
        deps.invoice_bucket, document.key, INVOICE_SECONDS, f"{document.number}.pdf"
    )
    return Reply(status=HTTPStatus.SEE_OTHER, headers={**PRIVATE, "Location": location})


OPERATIONS = (
    Operation(download_invoice, response=None, errors=MISSING),
    Operation(download_credit_note, response=None, errors=MISSING),
    Operation(download_refund_note, response=None, errors=MISSING),
)
