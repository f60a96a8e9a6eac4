"""Folding with offsets, sentences, tables: properties over arbitrary text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.text import fold, lower_same_length, name_key, place_tones, strip_marks
from extract.text import Doc, cut_sentences, read_text
from schemas.records import Article
from tests.gold import articles

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
LETTERS = VIETNAMESE + VIETNAMESE.upper() + "ÐĐðđ"
ODD = (
    "\u00a0\u200b\ufeff\u202f\u00ad–—‐’‘“”«»\t%/,.;:()|\\-[]"
    "\u0300\u0301\u0323\u0302\u031b\ud800\udfff😀👩‍👩‍👧ſİßΣﬁ가ㄱ각\ufb1d\u0bc6\u0bbe"
)
words = st.text(LETTERS, min_size=1, max_size=8)
any_form = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
vietnamese = st.builds(lambda parts, form: unicodedata.normalize(form, " ".join(parts)), st.lists(words, max_size=12), any_form)
any_text = st.one_of(st.text(), st.text(LETTERS + ODD + " \n0123456789", max_size=80), vietnamese)
with_surrogates = st.text(st.characters(categories=None), max_size=40) | any_text


@given(with_surrogates)
@example("\ud800a\udfff")
@example("e\u0302\u0323 Hoa\u0300")
@example("\ufb1d")
@example("\u0bc6\u0bbe")
@example("\u1100\u1161\u11a8")
def test_fold_offsets_are_in_range_and_monotone(raw: str) -> None:
    folded = fold(raw)
    n = len(folded.text)
    assert len(folded.low) == n
    assert folded.raw_span(0, n) == (0, len(raw))
    begins = [folded.raw_span(i, i + 1)[0] for i in range(n)]
    assert begins == sorted(begins)
    for i in range(n):
        start, end = folded.raw_span(i, i + 1)
        assert 0 <= start < end <= len(raw)
        assert folded.raw_span(i, i) == (start, start)


@given(with_surrogates)
def test_words_of_the_folded_text_are_folded_words_of_the_raw_text(raw: str) -> None:
    """What the evidence quotes is what the rules have read."""
    folded = fold(raw)
    for m in re.finditer(r"[^ \n]+", folded.text):
        if unicodedata.combining(m.group()[0]):
            # A mark on a space: as a quotation it begins with the mark, and the space stays outside.
            continue
        start, end = folded.raw_span(*m.span())
        assert fold(raw[start:end]).text == m.group()


@given(with_surrogates)
def test_fold_is_stable(raw: str) -> None:
    folded = fold(raw)
    assert fold(folded.text).text == folded.text
    assert unicodedata.is_normalized("NFC", folded.text)
    assert not re.search("[\ud800-\udfff\u00a0\t’“]", folded.text)


@given(vietnamese)
def test_every_normal_form_folds_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(unicodedata.normalize("NFC", text)).text


@given(with_surrogates)
def test_surrogates_become_one_mark_each(raw: str) -> None:
    lone = len(re.findall("[\ud800-\udfff]", raw))
    assert fold(raw).text.count("\ufffd") == lone + raw.count("\ufffd")


@given(any_text.map(lambda t: unicodedata.normalize("NFC", t)))
def test_place_tones_is_idempotent_and_keeps_length(text: str) -> None:
    placed = place_tones(text)
    assert len(placed) == len(text)
    assert place_tones(placed) == placed
    assert strip_marks(placed) == strip_marks(text)


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("Hoà Bình", "Hòa Bình"), ("khoẻ", "khỏe"), ("uỷ viên", "ủy viên"), ("UỶ BAN", "ỦY BAN"), ("Thuỵ", "Thụy"),
        ("loã", "lõa"), ("quý", "quý"), ("quỹ", "quỹ"), ("hoàn", "hoàn"), ("thuyết", "thuyết"), ("ngoài", "ngoài"),
        ("khuỷu", "khuỷu"), ("Hòa", "Hòa"), ("Quỳ Châu", "Quỳ Châu"), ("Hoá-Quảng", "Hóa-Quảng"), ("toạ đàm", "tọa đàm"),
    ],
)  # fmt: skip
def test_place_tones(written: str, placed: str) -> None:
    assert place_tones(written) == placed


@given(with_surrogates)
def test_lower_keeps_the_length(text: str) -> None:
    assert len(lower_same_length(text)) == len(text)


@given(vietnamese)
def test_name_key_ignores_case_and_form(text: str) -> None:
    assert name_key(text) == name_key(unicodedata.normalize("NFD", text))
    assume(len(text.upper()) == len(text))
    assert name_key(unicodedata.normalize("NFC", text).upper()) == name_key(text)


@given(any_text)
def test_sentences_cover_all_words_in_order(raw: str) -> None:
    text = fold(raw).text
    sentences = cut_sentences(text, 0, len(text))
    covered = [False] * len(text)
    last = 0
    for s in sentences:
        assert last <= s.start < s.end <= len(text)
        assert not text[s.start].isspace()
        assert not text[s.end - 1].isspace()
        covered[s.start : s.end] = [True] * (s.end - s.start)
        last = s.end
    assert all(c.isspace() for c, held in zip(text, covered, strict=True) if not held)


@pytest.mark.parametrize(
    "sentences",
    [
        ["Tỉnh đạt 82,17 điểm.", "Năm nay xếp thứ 7/63."],
        ["UBND TP. Hà Nội họp ngày 12.3.2023.", "Ông A chủ trì."],
        ["PGS.TS. Trần Văn B phát biểu.", "Sau đó, ThS. Lê C trình bày."],
        ["Ai chịu trách nhiệm?", "Người đứng đầu!", '"Đúng vậy."', "Hội nghị kết thúc."],
        ["Các đơn vị gồm: Sở Y tế; Sở Tư pháp; Sở Nội vụ.", "Kết quả tốt."],
        ["Hai địa phương vào nhóm A.", "Một xã xếp loại B.", "Trong quý I.", "Số còn lại ở nhóm C."],
        ["Ông N. V. Nam dự.", "Bà H. chủ trì họp."],
        ["1. Kết quả đạt được trong năm.", "2 đơn vị đạt loại tốt."],
        ["Đạt 94.39% so với kế hoạch.", "Tăng 1.2 điểm."],
        ["Một số nơi còn chậm... nhưng đã khắc phục.", "Cần cố gắng."],
    ],
)
def test_cut_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[s.start : s.end] for s in cut_sentences(text, 0, len(text))] == sentences


cell = st.text(LETTERS + "0123456789 ,.|%/", max_size=12).map(str.strip)


@given(st.lists(st.lists(cell, min_size=2, max_size=5), min_size=1, max_size=5), any_form)
def test_table_cells_quote_themselves(rows: list[list[str]], form: str) -> None:
    lines = ["| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    raw = unicodedata.normalize(form, "Mở đầu\n\n" + "\n".join(lines) + "\n\nKết thúc")
    text = read_text(raw, "body")
    table = next(b for b in text.blocks if b.kind == "table")
    assert [[c.text for c in row.cells] for row in table.rows] == [
        [fold(unicodedata.normalize(form, c)).text for c in row] for row in rows
    ]
    for row in table.rows:
        span = text.span(row.start, row.end)
        assert raw[span.start : span.end].startswith("|")
        for c in row.cells:
            assert row.start <= c.start <= c.end <= row.end
            assert text.text[c.start : c.end].replace("\\|", "|") == c.text


@given(any_text, any_text)
def test_blocks_hold_every_word_of_the_body(title: str, body: str) -> None:
    doc = Doc.from_article(Article("u", title, body))
    for text, raw in ((doc.title, title), (doc.body, body)):
        inside = [False] * len(text.text)
        last = 0
        for block in text.blocks:
            assert last <= block.start < block.end
            inside[block.start : block.end] = [True] * (block.end - block.start)
            last = block.end
            for part in (*block.sentences, *block.rows):
                assert block.start <= part.start <= part.end <= block.end
                span = text.span(part.start, part.end)
                assert 0 <= span.start <= span.end <= len(raw)
        assert all(c.isspace() for c, held in zip(text.text, inside, strict=True) if not held)


def test_sentence_at_gives_the_sentence_or_row() -> None:
    text = read_text("Câu một. Câu hai.\n\n| a | b |\n|---|---|\n| c | d |", "body")
    assert text.text[slice(*_at(text.text.index("hai"), text))] == "Câu hai."
    assert text.text[slice(*_at(text.text.index("d"), text))] == "| c | d |"


def _at(offset: int, text: object) -> tuple[int, int]:
    found = text.sentence_at(offset)  # type: ignore[attr-defined]
    return found.start, found.end


def test_captions_headings_and_items_are_told_apart() -> None:
    text = read_text("[ảnh] Quang cảnh\n\nKết quả cụ thể:\n\n- Sở A đạt 90 điểm\n\nMột đoạn văn.", "body")
    assert [b.kind for b in text.blocks] == ["caption", "heading", "item", "paragraph"]
    caption = text.blocks[0].sentences[0]
    assert text.text[caption.start : caption.end] == "Quang cảnh"


def test_sample_articles_survive_decomposition() -> None:
    """The same article in NFD has the same sentences, each quoted whole from the raw text."""
    for case in articles():
        composed = read_text(case.article["body"], "body")
        raw = unicodedata.normalize("NFD", case.article["body"])
        text = read_text(raw, "body")
        assert text.text == composed.text
        for _, s in text.sentences():
            span = text.span(s.start, s.end)
            assert fold(raw[span.start : span.end]).text == text.text[s.start : s.end]
