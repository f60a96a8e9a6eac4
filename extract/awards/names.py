"""A list of recipients by name -> names and their kinds (`Sở A, UBND huyện B và ông C, Trưởng phòng D`).

Known names are never cut (`Sở Văn hóa, Thể thao và Du lịch`); a person's titles and affiliations are dropped; the
type of a place or body serves the bare names that follow it (`xã A, B và thị trấn C`). Names stay as stated, since
that is how recipients are annotated; `đội` before a body is dropped. Source: docs/codebook.md, survey of list forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.text import UPPER
from extract.awards.marks import Marks
from extract.awards.units import LOCALITY
from extract.mentions.words import capital_run, surnames

_SEPARATOR = re.compile(r"\s*;\s*(?:và )?|\s*,\s*(?:và |cùng )?|\s+(?:và|cùng|&)\s+|\s*\n\s*")
_HONORIFIC = re.compile(
    r"(?:các |hai |\d+ )?(?:(?:cá nhân|đồng chí|đ/c|ông|bà|anh|chị|cô|cụ|em|thầy|thí sinh|đảng viên|đoàn viên|hội viên|"
    r"giáo viên|cán bộ|nông dân|công dân|nhân viên|vận động viên|sinh viên|doanh nhân|học sinh|tác giả|học viên|công chức|"
    r"chuyên viên|"
    r"bác sĩ|nhà giáo|nghệ nhân|(?:thiếu|trung|thượng|đại) (?:úy|tá|tướng)|ths\.?|ts\.?|bs\.?)(?: \(bà\))?[:,]? )+(?=\S)"
)
_TEAM = re.compile(
    r"(?i:(?:và |cho |là |gồm |: ?)*(?:(?:các |hai |ba )?(?:tiết mục|tiểu phẩm|tác phẩm|bài dự thi|sáng kiến|mô hình|"
    r"sản phẩm|phần thi|video|clip)"
    r"(?: \"[^\"]*\")? của )?(?:(?:các |hai |ba )?(?:đội thi|đội tuyển|đội|tập thể|đơn vị|liên quân)(?: (?:của|đến từ|"
    r"thuộc))? ?:? ?)?)"
    rf"(?=[\"{UPPER}]|(?:tỉnh|huyện|xã|phường|thị|quận|thành|các|sở|công an|phòng|trường|tác giả|nhóm|ông|bà|anh|"
    rf"chị|thí sinh|đồng chí) )"
)
_LEVEL = r"(?:tỉnh|thành phố|tp\.?|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu)"
_BODY = (
    r"(?:ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân|hđnd và ubnd|đảng ủy|công an|trạm y tế|ban chỉ huy quân sự|ban chqs|"
    r"trường \w+|đoàn|hội \w+)"
)
# `các Huyện đoàn A, B`, `Huyện ủy A, B`: a level's own committee or union.
_UNION = r"(?:tỉnh|huyện|quận|thị|thành|xã|phường) (?:đoàn|ủy)"
_HEAD = re.compile(rf"(?P<head>(?i:{_BODY} (?:các )?{_LEVEL}|(?:các )?(?:{_UNION}|{_LEVEL})))(?= [{UPPER}\d])")
_SHARED = re.compile(rf"(?i:các) (?=(?i:{_UNION}|{_LEVEL}) [{UPPER}\d])")
_HEADED = re.compile(
    rf"(?:{_BODY}|{_LEVEL}|sở|phòng|ban|bộ|cục|chi cục|văn phòng|trung tâm|thanh tra|kho bạc|bảo hiểm|hội|đoàn|trường|khối|"
    rf"cụm|tổ|nhóm|đội|chi bộ|đảng bộ|thôn|bản|"
    r"ấp|khóm|khu|tòa án|viện|hạt|trạm|công ty|doanh nghiệp|ngân hàng|bưu điện|điện lực|chi nhánh|hợp tác xã|htx|bệnh viện|"
    r"vụ|tổng|liên đoàn|ủy ban|mttq|huyện ủy|"
    r"thị ủy|thành ủy|tỉnh ủy|tỉnh đoàn|huyện đoàn|thành đoàn|câu lạc bộ|chi đoàn|chi hội|báo|đài|quân sự|bộ phận|đồn|"
    r"thuế)(?!\w)",
    re.IGNORECASE,
)
# A name that no list knows: two capitalised words, an acronym, or a capital and a quotation (`Agribank Chi nhánh X`).
_PROPER = re.compile(rf"[{UPPER}][\w'-]*(?: [\w'-]+){{0,4}}? (?:[{UPPER}\d]|\")|[{UPPER}]{{3,}}(?!\w)")
_NO_NAME = re.compile(
    r"(?:phó|chủ tịch|bí thư|giám đốc|trưởng|chánh|nguyên|ủy viên|chuyên viên|công chức|người|đây|đó|danh sách|mỗi|kết quả|"
    r"hội nghị|hội thi|cuộc thi|lễ|các|những|tại|"
    r"trong|cũng|theo|với|dịp|nhân dịp|đặc biệt|có|không|ngoài|riêng|trước|sau|năm|ngày|ban tổ chức|btc|thừa|thay mặt|"
    r"quyết định|nghị quyết|chỉ số|phong trào|công tác)(?!\w)"
)
_SORT_HEAD = re.compile(r"(?:các )?(?P<head>sở|phòng|ban)(?: ?: ?| )", re.IGNORECASE)
_AFFILIATION = re.compile(
    r"\s*(?:đơn vị|đội|đoàn viên|công tác tại|làm việc tại|thuộc|đến từ|hiện|lớp|thôn|bản|ấp|khóm|ngụ|trú|học sinh|"
    r"giáo viên|cán bộ|công chức)(?!\w)"
)
_CUT = re.compile(
    r" (?:theo|tại|kèm|trị giá|nhân dịp|trong khuôn khổ|ngay|mỗi|trong đó|nhưng|để|khi|cũng|đã|được|vinh dự|là(?= đơn vị)|"
    r"cùng với|với|thuộc về|giành|đạt|đoạt|của (?=(?:huyện|xã|phường|đội|tỉnh|thành)))(?: |$)"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A recipient by name at half-open folded offsets; `kind` individual, collective, household or locality."""

    start: int
    end: int
    name: str
    kind: str


_HOUSEHOLD = re.compile(r"(?:các )?(?:hộ gia đình|gia đình|hộ) ?:? ?(?=\w)")
_CAPITAL = re.compile(rf"[{UPPER}\d]")
_CAPITAL_OR_QUOTE = re.compile(rf"[{UPPER}\d\"]")
_LEVEL_ALONE = re.compile(_LEVEL)
_LEVEL_NAMED = re.compile(rf"(?i:{_LEVEL}) [{UPPER}\d]")
_PLURAL = re.compile(r"(?<!\w)các ", re.IGNORECASE)
_GROUP = re.compile(r"[\s:]*(?:các|những) ")
_BRACKETS = re.compile(r"\s*\([^()]*\)?")
_DASH = re.compile(r"\s+-\s*|\s*-\s+")
# `UBND các xã A, B`: each member is named alone.
_SEVERAL = re.compile(
    r"(?<!\w)(ubnd|hđnd|đảng ủy|công an)? ?các (?=(?:xã|phường|huyện|thị trấn|thị xã|sở|phòng)(?: |:))", re.IGNORECASE
)
_SORT_COLON = re.compile(r"^(Sở|Phòng|Ban|sở|phòng|ban) ?: ?")


def read_names(marks: Marks, start: int, end: int) -> list[Name]:
    """The names listed in text[start:end], in order, each once."""
    text, low = marks.text.text, marks.text.low
    out: list[Name] = []
    whole = LOCALITY.search(low, start, end)
    if whole and not low[start : whole.start()].strip(" ,:"):
        stop = _stop(text, whole.end(), end)
        return [Name(whole.start(), stop, _clean(text[whole.start() : stop]), "locality")]
    person_before = False
    head = sort = ""
    plural = homes = False
    pieces = list(_pieces(marks, start, end))
    for i, (a, b) in enumerate(pieces):
        raw = a
        group = _GROUP.match(low, a, b) is not None
        a = _skip_lead(low, text, a, b)
        if member := _householder(marks, a, b):
            out.append(member)
            person_before, head, sort, plural, homes = True, "", "", False, group
            continue
        person = None if head and _bare(marks, a, b, plural) else _person(marks, a, b)
        if person:
            out.append(replace(person, kind="household") if homes else person)
            person_before, head, sort, plural = True, "", "", False
            continue
        if person_before and (not _is_body(marks, a, b) or _AFFILIATION.match(low, raw, b) or _belongs(marks, pieces, i)):
            continue
        if head and _bare(marks, a, b, plural):
            out.append(_collective(marks, a, b, head + " "))
            continue
        if sort and marks.organizations_in(a, a + 1) and not _HEADED.match(low, a):
            out.append(_collective(marks, a, b, sort + " "))
            continue
        if group and (shared := _SHARED.match(text, a, b)):
            a = shared.end()
        if _LEVEL_ALONE.fullmatch(low[a:b].strip()):
            out.append(Name(a, b, low[a:b].strip(), "collective"))
            continue
        if not _is_body(marks, a, b):
            continue
        person_before = homes = False
        m, s = _HEAD.match(text, a, b), _SORT_HEAD.match(text, a, b)
        head = _PLURAL.sub("", m["head"]) if m else ""
        plural = bool(m and "các " in m["head"].lower()) or group or (plural and bool(m))
        sort = s["head"].capitalize() if s else sort if not m else ""
        out.append(_collective(marks, a, b, ""))
    return list({n.name: n for n in (_filled(marks, n) for n in out) if _CAPITAL.search(n.name)}.values())


def _householder(marks: Marks, a: int, b: int) -> Name | None:
    """`hộ bà Hồ Thị Xanh`: a household by the name of its head."""
    home = _HOUSEHOLD.match(marks.text.low, a, b)
    head = _person(marks, home.end(), b) if home else None
    return Name(head.start, head.end, head.name, "household") if head else None


def _belongs(marks: Marks, pieces: list[tuple[int, int]], i: int) -> bool:
    """A body right behind a person's name and a comma (`bà A, Sở B và ông C`) is where the person works, unless the
    list goes on with bodies (`bà A, Sở B và Sở C`)."""
    text, low = marks.text.text, marks.text.low
    if text[pieces[i - 1][1] : pieces[i][0]].strip() != "," or _person(marks, *_led(low, text, pieces[i - 1])) is None:
        return False
    return i + 1 == len(pieces) or _person(marks, *_led(low, text, pieces[i + 1])) is not None


def _led(low: str, text: str, piece: tuple[int, int]) -> tuple[int, int]:
    return _skip_lead(low, text, *piece), piece[1]


def _filled(marks: Marks, name: Name) -> Name:
    """`huyện` alone as the receiver is the locality meant (docs/codebook.md, "Names")."""
    if not _LEVEL_ALONE.fullmatch(name.name.lower()):
        return name
    full = marks.localities.resolve(name.name.lower(), marks.text.field, name.start)
    return Name(name.start, name.end, full or "", name.kind)


def _pieces(marks: Marks, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cuts at separators that stand in no bracket, quotation or known name."""
    text, low = marks.text.text, marks.text.low
    depth_at = _closed(text, start, end)
    pos = start
    for m in _SEPARATOR.finditer(low, start, end):
        if m.start() < pos or depth_at[m.start() - start] or marks.covered((m.start() + m.end()) // 2, start):
            continue
        if m.start() > pos:
            yield pos, m.start()
        pos = m.end()
    if pos < end:
        yield pos, end


def _closed(text: str, start: int, end: int) -> list[bool]:
    """For every offset: inside brackets or quotation marks?"""
    out, depth, quote = [], 0, False
    for c in text[start:end]:
        if c == "(":
            depth += 1
        elif c == ")":
            depth = max(0, depth - 1)
        elif c == '"':
            quote = not quote
        out.append(depth > 0 or quote)
    return out


def _skip_lead(low: str, text: str, a: int, b: int) -> int:
    lead = re.compile(
        r"[\s\-+*•:(\"]*(?:\d{1,2}[.)] )?(?:(?:và|cho|là|gồm|bao gồm|có|đó là|cụ thể|trong đó có|"
        r"cả) (?:các )?:? ?)*(?:(?:các )?(?:đồng chí|ông|bà|cá nhân|tập thể|đơn vị)(?: sau)?(?: đây)? ?: ?)?"
    )
    m = lead.match(low, a, b)
    a = m.end() if m else a
    team = _TEAM.match(text, a, b)
    return team.end() if team else a


def _person(marks: Marks, a: int, b: int) -> Name | None:
    """A person whose name opens the piece, after an honorific or bare with a family name."""
    text, low = marks.text.text, marks.text.low
    m = _HONORIFIC.match(low, a, b)
    begin = m.end() if m else a
    titled = any(t.start == begin for t in marks.titles_in(begin, begin + 1))
    for p in marks.people_in(a, b):
        if titled or p.start <= begin + 1 or (m and p.start < begin + 25 and not text[begin : p.start].strip(" :,")):
            return Name(p.start, p.end, p.name, "individual")
    if marks.organizations_in(begin, begin + 1) or (not m and _HEADED.match(low, begin)):
        return None
    run = capital_run(text, low, begin, 5)
    if not run or run[-1][1] > b or not (m or (2 <= len(run) <= 5 and low[slice(*run[0])] in surnames())):
        return None
    if len(run) == 1 or (not m and any(p.start == begin for p in marks.places_in(begin, begin + 1))):
        return None
    return Name(begin, run[-1][1], text[begin : run[-1][1]], "individual")


def _bare(marks: Marks, a: int, b: int, plural: bool) -> bool:
    """A capitalised name without a type of its own, that takes the type before it."""
    text, low = marks.text.text, marks.text.low
    if plural and any(p.start == a and p.end >= b and p.coordinated for p in marks.places_in(a, a + 1)):
        return True  # `các xã Hồ Thầu, Bản Bo`: one of a list of places, though villages and unions are called so, too
    if _HEADED.match(low, a, b) or _HONORIFIC.match(low, a, b) or not (text[a : a + 1].isupper() or text[a : a + 1].isdigit()):
        return False
    if any(p.start == a for p in marks.places_in(a, a + 1)):
        return True
    if any(o.start == a for o in marks.organizations_in(a, a + 1)):
        return False
    words = text[a:b].split(" (")[0].split()
    return (
        bool(words)
        and len(words) <= 4
        and all(w[0].isupper() or w[0].isdigit() for w in words)
        and (plural or low[a:b].split()[0] not in surnames())
    )


def _is_body(marks: Marks, a: int, b: int) -> bool:
    text, low = marks.text.text, marks.text.low
    if not text[a:b].strip():
        return False
    if any(t.start == a and t.end > a for t in marks.titles_in(a, a + 1)) and not any(
        o.start == a for o in marks.organizations_in(a, a + 1)
    ):
        return False
    if any(o.start == a for o in marks.organizations_in(a, a + 1)) or any(
        p.start == a and p.name for p in marks.places_in(a, a + 1)
    ):
        return True
    headed = _HEADED.match(low, a, b)
    if headed and _CAPITAL_OR_QUOTE.search(text, a + 1, b):
        return True
    if headed and re.fullmatch(r"(?:sở|phòng|ban|công an|huyện đoàn|tỉnh đoàn|thị đoàn|văn phòng|khối)[\w ]*", low[a:b].strip()):
        return text[a].isupper()
    return bool(_PROPER.match(text, a, b)) and not _NO_NAME.match(low, a, b)


def _stop(text: str, a: int, b: int) -> int:
    m = _CUT.search(text, a, b)
    return m.start() if m else b


def _collective(marks: Marks, a: int, b: int, prefix: str) -> Name:
    text = marks.text.text
    stop = min(_stop(text, a, b), _mention_stop(marks, a, b))
    return Name(a, stop, prefix + _clean(text[a:stop]), "collective")


def _mention_stop(marks: Marks, a: int, b: int) -> int:
    """A known name ends the item where a clause goes on in lower case (`phường X vượt qua …`)."""
    text, low = marks.text.text, marks.text.low
    ends = [o.end for o in marks.organizations_in(a, a + 1)] + [p.end for p in marks.places_in(a, a + 1)]
    if not ends or re.match(
        r"\s*(?:-|\(|,|$)| (?:của|thuộc|và|các|tỉnh|huyện|xã|phường|thị|thành|quận|khu vực|chi nhánh|cơ sở|số)(?: |$)",
        low[max(ends) : b],
    ):
        return b
    rest = text[max(ends) : b].strip()
    return max(ends) if rest and rest[0].islower() else b


def _clean(words: str) -> str:
    words = _BRACKETS.sub("", words) if "(" in words else words
    words = _DASH.sub(" - ", words) if "-" in words else words
    words = _SEVERAL.sub(lambda m: f"{m[1]} " if m[1] else "", words)
    words = _SORT_COLON.sub(lambda m: m[1].capitalize() + " ", words)
    words = " ".join(words.split()).strip(' .,;:"-')
    return words[0].lower() + words[1:] if _LEVEL_NAMED.match(words) else words
