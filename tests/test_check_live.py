"""`check ID...`: a portal that answers as its file says, and each way in which it may not."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from crawler.__main__ import main
from crawler.registry.check import COLUMNS, Checked, as_lines, as_table, remarks
from tests.small_portal import Reply, SmallPortal, articles, home, listing, run


def recent() -> list[str]:
    """Days ten days apart: three articles a month and section, about. From the test's own day: a run may cross midnight."""
    return [(date.today() - timedelta(days=10 * i)).strftime("%d/%m/%Y") for i in range(6)]


def pages() -> dict[str, str | Reply]:
    days = recent()
    return {
        "/": home("Cổng thử", {}),
        "/cchc": listing("/cchc", days),
        "/tin": listing("/tin", days[:3]),
        **articles("/cchc", days),
        **articles("/tin", days[:3]),
    }


SECTIONS = "sections:\n  - {url: /cchc, name: Cải cách}\n  - {url: /tin, name: Tin}\n"


def entry(directory: Path, name: str, server: SmallPortal, extra: str = "", sections: str = SECTIONS) -> None:
    (directory / f"{name}.yml").write_text(
        f"id: {name}\nname: Cổng {name}\nfamily: generic\nbase_url: {server.here}/\nhosts: [127.0.0.1]\n{sections}"
        f"places:\n  - {{place: tỉnh Gia Lai, province: tỉnh Gia Lai}}\ndelay: 0\nkind: official\n{extra}",
        encoding="utf-8",
    )


# Each portal: what its server answers besides `pages`, lines of its file, its row (without the id), what is told of it.
CASES: dict[str, tuple[dict[str, str | Reply], str, list[str], list[str]]] = {
    "tot": ({}, "expect: 3", ["none", "2/2", "9", "5/5", "5/5", "7.9 of 3", "ok"], []),
    "mat-muc": (
        {"/tin": Reply(status=404)},
        "",
        ["none", "1/2", "6", "5/5", "5/5", "3.6", "FAILED"],
        ["{here}/tin: HTTP 404", "FAILED: 1 of 2 sections list nothing"],
    ),
    "ve-trang-chu": (
        {"/tin": Reply(status=302, headers={"Location": "{here}/"})},
        "",
        ["none", "1/2", "6", "5/5", "5/5", "3.6", "FAILED"],
        ["{here}/tin: redirected to the home page (no such section)", "FAILED: 1 of 2 sections list nothing"],
    ),
    "cam": (
        {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n")},
        "",
        ["forbids", "0/2", "0", "0/0", "0/0", "?", "FAILED"],
        ["{here}/cchc: robots.txt", "{here}/tin: robots.txt", "FAILED: 2 of 2 sections list nothing"],
    ),
    "hong-robots": (
        {"/robots.txt": Reply(status=503)},
        "",
        ["no answer", "0/2", "0", "0/0", "0/0", "?", "FAILED"],
        ["{here}/cchc: robots.txt not to be had: HTTP 503", "{here}/tin: robots.txt not to be had: HTTP 503",
         "FAILED: 2 of 2 sections list nothing"],
    ),
    "khong-ngay": (
        {**articles("/cchc", [""] * 6), **articles("/tin", [""] * 3)},
        "",
        ["none", "2/2", "9", "0/5", "5/5", "7.9", "FAILED"],
        ["FAILED: 0 of 5 articles have a date"],
    ),
    "it-bai": (
        {},
        "expect: 50",
        ["none", "2/2", "9", "5/5", "5/5", "7.9 of 50", "FAILED"],
        ["FAILED: 7.9 articles a month, 50 expected"],
    ),
}  # fmt: skip


def test_each_portal_has_its_row(tmp_path: Path) -> None:
    """All are looked at in one run: what one does is no trouble of another."""
    servers = {name: SmallPortal(pages() | other) for name, (other, *_) in CASES.items()}
    try:
        for name, server in servers.items():
            server.__enter__()
            entry(tmp_path, name, server, CASES[name][1])
        done = run("check", *CASES, "--portals", tmp_path)
    finally:
        for server in servers.values():
            server.__exit__(None, None, None)
    assert done.returncode == 1
    header, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert tuple(header) == COLUMNS
    assert rows == [[name, *row] for name, (_, _, row, _) in CASES.items()]
    told = [f"{name}: {text.replace('{here}', servers[name].here)}" for name, (*_, texts) in CASES.items() for text in texts]
    assert done.stderr.splitlines() == told
    assert all("Chiso/" in agent for server in servers.values() for agent in server.agents)
    assert max(len(server.asked) for server in servers.values()) <= 2 + 2 + 5


def test_articles_without_a_body_and_portals_without_sections(tmp_path: Path) -> None:
    days = recent()
    gone: dict[str, str | Reply] = {p: Reply(status=404) for p in [*articles("/cchc", days), *articles("/tin", days[:3])]}
    with SmallPortal(pages() | gone) as server:
        entry(tmp_path, "rong", server)
        entry(tmp_path, "chua", server, "status: unverified\nsource: danh bạ\n", "sections: []\n")
        done = run("check", "chua", "rong", "--portals", tmp_path)
        assert done.returncode == 1
        assert done.stdout.splitlines()[1:] == [
            "chua\tnot asked\t0/0\t0\t0/0\t0/0\t?\tFAILED",
            "rong\tnone\t2/2\t9\t0/5\t0/5\t7.9\tFAILED",
        ]
        assert f"chua: FAILED: no section yet: python -m crawler add {server.here}/" in done.stderr
        assert "rong: FAILED: 0 of 5 articles have a body" in done.stderr
        assert done.stderr.count(": HTTP 404") == 5


def test_the_bundled_portals_pass() -> None:
    done = run("check", "--sample", contact=False)
    assert done.returncode == 0, done.stderr
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()[1:]}
    assert rows["dailoc"][:5] == ["allows", "3/3", "22", "5/5", "5/5"]
    assert rows["cchc-laocai"][:2] == ["allows", "4/4"]
    assert {row[-1] for row in rows.values()} == {"ok"}


@pytest.mark.parametrize(
    ("args", "contact", "status", "message"),
    [
        (["dailoc"], True, 2, "bundled sample: dailoc (add --sample)"),
        (["laocai"], False, 2, "give --contact"),
        (["khong-co"], True, 1, "unknown portal khong-co"),
    ],
)
def test_wrong_use(args: list[str], contact: bool, status: int, message: str) -> None:
    env = {"CHISO_CONTACT": "thu@example.org" if contact else ""}
    done = CliRunner(env=env).invoke(main, ["check", *args])
    assert done.exit_code == status and message in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_a_terminal_gets_a_table() -> None:
    good = Checked("tot", "allows", (2, 2), 20, (5, 5), (5, 5), 4.25, 5.0, (), ())
    bad = Checked(
        "hong", "forbids", (0, 1), 0, (0, 0), (0, 0), None, None, ("/tin: robots.txt",), ("1 of 1 sections list nothing",)
    )
    console = Console(width=120, record=True, file=StringIO())
    console.print(as_table([good, bad]))
    shown = console.export_text()
    for cell in (*COLUMNS, *good.cells(), *bad.cells()):
        assert cell in shown
    assert as_lines([good]).splitlines()[1] == "tot\tallows\t2/2\t20\t5/5\t5/5\t4.2 of 5\tok"
    assert remarks([good, bad]) == ["hong: /tin: robots.txt", "hong: FAILED: 1 of 1 sections list nothing"]
