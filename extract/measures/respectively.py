"""`lần lượt`: k units against k figures, on either side of the word (survey P8).

Aligned only where the counts match; else nothing. Without printed numbers (`ba vị trí đầu lần lượt là A, B, C`)
the order gives derived places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from extract import numbers
from extract.measures.drafts import FigureKind
from extract.measures.groups import AFTER_RANK, AFTER_REGION, joined, region
from extract.measures.patterns import DEC, ORDINAL, POINT
from extract.measures.tokens import Token
from schemas.facts import Subject, Unit


@dataclass(frozen=True, slots=True)
class Item:
    """One figure of a list: a score (`number`, `unit`, maximum in `other`) or a rank (`number` of `other`)."""

    kind: FigureKind
    number: float
    other: float | None = None
    unit: Unit | None = None
    group: str | None = None
    derived: bool = False
    indicator: str | None = None
    component: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs found, the stretch they cover, or (`order`) the place at which the units that follow begin, `count` of them
    where it is told; `parallel`: the figures belong to as many figures named before them, in their order."""

    pairs: tuple[tuple[Subject | None, Item], ...]
    start: int
    end: int
    order: int | None = None
    used: tuple[tuple[int, int], ...] = ()
    parallel: bool = False
    count: int | None = None


_LEAD = r"(?:\s|là|tương ứng|đạt|được|xếp|đứng|có|với|ở|giữ|chiếm|các|vị trí|điểm số|số điểm|:|hạng|thứ hạng|mức)*?"
_SCORE = rf"(?:{DEC}|\d+)(?: ?/ ?\d+(?:[.,]\d+)?)? ?(?:%|{POINT})?"
_SCORES = re.compile(rf"^{_LEAD}(?P<list>{_SCORE}(?:(?: ?[,;] (?:và )?| ?và | ?- ){_SCORE})+)")
_RANK = (
    rf"(?:(?:vị trí |hạng |thứ |số |bậc )*(?:\d{{1,3}}(?! ?(?:%|điểm)|[.,]\d)(?: ?/ ?\d{{1,3}})?|(?<=thứ ){ORDINAL}|"
    rf"(?<=hạng ){ORDINAL}|{ORDINAL}(?=[,. ;])))"
)
_RANKS = re.compile(rf"^{_LEAD}(?:vị trí |hạng |thứ hạng |thứ |số |bậc )+(?P<list>{_RANK}(?:(?: ?[,;] (?:và )?| ?và ){_RANK})+)")
_RANGE = re.compile(
    rf"(?:vị trí |thứ hạng |hạng )?(?:từ )(?:vị trí |hạng )?(?:thứ |số )?(?P<a>\d{{1,3}}|{ORDINAL}) đến (?:vị trí |"
    rf"hạng )?(?:thứ |số )?(?P<b>\d{{1,3}}|{ORDINAL})(?![a-zà-ỹđ\d])"
)
_FIRST_K = re.compile(
    r"(?:(?P<k>\d{1,2}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) )?(?:vị trí|đơn vị|địa phương|tỉnh, thành phố|"
    r"tỉnh, thành|tỉnh|thành phố|huyện|sở|sở, ngành|cơ quan|ngôi|xã|phường|bộ|xã, phường|bộ, cơ quan ngang bộ)"
    r"(?: (?:có điểm số|có chỉ số|có kết quả|có điểm|đạt điểm|có|đạt|xếp|đứng|ở))? ?(?:dẫn đầu|đứng đầu|đầu bảng|"
    r"đầu tiên|cao nhất|đầu|tốp đầu|top đầu)"
)


# Between units and their places; `cùng`, `đều` would give each of them all.
_BEHIND = re.compile(r",?(?: (?:theo sau|tiếp sau|bám sát|xếp sau|tiếp theo|cũng|đã|vẫn))*(?= )")
_PLACE_LIST = (
    rf"(?:vị trí|hạng|thứ)(?: thứ| số)? (?P<list>(?:\d{{1,3}}|{ORDINAL})(?:(?:, | và |, và )(?:vị trí |hạng )?(?:thứ |số )?"
    rf"(?:\d{{1,3}}|{ORDINAL}))+)"
)
_PLACES_THEN = re.compile(rf"{_PLACE_LIST}(?: cả nước| toàn quốc)? (?:là|thuộc về|gọi tên)[\s:]*(?:các [a-zà-ỹđ, ]+?)?$")
_PLACE_NOUN = re.compile(r"vị trí|hạng|thứ|số|bậc")
_PLACE_LEAD = re.compile(r"^(?:\s|là|ở|xếp|đứng|giữ|chiếm|vị trí)*")


def _units_before(tokens: list[Token], i: int) -> Token | None:
    """The nearest run of units before token i."""
    for t in reversed(tokens[:i]):
        if t.kind == "subject" and len(t.subjects) >= 2:
            return t
        if t.kind == "semicolon":
            break
    return None


def _singles_before(tokens: list[Token], i: int, k: int) -> Token | None:
    """`A xếp thứ nhất, B xếp thứ nhì, lần lượt đạt 95,2 và 94,8 điểm`: the k units of the clause, as one run."""
    begin = max((n for n, t in enumerate(tokens[:i]) if t.kind == "semicolon"), default=-1)
    singles = [t for t in tokens[begin + 1 : i] if t.kind == "subject" and not t.anaphor]
    if len(singles) != k or k < 2:
        return None
    return singles[0]._replace(end=singles[-1].end, subjects=tuple(s for t in singles for s in t.subjects))


def _units_after(tokens: list[Token], i: int, *, one_clause: bool = False) -> list[Subject]:
    """All units named after token i up to another `lần lượt` or place in words; semicolons may part them, but for
    `one_clause`."""
    out: list[Subject] = []
    depth = 0
    for t in tokens[i + 1 :]:
        depth += (t.kind == "open") - (t.kind == "close")
        if one_clause and t.kind == "semicolon" and depth == 0:
            break
        if t.kind == "respectively" or (t.kind == "rank" and t.worded and t.text and depth == 0):
            break
        if t.kind == "subject" and depth == 0:
            out += t.subjects
    return out


def _number_of(text: str) -> int | None:
    return numbers.integer(text) if text[:1].isdigit() else numbers.word_number(text)


def _score_items(text: str) -> list[Item]:
    out = []
    for m in re.finditer(rf"(?P<num>{DEC}|\d+)(?: ?/ ?(?P<max>\d+(?:[.,]\d+)?))? ?(?P<unit>%|{POINT})?", text):
        value = numbers.decimal(m["num"])
        unit = m["unit"] or ("%" if "%" in text else None)
        if value is not None:
            out.append(
                Item("score", value, numbers.decimal(m["max"]) if m["max"] else None, "percent" if unit == "%" else "point")
            )
    return out


def _rank_items(text: str) -> list[Item]:
    out = []
    for m in re.finditer(rf"(?P<num>\d{{1,3}})(?: ?/ ?(?P<of>\d{{1,3}}))?|(?<![a-zà-ỹđ])(?P<word>{ORDINAL})(?![a-zà-ỹđ])", text):
        place = int(m["num"]) if m["num"] else numbers.word_number(m["word"])
        if place:
            out.append(Item("rank", place, float(m["of"]) if m["of"] else None))
    size = next((i.other for i in reversed(out) if i.other), None)
    return [Item("rank", i.number, i.other or size) for i in out]


def _ranks_before(low: str, start: int, end: int) -> list[Item]:
    """Places named before `lần lượt là`: `thứ hai và thứ ba`, `vị trí thứ 2, 3, 4`, `từ thứ 15 đến thứ 18`."""
    text = low[max(start, end - 90) : end]
    ranged = list(_RANGE.finditer(text))
    if ranged:
        return _expand(ranged[-1])
    m = re.search(rf"{_PLACE_LIST}(?![a-zà-ỹđ\d])(?!.*(?:vị trí|hạng|thứ) (?:\d|{ORDINAL}))", text)
    return _rank_items(_PLACE_NOUN.sub(" ", m["list"])) if m else []


def _expand(m: re.Match[str]) -> list[Item]:
    a, b = _number_of(m["a"]), _number_of(m["b"])
    if a is None or b is None or a == b or abs(a - b) > 40:
        return []
    step = 1 if b > a else -1
    places = list(range(a, b + step, step))
    return [Item("rank", n, derived=n not in (a, b)) for n in places]


def align(low: str, tokens: list[Token], i: int, begin: int, end: int) -> Alignment | None:
    """Read the `lần lượt` at tokens[i] of the sentence low[begin:end]; None where nothing can be aligned."""
    token = tokens[i]
    items, stop = _items_after(low[token.end : end], token)
    if first := _first_places(low, tokens, i, end):
        return first
    if "ứng" in low[token.start : token.end] and "lần lượt" not in low[token.start : token.end]:
        # `84,02% (năm 2021), 86,9% (năm 2022), ứng với các thứ hạng 10 và 8`
        pairs = tuple((None, item) for item in items)
        return Alignment(pairs, token.start, stop, used=((token.start, stop),), parallel=True) if len(items) > 1 else None
    return _of_figures(low, tokens, i, end, items, stop) if items else _of_order(low, tokens, i, begin, end)


def align_beside(low: str, tokens: list[Token], i: int, begin: int, end: int) -> Alignment | None:
    """Units side by side with as many places or scores side by side, without `lần lượt`: `A và B ở vị trí thứ 2 và thứ
    3`, `xếp thứ 2 và thứ 3 là A và B`. `tokens[i]` are the units."""
    units = tokens[i].subjects
    if len(units) < 2:
        return None
    token = tokens[i]
    before = _PLACES_THEN.search(low[max(begin, token.start - 90) : token.start])
    if before:
        places = _rank_items(_PLACE_NOUN.sub(" ", before["list"]))
        stretch = (token.start - len(before.group()), token.start)
        if len(places) == len(units):
            return Alignment(tuple(zip(units, places, strict=True)), stretch[0], token.end, used=(stretch,))
    lead = _BEHIND.match(low[token.end : end])
    after = token.end + (lead.end() if lead else 0)
    items, stop = _items_after(low[after:end], token._replace(end=after))
    told = items and (items[0].kind == "rank" or re.search(r"%|điểm", low[after:stop]))
    if told and len(items) == len(units):
        return Alignment(tuple(zip(units, items, strict=True)), token.start, stop, used=((after, stop),))
    return None


def _of_figures(low: str, tokens: list[Token], i: int, end: int, items: list[Item], stop: int) -> Alignment | None:
    """Figures follow `lần lượt`: the units, indices or parts before it (or the units after them) hold one each."""
    token = tokens[i]
    run = _units_before(tokens, i) or _singles_before(tokens, i, len(items))
    later = _units_after(tokens, i) if run is None else []
    if len(later) == len(items) >= 2:
        # `Xếp lần lượt từ thứ nhất đến thứ năm là: A, B, …`
        return Alignment(tuple(zip(later, items, strict=True)), token.start, stop, used=((token.start, stop),))
    again, far = _second_list(low, stop, end, len(items))
    stop = far if again else stop
    if run is not None and len(run.subjects) == len(items):
        return _of_units(tokens, i, run, items, again, stop)
    named = _named_before(tokens, i, len(items), low)
    if not named:
        # Three units and two figures: whose they are cannot be told, so they are nobody's.
        return Alignment((), token.start, stop, used=((token.start, stop),)) if run is not None else None
    both = [*zip(named, items, strict=True), *zip(named, again, strict=False)]
    return Alignment(tuple((None, _about(t, item)) for t, item in both), named[0].start, stop, used=((token.start, stop),))


_HELD_FIRST = re.compile(
    r"\s*(?:đã )?(?:chiếm|giữ|đứng|xếp|ở|nắm giữ|giành)(?: ở| giữ)*(?: (?P<k>\d{1,2}|hai|ba|bốn|năm|sáu|bảy|tám|chín|"
    r"mười))? (?:vị trí|thứ hạng|ngôi|hạng)"
    r" (?:đầu bảng|đầu tiên|dẫn đầu|cao nhất|đầu)(?: bảng| bảng xếp hạng)?"
)


def _first_places(low: str, tokens: list[Token], i: int, end: int) -> Alignment | None:
    """`A và B lần lượt chiếm hai vị trí đầu bảng với 78,64 và 76,9 điểm`: the first places, in order."""
    token, run = tokens[i], _units_before(tokens, i)
    held = _HELD_FIRST.match(low[token.end : end])
    if held is None or run is None or (held["k"] and _number_of(held["k"]) != len(run.subjects)):
        return None
    stop = token.end + held.end()
    items = [Item("rank", n, derived=True) for n in range(1, len(run.subjects) + 1)]
    scores = _SCORES.match(low[stop:end]) if low.startswith(" với", stop) else None
    values = _score_items(scores["list"]) if scores else []
    return _of_units(tokens, i, run, items, values, stop + (scores.end() if scores else 0))


def _about(token: Token, item: Item) -> Item:
    """The figure as one of an index or part."""
    return replace(item, indicator=token.text) if token.kind == "indicator" else replace(item, component=token.text)


def _of_units(tokens: list[Token], i: int, run: Token, items: list[Item], again: list[Item], stop: int) -> Alignment:
    """The units of a run with their figures; further lists of scores before the run or after the figures join in."""
    units = run.subjects
    before = _values_before(tokens, run, i)
    before = before if len(before) == len(units) else []
    after = _values_after(tokens, stop, len(units))
    pairs = [
        *zip(units, items, strict=True),
        *zip(units, map(_score_item, before), strict=False),
        *zip(units, again, strict=False),
        *zip(units, map(_score_item, after), strict=False),
    ]
    used = ((tokens[i].start, stop), *((t.start, t.end) for t in (*before, *after)))
    return Alignment(tuple(pairs), min(run.start, *(a for a, _ in used)), max(b for _, b in used), used=used)


def _score_item(token: Token) -> Item:
    return Item("score", token.number or 0.0, token.other, token.unit)


def _of_order(low: str, tokens: list[Token], i: int, begin: int, end: int) -> Alignment | None:
    """Units follow `lần lượt`: they hold the places named before it, or the first places in their order."""
    token = tokens[i]
    following = _units_after(tokens, i)
    if len(following) < 2:
        return None
    places = _ranks_before(low, begin, token.start)
    if len(places) != len(following):
        # `xếp thứ nhất và thứ nhì lần lượt là A và B; C đứng thứ 5`
        clause = _units_after(tokens, i, one_clause=True)
        following = clause if len(clause) == len(places) >= 2 else following
    if places and len(places) == len(following):
        # The units that follow may carry values in brackets: only their places are set here.
        edge = max(begin, token.start - 90, *(t.end for t in tokens[:i] if t.kind == "semicolon"), 0)
        used: tuple[tuple[int, int], ...] = ((edge, token.end),)
        pairs = list(zip(following, places, strict=True))
        last = max(t.end for t in tokens[i + 1 :] if t.kind == "subject" and set(t.subjects) <= set(following))
        scores, stop = _items_after(low[last:end], token._replace(end=last))
        if low.startswith(" với ", last) and len(scores) == len(following):
            pairs += zip(following, scores, strict=True)
            used = (*used, (last, stop))
        return Alignment(tuple(pairs), token.start, max(b for _, b in used), used=used)
    edge = max(begin, token.start - 80)
    first_k = list(_FIRST_K.finditer(low[edge : token.start]))
    if first_k and not re.search(r"cuối|thấp nhất|tăng|giảm", low[edge + first_k[-1].start() : token.start]):
        k = _number_of(first_k[-1]["k"]) if first_k[-1]["k"] else None
        if k is None or k == len(_units_after(tokens, i, one_clause=True)) or 2 <= k <= len(following):
            # `3 vị trí đầu lần lượt là A, B và C, D xếp cuối`: no more than so many.
            used = ((edge + first_k[-1].start(), token.end),)
            return Alignment((), token.start, token.end, order=1, used=used, count=k)
    return None


def _items_after(after: str, token: Token) -> tuple[list[Item], int]:
    """Figures listed right after `lần lượt`, with the offset where they end."""
    lead = len(after) - len(_PLACE_LEAD.sub("", after, count=1))
    if ranged := _RANGE.match(after[lead:]):
        return _expand(ranged), token.end + lead + ranged.end()
    if ranks := _RANKS.match(after):
        items = _rank_items(_PLACE_NOUN.sub(" ", ranks["list"]))
        stop = token.end + ranks.end()
        if tail := AFTER_RANK.match(after[ranks.end() :]):
            size = float(tail["of"]) if tail["of"] else None
            items = [Item("rank", x.number, x.other or size, group=joined(tail["group"], tail["tail"])) for x in items]
            stop += tail.end()
        elif (tail := AFTER_REGION.match(after[ranks.end() :])) and tail["tail"]:
            items = [replace(x, group=region(tail)) for x in items]
            stop += tail.end()
        return items, stop
    if scores := _SCORES.match(after):
        return _score_items(scores["list"]), token.end + scores.end()
    return [], token.end


def _second_list(low: str, stop: int, end: int, k: int) -> tuple[list[Item], int]:
    """A second list of k figures for the same units: `…, tương ứng xếp thứ 14, 8 và 21`."""
    lead = re.match(r"^(?:,| và|;)? ?(?:tương ứng|lần lượt)? ?(?:với)?(?: là)? ?(?:xếp|đứng|ở|giữ)?", low[stop:end])
    if lead is None or not lead.group().strip(" ,;"):
        return [], stop
    begin = stop + lead.end()
    ranks = _RANKS.match(low[begin:end])
    scores = None if ranks else _SCORES.match(low[begin:end])
    items = _rank_items(_PLACE_NOUN.sub(" ", ranks["list"])) if ranks else _score_items(scores["list"]) if scores else []
    found = ranks or scores
    return (items, begin + found.end()) if found and len(items) == k else ([], stop)


def _values_after(tokens: list[Token], stop: int, k: int) -> list[Token]:
    """Scores listed after the places (`… lần lượt xếp thứ 2 đến thứ 4 với 78,4; 77,95; 76,02 điểm`), all k or none."""
    edge = min((t.start for t in tokens if t.kind == "subject" and t.start >= stop), default=None)
    values = [t for t in tokens if t.kind == "value" and t.start >= stop and (edge is None or t.start < edge)]
    return values if len(values) == k else []


def _named_before(tokens: list[Token], i: int, k: int, low: str) -> list[Token]:
    """The k indices or parts listed before token i (`PAR INDEX, SIPAS, PCI của thành phố lần lượt …`)."""
    for kind in ("indicator", "component"):
        run = [t for t in tokens[:i] if t.kind == kind][-k:]
        joined = all(
            re.fullmatch(
                r"\"?\s*(?:\([^()]*\))?\s*(?:,|và|, và|;)\s*(?:(?:chỉ số|trụ cột|trục|nội dung|lĩnh vực|tiêu chí|"
                r"nhóm)(?: thành phần| nội dung)? )?\"?",
                low[a.end : b.start],
            )
            for a, b in pairwise(run)
        )
        if len(run) == k and k >= 2 and joined:
            return run
    return []


def _values_before(tokens: list[Token], run: Token, i: int) -> list[Token]:
    """Scores listed before the units (`Với 0,53 và 0,47 điểm, A và B lần lượt …`)."""
    values = [t for t in tokens[:i] if t.kind == "value" and t.end <= run.start]
    return values if len(values) >= 2 else []
