"""What is measured: plain functions over material that lies ready, each returning how many things it did.

Every function imports its stage itself, so that a process that runs one of them loads that stage only (bench.machine).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.records import Article

# The CRF model's time grows with the square of a sentence's length: no input is longer than this (characters).
NER_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a portal, as the archive would give it. `family`: the portal's CMS; `portal`: its id."""

    url: str
    content: bytes
    content_type: str
    family: str
    portal: str


def parse_pages(pages: Sequence[Page]) -> int:
    """Pages -> articles, by the adapter of each portal's CMS family. Raises ValueError for a page that is no article."""
    from crawler.cms.base import NotArticle
    from crawler.parse import parse_page

    for page in pages:
        found, _ = parse_page(page.content, page.url, family=page.family, headers={"content-type": page.content_type})
        if isinstance(found, NotArticle):
            raise ValueError(f"{page.url}: {found.reason}")
    return len(pages)


def parse_pages_with_trafilatura(pages: Sequence[Page]) -> int:
    """The yardstick of parsing: trafilatura's text and metadata of the same bytes."""
    from trafilatura import bare_extraction

    for page in pages:
        bare_extraction(page.content, url=page.url, with_metadata=True)
    return len(pages)


def extract_lines(lines: Sequence[str], engine: str, nlp: str = "auto") -> int:
    """Articles (JSON) -> facts (JSON) as `python -m extract facts --nlp …` does it; on an engine.

    Raises ValueError for a line that is no article."""
    from extract.nlp import layers_of
    from extract.run import outcomes

    for outcome in outcomes(lines, full=True, engine=engine, nlp=layers_of(nlp)):
        if outcome.facts is None:
            raise ValueError(f"line {outcome.number}: {outcome.error}")
    return len(lines)


def extract_one_type(articles: Sequence[Article], fact_type: str) -> int:
    """One fact type alone, with all the reading that it needs."""
    from extract.facts import reader
    from extract.reading import Reading

    read = reader(fact_type)
    for article in articles:
        for _ in read(Reading.of(article)):
            pass
    return len(articles)


def recognise_names(articles: Sequence[Article]) -> int:
    """The yardstick of extraction: underthesea's named-entity recognition over every sentence of the same bodies."""
    from underthesea import ner, sent_tokenize

    for article in articles:
        for paragraph in article.body.split("\n"):
            for sentence in sent_tokenize(paragraph) if paragraph.strip() else ():
                for start in range(0, len(sentence), NER_CHARACTERS):
                    ner(sentence[start : start + NER_CHARACTERS])
    return len(articles)


def build_database(data: Path) -> int:
    """articles/ + facts/ of a directory -> a database; the rows that it holds, look-up tables included."""
    from extract.database.load import build

    with TemporaryDirectory() as directory:
        return sum(build(data, Path(directory) / "chiso.db").counts.values())


def copy_rows(database: Path) -> int:
    """The yardstick of loading: the rows of a built database into a fresh file without keys, checks or indices."""
    with TemporaryDirectory() as directory:
        source = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
        target = sqlite3.connect(Path(directory) / "copy.db")
        try:
            return sum(_copy_table(source, target, table) for table in _own_tables(source))
        finally:
            source.close()
            target.close()


def _own_tables(db: sqlite3.Connection) -> list[str]:
    """The tables that a build reports: the full-text index is left out."""
    from extract.database.writer import table_names

    return list(table_names(db))


def _copy_table(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    rows = source.execute(f'SELECT * FROM "{table}"')
    columns = ", ".join(f'"{column[0]}"' for column in rows.description)
    marks = ", ".join("?" * len(rows.description))
    target.execute(f'CREATE TABLE "{table}" ({columns})')
    written = target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows).rowcount
    target.commit()
    return max(written, 0)
