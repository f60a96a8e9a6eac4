"""Where the heads of public positions stand (`Chủ tịch`, `Phó Trưởng Ban`): schemas/vocab/title_heads.csv, longest first.

A spaCy PhraseMatcher finds them in a Doc of our own tokens. Few words of a text can belong to a head: the Doc holds only
the runs of such words that begin as some head does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from core.phrases import Phrases
from core.vocabulary import Row, table

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|_")
# A token of no head, between runs that do not adjoin.
_GAP = "\n"


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
    from spacy.tokens import Doc

    # A word ends before `_` as before a dash.
    low = low.replace("_", "-")
    tokens: list[Span] = []
    words: list[str] = []
    for run in _runs(low):
        tokens += (*run, Span(-1, -1))
        words += [low[a:b] for a, b in run]
        words.append(_GAP)
    if not words:
        return []
    nlp_vocab, matcher, rows = _matcher()
    found = [Head(tokens[first:last], rows[key]) for key, first, last in matcher(Doc(nlp_vocab, words=words))]
    out: list[Head] = []
    edge = 0
    for head in sorted(found, key=lambda h: (h.start, -h.end)):
        if head.start >= edge and not _inside_word(low, head.start):
            out.append(head)
            edge = head.end
    return out


def _inside_word(low: str, start: int) -> bool:
    """Is the first syllable of a head the end of another word: `giữ chức [vụ Trưởng] phòng`, no `Vụ trưởng`?"""
    return low.startswith("vụ", start) and low.endswith("chức ", 0, start)


def begins_token(low: str, at: int) -> bool:
    """Does no word run across this offset? An apostrophe between letters does not end a word (`M'gar`)."""
    return at == 0 or not (low[at - 1].isalnum() or (low[at - 1] == "'" and low[at - 2 : at - 1].isalnum()))


def _runs(low: str) -> Iterator[list[Span]]:
    """The tokens from each beginning of a head on, as far as heads have such words and as many as the longest has."""
    openers, beginnings = _beginnings()
    members, longest = _members()
    for start, _, opener in openers.find(low):
        if beginnings[opener].match(low, start) is None or not begins_token(low, start):
            continue
        run: list[Span] = []
        for m in _TOKEN.finditer(low, start):
            if m.group() not in members or len(run) == longest:
                break
            run.append(Span(*m.span()))
        yield run


@cache
def _beginnings() -> tuple[Phrases, dict[str, re.Pattern[str]]]:
    """The first tokens of all heads, and of each a pattern of the first two (or the only one)."""
    found: dict[str, set[str]] = {}
    for row in table("title_heads"):
        words = _tokens_of(row)
        found.setdefault(words[0], set()).add(r"\s*".join(map(_whole, words[:2])))
    return Phrases(found, lasting=True), {opener: re.compile("|".join(sorted(some))) for opener, some in found.items()}


@cache
def _members() -> tuple[frozenset[str], int]:
    """The tokens of all heads, and how many tokens the longest has."""
    heads = [_tokens_of(row) for row in table("title_heads")]
    return frozenset(word for words in heads for word in words), max(map(len, heads))


@cache
def _matcher() -> tuple[Any, Any, dict[int, Row]]:
    """spaCy's vocabulary and the PhraseMatcher of all heads; key -> row of title_heads.csv."""
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    vocab = Vocab()
    matcher = PhraseMatcher(vocab, attr="ORTH")
    rows: dict[int, Row] = {}
    for row in table("title_heads"):
        matcher.add(row["head"], [Doc(vocab, words=_tokens_of(row))])
        rows[vocab.strings[row["head"]]] = row
    return vocab, matcher, rows


def _whole(token: str) -> str:
    """A pattern of a token that does not go on."""
    return re.escape(token) + (r"(?!'?[^\W_])" if token.isalnum() else "")


def _tokens_of(row: Row) -> list[str]:
    return _TOKEN.findall(row["head"].lower())
