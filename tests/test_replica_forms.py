"""The replicas that page by forms answer as ASP.NET does: a click counts only with its page's state and the session cookie."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from crawler.replica.aspnet import block, clicked, seal, unseal
from crawler.replica.server import Replica

REPLICAS = Path(__file__).with_name("replicas")
LISTS = {
    "vnpt-forms": ("/mDefault.aspx?sid=1444&pageid=6591&catid=71010", "ctl00$cphMain$ctl01$pgList"),
    "generic-theme": ("/danhsach.aspx?cm=3", "lvTin$dpTrang"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Replica]:
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as running:
        yield running


def ask(server: Replica, site: str, path: str, form: dict[str, str] | None = None, cookie: str = "") -> tuple[int, str, str]:
    """Status, cookie set and text of an answer; with `form` a POST."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    headers = {"Host": f"{site}.chiso.test", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST" if form is not None else "GET", path, urlencode(form or {}) if form else None, headers)
        answer = connection.getresponse()
        return answer.status, (answer.getheader("Set-Cookie") or "").split(";")[0], answer.read().decode()
    finally:
        connection.close()


def state(text: str) -> str:
    field = BeautifulSoup(text, "lxml").find("input", attrs={"name": "__VIEWSTATE"})
    assert field is not None
    return str(field["value"])


@pytest.mark.parametrize("site", LISTS)
def test_a_click_needs_state_and_session(server: Replica, site: str) -> None:
    path, pager = LISTS[site]
    status, cookie, first = ask(server, site, path)
    assert status == 200 and cookie
    form = {"__EVENTTARGET": pager, "__EVENTARGUMENT": "Page$2", "__VIEWSTATE": state(first)}
    status, _, second = ask(server, site, path, form, cookie)
    assert status == 200 and state(second) != state(first)
    refused = {
        "no cookie": (form, ""),
        "no state": ({k: v for k, v in form.items() if k != "__VIEWSTATE"}, cookie),
        "forged state": (form | {"__VIEWSTATE": state(first)[:-8] + "AAAAAAA="}, cookie),
        "click not offered": (form | {"__EVENTARGUMENT": "Page$40"}, cookie),
        "stale state": (form | {"__EVENTARGUMENT": "Page$1"}, cookie),
        "another control": (form | {"__EVENTTARGET": "x"}, cookie),
    }
    for name, (sent, jar) in refused.items():
        assert ask(server, site, path, sent, jar)[0] in (500, 302), name


def test_states_are_signed_and_of_one_list() -> None:
    sealed = seal("tin", 3)
    assert unseal(sealed, "tin") == 3
    assert unseal(sealed, "other") is None and unseal(sealed[4:], "tin") is None and unseal("", "tin") is None
    assert sealed == seal("tin", 3)


@pytest.mark.parametrize(
    ("page", "pages", "want"),
    [
        (1, 7, (None, [1, 2, 3], 4)),
        (3, 7, (None, [1, 2, 3], 4)),
        (4, 7, (3, [4, 5, 6], 7)),
        (7, 7, (6, [7], None)),
        (1, 2, (None, [1, 2], None)),
    ],
)
def test_blocks_of_page_numbers(page: int, pages: int, want: tuple[int | None, list[int], int | None]) -> None:
    assert block(page, pages) == want
    before, numbers, behind = want
    for number in {before, *numbers, behind} - {None, page}:
        form = {"__VIEWSTATE": seal("a", page), "__EVENTTARGET": "p", "__EVENTARGUMENT": f"Page${number}"}
        assert clicked(form, "a", "p", pages) == number
