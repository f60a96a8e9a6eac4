"""Every CMS family against its replica: the portals of tests/replicas are crawled as a user crawls, and what is parsed must
equal what was put in.

A family is data here: `sites/<id>.json` (furniture, traps, and the addresses below), `articles/<id>/NNN.json` (what is
published),
`portals/<id>.yml`. Keys of the site file that only this test reads:
`not_articles`: [path, reason] of pages that are fetched from the replica and must be refused with that reason;
`one_article`: lists of addresses (paths) that all mean the same article; `family_signs`: whether pages tell their family.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from core.article_store import read_articles
from crawler.cms import FAMILIES, detect
from crawler.cms.base import NotArticle
from crawler.decode import decode
from crawler.parse import parse_page
from crawler.portals import load_portals
from crawler.replica.server import Replica

ROOT = Path(__file__).resolve().parents[1]
REPLICAS = ROOT / "tests" / "replicas"
NAMES = sorted(p.stem for p in (REPLICAS / "sites").glob("*.json"))
LEAST_ARTICLES = 6


def site(name: str) -> dict[str, Any]:
    path = REPLICAS / "sites" / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def truth(name: str) -> list[dict[str, Any]]:
    files = sorted((REPLICAS / "articles" / name).glob("*.json"))
    return [json.loads(p.read_text(encoding="utf-8"))["article"] for p in files]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All replicas crawled and parsed in one run of the commands."""
    data = tmp_path_factory.mktemp("families")
    portals = ["--portals", str(REPLICAS / "portals"), "--data", str(data)]
    served = ["--sites", str(REPLICAS / "sites"), "--corpus", str(REPLICAS / "articles")]
    for command in (["crawl", "--sample", *served], ["parse", "--archive"]):
        done = subprocess.run(
            [sys.executable, "-m", "crawler", *command, *portals], cwd=ROOT, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
    return data


def parsed(data: Path, name: str) -> dict[str, dict[str, Any]]:
    return {a["url"]: a for a in read_articles(data) if a["portal"]["id"] == name}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_parsed_is_what_was_put_in(crawled: Path, name: str) -> None:
    want, got = truth(name), parsed(crawled, name)
    assert len(want) >= LEAST_ARTICLES
    assert sorted(got) == sorted(a["url"] for a in want)
    for article in want:
        found = got[article["url"]]
        for key in ("title", "published_at", "author", "section", "portal", "body"):
            assert found[key] == article.get(key), (article["url"], key)
        files = [(f["url"], f.get("name")) for f in found.get("attachments", [])]
        assert files == [(f["url"], f.get("name")) for f in article.get("attachments", [])], article["url"]


@pytest.mark.parametrize("name", NAMES)
def test_a_replica_is_as_rich_as_a_portal(name: str) -> None:
    words = site(name)
    portal = load_portals(REPLICAS / "portals")[name]
    assert len(portal.sections) >= 2 and portal.family == words["family"]
    assert any(a.get("attachments") for a in truth(name))
    reasons = {reason for _, reason in words["not_articles"]}
    assert "soft 404" in reasons and "print copy" in reasons


def get(server: Replica, name: str, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"{name}.chiso.test"})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("name", NAMES)
def test_copies_and_notices_are_no_articles(name: str) -> None:
    words = site(name)
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        for path, reason in words["not_articles"]:
            status, headers, body = get(server, name, path)
            assert status == 200, path
            result, _ = parse_page(body, f"http://{name}.chiso.test{path}", family=words["family"], headers=headers)
            assert isinstance(result, NotArticle) and result.reason == reason, (path, result)


@pytest.mark.parametrize("name", NAMES)
def test_addresses_of_one_article_are_one(name: str) -> None:
    words = site(name)
    family = FAMILIES[words["family"]]
    assert words["one_article"]
    keys = [{family.article_key(f"http://{name}.chiso.test{path}") for path in paths} for paths in words["one_article"]]
    assert all(len(found) == 1 and None not in found for found in keys)
    assert len(set().union(*keys)) == len(keys)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_tells_its_family(name: str) -> None:
    words = site(name)
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        for article in truth(name)[:3]:
            _, headers, body = get(server, name, article["url"].removeprefix(f"http://{name}.chiso.test"))
            assert detect(BeautifulSoup(decode(body)[0], "lxml"), headers)[0] == words["family"], article["url"]


def test_every_family_has_a_replica() -> None:
    assert {site(name)["family"] for name in NAMES} == set(FAMILIES)
