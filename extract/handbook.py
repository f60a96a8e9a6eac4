"""Documents that are made, not written: the codebook of the database in English and Vietnamese, and the coders' agreement.

`python -m extract handbook` writes them; a test holds the committed files to what it makes."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from core.catalog import SCHEMAS, Catalog, read_catalog
from extract.database.errors import BuildError
from extract.database.writer import SCHEMA, column_names, table_names
from extract.evaluation.agreement import agreement_table, read_agreement

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")
_PHRASES = SCHEMAS / "phrases_vi.csv"
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "head": "# The database, table by table",
        "intro": "Made by `python -m extract handbook` from `schemas/`; the table `codebook` of a database has the same texts. "
        "Tables that begin with `v_` are the public ones: their names and columns are stable. "
        "What counts as a fact: [codebook.md](codebook.md).",
        "public": "## Public tables",
        "others": "## Tables behind them",
        "row": "One row is",
        "counting": "Counting",
        "columns": "| column | type | meaning | unit | null means | values |",
    },
    "vi": {
        "head": "# Cơ sở dữ liệu, từng bảng",
        "intro": "Tạo bởi `python -m extract handbook` từ `schemas/`; bảng `codebook` của mọi cơ sở dữ liệu chứa cùng nội dung. "
        "Các bảng bắt đầu bằng `v_` là bảng công khai: tên và cột ổn định. "
        "Thế nào là một dữ kiện: [codebook.md](codebook.md).",
        "public": "## Các bảng công khai",
        "others": "## Các bảng phía sau",
        "row": "Mỗi dòng là",
        "counting": "Cách đếm",
        "columns": "| cột | kiểu | ý nghĩa | đơn vị | để trống khi | giá trị |",
    },
}
_AGREEMENT = ("<!-- agreement: made by `python -m extract handbook` -->\n", "<!-- /agreement -->\n")


def handbook(docs: Path, corpus: Path) -> dict[Path, str]:
    """The files and what they hold. Raises BuildError where a phrase lacks its Vietnamese or the codebook its place."""
    out = {docs / f"database.{language}.md": "\n".join(_database(language)) + "\n" for language in LANGUAGES}
    guide = docs / "codebook.md"
    text = guide.read_text(encoding="utf-8")
    start, end = text.find(_AGREEMENT[0]), text.find(_AGREEMENT[1])
    if start < 0 or end < start:
        raise BuildError("has no place for the coders' agreement (two comments)", guide)
    table = "\n".join(agreement_table(read_agreement(corpus))) + "\n"
    out[guide] = text[: start + len(_AGREEMENT[0])] + table + text[end:]
    return out


def _database(language: Language) -> Iterator[str]:
    words, catalog = _WORDS[language], read_catalog()
    yield from (words["head"], "", words["intro"], "")
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        names = table_names(db)
        for title, public in (("public", True), ("others", False)):
            yield from (words[title], "")
            for name in names:
                if name.startswith("v_") == public:
                    yield from _table(db, name, language, catalog)
    finally:
        db.close()


def _table(db: sqlite3.Connection, name: str, language: Language, catalog: Catalog) -> Iterator[str]:
    words, text = _WORDS[language], catalog.tables[name]
    say = _sayer(language)
    yield from (f"### {name}: {text.title if language == 'en' else text.title_vi}", "")
    yield f"{text.meaning if language == 'en' else text.meaning_vi} {words['row']} {say(text.grain)}."
    if text.counting_rule:
        yield f"*{words['counting']}:* {say(text.counting_rule)}"
    yield from ("", words["columns"], "|---|---|---|---|---|---|")
    types = {row[1]: row[2].lower() for row in db.execute(f"PRAGMA table_info({name})")}
    sql = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()[0]
    for column in column_names(db, name):
        told = catalog.column(name, column)
        meaning = told.en if language == "en" else told.vi
        cells = (f"`{column}`", types[column], meaning, say(told.unit), say(told.null_rule), _values(sql, column))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _values(sql: str, column: str) -> str:
    """The words that a CHECK of the schema allows: `CHECK (kind IN ('a', 'b'))`."""
    mark = f"({column} IN ("
    at = sql.find(mark)
    if at < 0:
        return ""
    listed = sql[at + len(mark) : sql.index(")", at)]
    return ", ".join(f"`{word.strip().strip(chr(39))}`" for word in listed.split(","))


def _sayer(language: Language) -> Callable[[str], str]:
    """Says a phrase of the schema in a language. Raises BuildError for one that schemas/phrases_vi.csv lacks."""
    if language == "en":
        return str
    with _PHRASES.open(encoding="utf-8", newline="") as file:
        phrases = {row["en"]: row["vi"] for row in csv.DictReader(file, strict=True)} | {"": ""}

    def say(phrase: str) -> str:
        if phrase not in phrases:
            raise BuildError(f"has no Vietnamese for '{phrase}'", _PHRASES)
        return phrases[phrase]

    return say
