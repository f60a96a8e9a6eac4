"""Numbers as a house writes them: comma or dot, leading zeros, words (survey of scores, P13)."""

from __future__ import annotations

from bench.grammar.draw import Draw

# 5 is left out: `năm` is a year, too.
COUNT_WORDS = {2: "hai", 3: "ba", 4: "bốn", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín"}
# The ordinals that the codebook's evidence and any reader take for numbers.
ORDINAL_WORDS = {1: "nhất", 2: "hai", 3: "ba", 4: "tư", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín", 10: "mười"}


def decimal(value: float, places: int, separator: str, *, trim: bool = False) -> str:
    """`82,17`; `trim` drops trailing zeros (`90,50` -> `90,5`, `90,00` -> `90`)."""
    text = f"{value:.{places}f}"
    if trim and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", separator)


def count(draw: Draw, number: int, zero: bool, *, words: float = 0.0) -> str:
    """A counted number: `3`, `03`, `ba`. `words`: how often a small one is spelled."""
    if number in COUNT_WORDS and draw.chance(words):
        return COUNT_WORDS[number]
    return f"{number:02d}" if zero and number < 10 else str(number)


def thousands(number: int, separator: str = ".") -> str:
    """`15.833`."""
    return f"{number:,}".replace(",", separator)
