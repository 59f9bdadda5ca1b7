"""Asks Typst which words it can write in an archived document: `letters.py` says what for."""

import re
from collections.abc import Sequence
from typing import Literal

import msgspec
import typst

Standard = Literal["a-3a", "ua-1"]
ARCHIVED: tuple[Standard, ...] = ("a-3a", "ua-1")
"""PDF/A-3 for ten years in an archive, PDF/UA for people who use a screen reader."""
NO_CHARACTER = "\U0010ffff"
"""Unicode promises that it never becomes one; so what is drawn for it is the sign for no glyph."""
LINE_POINTS = 20
"""Between the words of a picture, as in probe.typ."""
DRAWN = re.compile(rb'<g transform="matrix\(1 0 0 -1 [-\d.]+ ([-\d.]+)\)">(.*?)</g>')
GLYPH = re.compile(rb'xlink:href="(#\w+)"')


class Probe:
    """Draws words with a compiler of probe.typ, and throws away what it drew."""

    def __init__(self, compiler: typst.Compiler) -> None:
        self._compiler = compiler

    def can_write(self, words: Sequence[str]) -> bool:
        """Whether all of these words can be written in one archived document."""
        try:
            self._compiler.compile(
                format="pdf", sys_inputs=_inputs(words), pdf_standards=[*ARCHIVED]
            )
        except typst.TypstError:
            return False
        return True

    def without_glyphs(self, words: Sequence[str]) -> set[str]:
        """Those of the words that a picture draws as it draws what is no character."""
        picture = self._compiler.compile(format="svg", sys_inputs=_inputs([NO_CHARACTER, *words]))
        if not isinstance(picture, bytes):
            return set()
        drawn = [
            (round(float(y) / LINE_POINTS), {*GLYPH.findall(glyphs)})
            for y, glyphs in DRAWN.findall(picture)
        ]
        missing = {glyph for line, glyphs in drawn if line == 1 for glyph in glyphs}
        return {words[line - 2] for line, glyphs in drawn if line > 1 and glyphs & missing}


def _inputs(words: Sequence[str]) -> dict[str, str]:
    return {"words": msgspec.json.encode(words).decode()}
