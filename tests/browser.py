"""A real browser over a served database: Debian's Chromium, driven by Playwright.

A `Visitor` is a page that keeps what went wrong (`faults`): a script error, a broken policy, a request to another host, an
answer of 400 or more. Its fixture fails the test that left any behind. Where chromium, playwright or axe is missing, tests
are skipped with the reason; with CI=true or CHISO_BROWSER=must they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import pytest

from tests.browse_fixture import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Response, ViewportSize

HOST = "127.0.0.1"
AXE = Path(__file__).resolve().parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
# Nothing but this machine can be reached, whatever a page asks for; and the browser itself asks for nothing.
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
)
# What a broken policy looks like on the console, whatever its level.
_POLICY_WORDS = ("content security policy", "refused to", "mixed content")
_TARGET = """() => {
  const id = decodeURIComponent(location.hash.slice(1));
  const at = id && document.getElementById(id);
  if (!at) return null;
  const mark = at.closest("mark") || at.closest("td, th") || at;
  const box = mark.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  const style = getComputedStyle(mark);
  return {text: mark.textContent, seen, outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0};
}"""


def unavailable(reason: str) -> NoReturn:
    """Skip the test; where the browser is a must (CI), fail it."""
    if os.environ.get("CI") == "true" or os.environ.get("CHISO_BROWSER") == "must":
        pytest.fail(f"{reason}; .ci/run installs it")
    pytest.skip(f"{reason} (Debian: apt install chromium nodejs npm; npm ci in tests/axe)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, for as long as the block runs."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        unavailable("the Python package playwright is missing")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        unavailable("chromium is missing")
    # Chromium's sandbox does not start for root.
    flags = [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        try:
            yield browser
        finally:
            browser.close()


def axe_source() -> str:
    """The text of axe-core (tests/axe, by `npm ci`)."""
    if not AXE.is_file():
        unavailable("axe-core is missing")
    return AXE.read_text(encoding="utf-8")


class Visitor:
    """A page of a new, empty browser profile at `base` that counts clicks and keeps faults."""

    def __init__(self, browser: Browser, base: str, **settings: Any) -> None:
        wanted: dict[str, Any] = {"viewport": DESKTOP, "locale": "en-GB", "base_url": base, "reduced_motion": "reduce"}
        self.context: BrowserContext = browser.new_context(**wanted | settings)
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.expected: set[str] = set()
        self.clicks = 0
        self._watch()

    def _watch(self) -> None:
        self.context.on("request", lambda request: self._host(request.url))
        self.context.on("response", self._answer)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("console", lambda message: self._console(message.type, message.text))
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _host(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "about") and parts.hostname != HOST:
            self.faults.append(f"request to another host: {address}")

    def _answer(self, response: Response) -> None:
        if response.status >= 400 and urlsplit(response.url).path not in self.expected:
            self.faults.append(f"{response.status}: {response.url}")

    def _console(self, level: str, text: str) -> None:
        told = text.casefold()
        # An answer of 400 or more is on the console too; it is judged where it arrives.
        if any(word in told for word in _POLICY_WORDS) or (level == "error" and "failed to load resource" not in told):
            self.faults.append(f"console {level} at {urlsplit(self.page.url).path}: {text[:160]}")

    def go(self, path: str) -> Page:
        """Open an address of the server; no click."""
        self.page.goto(path, wait_until="load")
        return self.page

    def click(self, selector: str) -> Page:
        """One click on the first thing in sight that fits; waits for the page it leads to."""
        self.clicks += 1
        found = self.page.locator(selector).locator("visible=true").first
        found.scroll_into_view_if_needed()
        found.click()
        self.page.wait_for_load_state("load")
        return self.page

    def sentence(self) -> str:
        """The highlighted words that the address points to. Fails unless they are in sight and outlined."""
        found = self.page.evaluate(_TARGET)
        assert found is not None, f"nothing has the anchor of {self.page.url}"
        assert found["seen"], f"out of sight: {self.page.url}"
        assert found["outline"], f"not outlined: {self.page.url}"
        return " ".join(str(found["text"]).split())

    def close(self) -> None:
        """End the profile. Fails where anything went wrong behind the test's back."""
        self.context.close()
        if self.faults:
            raise AssertionError("\n".join(self.faults))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file. No longer: while it runs, no test may run an event loop of its own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def sample_site(demo_data: Path) -> Iterator[str]:
    """The address of the served sample database, without a closing slash."""
    with serving(demo_data / "chiso.db") as http:
        yield str(http.base_url).rstrip("/")


@pytest.fixture
def visitor(browser: Browser, sample_site: str) -> Iterator[Visitor]:
    """A visitor of the sample."""
    made = Visitor(browser, sample_site)
    yield made
    made.close()
