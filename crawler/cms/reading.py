"""The words by which an article's parts are told on a page of unknown markup: where it ends, which line dates it.

Signals: docs/portals survey, sections 5 and 8 ("Text-driven fallback")."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.byline import is_name_line
from crawler.cms.text_page import is_prose
from crawler.dates_seen import SeenDate
from crawler.furniture import is_change, is_related, is_stop, is_update, meta_date
from crawler.html_text import Block

# A heading that opens a list of other articles, or what readers wrote: nothing below it is this article's.
OTHERS = re.compile(
    r"^\W*(?:(?:các |những |một số )?(?:tin|bài)(?: tức| viết)?(?: đã đăng| đăng)? "
    r"(?:khác|liên quan|cùng (?:chuyên mục|chủ đề|loại)|mới hơn|cũ hơn|đã đưa|đã đăng|mới nhất|tiếp theo|trước đó)\b|"
    r"có thể bạn (?:sẽ )?(?:quan tâm|thích)|bạn có thể (?:quan tâm|thích)|cùng (?:chuyên mục|chủ đề)\W*$|"
    r"related (?:posts?|news|articles?)\W*$|"
    r"you (?:may|might) also like|ý kiến (?:bạn đọc|của bạn|bình luận|độc giả)|bình luận\W*$)",
    re.I,
)
AUTHOR = re.compile(
    r"(?:tác giả|người viết|đăng bởi|người đăng(?: tin)?|viết bởi)\s*:\s*(?P<name>[^|•·\d]{2,70}?)\s*"
    r"(?:[|•·]|\s[-–]\s|ngày|lượt|$)",
    re.I,
)
# A field's label in an element of its own, its value in the next (`<dt>`, a table's cell).
_LABEL = re.compile(
    r"\W*(?:tác giả|người (?:viết|đăng)(?: tin| bài)?|ngày (?:đăng|xuất bản|cập nhật|tạo|viết|gửi)(?: tin| bài)?|"
    r"đăng (?:ngày|lúc|bởi)|"
    r"chuyên mục|danh mục|thể loại|nguồn(?: tin)?|lượt (?:xem|đọc)|số lượt xem|xuất bản|cập nhật(?: lúc| lần cuối)?|"
    r"thời gian)\s*:?\s*",
    re.I,
)
_WRITTEN = re.compile(r"tạo|viết|gửi|created|written", re.I)
_LONGEST_FIELDS = 200  # characters of a line of fields
_A_DATE = re.compile(r"\d[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)\b|\d\s*,?\s+(?:tháng|th|thg)\.?\s*\d{1,2}\s*,?\s+(?:năm\s+)?\d{4}", re.I)
# Between two fields of one line: a mark, or the label of the next date.
_FIELDS = re.compile(
    r"\s*[|•·;]\s*|\s+[-–—]\s+(?=[^\W\d])|[\s,(]+(?=(?:ngày (?:đăng|xuất bản|tạo|cập nhật)|xuất bản|đăng (?:lúc|ngày)|"
    r"(?:lần )?cập nhật|"
    r"published|posted|updated|last updated)\b)",
    re.I,
)
_UP = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
_SIGNED = re.compile(rf"(?P<name>(?:[{_UP}][^\W\d]*\.?\s+){{2,4}}[{_UP}][^\W\d]*)\s*[-–|•·,/]\s*(?=\S)")
_CONTACT = re.compile(r"^\W*(?:địa chỉ|trụ sở|điện thoại|số điện thoại|đt|tel|fax|hotline|email|e-mail|thư điện tử)\s*:", re.I)


def prose(blocks: list[Block]) -> int:
    """How many characters of running text and tables there are; an office's address in the footer is none."""
    return sum(len(b.text) for b in blocks if b.kind == "table" or (is_prose(b) and not _CONTACT.match(b.text)))


def end_of(blocks: list[Block]) -> int:
    """Where the article's text ends: at a heading of other articles or the first of their titles; at another stop line
    where hardly any text follows (sentences begin with such words, too)."""
    seen = False
    total = prose(blocks)
    for i, block in enumerate(blocks):
        text = block.text
        if block.kind in ("table", "image") or not text:
            seen = seen or block.kind == "table"
            continue
        if len(text) <= 120 and OTHERS.match(text) and not text.endswith(".") and not _is_inset(blocks, i, total):
            return i
        if seen and is_related(text) and block.linked > 0.4:
            return i
        if seen and is_stop(text) and prose([b for b in blocks[i:] if b.linked < 0.3]) * 4 < total:
            return i
        seen = seen or is_prose(block)
    return len(blocks)


def _is_inset(blocks: list[Block], i: int, total: int) -> bool:
    """Whether a list of other articles stands within the text: most of the text follows it, with no headlines in between."""
    if blocks[i].text.lower().lstrip().startswith(("ý kiến", "bình luận")):
        return False
    rest = next((j for j in range(i + 1, len(blocks)) if blocks[j].text and blocks[j].linked < 0.6), len(blocks))
    end = next((j for j in range(rest, len(blocks)) if OTHERS.match(blocks[j].text)), len(blocks))
    headlines = sum(1 for b in blocks[rest:end] if b.linked > 0.6 and len(b.text) >= 25)
    return headlines <= 1 and total > 0 and prose(blocks[rest:end]) * 2 >= total


def paired(blocks: list[Block]) -> list[Block]:
    """Blocks with a field's label and its value, which stand in elements of their own above the text, on one line."""
    out: list[Block] = []
    for i, block in enumerate(blocks):
        before = out[-1] if out else None
        if before is not None and before is blocks[i - 1] and _LABEL.fullmatch(before.text) and _is_value(block):
            out[-1] = replace(before, text=f"{before.text.rstrip(' :')}: {block.text}", linked=0.0)
            continue
        if is_prose(block) or block.kind == "table":
            return [*out, *blocks[i:]]
        out.append(block)
    return out


def _is_value(block: Block) -> bool:
    return block.kind not in ("table", "image") and 0 < len(block.text) <= 60 and not _LABEL.fullmatch(block.text)


def dated(line: str) -> tuple[str, SeenDate] | None:
    """The date of a meta line, an author's field or name beside it left out; of two the day of publication (`best_date`). None
    for lines that say when the page was changed."""
    if len(line) > _LONGEST_FIELDS:
        return None
    bare = AUTHOR.sub(" ", line)
    found = _own_date(bare)
    if found is not None and len(_A_DATE.findall(bare)) < 2:
        return found
    if len(_A_DATE.findall(bare)) >= 2:
        return best_date([m for part in _FIELDS.split(bare) if (m := _own_date(part))])
    name = signed(bare)
    return _own_date(bare[len(name) :].lstrip(" -–|•·,/")) if name else None


def _own_date(line: str) -> tuple[str, SeenDate] | None:
    found = meta_date(line)
    return found if found and not is_update(line[: found[1].start]) else None


def best_date(found: list[tuple[str, SeenDate]]) -> tuple[str, SeenDate] | None:
    """The day of publication among dates that stand together: one whose label says so, else the earliest (a page is changed
    after it came out), else the first."""
    plain = [m for m in found if not is_change(m[0])]
    labelled = [m for m in plain if m[0] != "text:date line"]
    issued = [m for m in labelled if not _WRITTEN.search(m[0])]
    if labelled or not plain or len(plain) == len(found):
        return next(iter(issued or labelled or found), None)
    return min(found, key=lambda m: m[1].iso)


def signed(line: str) -> str | None:
    """The person's name that a line with a day and an hour begins with (`Trần Thị A - Thứ Tư, 06/11/2024 08:15`), or None."""
    found = _SIGNED.match(line) if len(line) <= _LONGEST_FIELDS else None
    if found is None or not is_name_line(found["name"]):
        return None
    rest = _own_date(line[found.end() :])
    return found["name"] if rest is not None and rest[1].timed else None
