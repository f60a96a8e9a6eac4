"""Tokens of values and changes, from the matches of their patterns."""

from __future__ import annotations

import re

from extract import numbers
from extract.measures import patterns as p
from extract.measures.tokens import Base, Kind, Made, Token, in_order
from schemas.facts import Bound, Unit

_APPROX_AT_LEAST = ("ít nhất", "tối thiểu", "trên", "hơn", "từ")
_AT_LEAST = frozenset(
    {"trên", "hơn", "ít nhất", "tối thiểu", "không dưới", "không thấp hơn", "không ít hơn", "vượt", "vượt mức", "đạt trên"}
    | {"≥", ">", "cao hơn", "không kém hơn", "không kém"}
)
_AT_MOST = frozenset({"dưới", "không quá", "tối đa", "<", "≤", "thấp hơn", "chưa đến", "chưa tới"})
# `mức tăng 3 điểm`, `tốc độ giảm …`: a rate, not an index's change.
_RATE_BEFORE = re.compile(r"(?:mức|tốc độ|đà|tỷ lệ|biên độ) $")
_TO_A_VALUE = re.compile(r"(?:lên|xuống|còn)(?: đến| tới| mức| còn)* ?$")
# The second step of one verb: `(tăng 3,1 điểm) và 5 bậc so với năm 2018`, `(tăng 5 bậc) và 3,1 điểm`. A larger number of
# points is a value (`tăng 2 bậc, 84,5 điểm`).
_PLACES_TOO = re.compile(rf"(?:,| và) (?P<num>\d{{1,3}}|{p.COUNT_WORD}) {p.RANK_NOUN}(?:,? {p.AGAINST_AFTER})?")
_POINTS_TOO = re.compile(rf"(?:,| và) (?P<num>\d(?!\d)(?:[.,]\d+)?|(?<=và )1\d[.,]\d+){p.UNIT_AFTER}(?:,? {p.AGAINST_AFTER})?")


def same(m: re.Match[str]) -> Made:
    """`giữ nguyên (vị trí | điểm số)`: `unit` point where the score is meant."""
    about_points = (m["what"] or "").strip().startswith("điểm")
    return Token("same", m.start(), m.end(), unit="point" if about_points else None, base=base_of(m))


def base_token(m: re.Match[str]) -> Made:
    """`so với năm 2022` on its own."""
    year = m["year"] or m["year2"]
    base = Base(int(year)) if year else Base(None, m["rel"] or m["prev"] or m["rel2"] or m["prev2"])
    return Token("base", m.start(), m.end(), base=base)


def base_of(m: re.Match[str], names: tuple[str, ...] = ("b2", "b1")) -> Base | None:
    """The base of comparison that a pattern caught, before or after the number. `names`: what its groups' names begin with."""
    g = m.groupdict()
    for name in names:
        if g.get(f"{name}year"):
            return Base(int(g[f"{name}year"]))
        if g.get(f"{name}rel") or g.get(f"{name}prev"):
            return Base(None, g.get(f"{name}rel") or g.get(f"{name}prev"))
    return None


def _unit(text: str | None) -> Unit | None:
    if not text:
        return None
    return "percent" if "%" in text or "phần trăm" in text else "point"


_DOWNWARDS = re.compile(f"{p.DOWN}|{p.LESS}")


def _sign(m: re.Match[str]) -> int:
    g = m.groupdict()
    if g.get("sign"):
        return 1 if g["sign"] == "+" else -1
    return -1 if _DOWNWARDS.match(g["dir"]) else 1


def _approximation(m: re.Match[str]) -> tuple[Bound | None, bool]:
    """(bound, approximate) that a word before the number of a change gives it."""
    word = (m.groupdict().get("approx") or "").strip()
    return "at_least" if word in _APPROX_AT_LEAST else None, bool(word)


def _begin(m: re.Match[str]) -> int:
    return m.start("dir") if "dir" in m.groupdict() else m.start()


def score_change(m: re.Match[str]) -> Made:
    """`tăng 3,41 điểm`, `(+0,62)`; with a second step where the same verb has one (`và 06 bậc`)."""
    amount = numbers.decimal(m["num"])
    if amount is None or _RATE_BEFORE.search(m.string[max(0, m.start() - 9) : m.start()]):
        return None
    if m.string.endswith("không ", 0, _begin(m)):
        return None  # `không thấp hơn 91,5 điểm` bounds a value
    bound, approximate = _approximation(m)
    unit = _unit(m.groupdict().get("unit"))
    if _TO_A_VALUE.search(m.string[m.start() : m.start("num")]):
        # `nhích lên 6,93 điểm`, `giảm còn 5,4 điểm` tell the new value, not the step.
        return Token("value", m.start("num"), m.end("num"), amount, None, unit, approximate=approximate)
    change = Token(
        "score_change",
        _begin(m),
        m.end(),
        _sign(m) * amount,
        unit=unit,
        base=base_of(m),
        bound=bound,
        approximate=approximate,
    )
    return _with_second(m, change, _PLACES_TOO.match(m.string, m.end(), m.end() + 60))


def _with_second(m: re.Match[str], first: Token, second: re.Match[str] | None) -> Token | list[Token]:
    """The step of a match and the one that shares its verb: `second` in points behind places, in places behind points."""
    points = first.kind == "rank_change"
    step = (numbers.decimal if points else numbers.count)(second["num"]) if second else None
    if second is None or step is None:
        return first
    base = base_of(second, ("",))
    # One base for both: `mất 3,10 điểm và 5 bậc so với năm 2018`.
    first = first._replace(base=first.base or base)
    kind: Kind = "score_change" if points else "rank_change"
    unit = _unit(second["unit"]) if points else None
    return [first, Token(kind, m.end() + 1, second.end(), float(_sign(m) * step), unit=unit, base=base)]


def change_most(m: re.Match[str]) -> Made:
    """`tỉnh có mức tăng nhiều nhất (6,12%)`: a rise told as the highest."""
    amount = numbers.decimal(m["num"])
    if amount is None:
        return None
    return Token("score_change", m.start("dir"), m.end(), _sign(m) * amount, unit=_unit(m["unit"]))


def rank_change(m: re.Match[str]) -> Made:
    """`tăng 7 bậc so với năm 2022`, `(-2 hạng)`; with a second step where the same verb has one (`và 1,3 điểm`)."""
    places = numbers.count(m["num"])
    if places is None:
        return None
    bound, approximate = _approximation(m)
    change = Token(
        "rank_change",
        _begin(m),
        m.end(),
        float(_sign(m) * places),
        base=base_of(m),
        bound=bound,
        approximate=approximate,
    )
    return _with_second(m, change, _POINTS_TOO.match(m.string, m.end(), m.end() + 60))


def from_to_score(m: re.Match[str]) -> Made:
    """`từ 78,1 (năm 2021) lên 81,4 điểm`."""
    if m["way"] == "đến":
        return None
    return Token(
        "from_to_score",
        m.start(),
        m.end(),
        numbers.decimal(m["a"]),
        numbers.decimal(m["b"]),
        _unit(m["ub"] or m["ua"]),
        years=two_years(m),
        base=Base(None, m["yrel"]) if m["yrel"] else None,
    )


def two_years(m: re.Match[str]) -> tuple[int, ...]:
    """The years of `từ A … lên B …`, 0 where none is printed."""
    return tuple(int(m[k]) if m[k] else 0 for k in ("ya", "yb"))


def _bound(m: re.Match[str], number_start: int) -> tuple[Bound | None, bool]:
    """(bound, approximate) of a number: `từ 88% trở lên` at least; `khoảng`, `gần`, `trên` are no exact values."""
    before = p.BOUND_BEFORE.before(m.string, number_start, m.pos)
    after = m.string[m.end() : m.end() + 20]
    word = before["bound"] if before else ""
    turned = "trở" in after
    if word in _AT_LEAST or (turned and p.AT_LEAST_AFTER.match(after)):
        return "at_least", True
    if word in _AT_MOST or (turned and p.AT_MOST_AFTER.match(after)):
        return "at_most", True
    return None, bool(word)


def value(m: re.Match[str]) -> Made:
    """`82,17 điểm`, `41,5/65`, `88%`. `19/19 sở` is a count: a score over its maximum says `điểm` or has decimals."""
    number = numbers.decimal(m["num"])
    if number is None:
        return None
    # `742,6/1.000 điểm`: no scale has three decimals.
    scale = m["max"] or m["max2"] or m["max3"] or m["max4"]
    maximum = None if scale is None else 1000.0 if scale == "1.000" else numbers.decimal(scale)
    if m["max"]:
        decimals = "." in m["num"] or "," in m["num"]
        pointed = bool(m["mu"]) or decimals
        if not pointed or (maximum is not None and maximum < number and not decimals):
            return None
    unit = _unit(m["unit"]) if m["unit"] else "point" if m["max"] or m["max4"] else None
    stop = m.end()
    if m["max"] and (share := re.match(r" ?%", m.string[stop : m.endpos])):
        unit, stop = "percent", stop + share.end()
    bound, approximate = _bound(m, m.start())
    return Token("value", m.start(), stop, number, maximum, unit, bound=bound, approximate=approximate)


# `- Mức độ hài lòng: 18/18;`
_ITEM_HEAD = re.compile(r"[\s+*•-]*(?:\d{1,2}[.)]\s*)?(?:(?:điểm|nhóm|chỉ số|tiêu chí) )*")
_WHOLE_SCORE = re.compile(r"\s*: ?(?P<num>\d{1,3}) ?/ ?(?P<max>\d{1,3})(?=\s*(?:[,;.(]|$))")


def item_score(low: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    """The tokens of an item of a list of scores, with that of its part in whole points over their maximum."""
    part = next((t for t in tokens if t.kind == "component"), None)
    if part is None or not _ITEM_HEAD.fullmatch(low, start, part.start):
        return tokens
    m = _WHOLE_SCORE.match(low, part.end, end)
    if m is None or int(m["num"]) > int(m["max"]) or any(t.start < m.end() and m.start("num") < t.end for t in tokens):
        return tokens
    made = Token("value", m.start("num"), m.end(), float(m["num"]), float(m["max"]), "point")
    return in_order([*tokens, made])


def bare_value(m: re.Match[str]) -> Made:
    """`đạt 82,17`: a decimal without unit after a verb."""
    number = numbers.decimal(m["num"])
    if number is None:
        return None
    bound, approximate = _bound(m, m.start("num"))
    lead = m.groupdict().get("lead", "nhất")
    return Token(
        "value", m.start("num"), m.end(), number, None, None, bound=bound, approximate=approximate, worded=True, text=lead
    )
