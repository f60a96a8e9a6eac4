"""What researchers ask, answered by one query: on made articles (corpus/questions) read by the whole program, and on the
sample. Adding a question is adding a line to corpus/questions/questions.jsonl."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from core.article_store import write_articles
from extract.database.load import build
from extract.incremental.run import update
from extract.nlp import AUTO

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "corpus" / "questions"
SAMPLE = ROOT / "corpus" / "portals"
LINES = (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()
QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in LINES]


def build_from(folder: Path, articles: list[str]) -> Path:
    """A database of articles that are read anew from their text."""
    write_articles(folder, map(json.loads, articles))
    done = update(folder, "local:1", AUTO)
    assert (done.unread, done.aside) == ((), ())
    database = folder / "chiso.db"
    build(folder, database)
    return database


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build_both(tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("sample"))


def build_both(for_made: Path, for_sample: Path) -> dict[str, Path]:
    """The two databases that questions are asked of."""
    made = (FOLDER / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    sample = [
        json.dumps(json.loads(file.read_text(encoding="utf-8"))["article"], ensure_ascii=False)
        for file in sorted(SAMPLE.glob("*/*.json"))
    ]
    shutil.copy(FOLDER / "portals.json", for_made)
    return {"made": build_from(for_made, made), "sample": build_from(for_sample, sample)}


@pytest.mark.parametrize("question", QUESTIONS, ids=[q["id"] for q in QUESTIONS])
def test_a_question_has_its_answer(databases: dict[str, Path], question: dict[str, Any]) -> None:
    db = sqlite3.connect(f"{databases[question['on']].as_uri()}?mode=ro", uri=True)
    try:
        assert [list(row) for row in db.execute("\n".join(question["sql"]))] == question["rows"]
    finally:
        db.close()
