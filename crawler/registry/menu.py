"""Which links of a page lead to sections worth reading: those whose label or address speaks of administrative reform, of the
indices, of digital government, and last those of general news.

Menus differ in markup with every theme, so every link of a page counts that is as short as a menu's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.base import Family
from crawler.decode import clean_inline
from crawler.furniture import READ_MORE, is_noise
from crawler.html_text import line_of

# A menu's labels are short; a headline that speaks of reform is longer than most of them.
MAX_LABEL = 70
MAX_WORDS = 11
MAX_LINKS = 5000

# Topics from the one that matters most: name, and what label or address says (letters without marks, single spaces).
TOPICS = (
    (
        "administrative reform",
        r"cai cach (?:nen |thu tuc |cong tac )?hanh chinh|cai cach tthc|cchc|kiem soat (?:thu tuc hanh chinh|tthc)|kstthc",
    ),
    ("indices", r"(?<!dia )chi so(?! (?:gia|tieu dung|dien thoai))|par ?index|sipas|papi|pci|ddci|muc do hai long"),
    (
        "digital government",
        r"chuyen doi so|cds|chinh (?:quyen|phu) (?:dien tu|so)|de an 06|ung dung (?:cong nghe thong tin|cntt)|do thi thong minh",
    ),
    (
        "news",
        r"tin tuc|tin bai|tat ca tin|tin su kien|su kien|thoi su|ban tin|"
        r"tin (?:moi|hoat dong|noi bat|tong hop|dia phuong|noi bo|chinh)|"
        r"tin (?:trong )?(?:tinh|huyen|quan|xa|phuong|thanh pho|thi xa|nganh|so)|"
        r"hoat dong (?:cua )?(?:lanh dao|chinh quyen|ubnd|so)|"
        r"chinh tri|xay dung (?:dang|chinh quyen)|news",
    ),
)
# A label that begins so leads to documents, pictures, forms or tools rather than to articles.
_OTHER = re.compile(
    r"(?:he thong |danh muc )?(?:van ban|cong van|bao cao|quyet dinh|ke hoach|lich|video|clip|hinh anh|thu vien|album|"
    r"lien he|hoi dap|gop y|khao sat|tra cuu|dich vu cong|so do|rss|dang (?:nhap|ky)|lien ket|"
    r"bo (?:thu tuc|tthc)|thu tuc hanh chinh)\b"
)
# Pagers and the like: they lead on from a listing, not to one.
_TOOL = re.compile(
    r"(?:(?:den|ve|toi|sang|xem|chuyen|di|go|to|the) )*(?:(?:trang |page )?(?:so )?\d*|(?:trang )?(?:tiep(?: theo)?|sau|truoc|"
    r"ke(?: tiep)?|cuoi(?: cung)?|dau(?: tien)?|hien tai)|(?:next|prev(?:ious)?|first|last|current|start|end)(?: page| posts?)?)|"
    r"(?:(?:cac )?(?:bai|tin)(?: viet)? )?(?:cu|moi) hon|(?:older|newer)(?: posts| entries)?|"
    r"in|email|quay lai|trang chu|lui|toi"
)
# What a server shows of a folder.
_DEFAULT_STEP = re.compile(r"(?:default|index|home|trang-?chu|pages)(?:\.\w{2,5})?$", re.I)
# Files and tools are no listings whatever they are called.
_NO_LISTING = re.compile(r"/(?:rss|feeds?|search|tim-kiem|print|login|dang-nhap|users?)(?:[/.?]|$)", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that may lead to a section. `rank`: 0 is the topic that matters most; `order`: where it stands on the page."""

    url: str
    label: str
    topic: str
    rank: int
    order: int


def candidates(
    soup: BeautifulSoup, url: str, family: Family, owns: Callable[[str], bool]
) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates of a page on the portal's own hosts, best first, and those on other hosts (portals of their own)."""
    base = common.base_of(soup, url)
    found: dict[str, Candidate] = {}
    for order, link in enumerate(soup.find_all("a", href=True, limit=MAX_LINKS)):
        target = common.absolute(base, link.get("href"))
        label = _label(link)
        if target is None or not label or len(label) > MAX_LABEL or len(label.split()) > MAX_WORDS:
            continue
        address = target.partition("#")[0]
        rank = topic_of(label, address)
        if rank is None or not _may_list(address, url):
            continue
        if family.article_key(address) is not None:
            # What the family knows as an article is one; general signals take some sections for articles: there a look
            # decides, after the others.
            if family.id != "generic":
                continue
            order += MAX_LINKS
        one = Candidate(address, label, TOPICS[rank][0], rank, order)
        key = address.rstrip("/")
        if key not in found or one.rank < found[key].rank:
            found[key] = one
    best = sorted(found.values(), key=lambda c: (c.rank, c.order))
    return [c for c in best if owns(c.url)], [c for c in best if not owns(c.url) and c.rank < len(TOPICS) - 1]


def topic_of(label: str, url: str) -> int | None:
    """The best topic (its place in TOPICS) that a label or an address speaks of; None where neither speaks of one."""
    words = bare(label)
    if _OTHER.match(words) or _TOOL.fullmatch(words) or READ_MORE.match(label) or is_noise(label):
        return None
    path = address_words(url)
    if len(path.split()) > MAX_WORDS:
        path = ""
    joined = path.replace(" ", "")
    for rank, (_, pattern) in enumerate(TOPICS):
        phrase = re.compile(rf"\b(?:{pattern})\b")
        if phrase.search(words) or phrase.search(path) or _glued(rank, joined):
            return rank
    return None


# Addresses that glue words together (`/tintucsukien`, `/CaiCachHanhChinh.aspx`): what is long enough to mean only that.
_GLUED = (("caicachhanhchinh", "caicachtthc"), ("parindex",), ("chuyendoiso", "chinhquyendientu"), ("tintucsukien", "tintuc"))


def _glued(rank: int, joined: str) -> bool:
    return any(word in joined for word in _GLUED[rank])


def bare(text: str) -> str:
    """Lower-case words without marks, single spaces: `Cải cách hành chính` -> `cai cach hanh chinh`."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in letters if not unicodedata.combining(c))))


def address_words(url: str) -> str:
    """The words of an address's last step and of its query: dashes, dots and capitals part them. The steps above name what the
    page lies in, and its articles lie there, too."""
    parts = urlsplit(url)
    steps = [step for step in unquote(parts.path).split("/") if step]
    while steps and _DEFAULT_STEP.match(steps[-1]):
        steps.pop()
    text = f"{steps[-1] if steps else ''} {unquote(parts.query)}"
    return bare(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text))


def _label(link: Tag) -> str:
    """What a reader sees of a link: its text, else its title or its picture's."""
    image = link.find("img", alt=True)
    seen = (line_of(link), link.get("title"), link.get("aria-label"), image.get("alt") if isinstance(image, Tag) else None)
    return next((text for one in seen if (text := clean_inline(str(one or "")))), "")


def _may_list(address: str, page: str) -> bool:
    if address.rstrip("/") == page.partition("#")[0].rstrip("/") or _NO_LISTING.search(urlsplit(address).path):
        return False
    kind = common.extension(address)
    return kind not in common.MEDIA_TYPES and kind not in common.IMAGE_TYPES
