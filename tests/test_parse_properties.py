"""Properties of tables and white space that hold for every input."""

import re
import unicodedata

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from crawler.decode import clean_inline
from crawler.html_table import escape_cell, pipe_rows
from crawler.html_text import blocks_of, readable
from crawler.parse import parse_text

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Co", "Cn"]), max_size=40)
WORD = st.text("abcđêơư0123,.|\\", min_size=1, max_size=8).filter(lambda t: t.strip() != "" and not t.endswith("\\"))


def cells(row: str) -> list[str]:
    return [c.strip().replace("\\|", "|") for c in re.split(r"(?<!\\)\|", row.strip())[1:-1]]


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(WORD, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_pipe_rows_give_back_their_cells(rows: list[list[str]]) -> None:
    lines = pipe_rows(rows).split("\n")
    assert lines[1] == "|" + "---|" * len(rows[0])
    assert [cells(line) for i, line in enumerate(lines) if i != 1] == rows


@given(TEXT)
def test_an_escaped_cell_is_one_line_without_bare_pipes(text: str) -> None:
    cell = escape_cell(text)
    assert len(cell.splitlines()) <= 1
    assert re.search(r"(?<!\\)\|", cell) is None


@given(st.text(max_size=80))
def test_clean_inline_is_stable_nfc_and_single_spaced(text: str) -> None:
    once = clean_inline(text)
    assert clean_inline(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert re.search(r"\s\s|^\s|\s$|[\u00a0\u200b\ufeff]", once) is None


@given(
    st.lists(st.text("abc đêơ1,", min_size=1, max_size=20), min_size=1, max_size=6),
    st.sampled_from(["span", "b", "i", "font", "a"]),
)
def test_words_split_over_inline_elements_are_joined(parts: list[str], tag: str) -> None:
    html = "<p>" + "".join(f"<{tag}>{p}</{tag}>" for p in parts) + "</p>"
    blocks, _ = readable(blocks_of(BeautifulSoup(html, "lxml").body))
    assert [b.text for b in blocks] == ([clean_inline("".join(parts))] if "".join(parts).strip() else [])


@given(st.integers(1, 70), st.integers(1, 70), st.text("0123456789-a", max_size=3))
def test_any_span_gives_rows_of_equal_width(across: int, down: int, odd: str) -> None:
    html = (
        f'<table><tr><td colspan="{across}">a</td><td>b</td></tr><tr><td rowspan="{down}">c</td><td colspan="{odd}">d</td></tr>'
        "<tr><td>e</td><td>f</td></tr></table>"
    )
    blocks = blocks_of(BeautifulSoup(html, "lxml").body)
    assert len(blocks) == 1
    assert len({len(cells(line)) for i, line in enumerate(blocks[0].text.split("\n")) if i != 1}) == 1


@given(st.text(max_size=400))
def test_parse_text_never_fails(text: str) -> None:
    found = parse_text(text)
    assert hasattr(found, "reason") or hasattr(found, "body")
