"""Which articles are worth fetching: the gold of corpus/relevance, and what the rules promise, case by case."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import strip_marks
from core.vocabulary import table
from crawler.relevance import relevance, section_is_focused

GOLD = Path(__file__).parent.parent / "corpus" / "relevance"
# A missed article is lost, one fetched in vain costs a request.
FLOORS = {"open": (0.95, 0.98), "test": (0.90, 0.97)}


def rows(half: str) -> list[dict[str, str]]:
    with (GOLD / f"{half}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wanted(row: dict[str, str]) -> bool:
    return relevance(row["title"] or None, row["lead"] or None, row["url"] or None).wanted


@pytest.mark.parametrize("half", FLOORS)
def test_precision_and_recall_hold_on_the_gold(half: str) -> None:
    gold = rows(half)
    right = {row["id"] for row in gold if row["wanted"] == "yes"}
    found = {row["id"] for row in gold if wanted(row)}
    precision, recall = len(right & found) / len(found), len(right & found) / len(right)
    slips = sorted(right ^ found) if half == "open" else f"{len(right ^ found)} rows"
    assert (precision, recall) >= FLOORS[half] and recall >= FLOORS[half][1], f"{precision:.3f} {recall:.3f}: {slips}"


def test_the_gold_is_balanced_and_its_halves_share_nothing() -> None:
    halves = {half: rows(half) for half in FLOORS}
    seen = [(r["title"], r["lead"], r["url"]) for half in halves.values() for r in half]
    assert len(seen) >= 400 and len(set(seen)) == len(seen) and len(halves["test"]) >= 150
    for half in halves.values():
        assert 0.4 < sum(r["wanted"] == "yes" for r in half) / len(half) < 0.6
        assert {r["wanted"] for r in half} == {"yes", "no"}


def test_a_headline_is_judged_alike_in_every_spelling() -> None:
    """Capitals, NFD, tone placement and spaces do not count; without marks nothing that was wanted is lost."""
    lost = []
    for row in rows("open"):
        if not row["title"] or row["lead"] or row["url"]:
            continue
        verdict = relevance(row["title"]).wanted
        for spelt in (row["title"].upper(), unicodedata.normalize("NFD", row["title"]), row["title"].replace(" ", "\u00a0 ")):
            assert relevance(spelt).wanted == verdict, spelt
        if verdict and not relevance(strip_marks(row["title"])).wanted:
            lost.append(row["title"])
    assert len(lost) <= 3, lost


def test_every_strong_or_likely_term_is_wanted_and_no_covering_term_is() -> None:
    for row in table("relevance"):
        found = relevance(f"Tin mới: {row['term']}")
        if row["role"] in ("strong", "likely"):
            assert found.wanted, row
        elif row["role"] in ("other", "look_alike"):
            assert not found.wanted, (row, found)
    for row in table("indicators"):
        assert relevance(row["name_vi"]).wanted, row["id"]


# (title, lead, url, keywords, the reason): what decides, and where it was read.
REASONS = [
    ("Hội nghị CCHC", None, None, (), "title: cchc"),
    ("Gặp mặt cuối năm", "Công tác cải cách hành chính có chuyển biến", None, (), "lead: cải cách hành chính"),
    ("Ghi nhận ở cơ sở", None, "https://a.example/cai-cach-hanh-chinh/ghi-nhan-7.html", (), "section: cai-cach-hanh-chinh"),
    ("Ghi nhận ở cơ sở", None, "https://cchc.b.example.vn/ghi-nhan-o-co-so-7.html", (), "section: cchc"),
    (None, None, "https://a.example/tin/nang-cao-chi-so-papi-1.html", (), "address: chi so papi"),
    ("Nâng chất lượng", None, "https://a.example/nang-chat-luong-mot-cua-lien-thong-1.html", (), "address: mot cua lien thong"),
    ("Vui buồn chuyện điểm danh ở bộ phận m…", None, None, (), "title: bộ phận m… (cut off)"),
    ("Lễ cúng bến nước", None, None, ("bến nước",), "title: bến nước (keyword)"),
    (None, None, "https://a.example/le-cung-ben-nuoc.html", ("bến nước",), "address: ben nuoc (keyword)"),
]


@pytest.mark.parametrize(("title", "lead", "url", "keywords", "reason"), REASONS)
def test_the_reason_says_where_and_by_which_words(
    title: str | None, lead: str | None, url: str | None, keywords: tuple[str, ...], reason: str
) -> None:
    found = relevance(title, lead, url, keywords)
    assert found.wanted
    assert found.reason == reason or (keywords and found.reason.startswith(reason.split(":")[0]) and "keyword" in found.reason)


# A section's name, its address, and whether all that it lists is wanted.
SECTIONS = [
    ("Cải cách hành chính", None, True),
    ("TIN CẢI CÁCH THỦ TỤC HÀNH CHÍNH", None, True),
    ("CCHC - Chuyển đổi số", None, True),
    ("Một cửa", None, True),
    ("Tin chuyên đề", "https://a.example/cai-cach-hanh-chinh/", True),
    ("Tin chuyên đề", "https://a.example/index.php/cai-cach-hanh-chinh?start=10", True),
    ("Tin chuyên đề", "https://a.example/portal/Pages/Cai-cach-hanh-chinh.aspx", True),
    (None, "https://caicachhanhchinh.tinh.example.vn/tin-tuc", True),
    ("Tin tức - Sự kiện", "https://a.example/tin-tuc-su-kien/", False),
    ("Chuyển đổi số", "https://a.example/chuyen-doi-so/", False),
    ("Địa giới hành chính", "https://a.example/dia-gioi-hanh-chinh/", False),
    ("Xử phạt vi phạm hành chính", None, False),
    (None, None, False),
    ("", "http://[broken", False),
]


@pytest.mark.parametrize(("name", "url", "focused"), SECTIONS)
def test_a_section_is_focused_by_its_own_name(name: str | None, url: str | None, focused: bool) -> None:
    assert section_is_focused(name, url) is focused


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_nothing_raises_and_a_strong_term_always_decides(title: str, lead: str, url: str) -> None:
    first = relevance(title, lead, url)
    assert first == relevance(title, lead, url) and first.reason
    assert relevance(f"{title} · cải cách hành chính · {lead}", None, url).wanted
