"""What an article lends the names in it: its day, its portal's locality, and what its words say of old and new units."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from core.places import TYPES
from core.text import Folded, fold
from core.vocabulary import find_words
from extract.knowledge.former import Time, Window, windows

Span = tuple[str, int, int]


@dataclass(slots=True)
class OpenName:
    """A name that the article leaves open: several units fit, or none is known. `where`: the first words that use it."""

    rule: str
    name: str
    province: str | None
    options: tuple[str, ...]
    where: Span | None


@dataclass
class Setting:
    """One article as the resolution of names sees it. `day`: ISO day of publication; `place`, `province`: of its portal
    (codebook form); `texts`: title, body. `open` gathers what stays open, one entry a name."""

    day: str | None = None
    place: str | None = None
    province: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    open: dict[tuple[str, str, str | None], OpenName] = field(default_factory=dict)

    _spans: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)

    @cached_property
    def _folded(self) -> dict[str, Folded]:
        return {name: fold(text) for name, text in self.texts.items()}

    @cached_property
    def _marked(self) -> dict[str, tuple[Window, ...]]:
        """By text, the stretches that say former or present."""
        return {name: windows(text) for name, text in self.texts.items()}

    def _mentions(self, text: str, name: str) -> list[tuple[int, int]]:
        """Where a name stands in a text; facts of one article ask for the same names again and again."""
        key = (text, name)
        if key not in self._spans:
            self._spans[key] = list(_mentions(self._folded[text], name))
        return self._spans[key]

    def leave_open(self, rule: str, name: str, province: str | None, options: Iterable[str], where: Span | None) -> None:
        """Remember that a name stays open, once for the article."""
        self.open.setdefault((rule, name, province), OpenName(rule, name, province, tuple(sorted(options)), where))

    def time_of(self, bare: str, type_: str | None, where: Span | None) -> Time | None:
        """Whether the article calls a unit former or present: in the sentence of `where` (raw offsets) if that names it, else
        wherever it stands, if all mentions say the same. The portal's own unit, where elided, is that of the day."""
        if not any(self._marked.values()):
            return None
        everywhere: set[Time | None] = set()
        sentence: set[Time | None] = set()
        words: set[Time | None] = set()
        for text, folded in self._folded.items():
            marked = self._marked[text]
            inner = self._span(where) if where is not None and where[0] == text else (0, 0)
            outer = _sentence(folded.text, *inner) if inner[1] else inner
            for start, end in self._mentions(text, bare):
                if _other_type(folded.low, start, type_):
                    continue
                time = _time(marked, start, end)
                for told, (first, last) in ((everywhere, (0, len(folded.text))), (sentence, outer), (words, inner)):
                    if first <= start and end <= last:
                        told.add(time)
        elided_own = where is not None and f"{type_} {bare}" in (self.place, self.province)
        times = words or sentence or (set() if elided_own else everywhere)
        return times.pop() if len(times) == 1 else None

    def _span(self, where: Span) -> tuple[int, int]:
        """Raw offsets as offsets of the folded text."""
        starts = self._folded[where[0]].starts
        if starts is None:
            return where[1], where[2]
        return bisect_left(starts, where[1]), bisect_left(starts, where[2])

    def nearness(self, bare: str, type_: str, where: Span | None) -> int:
        """How near a unit is named: 2 in the paragraph of `where`, 1 elsewhere in the article, 0 nowhere."""
        best = 0
        for text, folded in self._folded.items():
            spans = self._mentions(text, bare if " " in bare else f"{type_} {bare}")
            if not spans:
                continue
            best = max(best, 1)
            if where is not None and where[0] == text:
                at, end = self._span(where)
                first, last = folded.text.rfind("\n", 0, at) + 1, folded.text.find("\n", end)
                if any(first <= s and (last < 0 or e <= last) for s, e in spans):
                    return 2
        return best


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences around a span, by `. ` and line."""
    end = len(text[:end].rstrip(" .\n"))
    first = max(text.rfind(". ", 0, start), text.rfind("\n", 0, start)) + 1
    stops = [at for at in (text.find(". ", end), text.find("\n", end)) if at >= 0]
    return first, min(stops, default=len(text))


def _time(marked: Iterable[Window], start: int, end: int) -> Time | None:
    """What the narrowest window around a mention says; windows of one size that differ say nothing."""
    around = [w for w in marked if w.start <= start and end <= w.end]
    size = min((w.end - w.start for w in around), default=0)
    times = {w.time for w in around if w.end - w.start == size}
    return times.pop() if len(times) == 1 else None


def _other_type(low: str, start: int, type_: str | None) -> bool:
    """Does the type of another kind of unit stand before the name (`huyện Đại Lộc`, where xã Đại Lộc is meant)?"""
    before = low[max(0, start - 12) : start].rstrip()
    stated = next((t for t in TYPES if before.endswith(t)), None)
    return stated is not None and type_ is not None and stated != type_


def _mentions(folded: Folded, name: str) -> Iterable[tuple[int, int]]:
    """Where a name stands as whole words, in any case but with a capital or digit where it begins."""
    bare = fold(name).low
    for start in find_words(folded.low, bare):
        first = folded.text[start]
        if first.isupper() or first.isdigit() or name[0].islower():
            yield start, start + len(bare)
