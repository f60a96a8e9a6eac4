"""What a citation needs: who made the dataset (CITATION.cff) and which copy of it this is."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from datasette.database import Database

from browse.asking import fetch_one

_CITATION = Path(__file__).resolve().parents[1] / "CITATION.cff"
# Where the file was not brought along: the same words.
_FALLBACK = {"title": "Chiso", "authors": [{"name": "The Chiso authors"}], "version": ""}
_CHUNK = 1 << 20
_COPY = """
SELECT (SELECT max(fetched_at) FROM pages) AS fetched, (SELECT max(rules_version) FROM accuracy) AS rules,
       (SELECT max(sample) FROM portals) AS sample
"""
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {c: f"\\{c}" for c in "{}&%$#_"}


@dataclass(frozen=True, slots=True)
class Edition:
    """Which copy of the data this is. `rules`: version of the rules; `sha256`: first 12 digits of the database file's hash;
    `fetched`: the newest day on which a page was fetched, None where no page is known; `sample`: the bundled fiction."""

    title: str
    authors: str
    software: str
    rules: str | None
    sha256: str
    fetched: str | None
    sample: bool

    @property
    def year(self) -> str:
        return (self.fetched or "")[:4]


@lru_cache(maxsize=1)
def _project() -> Mapping[str, Any]:
    return yaml.safe_load(_CITATION.read_text(encoding="utf-8")) if _CITATION.is_file() else _FALLBACK


@lru_cache(maxsize=4)
def _hash(path: str, stamp: tuple[int, int]) -> str:
    """The first 12 digits of a file's SHA-256; `stamp` (size, time of change) tells another file at the same place."""
    digest = hashlib.sha256()
    with Path(path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:12]


async def edition(database: Database) -> Edition:
    """The edition of an opened database. The file is hashed at the first question only."""
    facts = await fetch_one(database, _COPY) or {}
    project = _project()
    path = Path(str(database.path))
    found = path.stat()
    digest = await asyncio.to_thread(_hash, str(path), (found.st_size, found.st_mtime_ns))
    authors = [author.get("name") or f"{author['given-names']} {author['family-names']}" for author in project["authors"]]
    fetched = (facts.get("fetched") or "")[:10] or None
    sample = bool(facts.get("sample"))
    return Edition(project["title"], ", ".join(authors), str(project["version"]), facts.get("rules"), digest, fetched, sample)


def tex(text: str) -> str:
    """A text as it may stand in a field of BibTeX."""
    return "".join(_TEX.get(char, char) for char in re.sub(r"\s+", " ", text))


def bibtex(key: str, fields: Mapping[str, str | None]) -> str:
    """An entry of BibTeX; empty fields are left out. `url` stands as it is but for braces, which would end it."""
    lines = []
    for name, value in fields.items():
        if value:
            shown = re.sub(r"[{}\s\\]", "", value) if name == "url" else tex(value)
            lines.append(f"  {name} = {{{'{' + shown + '}' if name in ('author', 'title') else shown}}},")
    return "\n".join([f"@misc{{{key},", *lines, "}"])
