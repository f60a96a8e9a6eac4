"""List pages: a form of filters, a table with the sentence of every row, a pager, and the same rows as Datasette's files.

A further list page is one `Listing`, one route and its words (browse/words/<name>.csv)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from datasette.database import Database
from datasette.utils.asgi import Request

from browse.asking import Row, fetch_all, quoted
from browse.codes import choices as code_choices
from browse.language import Language, language_of
from browse.units import Province, provinces
from core.collation import vietnamese_sort_key
from core.search_text import search_fold

PAGE_SIZE = 50
_LONGEST_TEXT = 80
_MOST_WORDS = 6
_YEAR = re.compile(r"(?:19|20|21)\d\d", re.ASCII)
_WORD = re.compile(r"[a-z0-9]+")


class UnknownChoiceError(Exception):
    """An argument that no list offers; the message is the `no_<what>` of browse/words/error.csv."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Part of a WHERE, its values, and the arguments of Datasette's table page that say the same."""

    sql: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """One field of the form. `name`: its argument; `kind`: value (as it stands), code (in words, of `group`), year (a number),
    day (the year of an ISO day), province (a slug), indicator, contains (part of the text) or person (words of a name)."""

    name: str
    column: str
    kind: str = "value"
    group: str = ""

    @property
    def typed(self) -> bool:
        return self.kind in ("contains", "person")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the page. `kind` names a macro of chiso_listing.html; `group`: the words of a code."""

    name: str
    kind: str = "text"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list page. `fields`: what is selected of `table`; `order` ends in a unique column."""

    name: str
    table: str
    fields: str
    order: str
    filters: tuple[Filter, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a select; `part`: the key of its group in words/listing.csv."""

    value: str
    label: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A filter as the form shows it."""

    filter: Filter
    asked: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list. `arguments`: the filters asked for, as an address has them; `table_query`: Datasette's."""

    listing: Listing
    form: tuple[Field, ...]
    rows: list[Row]
    total: int
    page: int
    pages: int
    arguments: str
    table_query: str

    def address(self, page: int) -> str:
        """The query of another page of the same list."""
        return "&".join(filter(None, (self.arguments, f"page={page}" if page > 1 else "")))


async def ask(database: Database, listing: Listing, request: Request) -> Found:
    """The page of a list that a request asks for; a page beyond the last is the last. Raises UnknownChoiceError."""
    language = language_of(request)
    places = {place.slug: place for place in await provinces(database)}
    form, conditions = [], []
    for one in listing.filters:
        asked = (request.args.get(one.name) or "").strip()[:_LONGEST_TEXT]
        offered = () if one.typed else await _choices(database, listing, one, language, places)
        if asked and not one.typed:
            offered = _with_asked(offered, one, asked, places)
        form.append(Field(one, asked, offered))
        if asked:
            conditions.append(_condition(listing, one, asked, places))
    where = " AND ".join(c.sql for c in conditions if c.sql) or "1"
    values = {name: value for c in conditions for name, value in c.values.items()}
    total = (await fetch_all(database, f"SELECT count(*) AS n FROM {listing.table} WHERE {where}", values))[0]["n"]
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(asked_number(request.args.get("page")) or 1, pages)
    sql = f"SELECT {listing.fields} FROM {listing.table} WHERE {where} ORDER BY {listing.order} LIMIT :limit OFFSET :offset"
    rows = await fetch_all(database, sql, values | {"limit": PAGE_SIZE, "offset": (number - 1) * PAGE_SIZE})
    arguments = urlencode([(one.filter.name, one.asked) for one in form if one.asked])
    pairs = urlencode([pair for c in conditions for pair in c.pairs])
    return Found(listing, tuple(form), rows, total, number, pages, arguments, pairs)


def downloads(table_address: str, query: str) -> dict[str, str]:
    """The same rows in Datasette's table page and as files: name → address."""
    more = f"&{query}" if query else ""
    return {
        "table": f"{table_address}?{query}" if query else table_address,
        "csv": f"{table_address}.csv?_stream=on{more}",
        "json": f"{table_address}.json?_shape=objects&_size=max{more}",
        "xlsx": f"{table_address}.xlsx{f'?{query}' if query else ''}",
    }


def asked_number(text: str | None) -> int:
    """A whole number of an address; 0 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


async def _choices(
    database: Database, listing: Listing, one: Filter, language: Language, places: dict[str, Province]
) -> tuple[Choice, ...]:
    """What occurs in the table, in the order that people look for it."""
    if one.kind == "code":
        return tuple(Choice(value, text) for value, text in code_choices(language, one.group))
    column = f"substr({one.column}, 1, 4)" if one.kind == "day" else one.column
    sql = f"SELECT DISTINCT {column} AS v FROM {listing.table} WHERE {one.column} IS NOT NULL LIMIT 2000"
    found = [str(row["v"]) for row in await fetch_all(database, sql)]
    if one.kind in ("year", "day"):
        return tuple(Choice(year, year) for year in sorted(found, reverse=True))
    if one.kind == "province":
        return _province_choices(found, places)
    if one.kind == "indicator":
        names = {row["id"]: row for row in await fetch_all(database, "SELECT id, name, name_en FROM indicators")}
        return tuple(Choice(i, f"{i}: {language.either(names[i]['name_en'], names[i]['name'])}") for i in sorted(found))
    return tuple(Choice(value, value) for value in sorted(found, key=lambda v: (vietnamese_sort_key(v), v)))


def _province_choices(names: list[str], places: dict[str, Province]) -> tuple[Choice, ...]:
    named = [p for p in places.values() if p.name in names]
    former = [p for p in named if not p.today]
    today = {p.successor or p.slug for p in named}
    present = [p for p in places.values() if p.slug in today]
    return tuple(Choice(p.slug, p.name, part) for part, group in (("present", present), ("former", former)) for p in group)


def _with_asked(offered: tuple[Choice, ...], one: Filter, asked: str, places: dict[str, Province]) -> tuple[Choice, ...]:
    """The choices with the one asked for: a year or province without rows is an answer, too. Raises UnknownChoiceError."""
    if any(choice.value == asked for choice in offered):
        return offered
    if one.kind in ("year", "day") and _YEAR.fullmatch(asked):
        return (*offered, Choice(asked, asked))
    if one.kind == "province" and asked in places:
        place = places[asked]
        return (*offered, Choice(asked, place.name, "present" if place.today else "former"))
    raise UnknownChoiceError("province" if one.kind == "province" else "choice")


def _condition(listing: Listing, one: Filter, asked: str, places: dict[str, Province]) -> Condition:
    column, key = one.column, one.name
    if one.kind == "province":
        place = places[asked]
        column = f"{column}_2025" if place.today else column
        return Condition(f"{column} = :{key}", {key: place.name}, ((column, place.name),))
    if one.kind == "day":
        after = str(int(asked) + 1)
        pairs = ((f"{column}__gte", asked), (f"{column}__lt", after))
        return Condition(f"{column} >= :{key} AND {column} < :{key}_end", {key: asked, f"{key}_end": after}, pairs)
    if one.kind == "contains":
        # The inner query reads the index of the column alone, not the wide rows.
        inner = f"SELECT rowid FROM {listing.table} WHERE {_contains(column, f':{key}')}"
        # Datasette's own `contains` takes % and _ for wildcards and knows no đ.
        return Condition(f"rowid IN ({inner})", {key: asked}, (("_where", _contains(column, quoted(asked))),))
    if one.kind == "person":
        return _person(listing, one, asked)
    value: str | int = int(asked) if one.kind == "year" else asked
    return Condition(f"{column} = :{key}", {key: value}, ((column, asked),))


def _contains(column: str, text: str) -> str:
    """SQL for a part of a number: in any case, `đ` as `d` (`lower` of SQLite knows ASCII only)."""

    def folded(what: str) -> str:
        return f"lower(replace(replace({what}, 'Đ', 'd'), 'đ', 'd'))"

    return f"instr({folded(column)}, {folded(text)})"


def _person(listing: Listing, one: Filter, asked: str) -> Condition:
    """Words of a name, with marks or without, in any order: each begins a word of the sort key (core/collation.py), where every
    letter has a digit behind it (`d0`, `d1` for đ)."""
    words = _WORD.findall(search_fold(asked))[:_MOST_WORDS]
    globs = ["* " + "".join(f"{c}[0-9]" if c.isalpha() else c for c in word) + "*" for word in words]
    if not globs:
        return Condition("0", {}, ((one.column, "-"),))
    values = {f"{one.name}{i}": glob for i, glob in enumerate(globs)}
    inner = " AND ".join(f"{one.column} GLOB :{name}" for name in values)
    sql = f"rowid IN (SELECT rowid FROM {listing.table} WHERE {inner})"
    return Condition(sql, dict(values), tuple((f"{one.column}__glob", glob) for glob in globs))
