"""Facts are brought up to the articles: what is new or changed is read, what other rules have read is read again, the rest is
kept; whatever the way, the same files and the same database."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from core import article_store
from core.article_store import article_partitions, read_articles, write_articles
from core.partitions import PartitionError
from extract.database.load import Inputs, build
from extract.incremental import run as incremental
from extract.incremental.run import plan_of, update
from extract.incremental.store import fact_partitions
from extract.nlp import OFF
from extract.pipeline import extract
from extract.version import CODE, NOT_RULES, files_of
from tests.few_places import few_places
from tests.gold import articles

ROOT = Path(__file__).resolve().parents[1]
SEED = 20261123
Data = dict[str, Any]


def many(count: int, seed: int = 0) -> list[Data]:
    """Short articles of several portals, in the order that parse gives them."""
    draw = random.Random(seed)
    out = []
    for n in range(count):
        body = f"Tỉnh Gia Lai đạt {draw.randint(60, 95)},{draw.randint(10, 99)} điểm Chỉ số CCHC năm {2015 + n % 9}."
        page = {"key": f"{n:05}", "sha256": f"{n:x}", "fetched_at": "2026-01-01T00:00:00Z", "warc": "a", "offset": n}
        portal = {"id": f"p{n * 5 // count}", "place": "tỉnh Gia Lai", "province": None}
        date = "2024-03-04T08:00:00+07:00"
        out.append(
            {
                "url": f"http://a.chiso.test/{n}",
                "title": f"Tin {n}",
                "published_at": date,
                "body": body,
                "portal": portal,
                "page": page,
            }
        )
    return out


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Partitions of twenty articles and more, so that few articles make many of them."""
    monkeypatch.setattr(article_store, "MIN_ROWS", 20)
    monkeypatch.setattr(article_store, "MAX_ROWS", 80)
    monkeypatch.setattr(article_store, "_CUT_AT", 8)


def files(data: Path, name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / name).iterdir()}


def words(data: Path) -> str:
    return plan_of(data, OFF).words()


def test_partitions_hold_all_articles_once_and_change_only_where_an_article_does(small: None, tmp_path: Path) -> None:
    given = many(600)
    assert write_articles(tmp_path, given) == 600
    assert list(read_articles(tmp_path)) == given
    before = {p.name: p.rows for p in article_partitions(tmp_path) or ()}
    assert len(before) > 10 and all(20 <= rows <= 80 for rows in list(before.values())[:-1])
    draw = random.Random(SEED)
    for _ in range(5):
        at = draw.randrange(len(given))
        changed = [*given[:at], given[at] | {"page": given[at]["page"] | {"key": f"{at:05}x"}, "url": "http://new/"}, *given[at:]]
        write_articles(tmp_path, changed)
        after = {p.name for p in article_partitions(tmp_path) or ()}
        # The one that it comes into; it may be cut there, and then the next begins elsewhere until the next cut.
        assert len(set(before) - after) <= 4
    assert {path.stem for path in (tmp_path / "articles").glob("*.parquet")} == after


def test_versions_of_an_article_stay_together(small: None, tmp_path: Path) -> None:
    given = [a | {"title": f"{a['title']} bản {v}"} for a in many(100) for v in range(7)]
    write_articles(tmp_path, given)
    seen: dict[str, str] = {}
    for partition in article_partitions(tmp_path) or ():
        for _, id_ in partition.listed():
            assert seen.setdefault(id_, partition.name) == partition.name
    assert len(seen) == 100


def test_only_what_is_new_or_changed_is_read(small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(article: Any, nlp: Any) -> Any:
        read.append(article.url)
        return extract(article, nlp)

    monkeypatch.setattr("extract.incremental.work.extract", counted)
    given = many(200)
    write_articles(tmp_path, given)
    assert words(tmp_path) == "200 articles to read (200 new), 0 kept"
    assert update(tmp_path, "local:1", OFF).read == 200
    assert sorted(read) == sorted(a["url"] for a in given)
    read.clear()
    assert words(tmp_path) == "0 articles to read, 200 kept"
    assert update(tmp_path, "local:1", OFF).read == 0 and read == []
    changed = given.copy()
    changed[40] = changed[40] | {"body": changed[40]["body"] + " Tỉnh xếp thứ 5/63."}
    new = many(3, seed=9)
    for n, article in enumerate(new):
        article |= {"url": f"http://new/{n}", "page": article["page"] | {"key": f"{60 + n:05}+"}, "portal": changed[60]["portal"]}
    changed[61:61] = new
    write_articles(tmp_path, changed)
    assert words(tmp_path) == "4 articles to read (3 new, 1 changed), 199 kept"
    done = update(tmp_path, "local:1", OFF)
    assert (done.articles, done.read, done.unread, done.aside) == (203, 4, (), ())
    assert sorted(read) == sorted([changed[40]["url"], *(a["url"] for a in new)])
    # The same files as of who reads all at once.
    other = tmp_path / "other"
    write_articles(other, changed)
    update(other, "local:1", OFF)
    assert files(other, "facts") == files(tmp_path, "facts")


def test_what_other_rules_have_read_is_read_again(small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(tmp_path, many(50))
    update(tmp_path, "local:1", OFF)
    first = set(files(tmp_path, "facts"))
    for name, reason in (("vocabulary_version", "read by another vocabulary"), ("code_version", "read by other rules")):
        with monkeypatch.context() as patched:
            for module in ("extract.incremental.run", "extract.incremental.work"):
                patched.setattr(f"{module}.{name}", lambda: "other")
            assert words(tmp_path) == f"50 articles to read (50 {reason}), 0 kept"
            assert update(tmp_path, "local:1", OFF).read == 50
            assert set(files(tmp_path, "facts")) & first == {"index.json"}
        update(tmp_path, "local:1", OFF)
        assert set(files(tmp_path, "facts")) == first


@pytest.mark.parametrize("engine", ["local:2", pytest.param("dask", marks=pytest.mark.long)])
def test_engines_write_the_same_files(engine: str, tmp_path: Path) -> None:
    given = [c.article | {"page": {"key": str(n)}} for n, c in enumerate(articles())]
    for name, chosen in (("one", "local:1"), ("other", engine)):
        write_articles(tmp_path / name, given)
        update(tmp_path / name, chosen, OFF)
    assert files(tmp_path / "one", "facts") == files(tmp_path / "other", "facts")


def test_an_article_that_the_rules_cannot_bear_costs_itself(small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(article: Any, nlp: Any) -> Any:
        if article.title == "Tin 7":
            raise ValueError("no such\nthing")
        return extract(article, nlp)

    monkeypatch.setattr("extract.incremental.work.extract", fails)
    write_articles(tmp_path, many(30))
    for _ in range(2):
        done = update(tmp_path, "local:1", OFF)
        assert done.unread == ("http://a.chiso.test/7: ValueError: no such thing",) and done.articles == 30
    build(tmp_path, tmp_path / "x.db", Inputs(tmp_path, vocabulary=few_places()))
    with sqlite3.connect(tmp_path / "x.db") as db:
        assert db.execute("SELECT count(DISTINCT article_id) FROM v_scores").fetchone() == (29,)
        told = db.execute(
            "SELECT a.title, i.message FROM issues i JOIN articles a ON a.id = i.article WHERE i.rule = ?", ("extract.failed",)
        )
        assert told.fetchall() == [("Tin 7", "ValueError: no such thing")]


def test_a_partition_that_always_fails_is_set_aside_and_the_others_go_on(
    small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(article: Any, nlp: Any) -> Any:
        if article.title == "Tin 7":
            raise MemoryError("too large")
        return extract(article, nlp)

    write_articles(tmp_path, many(100))
    with monkeypatch.context() as patched:
        patched.setattr("extract.incremental.work.extract", fails)
        done = update(tmp_path, "local:1", OFF)
    ((name, rows, reason),) = done.aside
    assert (done.articles, reason) == (100 - rows, "MemoryError: too large")
    build(tmp_path, tmp_path / "x.db", Inputs(tmp_path, vocabulary=few_places()))
    with sqlite3.connect(tmp_path / "x.db") as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (100,)
        told = db.execute("SELECT count(*), min(message), max(message) FROM issues WHERE rule = 'extract.failed'").fetchone()
        assert told == (rows, *["its partition was set aside: MemoryError: too large"] * 2)
    # The next run tries again.
    assert words(tmp_path) == f"{rows} articles to read ({rows} new), {100 - rows} kept"
    assert update(tmp_path, "local:1", OFF).aside == ()
    assert (fact_partitions(tmp_path) or {})[name].reason is None


def test_a_partition_of_facts_that_was_cut_off_is_made_again(small: None, tmp_path: Path) -> None:
    write_articles(tmp_path, many(100))
    update(tmp_path, "local:1", OFF)
    whole = files(tmp_path, "facts")
    victim = sorted((tmp_path / "facts").glob("*.parquet"))[1]
    victim.write_bytes(whole[victim.name][:-9])
    (tmp_path / "facts" / f"{victim.name}.part-x").write_bytes(b"left by a kill")
    assert update(tmp_path, "local:1", OFF).read > 0
    assert files(tmp_path, "facts") == whole


def test_a_partition_of_articles_that_is_lost_is_named(small: None, tmp_path: Path) -> None:
    write_articles(tmp_path, many(100))
    victim = sorted((tmp_path / "articles").glob("*.parquet"))[0]
    victim.write_bytes(b"PAR1")
    with pytest.raises(PartitionError, match=f"{victim.name}: not a whole partition"):
        update(tmp_path, "local:1", OFF)
    victim.unlink()
    with pytest.raises(PartitionError, match="is listed and missing; run `python -m crawler parse`"):
        update(tmp_path, "local:1", OFF)


def test_a_worker_with_other_rules_reads_nothing(small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_articles(tmp_path, many(30))
    monkeypatch.setattr(incremental, "code_version", lambda: "0123")
    done = update(tmp_path, "local:1", OFF)
    assert done.articles == 0 and done.aside
    assert all(reason.startswith("RuntimeError: this worker has other rules: ") for _, _, reason in done.aside)


def test_an_incremental_database_has_the_rows_of_one_made_at_once(small: None, tmp_path: Path) -> None:
    given = [c.article | {"page": {"key": f"{n:03}"}} for n, c in enumerate(articles())]
    step, whole = tmp_path / "step", tmp_path / "whole"
    for part in (given[::3], given[:50], given):
        write_articles(step, part)
        update(step, "local:1", OFF)
    write_articles(whole, given)
    update(whole, "local:1", OFF)
    vocabulary = few_places()
    for data, engine in ((step, "local:2"), (whole, "local:1")):
        build(data, data / "chiso.db", Inputs(data, vocabulary=vocabulary), engine)
    assert (step / "chiso.db").read_bytes() == (whole / "chiso.db").read_bytes()
    assert json.loads((step / "facts" / "index.json").read_text()) == json.loads((whole / "facts" / "index.json").read_text())


def test_all_that_reads_an_article_counts_as_rules() -> None:
    """What reading loads is what the version is made of: a change of any of it has articles read again."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom extract.incremental.run import _warm\n"
        "import extract.pipeline\n_warm()\n"
        "print(*sorted(str(Path(m.__file__).resolve()) for n, m in sys.modules.items()"
        " if n.split('.')[0] in ('extract', 'core', 'schemas') and getattr(m, '__file__', None)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    loaded = {Path(name).relative_to(ROOT).as_posix() for name in done.stdout.split()}
    carriers = {name for name in loaded if name.startswith(("core/engine/", *NOT_RULES))}
    assert "extract/pipeline.py" in loaded and "core/text.py" in loaded
    assert loaded - carriers <= set(files_of(CODE, NOT_RULES))
    # What carries the articles is loaded beside, and nothing that reads them asks it.
    readers = [ROOT / name for name in loaded - carriers]
    asked = {
        line
        for path in readers
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("from ", "import "))
    }
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in carriers}
    assert not {line for line in asked if line.split()[1] in modules}
