"""Which rules read: one short text that changes with everything that decides what is found in an article."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
CODE = ("extract/**/*.py", "core/*.py", "schemas/*.py", "schemas/confidence.csv")
VOCABULARY = ("schemas/vocab/*.csv",)
# What runs, measures, loads or writes changes no record.
NOT_RULES = (
    "extract/database/", "extract/evaluation/", "extract/export/", "extract/incremental/", "extract/knowledge/",
    "extract/handbook.py", "extract/__main__.py", "extract/run.py", "core/partitions.py", "core/article_store.py",
    "core/interrupt.py", "core/warc.py", "core/workbook.py", "core/slots.py", "core/catalog.py", "core/counted.py",
    "core/progress.py", "core/schema_version.py", "core/encoding.py", "core/collation.py", "core/search_text.py",
    "core/events.py", "core/read_only.py", "core/recorded.py", "core/release.py", "core/run_report.py",
)  # fmt: skip
# Of the libraries that rules ask: another release may cut, tag or read otherwise.
_LIBRARIES = ("dateparser", "pyahocorasick", "rapidfuzz", "spacy", "underthesea", "underthesea_core")


def files_of(patterns: tuple[str, ...], without: tuple[str, ...] = ()) -> list[str]:
    """The files of the project that patterns name, relative to it, sorted."""
    names = {path.relative_to(_ROOT).as_posix() for pattern in patterns for path in _ROOT.glob(pattern)}
    return sorted(name for name in names if not name.startswith(without))


def digest_of(names: list[str]) -> str:
    """12 hex digits of the files' names and bytes."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (_ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@cache
def code_version() -> str:
    """The state of the code that reads, and of the libraries it asks."""
    libraries = [f"{name} {_installed(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\n".join([digest_of(files_of(CODE, NOT_RULES)), *libraries]).encode()).hexdigest()[:12]


@cache
def vocabulary_version() -> str:
    """The state of the vocabulary."""
    return digest_of(files_of(VOCABULARY))


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
