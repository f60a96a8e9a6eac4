"""Accessibility by rule: axe-core over each main page, light and dark, wide and narrow, in both languages.

One load per page and language; light and dark, wide and narrow are looked at without loading again, and a second look asks
only what the change can alter. Moderate findings are printed (`pytest -rP`), serious and critical ones fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browse_pages import main_pages
from tests.browser import DESKTOP, PHONE, Visitor, axe_source

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

BAD = ("serious", "critical")
# WCAG 2.2 asks for targets of 24 pixels; axe-core has the rule switched off.
_ALL: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}
_LAYOUT = ("target-size", "scrollable-region-focusable", "color-contrast", "meta-viewport")
_RUN = """options => axe.run(document, {resultTypes: ["violations"], preload: false, ...options}).then(found =>
  found.violations.map(v => ({id: v.id, impact: v.impact, count: v.nodes.length, first: v.nodes[0].html.slice(0, 200),
                              why: v.nodes[0].failureSummary})))"""


def _only(*rules: str) -> dict[str, Any]:
    return {"runOnly": {"type": "rule", "values": list(rules)}} | _ALL


# (language, colours, window, what to ask): the first look of a language asks all.
LOOKS: list[tuple[str, str, ViewportSize, dict[str, Any]]] = [
    ("en", "light", DESKTOP, _ALL),
    ("en", "dark", PHONE, _only(*_LAYOUT)),
    ("vi", "light", PHONE, _ALL),
]


@pytest.fixture(scope="module")
def examiner(browser: Browser, sample_site: str) -> Iterator[Visitor]:
    """A visitor that carries axe-core past the policy; the other tests are about the policy."""
    made = Visitor(browser, sample_site, bypass_csp=True)
    yield made
    made.context.close()


def examine(examiner: Visitor, path: str) -> list[str]:
    """What axe-core finds on a page in all looks, as lines; the first word is the impact."""
    found, language = [], ""
    source = axe_source()
    for spoken, colours, window, options in LOOKS:
        examiner.page.set_viewport_size(window)
        examiner.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        if spoken != language:
            examiner.go(f"{path}{'&' if '?' in path else '?'}_lang={spoken}")
            examiner.page.evaluate(source)
            language = spoken
        for fault in examiner.page.evaluate(_RUN, options):
            where = f"{path} {spoken} {colours} {window['width']}"
            found.append(f"{fault['impact']} {fault['id']} x{fault['count']} at {where}: {fault['first']} | {fault['why']}")
    return found


def test_no_serious_violation_on_main_pages(examiner: Visitor, demo_data: Path) -> None:
    pages = list(main_pages(demo_data / "chiso.db").values())
    found = [line for path in pages for line in examine(examiner, path)]
    print(*(line for line in found if not line.startswith(BAD)), sep="\n")
    assert [line for line in found if line.startswith(BAD)] == []


def test_axe_finds_what_is_there(examiner: Visitor) -> None:
    """The check can fail: a page with a picture without words, grey on grey, and a field without a label."""
    examiner.go("/")
    examiner.page.set_content(
        '<html><head><title>x</title></head><body><main><img src="data:,"><input>'
        '<p style="color:#aaa;background:#bbb">grey on grey</p>'
    )
    examiner.page.evaluate(axe_source())
    found = {fault["id"] for fault in examiner.page.evaluate(_RUN, _ALL) if fault["impact"] in BAD}
    assert {"image-alt", "label", "color-contrast", "html-has-lang"} <= found
