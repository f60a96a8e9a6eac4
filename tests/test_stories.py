"""One story at several addresses: what is a copy, what only looks like one, and that later articles change no decision."""

from __future__ import annotations

import random
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from extract.knowledge.panels.stories import find_copies
from extract.knowledge.panels.texts import MIN_CONTAINMENT, MIN_SIMILARITY, Text, compare
from tests.panel_fixture import LAO_CAI, database, query, says, value

PARAGRAPHS = (
    "Sáng 19/4/2023, tại phiên họp của Ban Chỉ đạo, Bộ Nội vụ công bố Chỉ số cải cách hành chính năm 2022 của các bộ, ngành và "
    "các tỉnh, thành phố trực thuộc Trung ương.",
    "Theo kết quả được công bố, tỉnh Lào Cai đạt 84,20 điểm, xếp thứ 31 trong 63 tỉnh, thành phố, tăng 5 bậc so với năm trước và "
    "dẫn đầu khu vực ở lĩnh vực cải cách thủ tục hành chính.",
    "Lãnh đạo tỉnh yêu cầu các sở, ngành, địa phương tiếp tục rà soát, đơn giản hóa thủ tục, nâng cao chất lượng đội ngũ cán bộ, "
    "công chức, viên chức và đẩy mạnh chuyển đổi số trong giải quyết hồ sơ.",
    "Trong năm 2023, tỉnh đặt mục tiêu có thêm nhiều dịch vụ công trực tuyến toàn trình, giảm thời gian đi lại của người dân và "
    "doanh nghiệp, đồng thời công khai kết quả phục vụ của từng cơ quan.",
    "Các chuyên gia đánh giá cao nỗ lực của địa phương trong việc lắng nghe ý kiến người dân qua khảo "
    "sát và xử lý kịp thời những "
    "vướng mắc ở bộ phận một cửa các cấp.",
)
STORY = "\n\n".join(PARAGRAPHS)
LEAD = "(Báo Ngày mới) Nhiều bạn đọc quan tâm đến thứ hạng của địa phương mình; tòa soạn đăng lại thông tin sau."
OTHER = "\n\n".join(
    (
        "Chiều qua, huyện Bát Xát tổng kết phong trào thi đua xây dựng nông thôn mới với sự tham dự của đại "
        "diện các xã, thôn bản và "
        "đông đảo hộ nông dân tiêu biểu đến từ vùng cao biên giới.",
        "Phát biểu tại đây, các đại biểu chia sẻ cách làm đường liên thôn, trồng cây dược liệu, nuôi cá "
        "nước lạnh và giữ gìn nghề dệt "
        "thổ cẩm truyền thống của đồng bào, coi đó là hướng thoát nghèo bền vững.",
        "Ban tổ chức trao quà cho những gia đình khó khăn và mong muốn các nhà hảo tâm tiếp tục chung tay "
        "giúp đỡ học sinh nội trú "
        "trước mùa đông sắp đến trên những bản làng xa xôi.",
    )
)
BULLETIN = "\n\n".join(
    (
        "Theo thống kê trên Cổng Dịch vụ công quốc gia, trong tuần {week} năm 2024 toàn tỉnh tiếp nhận "
        "{files} hồ sơ, trong đó hồ sơ "
        "trực tuyến chiếm {online}%, hồ sơ giải quyết đúng hạn đạt {timely}%.",
        "Các đơn vị có kết quả tốt tiếp tục được biểu dương, các đơn vị còn hồ sơ trễ hạn phải báo cáo "
        "nguyên nhân và biện pháp khắc "
        "phục với Chủ tịch Ủy ban nhân dân tỉnh trước phiên họp đầu tuần sau.",
        "Trung tâm Phục vụ hành chính công tỉnh đề nghị các sở, ngành, địa phương thường xuyên theo dõi "
        "điểm số của đơn vị mình và "
        "chủ động phối hợp xử lý các hồ sơ liên thông.",
    )
)

# (what it is, the later text, copy of STORY?)
LATER: list[tuple[str, str, bool]] = [
    ("same words, other print", STORY.replace("84,20", "84,20").replace(", ", " , ").upper(), True),
    ("a lead of its own", f"{LEAD}\n\n{STORY}", True),
    ("a lead with a date of its own", f"Hà Nội, 20/4/2023 - {LEAD}\n\n{STORY}", True),
    ("cut by the last paragraphs", "\n\n".join(PARAGRAPHS[:3]), True),
    ("cut, with a lead", f"{LEAD}\n\n" + "\n\n".join(PARAGRAPHS[:4]), True),
    ("a word changed here and there", STORY.replace("yêu cầu", "đề nghị").replace("đánh giá cao", "ghi nhận"), True),
    ("84,2 for 84,20", STORY.replace("84,20", "84,2"), True),
    ("a figure corrected", STORY.replace("84,20", "84,70"), False),
    ("a rank corrected", STORY.replace("thứ 31", "thứ 30"), False),
    ("a figure left out", STORY.replace("tăng 5 bậc", "tăng nhiều bậc"), False),
    ("a figure more", STORY.replace("điểm, xếp", "điểm trên 100, xếp"), False),
    ("another province's version", STORY.replace("Lào Cai", "Yên Bái").replace("84,20", "83,15").replace("31", "40"), False),
    ("another province, the same figures", STORY.replace("Lào Cai", "Yên Bái"), False),
    ("the province without its type", STORY.replace("tỉnh Lào Cai", "Lào Cai"), True),
    ("a cut version with another figure", "\n\n".join(PARAGRAPHS[:3]).replace("84,20", "84,70"), False),
    ("a quotation in another text", f"{OTHER}\n\n{PARAGRAPHS[1]}", False),
    ("another story", OTHER, False),
    ("too short to tell", PARAGRAPHS[1], False),
]


def originals(texts: dict[str, str]) -> dict[str, str]:
    """Copy -> original, of texts in order of publication."""
    return {copy.article: copy.original for copy in find_copies(list(texts), texts.__getitem__)}


@pytest.mark.parametrize(("text", "is_copy"), [case[1:] for case in LATER], ids=[case[0] for case in LATER])
def test_what_is_a_copy(text: str, is_copy: bool) -> None:
    assert originals({"first": STORY, "second": text}) == ({"second": "first"} if is_copy else {})
    if len(Text(text).words()) >= 60:
        assert (compare(Text(text), Text(STORY)) is not None) is is_copy, "either may be first"


def test_a_place_counts_in_a_sentence_without_figures() -> None:
    held = STORY + "\n\nHội nghị diễn ra tại huyện {}, với sự tham dự của đông đảo đại biểu các cơ quan."
    assert originals({"first": held.format("Bát Xát"), "second": held.format("Mường Khương")}) == {}
    assert originals({"first": held.format("Bát Xát"), "second": held.format("Bát Xát").upper()}) == {"second": "first"}


def test_bulletins_of_one_template_are_stories_of_their_own() -> None:
    texts = {
        str(week): BULLETIN.format(week=week, files=1000 + 37 * week, online=60 + week, timely=90 + week / 10)
        for week in range(1, 9)
    }
    assert originals(texts) == {}
    assert originals(texts | {"again": f"{LEAD}\n\n{texts['3']}"}) == {"again": "3"}


def word(number: int) -> str:
    """A word of its own for each number, without digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def shifted(start: int) -> str:
    """Words of a long text from a place on: texts a little apart overlap, texts far apart do not."""
    return " ".join(word(n) for n in range(start, start + 300))


def test_stories_do_not_run_together_through_others() -> None:
    texts = {str(n): shifted(40 * n) for n in range(8)}
    assert all(compare(Text(one), Text(other)) for one, other in pairwise(texts.values()))
    found = originals(texts)
    assert all(compare(Text(texts[copy]), Text(texts[original])) for copy, original in found.items())
    assert set(found.values()) == {"0", "2", "4", "6"}, "each copy is like its original, not only like its neighbour"


def test_a_later_article_changes_nothing() -> None:
    texts = {"a": STORY, "b": OTHER, "c": LATER[1][1], "d": shifted(0)}
    before = originals(texts)
    assert before == {"c": "a"}
    for later in (LATER[3][1], f"{OTHER}\n\n{LEAD}", STORY.replace("84,20", "84,70"), "khác hẳn " * 90):
        assert originals(texts | {"z": later}).items() >= before.items()


def test_the_first_published_is_the_original_and_counts_once(tmp_path: Path) -> None:
    quote = "tỉnh Lào Cai đạt 84,20 điểm"
    pairs = [
        says("bao", "2023-04-20", value(84.2, text=quote), body=f"{LEAD}\n\n{STORY}"),
        says("laocai", "2023-04-19", value(84.2, text=quote), body=STORY),
        says("baoviet", "", value(84.2, text=quote), body="\n\n".join(PARAGRAPHS[:3])),
        says("hatinh", "2023-04-21", value(84.7)),
    ]
    target = database(tmp_path, pairs)
    (row,) = query(target, "SELECT sources, agreement, value, preferred_article_id FROM v_panel")
    assert (row["sources"], row["agreement"], row["value"]) == (2, 0.5, 84.2)
    copies = query(
        target,
        """SELECT a.portal, o.portal AS original, c.how, c.similarity, c.containment, a.duplicate_of = o.id AS marked,
        o.id = ? AS preferred FROM article_copies c JOIN articles a ON a.id = c.article JOIN articles o ON o.id = c.original
        ORDER BY a.portal""",
        row["preferred_article_id"],
    )
    assert [(c["portal"], c["original"], c["how"], c["marked"], c["preferred"]) for c in copies] == [
        ("bao", "laocai", "near", 1, 1),
        ("baoviet", "laocai", "near", 1, 1),
    ]
    assert all(MIN_SIMILARITY <= c["similarity"] < 1 and MIN_CONTAINMENT <= c["containment"] <= 1 for c in copies)
    assert query(target, "SELECT articles FROM v_disagreements") == [{"articles": 2}]


def test_adding_an_article_keeps_the_copies_of_the_others(tmp_path: Path) -> None:
    pairs = [
        says("laocai", "2023-04-19", value(84.2, LAO_CAI, "đạt 84,20 điểm"), body=STORY),
        says("bao", "2023-04-20", body=f"{LEAD}\n\n{STORY}"),
    ]
    more = [*pairs, says("baoviet", "2023-04-22", body="\n\n".join(PARAGRAPHS[:4])), says("trang", "2023-04-18", body=OTHER)]
    tables = []
    for name, given in (("before", pairs), ("after", more)):
        db = sqlite3.connect(database(tmp_path / name, given))
        tables.append({tuple(row) for row in db.execute("SELECT * FROM article_copies")})
        db.close()
    assert tables[0] < tables[1] and len(tables[1]) == 2


def test_the_thresholds_keep_their_distance() -> None:
    """Different texts share little; a copy that is cut by a third and got a lead still passes (seeded, so that it repeats)."""
    chance = random.Random(7)
    kept = 0
    for _ in range(50):
        paragraphs = [" ".join(word(chance.randrange(4000)) for _ in range(40)) for _ in range(9)]
        cut = [p for p in paragraphs if chance.random() > 0.3] or paragraphs
        lead = " ".join(word(5000 + chance.randrange(4000)) for _ in range(25))
        kept += compare(Text("\n\n".join(paragraphs)), Text("\n\n".join([lead, *cut]))) is not None
    assert kept >= 45
