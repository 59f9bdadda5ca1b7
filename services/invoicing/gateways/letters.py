"""Which letters our fonts can write, and a visible mark instead of those that they cannot.

A PDF/A has no place for a letter without a glyph, nor for private-use characters; Unicode grows,
and Typst's fonts change with its versions. So nothing is listed here: Typst is asked, by a document
of the words in question that is thrown away. For an ordinary paper that is one question.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Protocol

from services.contracts.text import cleaned, isolated

INSTEAD = "\N{REPLACEMENT CHARACTER}"
MARKS_PER_LETTER = 4
"""As in Vietnamese (2) and in pointed Hebrew (3). More of them grow out of their line."""
NO_LETTER = "\N{DOTTED CIRCLE}"
"""On which a mark stands that has no letter: on a space it would need a font that has both."""
JOINERS = "\u200c\u200d"
MARKS = ("Mn", "Mc", "Me")
NEVER_WRITTEN = ("Cn", "Co", "Cs")
"""Unassigned, private and half characters: no archive takes them, whatever a font has."""


class Typesetter(Protocol):
    """What draws words, to find out whether it can."""

    def can_write(self, words: Sequence[str]) -> bool:
        """Whether all of these words can be written in one archived document."""

    def without_glyphs(self, words: Sequence[str]) -> set[str]:
        """Those of the words for which no font has a glyph, as far as a picture of them shows."""


class Letters:
    """Answers texts as they can be written: always the same for the same texts."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter

    def writable(self, texts: Sequence[str]) -> list[str]:
        """Answer the texts, one for each, with `INSTEAD` for every letter that no font has.

        Marks of direction are removed, since they turn what stands around them; a text with words
        that run from right to left is isolated, so that it does not turn its neighbours either.
        """
        tidy = [_tidy(text) for text in texts]
        words = self._replacing(
            {word for text in tidy for word in text.split(" ") if not word.isascii()}
        )
        written = [" ".join(words.get(word, word) for word in text.split(" ")) for text in tidy]
        # Words that can be written alone, but not beside each other: fonts are chosen by runs.
        for easier in (_without_marked, plain):
            refused = self._refused(sorted({text for text in written if not text.isascii()}))
            written = [easier(text) if text in refused else text for text in written]
        return [isolated(text) for text in written]

    def _replacing(self, words: set[str]) -> dict[str, str]:
        """What is written for each word that cannot be written as it is."""
        if not words or self._typesetter.can_write(sorted(words)):
            return {}
        signs = sorted({sign for word in words for sign in clusters(word)})
        refused = self._typesetter.without_glyphs(signs)
        refused |= self._refused([sign for sign in signs if sign not in refused])
        return {
            word: "".join(INSTEAD if sign in refused else sign for sign in clusters(word))
            for word in words
        }

    def _refused(self, words: Sequence[str]) -> set[str]:
        """Those that cannot be written: all are asked for at once, then halves of what failed."""
        if not words or self._typesetter.can_write(words):
            return set()
        if len(words) == 1:
            return {*words}
        middle = len(words) // 2
        return self._refused(words[:middle]) | self._refused(words[middle:])


def clusters(word: str) -> Iterator[str]:
    """The letters of a word, each with the marks and joiners that follow it."""
    cluster = ""
    for each in word:
        follows = unicodedata.category(each) in MARKS or each in JOINERS
        if cluster and not follows:
            yield cluster
            cluster = ""
        cluster += each
    if cluster:
        yield cluster


def _tidy(text: str) -> str:
    """Composed, on one line, without controls and directions, and without piles of marks."""
    answer, marks = "", 0
    for each in unicodedata.normalize("NFC", cleaned(text)):
        category = unicodedata.category(each)
        if category in MARKS:
            marks += 1
            if not answer or answer[-1] == " ":
                answer += NO_LETTER
            answer += each if marks <= MARKS_PER_LETTER else ""
        elif each in JOINERS:
            # A joiner joins two letters: several, or one at an end, have nothing to join.
            answer += each if answer and answer[-1] not in f" {JOINERS}" else ""
        else:
            marks = 0
            answer += _sign(each, category)
    return " ".join(answer.split())


def _sign(each: str, category: str) -> str:
    if category in NEVER_WRITTEN:
        return INSTEAD
    if each.isspace() or category == "Cc":
        return " "
    return "" if category == "Cf" else each


def _without_marked(text: str) -> str:
    return "".join(sign if len(sign) == 1 else INSTEAD for sign in clusters(text))


def plain(text: str) -> str:
    """The text with `INSTEAD` for every letter but the plainest, which any font has."""
    return "".join(
        each if each.isascii() and each.isprintable() else INSTEAD for each in _tidy(text)
    )
