"""The archive: what is written comes back, and what a kill leaves behind is set aside or entered."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, Exchange, read_pages, read_record, recover, sha256
from crawler.ledger import Entry, Ledger, Signature
from crawler.mend import mend

RUN = "20240626T070500Z"


def exchange(body: bytes, number: int = 1, headers: tuple[tuple[str, str], ...] = (), **marks: str) -> Exchange:
    return Exchange(
        url=f"http://thu.example/tin/a-{number}.html?x=1",
        method="GET",
        request_headers=(("User-Agent", "Thử/1"),),
        status=200,
        headers=(("Content-Type", "text/html"), *headers),
        body=body,
        date="2024-06-26T07:05:00Z",
        marks=marks,
    )


@settings(max_examples=25, deadline=None)
@given(body=st.binary(max_size=3000), title=st.text(max_size=40))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, body: bytes, title: str) -> None:
    directory = tmp_path_factory.mktemp("archive")
    archive = Archive(directory, RUN)
    places = [archive.write("thu", exchange(body, i, title=title, kind="article")) for i in range(3)]
    archive.close()
    for place in places:
        status, headers, found = read_record(directory, place.warc, place.offset)
        assert (status, found, headers["content-length"]) == (200, body, str(len(body)))
    wholes = recover(directory / places[0].warc)
    assert [(w.offset, w.sha256, w.marks) for w in wholes] == [
        (p.offset, sha256(body), {"title": title, "kind": "article"}) for p in places
    ]


def test_compressed_bodies_are_kept_as_they_came_and_read_decoded(tmp_path: Path) -> None:
    body = "Chỉ số cải cách hành chính".encode()
    packed = gzip.compress(body)
    archive = Archive(tmp_path, RUN)
    place = archive.write("thu", exchange(packed, headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))))
    archive.close()
    assert read_record(tmp_path, place.warc, place.offset)[2] == body
    assert packed in gzip.decompress((tmp_path / place.warc).read_bytes())


@pytest.mark.parametrize("lost", [1, 40, 200])
def test_a_half_written_record_is_set_aside(tmp_path: Path, lost: int) -> None:
    archive = Archive(tmp_path, RUN)
    first = archive.write("thu", exchange(b"mot" * 500, 1))
    end = (tmp_path / first.warc).stat().st_size
    archive.write("thu", exchange(b"hai" * 500, 2))
    archive.close()
    path = tmp_path / first.warc
    cut = path.read_bytes()[:-lost]
    path.write_bytes(cut)
    assert [w.offset for w in recover(path)] == [first.offset]
    aside = list(path.parent.glob("*.partial"))
    assert len(aside) == 1
    assert path.read_bytes() + aside[0].read_bytes() == cut
    assert path.stat().st_size >= end
    # A second look finds nothing more to do.
    assert [w.offset for w in recover(path)] == [first.offset]
    assert list(path.parent.glob("*.partial")) == aside


def test_rubbish_after_the_last_record_is_set_aside(tmp_path: Path) -> None:
    archive = Archive(tmp_path, RUN)
    place = archive.write("thu", exchange(b"mot"))
    archive.close()
    path = tmp_path / place.warc
    whole = path.read_bytes()
    path.write_bytes(whole + b"\0" * 70_000)
    assert len(recover(path)) == 1
    assert path.read_bytes() == whole


def test_mend_enters_what_the_ledger_lacks(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.begin(RUN, "2024-06-26T07:05:00Z", ["thu"], False)
    archive = Archive(tmp_path / "archive", RUN)
    known = archive.write("thu", exchange(b"mot", 1, kind="article", key="1"))
    ledger.record(
        Entry(RUN, "thu", "http://thu.example/1", "article", "fetched", http_status=200, sha256=sha256(b"mot"),
              warc=known.warc, offset=known.offset, article_key="1")
    )  # fmt: skip
    archive.write("thu", exchange(b"hai", 2, kind="article", key="2", title="Tiêu đề", lastmod="2024"))
    archive.write("thu", exchange(b"ba", 3, kind="listing"))
    archive.close()
    assert mend(tmp_path / "archive", ledger) == 1
    assert mend(tmp_path / "archive", ledger) == 0
    assert ledger.unfinished() == []
    entry = ledger.known("thu")["2"]
    assert (entry.status, entry.passing, entry.signature) == ("fetched", True, Signature("Tiêu đề", None, "2024"))
    assert {p.key: p.body for p in read_pages(tmp_path / "archive", ledger)} == {"1": b"mot", "2": b"hai"}


def test_rows_of_records_that_never_reached_the_disk_are_taken_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.begin(RUN, "2024-06-26T07:05:00Z", ["thu"], False)
    archive = Archive(tmp_path / "archive", RUN)
    for number, body in ((1, b"mot"), (2, b"hai")):
        place = archive.write("thu", exchange(body, number, kind="article", key=str(number)))
        ledger.record(
            Entry(RUN, "thu", f"http://thu.example/{number}", "article", "fetched", http_status=200, sha256=sha256(body),
                  warc=place.warc, offset=place.offset, article_key=str(number))
        )  # fmt: skip
    archive.close()
    path = tmp_path / "archive" / place.warc
    path.write_bytes(path.read_bytes()[: place.offset + 20])
    assert mend(tmp_path / "archive", ledger) == 0
    assert set(ledger.known("thu")) == {"1"}
    assert [p.body for p in read_pages(tmp_path / "archive", ledger)] == [b"mot"]


def test_pages_come_with_the_newest_version_last(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    for number, body in enumerate((b"cu", b"moi")):
        run = f"2024062{number}T000000Z"
        ledger.begin(run, "2024", ["thu"], False)
        archive = Archive(tmp_path / "archive", run)
        place = archive.write("thu", exchange(body))
        archive.close()
        ledger.record(
            Entry(run, "thu", "http://thu.example/1", "article", "fetched", http_status=200, sha256=sha256(body),
                  warc=place.warc, offset=place.offset, fetched_at=f"2024-06-2{number}", article_key="1")
        )  # fmt: skip
    assert [p.body for p in read_pages(tmp_path / "archive", ledger)] == [b"cu", b"moi"]
    newest = ledger.archived("thu", "article", "1")
    assert newest is not None and newest.sha256 == sha256(b"moi")


def test_a_changed_archive_is_noticed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.begin(RUN, "2024", ["thu"], False)
    archive = Archive(tmp_path / "archive", RUN)
    place = archive.write("thu", exchange(b"mot"))
    archive.close()
    ledger.record(
        Entry(RUN, "thu", "http://thu.example/1", "article", "fetched", http_status=200, sha256=sha256(b"khac"),
              warc=place.warc, offset=place.offset, article_key="1")
    )  # fmt: skip
    with pytest.raises(ValueError, match="has hash"):
        list(read_pages(tmp_path / "archive", ledger))
    with pytest.raises(ValueError, match="record"):
        read_record(tmp_path / "archive", place.warc, place.offset + 10_000)


@pytest.mark.parametrize(
    ("before", "now", "differs"),
    [
        (Signature("A", "1", "x"), Signature("A", "1", "x"), False),
        (Signature("A", "1", "x"), Signature("A", "1", None), False),
        (Signature("A", "1", None), Signature("A", "1", "x"), False),
        (Signature("A", "1", "x"), Signature("A", "1", "y"), True),
        (Signature("A", "1", "x"), Signature("B", "1", "x"), True),
        (Signature("A", "1", None), Signature("A", "2", None), True),
        (Signature(), Signature("A", "2", "x"), False),
    ],
)
def test_signatures(before: Signature, now: Signature, differs: bool) -> None:
    assert now.differs(before) is differs
    assert before.differs(now) is differs


@pytest.mark.parametrize(
    ("body", "encoding", "truncated", "entered"),
    [
        (b"<html>mot</html>", None, None, 1),
        (b"<html>mot", None, "disconnect", 0),
        (gzip.compress(b"\0" * 100_000_000), "gzip", None, 0),
        (b"<html>mot</html>", "br", None, 0),
    ],
)
def test_answers_that_broke_off_are_not_entered_after_a_kill(
    tmp_path: Path, body: bytes, encoding: str | None, truncated: str | None, entered: int
) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.begin(RUN, "2024-06-26T07:05:00Z", ["thu"], False)
    archive = Archive(tmp_path / "archive", RUN)
    headers = (("Content-Encoding", encoding),) if encoding else ()
    one = exchange(body, headers=headers, kind="article", key="1")
    place = archive.write("thu", replace(one, truncated=truncated))
    archive.close()
    assert mend(tmp_path / "archive", ledger) == entered
    if entered == 0 and truncated is None:
        with pytest.raises(ValueError, match=r"cannot read the record at \d+: (answer too large|packed as 'br')"):
            read_record(tmp_path / "archive", place.warc, place.offset)
