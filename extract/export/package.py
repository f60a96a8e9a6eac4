"""What makes the files a data package: descriptor, codebook in two languages, checksums, version, licences, citation.

The descriptor is a Tabular Data Package (v1) over the CSV files, whose text says everything; the other formats hold the same
tables. Nothing in it depends on when or where the export ran."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.catalog import Catalog, read_catalog
from extract.evaluation.accuracy import rules_version
from extract.export.tables import Column, Table

ROOT = Path(__file__).resolve().parents[2]
CITATION = ROOT / "CITATION.cff"
NOTICES = ROOT / "THIRD_PARTY.md"
DESCRIPTOR, README, CHECKSUMS = "datapackage.json", "README.txt", "checksums.txt"
FACTS_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
PLACES_LICENCE = {"name": "MIT", "path": "THIRD_PARTY.md", "title": "MIT License, of the packages that THIRD_PARTY.md names"}
FICTION = "FICTION: articles of the bundled sample portals are among the sources. People and events are invented; do not cite."
FICTION_VI = "HƯ CẤU: nguồn có bài của cổng mẫu kèm theo. Người và sự kiện là hư cấu; không trích dẫn."
_DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
    "caseSensitiveHeader": True,
}
# A fact that a panel prefers is a score, or a rank where no score is stated: no foreign key of one table, but one of these holds.
_ONE_OF = {"preferred_fact_id": ["v_scores.fact_id", "v_ranks.fact_id"]}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class About:
    """What is said of the whole: `version` is release + rules + database, `latest` when the newest page was fetched."""

    version: str
    rules: str
    database_sha256: str
    latest: str | None
    portals: tuple[tuple[str, str | None], ...]
    sample: bool
    citation: dict[str, Any]


def sha256(path: Path) -> str:
    """The hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_about(db: sqlite3.Connection, database: Path) -> About:
    """Release and rules are those of the program that exports, the rest is read from the database."""
    moments = [row[0] for row in db.execute("SELECT DISTINCT fetched_at FROM pages WHERE fetched_at IS NOT NULL")]
    portals = db.execute("SELECT name, base_url, sample FROM portals ORDER BY id").fetchall()
    return about_of(sha256(database), moments, portals)


def about_of(digest: str, moments: Iterable[str | None], portals: Sequence[tuple[str, str | None, int | None]]) -> About:
    """`digest`: of what is exported; `moments`: when its pages were fetched; `portals`: name, address, whether of the sample."""
    rules = rules_version()
    return About(
        version=f"{rules}.{digest[:12]}",
        rules=rules,
        database_sha256=digest,
        latest=max((moment for moment in moments if moment and _INSTANT.fullmatch(moment)), default=None),
        portals=tuple((name, url if url and re.match("https?://", url) else None) for name, url, _ in portals),
        sample=any(sample for _, _, sample in portals),
        citation=yaml.safe_load(CITATION.read_text(encoding="utf-8")),
    )


def cite(about: About) -> str:
    """One line to cite the copy by."""
    authors = "; ".join(_author(person) for person in about.citation["authors"])
    return f"{authors}: {about.citation['title']}. Data, version {about.version}. Licence CC BY 4.0."


def _author(person: dict[str, str]) -> str:
    return person.get("name") or " ".join(person[key] for key in ("given-names", "family-names") if key in person)


def descriptor(about: About, tables: Sequence[Table], directory: Path) -> str:
    """datapackage.json over the CSV files that lie in `directory`."""
    catalog = read_catalog()
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "chiso",
        "title": about.citation["title"],
        "description": " ".join([about.citation["abstract"].strip(), *([FICTION, FICTION_VI] if about.sample else [])]),
        "version": about.version,
    }
    if about.latest:
        package["created"] = about.latest
    package |= {
        "licenses": [FACTS_LICENCE],
        "contributors": [{"title": _author(person), "role": "author"} for person in about.citation["authors"]],
        "keywords": about.citation["keywords"],
        "citation": cite(about),
        "program": {"rules_version": about.rules, "database_sha256": about.database_sha256},
    }
    if about.portals:
        package["sources"] = [{"title": name} | ({"path": url} if url else {}) for name, url in about.portals]
    package["resources"] = [_resource(table, catalog, directory / f"{table.name}.csv") for table in tables]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table, catalog: Catalog, path: Path) -> dict[str, Any]:
    text = catalog.tables[table.name]
    resource = {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": text.title,
        "title_vi": text.title_vi,
        "description": " ".join(part for part in (f"One row is {text.grain}.", text.meaning, text.counting_rule) if part),
        "description_vi": text.meaning_vi,
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "rows": table.rows,
        "dialect": _DIALECT,
        "schema": _schema(table, catalog),
    }
    return resource | ({"licenses": [PLACES_LICENCE]} if table.name in ("places", "place_successors") else {})


def _schema(table: Table, catalog: Catalog) -> dict[str, Any]:
    keys = [
        {"fields": column, "reference": {"resource": "" if target == table.name else target, "fields": there}}
        for column, target, there in table.references
    ]
    schema = {
        "fields": [_field(table, column, catalog) for column in table.columns],
        "missingValues": [""],
        "primaryKey": table.key,
    }
    return schema | ({"foreignKeys": keys} if keys else {})


def _field(table: Table, column: Column, catalog: Catalog) -> dict[str, Any]:
    text = catalog.column(table.name, column.name)
    type_ = "date" if text.unit == "ISO day" else column.kind
    field: dict[str, Any] = {"name": column.name, "type": type_, "description": text.en, "description_vi": text.vi}
    more = {"unit": text.unit, "null_means": text.null_rule, "one_of": _ONE_OF.get(column.name)}
    field |= {key: value for key, value in more.items() if value}
    return field | ({"constraints": column.constraints} if column.constraints else {})


def readme(about: About, tables: Sequence[Table], formats: Sequence[str]) -> str:
    """README.txt: what lies here, how to read it, how to cite it."""
    texts = read_catalog().tables
    width = max(len(table.name) for table in tables)
    listed = [f"  {t.name:{width}} {t.rows:>9,}  {texts[t.name].title} / {texts[t.name].title_vi}" for t in tables]
    lines = [
        about.citation["title"],
        f"Version {about.version}" + (f", pages fetched to {about.latest}" if about.latest else ""),
        *(["", FICTION, FICTION_VI] if about.sample else []),
        "",
        f"Tables (rows), each as {', '.join(formats)} / Các bảng (số dòng):",
        *listed,
        "",
        "codebook: what every table and column means, when it is null, how to count. v_panel: provinces by year, begin there.",
        "codebook: ý nghĩa của mọi bảng và cột. Nên bắt đầu với v_panel (tỉnh theo năm).",
        'CSV is UTF-8 with commas; an empty cell is null (not stated), "" is an empty text. Ids are texts: 0123 is not 123.',
        "An absent fact is not a zero: coverage says what was read. accuracy says how often the reading is right.",
        f"sha256sum -c {CHECKSUMS} checks the files.",
        *([f"{DESCRIPTOR} describes the CSV files (Tabular Data Package)."] if "csv" in formats else []),
        "",
        "Licence of the facts: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/; of places: THIRD_PARTY.md.",
        "Quotes and titles belong to the articles that they name: cite article_url where a figure matters.",
        f"To cite / Trích dẫn: {cite(about)}",
    ]
    return "\n".join(lines) + "\n"


def checksums(directory: Path) -> str:
    """checksums.txt as `sha256sum -c` reads it, of every file in `directory`."""
    files = sorted(path for path in directory.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return "".join(f"{sha256(path)}  {path.relative_to(directory).as_posix()}\n" for path in files)


def read_checksums(path: Path) -> dict[str, str]:
    """name -> hash of an earlier export; empty where there is none. Only plain file names count."""
    if not path.is_file():
        return {}
    found = re.findall(r"^([0-9a-f]{64})  ([\w.-]+)$", path.read_text(encoding="utf-8", errors="replace"), re.M)
    return {name: digest for digest, name in found}
