"""The parts of docs/architecture.md that are generated: C4's first level, and tables.

Code hosts render the picture with Mermaid. Boxes and plain arrows look alike everywhere, and fixed
colours are readable on light and on dark pages.
"""

from collections.abc import Iterable, Iterator

from docs.tool.model import collections_of, receivers_of_service
from services.contracts.topology import received_by
from services.manifest import MANIFEST, SERVICES
from services.payment.gateways.provider import NAME as PROVIDER

LAYOUT = (
    '%%{init: {"flowchart": {"nodeSpacing": 18, "rankSpacing": 34, "padding": 8,'
    ' "wrappingWidth": 320}}}%%'
)
"""Small distances, so that the picture fits on a page and stays readable."""
STYLES = (
    "classDef person fill:#0b4f6c,stroke:#0b4f6c,color:#ffffff",
    "classDef ours fill:#2f6b4f,stroke:#1d4733,color:#ffffff",
    "classDef others fill:#6b7280,stroke:#374151,color:#ffffff",
)
PEOPLE = {
    "customer": "Customer<br/>buys, follows, plans an event",
    "florist": "Florist<br/>counts, ships, quotes",
    "operator": "Operator<br/>seeds, redrives, reconciles",
}
OUTSIDE = {
    "cognito": "Amazon Cognito<br/>accounts",
    "provider": f"Payment provider<br/>{PROVIDER}'s API",
    "ses": "Amazon SES<br/>e-mail",
}


def context() -> str:
    """C4's first level: the store, the people and the systems around it."""
    return _flowchart(
        "TB",
        [
            *(f'{name}(["{label}"]):::person' for name, label in PEOPLE.items()),
            "store[\"Crassula<br/>a florist's store: gallery, builder,<br/>checkout, "
            'orders, invoices, back office"]:::ours',
            *(f'{name}["{label}"]:::others' for name, label in OUTSIDE.items()),
            'customer -- "HTTPS, browser" --> store',
            'florist -- "HTTPS, back office" --> store',
            'operator -- "make, AWS credentials" --> store',
            'store -- "accounts, addresses" --> cognito',
            'store -- "cards, money" --> provider',
            'provider -- "signed webhooks" --> store',
            'store -- "e-mails" --> ses',
        ],
    )


def services() -> str:
    """A row per function: its task, its collections, its receivers, its concurrency."""
    rows = [
        (
            f"[`{service}`](../services/{service}/handler.py)",
            MANIFEST[service].task,
            ", ".join(f"`{name}`" for name in collections_of(service)) or "none",
            str(len(received_by(service))),
            ", ".join(receivers_of_service(service)) or "nobody",
            str(MANIFEST[service].concurrency),
        )
        for service in SERVICES
    ]
    heads = ("function", "task", "owns", "messages received", "sends to", "concurrency")
    return table(heads, rows)


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *map(tuple, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _flowchart(direction: str, lines: Iterable[str]) -> str:
    return "\n".join(("```mermaid", LAYOUT, f"flowchart {direction}", *_indented(lines), "```"))


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"    {line}" for line in (*lines, *STYLES))
