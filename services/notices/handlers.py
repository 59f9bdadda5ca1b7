"""Events in, e-mails to customers out."""

from services.contracts.common import CustomerId
from services.contracts.message import Message
from services.contracts.topology import received_by
from services.manifest import NOTICES
from services.notices.dependencies import Dependencies, inbox
from services.notices.domain.by_message import email_for
from services.notices.domain.email import Email
from services.notices.domain.page import page
from services.notices.gateways.mail import EmailRejectedError
from services.notices.repository import State
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(*received_by(NOTICES))
def notify(event: Message, deps: Dependencies) -> tuple[Message, ...]:
    """Write to the customer about the event, once."""
    now = deps.clock()
    email = email_for(event, now)
    if email and deps.notices.begin(email.occasion, now):
        state = _settled(email, deps)
        logger.info("notice settled", occasion=email.occasion, state=state)
    return ()


def _settled(email: Email, deps: Dependencies) -> State:
    """Send the e-mail that this instance has claimed; give the claim up if anything fails."""
    state = None
    try:
        sent = send(email, deps)
        deps.notices.settle(email.occasion, sent)
        state = sent
    finally:
        if state is None:
            deps.notices.release(email.occasion)
    return state


def send(email: Email, deps: Dependencies) -> State:
    """Send the e-mail, if the store has a sender and the customer has an address.

    Raises as `Aws.call` does when the e-mail must be tried again, or people must look.
    """
    if not deps.mailer.sender:
        logger.warning("notice unsent: MAIL_FROM names no sender")
        return State.UNSENT
    address = deps.mailer.sender if email.is_for_staff else _address_of(email.customer, deps)
    if not address:
        return State.NOBODY
    try:
        deps.mailer.send(address, email.subject, email.text(deps.site), page(email, deps.site))
    except EmailRejectedError as rejection:
        logger.warning("notice refused", code=rejection.code)
        return State.REFUSED
    return State.SENT


def _address_of(customer: CustomerId, deps: Dependencies) -> str:
    person = deps.directory.find(customer)
    return person.email if person and person.email else ""
