"""Figures: what the lexer sees in a sentence, what the rules make of it, and that every figure is quoted where it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from core.text import fold
from extract.evaluation.evidence import evidence_holds, evidence_text
from extract.evaluation.gold import Case
from extract.measures.codes import code_for
from extract.measures.columns import maximum_of, role_of, year_of
from extract.measures.groups import clean_group, same_group
from extract.measures.lexer import lex
from extract.measures.periods import previous_period
from extract.measures.respectively import align
from extract.measures.state import Block, State, block_of_group
from extract.measures.tier_patterns import tier_name
from extract.measures.tokens import Token
from extract.measures.years import base_year
from extract.numbers import NUMBER_WORD, word_number
from extract.pipeline import Extraction, extract
from schemas.facts import Rank, Score, Subject, TierCount
from schemas.records import Article
from tests.gold import passages

FIGURE_TYPES = ("scores", "ranks", "tier_counts")


def tokens(sentence: str, *kinds: str) -> list[Token]:
    """The tokens of a sentence of these kinds, in order."""
    low = fold(sentence).low
    return [t for t in lex(low, 0, len(low)) if t.kind in kinds]


def test_the_first_sentence_of_a_process_is_read_as_any_other() -> None:
    """Patterns made when they are first asked for are asked of that sentence, too."""
    sentence = "trong 33 xã có 9 đơn vị xếp loại tốt, 21 đơn vị xếp loại khá."
    program = f"from extract.measures.lexer import lex; print(*[t.text for t in lex({sentence!r}, 0, {len(sentence)}) if t.text])"
    first = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert first.split() == [t.text for t in tokens(sentence, "tier_count")] == ["tốt", "khá"]


def read(body: str, *, title: str = "Kết quả cải cách hành chính", place: str | None = None) -> Extraction:
    """The facts of an article of Cao Bằng, published in May 2024."""
    return extract(
        Article.from_json(
            {
                "url": "https://measures.chiso.test/1",
                "title": title,
                "published_at": "2024-05-09T08:00:00+07:00",
                "author": None,
                "section": None,
                "body": body,
                "portal": {"id": "caobang", "place": place or "tỉnh Cao Bằng", "province": "tỉnh Cao Bằng"},
            }
        )
    )


def scores(body: str, **kwargs: Any) -> list[Score]:
    return [f for f in read(body, **kwargs).facts["scores"] if isinstance(f, Score)]


def ranks(body: str, **kwargs: Any) -> list[Rank]:
    return [f for f in read(body, **kwargs).facts["ranks"] if isinstance(f, Rank)]


def counts(body: str, **kwargs: Any) -> list[TierCount]:
    return [f for f in read(body, **kwargs).facts["tier_counts"] if isinstance(f, TierCount)]


# --- tokens -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "number", "maximum", "unit"),
    [
        ("Chỉ số đạt 82,17 điểm.", 82.17, None, "point"),
        ("Chỉ số đạt 82.17 điểm.", 82.17, None, "point"),
        ("Kết quả đạt 88,4%.", 88.4, None, "percent"),
        ("Điểm thẩm định là 54,12/68 điểm.", 54.12, 68, "point"),
        ("Đơn vị được 91 điểm (thang điểm 100).", 91, 100, "point"),
        ("Chỉ số của huyện là 0,7215, tăng nhẹ.", 0.7215, None, None),
    ],
)
def test_values(sentence: str, number: float, maximum: float | None, unit: str | None) -> None:
    (value,) = tokens(sentence, "value")
    assert (value.number, value.other, value.unit) == (number, maximum, unit)


@pytest.mark.parametrize(
    "sentence",
    [
        "Cả nước có 19/19 sở tham gia.",
        "Chỉ số cao hơn mức trung bình cả nước 2,15 điểm.",
        "Khoảng cách giữa hai đơn vị là 11,4 điểm.",
        "Đơn vị bị trừ 1,5 điểm.",
        "Nhóm B (từ 70 đến dưới 80 điểm) có nhiều đơn vị.",
        "Có 15% số hồ sơ nộp trực tuyến.",
        "Toàn tỉnh có 12 điểm cầu.",
    ],
)
def test_numbers_that_are_no_values(sentence: str) -> None:
    assert tokens(sentence, "value") == []


@pytest.mark.parametrize(
    ("sentence", "rank", "of", "group"),
    [
        ("Tỉnh xếp thứ 12/63 tỉnh, thành phố.", 12, 63, "tỉnh, thành phố"),
        ("Tỉnh đứng vị trí thứ 5 trong 14 tỉnh vùng Trung du và miền núi phía Bắc.", 5, 14, None),
        ("Huyện xếp hạng 3/10.", 3, 10, None),
        ("Sở Y tế (2/19) vượt Sở Tư pháp.", 2, 19, None),
        ("Đơn vị xếp thứ nhì toàn tỉnh.", 2, None, None),
        ("Đơn vị đứng thứ mười một.", 11, None, None),
    ],
)
def test_ranks(sentence: str, rank: int, of: int | None, group: str | None) -> None:
    found = tokens(sentence, "rank")[0]
    assert (found.number, found.other) == (rank, of)
    if group is not None:
        assert found.group == group


@pytest.mark.parametrize(
    "sentence",
    [
        "Hội nghị diễn ra vào sáng thứ hai.",
        "Kỳ họp thứ 15 thông qua nghị quyết.",
        "Ông nhận Huân chương Lao động hạng Ba.",
        "Quyết định số 12/QĐ-UBND ngày 3/4/2023.",
        "Các đơn vị ở hạng 3-5.",
    ],
)
def test_ordinals_that_are_no_ranks(sentence: str) -> None:
    assert tokens(sentence, "rank") == []


@pytest.mark.parametrize(
    ("sentence", "kind", "amount", "base"),
    [
        ("Chỉ số tăng 1,35 điểm so với năm 2021.", "score_change", 1.35, (2021, None)),
        ("Chỉ số giảm 0,8% so với năm trước.", "score_change", -0.8, (None, "năm trước")),
        ("Tỉnh tăng 7 bậc so với năm 2022.", "rank_change", 7, (2022, None)),
        ("Tỉnh tụt ba hạng.", "rank_change", -3, None),
        ("Sở Công Thương 85,2 điểm (+1,4 điểm).", "score_change", 1.4, None),
    ],
)
def test_changes(sentence: str, kind: str, amount: float, base: tuple[int | None, str | None] | None) -> None:
    (change,) = tokens(sentence, kind)
    assert change.number == amount
    assert (change.base and (change.base.year, change.base.relative)) == base


def test_one_verb_with_two_steps() -> None:
    found = tokens("Chỉ số tăng 2,04 điểm và 11 bậc so với năm 2020.", "score_change", "rank_change")
    assert [(t.kind, t.number) for t in found] == [("score_change", 2.04), ("rank_change", 11.0)]


@pytest.mark.parametrize(
    ("sentence", "kind", "old", "new"),
    [
        ("Từ vị trí 41/63 năm 2021 lên vị trí 29/63 năm 2022.", "from_to_rank", 41, 29),
        ("Chỉ số tăng từ 78,15 điểm lên 81,4 điểm.", "from_to_score", 78.15, 81.4),
    ],
)
def test_from_one_to_another(sentence: str, kind: str, old: float, new: float) -> None:
    (found,) = tokens(sentence, kind)
    assert (found.number, found.other) == (old, new)


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("Sở Nội vụ dẫn đầu khối sở.", 1.0, False),
        ("Huyện Hà Quảng đứng cuối bảng.", None, True),
        ("Ngôi á quân thuộc về Sở Tài chính.", 2.0, False),
    ],
)
def test_superlatives(sentence: str, first: float | None, last: bool) -> None:
    (found,) = tokens(sentence, "rank")
    assert (found.number, found.last) == (first, last)


@pytest.mark.parametrize("sentence", ["Các huyện dẫn đầu được khen.", "Mức tăng cao nhất là 3 điểm.", "Đơn vị xếp áp chót."])
def test_superlatives_that_no_unit_holds(sentence: str) -> None:
    assert tokens(sentence, "rank") == []


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Tuần 46/2023, tỉnh đạt 80 điểm.", "2023-W46"),
        ("Trong tháng 3/2024, tỉnh đạt 80 điểm.", "2024-03"),
        ("Quý II/2023, tỉnh đạt 80 điểm.", "2023-Q2"),
        ("Tính đến ngày 15/11/2023, tỉnh đạt 80 điểm.", "2023-11-15"),
        ("Sáu tháng đầu năm 2023, tỉnh đạt 80 điểm.", "2023-H1"),
    ],
)
def test_periods(sentence: str, text: str) -> None:
    assert [t.text for t in tokens(sentence, "period")] == [text]


def test_range_of_years_and_of_a_plan() -> None:
    assert [t.years for t in tokens("Kết quả 2019 - 2021 rất tốt.", "year")] == [(2019, 2020, 2021)]
    assert tokens("Kế hoạch giai đoạn 2021-2030 đã ban hành.", "year") == []


def test_bounds_are_marked() -> None:
    (least,) = tokens("Phấn đấu đạt từ 85 điểm trở lên.", "value")
    (about,) = tokens("Tỉnh đạt gần 85 điểm.", "value")
    assert (least.bound, least.approximate) == ("at_least", True)
    assert (about.bound, about.approximate) == (None, True)


# --- facts of sentences -------------------------------------------------------------------------------------------


def test_score_with_change() -> None:
    (score,) = scores("Chỉ số CCHC năm 2023 của tỉnh Cao Bằng đạt 84,06 điểm, tăng 1,9 điểm so với năm 2022.")
    assert (score.indicator, score.year, score.value, score.change, score.change_from) == ("PAR_INDEX", 2023, 84.06, 1.9, 2022)
    assert score.subject == Subject("tỉnh Cao Bằng", "place", None)


@pytest.mark.parametrize("bound", ["gần", "trên", "khoảng", "xấp xỉ"])
def test_a_bound_is_no_value_but_an_issue(bound: str) -> None:
    found = read(f"Chỉ số CCHC năm 2023 của tỉnh Cao Bằng đạt {bound} 84 điểm.")
    assert found.facts["scores"] == []
    assert [i.rule for i in found.issues] == ["scores.bound"]


def test_target_is_marked() -> None:
    (rank,) = ranks("Năm 2025, tỉnh Cao Bằng phấn đấu Chỉ số PAR INDEX xếp thứ 20/63 tỉnh, thành phố.")
    assert (rank.status, rank.rank, rank.of, rank.year) == ("target", 20, 63, 2025)


def test_another_statistic_is_no_score() -> None:
    body = "Chỉ số CCHC năm 2023 của tỉnh đạt 84,06 điểm. Tỷ lệ giải ngân vốn đạt 71,2%. Tốc độ tăng trưởng GRDP đạt 5,6%."
    assert [s.value for s in scores(body)] == [84.06]


def test_two_places_of_two_years() -> None:
    found = ranks("Chỉ số PAPI của tỉnh Cao Bằng từ vị trí 41 năm 2022 lên vị trí 29 năm 2023.")
    assert sorted((r.year, r.rank) for r in found) == [(2022, 41), (2023, 29)]


@pytest.mark.parametrize(
    "body",
    [
        "Theo Chỉ số CCHC năm 2023, Sở Tư pháp, Sở Y tế và Sở Xây dựng lần lượt đạt 91,2; 90,45 và 88,3 điểm.",
        "Theo Chỉ số CCHC năm 2023, Sở Tư pháp đạt 91,2 điểm, Sở Y tế đạt 90,45 điểm và Sở Xây dựng đạt 88,3 điểm.",
        "Theo Chỉ số CCHC năm 2023, Sở Tư pháp (91,2 điểm), Sở Y tế (90,45 điểm), Sở Xây dựng (88,3 điểm).",
    ],
)
def test_units_with_their_scores(body: str) -> None:
    assert {s.subject.name: s.value for s in scores(body)} == {"Sở Tư pháp": 91.2, "Sở Y tế": 90.45, "Sở Xây dựng": 88.3}


def test_order_gives_derived_places() -> None:
    found = ranks("Về Chỉ số CCHC năm 2023 khối sở, dẫn đầu là Sở Tư pháp, tiếp theo là Sở Y tế, Sở Xây dựng.")
    assert {(r.subject.name, r.rank, r.derived) for r in found} == {
        ("Sở Tư pháp", 1, False),
        ("Sở Y tế", 2, True),
        ("Sở Xây dựng", 3, True),
    }


@pytest.mark.parametrize(
    ("figures", "pairs"),
    [
        ("91,2; 90,45 và 88,3 điểm", [("A", 91.2), ("B", 90.45), ("C", 88.3)]),
        # Nobody's, but read: no other rule may give them to the last unit.
        ("91,2 và 90,45 điểm", []),
    ],
)
def test_lists_are_aligned_where_they_are_as_long(figures: str, pairs: list[tuple[str, float]]) -> None:
    low = f"a, b và c lần lượt đạt {figures}."
    run = Token("subject", 0, 9, subjects=tuple(Subject(name, "organization", None) for name in "ABC"))
    found = lex(low, 0, len(low), [run])
    at = next(i for i, t in enumerate(found) if t.kind == "respectively")
    aligned = align(low, found, at, 0, len(low))
    assert aligned is not None and aligned.used
    assert [(s.name, item.number) for s, item in aligned.pairs if s] == pairs


def test_tier_of_a_list() -> None:
    found = ranks("Kết quả xếp loại CCHC năm 2023: xếp loại tốt gồm: Sở Tư pháp, Sở Y tế.")
    assert {(r.subject.name, r.tier) for r in found} == {("Sở Tư pháp", "tốt"), ("Sở Y tế", "tốt")}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Năm 2023, về CCHC có 12/19 sở, ban, ngành xếp loại tốt, 6 khá, 1 trung bình.",
            {("tốt", 12, 19), ("khá", 6, 19), ("trung bình", 1, 19)},
        ),
        ("Kết quả CCHC năm 2023: không có đơn vị xếp loại yếu.", {("yếu", 0, None)}),
        ("Kết quả CCHC năm 2023: 100% các sở được xếp loại khá.", set()),
    ],
)
def test_counts_of_tiers(body: str, expected: set[tuple[str, int, int | None]]) -> None:
    assert {(c.tier, c.count, c.of) for c in counts(body)} == expected


def test_figure_without_an_index_is_none() -> None:
    found = read("Sở Y tế đạt 91,2 điểm và xếp thứ 3/19.", title="Hội thi nấu ăn")
    assert found.facts["scores"] == []
    assert found.facts["ranks"] == []


# --- tables -------------------------------------------------------------------------------------------------------

_TITLE = "Công bố Chỉ số cải cách hành chính năm 2023 của các sở"


def test_table_with_places() -> None:
    body = (
        "Kết quả cụ thể của 19 sở, ban, ngành:\n\n"
        "| TT | Cơ quan, đơn vị | Tổng điểm | Xếp hạng | Xếp loại |\n"
        "| 1 | Sở Tư pháp | 91,20 | 1 | Tốt |\n"
        "| 2 | Sở Y tế | 90,45 | 2 | Tốt |\n"
        "| 3 | Trung bình | 90,83 | | |\n"
    )
    found = ranks(body, title=_TITLE)
    assert [(r.subject.name, r.rank, r.of, r.tier) for r in found] == [("Sở Tư pháp", 1, 19, "tốt"), ("Sở Y tế", 2, 19, "tốt")]
    assert [(s.subject.name, s.value, s.year) for s in scores(body, title=_TITLE)] == [
        ("Sở Tư pháp", 91.2, 2023),
        ("Sở Y tế", 90.45, 2023),
    ]


@pytest.mark.parametrize(("last", "derived"), [("88,30", [1, 2, 3]), ("95,10", [])])
def test_numbers_of_a_sorted_table_are_derived_places(last: str, derived: list[int]) -> None:
    body = (
        "Kết quả cụ thể:\n\n| STT | Đơn vị | Tổng điểm |\n"
        f"| 1 | Sở Tư pháp | 91,20 |\n| 2 | Sở Y tế | 90,45 |\n| 3 | Sở Xây dựng | {last} |\n"
    )
    found = ranks(body, title=_TITLE)
    assert [r.rank for r in found] == derived
    assert all(r.derived for r in found)


def test_table_of_something_else_leaves_an_issue() -> None:
    body = "Lịch tiếp công dân:\n\n| TT | Họ tên | Ghi chú |\n| 1 | Ông Nguyễn Văn An | sáng |\n"
    found = read(body, title=_TITLE)
    assert found.facts["scores"] == []
    assert "tables.not_a_ranking" in {i.rule for i in found.issues}


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("tt", "number"),
        ("cơ quan, đơn vị", "name"),
        ("tổng điểm", "total"),
        ("chỉ số cchc (%)", "ratio"),
        ("xếp hạng", "rank"),
        ("tăng/giảm thứ hạng so với năm 2022", "rank_change"),
        ("tăng, giảm", "score_change"),
        ("xếp loại", "tier"),
        ("điểm thẩm định", "component"),
        ("ghi chú", "note"),
        ("mã", "raw"),
    ],
)
def test_roles_of_columns(header: str, role: str) -> None:
    assert role_of(header) == role


def test_what_a_header_names() -> None:
    assert maximum_of("điểm thẩm định (65)") == "65"
    assert maximum_of("tổng điểm (2023)") is None
    assert (year_of("xếp hạng năm 2022"), year_of("xếp hạng")) == (2022, None)


# --- the parts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "of", "kind"),
    [
        ("tỉnh, thành phố", 63, "province"),
        ("huyện, thị xã, thành phố", 10, "district"),
        ("sở, ban, ngành", 19, "department"),
        ("xã, phường, thị trấn", 161, "commune"),
        ("bộ, cơ quan ngang bộ", 17, "ministry"),
        ("địa phương", 63, "province"),
        ("địa phương", 10, "district"),
        ("đơn vị", None, "unit"),
    ],
)
def test_kinds_of_blocks(group: str, of: int | None, kind: str) -> None:
    assert block_of_group(group, of) == kind


def test_group_as_the_codebook_has_it() -> None:
    assert clean_group("tỉnh, thành phố trực thuộc trung ương") == "tỉnh, thành phố"
    assert same_group("sở", "sở, ngành")
    assert not same_group("huyện", "xã, phường")


def test_size_of_a_block_holds_until_another_opens() -> None:
    state = State()
    state.open_block("sở, ban, ngành", 19)
    state.open_block("đơn vị", 20)
    assert state.block_in_force() == Block("sở, ban, ngành", 20, 0)
    state.open_block("huyện", None)
    assert state.block(Subject("Sở Y tế", "organization", "tỉnh Cao Bằng")).of == 20
    assert state.block_in_force() == Block("huyện", None, 0)


def test_year_of_an_index_is_not_after_publication() -> None:
    state = State(published_year=2023)
    state.learn_year("PCI", 2022)
    state.learn_year("PCI", 2025)
    assert state.year_of("PCI") == 2022


@pytest.mark.parametrize(
    ("period", "before"),
    [("2024-W01", "2023-W52"), ("2024-W18", "2024-W17"), ("2024-Q1", "2023-Q4"), ("2024-03", "2024-02"), (None, "")],
)
def test_previous_period(period: str | None, before: str) -> None:
    assert previous_period(period) == before


def test_base_year() -> None:
    (printed,) = tokens("Chỉ số tăng 2 điểm so với năm 2019.", "score_change")
    (relative,) = tokens("Chỉ số tăng 2 điểm so với tuần trước.", "score_change")
    assert (base_year(printed.base, 2023), base_year(relative.base, 2023), base_year(None, 2023)) == (2019, None, None)


@pytest.mark.parametrize(("words", "tier"), [("nhóm cao", "cao"), ("nhóm a", "nhóm a"), ("loại tốt", "tốt"), ("b", "nhóm b")])
def test_tier_names(words: str, tier: str) -> None:
    assert tier_name(words) == tier


def test_codes_by_level() -> None:
    assert code_for("PAR_INDEX", "national") == "PAR_INDEX"
    assert code_for("PAR_INDEX", "local") == "PAR_LOCAL"


# --- evidence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", [c for c in passages() if c.label.startswith(("scores_ranks/", "tier_counts/"))], ids=lambda c: c.label
)
def test_figures_of_passages_are_quoted_where_they_stand(case: Case) -> None:
    found = extract(Article.from_json(case.article)).to_json()
    for kind in FIGURE_TYPES:
        for record in found[kind]:
            span = fold(evidence_text(record, case.article) or "").low
            # The measure reads words up to ten; `mười bốn đơn vị` is as good a quote.
            in_words = {word_number(words) for words in re.findall(NUMBER_WORD, span)}
            assert evidence_holds(kind, record, case.article) or record.get("count") in in_words, (kind, record)
