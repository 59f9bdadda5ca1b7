"""The views of enquiries."""

from datetime import datetime

from services.aggregator.domain.write import Write, fresh, mark_list_complete, not_found
from services.contracts.commissions import Enquiry, EnquiryState
from services.contracts.common import CustomerId, EnquiryId
from services.contracts.values import document_of
from services.contracts.views import enquiries_view, enquiry_view


def show_enquiry(enquiry: Enquiry, now: datetime) -> Write:
    """An enquiry as it stands."""
    return Write(
        view=enquiry_view(enquiry.id),
        condition={"version": {"$lte": enquiry.version}},
        update={
            "$set": {
                "kind": "enquiry",
                "customer": enquiry.customer,
                "asked_at": enquiry.asked_at,
                "is_open": enquiry.state in (EnquiryState.ENQUIRED, EnquiryState.QUOTED),
                "version": enquiry.version,
                "enquiry": document_of(enquiry),
                **fresh(now),
            },
            "$unset": {"missing": "", "missing_since": ""},
        },
    )


def show_enquiry_not_found(enquiry: EnquiryId, now: datetime) -> Write:
    """There is no such enquiry."""
    return not_found("enquiry", enquiry_view(enquiry), now)


def mark_enquiries_complete(customer: CustomerId, now: datetime) -> Write:
    """All enquiries of this customer are shown; without a customer, all that are open."""
    return mark_list_complete("enquiries", enquiries_view(customer), now)
