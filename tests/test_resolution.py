"""extract.knowledge.former, .setting and .places: which unit a name means in its article."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.vocabulary import VOCAB_DIR
from extract.database.errors import BuildError
from extract.database.fact_rows import Names
from extract.database.vocabulary import read_names
from extract.evaluation.resolution import HALVES, measure_resolution, wilson
from extract.knowledge.setting import Setting

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@pytest.fixture(scope="module")
def names() -> Names:
    return read_names(VOCAB_DIR)


@pytest.mark.parametrize(
    ("text", "bare", "type_", "time"),
    [
        ("Đoàn thăm xã Phú Nhuận (cũ) sáng nay.", "Phú Nhuận", "xã", "former"),
        ("Đoàn thăm xã Phú Nhuận cũ sáng nay.", "Phú Nhuận", "xã", "former"),
        ("Đoàn thăm xã Phú Nhuận trước đây.", "Phú Nhuận", "xã", "former"),
        ("Đoàn thăm xã Phú Nhuận (nay là phường Tân An).", "Phú Nhuận", "xã", "former"),
        ("Đoàn thăm xã Phú Nhuận (nay là phường Tân An).", "Tân An", "phường", "present"),
        ("Phường Tân An, trước đây là xã Phú Nhuận, đạt 90 điểm.", "Phú Nhuận", "xã", "former"),
        ("Phường Tân An, trước đây là xã Phú Nhuận, đạt 90 điểm.", "Tân An", "phường", None),
        ("Xã Bình Lạc được sáp nhập từ các xã Tân Thới, Long Phú và thị trấn Cái Sơn.", "Long Phú", "xã", "former"),
        ("Xã Bình Lạc được sáp nhập từ các xã Tân Thới, Long Phú và thị trấn Cái Sơn.", "Bình Lạc", "xã", None),
        ("Hợp nhất xã Tân Thới và xã Long Phú thành xã Bình Lạc.", "Tân Thới", "xã", "former"),
        ("Các xã Tân Thới, Long Phú (cũ) đã bàn giao.", "Tân Thới", "xã", "former"),
        ("Người dân xã Ia Kênh, thành phố Pleiku cũ hài lòng.", "Pleiku", "thành phố", "former"),
        ("Tỉnh Gia Lai (mới) xếp thứ 5.", "Gia Lai", "tỉnh", "present"),
        ("Tỉnh Gia Lai (cũ) xếp thứ 5. Tỉnh Gia Lai nay có 135 xã, phường.", "Gia Lai", "tỉnh", None),
        ("Ủy ban nhân dân xã Phú Nhuận họp.", "Phú Nhuận", "xã", None),
        ("Huyện Đại Lộc (cũ) nay có xã Đại Lộc.", "Đại Lộc", "huyện", "former"),
        ("UBND xã Đại Lộc họp tại trụ sở huyện Đại Lộc (cũ).", "Đại Lộc", "xã", None),
    ],
)
def test_words_that_tell_old_from_new(text: str, bare: str, type_: str, time: str | None) -> None:
    assert Setting(texts={"body": text}).time_of(bare, type_, None) == time


def test_the_words_of_the_fact_decide_before_the_rest_of_the_text() -> None:
    text = "Năm 2024, tỉnh Gia Lai (cũ) đạt 85 điểm. Năm 2025, tỉnh Gia Lai đạt 88 điểm."
    cut = text.index("Năm 2025")
    setting = Setting(texts={"body": text})
    assert setting.time_of("Gia Lai", "tỉnh", ("body", 0, cut)) == "former"
    assert setting.time_of("Gia Lai", "tỉnh", ("body", cut, len(text))) is None


@pytest.mark.parametrize(
    ("name", "province", "on", "setting", "means"),
    [
        # The day decides between old and new.
        ("tỉnh Gia Lai", None, "2024-12-31", Setting("2025-08-01"), "vn-p-gialai"),
        ("tỉnh Gia Lai", None, "2025-08-01", Setting("2025-08-01"), "vn-p-gialai-2025"),
        # thành phố Huế: a district's city until 2024, a province's since; with no province above it that of today.
        ("thành phố Huế", None, "2023-05-01", Setting("2023-05-01"), "vn-d-thuathienhue-hue"),
        ("thành phố Huế", None, "2024-12-31", Setting("2025-04-20"), "vn-p-hue"),
        ("thành phố Huế", None, "2025-04-20", Setting("2025-04-20"), "vn-p-hue"),
        # The article's own words.
        (
            "tỉnh Gia Lai",
            None,
            "2026-01-05",
            Setting("2026-01-05", texts={"body": "Tại tỉnh Gia Lai (cũ) có 17 huyện."}),
            "vn-p-gialai",
        ),
        # Units that stand with it in one list.
        (
            "huyện Châu Thành",
            None,
            "2022-10-11",
            Setting("2022-10-11", texts={"body": "Đoàn làm việc với các huyện Châu Thành, Phụng Hiệp và Vị Thủy."}),
            "vn-d-haugiang-chauthanh",
        ),
        # The portal: its own unit, one in it, one beside it in its district.
        ("xã Tân An", None, "2024-05-01", Setting("2024-05-01", "huyện Đak Pơ", "tỉnh Gia Lai"), "vn-c-gialai-dakpo-tanan"),
        # A district that the article names.
        (
            "xã Tân An",
            "tỉnh Gia Lai",
            "2024-05-01",
            Setting("2024-05-01", texts={"body": "UBND huyện Đak Pơ kiểm tra xã Tân An."}),
            "vn-c-gialai-dakpo-tanan",
        ),
        # A commune that ended in 2019 and a namesake made in 2020: the day of the figure, unless the article names the district.
        ("xã Tân Thành", "tỉnh Hòa Bình", "2019-12-31", Setting("2020-06-12"), "vn-c-hoabinh-luongson-tanthanh"),
        (
            "xã Tân Thành",
            "tỉnh Hòa Bình",
            "2019-12-31",
            Setting("2020-06-12", texts={"body": "UBND huyện Mai Châu kiểm tra xã Tân Thành."}),
            "vn-c-hoabinh-maichau-tanthanh",
        ),
        # Communes beside one that ended earlier than they did.
        (
            "xã Đông Phong",
            "tỉnh Thái Bình",
            "2018-05-01",
            Setting("2018-05-01", texts={"body": "Các xã Đông Phong, Đông Xuân và Đông Hợp dẫn đầu."}),
            "vn-c-thaibinh-donghung-dongphong",
        ),
        # A district's name lives on as a commune's.
        ("xã Chư Sê", None, "2026-02-01", Setting("2026-02-01", None, "tỉnh Gia Lai"), "vn-c25-gialai-chuse"),
        ("huyện Chư Sê", None, "2026-02-01", Setting("2026-02-01", None, "tỉnh Gia Lai"), "vn-d-gialai-chuse"),
        # Spelling.
        ("tỉnh Đắc Lắc", None, "2020-01-01", Setting("2020-01-01"), "vn-p-daklak"),
        ("huyện Cư Mgar", "tỉnh Đắk Lắk", "2020-01-01", Setting("2020-01-01"), "vn-d-daklak-cumgar"),
    ],
)  # fmt: skip
def test_a_name_in_its_article(names: Names, name: str, province: str | None, on: str, setting: Setting, means: str) -> None:
    found = names.places.find(name, province, on, setting)
    assert found is not None and found.id == means


def test_two_units_that_nothing_tells_apart_stay_open(names: Names) -> None:
    body = "UBND xã Tân An và UBND xã Tân Thành đạt 90 điểm."
    setting = Setting("2024-05-01", texts={"title": "", "body": body})
    assert names.places.find("xã Tân An", None, "2024-05-01", setting, ("body", 0, 10)) is None
    assert names.places.find("xã Tân An", None, "2024-05-01", setting, ("body", 0, 10)) is None
    (left,) = setting.open.values()
    assert left.rule == "resolve.ambiguous_place" and left.where == ("body", 0, 10) and len(left.options) > 1


@pytest.mark.parametrize("half", HALVES)
def test_the_gold_of_resolution_is_read_whole(half: str) -> None:
    measured = measure_resolution(CORPUS, half, VOCAB_DIR)  # type: ignore[arg-type]
    lines = sum(
        1 for f in (CORPUS / "resolution" / half).glob("*.jsonl") for line in f.read_text(encoding="utf-8").splitlines() if line
    )
    assert lines >= 60
    assert measured.all["places"] >= 300 and measured.all["organizations"] >= 300


def test_gold_that_names_what_no_fact_has_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "resolution" / "open"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_text('{"id": "a", "article": {"url": "x", "title": "", "body": ""}, "places": [{}]}\n', "utf-8")
    with pytest.raises(BuildError, match=r"a\.jsonl:1: no gold of resolution"):
        measure_resolution(tmp_path, "open", VOCAB_DIR)


def test_wilson_intervals_lie_around_the_share() -> None:
    low, high = wilson(97, 100)
    assert 0.91 < low < 0.97 < high < 1.0
    assert wilson(10, 10)[1] == pytest.approx(1.0)
