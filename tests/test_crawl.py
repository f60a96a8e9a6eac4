"""The crawl command on the bundled sample portals: what it fetches, what not again, and what a kill or a full disk leaves.

Each run is a process of its own (an event loop starts once a process)."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.article_store import read_articles
from crawler.archive import read_pages
from crawler.ledger import Ledger
from crawler.portals import PORTALS_DIR, load_portals
from crawler.replica.site import CORPUS

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "crawler", "crawl"]


def crawl(data: Path, *args: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command; `limit`: the largest file it may write, in bytes."""

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    env = {k: v for k, v in os.environ.items() if k != "CHISO_CONTACT"}
    command = [*COMMAND, "--data", str(data), *args]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, preexec_fn=restrict)


def rows(data: Path, where: str = "1", columns: str = "*") -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "ledger.db") as db:
        return db.execute(f"SELECT {columns} FROM requests WHERE {where}").fetchall()


def gold_urls() -> set[str]:
    return {json.loads(p.read_text(encoding="utf-8"))["article"]["url"] for p in CORPUS.glob("*/*.json")}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    data = tmp_path_factory.mktemp("crawled")
    done = crawl(data, "--sample")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return data, done.stdout


def test_every_article_and_no_trap_is_fetched(crawled: tuple[Path, str]) -> None:
    data, output = crawled
    ledger = Ledger(data / "ledger.db")
    pages = list(read_pages(data / "archive", ledger))
    assert gold_urls() <= {p.url for p in pages}
    assert len({(p.portal, p.key) for p in pages}) == len(pages)
    assert all("/print/" not in p.url and "tmpl=component" not in p.url for p in pages)
    reasons = {r for (r,) in rows(data, "kind = 'article' AND status IN ('refused', 'failed')", "reason")}
    assert {"robots.txt", "HTTP 404", "no article: soft 404", "redirect to another host: chuyen-trang.example"} <= reasons
    answered = {urlsplit(str(u)).hostname for (u,) in rows(data, "warc IS NOT NULL", "coalesce(final_url, url)")}
    assert answered == {f"{p.id}.chiso.test" for p in load_portals().values() if p.sample}
    assert {b"%PDF", b"PK\x03\x04"} <= {p.body[:4] for p in read_pages(data / "archive", ledger, ("file",))}
    assert "dailoc:" in output and "refused (1): robots.txt" in output


def test_parsing_the_archive_gives_the_articles_back(crawled: tuple[Path, str]) -> None:
    command = [sys.executable, "-m", "crawler", "parse", "--archive", "--data", str(crawled[0])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = {article["url"]: article for article in read_articles(crawled[0])}
    gold = [json.loads(p.read_text(encoding="utf-8"))["article"] for p in CORPUS.glob("*/*.json")]
    assert set(found) == {article["url"] for article in gold}
    for article in gold:
        got = found[article["url"]]
        for key in ("title", "published_at", "author", "section", "portal", "body"):
            assert got[key] == article.get(key), (article["url"], key)


def test_a_second_run_fetches_no_article_again(crawled: tuple[Path, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(crawled[0], data)
    before = len(rows(data, "kind = 'article' AND status = 'fetched'"))
    done = crawl(data, "--sample")
    assert done.returncode == 0, done.stderr
    assert len(rows(data, "kind = 'article' AND status = 'fetched'")) == before
    assert done.stdout.count(" read no further: all known\n") >= 2
    second = rows(data, "run = (SELECT max(id) FROM runs)", "kind, status, reason")
    assert {(kind, status) for kind, status, _ in second if kind in ("article", "file")} == {
        ("article", "listed"),
        ("article", "refused"),
    }
    listings = "kind = 'listing' AND run = "
    first, again = (rows(data, listings + f"(SELECT {which}(id) FROM runs)") for which in ("min", "max"))
    assert len(again) < len(first)
    # Read to the end: as many unchanged as were fetched; what was no article is told apart.
    done = crawl(data, "--sample", "--full")
    assert done.stdout.count("0 new, 0 changed, 18 unchanged, 3 known as no article, 1 refused, 0 failed") == 2
    assert len(rows(data, listings + "(SELECT max(id) FROM runs)")) == len(first)


def test_two_crawls_from_scratch_are_equal(crawled: tuple[Path, str], tmp_path: Path) -> None:
    assert crawl(tmp_path, "--sample", "--quiet").stdout == ""
    columns = "portal, url, kind, status, reason, http_status, sha256, article_key, listed_title, listed_date, lastmod"
    assert sorted(map(str, rows(tmp_path, "1", columns))) == sorted(map(str, rows(crawled[0], "1", columns)))


def test_what_is_new_or_changed_is_fetched(crawled: tuple[Path, str], tmp_path: Path) -> None:
    data, corpus = tmp_path / "data", tmp_path / "portals"
    shutil.copytree(crawled[0], data)
    shutil.copytree(CORPUS, corpus)
    changed = sorted((corpus / "dailoc").glob("*.json"))[4]
    article = json.loads(changed.read_text(encoding="utf-8"))
    article["article"]["title"] += " (cập nhật)"
    changed.write_text(json.dumps(article), encoding="utf-8")
    new = json.loads(sorted((corpus / "cchc-laocai").glob("*.json"))[3].read_text(encoding="utf-8"))
    new["page"] |= {"id": 277, "slug": "bai-moi"}
    (corpus / "cchc-laocai" / "900.json").write_text(json.dumps(new), encoding="utf-8")
    assert crawl(data, "--sample", "--corpus", str(corpus)).returncode == 0
    fetched = rows(data, "run = (SELECT max(id) FROM runs) AND status = 'fetched' AND kind = 'article'", "portal, article_key")
    assert sorted(fetched) == [("cchc-laocai", "277"), ("dailoc", str(article["page"]["id"]))]
    versions = [p for p in read_pages(data / "archive", Ledger(data / "ledger.db")) if p.url == article["article"]["url"]]
    assert len(versions) == 2
    assert "(cập nhật)".encode() in versions[-1].body and "(cập nhật)".encode() not in versions[0].body


def test_a_changed_signature_with_the_same_page_is_unchanged(crawled: tuple[Path, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(crawled[0], data)
    with sqlite3.connect(data / "ledger.db") as db:
        db.execute("UPDATE requests SET listed_title = 'khác' WHERE article_key = '201'")
    assert crawl(data, "--sample").returncode == 0
    assert rows(data, "run = (SELECT max(id) FROM runs) AND status = 'unchanged'", "article_key") == [("201",)]
    assert len([p for p in read_pages(data / "archive", Ledger(data / "ledger.db")) if p.key == "201"]) == 1


def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    data, portals = tmp_path / "data", slow(tmp_path / "portals")
    args = ["--sample", "--portals", str(portals)]
    process = subprocess.Popen([*COMMAND, "--data", str(data), *args], cwd=ROOT, stdout=subprocess.DEVNULL)
    wait_for(data, 5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = _fetched(data)
    assert 5 <= len(kept) < 15
    warc = next((data / "archive" / "dailoc").glob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes() + warc.read_bytes()[:50])
    done = crawl(data, *args)
    assert done.returncode == 0, done.stderr
    assert len(list(warc.parent.glob("*.partial"))) == 1
    pages = list(read_pages(data / "archive", Ledger(data / "ledger.db")))
    assert {u for u in gold_urls() if "dailoc" in u} <= {p.url for p in pages}
    again = {key for (key,) in rows(data, "run = (SELECT max(id) FROM runs) AND status = 'fetched'", "article_key")}
    assert not kept & again


def slow(portals: Path) -> Path:
    """A portal directory whose one portal is asked slowly enough to be stopped on the way."""
    portals.mkdir()
    text = (PORTALS_DIR / "dailoc.yml").read_text(encoding="utf-8")
    (portals / "dailoc.yml").write_text(text + "delay: 0.1\n", encoding="utf-8")
    return portals


def wait_for(data: Path, articles: int) -> None:
    deadline = time.monotonic() + 60
    while not ((data / "ledger.db").exists() and len(_fetched(data)) >= articles):
        assert time.monotonic() < deadline, "the crawl does not get on"
        time.sleep(0.05)


def _fetched(data: Path) -> set[object]:
    try:
        return {key for (key,) in rows(data, "kind = 'article' AND status = 'fetched' AND reason IS NULL", "article_key")}
    except sqlite3.OperationalError:  # the ledger is just being made
        return set()


def test_a_full_disk_is_told_and_the_next_run_goes_on(tmp_path: Path) -> None:
    done = crawl(tmp_path, "--sample", limit=100_000)
    assert done.returncode == 1
    assert done.stderr.startswith("error: cannot write the ") and len(done.stderr.splitlines()) == 1
    assert crawl(tmp_path, "--sample").returncode == 0
    assert gold_urls() <= {p.url for p in read_pages(tmp_path / "archive", Ledger(tmp_path / "ledger.db"))}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["dailoc"], "bundled sample: dailoc (add --sample)"),
        (["--sample", "--max-pages", "0"], "--max-pages"),
    ],
)
def test_wrong_use_is_status_2_before_the_first_request(tmp_path: Path, args: list[str], message: str) -> None:
    done = crawl(tmp_path / "data", *args)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["khong-co"], "error: unknown portal khong-co (python -m crawler check lists all)\n"),
        (["dai-loc"], "error: unknown portal dai-loc (python -m crawler check lists all; like it: dailoc)\n"),
        (["--portals", "/dev/null"], "error: /dev/null:1: no portal file (*.yml) in this directory\n"),
    ],
)
def test_a_wrong_portal_is_an_error_and_no_wrong_use(tmp_path: Path, args: list[str], message: str) -> None:
    done = crawl(tmp_path / "data", *args)
    assert (done.returncode, done.stderr) == (1, message)
    assert not (tmp_path / "data").exists()


def test_a_wrong_key_is_named_before_the_first_request(tmp_path: Path) -> None:
    text = (PORTALS_DIR / "dailoc.yml").read_text(encoding="utf-8")
    (tmp_path / "dailoc.yml").write_text(text + "colour: red\n", encoding="utf-8")
    done = crawl(tmp_path / "data", "--sample", "--portals", str(tmp_path))
    assert done.returncode == 1
    assert f"dailoc.yml:{len(text.splitlines()) + 1}: unknown key 'colour'" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = crawl(tmp_path / "file" / "data", "--sample")
    assert done.returncode == 1
    assert f"cannot write in {tmp_path / 'file' / 'data'}" in done.stderr


def test_two_crawls_do_not_write_at_once(tmp_path: Path) -> None:
    with (tmp_path / "crawl.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = crawl(tmp_path, "--sample")
    assert done.returncode == 1 and f"another crawl is writing in {tmp_path}" in done.stderr
    assert not (tmp_path / "ledger.db").exists()


def test_an_interrupted_run_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    data, portals = tmp_path / "data", slow(tmp_path / "portals")
    command = [*COMMAND, "--data", str(data), "--sample", "--portals", str(portals)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    wait_for(data, 3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    waiting, *rest = errors.splitlines(keepends=True)
    assert waiting.startswith("stopping: ")
    assert process.returncode == 130 and rest == ["error: interrupted; what was fetched is kept, run again to go on\n"]
    assert {p.key for p in read_pages(data / "archive", Ledger(data / "ledger.db"))} >= _fetched(data) != set()


def test_max_pages(tmp_path: Path) -> None:
    assert crawl(tmp_path, "--sample", "--max-pages", "1").returncode == 0
    listings = [str(u) for (u,) in rows(tmp_path, "kind = 'listing'", "url")]
    assert listings and not any("page-" in u or "start=" in u for u in listings)


def test_an_error_of_the_crawler_is_no_quiet_end(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom crawler import plan\nfrom crawler.__main__ import main\n"
        "def broken(self, listing): raise RuntimeError('vỡ')\n"
        "plan.PortalRun.sightings = broken\n"
        "main(['crawl', '--sample', '--quiet', '--data', sys.argv[1]])\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith("error: error in the crawler at http://") and done.stderr.endswith(": RuntimeError: vỡ\n")
