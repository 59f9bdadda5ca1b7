"""Whatever people write, there is a paper: for the archive, for machines, and in its columns."""

import io
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import facturx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf import PdfReader

from services.contracts.inventory import Item
from services.contracts.orders import Order
from services.invoicing.domain.einvoice import einvoice
from services.invoicing.domain.statements import Statement
from services.invoicing.gateways.letters import INSTEAD, Letters
from services.invoicing.gateways.pdf import PdfRenderer, compiler
from services.invoicing.gateways.probe import Probe
from tests.logs import LogRecords
from tests.needs import POPPLER
from tests.shop import DOZEN, an_order
from tests.unit.invoicing.documents import an_invoice, credit_notes, refunded, with_buyer

ALIKE = ("CJK UNIFIED", "HANGUL SYLLABLE", "TANGUT", "EGYPTIAN", "CUNEIFORM", "ANATOLIAN",
         "KHITAN", "NUSHU", "BAMUM", "YI SYLLABLE", "CJK COMPATIBILITY", "VAI", "SIGNWRITING",
         "LINEAR A", "LINEAR B", "MENDE")  # fmt: skip
"""Letters of which one in 24 stands for all: each font either has such a script or has it not."""
MILLIMETRE = 72 / 25.4
WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    return PdfRenderer()


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters(Probe(compiler("probe.typ")))


def is_for_archives(pdf: bytes, paper: Statement) -> bool:
    """Whether a strict reader finds the marks of PDF/A-3, and the e-invoice as it was written."""
    catalogue: Any = PdfReader(io.BytesIO(pdf), strict=True).root_object
    metadata = catalogue["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in metadata
    xml = einvoice(paper).encode()
    ET.fromstring(xml)  # noqa: S314 - our own
    return bool(facturx.get_xml_from_pdf(pdf) == ("factur-x.xml", xml))


def named(*names: str) -> list[tuple[Item, int]]:
    """An item with each of these names."""
    return [(replace(DOZEN, sku=f"item-{at}", name=name), 1) for at, name in enumerate(names)]


def delivered_to(order: Order, name: str) -> Order:
    recipient = replace(order.delivery.recipient, name=name)
    return replace(order, delivery=replace(order.delivery, recipient=recipient))


def code_points() -> Iterator[str]:
    """Every code point, of scripts of thousands of letters some, and of what is unassigned too."""
    alike = 0
    for each in map(chr, range(sys.maxunicode + 1)):
        category = unicodedata.category(each)
        if category == "Cs":
            continue  # halves of characters: no text that was ever encoded has one
        name = unicodedata.name(each, "")
        if category in ("Cn", "Co") or name.startswith(ALIKE):
            alike += 1
            rare = 24 if name else 4096
            if alike % rare and ord(each) & 0xFFFF not in (0xE000, 0xFFFE, 0xFFFF):
                continue
        yield each


@pytest.mark.finding("A2")
def test_every_code_point_is_on_some_paper_for_the_archive(renderer: PdfRenderer) -> None:
    signs = [*code_points()]
    assert len(signs) > 30_000
    for start in range(0, len(signs), 4000):
        part = signs[start : start + 4000]
        names = [" ".join(["a", *part[at : at + 50]]) for at in range(0, len(part), 50)]
        paper = an_invoice(an_order(*named(*names)))
        assert is_for_archives(renderer.render(paper), paper), hex(ord(part[0]))


@pytest.mark.finding("A2", "B21")
@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=6,
                max_size=6))  # fmt: skip
def test_any_text_in_any_field_is_on_a_paper_for_the_archive(
    renderer: PdfRenderer, words: list[str]
) -> None:
    buyer, street, city, recipient, item, reason = words
    order = delivered_to(an_order(*named(item)), recipient)
    order = replace(order, buyer=replace(order.buyer, name=buyer, street=street, city=city))
    (note,) = credit_notes(refunded(order, 700, reason))
    for paper in (an_invoice(order), note):
        assert is_for_archives(renderer.render(paper), paper)


@pytest.mark.finding("B21")
@pytest.mark.parametrize(
    "name",
    ["Rose 😀🌹", "👩‍👩‍👧 Family", "Iris \u202egnp.exe", "I\ue000ris", "Iris\ufffe", "Z̵̢̢̛̛͙͙̈́̈́" * 20],
)
def test_an_odd_name_costs_the_paper_nothing(renderer: PdfRenderer, name: str) -> None:
    order = with_buyer(an_order(), f"Flora {name} Amaryllis")
    paper = an_invoice(delivered_to(order, name))
    pdf = renderer.render(paper)
    assert is_for_archives(pdf, paper)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    written = page.extract_text()
    for words in ("Flora", "Amaryllis", "Gartenweg 7", "EUR 42.00"):
        assert words in written


@pytest.mark.finding("A2")
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zoë Žižková-Łukasiewicz", "Zoë Žižková-Łukasiewicz"),
        ("Şahin Doğan, İpek", "Şahin Doğan, İpek"),
        ("Nguyễn Thị Ánh Tuyết", "Nguyễn Thị Ánh Tuyết"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Ștefan Țurcanu", "Ștefan Țurcanu"),
        ("שרה כהן", "\u2068שרה כהן\u2069"),
        ("علی\u200cرضا", "\u2068علی\u200cرضا\u2069"),  # noqa: RUF001 - a name
        ("Rose 😀", f"Rose {INSTEAD}"),
        ("\ue000Iris\U0010ffff", f"{INSTEAD}Iris"),
        ("Iris\u202e\u2066", "Iris"),
        ("สมหญิง", INSTEAD * 5),
    ],
)
def test_names_keep_what_fonts_have_and_nothing_else(
    letters: Letters, text: str, written: str
) -> None:
    (answer,) = letters.writable([text])
    assert answer == written


@pytest.mark.finding("B21")
def test_marks_do_not_pile_up(letters: Letters) -> None:
    (answer,) = letters.writable(["I" + "\u0323\u0301" * 50 + "ris"])
    assert answer.endswith("ris")
    assert len(answer) < 10


@pytest.mark.finding("A2")
def test_a_paper_full_of_pictures_asks_few_questions() -> None:
    class Counting(Probe):
        questions = 0

        def can_write(self, words: Sequence[str]) -> bool:
            Counting.questions += 1
            return super().can_write(words)

    emoji = [chr(0x1F300 + at) for at in range(600)]
    (answer,) = Letters(Counting(compiler("probe.typ"))).writable([" ".join(emoji)])
    assert answer.count(INSTEAD) > 400
    assert Counting.questions < 6


@pytest.mark.finding("B08")
@pytest.mark.parametrize("letter", ["W", "m", "Ẅ", "牡", "ع", "\ufdfd", "‱", "—"])
@pytest.mark.parametrize("count", [1, 12, 39, 70])
def test_nothing_leaves_its_column(renderer: PdfRenderer, letter: str, count: int) -> None:
    word = letter * count
    order = delivered_to(with_buyer(an_order(*named(f"Rose {word}")), word), f"Iris {word}")
    order = replace(order, buyer=replace(order.buyer, street=word, city=word))
    words = placed(renderer.render(an_invoice(order)))
    left, right = 24 * MILLIMETRE, (210 - 24) * MILLIMETRE
    ((facts, top),) = [(x, y) for x, y, _, text in words if text == "Issued"]
    ((quantity, rows),) = [(x, y) for x, y, _, text in words if text == "Quantity"]
    ((_, sums),) = [(x, y) for x, y, _, text in words if text == "Net"]
    for x, y, end, text in words:
        assert left - 1 <= x <= end <= right + 1, text
        if top - 5 < y < rows - 40 and x < facts - 1:
            assert end <= facts, text
        if rows + 5 < y < sums - 5 and x < quantity:
            assert end <= quantity, text


def placed(pdf: bytes) -> list[tuple[float, float, float, str]]:
    """Each word of the first page: from where it goes, how far down, and to where; in points."""
    if not shutil.which("pdftotext"):
        POPPLER.skip()
    read = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return [
        (float(x), float(y), float(end), text)
        for x, y, end, _, text in WORD.findall(read.stdout.decode())
    ]


@pytest.mark.finding("A2")
def test_what_was_asked_in_vain_is_drawn_in_plain_letters(
    monkeypatch: pytest.MonkeyPatch, log_records: LogRecords
) -> None:
    monkeypatch.setattr(Letters, "writable", lambda _, texts: list(texts))
    paper = an_invoice(with_buyer(an_order(), "Flora \ue000 Ž"))
    assert is_for_archives(PdfRenderer().render(paper), paper)
    (record,) = log_records()
    assert record["level"] == "ERROR"
    assert "Flora" not in str(record)
