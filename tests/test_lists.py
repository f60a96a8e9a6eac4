"""Listing pages of themes and modules beside those that the replicas serve: their items, and what leads to the next page.

Adding a list is adding `tests/lists/<page>.html` and a row of `cases.json`: `items` are address, headline and printed date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.cms import FAMILIES, detect
from crawler.tree import Tree

LISTS = Path(__file__).with_name("lists")
CASES = json.loads((LISTS / "cases.json").read_text(encoding="utf-8"))
BASE = "http://a.example"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["page"])
def test_a_list_is_read(case: dict[str, Any]) -> None:
    soup = Tree((LISTS / f"{case['page']}.html").read_text(encoding="utf-8"))
    assert detect(soup, {})[0] == case["family"]
    found = FAMILIES[case["family"]].listing(soup, BASE + case["url"])
    assert [[i.url.removeprefix(BASE), i.title, i.date] for i in found.items] == case["items"]
    assert (found.next_url or "").removeprefix(BASE) == (case["next"] or "")
    assert dict(found.next_form) == case["form"]
    assert (found.empty is not None) == ("-empty-" in case["page"])
