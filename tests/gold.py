"""The gold of corpus/ for the tests, read once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from extract.evaluation.gold import Case, read_gold
from schemas.facts import TYPES

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"


@cache
def cases() -> tuple[Case, ...]:
    """Sample articles and passages."""
    return tuple(read_gold(CORPUS))


def articles() -> list[Case]:
    """The sample articles."""
    return [c for c in cases() if c.kind == "articles"]


def passages() -> list[Case]:
    """The passages."""
    return [c for c in cases() if c.kind == "passages"]


def records(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """(fact type, gold record) of a case."""
    for fact_type in TYPES:
        for record in case.gold.get(fact_type) or []:
            yield fact_type, record


@cache
def schema(name: str) -> dict[str, Any]:
    """schemas/<name>.schema.json."""
    found: dict[str, Any] = json.loads((ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found
