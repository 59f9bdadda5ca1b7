"""Estimates the width of a text: an upper bound for the usual fonts."""

# Advance widths of DejaVu Sans from the space to the tilde, in thousandths of the font's size. It
# is the widest of the fonts that a system is likely to show: what fits in it fits in the others.
_REGULAR = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
)  # fmt: skip
_OTHER = 800
_BOLDER = 1.13
"""By how much DejaVu Sans Bold is wider; at most."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in the units of `size`."""
    total = sum(_REGULAR[ord(letter) - 32] if " " <= letter <= "~" else _OTHER for letter in text)
    return total / 1000 * size * (_BOLDER if bold else 1)


def wrap(text: str, size: float, limit: float, *, bold: bool = False) -> list[str]:
    """The text in lines that fit; a word that fits nowhere is broken."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold=bold) <= limit:
            lines[-1] = joined
        else:
            lines.extend(_broken(word, size, limit, bold=bold))
    return lines or [""]


def shorten(text: str, size: float, limit: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width(text, size, bold=bold) <= limit:
        return text
    while text and width(text + "…", size, bold=bold) > limit:
        text = text[:-1]
    return text.rstrip(" ,;:(") + "…"


def _broken(word: str, size: float, limit: float, *, bold: bool) -> list[str]:
    if width(word, size, bold=bold) <= limit:
        return [word]
    if "-" in word[1:-1]:
        first, rest = word.split("-", 1)
        if width(first + "-", size, bold=bold) <= limit:
            return [first + "-", *_broken(rest, size, limit, bold=bold)]
    kept = len(word)
    while kept > 1 and width(word[:kept] + "-", size, bold=bold) > limit:
        kept -= 1
    return [word[:kept] + "-", *_broken(word[kept:], size, limit, bold=bold)]
