"""The generator: the same bytes for a seed, gold in form and printed in its text, pages that the parser reads back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from bench.generate import generate, main
from crawler.cms.base import NotArticle
from crawler.parse import parse_page
from extract.evaluation.evaluate import measure_cases
from extract.evaluation.evidence import evidence_holds
from extract.evaluation.gold import read_cases
from extract.evaluation.measure import Rates
from schemas.facts import TYPES
from tests.conftest import LONG
from tests.gold import schema

SEED = 1  # the one that rules were written with; others are kept for measuring


def run(*arguments: str) -> str:
    found = CliRunner().invoke(main, list(arguments))
    assert found.exit_code == 0, found.output
    return found.output


def test_an_article_hangs_on_seed_and_number_only() -> None:
    whole = run("--count", "6", "--seed", "5").splitlines()
    assert whole[3:] == run("--count", "3", "--seed", "5", "--start", "3").splitlines()
    assert whole != run("--count", "6", "--seed", "6").splitlines()
    articles = [json.loads(line) for line in run("--count", "6", "--seed", "5", "--articles-only").splitlines()]
    assert articles == [json.loads(line)["article"] for line in whole]


def test_gold_is_in_form_and_every_quote_stands_in_its_article() -> None:
    kinds: set[str] = set()
    for case in generate(SEED, 0, 400 if LONG else 60):
        one = case.to_json()
        Draft202012Validator(schema("article"), format_checker=FormatChecker()).validate(one["article"])
        Draft202012Validator(schema("facts")).validate(one["gold"])
        for fact_type in TYPES:
            for record in one["gold"][fact_type]:
                kinds.add(fact_type)
                assert evidence_holds(fact_type, record, one["article"]), (one["article"]["url"], fact_type, record)
    assert kinds == set(TYPES)


def test_the_extraction_reads_generated_articles(tmp_path: Path) -> None:
    """A coarse bar for every run; the figure of an unseen seed is measured with `extract eval --cases`."""
    file = tmp_path / "generated.jsonl"
    run("--count", "300" if LONG else "40", "--seed", str(SEED), "--out", str(file))
    hits = gold = found = 0
    for tally in measure_cases(read_cases(file)):
        rates = Rates.of(tally.records, TYPES)
        hits, gold, found = hits + rates.hits, gold + rates.gold, found + rates.found
    assert 2 * hits / (gold + found) >= 0.97


@pytest.mark.parametrize("family", ["nukeviet", "joomla"])
def test_pages_are_read_back(family: str, tmp_path: Path) -> None:
    run("--count", "3", "--seed", "2", "--pages", family, "--out", str(tmp_path))
    rows = [json.loads(line) for line in (tmp_path / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 3
    for row in rows:
        content = (tmp_path / row["file"]).read_bytes()
        page, _ = parse_page(content, row["url"], family=family, headers={"content-type": row["content_type"]})
        assert not isinstance(page, NotArticle), page
        assert page.title == row["article"]["title"]
        assert row["article"]["body"].split("\n")[0] in page.body


def test_wrong_options_are_told(tmp_path: Path) -> None:
    for arguments in (["--pages", "nukeviet"], ["--cases", str(tmp_path), "--articles-only"]):
        found = CliRunner().invoke(main, arguments)
        assert found.exit_code == 2 and "--" in found.output
    missing = CliRunner().invoke(main, ["--count", "1", "--out", str(tmp_path / "no" / "x.jsonl")])
    assert missing.exit_code == 1 and "no" in missing.output
