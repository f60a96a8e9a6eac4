"""The figures of an article's files, read page after page.

A file begins where the headline leaves off: what the body told last is not what a decision's table is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import groupby
from typing import TypeVar

from extract.measures.state import State
from extract.reading import Reading
from extract.text import Text

T = TypeVar("T")


def read_pages(reading: Reading, begun: State, read_text: Callable[[Reading, Text, State], Iterator[T]]) -> Iterator[T]:
    """What `read_text` finds on the pages of every file, one state for each file. `begun`: the state behind the headline; it is
    not changed."""
    for _, pages in groupby(reading.doc.attachments, key=lambda text: text.attachment):
        state = deepcopy(begun)
        for text in pages:
            yield from read_text(reading, text, state)
