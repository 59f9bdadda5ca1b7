"""A figure about the system is what the code says, or it does not stand in a page.

A figure in README, in docs/, or in what a decision decides is one of three: it is generated; `held`
computes the words in which it stands; or it is in `OTHERS`, for it is not about this system. Any
other makes the last test fail.
"""

import re
from dataclasses import fields
from datetime import timedelta
from functools import cache
from http import HTTPStatus

import pytest
import yaml
from aws_cdk import App, Stack

from docs.tool.decisions import records
from docs.tool.model import RECEIVERS
from services.contracts.payments import Part, Reconcile
from services.contracts.topology import MESSAGES
from services.contracts.views import NOT_FOUND_GRACE
from services.invoicing.domain.einvoice import MICRO
from services.manifest import MANIFEST, NOTICES, PAYMENT, SERVICES
from services.order.domain.listing import ROOM
from services.payment.dependencies import AGAIN_SECONDS
from services.payment.domain.attempts import KEY_LIFE
from services.payment.domain.timing import HOLD_OFF_SESSION
from services.policy.orders import EVENT_NOTICE
from services.policy.payments import HOLD
from services.profiles.handlers import PAGE
from services.proxy.features.documents import INVOICE_SECONDS
from services.runtime.inbox import PAUSES
from stacks.config import MAX_RECEIVE_COUNT, VISIBILITY_FACTOR, stage_of
from stacks.data import INSTANCES, Clusters
from stacks.store import build_store
from tests.documents import ROOT, Page, pages

WORDS = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight",
    9: "nine", 10: "ten", 11: "eleven", 12: "twelve",
}  # fmt: skip
ORDINALS = {3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}
UNRESERVED = 100
"""Lambda keeps so much of an account's concurrency (AWS's documentation, "Lambda quotas")."""
NUMBER = re.compile(
    rf"(?<![\w.-])\d+(?:[.,:]\d+)*(?!\w)|\b(?:{'|'.join([*WORDS.values()][1:])})\b", re.IGNORECASE
)
NOT_FIGURES = (
    r"<!-- generated: .*?<!-- /generated -->",
    r"\[\d{4}\]\([^)]*\)",
    r"\]\([^)]*\)",
    r"`[^`]*`",
    r"^\s*\d+\. ",
    r"^# \d{4} ",
    r"^- Date: [^\n]*$",
)
"""Generated parts, targets of links, code, numbers of records and of items of a list."""


def stacks(**context: str) -> int:
    """How many stacks a deployment has."""
    app = App(context={"bundles": "source", **context})
    build_store(app, stage_of(app))
    return sum(isinstance(child, Stack) for child in app.node.children)


def story() -> list[str]:
    """The messages between services on the page of an order, the provider's own left out."""
    arrows = [arrow.what for arrow in Page("docs/order.md").arrows()]
    return [what for what in arrows if what in MESSAGES and what != "ProviderEvent"]


def for_notices() -> int:
    """How many of them go to notices."""
    arrows = Page("docs/order.md").arrows()
    return sum(arrow.receiver == NOTICES and arrow.what in MESSAGES for arrow in arrows)


def modes() -> int:
    """How many failure modes the analysis has."""
    files = (ROOT / "dfmea" / "analysis" / "failure_modes").glob("*.yaml")
    return sum(len(re.findall(r"^ +- id: FM-", f.read_text(), flags=re.MULTILINE)) for f in files)


def overrun() -> float:
    """By how much the failure modes may miss the goal."""
    scope = yaml.safe_load((ROOT / "dfmea" / "analysis" / "scope.yaml").read_text())
    return float(scope["overrun"]["times"])


@cache
def held() -> dict[str, tuple[str, ...]]:
    """The figures of each page, in the words in which they stand there."""
    reserved = sum(size.concurrency for size in MANIFEST.values())
    first, *later = PAUSES
    again = f"after {first}, then {', '.join(map(str, later[:-1]))} and {later[-1]} seconds"
    before, absent = WORDS[HOLD.days], WORDS[HOLD_OFF_SESSION.days]
    decimals = -int(MICRO.as_tuple().exponent)
    tries = f"the {ORDINALS[MAX_RECEIVE_COUNT]} try"
    return {
        "README.md": (
            f"{WORDS[stacks()]} stacks ({WORDS[stacks(**WITH_DOMAIN)]} with a domain)",
            f"at least {reserved + UNRESERVED}: {reserved} that the functions reserve",
            f"the {UNRESERVED} that AWS keeps unreserved",
            f"the {WORDS[len(SERVICES)]} functions",
            f"one DocumentDB cluster instead of {WORDS[len(fields(Clusters))]}",
        ),
        "docs/late-messages.md": (
            again,
            f"not consumed,<br/>comes again in {first} seconds",
            tries,
        ),
        "dfmea/README.md": (tries, f"{WORDS[len(RECEIVERS)]} alarms are gone"),
        **in_decisions(
            {
                "0002": (
                    f"{len(story())} messages and one of the provider",
                    f"{WORDS[for_notices()]} of them go to notices",
                ),
                "0010": (
                    f"younger than {WORDS[NOT_FOUND_GRACE.seconds]} seconds",
                    f"told apart {WORDS[NOT_FOUND_GRACE.seconds]} seconds later",
                ),
                "0018": (f"signed for {WORDS[INVOICE_SECONDS // 60]} minutes",),
                "0019": (f"more than {before} days away, or {absent} when",),
                "0020": (f"{WORDS[INSTANCES].title()} instances of",),
                "0024": (f"at most {ROOM // 1000} kB",),
                "0031": (
                    f"an event has {WORDS[len(Part)]}",
                    f"older than {KEY_LIFE // timedelta(hours=1)} hours",
                ),
                "0032": (f"less than {EVENT_NOTICE.days} days before its day",),
                "0033": (f"the last {Reconcile().settled_for // 60} minutes",),
                "0034": (f"{WORDS[decimals]} decimals",),
                "0036": (f"handles {PAGE} profiles", f"the next {PAGE}"),
                "0062": (
                    f"{', '.join(map(str, PAUSES[:-1]))} and {PAUSES[-1]} seconds",
                    f"than {WORDS[MAX_RECEIVE_COUNT - 1]} visibility time-outs",
                    f"after {sum(PAUSES)} seconds",
                ),
                "0046": (f"an overrun of {overrun():g} times",),
                "0047": (f"{modes()} failure modes",),
            }
        ),
    }


OTHERS: dict[str, tuple[str, ...]] = {
    "README.md": (
        "Two commands",
        "13 May 2023",  # of the post
        "Python 3.11+",  # pyproject.toml, and the Makefile tests it
        "25 November 2019",  # of AWS
    ),
    "docs/README.md": ("Five minutes", "OpenAPI 3.1", "AsyncAPI 3"),
    "docs/architecture.md": ("first two levels", "same three files"),
    "docs/late-messages.md": ("the three ways",),
    "docs/decisions/0036-reminders-by-month-and-day.md": ("29 February is the 28th",),
    "docs/decisions/template.md": ("2026-01-31",),
    "frontend/shop/README.md": ("What two pages need",),
    "frontend/site/README.md": ("two short paragraphs",),
}
"""Figures of others, and how many things a sentence goes on to list."""
WITH_DOMAIN = {"domain": "flowers.example", "hosted_zone_id": "Z0123456789"}


def in_decisions(by_number: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The same by the paths of the records."""
    files = {record.number: f"docs/decisions/{record.file}" for record in records()}
    return {files[number]: words for number, words in by_number.items()}


@pytest.mark.parametrize("path", sorted(held()))
def test_a_page_says_the_figures_of_the_code(path: str) -> None:
    text = flat(Page(path).text)
    assert [words for words in held()[path] if words.lower() not in text.lower()] == []


def test_the_pauses_are_longer_than_the_tries_of_the_message_that_is_waited_for() -> None:
    others = (row.timeout for service, row in MANIFEST.items() if service is not PAYMENT)
    visibility = max(AGAIN_SECONDS, max(others) * VISIBILITY_FACTOR)
    assert sum(PAUSES) > (MAX_RECEIVE_COUNT - 1) * visibility


@pytest.mark.parametrize(
    "page",
    [page for page in pages() if page.path.startswith(("README.md", "docs/", "frontend/"))],
    ids=lambda page: page.path,
)
def test_no_figure_is_typed_by_hand(page: Page) -> None:
    text = decided(page)
    for known in (*held().get(page.path, ()), *OTHERS.get(page.path, ())):
        text = re.sub(re.escape(known), "", text, flags=re.IGNORECASE)
    found = [match for match in NUMBER.finditer(text) if not is_status(match[0])]
    typed = [f"{m[0]!r} in {text[max(0, m.start() - 30) : m.end() + 30]!r}" for m in found]
    assert typed == [], f"{page.path}: compute these in held(), or say it without a figure"


def decided(page: Page) -> str:
    """The words of a page in which a figure has to hold: of a record, what is decided today."""
    text = page.prose
    if page.path == "docs/findings.md":  # of the store as it was when strangers tried it
        return ""
    if re.match(r"docs/decisions/\d", page.path):
        if "- Status: superseded" in text:
            return ""
        text = text[text.index("## Decision") :]
    for pattern in NOT_FIGURES:
        text = re.sub(pattern, "", text, flags=re.MULTILINE | re.DOTALL)
    return flat(text)


def flat(text: str) -> str:
    """The text with every break of a line made a space."""
    return " ".join(text.split())


def is_status(number: str) -> bool:
    """Whether it is what HTTP answers: test_openapi.py holds those."""
    return number in {str(status.value) for status in HTTPStatus}
