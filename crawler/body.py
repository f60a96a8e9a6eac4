"""Blocks -> the article's body: captions marked, repeats and the byline taken out, paragraphs joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from crawler.byline import Byline, split_byline
from crawler.counters import without_counters
from crawler.decode import fold
from crawler.furniture import IMAGE_LINE, IMAGE_PREFIX
from crawler.html_text import Block, readable
from crawler.pointers import without_pointers

CAPTION = "[ảnh] "
_FINAL = (".", ";", ":", "!", "?", "…", ",", "./.")
_LISTED = re.compile(r"^(?:\d{1,3}[.)/\-:]|[IVX]{1,5}[.)\-:]|[-+*•–—▪◦✓►]|[a-zđ][.)])\s?\S")
_CUE = re.compile(
    r"^(?:\(?ảnh\b|ảnh minh (?:họa|hoạ)|quang cảnh|toàn cảnh|khung cảnh|hình ảnh|một (?:góc|số hình ảnh)|"
    r"(?:các )?đại biểu|đại diện|đ/c|đồng chí|các đồng chí|ông\b|bà\b|lãnh đạo|"
    r"đoàn (?:công tác|kiểm tra|giám sát|khảo sát|viên)|(?:phó )?(?:chủ tịch|giám đốc|bí thư|trưởng|chánh)|cán bộ|"
    r"công chức|người dân|chụp ảnh|trao|tặng|"
    r"ban tổ chức|thành viên|(?:các )?(?:học viên|thí sinh|cá nhân|tập thể|đội|đoàn viên|hội viên|thanh niên|"
    r"nhân viên|giáo viên|sinh viên|doanh nghiệp|nông dân))\b",
    re.I,
)
# "…, chữ lớn. Ảnh: Hồng Minh": the photographer at the end of a caption.
_CREDIT = re.compile(r"\S[.,;]?\s+\(?Ảnh(?: tư liệu)?\s*:\s*[^.:]{2,40}\)?\.?$")
# Words that open a sentence of the story, not the description of a picture.
_STORY = re.compile(
    r"^(?:dịp này|nhân dịp|trong|tại|theo|sau|trước|ngày|sáng|chiều|tối|bên cạnh|cùng|được biết|để|với|qua|tuy|đến|năm|hiện)\b",
    re.I,
)
_VIETNAMESE = re.compile("[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text by the codebook, what its byline said, and whether the page was coded in TCVN3."""

    text: str
    byline: Byline = field(default_factory=Byline)
    tcvn3: bool = False


def split_image_names(blocks: list[Block]) -> list[Block]:
    """Image file names that stand as text (`z123_abc.jpg`, alone or glued before a paragraph) become image blocks."""
    out: list[Block] = []
    for block in blocks:
        text, seen = block.text, False
        if block.kind in ("table", "image"):
            out.append(block)
            continue
        while found := (IMAGE_PREFIX.match(text) or (IMAGE_LINE.match(text) if len(text.split()) <= 8 else None)):
            text, seen = text[found.end() :].strip(), True
        if seen:
            out.append(Block("image", ""))
        if text:
            out.append(replace(block, text=text) if seen else block)
    return out


def is_unfinished(text: str) -> bool:
    """A short line without a sentence's end that is no list item: a caption or a heading."""
    return len(text) <= 220 and not text.endswith(_FINAL) and not _LISTED.match(text)


def mark_captions(blocks: list[Block], *, plain: bool = False) -> list[Block]:
    """Paragraphs that describe a picture become captions.

    After an image: a centred or italic line, or a short one without a full stop. `plain` (text without markup): also a short
    line that opens like a caption, and an image's text without diacritics among Vietnamese paragraphs.
    """
    out: list[Block] = []
    last_text = max((i for i, b in enumerate(blocks) if b.kind != "image"), default=-1)
    for i, block in enumerate(blocks):
        if block.kind == "p" and block.text and _is_caption(blocks, i, plain, last_text):
            block = replace(block, kind="caption")
        out.append(block)
    return out


def _is_caption(blocks: list[Block], i: int, plain: bool, last_text: int) -> bool:
    block = blocks[i]
    text = block.text
    if re.match(r"^\(?Ảnh(?: minh (?:họa|hoạ))?\s*[:(]", text) and i < last_text and len(text) <= 250:
        return True
    if len(text) <= 250 and len(text.split()) >= 6 and _CREDIT.search(text):
        return True
    if block.align == "right" or len(text) > 350 or _LISTED.match(text):
        return False
    after_image = i > 0 and blocks[i - 1].kind == "image"
    if after_image and len(text.split()) >= 3:
        if (block.align == "center" and len(text) <= 300) or block.italic:
            return True
        if len(text) > 100 and _STORY.match(text):
            return False
        return is_unfinished(text) and not (block.bold and not block.italic and block.align != "center")
    if not plain or i == 0 or not is_unfinished(text):
        return False
    if not _VIETNAMESE.search(text):
        return 2 <= len(text.split()) <= 14 and i < last_text and re.fullmatch(r"[A-Za-z ,.()&-]+", text) is not None
    return len(text.split()) >= 4 and len(text) <= 180 and _CUE.match(text) is not None


def drop_repeats(blocks: list[Block], title: str) -> list[Block]:
    """Without the title's repeats, captions said twice, and paragraphs (of some length) said before word for word."""
    head, out = fold(title), []
    seen: set[str] = set()
    for block in blocks:
        if block.kind in ("table", "image"):
            out.append(block)
            continue
        key = fold(block.text)
        if not key or key == head or (key in seen and (block.kind == "caption" or len(key) >= 60)):
            continue
        seen.add(key)
        out.append(block)
    return out


def make_body(blocks: list[Block], title: str, *, plain: bool = False) -> Body:
    """The body of an article from its blocks (lead first). Pure; blocks may be TCVN3 or not NFC."""
    blocks, tcvn3 = readable(blocks)
    blocks = mark_captions(without_pointers(without_counters(split_image_names(blocks))), plain=plain)
    blocks = drop_repeats(blocks, title)
    blocks, byline = split_byline(blocks)
    parts = []
    for block in blocks:
        if block.kind == "caption":
            parts.append(block.text if block.text.startswith(CAPTION) else CAPTION + block.text)
        elif block.text:
            parts.append(block.text)
    return Body("\n\n".join(parts), byline, tcvn3)
