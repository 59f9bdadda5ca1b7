"""What the shop's templates and styles have to hold, whatever page it is."""

import re
from collections.abc import Iterator

import pytest

from deployment.paths import ROOT

SHOP = ROOT / "frontend" / "shop" / "app"
STYLES = ROOT / "frontend" / "styles" / "fonts.css"
INPUT = re.compile(r"""<input\b(?:[^>"]|"[^"]*")*>""")
NAMES = "Žofia Łukasz Şeyma Doğan İpek Ștefan Håkon Zoë"
"""As people in the shop's own towns are called; each with a letter that basic fonts lack."""


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(SHOP.rglob("*")):
        if path.suffix in (".ts", ".html") and ".spec." not in path.name:
            yield path.relative_to(ROOT).as_posix(), path.read_text()


@pytest.mark.finding("L")
def test_the_radio_buttons_of_a_question_are_one_stop_of_the_tab_key() -> None:
    radios = [
        (path, tag)
        for path, text in templates()
        for tag in INPUT.findall(text)
        if 'type="radio"' in tag
    ]
    assert len(radios) > 5
    nameless = [path for path, tag in radios if not re.search(r"\sname=|\[(attr\.)?name\]=", tag)]
    assert nameless == []


@pytest.mark.finding("L")
def test_a_confirmation_opens_on_the_answer_that_changes_nothing() -> None:
    dialogs = {path: text for path, text in templates() if "<dialog" in text}
    assert dialogs
    for path, text in dialogs.items():
        (focused,) = re.findall(r"<button[^>]*\bautofocus\b[^>]*>\s*(.*?)\s*</button>", text, re.S)
        assert focused == "{{ no() }}", path


@pytest.mark.finding("L")
def test_both_fonts_have_the_letters_of_names_from_all_over_europe() -> None:
    faces = re.findall(r"@font-face\s*\{(.*?)\}", STYLES.read_text(), re.S)
    families: dict[str, list[tuple[int, int]]] = {}
    for face in faces:
        family = re.search(r"font-family:\s*([^;]+);", face)
        ranges = re.search(r"unicode-range:\s*([^;]+);", face)
        assert family
        assert ranges
        families.setdefault(family[1].strip(), []).extend(
            (int(first, 16), int(last or first, 16))
            for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges[1], re.I)
        )
    assert len(families) >= 2
    for name, ranges_of_it in families.items():
        lost = [
            each
            for each in NAMES
            if not any(first <= ord(each) <= last for first, last in ranges_of_it)
        ]
        assert lost == [], name


@pytest.mark.finding("L")
def test_an_e_mail_is_not_called_a_letter_and_nothing_automatic_a_florists_act() -> None:
    for path, text in templates():
        assert not re.search(r">[^<{]*\b(letter|letters)\b[^<{]*<", text), path
        assert "Confirmed by the florist" not in text, path
