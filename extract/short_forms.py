"""Bodies that are called again by their head alone: `Sở Nội vụ … . Chiều cùng ngày, Sở tổ chức …`.

Source: docs/codebook.md, "Names" (what the text leaves out is filled from the nearest earlier name that fits).
"""

from __future__ import annotations

from extract.mentions.organizations import OrgMention
from extract.reading import Reading
from extract.text import Text

HEADS = "Sở|Bộ|Phòng|Ban|Trung tâm|Hội|Cục|Chi cục|Ban Chỉ đạo|Văn phòng"


def meant_by(reading: Reading, text: Text, head: str, before: int) -> tuple[OrgMention, Text] | None:
    """The body that its head alone (`Sở`) means at an offset of a text, with the text that names it: the only one of its
    kind in the headline, else the one named last before; None where none was named."""

    def named(of: Text) -> list[OrgMention]:
        return [o for o in reading.mentions.of(of).organizations if not o.generic and o.normal.startswith(f"{head} ")]

    title = reading.doc.title
    told = named(title) if text is not title else []
    if len({o.normal for o in told}) == 1:
        return told[-1], title
    earlier = [o for o in named(text) if o.end <= before]
    return (max(earlier, key=lambda o: (o.start, -o.end)), text) if earlier else None
