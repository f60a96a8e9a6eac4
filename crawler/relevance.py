"""Is an article about administrative reform? Decided on what a listing shows (headline, teaser, address), before it is fetched.

The words are data: `schemas/vocab/relevance.csv` and the names of the indices (`indicators.csv`, `indicator_aliases.csv`).
A doubtful article is wanted: one fetched in vain costs a request, one missed is lost. Measured on `corpus/relevance`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from core.text import fold, strip_marks
from core.vocabulary import Hit, Lexicon, find_words, table

Role = Literal["strong", "likely", "weak", "context", "other", "look_alike"]
# Where one spelling without marks is two terms, the first of these that it has counts.
_ORDER: tuple[Role, ...] = ("strong", "likely", "weak", "look_alike", "other", "context")
_WORD = re.compile(r"[^\W_]+")
# `02 cấp` is `2 cấp`.
_ZERO = re.compile(r"\b0+(?=\d)")
_CUT = re.compile(r"(?:\.{2,}|…|\[\.\.\.\])[\s\]\"”')]*$")
_MARKED = re.compile("[\u00c0-\u1ef9]")
# Sent by attackers or by a broken page: no headline, teaser or address is longer.
_LONGEST = 2_000
_LONGEST_TAIL = 8
# Below it a headline without a verdict is a teaser ("Quý I") and its address may say more.
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Relevance:
    """`wanted`: fetch it. `reason`: where and by which words, `title: chỉ số + xếp hạng`, or `no term`."""

    wanted: bool
    reason: str


class _Words(NamedTuple):
    """A text as words with one space between, lower case, folded; `bare`: without marks."""

    text: str
    bare: bool
    cut: bool = False


def relevance(title: str | None, lead: str | None = None, url: str | None = None, keywords: Iterable[str] = ()) -> Relevance:
    """Whether an article is wanted. `keywords`: the portal's own, each of which decides alone. Never raises.

    The address counts by its sections; its last part only where the headline is missing, short or cut off."""
    parts = _parts(url)
    heading, teaser = _words(title), _words(lead)
    slug = _slug(parts, heading)
    seen = [("title", heading), ("address", slug), ("lead", teaser)]
    own = [_words(k).text for k in keywords]
    foreign: list[str] = []
    near: list[str] = []
    for place, words in seen:
        if named := next((k for k in own if _has(words, k)), None):
            return Relevance(True, f"{place}: {named} (keyword)")
        found = _judge(words, foreign)
        if found.wanted:
            return Relevance(True, f"{place}: {found.reason}")
        near += [found.reason] if found.reason else []
    if section := next((part for part in parts.sections if _focus(_bare(part))), None):
        return Relevance(True, f"section: {section}")
    return Relevance(False, near[0] if near else "no term")


def section_is_focused(name: str | None, url: str | None = None) -> bool:
    """Whether a listing is by its own name or address about administrative reform: everything in it is wanted."""
    parts = _parts(url)
    last = [parts.last] if parts.last else []
    return bool(name and _focus(_words(name))) or any(_focus(_bare(part)) for part in (*parts.sections, *last))


def _words(text: str | None) -> _Words:
    low = fold((text or "")[:_LONGEST]).low
    plain = _plain(low)
    return _Words(plain, _MARKED.search(plain) is None, _CUT.search((text or "").rstrip()) is not None)


def _bare(text: str) -> _Words:
    return _Words(_plain(strip_marks(text[:_LONGEST])), True)


def _plain(low: str) -> str:
    return _ZERO.sub("", " ".join(_WORD.findall(low)))


def _has(words: _Words, phrase: str) -> bool:
    wanted = strip_marks(phrase) if words.bare else phrase
    return any(True for _ in find_words(words.text, wanted))


def _judge(words: _Words, foreign: list[str]) -> Relevance:
    """One text by itself. `foreign`: terms of other fields found so far, in the headline first; added to."""
    by_role: dict[Role, list[str]] = {}
    for hit in _hits(words):
        by_role.setdefault(hit.value[0], []).append(hit.key)
    foreign += by_role.get("other", ())
    if strong := by_role.get("strong"):
        return Relevance(True, strong[0])
    likely, weak = by_role.get("likely", []), list(dict.fromkeys(by_role.get("weak", ())))
    pair = (weak + likely)[:2]
    if len(pair) == 2 and pair[0] != pair[1]:
        return Relevance(True, " + ".join(pair))
    if not foreign and likely:
        return Relevance(True, likely[0])
    context = by_role.get("context", [])
    if not foreign and weak and context:
        return Relevance(True, f"{weak[0]} + {context[0]}")
    if words.cut and (tail := _begun(words)):
        return Relevance(True, f"{tail}… (cut off)")
    look_alike = by_role.get("look_alike", [])
    alone = [f"{k} (alone)" for k in pair] + [f"{k} (look-alike)" for k in look_alike] + [f"{k} (other field)" for k in foreign]
    return Relevance(False, alone[0] if alone else "")


def _focus(words: _Words) -> bool:
    return any(hit.value[0] == "strong" for hit in _hits(words)) or _squeezed(words.text)


def _hits(words: _Words) -> list[Hit[tuple[Role, ...]]]:
    """The longest terms, none overlapping another, in text order: `vận [hành chính] quyền 2 cấp` is no `hành chính`."""
    kept: list[Hit[tuple[Role, ...]]] = []
    for hit in sorted(_lexicon(words.bare).find_all(words.text), key=lambda h: (h.start - h.end, h.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept)


@cache
def _terms() -> dict[str, tuple[Role, Role | None]]:
    """Every term as words, its role, and its role where it is written without marks (None: it is none there)."""
    terms: dict[str, tuple[Role, Role | None]] = {}
    names = [row["alias"] for row in table("indicator_aliases")]
    names += [row[column] for row in table("indicators") for column in ("name_vi", "name_en")]
    for name in names:
        terms[_words(name).text] = ("strong", "strong")
    for row in table("relevance"):
        role, bare = row["role"], row["bare"]
        terms[_words(row["term"]).text] = (_role(role), None if bare == "none" else _role(bare or role))
    return terms


def _role(name: str) -> Role:
    return next(role for role in _ORDER if role == name)


@cache
def _lexicon(bare: bool) -> Lexicon[Role]:
    if not bare:
        return Lexicon((term, role) for term, (role, _) in _terms().items())
    unmarked = [(strip_marks(term), role) for term, (_, role) in _terms().items() if role is not None]
    return Lexicon(sorted(unmarked, key=lambda pair: _ORDER.index(pair[1])))


@cache
def _strong(bare: bool) -> list[str]:
    return sorted(
        strip_marks(term) if bare else term
        for term, roles in _terms().items()
        if roles[0] == "strong" and (not bare or roles[1] == "strong")
    )


def _begun(words: _Words) -> str | None:
    """The words at the end of a headline that was cut off, where a strong term begins with them (two words at least)."""
    strong, tail = _strong(words.bare), words.text.split(" ")
    for count in range(min(_LONGEST_TAIL, len(tail)), 1, -1):
        start = " ".join(tail[-count:])
        at = bisect_left(strong, start)
        if at < len(strong) and strong[at].startswith(start):
            return start
    return None


class _Parts(NamedTuple):
    """An address: what its host and folders are called, and its last part, which names the article."""

    sections: tuple[str, ...]
    last: str


_NO_PARTS = _Parts((), "")
_FILE = re.compile(r"\.(?:html?|aspx?|php|jsp|htm|vnp|epi|vhtml)$", re.I)
# Names that software gives to every page.
_GENERIC = frozenset(("index php", "default", "mdefault", "content", "asset publisher", "web guest"))

# Query parameters that hold words; of portlets with a prefix (`_101_INSTANCE_a1_urlTitle`).
_TITLES = frozenset(("title", "catname", "urltitle"))


def _parts(url: str | None) -> _Parts:
    if not url:
        return _NO_PARTS
    try:
        split = urlsplit(url[:_LONGEST])
        host = split.hostname or ""
        query = parse_qsl(split.query, max_num_fields=50)
    except ValueError:
        # A broken address says nothing; the spider refuses it with its own reason.
        return _NO_PARTS
    path = [unquote(part) for part in split.path.split("/") if part and not part.startswith("-")]
    titled = [value for name, value in query if name.casefold().rpartition("_")[2] in _TITLES]
    slugs = [_FILE.sub("", part) for part in path] + titled
    slugs = [part for part in slugs if _bare(part).text not in _GENERIC]
    labels = host.split(".")[:-2]
    return _Parts((*labels, *slugs[:-1]), slugs[-1]) if slugs else _Parts(tuple(labels), "")


def _squeezed(text: str) -> bool:
    """A name whose words are written as one, as hosts and menus do: `caicachhanhchinh`, `dichvucong`."""
    return " " not in text and len(text) >= 4 and text in _joined()


@cache
def _joined() -> frozenset[str]:
    return frozenset(term.replace(" ", "") for term in _strong(True))


def _slug(parts: _Parts, heading: _Words) -> _Words:
    """The article's own part of the address, where the headline is missing, short or cut off (with dots or without)."""
    slug = _bare(parts.last)
    said = strip_marks(heading.text)
    goes_on = slug.text.startswith(said + " ") and not _is_number(slug.text[len(said) :])
    if not said or heading.cut or goes_on or len(said.split(" ")) < _FEW_WORDS:
        return slug._replace(cut=not said)
    return _Words("", True)


def _is_number(text: str) -> bool:
    return all(word.isdigit() for word in text.split())
