"""Counted nouns in what commands print: `1 article`, `2 articles`."""

from __future__ import annotations


def counted(n: int, noun: str, plural: str | None = None) -> str:
    """A number and its noun; `plural` where it is not the noun with an `s`. Nought takes the plural."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"
