"""docs/architecture.svg, C4's second level: what is deployed, and what calls what.

The rows are fixed; columns and texts come from the code. Mermaid is not used, because its layout of
so many boxes is too wide for a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from docs.tool.model import NAMES, RECEIVERS, USES, collections_of
from services.contracts.topology import received_by, sent_by
from services.manifest import CLOCK, OPERATOR, SERVICES, USES_CACHE, USES_DATABASE, Participant

LEFT, PITCH, COLUMN = 16, 136, 124
WIDTH = LEFT + PITCH * len(RECEIVERS) + 12
TOP, EDGE, BUS, FUNCTIONS, CALLS, STORES = 18, 108, 206, 306, 424, 496
LINE, CHIP = 16, 24
FOLD = 18
"""Characters per line of a box; wider boxes would not fit on a page."""
TITLE = "The containers of Crassula"
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12" role="img" \
aria-labelledby="t d">
  <title id="t">{title}</title>
  <desc id="d">{description}</desc>
  <defs>
    <marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#46524a"/></marker>
  </defs>
  <style>
    .page {{ fill: #faf7f1 }} .bus {{ fill: #eef3ee; stroke: #9dc3aa }}
    .person {{ fill: #dbe9f4; stroke: #0b4f6c }} .function {{ fill: #dcebe0; stroke: #2f6b4f }}
    .aws {{ fill: #ffffff; stroke: #5b665f }} .kept {{ fill: #f6e7d3; stroke: #8a5a2b }}
    .others {{ fill: #ececf1; stroke: #6b7280 }}
    .line {{ fill: none; stroke: #46524a; stroke-width: 1.3; marker-end: url(#arrow) }}
    .both {{ marker-start: url(#arrow) }}
    text {{ fill: #1f2a24; text-anchor: middle }} .name {{ font-weight: bold; font-size: 13px }}
  </style>
"""


@dataclass(frozen=True)
class Box:
    """A rectangle with a name and lines of text."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    name: str
    lines: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """The x coordinate of its middle."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """The y coordinate of its lower edge."""
        return self.y + self.height

    def drawn(self) -> Iterator[str]:
        """As SVG."""
        yield (
            f'  <rect class="{self.kind}" x="{self.x:g}" y="{self.y:g}" width="{self.width:g}"'
            f' height="{self.height:g}" rx="6"/>'
        )
        first = self.y + self.height / 2 - LINE * len(self.lines) / 2 + 4
        for at, line in enumerate((self.name, *self.lines)):
            named = ' class="name"' if at == 0 else ""
            y = first + at * LINE
            yield f'  <text{named} x="{self.middle:g}" y="{y:g}">{escape(line)}</text>'


def chip(x: float, y: float, width: float, kind: str, text: str) -> Iterator[str]:
    """A small box of one line."""
    yield f'  <rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{CHIP}" rx="4"/>'
    yield f'  <text x="{x + width / 2:g}" y="{y + CHIP / 2 + 4:g}">{escape(text)}</text>'


def line(path: str, *, both: bool = False) -> str:
    """An arrow."""
    return f'  <path class="line{" both" if both else ""}" d="{path}"/>'


def picture() -> str:
    """The whole picture."""
    height = STORES + 64
    description = " ".join(_description())
    parts = [
        HEAD.format(width=WIDTH, height=height, title=TITLE, description=escape(description)),
        f'  <rect class="page" width="{WIDTH}" height="{height}"/>\n',
        *(f"{part}\n" for part in (*_way_in(), *_bus(), *_functions(), *_stores())),
        "</svg>\n",
    ]
    return "".join(parts)


def _column(at: int) -> float:
    return LEFT + at * PITCH


def _way_in() -> Iterator[str]:
    """The way from the browser to the proxy, and other senders of messages."""
    (front,) = (service for service in SERVICES if service not in RECEIVERS)
    browser = Box(LEFT, TOP, 2 * PITCH - 12, 52, "person", "Browser", ("site and Angular app",))
    provider = Box(_column(3), TOP, COLUMN, 52, "others", NAMES["provider"], ("signed webhooks",))
    cdn = Box(LEFT, EDGE, COLUMN, 46, "aws", "CloudFront")
    site = Box(_column(1), EDGE, COLUMN, 46, "kept", "S3", ("site and app",))
    gateway = Box(_column(2), EDGE, COLUMN, 46, "aws", "API Gateway")
    proxy = Box(_column(3), EDGE, COLUMN, 46, "function", front.value, (_kinds(front),))
    clock = Box(_column(6), EDGE, 104, 46, "aws", "EventBridge", (_kinds(CLOCK),))
    operator = Box(_column(6), TOP, COLUMN, 52, "person", "Operator", (_kinds(OPERATOR),))
    for box in (browser, provider, cdn, site, gateway, proxy, clock, operator):
        yield from box.drawn()
    middle, under = EDGE + 23, EDGE + 60
    yield line(f"M{cdn.middle:g} {browser.bottom:g}V{EDGE}")
    yield line(f"M{cdn.x + COLUMN:g} {middle}H{site.x:g}")
    yield line(f"M{cdn.middle:g} {cdn.bottom:g}V{under}H{gateway.middle:g}V{gateway.bottom:g}")
    yield line(f"M{provider.middle:g} {provider.bottom:g}V{EDGE - 19}H{gateway.middle:g}V{EDGE}")
    yield line(f"M{gateway.x + COLUMN:g} {middle}H{proxy.x:g}")
    yield line(f"M{proxy.middle:g} {proxy.bottom:g}V{BUS}")
    yield line(f"M{clock.middle:g} {clock.bottom:g}V{BUS}")
    yield line(f"M{operator.x + COLUMN - 8:g} {operator.bottom:g}V{BUS}")
    yield from chip(_column(2), TOP, COLUMN, "others", "Cognito: signs in")
    yield from chip(_column(2), TOP + 28, COLUMN, "kept", "S3: fetches PDFs")
    for at, (kind, text) in enumerate([("kept", "data cache: reads views"), *_calls(front)]):
        y = EDGE - 18 + at * 28
        yield from chip(_column(4), y, 232, kind, text)
        yield line(f"M{proxy.x + COLUMN:g} {middle}H{proxy.x + 130:g}V{y + 12}H{_column(4):g}")


def _bus() -> Iterator[str]:
    yield f'  <rect class="bus" x="8" y="{BUS}" width="{WIDTH - 16}" height="72" rx="8"/>'
    title = "SQS: an inbox for each service, with a dead-letter queue behind it"
    yield f'  <text class="name" x="{WIDTH / 2:g}" y="{BUS + 20}">{title}</text>'
    for at, service in enumerate(RECEIVERS):
        received = f"receives {len(received_by(service))} kinds"
        yield from chip(_column(at), BUS + 34, COLUMN, "aws", received)


def _functions() -> Iterator[str]:
    for at, service in enumerate(RECEIVERS):
        kept = tuple(_folded(collections_of(service)))
        box = Box(_column(at), FUNCTIONS, COLUMN, 100, "function", service.value, kept)
        yield from box.drawn()
        yield line(f"M{box.middle:g} {BUS + 58}V{FUNCTIONS}", both=bool(sent_by(service)))
        for row, (kind, text) in enumerate(_calls(service)):
            y = CALLS + row * 30
            yield from chip(box.x + 32, y, COLUMN - 28, kind, text)
            yield line(f"M{box.x + 20:g} {box.bottom:g}V{y + CHIP / 2:g}H{box.x + 32:g}")


def _stores() -> Iterator[str]:
    users = [at for at, service in enumerate(RECEIVERS) if service in USES_DATABASE]
    viewers = [at for at, service in enumerate(RECEIVERS) if service in USES_CACHE]
    for columns, name in ((users, "DocumentDB: database"), (viewers, "data cache")):
        first, last = _column(columns[0]), _column(columns[-1]) + COLUMN
        yield from Box(first, STORES, last - first, 40, "kept", name).drawn()
        for at in columns:
            yield line(f"M{_column(at) + 8:g} {FUNCTIONS + 100}V{STORES}")


def _calls(service: Participant) -> Iterator[tuple[str, str]]:
    """What the service calls besides queues and databases, as chips."""
    for used in USES:
        if used.service is service:
            kind = "kept" if used.name == "invoices" else "others"
            yield kind, f"{NAMES[used.name]}: {used.why}" if service not in RECEIVERS else used.what


def _kinds(sender: Participant) -> str:
    return f"sends {len(sent_by(sender))} kinds"


def _folded(names: Iterable[str]) -> Iterator[str]:
    """Wrap the names into lines that fit into a box."""
    text = ""
    for name in names:
        if text and len(text) + len(name) > FOLD:
            yield text
            text = ""
        text += f", {name}" if text else name
    yield text


def _description() -> Iterator[str]:
    yield "The browser reads the site through CloudFront from S3, and calls the API through"
    yield "CloudFront, API Gateway and the proxy. The proxy sends messages to the inboxes of"
    yield f"{', '.join(RECEIVERS)}; these send messages to each other's inboxes."
    for service in RECEIVERS:
        where = "data cache" if service in USES_CACHE else "database"
        yield f"{service.title()} writes {', '.join(collections_of(service))} in the {where}."
    for used in USES:
        yield f"{used.service.title()} {used.why}: {NAMES[used.name]}."
