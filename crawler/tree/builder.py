"""BeautifulSoup's lxml builder with less ado: the same tree from the same events of lxml, in a third of the time, and an index
of its elements on the way.

Where BeautifulSoup asks anew for each element what only XML, other builders and its own options can change (namespaces, string
classes, strainers), the answer for HTML is fixed here. tests/test_tree.py compares the trees link by link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from bs4 import BeautifulSoup, Comment, Doctype, NavigableString, PageElement
from bs4.builder._lxml import LXMLTreeBuilder
from lxml import etree

from crawler.tree.closing import CLOSING, IN_A_FONT, Faces, first_ended
from crawler.tree.index import BY_PRESENCE, BY_VALUE, Index
from crawler.tree.queries import Element, Indexed

_SPACES = "".join(BeautifulSoup.ASCII_SPACES)


class Builder(LXMLTreeBuilder):
    """Lxml calls `start`, `end`, `data`, `comment`, `pi` and `doctype` while it reads. `index`: the elements by name, class and
    indexed attribute, each with its number in the page; `count`: how many elements there are.

    `mend`: elements without end tags end where HTML says (`closing`), also where lxml lets them go on."""

    index: Index
    count: int
    # What the parents have; their published types lag behind.
    attribute_dict_class: type[dict[str, Any]]
    attribute_value_list_class: type[list[str]]
    huge_tree: bool

    def __init__(self, *, mend: bool = True) -> None:
        super().__init__()
        self._closing = CLOSING if mend else frozenset()

    def prepare_markup(  # type: ignore[override]
        self, markup: Any, *encodings: Any, **more: Any
    ) -> Iterator[tuple[Any, str | None, None, bool]]:
        """The text as it is, and as UTF-8 where lxml takes no text. XHTML is common, and no reason for a warning."""
        markup = markup.removeprefix("\ufeff")
        yield markup, None, None, False
        yield markup.encode("utf-8", "replace"), "utf-8", None, False

    def feed(self, markup: Any) -> None:
        """Read a page into the soup that this builder serves. Raises ParserRejectedMarkup."""
        soup = cast(BeautifulSoup, self.soup)
        self.index = Index()
        self._open: list[Indexed] = [cast(Indexed, soup)]
        # What lxml holds for open, from the first element on that ended before lxml says so.
        self._theirs: list[Indexed] | None = None
        self._last: PageElement | None = None
        self._kinds: list[type[NavigableString]] = [NavigableString]
        self._text: list[str] = []
        self.count = 0
        self._preserved = 0
        self._listed = {name: set(values) for name, values in (self.cdata_list_attributes or {}).items()}
        self._empty = frozenset(self.empty_element_tags or ())
        self._always = self._listed.get("*", set())
        super().feed(markup)
        self._flush()
        for still in self._open:
            still.last = self.count
        self._open.clear()

    def parser_for(self, encoding: str | None) -> etree.HTMLParser:
        """A parser that reports to this builder."""
        return etree.HTMLParser(target=self, recover=True, huge_tree=self.huge_tree, encoding=encoding)

    # What lxml reports. No namespace map is asked for: HTML has none.

    def start(self, tag: Any, attrib: Mapping[Any, Any]) -> None:  # type: ignore[override]
        """An element begins."""
        if self._text:
            self._flush()
        if tag in self._closing and (ended := first_ended(tag, self._open)) is not None:
            if self._theirs is None:
                self._theirs = list(self._open)
                self._faces = Faces(self._theirs)
            self._close(ended)
        index = self.index
        self.count = number = self.count + 1
        made = Element.__new__(Element)
        attrs: Any = self.attribute_dict_class()
        if attrib:
            dict.update(attrs, attrib)
            own = self._listed.get(tag.lower())
            for key, value in attrib.items():
                if key in self._always or (own is not None and key in own):
                    words = self.attribute_value_list_class(value.split())
                    dict.__setitem__(attrs, key, words)
                    if key == "class":
                        for word in dict.fromkeys(words):
                            index.setdefault(("class", word), []).append(made)
                elif key in BY_VALUE:
                    index.setdefault((key, value), []).append(made)
                elif key in BY_PRESENCE:
                    index.setdefault(("has", key), []).append(made)
        index.setdefault(("name", tag.lower()), []).append(made)
        parent = self._open[-1]
        before = parent.contents[-1] if parent.contents else None
        # One by one: Python keeps what is written so without a dictionary for each element.
        made.elements = index
        made.number = number
        made.last = number
        made.name = tag
        made.attrs = attrs
        made.contents = []
        made.parent = parent
        made.previous_element = self._last
        made.next_element = None
        made.next_sibling = None
        made.previous_sibling = before
        if tag in self._empty:
            made.can_be_empty_element = True
        if self._last is not None:
            self._last.next_element = made
        if before is not None:
            before.next_sibling = made
        if tag == "meta":
            self.set_up_substitutions(made)  # type: ignore[no-untyped-call]
        parent.contents.append(made)
        self._last = made
        self._open.append(made)
        if self._theirs is not None:
            self._faces.push(len(self._theirs), made)
            self._theirs.append(made)
        if container := self.string_containers.get(tag):
            made.interesting_string_types = {container}
            self._kinds.append(container)
        if tag in self.preserve_whitespace_tags:
            self._preserved += 1
        if self._theirs is not None and tag in IN_A_FONT:
            for font in self._faces.closed(self._open):
                self._reopen(font)

    def _reopen(self, font: Indexed) -> None:
        """A font that goes on, of which lxml knows nothing."""
        theirs, self._theirs = self._theirs, None
        self.start("font", font.attrs)
        self._theirs = theirs

    def end(self, tag: Any) -> None:
        """An element ends, and what is open within it."""
        if self._text:
            self._flush()
        open_ = self._open if self._theirs is None else self._theirs
        for at in range(len(open_) - 1, 0, -1):
            if open_[at].name == tag:
                if self._theirs is None:
                    self._close(at)
                else:
                    self._close_since(self._theirs[at].number)
                    self._faces.cut(at)
                    del self._theirs[at:]
                return

    def _close_since(self, number: int) -> None:
        """End those that are still open here of an element and all that began after it."""
        at = len(self._open)
        while at > 1 and self._open[at - 1].number >= number:
            at -= 1
        self._close(at)

    def _close(self, at: int) -> None:
        """End the open elements from this one on."""
        for ended in self._open[at:]:
            ended.last = self.count
            if ended.name in self.string_containers:
                self._kinds.pop()
            if ended.name in self.preserve_whitespace_tags:
                self._preserved -= 1
        del self._open[at:]

    def data(self, data: Any) -> None:
        """A piece of text."""
        self._text.append(data)

    def comment(self, text: Any) -> None:
        """A comment."""
        self._flush()
        self._add(text, Comment)

    def pi(self, target: str, data: str) -> None:
        """A processing instruction."""
        self._flush()
        self._add(f"{target} {data}", self.processing_instruction_class)

    def doctype(self, name: str, pubid: str, system: str) -> None:
        """The document type."""
        self._flush()
        self._add(str(Doctype.for_name_and_ids(name, pubid, system)), Doctype)

    def _flush(self) -> None:
        """What was reported of a text, as one node."""
        if self._text:
            text = "".join(self._text) if len(self._text) > 1 else self._text[0]
            self._text = []
            if text:
                self._add(text, self._kinds[-1])

    def _add(self, text: str, kind: type[NavigableString]) -> None:
        if not self._preserved and not text.strip(_SPACES):
            text = "\n" if "\n" in text else " "
        parent = self._open[-1]
        before = parent.contents[-1] if parent.contents else None
        made = str.__new__(kind, text)
        made.parent = parent
        made.previous_element = self._last
        made.next_element = None
        made.next_sibling = None
        made.previous_sibling = before
        if self._last is not None:
            self._last.next_element = made
        if before is not None:
            before.next_sibling = made
        parent.contents.append(made)
        self._last = made


def _settle() -> None:
    """What BeautifulSoup writes into every element, where it is the same for all that this builder makes, is the class's."""
    made = BeautifulSoup("<p>", builder=LXMLTreeBuilder).p
    assert made is not None
    for name, value in vars(made).items():
        if name not in ("name", "attrs", "contents", "parent", "parser_class") and not name.startswith(("next_", "previous_")):
            setattr(Element, name, value)


_settle()
