"""Certificates and TLS versions of portals: which are trusted, which refused and with what words. All in one crawl."""

from __future__ import annotations

import re
import ssl
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Holder, make, server_context
from tests.old_tls import OldTls
from tests.weather_portal import NEW, Row, Site, WeatherPortal, crawl, describe, rows


@dataclass(frozen=True)
class Case:
    """`reason` None: the portal is read; else what its listing's row says. `extra`: lines of its file."""

    ident: str
    tls: Any
    reason: str | None
    extra: str = ""


def old_only(directory: Path, leaf: Holder, *sent: Holder) -> ssl.SSLContext:
    """A server that speaks TLS 1.0 and nothing newer."""
    context = server_context(directory, leaf, *sent)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def cases(directory: Path, root: Holder) -> list[Case]:
    middle, foreign_root = make("Trung gian", root, ca=True), make("Gốc lạ", ca=True)
    foreign_middle = make("Trung gian lạ", foreign_root, ca=True)
    leaf, foreign = make("Cổng", middle), make("Cổng lạ", foreign_middle)
    kept = directory / "portals" / "certificates"
    kept.mkdir(parents=True)
    (kept / "trung-gian.pem").write_bytes(middle.pem)
    (kept / "la.pem").write_bytes(foreign_middle.pem)

    def shown(*chain: Holder) -> ssl.SSLContext:
        return server_context(directory, *chain)

    add, legacy = "certificates: [trung-gian.pem]\n", "tls: legacy\n"
    expired, elsewhere, own = make("Cũ", middle, days=-1), make("Khác", middle, host="khac.example"), make("Tự ký")
    not_trusted = "certificate not trusted: "
    incomplete = not_trusted + "the chain is incomplete: an intermediate is missing .*"
    no_root = not_trusted + "signed by a root that is not trusted"
    old = r"TLS failed: .*\(old TLS\? see `tls: legacy` in docs/portals.md\)"
    return [
        Case("complete", shown(leaf, middle), None),
        Case("missing", shown(leaf), incomplete),
        Case("mended", shown(leaf), None, add),
        Case("needless", shown(leaf, middle), None, add),
        # An intermediate without a root behind it is nothing to stand on, sent or kept.
        Case("rootless", shown(foreign), no_root, "certificates: [la.pem]\n"),
        Case("own-root", shown(foreign, foreign_middle, foreign_root), no_root),
        Case("self-signed", shown(own), not_trusted + "self-signed"),
        Case("self-signed-old", shown(own), not_trusted + "self-signed", legacy + add),
        Case("expired", shown(expired, middle), not_trusted + "expired"),
        Case("elsewhere", shown(elsewhere, middle), not_trusted + r"made for another host \(khac\.example\)"),
        Case("elsewhere-old", shown(elsewhere, middle), not_trusted + r"made for another host \(khac\.example\)", legacy),
        Case("tls10", old_only(directory, leaf, middle), old),
        Case("tls10-allowed", old_only(directory, leaf, middle), None, legacy),
        Case("tls10-missing", old_only(directory, leaf), incomplete, legacy),
        Case("unsafe", OldTls(leaf, middle), old),
        Case("unsafe-allowed", OldTls(leaf, middle), None, legacy),
    ]


IDENTS = (
    "complete missing mended needless rootless own-root self-signed self-signed-old expired elsewhere elsewhere-old tls10 "
    "tls10-allowed tls10-missing unsafe unsafe-allowed"
)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Case], dict[str, WeatherPortal]]]:
    directory = tmp_path_factory.mktemp("tls")
    root = make("Gốc", ca=True)
    (directory / "root.pem").write_bytes(root.pem)
    made = {case.ident: case for case in cases(directory, root)}
    assert set(made) == set(IDENTS.split())
    with ExitStack() as stack:
        running = {}
        for case in made.values():
            running[case.ident] = stack.enter_context(WeatherPortal(Site(case.ident, 2), case.tls))
            describe(directory / "portals", running[case.ident], case.extra)
        done = crawl(directory / "data", directory / "portals", *made, SSL_CERT_FILE=str(directory / "root.pem"))
        assert done.returncode == 1, done.stderr  # those that cannot be read are named
        yield directory / "data", made, running


@pytest.mark.parametrize("ident", IDENTS.split())
def test_who_is_trusted(crawled: tuple[Path, dict[str, Case], dict[str, WeatherPortal]], ident: str) -> None:
    data, made, running = crawled
    listing, articles = rows(data, ident, "listing"), rows(data, ident)
    reason = made[ident].reason
    if reason is None:
        ok: Row = ("fetched", None, 0)
        assert listing == {"/tin/": ok} and articles == {"/tin/bai-1.html": NEW, "/tin/bai-2.html": NEW}
        return
    (row,) = listing.values()
    assert row[0] == "failed" and row[2] == 1 and articles == {}
    assert re.fullmatch("robots.txt not to be had: " + reason, row[1] or ""), row
    assert running[ident].asked == []  # nothing was said to a server that is not trusted


@pytest.mark.parametrize(
    ("pem", "name", "reason"),
    [
        ("none", "khong-co.pem", "no file 'khong-co.pem' in certificates/"),
        ("root", "x.pem", "x.pem: certificate 1 (CN=Gốc) signed itself: a root is trusted by the system or not at all"),
        ("leaf", "x.pem", "x.pem: certificate 1 (CN=Cổng) is no authority's certificate"),
        ("text", "x.pem", "x.pem: no certificates in PEM form"),
        ("root", "../x.pem", "'../x.pem' is no file name ending in .pem"),
        ("root", "x.txt", "'x.txt' is no file name ending in .pem"),
    ],
)
def test_a_file_that_holds_no_intermediates_is_named(tmp_path: Path, pem: str, name: str, reason: str) -> None:
    root = make("Gốc", ca=True)
    contents = {"root": root.pem, "leaf": make("Cổng", root).pem, "text": b"-----"}
    (tmp_path / "certificates").mkdir()
    if pem in contents:
        (tmp_path / "certificates" / "x.pem").write_bytes(contents[pem])
    with WeatherPortal(Site("cong", 1)) as portal:
        describe(tmp_path, portal, f"certificates: ['{name}']\n")
    done = crawl(tmp_path / "data", tmp_path, "cong")
    assert done.returncode == 1 and done.stderr.startswith(f"error: {tmp_path}/cong.yml:12: certificates"), done.stderr
    assert reason in done.stderr


def test_a_root_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with WeatherPortal(Site("cong", 1)) as portal:
        describe(tmp_path / "p", portal)
        done = crawl(tmp_path / "data", tmp_path / "p", "cong", SSL_CERT_FILE=str(tmp_path / "khong-co.pem"))
    assert (done.returncode, done.stderr) == (1, f"error: SSL_CERT_FILE: no file '{tmp_path / 'khong-co.pem'}'\n")
