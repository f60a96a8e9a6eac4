"""An article as the rules see it: folded title and body, cut into blocks, sentences, table rows and cells.

All offsets below are offsets into the FOLDED text of their field; `Text.span` turns them into evidence (offsets in
the article as given).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from underthesea import sent_tokenize

from core.text import UPPER, Folded, fold
from schemas.records import Article, Span

BlockKind = Literal["paragraph", "caption", "table", "item", "heading"]
CAPTION = "[ảnh]"
# Characters; no line of a real article comes near it.
MAX_PIECE = 4000
_RULE_ROW = re.compile(r"^\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_ITEM = re.compile(r"^\s*(?:[-+*•●▪◦]|\(?\d{1,2}[.)]|[a-zđ][.)])\s+")
# A full stop, question or exclamation mark ends a sentence before a space and a capital, quote or digit; a semicolon
# never does. Abbreviations and numbers with a dot are looked at one by one in `_ends`.
# Stops that underthesea does not see: before a capital without a space, after a letter that names a class
# (`nhóm A.`), and dots of omission. What stands before a stop is looked at behind it, so that `re` skips to the stops.
_GLUED = (
    rf"(?:(?<=[a-zà-ỹđ)%\d]\.)(?=[{UPPER}][a-zà-ỹđ])|(?<=\s[A-ZĐ]\.)(?=\s[{UPPER}])|"
    rf"(?<![.…].)(?:(?<=…)|(?<=\.)\.\.)[.…]*[\"')\]]*(?=\s|$|[{UPPER}]))"
)


class _Marks(NamedTuple):
    """Patterns of the stops of a line. `idle`: words between two words with stops, but for the first letter: underthesea
    reads letter by letter, and looks at nothing but the word that a stop ends and the letter behind it. What it is split
    by leaves the letters of the group."""

    stop: re.Pattern[str]
    idle: re.Pattern[str]
    glued: re.Pattern[str]


_ANY_STOPS = _Marks(re.compile(r"[.!?]"), re.compile(r"(\s[^\s.!?])[^.!?]*(?=\s)"), re.compile(rf"[.…]{_GLUED}"))
# Most lines have no others: `re` finds one letter several times faster than one of a few.
_FULL_STOPS = _Marks(re.compile(r"\."), re.compile(r"(\s[^\s.])[^.]*(?=\s)"), re.compile(rf"\.{_GLUED}"))
# No stop but one at the very end; nothing is given back, as a stop can stand for nothing else.
_ONE_SENTENCE = re.compile(r"[^.!?…]*+[.!?…]?+[\"')\]]*+\s*+")
_STOP_END = re.compile(r"(?P<mark>[.!?…]+)[\"')\]]*$")
# What still belongs to the sentence after its stop: closing quotes, and the `./.` that ends official texts.
_CLOSE = re.compile(r"\s*/\.+|[\"')\]]+(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:TP|Tp|TX|Tx|TT|P|Q|H|T|GS|PGS|TS|ThS|Ths|Th|BS|KS|CN|LS|Đ/c|đ/c|Mr|Ms|NXB|VP|St|v|vv|tr|tp|tx|TS\.BS|T\.Ư|TW|Dr|No)\.$"
)
_LIST_NUMBER = re.compile(r"\s*(?:\d{1,2}|[IVX]{1,4}|[a-zđ])\.")
# A capital alone is an initial (`N. V. Nam`), but not where it names a class, a part of the year or of a text.
_INITIAL = re.compile(r"(?:^|[\s.(])[A-ZĐ]\.$")
_LETTER_CLASS = re.compile(r"(?i)(?:^|[\s(])(?:nhóm|loại|hạng|khối|mức|bảng|vùng|khu|quý|phần|mục|chương) [A-ZĐ]$")


class Sentence(NamedTuple):
    """One sentence (or caption, table row, title) of a text: half-open folded offsets."""

    start: int
    end: int


class Cell(NamedTuple):
    start: int
    end: int
    text: str


class Row(NamedTuple):
    """A table row with its cells; `start`/`end` cover the whole row line."""

    start: int
    end: int
    cells: tuple[Cell, ...]


class Block(NamedTuple):
    """A paragraph, caption, list item, heading or table of the body, in order of appearance."""

    kind: BlockKind
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Text:
    """One field of the article: `folded.text` to read, `folded.low` to match, `blocks` in order."""

    field: Literal["title", "body", "attachment"]
    folded: Folded
    blocks: tuple[Block, ...]
    attachment: str | None = None
    page: int | None = None

    @cached_property
    def text(self) -> str:
        return self.folded.text

    @cached_property
    def low(self) -> str:
        return self.folded.low

    def span(self, start: int, end: int) -> Span:
        """Evidence for folded[start:end], trimmed of surrounding space."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        raw_start, raw_end = self.folded.raw_span(start, end)
        return Span(raw_start, raw_end, self.field, self.attachment, self.page)

    def sentences(self) -> Iterator[tuple[Block, Sentence]]:
        """Every sentence with its block; tables have none."""
        for block in self.blocks:
            for sentence in block.sentences:
                yield block, sentence

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence or table row that holds a folded offset."""
        for block in self.blocks:
            if block.start <= offset < block.end:
                parts = [(s.start, s.end) for s in block.sentences] + [(r.start, r.end) for r in block.rows]
                for start, end in parts:
                    if start <= offset < end:
                        return Sentence(start, end)
                return Sentence(block.start, block.end)
        return Sentence(0, len(self.text))


@dataclass(frozen=True)
class Doc:
    """An article ready for the rules: its title and body as Text."""

    article: Article
    title: Text
    body: Text
    attachments: tuple[Text, ...] = field(default=())

    @classmethod
    def from_article(cls, article: Article) -> Doc:
        return cls(
            article,
            read_text(article.title, "title"),
            read_text(article.body, "body"),
            tuple(read_text(page, "attachment", a.id, n) for a in article.attachments for n, page in enumerate(a.pages, 1)),
        )

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Title first, then body: the order in which context is read."""
        return (self.title, self.body, *self.attachments)


def read_text(
    raw: str, name: Literal["title", "body", "attachment"], attachment: str | None = None, page: int | None = None
) -> Text:
    """Fold a field and cut it into blocks."""
    folded = fold(raw)
    return Text(name, folded, tuple(_blocks(folded.text)), attachment, page)


def _blocks(text: str) -> Iterator[Block]:
    """Lines are blocks, but for consecutive pipe rows, which are one table."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
    i = 0
    while i < len(lines):
        start, end = lines[i]
        if text[start:end].lstrip().startswith("|"):
            j = i
            while j < len(lines) and text[slice(*lines[j])].lstrip().startswith("|"):
                j += 1
            yield Block("table", start, lines[j - 1][1], (), tuple(_rows(text, lines[i:j])))
            i = j
            continue
        kind = _kind(text[start:end])
        skip = len(CAPTION) if kind == "caption" and text[start:].startswith(CAPTION) else 0
        yield Block(kind, start, end, tuple(cut_sentences(text, start + skip, end)))
        i += 1


def _kind(line: str) -> BlockKind:
    if line.startswith(CAPTION):
        return "caption"
    if _ITEM.match(line):
        return "item"
    if len(line) < 120 and line.rstrip().endswith(":"):
        return "heading"
    return "paragraph"


def _rows(text: str, lines: list[tuple[int, int]]) -> Iterator[Row]:
    for start, end in lines:
        if _RULE_ROW.match(text[start:end]):
            continue
        cells = []
        edges = [m.start() for m in re.finditer(r"(?<!\\)\|", text[start:end])]
        for left, right in zip(edges, [*edges[1:], None], strict=True):
            a, b = start + left + 1, start + right if right is not None else end
            if right is None and not text[a:b].strip():
                continue
            while a < b and text[a] == " ":
                a += 1
            while b > a and text[b - 1] == " ":
                b -= 1
            cells.append(Cell(a, b, text[a:b].replace("\\|", "|")))
        yield Row(start, end, tuple(cells))


def cut_sentences(text: str, start: int, end: int) -> list[Sentence]:
    """Cut text[start:end] into sentences: underthesea proposes, and `_ends` keeps abbreviations (`TP.`, `PGS.TS.`),
    initials and list numbers together. Offsets are those of `text`; nothing but space is left out."""
    out: list[Sentence] = []
    for first, last in _pieces(text, start, end):
        begin = first
        for mark, after in _stops(text, first, last):
            if mark < begin or not _ends(text, begin, mark, after, last):
                continue
            _append(out, text, begin, after)
            begin = after
        _append(out, text, begin, last)
    return out


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line as it is, but one longer than any paragraph in pieces, cut after the last stop, semicolon, comma or space
    of each: underthesea looks back to the line's beginning at each stop, and rules compare what one sentence holds."""
    while end - start > MAX_PIECE:
        edge = start + MAX_PIECE
        cuts = (text.rfind(mark, start + MAX_PIECE // 2, edge) for mark in (". ", ";", ",", " "))
        cut = next((at + 1 for at in cuts if at >= 0), edge)
        yield start, cut
        start = cut
    yield start, end


def _stops(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a sentence may end: (first character of its stop, offset after it and what closes it), in order."""
    if _ONE_SENTENCE.fullmatch(text, start, end):
        return []
    line = text[start:end]
    marks = _ANY_STOPS if "!" in line or "?" in line or "…" in line else _FULL_STOPS
    found: dict[int, int] = {}
    before = start
    for at in _proposed(line, start, marks):
        if (m := _STOP_END.search(text, max(before, at - 12), at)) is not None:
            found.setdefault(m.start("mark"), at)
        before = at
    for m in marks.glued.finditer(text, start, end):
        found[m.start()] = m.end()
    out = []
    for mark, after in sorted(found.items()):
        close = _CLOSE.match(text, after, end)
        out.append((mark, close.end() if close else after))
    return out


def _proposed(line: str, start: int, marks: _Marks) -> Iterator[int]:
    """Where underthesea's sentences end in a text, of which a line begins at `start`. It reads the line without its idle
    words; so its stops are counted."""
    stops = [start + m.end() for m in marks.stop.finditer(line)]
    seen = 0
    for piece in sent_tokenize("".join(marks.idle.split(line))):
        seen += len(marks.stop.findall(piece))
        yield stops[seen - 1] if piece[-1] in ".!?" else start + len(line.rstrip())


def _append(out: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        out.append(Sentence(start, end))


def _ends(text: str, begin: int, mark: int, after: int, end: int) -> bool:
    """Is the mark at text[mark:after] the end of a sentence that began at `begin`?"""
    rest = text[after:end].lstrip()
    if not rest:
        return True
    if text[mark] == ".":
        word = text[max(begin, mark - 8) : mark + 1]
        if _ABBREVIATION.search(word):
            return False
        if _INITIAL.search(word) and not _LETTER_CLASS.search(text[max(begin, mark - 12) : mark]):
            return False
        if _LIST_NUMBER.fullmatch(text, begin, mark + 1):
            return False
    # After dots of omission a lower-case word goes on.
    return not rest[0].islower()
