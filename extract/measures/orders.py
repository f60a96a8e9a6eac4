"""Order in a sentence: `lần lượt`, `tiếp theo là`, `theo thứ tự`. What is listed in order holds the next places.

Source: docs/codebook.md ("ranks": places by order are derived); survey P8, P9.
"""

from __future__ import annotations

import re
from itertools import takewhile

from core.sieve import Scanner
from extract import numbers
from extract.measures.drafts import Draft
from extract.measures.groups import GROUP
from extract.measures.patterns import COUNT_WORD, ORDER
from extract.measures.ranking import place
from extract.measures.respectively import Alignment, Item
from extract.measures.scan import Scan
from extract.measures.state import State, block_of_subject
from extract.measures.tokens import Token

# `Ba đơn vị xếp`: what stands before the words of order where a sentence only names those that come next.
_NEXT_HEAD = re.compile(
    rf"[\s+*•-]*(?:(?:các|những|và) )*(?:(?P<k>\d{{1,2}}|{COUNT_WORD}) )?(?:(?:vị trí|thứ hạng|{GROUP}) )?"
    r"(?:(?:đứng|xếp|nằm|ở|giữ)(?: ở)?(?: các| những)?(?: vị trí| thứ hạng)? )?"
)
_ORDER = Scanner(ORDER)
_NAMES_NEXT = re.compile(r"(?:[\s:]|là|gồm|có|thuộc về|gọi tên|dành cho|lần lượt|các|đơn vị|địa phương)*")


def on_respectively(scan: Scan, token: Token, i: int) -> None:
    """As many figures as units, in the same order, as extract.measures.respectively has paired them."""
    aligned = scan.alignments.get(i)
    if aligned is None or not scan.indicator:
        if aligned is None and (token.text or "").startswith("theo thứ tự"):
            on_sorted(scan, token, i)
        elif aligned is None:
            _share_years(scan, i)
        return
    if aligned.order:
        scan.order_next, scan.order_last = aligned.order, aligned.count
        return
    if aligned.parallel:
        _parallel(scan, token, aligned)
        return
    who = scan.who_or_none()
    for unit, item in aligned.pairs:
        for subject in (unit,) if unit else who:
            _listed(scan, aligned, item, scan.new(item.kind, token, subject))
    if not aligned.pairs:
        _left_out(scan, token, aligned.end, "lần lượt")
        return
    named = tuple(s for s, _ in aligned.pairs if s)
    scan.subjects = named or scan.subjects
    scan.name(named)


def _share_years(scan: Scan, i: int) -> None:
    """`các năm 2021, 2022, 2023 lần lượt là 41,07 điểm, 41,92 điểm và 43,26 điểm`: each figure its year."""
    beside = takewhile(lambda t: t.kind in ("value", "open", "close", "semicolon"), scan.tokens[i + 1 :])
    figures = sum(t.kind == "value" for t in beside)
    if figures == len(scan.years) > 1 and len(scan.who_or_none()) == 1:
        scan.by_year = list(scan.years)


def _left_out(scan: Scan, token: Token, end: int, word: str) -> None:
    why = f"as many figures as units were expected after `{word}`"
    scan.out.skipped.append((token._replace(end=end), "figures.respectively", why))


def _parallel(scan: Scan, token: Token, aligned: Alignment) -> None:
    """A second list of figures (`…, ứng với các thứ hạng 10, 8 và 6`): one for each of the last figures of another kind."""
    kind = aligned.pairs[0][1].kind
    others = [d for d in scan.out.drafts if d.kind != kind and d.clause == scan.clause][-len(aligned.pairs) :]
    if len(others) != len(aligned.pairs):
        _left_out(scan, token, aligned.end, "tương ứng")
        return
    for other, (_, item) in zip(others, aligned.pairs, strict=True):
        draft = scan.new(item.kind, token, other.subject)
        _listed(scan, aligned, item, draft)
        draft.indicator, draft.component, draft.fixed_indicator = other.indicator, other.component, other.fixed_indicator
        draft.year, draft.fixed_year, draft.years, draft.period = other.year, other.fixed_year, other.years, other.period
        draft.derived = False


def _listed(scan: Scan, aligned: Alignment, item: Item, draft: Draft) -> None:
    """Fill a draft with one figure of a list."""
    draft.indicator = item.indicator or draft.indicator
    draft.component = item.component or (None if item.indicator else draft.component)
    draft.first, draft.last = aligned.start, aligned.end
    draft.derived, draft.rule = item.derived, "lần lượt"
    if item.kind == "score":
        draft.value, draft.unit, draft.max = item.number, item.unit, item.other
        return
    draft.rank, draft.of, draft.group = int(item.number), int(item.other) if item.other else None, item.group
    place(scan, draft)


def on_order(scan: Scan, token: Token, i: int) -> None:
    """`tiếp theo là`: the next unit holds the place after the last one stated, ties counted."""
    ranks = [d for d in scan.out.drafts if d.kind == "rank" and d.rank]
    stated = [d.rank for d in ranks if not d.last_place and d.status == "result"]
    if not stated or stated[-1] is None:
        last_place = scan.state.last_place
        told = token.text or ""
        goes_on = re.search(r"(?:là|gồm|có|thuộc về|gọi tên|dành cho|lần lượt|các|:)$", told) or re.match(r"tiếp|kế|rồi", told)
        if goes_on and last_place and last_place[3] == scan.state.sentence - 1 and last_place[2] == scan.indicator:
            scan.order_next = last_place[0] + 1
        return
    held = [d.subject for d in ranks if d.rank == stated[-1]]
    last = held[-1]
    tied = [s for s in held if s and last and block_of_subject(s) == block_of_subject(last)]
    scan.order_next = stated[-1] + max(1, len(tied))


def may_go_on(low: str, start: int, end: int, state: State) -> bool:
    """May low[start:end] only name the units that hold the places after one told in the sentence before?"""
    return state.last_place is not None and state.last_place[3] == state.sentence - 1 and bool(_ORDER.search(low, start, end))


def lists_next(low: str, start: int, end: int, tokens: list[Token], state: State) -> bool:
    """`Ba đơn vị kế tiếp theo thứ tự là A, B, C.`: units in order and nothing else, as many as are said."""
    if state.last_place is None or state.last_place[3] != state.sentence - 1:
        return False
    order = next((t for t in tokens if t.kind == "order"), None)
    head = _NEXT_HEAD.fullmatch(low, start, order.start) if order else None
    units = [t for t in tokens if t.kind == "subject"]
    if order is None or head is None or not units or units[0].start < order.end:
        return False
    named = sum(len(t.subjects) for t in units)
    counted = not head["k"] or numbers.count(head["k"]) == named
    tail = low[units[-1].end : end].strip(" .;")
    return counted and not tail and bool(_NAMES_NEXT.fullmatch(low, order.end, units[0].start))


def on_sorted(scan: Scan, token: Token, i: int) -> None:
    """`theo thứ tự từ cao xuống thấp`: the list begins with the first place, unless places are stated."""
    ranks = [d for d in scan.out.drafts if d.kind == "rank"]
    if scan.order_next is None and not ranks:
        scan.order_next = 1
    elif scan.order_next is None and all(d.rank == 1 and d.rule == "superlative" for d in ranks):
        # `Năm đơn vị có điểm cao nhất, theo thứ tự, gồm: A, B`: A has been taken as the first.
        scan.order_next = 2


# `huyện B áp chót với 71,3 điểm`: a place of its own, by words that tell no number.
_LAST_BUT_ONE = re.compile(r"(?: \([^()]*\))?,?(?: (?:thì|lại|đứng|xếp|nằm|ở|vị trí|hạng))* (?:áp|kế|gần) (?:chót|cuối)")


def order_ranks(scan: Scan, token: Token) -> None:
    """After `tiếp theo là`, each further unit holds the next place."""
    if scan.order_next is not None and _LAST_BUT_ONE.match(scan.low, token.end, scan.end):
        scan.order_next = None
    if scan.order_next is None:
        return
    for subject in token.subjects:
        if any(
            d.kind == "rank" and d.subject == subject and d.rank is not None and d.component == scan.component
            for d in scan.out.drafts
        ):
            continue
        draft = scan.new("rank", token, subject)
        draft.rank, draft.derived, draft.rule = scan.order_next, True, "order"
        place(scan, draft)
        scan.order_next += 1
        if scan.order_last and scan.order_next > scan.order_last:
            scan.order_next = scan.order_last = None
            break
