"""Reading archived pages that the rules of now have not read: partitions of 1,000 pages and more, on an engine.

A partition's readings are written under a name that follows from its pages and the rules, wherever it was read; this process
enters them into data/readings.db and removes the file. A crawl reads its pages itself, so mostly nothing is left to do here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.engine import Failed, Job, open_engine
from core.events import HandedOut, counts, stage
from core.partitions import SUFFIX, content_name, is_whole, read_rows, tidy, write_partition
from core.progress import Progress
from crawler.archive import read_page
from crawler.ledger import Entry
from crawler.parse import parse_page
from crawler.readings import Readings, dumped, rules_version

PARTITION = 1000
CHUNK = 32
COLUMNS = ("sha256", "url", "family", "reading", "error")
# So few pages are read faster than processes start.
_FEW = 200
Work = tuple[Entry, str | None]
# Hash, address, family of a page; its reading, or why its record cannot be read.
Row = tuple[str, str, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class ReadPages:
    """Reads a few pages of the archive."""

    archive: Path
    rules: str

    def __call__(self, work: tuple[Work, ...]) -> list[Row]:
        """Raises RuntimeError in a process with other rules."""
        if rules_version() != self.rules:
            raise RuntimeError(f"this worker has other rules: {rules_version()} instead of {self.rules}")
        return [self._one(entry, family) for entry, family in work]

    def _one(self, entry: Entry, family: str | None) -> Row:
        at = _at(entry, family)
        try:
            page = read_page(self.archive, entry)
        except ValueError as error:
            return (*at, None, str(error))
        parsed, used = parse_page(page.body, page.url, family=family, headers=page.headers)
        return (*at, dumped(parsed, used), None)


@dataclass(frozen=True, slots=True)
class WriteReadings:
    """Puts the readings of a partition in their place."""

    path: Path

    def __call__(self, chunks: list[list[Row]]) -> Path:
        """Raises OSError."""
        rows = [row for chunk in chunks for row in chunk]
        write_partition(self.path, dict(zip(COLUMNS, zip(*rows, strict=True), strict=True)), CHUNK)
        return self.path


def read_missing(
    data_dir: Path, entries: list[Entry], families: Mapping[str, str], readings: Readings, engine: str = "local"
) -> dict[tuple[str, str, str | None], str]:
    """Read the pages that `readings` lacks; what is read is kept, whatever ends the run. Returns why those that could not be
    read could not: a damaged record, or a partition that was set aside (hash, address, family -> reason).

    Raises EngineError, OSError."""
    missing = [
        (entry, families.get(entry.portal))
        for entry in entries
        if not readings.has(*_at(entry, families.get(entry.portal)))
    ]
    directory = data_dir / "readings"
    progress = Progress("parse", "pages", len(missing))
    unread: dict[tuple[str, str, str | None], str] = {}
    partitions = {_path_of(directory, work): work for work in _partitions(missing)}
    handed, which = HandedOut(), "local:1" if len(missing) < _FEW else engine
    with stage("read pages", pages=len(missing)), open_engine(which) as opened:
        for outcome in opened.run(handed.of(_jobs(data_dir, partitions))):
            if isinstance(outcome, Failed):
                aside = partitions[directory.absolute() / f"{outcome.name}{SUFFIX}"]
                handed.aside(outcome.name, len(aside), outcome.reason, "pages")
                unread |= {_at(*work): f"its partition was set aside: {outcome.reason}" for work in aside}
                continue
            rows = list(read_rows(outcome.result, COLUMNS))
            readings.put_all((a, url, family, reading) for a, url, family, reading, _ in rows if reading is not None)
            unread |= {(a, url, family): error for a, url, family, _, error in rows if error is not None}
            outcome.result.unlink()
            progress.add(len(rows))
            handed.done(outcome.name, len(rows), "pages")
    progress.end()
    counts("worked", pages_read=len(missing) - len(unread))
    tidy(directory, ())
    return unread


def _at(entry: Entry, family: str | None) -> tuple[str, str, str | None]:
    return (entry.sha256 or "", entry.final_url or entry.url, family)


def _partitions(missing: list[Work]) -> Iterator[list[Work]]:
    count = max(1, len(missing) // PARTITION) if missing else 0
    for number in range(count):
        yield missing[number * len(missing) // count : (number + 1) * len(missing) // count]


def _path_of(directory: Path, work: list[Work]) -> Path:
    name = content_name("readings", rules_version(), *(_at(entry, family) for entry, family in work))
    return directory.absolute() / f"{name}{SUFFIX}"


def _jobs(data_dir: Path, partitions: dict[Path, list[Work]]) -> Iterator[Job]:
    read = ReadPages((data_dir / "archive").absolute(), rules_version())
    for path, work in partitions.items():
        parts = tuple(tuple(work[at : at + CHUNK]) for at in range(0, len(work), CHUNK))
        if is_whole(path):
            # Left by a run that was killed before this process could enter it.
            yield Job(path.stem, (path,), _as_it_is, _only)
        else:
            yield Job(path.stem, parts, read, WriteReadings(path))


def _as_it_is(path: Path) -> Path:
    return path


def _only(paths: list[Path]) -> Path:
    (path,) = paths
    return path
