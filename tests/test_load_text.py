"""core.search_text and core.collation: folding of the same length, queries, snippets, alphabetical order."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.collation import vietnamese_sort_key
from core.search_text import find_spans, match_expression, read_query, search_fold, snippet_window


@given(st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("đĐăắẰƯựỷ\u0301\u0323ßİﬁ"))))
def test_fold_keeps_the_length(text: str) -> None:
    assert len(search_fold(text)) == len(text)


@given(st.text(max_size=60))
def test_any_query_is_a_valid_expression(query: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(body, tokenize='unicode61 remove_diacritics 2')")
    db.execute("SELECT * FROM t WHERE t MATCH ?", (match_expression(read_query(query)),)).fetchall()
    db.close()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("Ủy ban nhân dân tỉnh; UBND xã", "UBND", ["Ủy ban nhân dân", "UBND"]),
        ("Ủy ban nhân dân tỉnh; UBND xã", "uy ban nhan dan", ["Ủy ban nhân dân", "UBND"]),
        ("Hoà Bình, Hòa Bình", "hòa bình", ["Hoà", "Bình", "Hòa", "Bình"]),
        ("Hoà Bình, Hòa Bình", '"hòa bình"', ["Hoà Bình", "Hòa Bình"]),
        ("đội ngũ Đảng ủy", "dang doi", ["đội", "Đảng"]),
        ("đạt 80.94 điểm", "80.94", ["80", "94"]),
    ],
)
def test_hits_stand_in_the_original(text: str, query: str, hits: list[str], form: str) -> None:
    text = unicodedata.normalize(form, text)
    found = [unicodedata.normalize("NFC", text[a:b]) for a, b in find_spans(text, read_query(query))]
    assert found == hits


@given(st.lists(st.sampled_from(["cải", "cách", "xã", "UBND", "điểm", "một"]), min_size=1, max_size=300), st.integers(20, 200))
def test_snippet_lies_in_the_text_and_shows_a_hit(words: list[str], width: int) -> None:
    text = " ".join(words)
    spans = find_spans(text, read_query("xã"))
    start, end = snippet_window(text, spans, width)
    assert 0 <= start <= end <= len(text) and end - start <= width
    assert not spans or any(start <= a and b <= end for a, b in spans)


def test_vietnamese_alphabetical_order() -> None:
    words = "Ám An Ăn Ân Ba Bà Bả Bã Bá Bạ Da Đa Em Êm Ia Oanh Ô Ơ Ủy Ứng"
    ordered = words.split()
    assert sorted(sorted(ordered, key=len), key=vietnamese_sort_key) == ordered
    assert sorted(ordered) != ordered
    assert vietnamese_sort_key("Hòa") == vietnamese_sort_key(unicodedata.normalize("NFD", "hòa"))
