"""The commands of extract, run as a user runs them: exit status, order, messages."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from core.article_store import write_articles
from core.vocabulary import VOCAB_DIR
from tests.gold import ROOT, articles


def run(*args: str, stdin: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "extract", *args], input=stdin, capture_output=True, text=True, cwd=cwd, timeout=120, check=False
    )


def lines(n: int) -> list[str]:
    return [json.dumps(c.article, ensure_ascii=False) for c in articles()[:n]]


def test_facts_keep_the_order_of_the_articles() -> None:
    done = run("facts", "-", stdin="\n".join(lines(4)) + "\n")
    assert done.returncode == 0, done.stderr
    assert [json.loads(x)["url"] for x in done.stdout.splitlines()] == [c.article["url"] for c in articles()[:4]]


def test_facts_of_many_articles_by_several_processes_keep_the_order() -> None:
    many = [json.dumps(c.article | {"url": f"u{i}"}, ensure_ascii=False) for i in range(4) for c in articles()[:16]]
    many = [json.dumps(json.loads(x) | {"url": f"u{n}"}, ensure_ascii=False) for n, x in enumerate(many)]
    done = run("facts", "-", "--engine", "local:2", stdin="\n".join(many))
    assert done.returncode == 0, done.stderr
    assert [json.loads(x)["url"] for x in done.stdout.splitlines()] == [f"u{n}" for n in range(len(many))]


def test_a_bad_line_costs_only_itself() -> None:
    good = lines(2)
    done = run("facts", "-", stdin="\n".join([good[0], "{not json", '{"url": 1}', "[]", good[1]]))
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == ["<stdin>:2", "<stdin>:3", "<stdin>:4"]
    assert "'url'" in done.stderr


def test_an_empty_input_is_no_error() -> None:
    done = run("facts", "-", stdin="\n\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_missing_file_is_named() -> None:
    done = run("facts", "no-such-file.jsonl")
    assert done.returncode == 1
    assert "no-such-file.jsonl" in done.stderr


def test_commands_say_what_to_run_first(tmp_path: Path) -> None:
    for args in (("facts", "--data", str(tmp_path)), ("build", "--data", str(tmp_path), "--database", str(tmp_path / "x.db"))):
        done = run(*args)
        assert done.returncode == 1
        assert str(tmp_path) in done.stderr
        assert "Traceback" not in done.stderr
    done = run("summary", "--database", str(tmp_path / "x.db"))
    assert done.returncode == 1
    assert "make demo" in done.stderr


def test_paths_follow_the_data_directory(tmp_path: Path) -> None:
    write_articles(tmp_path, [json.loads(lines(1)[0])])
    (tmp_path / "none").mkdir()
    for command in ("facts", "build", "summary", "verify", "export"):
        done = run(command, "--data", str(tmp_path))
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "chiso.db").exists() and (tmp_path / "export" / "v_scores.csv").exists()
    for command in ("summary", "verify", "export"):
        done = run(command, "--data", str(tmp_path / "none"))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"chiso: {tmp_path / 'none' / 'chiso.db'}: missing")


def test_a_saved_page_goes_through_the_pipe() -> None:
    page = ROOT / "tests" / "pages" / "nukeviet-default.html"
    parsed = subprocess.run([sys.executable, "-m", "crawler", "parse", str(page)], capture_output=True, cwd=ROOT, check=True)
    done = run("facts", "-", stdin=parsed.stdout.decode())
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["url"] == json.loads(parsed.stdout)["url"]


def test_a_broken_vocabulary_is_named_with_file_and_line(tmp_path: Path) -> None:
    vocabulary = tmp_path / "vocab"
    shutil.copytree(VOCAB_DIR, vocabulary)
    table = vocabulary / "indicator_aliases.csv"
    text = table.read_bytes()
    code = "import core.vocabulary, pathlib, runpy, sys; core.vocabulary.VOCAB_DIR = pathlib.Path(sys.argv.pop(1)); "
    code += "runpy.run_module('extract', run_name='__main__')"
    write_articles(tmp_path, [json.loads(lines(1)[0])])
    faults = ((b"ia-999,x,NO_SUCH,\n", "indicator 'NO_SUCH' is not in indicators.csv"), (b"ia-9,x\xff,PCI,level\n", "not UTF-8"))
    for row, reason in faults:
        table.write_bytes(text + row)
        command = [sys.executable, "-c", code, str(vocabulary), "facts", "--data", str(tmp_path)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
        message = f"chiso: indicator_aliases.csv, line {len(text.splitlines()) + 1}: {reason}\n"
        assert (done.returncode, done.stderr) == (1, message)
        assert not (tmp_path / "facts").exists()


def test_facts_of_the_archive_are_read_once(tmp_path: Path) -> None:
    write_articles(tmp_path, [json.loads(lines(1)[0])])
    planned = run("facts", "--data", str(tmp_path), "--dry-run")
    assert (planned.returncode, planned.stdout) == (0, "1 article to read (1 new), 0 kept\n")
    assert not (tmp_path / "facts").exists()
    done = run("facts", "--data", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, f"{planned.stdout}extracted 1 article -> {tmp_path / 'facts'}\n")
    (first,) = (tmp_path / "facts").glob("*.parquet")
    before = first.stat().st_mtime_ns
    assert run("facts", "--data", str(tmp_path)).stdout.startswith("0 articles to read, 1 kept\n")
    assert first.stat().st_mtime_ns == before


def test_every_command_has_help() -> None:
    listed = run("--help").stdout
    for command in ("facts", "build", "eval", "export", "verify", "summary"):
        assert command in listed
        assert run(command, "--help").returncode == 0
