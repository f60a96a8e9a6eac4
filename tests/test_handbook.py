"""extract.handbook and extract.evaluation.agreement: documents that are made are what the schemas and the corpus say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from extract.database.errors import BuildError
from extract.evaluation.accuracy import figures, total
from extract.evaluation.agreement import FILE, agreement_table, read_agreement
from extract.handbook import handbook

ROOT = Path(__file__).resolve().parents[1]
CORPUS, DOCS = ROOT / "corpus", ROOT / "docs"


def test_the_committed_documents_are_what_is_made() -> None:
    for path, text in handbook(DOCS, CORPUS).items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is old: python -m extract handbook"


def test_every_table_and_column_stands_in_both_languages() -> None:
    made = {path.name: text for path, text in handbook(DOCS, CORPUS).items()}
    english, vietnamese = made["database.en.md"], made["database.vi.md"]
    assert english.count("\n### ") == vietnamese.count("\n### ") > 30
    assert english.count("\n| `") == vietnamese.count("\n| `") > 300
    assert "| `province_2025` | text | Tỉnh từ 1/7/2025." in vietnamese
    assert "`result`, `target`" in english


def test_thirty_articles_are_double_coded() -> None:
    tallies = read_agreement(CORPUS)
    assert len(tallies) == 30
    measured = figures(total(tallies))["all", None]
    assert measured.gold > 500 and measured.f1 is not None and measured.f1 > 0.9


def test_agreement_counts_what_only_one_coder_has(tmp_path: Path) -> None:
    line = json.loads((CORPUS / FILE).read_text(encoding="utf-8").splitlines()[0])
    source = CORPUS / f"{line['case']}.json"
    target = tmp_path / f"{line['case']}.json"
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)
    kept = next(type_ for type_, records in line["facts"].items() if records)
    line["facts"][kept] = line["facts"][kept][1:]
    (tmp_path / FILE).write_text(json.dumps(line) + "\n", encoding="utf-8")
    (tally,) = read_agreement(tmp_path)
    assert tally.records[kept, "missed"] >= 1
    assert "| all |" in "\n".join(agreement_table([tally]))
    (tmp_path / FILE).write_text('{"case": "nowhere", "facts": {}}\n', encoding="utf-8")
    with pytest.raises(BuildError, match=rf"{FILE}:1: no double-coded article"):
        read_agreement(tmp_path)
