"""Full-text search in Vietnamese: what is indexed, how a query is read, and where its words stand in the original.

The index holds a folded copy of the same length (no marks, đ as d), so `Hoà`, `Hòa` and `hoa` meet in one token and a
snippet is cut from the original by offset. Abbreviations are expanded in the query, never in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from core.text import strip_marks

# What such texts abbreviate without ever writing it out; folded. Source: survey of people and organisations, codebook.
ABBREVIATIONS: dict[str, str] = {
    "bcd": "ban chi dao",
    "cbccvc": "can bo cong chuc vien chuc",
    "cchc": "cai cach hanh chinh",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "ddci": "nang luc canh tranh cap so nganh dia phuong",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "hcnn": "hanh chinh nha nuoc",
    "hdnd": "hoi dong nhan dan",
    "pci": "nang luc canh tranh cap tinh",
    "tp": "thanh pho",
    "tthc": "thu tuc hanh chinh",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "ubmttq": "uy ban mat tran to quoc",
    "ubnd": "uy ban nhan dan",
}
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a text must contain, in any of its wordings (`cchc` or `cai cach hanh chinh`); words folded."""

    wordings: tuple[Phrase, ...]


_LONG = {tuple(long.split()): short for short, long in ABBREVIATIONS.items()}
_LONGEST = max(len(words) for words in _LONG)


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    low = char.lower()
    if low == "đ" or char == "\u00d0":
        return "d"
    first = unicodedata.normalize("NFD", low)[:1]
    return first or char


def search_fold(text: str) -> str:
    """Lower case without marks, đ as d, one code point for one: what the full-text index holds."""
    return "".join(map(_fold_char, text))


@lru_cache(maxsize=65536)
def _fold_word(word: str) -> str:
    return strip_marks(word).replace("\u00f0", "d")


def find_words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, folded, with their code-point offsets in the text as given."""
    return [(_fold_word(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


@lru_cache(maxsize=32768)
def _fold_token(token: str) -> Phrase:
    return tuple(_fold_word(word) for word in _WORD.findall(token))


def fold_words(text: str) -> list[str]:
    """The words of `find_words` without their offsets, several times faster: no word holds a space, and what stands between
    spaces repeats itself, so that it is mostly known already."""
    return list(chain.from_iterable(map(_fold_token, text.split())))


def read_query(query: str) -> tuple[Term, ...]:
    """The terms of what somebody typed: words are all required, `"…"` is a phrase, abbreviations and their long forms
    find each other. Everything else (operators, punctuation) is read as space."""
    terms: list[Term] = []
    loose: list[str] = []
    for part in _PART.finditer(query):
        if part.group(1) is not None:
            terms += _loose_terms(loose)
            loose = []
            phrase = tuple(word for word, _, _ in find_words(part.group(1)))
            if phrase:
                terms.append(Term(_wordings(phrase)))
        else:
            loose += [word for word, _, _ in find_words(part.group(2))]
    return tuple(terms + _loose_terms(loose))


def _loose_terms(words: list[str]) -> list[Term]:
    terms: list[Term] = []
    i = 0
    while i < len(words):
        size = next((n for n in range(min(_LONGEST, len(words) - i), 1, -1) if tuple(words[i : i + n]) in _LONG), 1)
        terms.append(Term(_wordings(tuple(words[i : i + size]))))
        i += size
    return terms


def _wordings(phrase: Phrase) -> tuple[Phrase, ...]:
    if phrase in _LONG:
        return (phrase, (_LONG[phrase],))
    if len(phrase) == 1 and phrase[0] in ABBREVIATIONS:
        return (phrase, tuple(ABBREVIATIONS[phrase[0]].split()))
    return (phrase,)


def match_expression(terms: tuple[Term, ...]) -> str:
    """The FTS5 expression for the terms; `""` (finds nothing) where there are none. Safe for any input: words only."""
    if not terms:
        return '""'
    return " AND ".join("(" + " OR ".join(f'"{" ".join(w)}"' for w in term.wordings) + ")" for term in terms)


def find_spans(text: str, terms: tuple[Term, ...]) -> list[tuple[int, int]]:
    """Where the terms stand in a text as given: sorted, disjoint half-open code-point offsets."""
    words = find_words(text)
    keys = [word for word, _, _ in words]
    phrases = {phrase for term in terms for phrase in term.wordings}
    by_first: dict[str, list[Phrase]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        by_first.setdefault(phrase[0], []).append(phrase)
    spans: list[tuple[int, int]] = []
    i = 0
    while i < len(keys):
        size = next((len(p) for p in by_first.get(keys[i], ()) if tuple(keys[i : i + len(p)]) == p), 0)
        if size:
            spans.append((words[i][1], words[i + size - 1][2]))
        i += size or 1
    return spans


def snippet_window(text: str, spans: list[tuple[int, int]], width: int = 280) -> tuple[int, int]:
    """Offsets of about `width` characters of the text that hold the most hits; cut at spaces. The start where none is."""
    if not spans:
        start = 0
    else:
        best = max(spans, key=lambda s: (sum(s[0] <= a and b <= s[0] + width for a, b in spans), -s[0]))
        start = max(0, best[0] - width // 4)
    end = min(len(text), start + width)
    if start > 0:
        space = text.find(" ", start, end)
        hits_before = any(a < space for a, _ in spans if a >= start)
        start = space + 1 if space != -1 and not hits_before else start
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start and not any(a < end and b > space for a, b in spans) else end
    return start, end
