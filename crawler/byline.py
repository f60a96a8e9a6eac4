"""Bylines: the lines at an article's end that say who wrote it, took the pictures, or where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.dates_seen import seen_date
from crawler.decode import fold
from crawler.html_text import Block
from crawler.pointers import LABEL_BEFORE

_UP = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_SYLLABLE = rf"[{_UP}][^\W\d_]{{0,6}}\.?"
# "H.Liên", "N.T.Hoa", "T.H": initials before a name, or alone.
_INITIALS = rf"(?:[{_UP}][a-z]?\.\s?){{1,3}}(?:{_SYLLABLE}|[{_UP}])"
_NAME = rf"(?:{_INITIALS}|{_SYLLABLE})(?:\s+{_SYLLABLE}){{0,4}}"
_WORK = (
    r"(?:tin|bài(?: viết)?|ảnh|tác giả(?: bài viết)?|người viết|người đăng(?: tin)?|người đưa tin|(?:người )?thực hiện|"
    r"biên tập(?: viên)?(?! viên)|đưa tin|clip|video|hình(?: ảnh)?|ctv|cộng tác viên|phóng viên|pv|viết bài|nhóm pv|"
    r"by|written by|đăng bởi)"
)
_SOURCE = r"(?:nguồn(?: tin| bài| ảnh| bài viết)?|theo(?: nguồn)?|trích nguồn|sưu tầm(?: từ)?|source)"
_JOIN = r"(?:\s*(?:[,&+/;–-]|và)\s*|\s+)"
# `hình ảnh` is one label or two: without a bound a line of nothing else is read in two to the power of its length.
_MORE = rf"(?:{_JOIN}{_WORK}){{0,6}}"
_WORK_LINE = re.compile(rf"^[(\[]?\s*(?P<label>{_WORK}{_MORE})\s*[:：]\s*(?P<name>.+?)\s*[)\]]?[\s.\-–]*$", re.I)
_SOURCE_LINE = re.compile(rf"^[(\[]?\s*{_SOURCE}\s*(?::\s*|\s)(?P<name>[^:]+?(?:https?://\S+)?)\s*[)\]]?[\s.]*$", re.I)
_SHORT_WORK = re.compile(rf"^(?:(?:CTV|PV|BTV|P\.V|Bài,? ảnh|Tin,? bài|Tin,? ảnh)[\s.:–-]+)(?P<name>{_NAME}.*)$")
_DESK = re.compile(r"^(?:BBT|Ban [Bb]iên tập|PV|P\.V|CTV|BTV|TTXVN|T/h|Tổng hợp)(?:\s*\(.{2,40}\))?\.?$")
_NAMES = re.compile(
    rf"^[(]?(?P<name>{_NAME}(?:\s*(?:[-–,&/;]|và|\+)\s*{_NAME}){{0,3}})\s*(?:\((?P<note>[^()]{{2,50}})\))?[)]?[\s./\-–]*$"
)
_CREDITED = re.compile(
    rf"^\W*(?i:(?:được )?(?:đăng|viết|gửi|posted|written|published)?\s*(?:bởi|by))\s*:?\s+(?P<name>{_NAME})"
    r"(?:\s*[-–|,/•·]\s*|\s+)(?i:(?:vào|on|at|lúc|ngày|thứ \w+,?)\s*(?:lúc|ngày)?\s*:?\s*)?\d"
)
OFFICE = re.compile(
    r"^(?:phòng|ban|sở|văn phòng|vp|trung tâm|ubnd|hđnd|ủy ban|uỷ ban|báo|đài|cổng|trang|cơ quan|công an|chi cục|cục|huyện|"
    r"thành|tỉnh|đảng|hội|đoàn|trường|bảo hiểm|kho bạc|thanh tra|bộ|ttvh|trung)\b",
    re.I,
)
_TAIL_LABEL = re.compile(
    rf"(?P<cut>\s*[(\[](?P<a>(?:{_WORK}{_MORE}\s*:|{_SOURCE}\b)[^()\[\]]{{2,70}})[)\]][\s.]*$)"
    rf"|(?<=[.…!/])(?P<cut2>\s+(?P<b>{_WORK}{_MORE}\s*:\s*[^.:]{{2,60}})\.?$)",
    re.I,
)
_NOBODY = frozenset(
    fold(x)
    for x in (
        "Super User",
        "Administrator",
        "admin",
        "Quản trị",
        "Quản trị viên",
        "Quản trị hệ thống",
        "Quản trị Website",
        "webmaster",
        "root",
        "Ban quản trị",
        "user",
        "editor",
        "biên tập viên",
        "quantri",
        "manager",
        "guest",
        "n/a",
        "không rõ",
        "unknown",
    )
)
# Names of provinces stand alone in weather and link boxes: alone, they are no author.
_PLACES = frozenset(
    fold(x)
    for x in [
        "An Giang",
        "Bà Rịa Vũng Tàu",
        "Bạc Liêu",
        "Bắc Giang",
        "Bắc Kạn",
        "Bắc Ninh",
        "Bến Tre",
        "Bình Dương",
        "Bình Định",
        "Bình Phước",
        "Bình Thuận",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Đà Nẵng",
        "Đắk Lắk",
        "Đắk Nông",
        "Điện Biên",
        "Đồng Nai",
        "Đồng Tháp",
        "Gia Lai",
        "Hà Giang",
        "Hà Nam",
        "Hà Nội",
        "Hà Tĩnh",
        "Hải Dương",
        "Hải Phòng",
        "Hậu Giang",
        "Hòa Bình",
        "Hưng Yên",
        "Khánh Hòa",
        "Kiên Giang",
        "Kon Tum",
        "Lai Châu",
        "Lạng Sơn",
        "Lào Cai",
        "Lâm Đồng",
        "Long An",
        "Nam Định",
        "Nghệ An",
        "Ninh Bình",
        "Ninh Thuận",
        "Phú Thọ",
        "Phú Yên",
        "Quảng Bình",
        "Quảng Nam",
        "Quảng Ngãi",
        "Quảng Ninh",
        "Quảng Trị",
        "Sóc Trăng",
        "Sơn La",
        "Tây Ninh",
        "Thái Bình",
        "Thái Nguyên",
        "Thanh Hóa",
        "Huế",
        "Thừa Thiên Huế",
        "Tiền Giang",
        "Hồ Chí Minh",
        "Trà Vinh",
        "Tuyên Quang",
        "Vĩnh Long",
        "Vĩnh Phúc",
        "Yên Bái",
        "Việt Nam",
        "Trang Chủ",
        "Liên Kết",
        "Bản In",
    ]
)
# Names of sections, written like people's in a line of fields (`Tin Tức | 06/11/2024`).
_SECTION = re.compile(
    r"^(?:tin|bài|văn|thông|hoạt|sự|cải cách|chuyển đổi|chính|kinh tế|xã hội|giáo dục|y tế|an ninh|quốc phòng|pháp|thể thao|"
    r"du lịch|nông|môi trường|đời sống|khoa học|công|chỉ đạo|tuyên truyền|trang|tổ chức|thủ tục|dịch vụ|lượt|đã|views?)\b",
    re.I,
)
_FIELDS = re.compile(r"\s*[|•·]\s*")
_JUNK = re.compile(r"^[\W_]*$|^(?:từ khóa|từ khoá|tags?|hashtag)\s*:", re.I)
# `Kế hoạch kiểm tra.docx`, `QĐ 12.pdf (1,2 MB)`: a link's words that are a file's name.
_FILE_NAME = re.compile(r"\w\.(?:docx?|xlsx?|pptx?|pdf|odt|ods|rtf|zip|rar|7z)(?:\s*\([^()]{1,20}\))?\W*$", re.I)


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line says: `author` (None where it names nobody), `source` (whom or what it was taken from)."""

    author: str | None = None
    source: str | None = None

    @property
    def credit(self) -> str | None:
        """Who is given as the article's author: the one who wrote it, else the source it names."""
        return self.author or self.source


def clean_author(text: str | None) -> str | None:
    """A name without label, office and trailing marks; None for accounts that are nobody (`Super User`)."""
    name = re.sub(r"\s+", " ", text or "").strip(" .,;:–-|*")
    if re.match(r"theo\s", name, re.I):
        return name
    name = name.strip("()")
    name = re.sub(r"\s*\([^()]*\)?$", "", name)
    labelled = _WORK_LINE.match(name)
    name = labelled["name"] if labelled else name
    # "Ảnh: B" after "Tin: A" names the photographer.
    name = re.split(rf"\s*[-–;,.|]\s*{_WORK}\s*:", name, maxsplit=1, flags=re.I)[0]
    parts = re.split(r"\s*[-–,;|/]\s+|\s+[-–|/]\s*", name)
    named = [p for i, p in enumerate(parts) if i == 0 or not OFFICE.match(p)]
    if len(named) < len(parts):
        name = parts[0] if len(named) == 1 else name[: name.rindex(named[-1]) + len(named[-1])]
    name = name.strip(" .,;:–-|*")
    return None if not name or fold(name) in _NOBODY or len(name) > 120 or not re.search(r"[^\W\d_].*[^\W\d_]", name) else name


def printed_author(text: str | None) -> str | None:
    """The author as a CMS prints it in a field of its own: as typed there, without the field's label; None for nobody."""
    if text and (name := credited(text)):
        return name
    bare = re.sub(
        rf"^\s*(?:{_WORK}{_MORE}|được viết bởi|viết bởi)\s*:?\s+(?=\S)",
        "",
        re.sub(r"\s+", " ", text or "").strip(),
        flags=re.I,
    )
    bare = bare.strip(" :;,|")
    return bare if bare and fold(bare) not in _NOBODY and len(bare) <= 150 else None


def read_byline(text: str, *, styled: bool = False) -> Byline | None:
    """What a line says about who wrote the article; None where it is no byline.

    `styled`: the page sets the line apart (right-aligned, bold or italic), so freer wordings count.
    """
    if len(text) > (140 if styled else 110):
        return None
    if found := _WORK_LINE.match(text) or _SHORT_WORK.match(text):
        return Byline(author=clean_author(found["name"]))
    if _DESK.match(text):
        return Byline(author=clean_author(text))
    if (found := _SOURCE_LINE.match(text)) and _names_source(text, found["name"]):
        return _read_source(text.strip(), found["name"])
    if (found := _NAMES.match(text)) and is_name_line(found["name"]):
        return Byline(author=clean_author(found["name"]))
    return None


def is_name_line(name: str) -> bool:
    """Whether capitalised words alone on a line can be people: two to five words each, no place, office or single word."""
    people = [p for p in re.split(r"\s*(?:[-–,&/;+]|\bvà\b)\s*", name.strip()) if p]
    if people and OFFICE.match(people[-1]) and len(people) > 1:
        people.pop()  # "H.Liên - Văn phòng": a name and where its bearer works
    for person in people:
        words = len(person.split()) + ("." in person.strip("."))
        if not 2 <= words <= 6 or fold(person) in _PLACES or OFFICE.match(person):
            return False
    return not (name.isupper() and len(people) == 1 and len(name.split()) > 4)


def credited(line: str) -> str | None:
    """The person in a line that says who wrote something and when: `Bởi X vào 06/11/2024`, `Posted by X on …`,
    `X • 06/11/2024 • 12 lượt xem`; else None."""
    found = _CREDITED.match(line) if len(line) <= 160 else None
    name = clean_author(found["name"]) if found else None
    return name if name and is_name_line(name) else named_field(line)


def named_field(line: str) -> str | None:
    """The person in a line of fields that bars or dots part: one is a name, one a date, all others have figures."""
    fields = [f for f in _FIELDS.split(line) if f] if len(line) <= 160 else []
    names = [f for f in fields if not re.search(r"\d", f)]
    if len(names) != 1 or not any(seen_date(f) for f in fields if f is not names[0]):
        return None
    name = names[0]
    person = _NAMES.match(name) is not None and is_name_line(name) and not _SECTION.match(name)
    return name if person else None


def _names_source(text: str, name: str) -> bool:
    """ "Theo kế hoạch, …" opens a sentence: without a colon or brackets only a proper name or a site is a source."""
    if text.endswith((";", ":")):
        return False
    return ":" in text or text[:1] in "([" or (len(text) <= 60 and re.match(rf"[{_UP}]|\S+\.\w{{2,}}$", name) is not None)


def _read_source(text: str, name: str) -> Byline:
    """A source line. `Theo X` is kept as printed: it says that X is not this portal's own author; `Nguồn: X` gives X."""
    if re.match(r"^[(\[]?\s*theo\b", text, re.I) and ":" not in text:
        bare = text[1:-1] if text[:1] in "([" and text[-1:] in ")]" else text
        return Byline(source=bare.strip(" ."))
    return Byline(source=clean_author(name))


def split_byline(blocks: list[Block], *, reach: int = 6) -> tuple[list[Block], Byline]:
    """Take the byline off an article's end: what is left, and what it said. Captions after it stay.

    Looks back over at most `reach` closing lines that are bylines, offices below one, captions, files or empty marks.
    """
    first, author, source = len(blocks), None, None
    for i in range(len(blocks) - 1, max(-1, len(blocks) - 1 - reach), -1):
        block = blocks[i]
        if block.kind in ("image", "caption") or _names_file(block):
            continue
        styled = block.align == "right" or block.bold or block.italic
        byline = read_byline(block.text, styled=styled) if block.kind != "table" and i > 0 else None
        if byline:
            first, author, source = i, byline.author or author, byline.source or source
        elif block.kind == "table" or not (
            _JUNK.match(block.text) or (OFFICE.match(block.text) and len(block.text) <= 70 and block.text[-1] not in ".:;")
        ):
            break
    kept = blocks[:first] + [b for b in blocks[first:] if b.kind in ("image", "caption") or _names_file(b)]
    return _split_tail(kept, Byline(author, source))


def _names_file(block: Block) -> bool:
    """Whether a line names a file that the article offers: attachments stand below the author's name, too."""
    if block.kind == "table" or block.linked <= 0.2 or len(block.text) > 200:
        return False
    return LABEL_BEFORE.match(block.text) is not None or (block.linked > 0.9 and _FILE_NAME.search(block.text) is not None)


def _split_tail(blocks: list[Block], byline: Byline) -> tuple[list[Block], Byline]:
    """A byline glued to the end of the last paragraph: `… năm 2016./. (Tin, ảnh: X)`."""
    last = next((i for i in range(len(blocks) - 1, -1, -1) if blocks[i].kind not in ("image", "caption")), None)
    if last is None or blocks[last].kind == "table":
        return blocks, byline
    found = _TAIL_LABEL.search(blocks[last].text)
    if not found or found.start() < 40:
        return blocks, byline
    said = read_byline(found["a"] or found["b"], styled=True)
    if said is None:
        return blocks, byline
    block = blocks[last]
    rest = block.text[: found.start()].rstrip()
    cut = Block(block.kind, rest, block.align, block.italic, block.bold, block.linked)
    return [*blocks[:last], cut, *blocks[last + 1 :]], Byline(byline.author or said.author, byline.source or said.source)
