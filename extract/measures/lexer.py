"""Sentence -> tokens: what every construction of extract.measures.patterns finds, longest and surest first.

A stretch of text belongs to one token. Gaps, thresholds, dates, decree numbers and ordinals of time are read first
and thrown away, so that their numbers are never figures (survey P1, P2, P17 traps).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from extract import numbers
from extract.dates import find_days
from extract.measures import groups
from extract.measures import patterns as p
from extract.measures.tiers import find_tier_counts, find_unit_tiers
from extract.measures.tokens import Base, Token

Made = Token | list[Token] | None


class Taken:
    """Which characters already belong to a token."""

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self._mask = bytearray(end - start)

    def free(self, a: int, b: int) -> bool:
        return not any(self._mask[a - self.start : b - self.start])

    def take(self, a: int, b: int) -> None:
        self._mask[a - self.start : b - self.start] = b"\x01" * (b - a)


def lex(low: str, start: int, end: int, mentions: Iterable[Token] = ()) -> list[Token]:
    """Tokens of low[start:end] in order. `mentions` are the indicator, component and subject tokens found elsewhere;
    those inside a rank's group (`26/63 tỉnh`) or a gap are dropped."""
    taken = Taken(start, end)
    out: list[Token] = []
    mentions = list(mentions)
    named, low = low, hide_names(low, start, end, mentions)

    def scan(pattern: re.Pattern[str], make: Callable[[re.Match[str]], Made]) -> None:
        for m in pattern.finditer(low, start, end):
            a, b = (m.start("dir"), m.end()) if m.re.groupindex.get("dir") and m.start() != m.start("dir") else m.span()
            made = make(m) if taken.free(a, b) else None
            tokens = made if isinstance(made, list) else [made] if made else []
            if not tokens:
                continue
            out.extend(tokens)
            taken.take(a, max(t.end for t in tokens) if tokens[-1].end > b else b)

    counts = find_tier_counts(low, start, end)
    _mask_noise(named, start, end, taken, mentions)
    scan(
        p.RESPECTIVELY,
        lambda m: (
            None
            if p.ORDER_BEFORE.search(low[max(start, m.start() - 30) : m.start()])
            else Token("respectively", m.start(), m.end(), text=m.group())
        ),
    )
    for token in counts:
        out.append(token)
        taken.take(token.start, token.end)
    scan(p.FROM_TO_RANK, _from_to_rank)
    scan(p.FROM_TO_SCORE, _from_to_score)
    scan(p.SIGNED_CHANGE, _score_change)
    scan(p.SIGNED_RANK, _rank_change)
    scan(p.RANK_CHANGE, _rank_change)
    scan(p.SCORE_CHANGE, _score_change)
    scan(
        p.SAME,
        lambda m: Token(
            "same", m.start(), m.end(), unit="point" if (m["what"] or "").strip().startswith("điểm") else None, base=_base(m)
        ),
    )
    for token in find_unit_tiers(low, start, end):
        if taken.free(token.start, token.end):
            out.append(token)
            taken.take(token.start, token.end)
    scan(p.RANK_BRACKET, lambda m: _rank(m, low, end, bracket=True))
    scan(p.RANK, lambda m: _rank(m, low, end))
    scan(p.RANK_BARE, lambda m: _rank(m, low, end))
    scan(p.RANK_WORDED, lambda m: _rank(m, low, end))
    scan(p.RANK_TOP, _top)
    scan(p.FIRST, lambda m: _superlative(m, low, end))
    scan(p.VALUE, lambda m: _value(m, low, start, end))
    scan(p.VALUE_BARE, lambda m: _value_bare(m, low, start))
    scan(groups.SIZED, _block)
    scan(groups.RATED, _block)
    scan(groups.COUNTED_HEAD, _block)
    scan(groups.ASSESSED, _block)
    scan(groups.BLOCK, _block)
    scan(p.YEAR_RANGE, _year_range)
    scan(p.BASE, _base_token)
    scan(p.PREVIOUS, lambda m: Token("period", m.start(), m.end(), text="previous"))
    scan(p.PERIOD, _period)
    scan(p.AS_OF, lambda m: Token("period", m.start(), m.end(), text=f"{m['y'] or ''}-{int(m['m']):02d}-{int(m['d']):02d}"))
    scan(p.YEAR_TOKEN, lambda m: Token("year", m.start(), m.end(), years=(int(m["year"]),), worded=bool(m["pre"])))
    scan(p.YEAR_REL, lambda m: Token("year", m.start(), m.end(), text=m["rel"]))
    for kind, pattern in (("order", p.ORDER), ("sorted", p.SORTED_LIST), ("target", p.TARGET), ("result", p.RESULT)):
        scan(pattern, lambda m, k=kind: Token(k, m.start(), m.end(), text=m.group()))  # type: ignore[misc]
    _bare_after_names(low, start, end, taken, mentions, out)
    out += [t for t in mentions if taken.free(t.start, t.end)]
    out += _punctuation(low, start, end, out)
    return sorted(out, key=lambda t: (t.start, -t.end))


def hide_names(low: str, start: int, end: int, mentions: Iterable[Token], kinds: tuple[str, ...] = ("subject",)) -> str:
    """The sentence with the names of units blotted out: `Khối sở, Sở Xây dựng` is a block and a unit, no group."""
    chars = list(low[start:end])
    for t in mentions:
        if t.kind in kinds and not t.anaphor:
            chars[t.start - start : t.end - start] = "§" * (t.end - t.start)
    return low[:start] + "".join(chars) + low[end:]


def _bare_after_names(low: str, start: int, end: int, taken: Taken, mentions: list[Token], out: list[Token]) -> None:
    """A bare decimal right after a part or unit is its score (`kinh tế số 0,5433, xã hội số 0,5710`)."""
    ends = {t.end for t in mentions if t.kind in ("component", "subject") and not t.anaphor}
    for m in p.BARE.finditer(low, start, end):
        edge = m.start()
        while edge > start and low[edge - 1] in " :":
            edge -= 1
        if edge in ends and taken.free(*m.span("num")):
            out.append(Token("value", m.start("num"), m.end("num"), numbers.decimal(m["num"]), worded=True, text=""))
            taken.take(*m.span("num"))


def _mask_noise(low: str, start: int, end: int, taken: Taken, mentions: list[Token]) -> None:
    """Take the stretches whose numbers are never figures."""
    for day in find_days(low, start, end):
        if not re.match(r"(?:đến|tới)", low[day.start : day.end]) and not re.search(
            r"tính (?:đến|tới)(?: hết)? $", low[max(start, day.start - 16) : day.start]
        ):
            taken.take(day.start, day.end)
    named = [(t.start, t.end) for t in mentions if t.kind in ("indicator", "component")]
    for m in p.SCALE.finditer(low, start, end):
        if not p.SCALE_OF.search(low[max(start, m.start() - 24) : m.start()]):
            taken.take(*m.span())
    for pattern in (p.DOCUMENT_NUMBER, p.WEEKDAY, p.TIME_ORDINAL, p.MEDAL, *p.GAPS, *p.NO_SCORE):
        for m in pattern.finditer(low, start, end):
            if taken.free(*m.span()) and not any(a < m.end() and m.start() < b for a, b in named):
                taken.take(*m.span())


def _base_token(m: re.Match[str]) -> Token:
    year = m["year"] or m["year2"]
    return Token(
        "base", m.start(), m.end(), base=Base(int(year)) if year else Base(None, m["rel"] or m["prev"] or m["rel2"] or m["prev2"])
    )


def _base(m: re.Match[str]) -> Base | None:
    """The base of comparison that a pattern caught, before or after the number."""
    g = m.groupdict()
    for name in ("b2", "b1"):
        if g.get(f"{name}year"):
            return Base(int(g[f"{name}year"]))
        if g.get(f"{name}rel") or g.get(f"{name}prev"):
            return Base(None, g.get(f"{name}rel") or g.get(f"{name}prev"))
    return None


def _unit(text: str | None) -> Literal["point", "percent"] | None:
    if not text:
        return None
    return "percent" if "%" in text or "phần trăm" in text else "point"


def _sign(m: re.Match[str]) -> int:
    g = m.groupdict()
    if g.get("sign"):
        return 1 if g["sign"] == "+" else -1
    return -1 if re.match(p.DOWN, g["dir"]) else 1


def _score_change(m: re.Match[str]) -> Made:
    amount = numbers.decimal(m["num"])
    if amount is None or re.search(r"(?:mức|tốc độ|đà|tỷ lệ|biên độ) $", m.string[max(0, m.start() - 9) : m.start()]):
        return None
    approx = (m.groupdict().get("approx") or "").strip()
    if re.search(r"(?:lên|xuống|còn)(?: đến| tới| mức| còn)* ?$", m.string[m.start() : m.start("num")]):
        # `nhích lên 6,93 điểm`, `giảm còn 5,4 điểm` tell the new value, not the step.
        return Token(
            "value", m.start("num"), m.end("num"), amount, None, _unit(m.groupdict().get("unit")), approximate=bool(approx)
        )
    bound: Literal["at_least"] | None = "at_least" if approx in ("ít nhất", "tối thiểu", "trên", "hơn", "từ") else None
    change = Token(
        "score_change",
        m.start("dir") if "dir" in m.groupdict() else m.start(),
        m.end(),
        _sign(m) * amount,
        unit=_unit(m.groupdict().get("unit")),
        base=_base(m),
        bound=bound,
        approximate=bool(approx),
    )
    # `tăng 3,41 điểm và 06 bậc`: one verb, two steps.
    places = re.match(
        rf"(?:,| và) (\d{{1,3}}|{p.COUNT_WORD}) {p.RANK_NOUN}(?:,? {p.AGAINST_AFTER})?", m.string[m.end() : m.end() + 60]
    )
    steps = numbers.count(places[1]) if places else None
    if places is None or steps is None:
        return change
    base = (
        Base(int(places["year"]))
        if places["year"]
        else Base(None, places["rel"] or places["prev"])
        if places["rel"] or places["prev"]
        else None
    )
    return [change, Token("rank_change", m.end() + 1, m.end() + places.end(), float(_sign(m) * steps), base=base)]


def _rank_change(m: re.Match[str]) -> Made:
    places = numbers.count(m["num"])
    if places is None:
        return None
    approx = (m.groupdict().get("approx") or "").strip()
    bound: Literal["at_least"] | None = "at_least" if approx in ("ít nhất", "tối thiểu", "trên", "hơn", "từ") else None
    return Token(
        "rank_change",
        m.start("dir") if "dir" in m.groupdict() else m.start(),
        m.end(),
        float(_sign(m) * places),
        base=_base(m),
        bound=bound,
        approximate=bool(approx),
    )


def _years(m: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(m[k]) if m[k] else 0 for k in ("ya", "yb"))


def _from_to_rank(m: re.Match[str]) -> Made:
    if re.match(
        r" (?:ngày|giờ|phút|thủ tục|đơn vị|người|tuổi|tháng|năm(?! \d)|lần|triệu|tỷ|bước|đầu mối|phòng|ban|xã|cấp|loại)",
        m.string[m.end() : m.end() + 12],
    ):
        return None
    nouns = (
        m["n1"]
        or m["n2"]
        or m["aof"]
        or m["bof"]
        or re.search(r"hạng|xếp|vị trí|bậc|thứ|đứng", m.string[max(0, m.start() - 50) : m.start()])
    )
    if not nouns:
        return None
    if not (m["n1"] or m["n2"] or m["aof"] or m["bof"]) and m["way"] in ("đến", "tới", "về", "còn"):
        return None
    if m["way"] in ("đến", "tới"):
        return None
    return Token(
        "from_to_rank",
        m.start(),
        m.end(),
        float(m["a"]),
        float(m["b"]),
        text=m["aof"],
        group=m["bof"] or m["aof"],
        years=_years(m),
        base=Base(None, m["yrel"]) if m["yrel"] else None,
    )


def _from_to_score(m: re.Match[str]) -> Made:
    if m["way"] == "đến":
        return None
    a, b = numbers.decimal(m["a"]), numbers.decimal(m["b"])
    return Token(
        "from_to_score",
        m.start(),
        m.end(),
        a,
        b,
        _unit(m["ub"] or m["ua"]),
        years=_years(m),
        base=Base(None, m["yrel"]) if m["yrel"] else None,
    )


def _rank(m: re.Match[str], low: str, end: int, *, bracket: bool = False) -> Made:
    g = m.groupdict()
    verb, noun = g.get("verb"), g.get("noun")
    literal = g.get("num") or g.get("num2")
    rank = int(literal) if literal else numbers.word_number(g.get("word") or "")
    of = g.get("of") or g.get("of2")
    if rank is None or rank == 0 or (of and int(of) < rank and int(of) < 5):
        return None
    if noun in ("thứ", "ngôi", "bậc") and not (verb or g.get("th") or of) and not _ordinal_place(low, m):
        return None
    if noun == "xếp hạng" and not literal:
        return None
    if re.match(r" ?(?:-|đến) ?\d", low[m.end("num") if g.get("num") else m.end() : end][:5]):
        return None
    stop, group = m.end(), None
    after = groups.AFTER_RANK.match(low[m.end() : end])
    if after and not bracket and (of or after["of"] or not re.match(r" (?:của|đơn vị)", low[m.end() : end])):
        rest = low[m.end() + after.end() : end]
        # `thứ hai là sở A`, `hạng 3 huyện B`: a name follows, not the ranked group.
        if of or after["of"] or re.match(r"(?: trong | của )", after.group()) or not re.match(r"\s+[a-zà-ỹđ]", rest):
            group, of = groups.joined(after["group"], after["tail"]), of or after["of"]
            stop = m.end() + after.end()
    elif not bracket and (only := groups.AFTER_OF_ONLY.match(low[m.end() : end])):
        of, stop = of or only["of"], m.end() + only.end()
    elif not bracket and (region := groups.AFTER_REGION.match(low[m.end() : end])) and region["tail"]:
        text = region.group().strip()
        if not re.search(r"(?:cả nước|toàn quốc)$", text):
            group = groups.clean_group(re.sub(r"^(?:trong|của|ở|tại|toàn) ", "", text))
        stop = m.end() + region.end()
    a = m.start() + 1 if bracket else m.start()
    return Token("rank", a, stop, float(rank), float(of) if of else None, group=group, worded=not literal)


def _ordinal_place(low: str, m: re.Match[str]) -> bool:
    """`thứ hai là huyện A`, `Đứng thứ nhất, thứ hai và thứ ba`: an ordinal without a verb that still ranks."""
    before, after = low[max(0, m.start() - 40) : m.start()], low[m.end() : m.end() + 25]
    if re.match(r"(?: thuộc về| là| gọi tên)(?: |:)", after) and not re.match(
        r" là (?:ngày|phải|việc|do|cần|về|tăng|đẩy|tiếp)", after
    ):
        return bool(re.search(r"(?:^|[,;.:(-] ?|và |vị trí )$", before)) and m["noun"] == "thứ"
    return bool(
        re.search(
            r"(?:thứ|hạng|vị trí)(?: thứ)? [\w]+(?:,| và|;| đến)(?: thứ [\w]+(?:,| và))* ?$|(?:19|20)\d\d\)?[,:]? ?(?:là |tỉnh |huyện )?$|[(§] ?$|(?:giữ nguyên|giữ vững|giữ) (?:vị trí|hạng|thứ hạng)? ?$",
            before,
        )
    )


def _top(m: re.Match[str]) -> Made:
    if m.group().startswith("nhóm") and not m["lead"]:
        return None
    group = groups.joined(m["group"], m["tail"]) if m["group"] else None
    return Token("top", m.start(), m.end(), float(m["num"]), text=f"top {int(m['num'])}", group=group)


def _superlative(m: re.Match[str], low: str, end: int) -> Made:
    words = m["first"]
    last = any(w in words for w in LAST)
    if words in ("áp chót", "kế chót"):
        return None
    rest = low[m.end() : end]
    before = low[max(0, m.start() - 30) : m.start()]
    if re.search(
        r"(?:các|những|nhiều|một số|nhóm) (?:xã|huyện|sở|tỉnh|đơn vị|địa phương|phường|cơ quan|ngành|thành phố)(?:, [a-zà-ỹđ ]{2,20})? $",
        before,
    ):
        return None
    if re.search(
        r"(?:tăng|giảm|mức tăng|mức giảm|cải thiện|tiến bộ|người|đồng chí|nhóm|tốp|top(?: \d+)?|\d+ đơn vị|một trong (?:những|các|\d+)[^.,;]{0,20}|tỷ lệ) $",
        before,
    ):
        return None
    if re.match(
        r" (?:cơ quan|các cơ quan|đơn vị(?=,)|trong \d+ năm|từ trước|kể từ|trong nhiều năm|từ khi|chính quyền|ubnd|phòng|về thu|phong trào)",
        rest,
    ):
        return None
    group, stop, of = None, m.end(), None
    # `đứng đầu (trong) khối sở, ban, ngành`, `dẫn đầu 17 huyện`, `cao nhất trong số 19 sở`, `đứng đầu Tây Nguyên`.
    ranked = re.match(
        rf"(?: bảng xếp hạng| bảng| danh sách)?(?: (?:trong|của|ở|tại))*(?: (?:tổng số|số))?(?: khối| nhóm)?(?: (?P<of>\d{{1,3}}))?(?: khối)?(?: các)? ?{groups.GROUP}(?P<tail>{groups.GROUP_TAIL})?",
        rest,
    )
    region = groups.AFTER_REGION.match(rest)
    if ranked and (
        ranked["of"] or re.match(r"(?: bảng xếp hạng| bảng)?(?: (?:trong|của|ở|tại))* ?(?:tổng số|số|khối|các|toàn)?", rest)
    ):
        tail = rest[ranked.end() :]
        named = re.match(r"\s+(?!là|thuộc|với|đạt|trong|gồm|có|và|gọi|năm|về|tiếp|lần|toàn|cả|vẫn|đều|được|ở)[a-zà-ỹđ]", tail)
        if not named and not re.match(r" ?là", rest[: ranked.start("group")]):
            group, stop, of = groups.joined(ranked["group"], ranked["tail"]), m.end() + ranked.end(), ranked["of"]
    elif region and region["tail"]:
        text = region.group().strip()
        stop = m.end() + region.end()
        if not re.search(r"(?:cả nước|toàn quốc)$", text):
            group = groups.clean_group(re.sub(r"^(?:trong|của|ở|tại|toàn) ", "", text))
    rank = None if last else 2.0 if words == "á quân" else 1.0
    if last and of:
        rank = float(of)
    return Token("rank", m.start(), stop, rank, float(of) if of else None, group=group, last=last, worded=True, text=words)


LAST = p.LAST_WORDS


def _bound(low: str, start: int, m: re.Match[str], literal_start: int) -> tuple[Literal["at_least", "at_most"] | None, bool]:
    """(bound, approximate) of a number: `từ 88% trở lên` at least; `khoảng`, `gần`, `trên` are no exact values."""
    before = p.BOUND_BEFORE.search(low[max(start, literal_start - 22) : literal_start])
    after = low[m.end() : m.end() + 20]
    word = before["bound"] if before else ""
    if p.AT_LEAST_AFTER.match(after) or word in (
        "trên",
        "hơn",
        "ít nhất",
        "tối thiểu",
        "không dưới",
        "không thấp hơn",
        "không ít hơn",
        "vượt",
        "vượt mức",
        "đạt trên",
        "≥",
        ">",
        "cao hơn",
    ):
        return "at_least", True
    if p.AT_MOST_AFTER.match(after) or word in ("dưới", "không quá", "tối đa", "<", "≤", "thấp hơn", "chưa đến", "chưa tới"):
        return "at_most", True
    return None, bool(word)


def _value(m: re.Match[str], low: str, start: int, end: int) -> Made:
    number = numbers.decimal(m["num"])
    if number is None:
        return None
    maximum = next((numbers.decimal(m[k]) for k in ("max", "max2", "max3") if m[k]), None)
    if m["max"]:
        # `19/19 sở` is a count; a score over its maximum says `điểm`, has decimals or follows `đạt`, `là`.
        decimals = bool(re.search(r"[.,]", m["num"]))
        pointed = bool(m["mu"]) or decimals
        if not pointed or (maximum is not None and maximum < number and not decimals):
            return None
    unit = _unit(m["unit"]) if m["unit"] else "point" if m["max"] else None
    stop = m.end()
    if m["max"] and (share := re.match(r" ?%", low[stop:end])):
        unit, stop = "percent", stop + share.end()
    bound, approximate = _bound(low, start, m, m.start())
    return Token("value", m.start(), stop, number, maximum, unit, bound=bound, approximate=approximate)


def _value_bare(m: re.Match[str], low: str, start: int) -> Made:
    number = numbers.decimal(m["num"])
    if number is None or not low[m.end() :].startswith(("", " ")):
        return None
    bound, approximate = _bound(low, start, m, m.start("num"))
    return Token(
        "value", m.start("num"), m.end(), number, None, None, bound=bound, approximate=approximate, worded=True, text=m["lead"]
    )


def _block(m: re.Match[str]) -> Made:
    g = m.groupdict()
    begin = m.start("dir") if g.get("dir") else m.start()
    return Token(
        "block", begin, m.end(), None, float(g["of"]) if g.get("of") else None, group=groups.joined(m["group"], g.get("tail"))
    )


def _year_range(m: re.Match[str]) -> Made:
    a, b = int(m["a"]), int(m["b"])
    if m.group().startswith(("giai", "nhiệm", "thời")) or not a < b <= a + 6:
        return Token("distractor", m.start(), m.end())
    return Token("year", m.start(), m.end(), years=tuple(range(a, b + 1)))


def _period(m: re.Match[str]) -> Made:
    g = m.groupdict()
    if g["week"]:
        return Token("period", m.start(), m.end(), text=f"{g['wy'] or ''}-W{int(g['w']):02d}")
    if g["month"] or g["month2"]:
        return Token("period", m.start(), m.end(), text=f"{g['my'] or ''}-{int(g['m'] or g['m2']):02d}")
    if g["quarter"]:
        q = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(g["q"]) or int(g["q"])
        return Token("period", m.start(), m.end(), text=f"{g['qy'] or ''}-Q{q}")
    if g["half"] in ("6", "sáu"):
        return Token("period", m.start(), m.end(), text=f"{g['hy'] or ''}-H1")
    return None


def _punctuation(low: str, start: int, end: int, tokens: list[Token]) -> list[Token]:
    kinds: dict[str, Literal["open", "close", "semicolon"]] = {"(": "open", ")": "close", ";": "semicolon"}
    return [
        Token(kinds[low[i]], i, i + 1)
        for i in range(start, end)
        if low[i] in kinds and not any(t.start < i < t.end - 1 for t in tokens)
    ]
