"""The report's colours: few, calm, and readable on each other."""

PAPER = "#fffdf9"
SHADE = "#f4efe5"
INK = "#22301f"
MUTED = "#566151"
LINE = "#d9d0bf"
EDGE = "#7f8a79"
LEAF = "#2c5a3e"
LEAF_PALE = "#e3ecdf"
WINE = "#8f2a46"
BLUSH = "#f6ded7"
STRAW = "#f1dfb4"
WHITE = "#ffffff"

EXCLUDED = "#666666"
THIRD_PARTY = "#d2d0cb"
OWN = WHITE
CLIENT = "#4a56d6"

DEPENDENCY = "#222222"
DATA = "#3140cf"
CONTROL = "#c4231a"

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

PRIORITY = {"H": (WINE, WHITE), "M": (STRAW, INK), "L": (LEAF_PALE, INK)}
"""Fill and letter of an action priority."""


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb", as WCAG 2 defines it."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours: 1 for the same, 21 for black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
