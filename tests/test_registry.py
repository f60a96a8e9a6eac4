"""The registry of portals: the portals of the 63 provinces and what became of them; status, source, expectation, succession."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.places import gazetteer, split_type
from core.vocabulary import table
from crawler.__main__ import main
from crawler.portals import PortalConfig, PortalError, load_portal, load_portals
from tests.test_portals import GOOD, write

PORTALS = load_portals()
LIVE = PORTALS.live(unverified=True)
MERGED = {row["old"]: row["new"] for row in table("province_successors")}
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"
# Thừa Thiên Huế became a city half a year before the others were merged.
ENDED = {"tỉnh Thừa Thiên Huế": "2024-12-31"}


def of_province(portal: PortalConfig) -> bool:
    """A province's own portal has a host of its own right below gov.vn, and is named after the province."""
    place = portal.places[-1]
    host = portal.hosts[0].removesuffix(".gov.vn")
    return place.place == place.province and "." not in host and portal.name == f"Cổng thông tin điện tử {place.place}"


def test_every_province_has_one_portal() -> None:
    old = [p.places[0].province for p in LIVE if of_province(p) and p.at("2024-06-30").place]
    assert len(MERGED) == 63 and sorted(map(str, old)) == sorted(MERGED)
    now = {p.at("2026-01-01").place for p in LIVE if of_province(p)} - {None}
    assert now == set(MERGED.values()) and len(now) == 34


@pytest.mark.parametrize("old", MERGED)
def test_what_became_of_a_province(old: str) -> None:
    new = MERGED[old]
    (portal,) = [p for p in LIVE if of_province(p) and p.at("2024-06-30").place == old]
    if old == new:
        assert portal.at(FIRST_DAY).place == new and portal.moved_to is None
        return
    assert portal.at(ENDED.get(old, LAST_DAY)).place == old and portal.at(FIRST_DAY).place is None
    successor = PORTALS[portal.moved_to or ""]
    assert successor.at(FIRST_DAY).place == new and of_province(successor)


@pytest.mark.parametrize("portal", LIVE, ids=lambda p: p.id)
def test_an_entry_is_true_to_the_gazetteer(portal: PortalConfig) -> None:
    for place in portal.places:
        assert place.unknown() == []
        for day in (place.since, place.until):
            unit = split_type(place.place or "")
            assert unit and (day is None or gazetteer().named(unit[1], unit[0], day.isoformat())), day
    assert portal.source_kind() == "official" and not portal.sample
    assert all(host.endswith(".gov.vn") for host in portal.hosts) and portal.base_url == f"https://{portal.hosts[0]}/"


def test_hosts_are_named_once_and_unseen_sections_not_at_all() -> None:
    hosts = [host for portal in LIVE for host in portal.hosts]
    assert len(hosts) == len(set(hosts)) and len(LIVE) >= 70
    for portal in LIVE:
        assert portal.verified or portal.source, portal.id
        assert portal.sections == () or portal.verified or "survey" in (portal.source or "")


UNVERIFIED = GOOD.replace("sections:\n  - {url: /tin/, name: Tin}\n", "sections: []\nstatus: unverified\nsource: danh bạ\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("status: unverified\n", "", 6, "a portal without sections lists nothing"),
        ("source: danh bạ\n", "", 1, "an unverified portal says where its addresses come from"),
        ("status: unverified", "status: seen", 7, "status"),
        ("sections: []\n", "", 1, "key 'sections' is missing"),
        ("source: danh bạ", "source: danh bạ\nexpect: 0", 9, "expect"),
        ("source: danh bạ", "source: danh bạ\nexpect: many", 9, "expect"),
        ("source: danh bạ", "source: danh bạ\nmoved_to: Lào Cai", 9, "moved_to"),
        ("id: thu\n", "id: all\n", 1, "'all' means every portal"),
    ],
)
def test_a_wrong_entry_is_named_with_line_and_reason(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    assert load_portal(write(tmp_path, UNVERIFIED)).status == "unverified"
    path = write(tmp_path, UNVERIFIED.replace(old, new, 1))
    with pytest.raises(PortalError) as error:
        load_portal(path)
    assert str(error.value).startswith(f"{path}:{line}:") and reason in str(error.value)


@pytest.mark.parametrize(
    ("moves", "problem"),
    [
        ({"mot": "hai", "hai": "ba"}, None),
        ({"mot": "bon"}, "mot.yml:11: moved_to: there is no portal 'bon'"),
        ({"mot": "mot"}, "mot.yml:11: moved_to: 'mot' comes back to itself by way of mot"),
        ({"mot": "hai", "hai": "mot"}, "hai.yml:11: moved_to: 'hai' comes back to itself by way of mot, hai"),
    ],
)
def test_succession_leads_to_a_portal(tmp_path: Path, moves: dict[str, str], problem: str | None) -> None:
    for name in ("mot", "hai", "ba"):
        moved = f"moved_to: {moves[name]}\n" if name in moves else ""
        write(tmp_path, GOOD.replace("id: thu", f"id: {name}") + moved, f"{name}.yml")
    if problem is None:
        assert [p.moved_to for p in load_portals(tmp_path).values()] == [None, "ba", "hai"]
        return
    with pytest.raises(PortalError) as error:
        load_portals(tmp_path)
    assert str(error.value) == f"{tmp_path}/{problem}"


def test_all_means_the_live_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, UNVERIFIED.replace("id: thu", "id: chua"), "chua.yml")
    write(tmp_path, GOOD.replace("id: thu", "id: mau") + "sample: true\n", "mau.yml")
    portals = load_portals(tmp_path)
    assert [p.id for p in portals.select(("all",))] == ["thu"]
    assert [p.id for p in portals.select(("all",), unverified=True)] == ["chua", "thu"]
    assert [p.id for p in portals.select(("chua",))] == ["chua"]


@pytest.mark.parametrize(
    ("args", "status", "message"),
    [
        (["all"], 1, "error: no portal is verified but the samples"),
        (["all", "--unverified"], 1, "error: no section yet: chua (python -m crawler add http://thu.example/ --force)"),
        (["chua"], 1, "error: no section yet: chua"),
        (["khac"], 1, "error: unknown portal khac (python -m crawler check lists all)"),
        (["chu-a"], 1, "(python -m crawler check lists all; like it: chua)"),
        (["chua", "--sample"], 2, "not a bundled sample: chua"),
    ],
)
def test_a_portal_without_sections_is_not_crawled_in_silence(tmp_path: Path, args: list[str], status: int, message: str) -> None:
    write(tmp_path, UNVERIFIED.replace("id: thu", "id: chua"), "chua.yml")
    done = CliRunner().invoke(main, ["crawl", "--portals", str(tmp_path), "--data", str(tmp_path / "data"), *args])
    assert done.exit_code == status and message in done.stderr
    assert not (tmp_path / "data").exists()


def test_check_lists_every_entry() -> None:
    done = CliRunner().invoke(main, ["check"])
    assert (done.exit_code, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == list(PORTALS)
    assert {row[2] for row in rows} >= {"sample", "unverified"}
    told = {row[0]: row[5] for row in rows if len(row) > 5}
    assert told == {p.id: f"moved to {p.moved_to}" for p in LIVE if p.moved_to}
    assert len(told) == sum(old != new for old, new in MERGED.items())


def test_an_expectation_is_articles_a_month(tmp_path: Path) -> None:
    config = load_portal(write(tmp_path, GOOD + "expect: 12.5\n"))
    assert (config.expect, config.verified, config.places[0].covers(date(2025, 6, 30))) == (12.5, True, True)
