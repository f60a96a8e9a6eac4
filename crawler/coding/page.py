"""A parsed page in Unicode: its text nodes and the attributes that are read (titles, descriptions) are put right in place.

Once, before any family reads the page, so that no family knows of codings. A stretch that is decided on as one is a block's
text in one font: pages mix Unicode titles with bodies in TCVN3, and paragraphs of either with a phrase of another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import name2codepoint

from bs4 import BeautifulSoup, NavigableString, Tag

from crawler.coding import legacy, mojibake, symbols
from crawler.coding.legacy import Coding, Stretch
from crawler.tree import Tree

_INLINE = frozenset(
    ("a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "o:p",
     "q", "s", "small", "span", "st1:place", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "noscript", "textarea"))
_ATTRIBUTES = {"meta": ("content",), "img": ("title", "alt"), "a": ("title",)}
_FONT = re.compile(r"font(?:-family)?\s*:\s*([^;]+)", re.I)
_TCVN3_FONT = re.compile(r"""(?:^|[\s"',:])\.vn[a-z][\w ]*?(h?)(?=$|[\s"',;])""", re.I)
_VNI_FONT = re.compile(r"""(?:^|[\s"',:])vni[-\s]""", re.I)
_SYMBOL_FONT = re.compile(r"\b(wingdings|symbol)\b", re.I)
# The same signs hidden in entities, beside a letter; and UTF-8 that was read wrongly and then escaped.
_NAMES = "|".join(
    [*(name for name, code in name2codepoint.items() if chr(code) in legacy.FOREIGN), *(f"#0*{ord(c)}" for c in legacy.FOREIGN)]
    + [f"#x0*{ord(c):x}" for c in legacy.FOREIGN]
)
_ENTITY = re.compile(rf"&(?:{_NAMES});")
_BEFORE, _BEHIND = re.compile(r"[A-Za-z;]"), re.compile(r"[A-Za-z&]")
_ESCAPED = re.compile(r"&(?:Atilde|Auml|AElig|aacute|#19[56]|#198|#225);(?:&|[\u0080-\u00bf\u2018-\u203a])")
_TWICE = re.compile(r"&amp;(?:#|[a-z]{2,8};)", re.I)
_MAX_DEPTH = 400


@dataclass(slots=True)
class _Font:
    """What a font's name says of the text in it."""

    coding: Coding | None = None
    capital: bool = False
    symbol: str | None = None


_NO_FONT = _Font()


@dataclass(slots=True)
class _Stretches:
    """Text nodes of a page by block and font, in page order."""

    groups: list[tuple[_Font, list[NavigableString]]] = field(default_factory=list)
    _open: dict[tuple[Coding | None, bool, str | None], list[NavigableString]] = field(default_factory=dict)

    def add(self, node: NavigableString, font: _Font) -> None:
        key = (font.coding, font.capital, font.symbol)
        if key not in self._open:
            self._open[key] = []
            self.groups.append((font, self._open[key]))
        self._open[key].append(node)

    def close(self) -> None:
        self._open = {}


def is_suspect(source: str) -> bool:
    """Whether a page's source has a sign of any coding at all: most have none and are left alone."""
    return (
        legacy.SUSPECT.search(source) is not None
        or mojibake.SUSPECT.search(source) is not None
        or _TWICE.search(source) is not None
        or "ingdings" in source
        or "ymbol" in source
        or ("&" in source and (_hides_letters(source) or _ESCAPED.search(source) is not None))
    )


def _hides_letters(source: str) -> bool:
    """Whether a sign of an old coding stands as an entity beside a letter or another entity."""
    found = ((m.start(), m.end()) for m in _ENTITY.finditer(source))
    return any((start > 0 and _BEFORE.match(source, start - 1)) or _BEHIND.match(source, end) for start, end in found)


def page_tree(text: str) -> tuple[Tree, tuple[str, ...]]:
    """A decoded page as a tree in Unicode, and the codings that were undone."""
    tree = Tree(text)
    return tree, make_unicode(tree) if is_suspect(text) else ()


def make_unicode(soup: BeautifulSoup) -> tuple[str, ...]:
    """Put a parsed page right in place; the codings that were found, sorted (`mojibake`, `tcvn3`, `vni`). Text without a sign of
    one stays to the character; a page made right once is not changed again."""
    found = _attributes(soup)
    stretches = _Stretches()
    _walk(soup, _NO_FONT, stretches, 0)
    texts: list[list[str]] = []
    for font, nodes in stretches.groups:
        pieces = [symbols.undo_entities(str(n)) if symbols.has_entities(str(n)) else str(n) for n in nodes]
        if font.symbol:
            pieces = [symbols.from_symbol_font(piece, font.symbol) for piece in pieces]
        pieces, undone = _undo_mojibake(pieces)
        found |= {"mojibake"} if undone else set()
        texts.append(pieces)
    fonts = [font for font, _ in stretches.groups]
    if any(legacy.SUSPECT.search("".join(pieces)) for pieces in texts):
        units = [Stretch(tuple(p), f.coding, f.capital) for p, f in zip(texts, fonts, strict=True)]
        read, codings = legacy.to_unicode(units)
        texts, found = [list(pieces) for pieces in read], found | codings
    for (_, nodes), pieces in zip(stretches.groups, texts, strict=True):
        for node, piece in zip(nodes, pieces, strict=True):
            if piece != node:
                node.replace_with(NavigableString(piece))
    return tuple(sorted(found))


def _undo_mojibake(pieces: list[str]) -> tuple[list[str], bool]:
    """Node by node, since a run does not cross nodes; the block as a whole is the proof."""
    if not mojibake.undo_mojibake(" ".join(pieces))[1]:
        return pieces, False
    return [mojibake.undo_mojibake(piece, least=1)[0] for piece in pieces], True


def _attributes(soup: BeautifulSoup) -> set[str]:
    found: set[str] = set()
    for tag in soup.find_all(list(_ATTRIBUTES)):
        for name in _ATTRIBUTES[tag.name]:
            value = tag.get(name)
            if isinstance(value, str) and ("&" in value or not value.isascii()):
                text, codings = text_to_unicode(value)
                found |= set(codings)
                tag[name] = text
    return found


def text_to_unicode(text: str) -> tuple[str, tuple[str, ...]]:
    """The same for text without markup; each line is a stretch."""
    if symbols.has_entities(text):
        text = symbols.undo_entities(text)
    text, undone = mojibake.undo_mojibake(text)
    found: set[str] = {"mojibake"} if undone else set()
    if legacy.SUSPECT.search(text):
        read, codings = legacy.to_unicode([Stretch((line,)) for line in text.split("\n")])
        text, found = "\n".join("".join(pieces) for pieces in read), found | codings
    return text, tuple(sorted(found))


def _walk(node: Tag, font: _Font, stretches: _Stretches, depth: int) -> None:
    for child in list(node.children):
        if isinstance(child, Tag):
            if child.name in _UNSEEN or depth > _MAX_DEPTH:
                continue
            block = child.name not in _INLINE
            if block:
                stretches.close()
            _walk(child, _font(child, font), stretches, depth + 1)
            if block:
                stretches.close()
        elif type(child) is NavigableString:
            stretches.add(child, font)


def _font(tag: Tag, outer: _Font) -> _Font:
    """The font that an element names (`style`, `face`), else that of the one around it."""
    if not tag.attrs:
        return outer
    named = _FONT.search(str(tag.get("style") or ""))
    name = named.group(1) if named else str(tag.get("face") or "")
    if not name:
        return outer
    if old := _TCVN3_FONT.search(name):
        return _Font("tcvn3", bool(old.group(1)))
    if _VNI_FONT.search(name):
        return _Font("vni")
    sign = _SYMBOL_FONT.search(name)
    return _Font(symbol=sign.group(1).lower()) if sign else _NO_FONT
