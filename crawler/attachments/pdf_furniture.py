"""What stands on pages and is no text of theirs: running headers and footers, page numbers, stamps of electronic signatures."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from crawler.attachments.pdf_chars import Segment
from crawler.attachments.pdf_layout import Flow, Line

_NUMBER = re.compile(r"^[-–—~\s]*(?:trang|page|tr\.)?\s*(?P<n>\d{1,4})\s*(?:(?:/|of|trên)\s*\d{1,4})?[-–—~\s.]*$", re.I)
_NUMBER_WORD = re.compile(r"trang|page|tr\.|/|of|trên", re.I)
_SIGNER = re.compile(
    r"^(?:được )?(?:ký (?:số )?bởi|người ký|signed by|digitally signed by|signature (?:not verified|valid)|chữ ký số)\b", re.I
)
_STAMPED = re.compile(
    r"^(?:email|e-mail|cơ quan|tổ chức|đơn vị|chức vụ|thời gian ký|ngày ký|giờ ký|địa điểm|lý do|date|reason|location|time)\s*:|"
    r"^\d{1,2}[./-]\d{1,2}[./-]\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[+-]\d\d[:']?\d\d'?)?$|"
    r"^\d{4}[./-]\d\d[./-]\d\d \d\d:\d\d:\d\d",
    re.I,
)
_ZONE, _EDGE_ZONE = 0.13, 0.085


@dataclass(slots=True)
class PageLayout:
    """A page's flows and height in points; `picture`: pictures cover most of it; `crowded`: it was left out."""

    flows: list[Flow]
    height: float
    picture: bool = False
    crowded: bool = False

    @property
    def lines(self) -> list[Line]:
        found = [i for flow in self.flows for i in flow.items if isinstance(i, Line)]
        return sorted(found, key=lambda line: line.top)


def without_stamps(segments: list[Segment]) -> list[Segment]:
    """Without the lines of a signature's stamp: from who signed on, what stands below it in the form of a stamp."""
    out = list(segments)
    for first in [s for s in segments if _SIGNER.match(s.text)]:
        gone, last = {id(first)}, first
        for s in sorted(segments, key=lambda s: s.top):
            near = (
                last.top < s.top < last.bottom + 2.2 * last.size
                and s.x0 < first.x1 + 2 * first.size
                and s.x1 > first.x0 - first.size
            )
            label = _STAMPED.match(s.text)
            # The name of an agency wraps; its rest begins where the stamp does, in its small print.
            wrapped = abs(s.x0 - first.x0) < first.size and abs(s.size - first.size) < 0.6 and s.size < 10.5
            if near and (label or wrapped):
                gone.add(id(s))
                last = s
        out = [s for s in out if id(s) not in gone]
    return out


def drop_furniture(pages: list[PageLayout]) -> None:
    """Take running lines and page numbers out of the flows."""
    gone = _page_numbers(pages) | _running(pages)
    for page in pages:
        for flow in page.flows:
            flow.items = [i for i in flow.items if id(i) not in gone]


def _edges(page: PageLayout, zone: float) -> list[Line]:
    """The first and last three lines of a page that stand near its edge."""
    lines = page.lines
    top = [line for line in lines[:3] if line.bottom < zone * page.height]
    return top + [line for line in lines[-3:] if line.top > (1 - zone) * page.height]


def _page_numbers(pages: list[PageLayout]) -> set[int]:
    """Lines at the edge that hold a number which grows with the pages; with `Trang`, or a number of all pages, any."""
    out: set[int] = set()
    bare: dict[int, list[Line]] = defaultdict(list)
    for index, page in enumerate(pages, 1):
        for line in _edges(page, _ZONE):
            found = _NUMBER.match(line.text)
            if found is None:
                continue
            if _NUMBER_WORD.search(line.text):
                out.add(id(line))
            else:
                bare[int(found["n"]) - index].append(line)
    for offset, lines in bare.items():
        if len(lines) > 1 or offset == 0:
            out |= {id(line) for line in lines}
    return out


def _running(pages: list[PageLayout]) -> set[int]:
    """Lines that stand at the same height of most pages in the same words. At the very edge they are gone everywhere; further in
    they may be a title that is printed again: its first stays."""
    places: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for index, page in enumerate(pages):
        for line in _edges(page, _ZONE):
            text = (
                re.sub(r"\s*(?:trang|page)?\s*\d+(?:\s*/\s*\d+)?\s*$", "", line.text, flags=re.I)
                if len(line.text) > 8
                else line.text
            )
            places[text.casefold(), round(line.top / 6)].append((index, line))
    out: set[int] = set()
    for found in places.values():
        if len(found) < 2 or len({i for i, _ in found}) * 2 < len(pages) - 1:
            continue
        height = pages[found[0][0]].height
        edge = all(line.bottom < _EDGE_ZONE * height or line.top > (1 - _EDGE_ZONE) * height for _, line in found)
        out |= {id(line) for _, line in (found if edge else found[1:])}
    return out
