"""A rebuild with one article more changes only rows that follow from it and keeps all ids; the order of lines is nothing.

Each case takes one article k out of a set and compares the database without it with the one of all, row by row, every
table. What may follow from k is written down in `Follows`, table by table; everything else must be equal.
Short form: the cases below; CHISO_LONG=1: every sample article and sixty open ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.text import name_key
from extract.database.load import Inputs, build
from extract.database.rows import article_id
from extract.evaluation.gold import Case, read_gold
from extract.pipeline import extract
from schemas.records import Article
from tests.compare import Contents, Difference, Row, compare, differing
from tests.gold import CORPUS
from tests.load_fixture import EMPTY, score, span, subject, write_data
from tests.test_people import DEPUTY, DISTRICT, HEAD, VICE_CHAIR, made

Pair = tuple[dict[str, Any], dict[str, Any]]


@cache
def gold_pairs() -> tuple[Pair, ...]:
    """The sample articles with the facts that the extraction reads, and sixty open ones with their gold facts."""
    cases: list[Case] = read_gold(CORPUS, ("articles", "open"))
    sample = [c for c in cases if c.kind == "articles"]
    open_ = [c for c in cases if c.kind == "open"]
    chosen = [*sample, *open_[:: max(1, len(open_) // 60)][:60]]
    return tuple((c.article, EMPTY | {"issues": []} | _facts(c) | {"url": c.article["url"]}) for c in chosen)


def _facts(case: Case) -> dict[str, Any]:
    """The gold of sample articles has no evidence, so it makes no rows."""
    return case.gold if case.kind == "open" else extract(Article.from_json(case.article)).to_json(full=True)


@cache
def made_pairs() -> dict[str, Pair]:
    """Articles in which one changes what others mean: people in the same posts, a story told twice, one figure thrice."""
    text = "tỉnh Gia Lai đạt {} điểm. " + " ".join(f"loi{n}" for n in range(60))
    first, figure = made("20", "2023-04-01", "Hồ Văn Mơ", HEAD)
    copied = made("21", "2023-04-02", "Hồ Văn Mơ", HEAD)
    figures = {}
    for number, value in (("30", "80,1"), ("31", "80,1"), ("32", "80,7")):
        body = text.format(value) + " " + " ".join(f"rieng{number}x{n}" for n in range(200))
        article = {"url": f"http://bao.chiso.test/{number}", "title": f"Tin {number}", "body": body, "portal": {"id": "bao"}}
        article["published_at"] = f"2023-05-{number}T08:00:00+07:00"
        stated = score(span(body, f"tỉnh Gia Lai đạt {value} điểm"), float(value.replace(",", ".")), subject("tỉnh Gia Lai"))
        figures[f"figure {number}"] = (article, EMPTY | {"url": article["url"], "scores": [stated], "issues": []})
    return {
        "earlier post": made("1", "2019-01-10", "Vũ Thị Mận", DEPUTY),
        "first post": made("2", "2021-01-10", "Vũ Thị Mận", HEAD),
        "later post": made("3", "2023-01-10", "Vũ Thị Mận", VICE_CHAIR),
        "namesake": made("4", "2020-01-10", "Vũ Thị Mận", "Giám đốc@Sở Nội vụ tỉnh Hà Tĩnh"),
        "one of two": made("10", "2020-01-10", "Bùi Văn Đào", DISTRICT),
        "other of two": made("11", "2021-01-10", "Bùi Văn Đào", HEAD),
        "both are one": made("12", "2021-06-10", "Bùi Văn Đào", f"-{DISTRICT};+{HEAD}"),
        "original": (first, figure),
        "copy": (copied[0] | {"body": first["body"]}, copied[1]),
    } | figures


def without(name: str) -> list[Pair]:
    return [pair for key, pair in made_pairs().items() if key != name]


def build_from(directory: Path, pairs: list[Pair]) -> Contents:
    data = write_data(directory, pairs)
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    return Contents(data / "chiso.db")


class Follows:
    """What may differ between the database without article k (`before`) and the one with it (`after`)."""

    def __init__(self, before: Contents, after: Contents, article: str) -> None:
        self.after, self.article = after, article
        originals = {after.tables["articles"][article]["duplicate_of"]} - {None}
        copies = {id_ for id_, row in after.tables["articles"].items() if row["duplicate_of"] in {article, *originals}}
        self.stories = {article, *originals, *copies}
        self.own = after.parts_of({("articles", article)})
        self.reached = after.named_by(self.own)
        told = after.parts_of(("articles", id_) for id_ in self.stories)
        facts = {type_: [after.tables[type_][i] for t, i in told if t == type_] for type_ in ("scores", "ranks", "officials")}
        self.figures = {(row["subject"], row["indicator"], row["year"]) for row in (*facts["scores"], *facts["ranks"])}
        self.names = {name_key(row["name"]) for row in facts["officials"]}
        row = after.tables["articles"][article]
        self.month = (row["portal"], (row["published_at"] or "")[:7] or None)
        self.people = {id_: row["name"] for side in (before, after) for id_, row in side.tables["people"].items()}
        self.officials = {id_: row["name"] for id_, row in after.tables["officials"].items()}

    def _person(self, column: str) -> Callable[[Row], bool]:
        return lambda row: name_key(self.people[row[column]]) in self.names

    def _named(self, row: Row) -> bool:
        return name_key(row["name"]) in self.names

    def _figure(self, place: str) -> Callable[[Row], bool]:
        return lambda row: (row[place], row["indicator"], row["year"]) in self.figures

    def _states(self, fact: str | None) -> bool:
        """Is the fact about an indicator and year of which k has a figure?"""
        row = self.after.tables["scores"].get(fact or "") or self.after.tables["ranks"].get(fact or "")
        return row is not None and (row["indicator"], row["year"]) in {(i, y) for _, i, y in self.figures}

    def rows(self) -> dict[str, Callable[[Row], bool]]:
        """Table -> whether a row that others state, too, may come, go or change because of k. A new table has a line
        here only if its rows follow from several articles."""
        return {
            "people": self._named,
            "tenures": self._person("person"),
            "merges": self._person("into_person"),
            "v_officials": self._person("person"),
            "article_copies": lambda row: {row["article"], row["original"]} <= self.stories,
            # What a check says of a figure of k, in whichever article the other statement stands.
            "issues": lambda row: row["rule"].startswith("check.") and self._states(row["fact"]),
            "v_panel": self._figure("province"),
            "v_local_panel": self._figure("subject"),
            "v_disagreements": self._figure("subject"),
            "coverage": lambda row: (row["portal"], row["month"]) == self.month,
        }

    def columns(self) -> dict[str, tuple[set[str], Callable[[Row], bool]]]:
        """Table -> columns that may change in rows of other articles, and in which rows."""
        in_story: Callable[[Row], bool] = lambda row: row.get("article", row["id"]) in self.stories  # noqa: E731
        return {
            "articles": ({"duplicate_of"}, in_story),
            "article_versions": ({"duplicate_of"}, in_story),
            "officials": ({"person"}, self._named),
            "official_positions": ({"tenure"}, lambda row: name_key(self.officials[row["official"]]) in self.names),
            "event_participants": ({"person"}, self._named),
            # Whether the scale changed is told against the row before, which k may have made.
            "v_panel": ({"break_before"}, lambda row: (row["province"], row["indicator"]) in {f[:2] for f in self.figures}),
            # A body that took over a part is linked once an article names it.
            "organization_successors": ({"successor"}, lambda row: ("organizations", row["successor"]) in self.reached),
        }


def check(before: Contents, after: Contents, article: str) -> Difference:
    """Assert that the difference follows from the article; returns it."""
    found, follows = compare(before, after), Follows(before, after, article)
    reached = after.named_by(follows.own)
    may, columns = follows.rows(), follows.columns()
    never: Callable[[Row], bool] = lambda _: False  # noqa: E731
    for table in after.tables:
        allowed = may.get(table, never)
        for id_, row in found.new[table].items():
            assert (table, id_) in reached or allowed(row), f"{table} {id_} is new: {row}"
        for id_, row in found.gone[table].items():
            assert allowed(row), f"{table} {id_} is gone: {row}"
        for id_, pair in found.changed[table].items():
            names, where = columns.get(table, (set(), never))
            assert allowed(pair[1]) or (where(pair[1]) and differing(pair) <= names), f"{table} {id_}: {pair}"
    _check_ids(found, after, article)
    assert after.found - before.found == {after.tables["articles"][article]["docid"]} and before.found < after.found
    return found


def _check_ids(found: Difference, after: Contents, article: str) -> None:
    """A person's id goes only where k makes two one, or is older than what named the person."""
    merged = {row["person"] for row in after.tables["merges"].values()}
    day = (after.tables["articles"][article]["published_at"] or "")[:10]
    for id_, row in found.gone["people"].items():
        assert id_ in merged or day <= (row["first_seen"] or "9999"), f"person {id_} lost the id: {row}"
    gone = found.gone["people"].keys()
    for row in found.gone["tenures"].values():
        kept = {t["person"] for t in found.new["tenures"].values() if t["post"] == row["post"]}
        assert row["person"] in gone or kept, f"tenure lost: {row}"


def others(index: int) -> list[Pair]:
    return [pair for n, pair in enumerate(gold_pairs()) if n != index]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return build_from(tmp_path_factory.mktemp("all"), list(gold_pairs()))


@pytest.fixture(scope="module")
def everything_made(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    return build_from(tmp_path_factory.mktemp("made"), list(made_pairs().values()))


# Sample articles of both portals and open ones; 56 states a province without a day.
@pytest.mark.parametrize("index", [3, 18, 30, 56, 70])
def test_one_article_of_the_gold(everything: Contents, tmp_path: Path, index: int) -> None:
    found = check(build_from(tmp_path, others(index)), everything, article_id(gold_pairs()[index][0]))
    assert found.new["facts"] and not found.gone["facts"]


@pytest.mark.long
@pytest.mark.parametrize("index", range(96))
def test_any_article_of_the_gold(everything: Contents, tmp_path: Path, index: int) -> None:
    check(build_from(tmp_path, others(index)), everything, article_id(gold_pairs()[index][0]))


# What k must change besides its own rows: (table, gone, changed), so that the cases do test something.
CHANGES = {
    "earlier post": {("people", 0, 1), ("tenures", 0, 0)},
    "first post": {("people", 1, 1), ("merges", 0, 0)},
    "later post": {("people", 0, 1), ("merges", 0, 0)},
    "namesake": {("people", 0, 0), ("tenures", 0, 0)},
    "both are one": {("people", 1, 1), ("officials", 0, 1), ("tenures", 1, 0)},
    "original": {("articles", 0, 1), ("people", 0, 1)},
    "copy": {("articles", 0, 0), ("people", 0, 1), ("v_officials", 0, 1)},
    "figure 30": {("v_panel", 0, 1), ("v_disagreements", 0, 1)},
    "figure 32": {("v_panel", 0, 1), ("v_disagreements", 0, 0)},
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_article_that_changes_what_others_mean(everything_made: Contents, tmp_path: Path, name: str) -> None:
    found = check(build_from(tmp_path, without(name)), everything_made, article_id(made_pairs()[name][0]))
    for table, gone, changed in CHANGES[name]:
        assert (table, len(found.gone[table]), len(found.changed[table])) == (table, gone, changed)


def test_the_comparison_sees_what_does_not_follow(everything_made: Contents, tmp_path: Path) -> None:
    """The test of the test: with another article changed as well, it fails."""
    pairs = without("copy")
    pairs[0] = (pairs[0][0] | {"title": "Tin khác"}, pairs[0][1])
    with pytest.raises(AssertionError, match=r"article_versions \w+ is (new|gone)"):
        check(build_from(tmp_path, pairs), everything_made, article_id(made_pairs()["copy"][0]))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_lines_is_nothing(tmp_path: Path, seed: int) -> None:
    pairs = [*gold_pairs(), *made_pairs().values(), *refetched()]
    build_from(tmp_path / "a", pairs)
    random.Random(seed).shuffle(pairs)
    build_from(tmp_path / "b", pairs)
    assert (tmp_path / "a" / "chiso.db").read_bytes() == (tmp_path / "b" / "chiso.db").read_bytes()


def refetched() -> list[Pair]:
    """One version fetched three times: twice as the same page, once as another page of the same text."""
    article, facts = made("50", "2024-04-01", "Hồ Văn Mít", HEAD)
    fetches = (("2026-03-01", "aa", 9), ("2026-01-01", "aa", 4), ("2026-02-01", "bb", 7))
    pages = [
        {"sha256": sha, "fetched_at": f"{day}T00:00:00Z", "warc": "x.warc.gz", "offset": n, "key": "50"}
        for day, sha, n in fetches
    ]
    return [(article | {"page": page}, facts) for page in pages]


def test_what_was_fetched_twice_is_described_by_its_first_fetch(tmp_path: Path) -> None:
    contents = build_from(tmp_path, refetched())
    pages = contents.tables["pages"]
    assert sorted((p["sha256"], p["fetched_at"][:10], p["archive_offset"]) for p in pages.values()) == [
        ("aa", "2026-01-01", 4),
        ("bb", "2026-02-01", 7),
    ]
    (version,) = contents.tables["article_versions"].values()
    assert pages[version["page"]]["sha256"] == "aa"
