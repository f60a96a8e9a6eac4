"""Portal files: what is read, what is refused with file and line, and whose portal it was on a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.__main__ import main
from crawler.portals import PORTALS_DIR, PortalError, load_portal, load_portals
from schemas.records import Portal

GOOD = """\
id: thu
name: Cổng thử
family: nukeviet
base_url: http://thu.example/
hosts: [thu.example]
sections:
  - {url: /tin/, name: Tin}
places:
  - {place: huyện Thử, province: tỉnh Thử, until: 2025-06-30}
  - {place: xã Thử, province: thành phố Thử, from: 2025-07-01}
"""


def write(directory: Path, text: str, name: str = "thu.yml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("name: Cổng thử", "name: Cổng thử\ncolour: red", 3, "unknown key 'colour'"),
        ("{url: /tin/, name: Tin}", "{url: /tin/, title: Tin}", 7, "sections.0"),
        ("family: nukeviet", "family: typo3", 3, "unknown family 'typo3'"),
        ("family: nukeviet\n", "", 1, "key 'family' is missing"),
        ("name: Cổng thử", "name: Cổng thử\nname: Cổng khác", 3, "'name' is given twice"),
        ("until: 2025-06-30", "until: 2025-07-01", 8, "two places are valid on 2025-07-01"),
        ("until: 2025-06-30", "until: 2025-06-31", 9, "places.0.until"),
        ("place: huyện Thử", "place: Thử", 9, "does not begin with a type of place"),
        ("name: Cổng thử", "name: Cổng thử\nkind: blog", 3, "kind"),
        ("url: /tin/", "url: http://khac.example/tin/", 1, "none of the portal's hosts"),
        ("base_url: http://thu.example/", "base_url: thu.example", 4, "no http or https address"),
        ("hosts: [thu.example]", "hosts: [thu.example", 6, ""),
        ("{url: /tin/,", "{url: /?act=list&cat=7,", 7, "an address with ? or & goes into quotes"),
        ("id: thu\n", "id: khac\n", 1, "not the file's name"),
        (GOOD, "- một\n- hai\n", 1, "mapping"),
        (GOOD, "", 1, "mapping"),
    ],
)
def test_a_wrong_file_is_named_with_line_and_reason(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(PortalError) as error:
        load_portal(path)
    assert str(error.value).startswith(f"{path}:{line}:")
    assert reason in str(error.value)


def test_locality_follows_the_date(tmp_path: Path) -> None:
    config = load_portal(write(tmp_path, GOOD))
    before, after = Portal("thu", "huyện Thử", "tỉnh Thử"), Portal("thu", "xã Thử", "thành phố Thử")
    assert config.at("2025-06-30T23:59:00+07:00") == before
    assert config.at("2025-07-01T00:00:00+07:00") == after
    assert config.at("1999-01-01") == before
    # Two places and no date: which one is not known.
    assert config.at(None) == Portal("thu")


def test_one_place_needs_no_date(tmp_path: Path) -> None:
    text = "\n".join(line for line in GOOD.replace(", until: 2025-06-30", "").splitlines() if "from:" not in line)
    assert load_portal(write(tmp_path, text)).at(None) == Portal("thu", "huyện Thử", "tỉnh Thử")


def test_a_portal_outside_every_period_has_no_place(tmp_path: Path) -> None:
    config = load_portal(write(tmp_path, GOOD.replace("from: 2025-07-01", "from: 2026-01-01")))
    assert config.at("2025-10-01") == Portal("thu")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://thu.example/a", True),
        ("https://thu.example/a", True),
        ("http://thu.example:80/a", True),
        ("http://thu.example:8080/a", False),
        ("http://con.thu.example/a", False),
        ("http://thu.example.khac.example/a", False),
        ("http://thu.example@khac.example/a", False),
        ("ftp://thu.example/a", False),
        ("javascript:void(0)", False),
    ],
)
def test_hosts(tmp_path: Path, url: str, own: bool) -> None:
    assert load_portal(write(tmp_path, GOOD)).owns(url) is own


@pytest.mark.parametrize(
    ("host", "places", "stated", "kind"),
    [
        ("laocai.gov.vn", "{place: tỉnh Lào Cai}", "", "official"),
        ("moha.gov.vn", "{}", "", "ministry"),
        ("baomoi.example", "{}", "", None),
        ("baomoi.example", "{}", "kind: newspaper", "newspaper"),
        ("congbao.gov.vn", "{}", "kind: newspaper", "newspaper"),
        ("gov.vn.example", "{place: tỉnh Lào Cai}", "", None),
    ],
)
def test_who_speaks(tmp_path: Path, host: str, places: str, stated: str, kind: str | None) -> None:
    head, _, _ = GOOD.replace("thu.example", host).partition("places:")
    assert load_portal(write(tmp_path, f"{head}places:\n  - {places}\n{stated}\n")).source_kind() == kind


@pytest.mark.parametrize(
    ("host", "stated", "warned"),
    [
        ("thu.example", "", True),
        ("thu.example", "kind: official\n", False),
        ("thu.example", "kind: newspaper\n", False),
        ("thu.gov.vn", "", False),
        ("thu.gov.vn.example", "", True),
    ],
)
def test_check_warns_where_nothing_says_who_speaks(tmp_path: Path, host: str, stated: str, warned: bool) -> None:
    write(tmp_path, GOOD.replace("thu.example", host) + stated)
    done = CliRunner().invoke(main, ["check", "--portals", str(tmp_path)])
    told = [line for line in done.stderr.splitlines() if "`kind`" in line]
    assert done.exit_code == 0 and len(told) == warned
    assert all(line.startswith(f"warning: {tmp_path}/thu.yml: hosts outside .gov.vn") for line in told)


def test_check_warns_of_places_that_do_not_exist(tmp_path: Path) -> None:
    quang_nam, da_nang = ("huyện Đại Lộc", "tỉnh Quảng Nam"), ("xã Đại Lộc", "thành phố Đà Nẵng")
    cases = {
        (*quang_nam, *da_nang): [],
        ("huyện Đại Lọc", "tỉnh Quảng Nam", *da_nang): ["huyện Đại Lọc"],
        ("huyện Đại Lộc", "tỉnh Gia Lai", *da_nang): ["huyện Đại Lộc"],
        (*quang_nam, "xã Đại Lộc", "tỉnh Quảng Nam"): ["tỉnh Quảng Nam"],
        (*quang_nam, "xã Đại Lộc", "tỉnh Gia Lay"): ["tỉnh Gia Lay"],
    }
    for names, unknown in cases.items():
        text = GOOD
        for old, new in zip(("huyện Thử", "tỉnh Thử", "xã Thử", "thành phố Thử"), names, strict=True):
            text = text.replace(f": {old},", f": {new},")
        write(tmp_path, text + "kind: official\n")
        done = CliRunner().invoke(main, ["check", "--portals", str(tmp_path)])
        assert (done.exit_code, done.stdout) == (0, "thu\tnukeviet\tlive\t1 section\tCổng thử\n")
        warned = [f"warning: {tmp_path}/thu.yml: '{name}' is not in places.csv (in that province and period)" for name in unknown]
        assert done.stderr.splitlines() == warned
    assert not [name for portal in load_portals().values() for place in portal.places for name in place.unknown()]


def test_the_bundled_portals(tmp_path: Path) -> None:
    portals = load_portals()
    assert {p.family for p in portals.values() if p.sample} >= {"nukeviet", "joomla", "liferay", "sharepoint"}
    for path in PORTALS_DIR.glob("*.yml"):
        assert 8 <= len(path.read_text(encoding="utf-8").splitlines()) <= 25
    with pytest.raises(KeyError, match=r"^.unknown portal khong-co \(python -m crawler check lists all\)"):
        portals.select(("dailoc", "khong-co"))
    assert portals.at(None, "2024-01-01") == Portal(None)
    with pytest.raises(PortalError, match="no portal file"):
        load_portals(tmp_path)
