"""Pagers of SharePoint portals: which page is shown, and what a click on the next one asks for.

Links with a page number in the query, postbacks labelled with numbers and `...` (docs/portals survey, sections 4 and 7),
scripts of TANDAN's pager that stand for `?PageIndex=n`, and the stock list view's `RefreshPageTo`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup, Tag

from crawler.cms import common
from crawler.cms.postback import postback_of, postback_request
from crawler.cms.sharepoint.parts import stands_in
from crawler.html_text import classes_of, line_of

_PAGE_PARAMS = ("pageindex", "page", "trang", "pageno", "pagenumber", "currentpage", "curpage", "p", "pg", "paging")
_NEXT = re.compile(r"(?:trang )?(?:sau|tiếp|tiếp theo|kế|kế tiếp|next)(?: trang)?(?: ?[>›»]+)?|>|›", re.I)
# Beside one of these, a double arrow leads to the last page.
_FAR_NEXT = re.compile(r"»|>>")
_TOLD = re.compile(r"(?:trang|page)\s*:?\s*(?P<at>\d{1,4})\s*(?:/|trên|trong|của|of)\s*(?P<of>\d{1,4})", re.I)
_DOTS = re.compile(r"\.{2,}|…")
_CURRENT = re.compile(r"(?:^|[-_])(?:current|active|selected|disabled|aspnetdisabled|on|now|cpb)(?:$|[-_])", re.I)
_REFRESH = re.compile(r"""RefreshPageTo\(\s*event\s*,\s*(["'])(?P<url>.*?)\1""")
_MAX_PAGER = 400  # characters: a pager holds no more text
_MAX_NUMBERS = 20  # a calendar has more, a pager shows fewer at once


@dataclass(frozen=True, slots=True)
class Step:
    """One number, row of dots or word of a pager, and the element that it stands in (a link, where it is one)."""

    label: str
    tag: Tag

    @property
    def number(self) -> int | None:
        bare = self.label.strip("[]")
        return int(bare) if bare.isdigit() else None


@dataclass(frozen=True, slots=True)
class Pager:
    """A pager's steps in page order, and all its text."""

    steps: tuple[Step, ...]
    text: str

    def current(self) -> int | None:
        """The number of the page that is shown: told in words (`Trang 2/5`), the one without a link, the one that is
        marked, else the odd one."""
        if told := _TOLD.search(self.text):
            return int(told["at"])
        numbers = [(s.number, s.tag) for s in self.steps if s.number is not None]
        bare = [n for n, tag in numbers if not _leads(tag)]
        if len(bare) == 1:
            return bare[0]
        marked = [n for n, tag in numbers if _is_marked(tag)]
        if len(marked) == 1:
            return marked[0]
        looks = [_look(tag) for _, tag in numbers]
        odd = [n for (n, _), look in zip(numbers, looks, strict=True) if looks.count(look) == 1]
        return odd[0] if len(odd) == 1 and len(numbers) >= 3 else None

    def next_step(self) -> Tag | None:
        """The link to the following page: its number, else the dots behind the current number, else the word for it.

        Where the current page cannot be told, only a link that says `next` is followed: a number might lead back."""
        at, leading = self.current(), [s for s in self.steps if _leads(s.tag)]
        onward = [s.tag for s in leading if _NEXT.fullmatch(s.label)] or [s.tag for s in leading if _FAR_NEXT.fullmatch(s.label)]
        told = _TOLD.search(self.text)
        if at is None or (told and told["of"] == told["at"]):
            return onward[0] if onward and not told else None
        own = next((s.tag for s in leading if s.number == at + 1), None)
        if own is not None:
            return own
        place = max((i for i, s in enumerate(self.steps) if s.number == at), default=-1)
        dots = [s.tag for s in self.steps[place + 1 :] if _DOTS.fullmatch(s.label) and _leads(s.tag)]
        return dots[-1] if dots else (onward[0] if onward else None)


def _leads(tag: Tag) -> bool:
    """Whether an element of a pager is a link that does something."""
    if tag.name != "a" or tag.get("disabled") is not None or "aspNetDisabled" in classes_of(tag):
        return False
    href = str(tag.get("href") or "")
    follows = bool(href) and not re.match(r"#|javascript:\s*(?:void\(0\))?;?$", href, re.I)
    return follows or postback_of(tag) is not None or bool(tag.get("onclick"))


def _is_marked(tag: Tag) -> bool:
    around = [tag, *([tag.parent] if isinstance(tag.parent, Tag) and line_of(tag.parent) == line_of(tag) else [])]
    return any(_CURRENT.search(name) for node in around for name in classes_of(node)) or tag.get("aria-current") is not None


def _look(tag: Tag) -> tuple[str, ...]:
    """How an element of a pager is set off: its own and its parent's names, classes and styles."""
    parent = tag.parent if isinstance(tag.parent, Tag) and line_of(tag.parent) == line_of(tag) else None
    inner = tag.find(True)
    nodes = (tag, parent, inner)
    return tuple(f"{n.name} {n.get('class')} {n.get('style')}" if isinstance(n, Tag) else "" for n in nodes)


def find_pagers(soup: BeautifulSoup) -> list[Pager]:
    """The pagers of a page: the smallest elements that hold a number or dots in a link and another step beside it."""
    found: dict[int, Tag] = {}
    for link in soup.find_all("a"):
        if _label(line_of(link)) is None:
            continue
        for parent in list(link.parents)[:6]:
            if len(_steps(parent)) >= 2:
                found[id(parent)] = parent
                break
    outer = [p for p in found.values() if not any(stands_in(p, q) for q in found.values())]
    pagers = [Pager(_steps(p), line_of(p)) for p in outer if len(line_of(p)) <= _MAX_PAGER]
    return [p for p in pagers if sum(s.number is not None for s in p.steps) <= _MAX_NUMBERS]


def _label(text: str) -> str | None:
    """A step's label in one form (`2`, `[2]`, `...`, `tiếp`, `>`), None where a text is none."""
    label = " ".join(text.split()).lower().rstrip(" .") if re.search(r"\w", text) else text.strip()
    steps = (r"\[?\d{1,4}\]?", _NEXT, _FAR_NEXT, _DOTS)
    return label if label and any(re.fullmatch(step, label) for step in steps) else None


def _steps(node: Tag) -> tuple[Step, ...]:
    """The steps below an element; a number may stand as bare text between links."""
    out: list[Step] = []
    links: set[int] = set()
    for text in node.find_all(string=True):
        link = text.find_parent("a")
        tag = link or text.parent
        if tag is None or id(link) in links:
            continue
        links |= {id(link)} if link is not None else set()
        label = _label(line_of(link) if link is not None else str(text))
        if label is not None:
            out.append(Step(label, tag))
    return tuple(out)


def next_page(
    soup: BeautifulSoup, url: str, items: list[Tag], *, scripted: bool = False
) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """Address and form of the page after this one; (None, ()) on the last. `scripted`: a pager of scripts that are no
    postback stands for `?PageIndex=n` (TANDAN)."""
    base = common.base_of(soup, url)
    if by_query := _by_query(soup, base, url):
        return by_query, ()
    for pager in nearest_first(find_pagers(soup), items):
        step = pager.next_step()
        if step is None:
            continue
        if (sent := postback_request(step, soup, url)) is not None:
            return sent
        target = common.absolute(base, step.get("href"))
        # What follows `#` alone is a script's: the server would send this page again.
        again = target is not None and target.partition("#")[0] == url.partition("#")[0]
        if target and urlsplit(target).path.lower() == urlsplit(url).path.lower() and not again:
            return target, ()
        number = line_of(step)
        if scripted and not target and number.isdigit() and _page_of(url) in (None, int(number) - 1):
            return _with_page(url, int(number)), ()
    return _refreshed(soup, base) or common.next_link(soup, base), ()


def nearest_first(pagers: list[Pager], items: list[Tag]) -> list[Pager]:
    """Pagers that share most of the elements around them with the list: another web part may have one of its own."""
    around = {id(p) for p in items[-1].parents} if items else set()
    return sorted(pagers, key=lambda pager: -sum(id(p) in around for p in pager.steps[0].tag.parents))


def _page_of(url: str) -> int | None:
    """The page number in a query; None where there is none."""
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in _PAGE_PARAMS and value.isascii() and value.isdigit():
            return int(value)
    return None


def _with_page(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() != "pageindex"]
    return urlunsplit((*parts[:3], urlencode([*query, ("PageIndex", str(number))], safe=":/,"), ""))


def _by_query(soup: BeautifulSoup, base: str, url: str) -> str | None:
    """The link to this page whose query has the next page number. A page without number is the first, counted from 0 or 1:
    the link that is labelled 2 tells."""
    at = _page_of(url)
    links: list[tuple[str, int, str]] = []
    for link in soup.find_all("a", href=True):
        target = common.absolute(base, link.get("href"))
        if target and urlsplit(target).path.lower() == urlsplit(url).path.lower() and _same_list(target, url):
            number = _page_of(target)
            if number is not None:
                links.append((line_of(link), number, target))
    if at is not None:
        return next((t for _, number, t in links if number == at + 1), None)
    labelled = [t for text, number, t in links if text == "2" and number in (1, 2)]
    return next(iter(labelled), None) or next((t for _, number, t in links if number == 2), None)


def _same_list(target: str, url: str) -> bool:
    """Whether two addresses name the same section: what one's query says of it, the other's does not deny."""
    ours, theirs = ({k.lower(): v for k, v in parse_qsl(urlsplit(u).query)} for u in (url, target))
    return all(theirs.get(k, v) == v for k, v in ours.items() if k not in _PAGE_PARAMS)


def _refreshed(soup: BeautifulSoup, base: str) -> str | None:
    """The next page of a stock list view: a script on the arrow behind the row numbers (`Paged=TRUE&…`)."""
    for link in soup.select("[id$=next] a, td.ms-paging ~ td a, a[onclick*=RefreshPageTo]"):
        found = _REFRESH.search(f"{link.get('onclick') or ''} {link.get('href') or ''}")
        target = re.sub(r"\\u0026|&amp;", "&", found["url"]).replace("\\u002f", "/") if found else ""
        if target and "PagedPrev" not in target:
            return common.absolute(base, target)
    return None
