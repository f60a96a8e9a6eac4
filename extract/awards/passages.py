"""The stretches of text that are read for awards: a sentence, a caption, or a sentence that opens a list with its items.

Offsets stay those of the text; a list's items are part of the sentence that ends in a colon before them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from core.text import UPPER
from extract.awards.frames import Frame
from extract.text import Block, Text

_LIMIT = 880
# A stop within a line.
_SENTENCES = re.compile(rf"[.!?] [{UPPER}]")


class Passage(NamedTuple):
    """Half-open folded offsets of a stretch; `first_end`: where its first paragraph ends."""

    start: int
    end: int
    first_end: int
    caption: bool = False

    def evidence(self, text: Text, frame: Frame) -> tuple[int, int]:
        """The clause of a frame, inside one paragraph and short enough; it shows the form of award."""
        start, end = frame.head, frame.end
        word = frame.kind.kind.split()[0].lower()
        if word not in text.low[start:end].split():
            start = self.start
        line = text.low.rfind("\n", self.start, frame.kind.start) + 1
        start = max(start, line, self.start)
        stop = text.low.find("\n", frame.kind.end, self.end)
        end = min(end, stop if stop != -1 else self.end)
        if end - start > _LIMIT:
            start = max(start, frame.kind.start - _LIMIT // 3)
            end = min(end, start + _LIMIT)
        return start, max(end, frame.kind.end)


def find_passages(text: Text) -> list[Passage]:
    """Sentences in order; the last sentence of a paragraph that ends in a colon takes the list items after it."""
    out: list[Passage] = []
    blocks = text.blocks
    after = 0
    for i, block in enumerate(blocks):
        if i < after or block.kind == "table":
            continue
        caption = block.kind == "caption"
        opens = not caption and text.text[block.start : block.end].rstrip().endswith(":")
        last = _list_end(text, blocks, i) if opens else i
        after = last + 1
        out += [Passage(s.start, s.end, s.end, caption) for s in block.sentences[:-1]]
        out += [Passage(s.start, blocks[last].end, s.end, caption) for s in block.sentences[-1:]]
    return out


def _list_end(text: Text, blocks: tuple[Block, ...], i: int) -> int:
    """The index of the last block of the list that block i opens; i itself where no list follows."""
    last = i
    for j in range(i + 1, min(len(blocks), i + 40)):
        line = text.text[blocks[j].start : blocks[j].end].strip()
        listed = (
            blocks[j].kind == "item"
            or (line.endswith((";", ",")) and len(line) < 200)
            or (last > i and text.text[blocks[j - 1].start : blocks[j].start].rstrip()[-1:] in ";," and len(line) < 200)
        )
        if blocks[j].kind in ("table", "caption") or not listed or _SENTENCES.search(line, 4):
            break
        last = j
    return last
