"""Which mentions of a sentence are the units that figures are about.

Source: docs/codebook.md ("Subjects"); survey P7, P11, P12.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from core.openings import LETTER, any_word
from core.places import TYPE_LEVELS, Place
from core.sieve import Scanner
from core.vocabulary import table
from extract.measures.actors import RATED, acts, is_acted, is_rated, owns_group
from extract.measures.tokens import Token
from extract.mentions.organization_names import OrgMention
from extract.mentions.places import PlaceMention
from extract.mentions.words import capital_words, run_came_before, run_goes_on
from extract.reading import Reading
from extract.text import Text
from schemas.facts import Subject

# What follows a bare level word that is a subject: `tỉnh đạt 82,17 điểm`.
_ANAPHOR_AFTER = re.compile(
    r"(?: (?:ta|nhà|này|mình))?(?! (?:tăng|giảm|có mức tăng|đạt mức tăng) (?:cao|nhiều|mạnh|thấp|ít) nhất)"
    r"(?= (?:đạt|xếp|đứng|có|đã|được|tăng|giảm|vẫn|tiếp tục|nằm|vươn|ở vị trí|ở hạng|ở thứ|giữ|là|cũng|chỉ|lên|xuống|"
    r"tụt|còn|chưa|phấn đấu|đặt|tụt|lùi|dẫn đầu|bị|thuộc|năm \d{4}|trong năm|từng|nhảy|vọt|rơi|đều|mới|quyết tâm|mất|"
    r"bứt|giành|nhận|thu|chiếm|sở hữu|trụ|được|đăng ký|cam kết|nỗ lực|đề ra|đưa|phải|cần|sẽ|hướng|tiến|leo|bật|trở|hụt|"
    r"tuột|\d)|[,.;:)]|$)"
)
_NOT_ANAPHOR = re.compile(
    r"(?:toàn|các|cấp|trên địa bàn|địa bàn|trong|khối|ngoài|mỗi|từng|nhiều|một số|hai|ba|(?<!\d\d\d)\d|và|ở|tại|"
    r"công an|cục thuế|thanh tra|bộ chqs|hội|ban|ubnd|hđnd|ủy|đoàn|số|là)\s*$|(?:tỉnh|huyện|quận|thị xã|thành phố|"
    r"xã|phường|thị trấn|sở|ngành), $"
)
# `theo quyết định của UBND tỉnh, huyện đạt …`: the level before belongs to a body's name.
_BODY_BEFORE = re.compile(
    r"(?:ubnd|hđnd|công an|ủy ban nhân dân|hội đồng nhân dân|của) (?:tỉnh|huyện|thành phố|thị xã|"
    r"quận|xã|phường), $"
)
_BESIDE = re.compile(r"\s*(?:,|và|, và|cùng|cùng với|&)\s*(?:ubnd |các |của )*")
# The end of what gives a figure to the units behind it, or sets others off from them: `ngôi đầu thuộc về A`, `sau A`.
_CLAIMED = re.compile(r"(?<![a-zà-ỹđ])(?:thuộc về|về tay|gọi tên|xướng tên|là|gồm|sau|theo sau|so với)(?: các)?:? ?$")
# A place or a score of the unit before it alone: no `cùng`, `đều`, `với`.
_OWN_PLACE = re.compile(
    r" (?:(?:chỉ|lại|tạm|vẫn|tiếp tục|tụt xuống|lùi về|vươn lên|rơi xuống) )?(?:(?:đứng|xếp|giữ|ở|nằm ở|về) (?:thứ|hạng|vị trí|"
    r"vị thứ|ngôi|cuối|chót|áp chót|sau cùng|đầu|nhất|nhì|ba|\d)|cuối bảng|đội sổ|"
    r"(?:có|với)? ?(?:tổng |số )?(?:điểm )?thấp nhất|thứ \d|hạng \d|vị trí thứ \d)"
)
_OWN_SCORE = re.compile(r" (?:chỉ |mới |lại )?(?:đạt|có|được)(?: (?:tổng|số|tổng số))*(?: điểm)? ?\d")
_OFFICE = re.compile(r"(?:Vụ|Cục|Tổng cục|Chi cục|Viện|Trung tâm|Thanh tra|Văn phòng|Học viện)(?: [\w,&-]+){1,12}")
# The name of such an office in running text: up to the words of its figure, a bracket, a comma or the next office.
_OFFICE_NAMED = re.compile(
    r"(?:T(?<!\w.)ổng cục|V(?<!\w.)(?<!uyện .)(?<!ã .)ụ|C(?<!\w.)ục)(?! trưởng) [A-ZĐÂÊÔƠƯÁÀẢÃẠÉÈẾÍÓÚÝ][\w-]*"
    r"(?: (?!đạt|xếp|đứng|dẫn|có|với|được|là|chỉ|về|cùng|đều|cũng|tăng|giảm|từ|vươn|tụt|"
    r"lùi|giữ|vẫn|còn|phải|cần|hạng|thứ|vị|ở|trong|năm|\d|và (?:Tổng cục|Vụ|Cục)|không|sẽ|đã)[\w&-]+){0,9}"
    r"(?=\s*(?:\(|,|;|:|\.|$|đạt|xếp|đứng|dẫn|có|với|được|là|chỉ|về|cùng|đều|cũng|tăng|giảm|từ|vươn|tụt|lùi|giữ|vẫn|còn|"
    r"phải|hạng|thứ|vị trí|ở|năm|\d|"
    r"và (?:Tổng cục|Vụ|Cục)|\||$))"
)
_BARE_MINISTRY = re.compile(r"B(?<!\wB)ộ(?! [A-ZĐ])(?! (?:chỉ số|tiêu chí|phận|máy|câu hỏi|môn|thủ tục|luật|quy|trưởng))(?!\w)")
# Types below the province: a block of them settles that a bare name is one of theirs.
_COMMUNE_TYPES = frozenset({"xã", "phường", "thị trấn", "đặc khu"})
_LOWER_TYPES = frozenset({"xã", "phường", "huyện", "thị xã", "đặc khu"})

# `Bình Thuận (cũ)`, `Bắc Giang trước sáp nhập`: the province, where there is a ward of that name today.
_NO_MORE = re.compile(
    r" ?\(?(?:cũ|trước đây|trước sáp nhập|trước khi sáp nhập|trước hợp nhất|trước khi hợp nhất)(?! là)(?=[\s,.;:)]|$)"
)
# `Bình Định đứng thứ 22/63`: so many are the provinces, unless others are counted.
_AMONG_PROVINCES = re.compile(
    r"(?:[^.;,()/]|,(?=\d)){0,40}(?:, (?:xếp|đứng|hạng|thứ|ở)[^.;,()/]{0,24})? \d{1,2}/(?:6[1-4]|34)"
    r"(?![\d.,]*\d|%| điểm| (?:xã|phường|thị trấn|huyện|sở|đơn vị|cơ quan))"
)

_COMMUNES_TOLD = Scanner(
    re.compile(any_word(("xã(?! hội)", "phường", "thị trấn", "đặc khu"), not_after=LETTER) + "(?![a-zà-ỹđ])")
)
_FIGURE_NEXT = re.compile(r"[.,]\d| ?%| điểm")
# A ranking of all provinces, or an index that only provinces have.
_NATIONWIDE = Scanner(
    re.compile(
        r"/ ?(?:63|34)(?![\d.,])|63 (?:tỉnh|địa phương)|34 (?:tỉnh|địa phương)|cả nước|toàn quốc|"
        r"p(?<![a-z]p)(?:api|ci|gi|ii)(?![a-z])"
    )
)
_RANKED_NAME = re.compile(
    r" ?\(|:? \d|,? (?:đạt|xếp|đứng|được|với|dẫn đầu|có|về|tăng|giảm|chỉ|vẫn|và|giữ|cùng|tụt|vươn|hạng)(?![a-zà-ỹđ])|,|;|\.?\s*$"
)


class _Spanned(Protocol):
    """What stands somewhere in the text: half-open folded offsets."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Context(NamedTuple):
    """What decides between units of one name: `hint` the type words of the block in force (lower case), `main` the
    article's unit, `recent` the units of the sentence before."""

    hint: str = ""
    main: Subject | None = None
    recent: tuple[Subject, ...] = ()


class _Named(NamedTuple):
    """A unit named in a sentence, or meant by a bare level word."""

    start: int
    end: int
    subject: Subject
    anaphor: bool = False


def subject_tokens(
    reading: Reading,
    text: Text,
    start: int,
    end: int,
    context: Context | None = None,
    *,
    include_actors: bool = False,
) -> list[Token]:
    """Subject tokens of text[start:end] (folded offsets) in order, coordinated units (`A, B và C`) as one run.

    With `include_actors` also units that only act, as in titles and table cells."""
    context = context or Context()
    mentions = reading.mentions.of(text)
    bodies = [m for m in mentions.in_span(start, end, "organizations") if m.end <= end]
    places = mentions.in_span(start, end, "places")
    named = list(_bodies(reading, text, start, end, bodies, include_actors)) if bodies else []
    if places:
        named += _places(reading, text, start, end, places, bodies, context.hint, include_actors)
    # `gồm: xã Thành Minh, Thành Tâm và …`: a commune named with its type lets bare names beside it be communes too.
    hint = context.hint + (", xã, phường, thị trấn" if _COMMUNES_TOLD.search(text.low, start, end) else "")
    if not _COMMUNE_TYPES.isdisjoint(types_in(hint)):
        people = mentions.in_span(start, end, "people")
        known: list[_Spanned] = [*named, *[p for p in places if p.name], *people, *bodies]
        named += _communes(reading, text, start, end, hint, known)
    spans, held = [(n.start, n.end) for n in named], [(m.start, m.end) for m in bodies]
    if _names_office(text, start, end):
        offices = [(m.start, m.end) for m in bodies if _is_office(text, m)]
        named += _offices(reading, text, start, end, [*spans, *[s for s in held if s not in offices]])
    taken = spans + held
    named += _ministry(reading, text, start, end, taken, bodies)
    if places:
        named += list(_anaphors(reading, text, start, end, places, context, taken, tuple(named)))
    if len(named) > 1:
        named.sort(key=lambda n: (n.start, n.end))
    return _runs(text.low, start, end, named)


def _bodies(
    reading: Reading, text: Text, start: int, end: int, bodies: Sequence[OrgMention], include_actors: bool
) -> Iterator[_Named]:
    """Committees, departments and other bodies that an index can rate."""
    for body in bodies:
        if body.generic or _is_office(text, body):
            continue
        where = (text.low, start, body.start, body.end, end)
        if not (body.kind in RATED if include_actors else is_rated(body.kind, *where) and not acts(*where)):
            continue
        subject = reading.localities.subject(body, text.field)
        if subject is not None:
            yield _Named(body.start, body.end, subject)


def _places(
    reading: Reading,
    text: Text,
    start: int,
    end: int,
    places: Sequence[PlaceMention],
    bodies: Sequence[OrgMention],
    hint: str,
    include_actors: bool,
) -> Iterator[_Named]:
    """Places by name, but for regions, parts of a body's name and those that only act or own."""
    low = text.low
    if hint and _NATIONWIDE.search(low, start, end):
        # `PAR INDEX năm 2022 của Sóc Trăng xếp thứ 49/63` after a block of districts: no town of that name.
        hint = ""
    for place in places:
        if place.name is None or place.generic or [m for m in bodies if m.start <= place.start and place.end <= m.end]:
            continue
        if not place.candidates and place.name.lower() in _regions():
            continue
        if not include_actors and (acts(low, start, place.start, place.end, end) or owns_group(low, start, place.start)):
            continue
        subject = _place_subject(reading, text, place, place.name, hint)
        # `Phường 1` before `0,5 điểm` is no name.
        number = low[place.end - 1].isdecimal() and _FIGURE_NEXT.match(low, place.end, end)
        if subject is not None and not number:
            # `Đứng đầu khối huyện: Vị Xuyên`: the type is the block's, and stands there for its readers.
            named = place.name_start if place.name_start and low.startswith(":", place.name_start - 2) else place.start
            yield _Named(named, place.end, subject)


def _place_subject(reading: Reading, text: Text, place: PlaceMention, name: str, hint: str) -> Subject | None:
    """The unit of a name; a bare one may be a unit of the block's types, or the province of that name."""
    subject = reading.localities.subject(place, text.field)
    if place.type is not None:
        return subject
    types = types_in(hint)
    if _LOWER_TYPES & set(types) and _former(text.low, place.end) and (province := _province_named(reading, name)):
        return province
    if types and (subject is None or subject.name != reading.doc.article.portal.place):
        # A bare name is a unit of the block's types, within the portal's province.
        hinted = _known_unit(reading, name, hint)
        if hinted is not None and hinted.province == reading.localities.portal_full_province():
            subject = hinted
    if subject is None:
        subject = _known_unit(reading, name, hint)
    if subject is not None and subject.province is not None and not _LOWER_TYPES & set(types):
        # A bare name that is also a province's (`Yên Bái` after the merger) is the province.
        return _province_named(reading, name) or subject
    return subject


def _former(low: str, end: int) -> bool:
    """Do the words behind a name say that its unit is no more, or that it was ranked among the provinces?"""
    ranked = low.find("/", end, end + 75) >= 0 and _AMONG_PROVINCES.match(low, end)
    return bool(ranked or _NO_MORE.match(low, end))


def _province_named(reading: Reading, name: str) -> Subject | None:
    """The province of a name, of today or before."""
    provinces = reading.localities.known.named(name, None, None, "province")
    return Subject(provinces[0].full, "place", None) if provinces else None


def _communes(reading: Reading, text: Text, start: int, end: int, hint: str, taken: Sequence[_Spanned]) -> Iterator[_Named]:
    """Communes by name alone, where `hint` names communes (`Khối phường: cao nhất là An Lưu (95,6 điểm)`): only those of
    the portal's or article's province, which a figure or another unit follows."""
    own = reading.localities.portal_full_province()
    for hit in reading.localities.known.names.find_within(text.low, start, end, text.text):
        name = text.text[hit.start : hit.end]
        overlaps = any(m.start < hit.end and hit.start < m.end for m in taken)
        if overlaps or name.isdigit() or not capital_words(text.text, hit.start, hit.end):
            continue
        if run_goes_on(text.text, text.low, hit.end) or run_came_before(text.text, hit.start):
            continue
        if not _RANKED_NAME.match(text.low[hit.end : end]):
            continue
        unit = _known_unit(reading, name, hint)
        if unit is not None and unit.province is not None and own in (None, unit.province):
            yield _Named(hit.start, hit.end, unit)


def _is_office(text: Text, body: OrgMention) -> bool:
    """Is a body one that `_offices` reads, with the whole of its name?"""
    return body.kind == "central" and _OFFICE_NAMED.match(text.text, body.start) is not None


def _names_office(text: Text, start: int, end: int) -> bool:
    """May an office be named in text[start:end]?"""
    return text.text.find("Vụ ", start, end) >= 0 or text.text.find("ục ", start, end) >= 0


def _offices(reading: Reading, text: Text, start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[_Named]:
    """`Vụ Pháp chế`, `Tổng cục Thủy sản`, `Cục Thú y`: units of a ministry, which only their kind tells, where a figure's
    words follow their name."""
    for m in _OFFICE_NAMED.finditer(text.text, start, end) if _names_office(text, start, end) else ():
        overlaps = any(a < m.end() and m.start() < b for a, b in taken)
        if not overlaps and not acts(text.low, start, m.start(), m.end(), end):
            name = " ".join(m.group().split())
            yield _Named(m.start(), m.end(), Subject(name, "organization", reading.localities.portal_full_province()))


def _ministry(
    reading: Reading, text: Text, start: int, end: int, taken: list[tuple[int, int]], bodies: Sequence[OrgMention]
) -> Iterator[_Named]:
    """`Bộ xếp thứ 4/17`, `PAR INDEX của Bộ`: the ministry that the article is about."""
    for m in _BARE_MINISTRY.finditer(text.text, start, end) if text.text.find("Bộ", start, end) >= 0 else ():
        before, after = text.low[max(start, m.start() - 24) : m.start()], text.low[m.end() : end]
        if any(a <= m.start() < b for a, b in taken) or not (before.endswith("của ") or _ANAPHOR_AFTER.match(after)):
            continue
        if is_acted(before) or (name := own_ministry(reading)) is None:
            continue
        yield _Named(m.start(), m.end(), Subject(name, "organization", None), anaphor=True)


def own_ministry(reading: Reading) -> str | None:
    """The ministry named most in title and body; None where another is named as often."""
    found = Counter(
        s.name
        for field in (reading.doc.title, reading.doc.body)
        for m in reading.mentions.of(field).organizations
        if m.kind == "ministry" and not m.generic and (s := reading.localities.subject(m, field.field))
    )
    best = found.most_common(2)
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None


@cache
def _regions() -> frozenset[str]:
    return frozenset(name.lower() for row in table("regions") for name in (row["name"], *row.items_of("aliases")))


def _anaphors(
    reading: Reading,
    text: Text,
    start: int,
    end: int,
    places: Sequence[PlaceMention],
    context: Context,
    taken: list[tuple[int, int]],
    named: Sequence[_Named],
) -> Iterator[_Named]:
    """Bare level words that stand for the unit spoken of: `tỉnh đạt …`, `Chỉ số CCHC của huyện …`."""
    for bare in places:
        if bare.name is not None or bare.generic or [a for a, b in taken if a < bare.end and bare.start < b]:
            continue
        if text.text[bare.start].isupper() and run_came_before(text.text, bare.start):
            # `Thượng Quận` is a commune.
            continue
        if not _stands_for_unit(text.low, start, bare.start, bare.end, end):
            continue
        level = bare.type or text.low[bare.start : bare.end]
        name = reading.localities.resolve(level, text.field, bare.start)
        if just_named := _just_named(text.low, bare, level, named):
            yield _Named(bare.start, bare.end, just_named, anaphor=True)
            continue
        # The unit spoken of just before, then the article's, before any other place named on the way.
        for known in _by_nearness(reading, context):
            if known is not None and known.kind == "place" and known.name.startswith(f"{level} "):
                name = known.name
                break
        yield _Named(bare.start, bare.end, reading.localities.subject_of_place(name or level), anaphor=True)


_THIS = re.compile(r" (?:này|đó|ấy)(?![a-zà-ỹđ])")


def _just_named(low: str, bare: PlaceMention, level: str, named: Sequence[_Named]) -> Subject | None:
    """`… thuộc về Phú Yên: tỉnh này leo lên hạng 22`: the unit of that level named last in the sentence."""
    if not _THIS.match(low, bare.end):
        return None
    before = [n for n in named if n.end <= bare.start and not n.anaphor and n.subject.name.startswith(f"{level} ")]
    return max(before, key=lambda n: n.end).subject if before else None


def _by_nearness(reading: Reading, context: Context) -> Iterator[Subject | None]:
    """The units that a bare level word may mean, likeliest first: the portal's own province before one just named."""
    own = context.main
    portal = reading.doc.article.portal
    if own is not None and own.kind == "place" and own.name in (portal.place, portal.province):
        yield own
    yield from context.recent
    yield own


def _stands_for_unit(low: str, start: int, a: int, b: int, end: int) -> bool:
    """Is the bare level word low[a:b] a unit's short name: the subject of a figure's verb, or an index's owner?"""
    before = low[max(start, a - 24) : a]
    if is_acted(before):
        return False
    if before.endswith("của "):
        return not owns_group(low, start, a)
    fits = not _NOT_ANAPHOR.search(before) or bool(_BODY_BEFORE.search(before))
    return bool(_ANAPHOR_AFTER.match(low[b:end])) and fits


def _runs(low: str, start: int, end: int, named: list[_Named]) -> list[Token]:
    """Join units that stand side by side (`A, B và C`); a lone comma run is one subject token."""
    out: list[Token] = []
    closed = False
    for n in named:
        last = out[-1] if out else None
        if last and not n.anaphor and not last.anaphor and (beside := _BESIDE.fullmatch(low[last.end : n.start])):
            if beside.group() == ", " and _opens_clause(low, start, end, last, n, closed):
                out.append(Token("subject", n.start, n.end, subjects=(n.subject,)))
            else:
                out[-1] = Token("subject", last.start, n.end, subjects=(*last.subjects, n.subject))
            closed = "," not in beside.group()
        elif last is None or n.start >= last.end:
            out.append(Token("subject", n.start, n.end, subjects=(n.subject,), anaphor=n.anaphor))
            closed = False
    return out


def _opens_clause(low: str, start: int, end: int, run: Token, unit: _Named, closed: bool) -> bool:
    """`Cao nhất thuộc về A, B xếp cuối`: what is told before a run is whose the run is, and the unit behind its comma has a
    verb of its own. `closed`: an `và` has ended the run (`là A và B, C đạt 90 điểm`)."""
    claimed = _CLAIMED.search(low, max(start, run.start - 24), run.start)
    placed = claimed and _OWN_PLACE.match(low, unit.end, end)
    scored = claimed and (closed or len(run.subjects) == 1) and _OWN_SCORE.match(low, unit.end, end)
    return bool(placed or scored)


def unit_in(reading: Reading, text: Text, start: int, end: int, *, hint: str = "", block: str | None = None) -> Subject | None:
    """The unit that a table cell names. A bare name takes the type that header (`Xã, thị trấn`) or block allow, by the
    gazetteer within the portal's or article's province; None where nothing is known by that name."""
    hinted = _known_unit(reading, text.text[start:end].strip(" .;,"), hint.lower()) if types_in(hint.lower()) else None
    if hinted is not None:
        return hinted
    if ministry := _ministry_in(reading, text, start, end):
        return ministry
    tokens = subject_tokens(reading, text, start, end, include_actors=True)
    named = [t for t in tokens if t.subjects and not t.anaphor]
    if named and (named[0].end - named[0].start) * 2 >= (end - start):
        return named[0].subjects[0]
    name = text.text[start:end].strip(" .;,")
    return _known_unit(reading, name, f"{hint} {block or ''}".lower()) or _office(reading, name)


def _ministry_in(reading: Reading, text: Text, start: int, end: int) -> Subject | None:
    """The ministry or other central body whose name fills text[start:end]."""
    for body in reading.mentions.of(text).in_span(start, end, "organizations"):
        fills = body.end <= end and (body.end - body.start) * 2 >= end - start
        if fills and body.kind in ("ministry", "central") and not body.generic and not _is_office(text, body):
            return reading.localities.subject(body, text.field)
    return None


def _office(reading: Reading, name: str) -> Subject | None:
    """A body that only its kind tells (`Vụ Kế hoạch`, `Cục Hóa chất`), of the ministry or province of the portal."""
    if not _OFFICE.fullmatch(name):
        return None
    return Subject(name, "organization", reading.localities.portal_full_province())


@lru_cache(maxsize=1024)
def types_in(words: str) -> tuple[str, ...]:
    """The types of places that a header or block names (`Xã, thị trấn`)."""
    return tuple(t for t, pattern in _TYPE_WORDS if t in words and pattern.search(words))


_TYPE_WORDS = [(t, re.compile(rf"(?<![a-zà-ỹđ]){t}(?![a-zà-ỹđ])")) for t in TYPE_LEVELS]


def _in_portal_district(reading: Reading, unit: Place) -> bool:
    """Does a unit lie in the district or city whose portal it is?"""
    above = reading.localities.known.by_id.get(unit.parent)
    return above is not None and above.full == reading.doc.article.portal.place


def _known_unit(reading: Reading, name: str, hint: str) -> Subject | None:
    """A bare place name of a type that `hint` names, in the province in question; None unless it is one unit."""
    localities = reading.localities
    # `Khối huyện` holds towns and cities as well: all types of the levels that the words name.
    levels = {level for t in types_in(hint) if t != "thành phố" for level in TYPE_LEVELS[t]}
    types = [t for t in TYPE_LEVELS if levels & set(TYPE_LEVELS[t])] if levels else [*types_in(hint)] or list(TYPE_LEVELS)
    named = localities.known.named(name, None, localities.day)
    units = [u for u in named if u.type in types and (not levels or u.level in levels)]
    near = [u for u in units if localities.lies_in_portal(u)] or units
    full = {(u.full, localities.known.province_of(u).full) for u in near}
    if len(full) > 1 and (own := [u for u in near if _in_portal_district(reading, u)]):
        full = {(u.full, localities.known.province_of(u).full) for u in own}
    if len(full) != 1:
        return None
    unit, province = full.pop()
    return Subject(unit, "place", None if unit == province else province)
