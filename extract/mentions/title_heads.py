"""Where the heads of public positions stand (`Chủ tịch`, `Phó Trưởng Ban`): schemas/vocab/title_heads.csv, longest first.

Few words of a text begin a head: only behind these are the heads tried, by one pattern for all heads that begin so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from core.phrases import Phrases
from core.vocabulary import Row, table

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|_")


class Span(NamedTuple):
    """Half-open offsets."""

    start: int
    end: int


class Head(NamedTuple):
    """A head in a text: its tokens (a line break may stand between them), and its row of title_heads.csv."""

    tokens: list[Span]
    row: Row

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def find_heads(low: str) -> list[Head]:
    """The heads of a text in order, leftmost longest, none overlapping another."""
    # A word ends before `_` as before a dash.
    low = low.replace("_", "-")
    rows, openers, beginning_with = _heads()
    out: list[Head] = []
    edge = 0
    for start, _, opener in openers.find(low):
        if start < edge or (m := beginning_with[opener].match(low, start)) is None:
            continue
        if begins_token(low, start) and not _inside_word(low, start):
            edge = m.end()
            tokens = [Span(*token.span()) for token in _TOKEN.finditer(low, start, edge)]
            out.append(Head(tokens, rows[tuple(low[a:b] for a, b in tokens)]))
    return out


def _inside_word(low: str, start: int) -> bool:
    """Is the first syllable of a head the end of another word: `giữ chức [vụ Trưởng] phòng`, no `Vụ trưởng`?"""
    return low.startswith("vụ", start) and low.endswith("chức ", 0, start)


def begins_token(low: str, at: int) -> bool:
    """Does no word run across this offset? An apostrophe between letters does not end a word (`M'gar`)."""
    return at == 0 or not (low[at - 1].isalnum() or (low[at - 1] == "'" and low[at - 2 : at - 1].isalnum()))


@cache
def _heads() -> tuple[dict[tuple[str, ...], Row], Phrases, dict[str, re.Pattern[str]]]:
    """Rows of title_heads.csv by their tokens; the first tokens of all, and of each the pattern of what begins with it."""
    rows: dict[tuple[str, ...], Row] = {}
    for row in table("title_heads"):
        rows.setdefault(tuple(_TOKEN.findall(row["head"].lower())), row)
    patterns: dict[str, list[str]] = {}
    for tokens in sorted(rows, key=len, reverse=True):
        patterns.setdefault(tokens[0], []).append(r"\s*".join(map(_whole, tokens)))
    return rows, Phrases(patterns, lasting=True), {opener: re.compile("|".join(found)) for opener, found in patterns.items()}


def _whole(token: str) -> str:
    """A pattern of a token that does not go on."""
    return re.escape(token) + (r"(?!'?[^\W_])" if token.isalnum() else "")
