"""Who issued the documents of a list, told once before it: `… công bố các quyết định của Chủ tịch UBND tỉnh, gồm:`.

Source: docs/codebook.md, "documents" (`issuer`: who the text says issued or signed it, before what the number says).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.events.bodies import Body
from extract.events.citations import TYPES, Citation
from extract.events.issuers import Issuers
from extract.numbers import NUMBER_WORD
from extract.text import Block, Text

# `các quyết định về công tác cán bộ của`, `2 văn bản do`: what is listed, and where who issued it may stand.
_LISTED = re.compile(
    rf"(?<!\w)(?:các|những|một số|\d{{1,2}}|{NUMBER_WORD}) (?P<type>{'|'.join(TYPES)})(?!\w)(?: (?:sau đây|sau|này|mới))?"
    r"(?: về(?: việc)?(?: công tác)?)?(?:(?: và|,)? (?:tổ chức|cán bộ|nhân sự|bổ nhiệm|bổ nhiệm lại|điều động|luân chuyển|"
    r"tiếp nhận|khen thưởng|nghỉ hưu|công tác))*(?P<by> của | do | được |(?=[ ,:]|$))"
)
_SIGNED = re.compile(r" (?:vừa |đã |mới )*(?:ký|ban hành|phê duyệt)(?!\w)")
_SIGNS = re.compile(r"(?<!\w)(?:ký|ban hành)(?: ban hành| ký)?(?: (?:liên tiếp|đồng loạt))? $")
# A second issuer: which of the documents are whose is not told.
_AND = re.compile(r"(?:,| và| cùng)(?: của| do)? ")
# `Cụ thể:`, `Theo đó, gồm:`: the sentence before it tells what is listed.
_LEADS_IN = re.compile(r"\s*(?:cụ thể|theo đó|gồm|bao gồm|trong đó|đó là|như sau)[^.;:\d]{0,30}:?\s*")
_ITEM_HEAD = re.compile(r"\s*(?:[-+*•●▪◦]|\(?\w{1,2}[.)])?\s*(?:và )?\"?")


@dataclass(frozen=True, slots=True)
class Opener:
    """The words before a list that say of what type its documents are, and who issued them."""

    type: str
    issuer: Body

    def serves(self, issuers: Issuers, citation: Citation) -> bool:
        """May the document be one of the list? `Văn bản` are of any type; what the number says must agree."""
        return self.type in (citation.type, "Văn bản") and issuers.agrees(citation, self.issuer)


def opens_item(text: Text, start: int, citation_start: int) -> bool:
    """Does a citation open what begins at `start`, but for the mark of a list item?"""
    return _ITEM_HEAD.fullmatch(text.low, start, citation_start) is not None


def opener_in(issuers: Issuers, text: Text, citation: Citation) -> Opener | None:
    """The opener of a list that runs on in the citation's own sentence: `… gồm: Quyết định số 1 …; Quyết định số 2 …`."""
    low, sentence = text.low, text.sentence_at(citation.start)
    head = max(low.rfind(mark, sentence.start, citation.start) for mark in ":;")
    colon = low.find(":", sentence.start, citation.start)
    if colon < 0 or not opens_item(text, head + 1, citation.start):
        return None
    return _read(issuers, text, sentence.start, colon)


def opener_at_end(issuers: Issuers, text: Text, block: Block) -> Opener | None:
    """The opener that a paragraph ends with; its list items follow."""
    low = text.low
    if not block.sentences or not low[block.start : block.end].rstrip().endswith(":"):
        return None
    last = block.sentences[-1]
    if len(block.sentences) > 1 and _LEADS_IN.fullmatch(low, last.start, last.end):
        last = block.sentences[-2]
    return _read(issuers, text, last.start, last.end)


def _read(issuers: Issuers, text: Text, start: int, end: int) -> Opener | None:
    """Who issued what is listed after text[start:end]; None where the words leave it open."""
    low = text.low
    listed = next(iter(reversed(list(_LISTED.finditer(low, start, end)))), None)
    if listed is None:
        return None
    if listed["by"]:
        body = issuers.bodies.issuer_at(listed.end())
        if body is not None and listed["by"] != " của " and not _SIGNED.match(low, body.end, end):
            return None
    else:
        body = issuers.acting(listed.start(), start) if _SIGNS.search(low, start, listed.start()) else None
    if body is None or body.generic or body.end > end:
        return None
    more = _AND.match(low, body.end, end)
    if more and issuers.bodies.issuer_at(more.end()) is not None:
        return None
    return Opener(TYPES[listed["type"]], body)
