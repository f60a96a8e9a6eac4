"""The checks that hold every vocabulary table to its declaration (core.vocabulary_tables), and what two tables say together.

Every error is a VocabularyError with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from core.vocabulary_rows import Row
from core.vocabulary_tables import DECIDERS, Owned, Reference, Table

# Columns that hold a day; the second of a pair is not before the first.
_PERIODS = (("valid_from", "valid_to"), ("changed_on", "changed_until"))
_DAYS = (*(day for period in _PERIODS for day in period), "first_day", "signed_on")


def check_table(rows: tuple[Row, ...], spec: Table, rows_of: Callable[[str], tuple[Row, ...]]) -> None:
    """Raises VocabularyError for the first row that breaks the rules of its table. `rows_of`: another table by name."""
    for row in rows:
        for column in spec.columns:
            _check_cell(row, column, spec)
    check_unique(rows, ("id",))
    check_unique(rows, spec.unique)
    for reference in spec.references:
        check_reference(rows, reference, rows_of(reference.table))
    if spec.owned is not None:
        check_owners(rows, spec.owned)


def _check_cell(row: Row, column: str, spec: Table) -> None:
    value = row[column]
    if not value and column not in spec.open_ and "" not in spec.choices.get(column, ()):
        raise row.fail(f"{column} is empty")
    if column in spec.choices and value not in spec.choices[column]:
        raise row.fail(f"{column} '{value}' is none of {', '.join(c for c in spec.choices[column] if c)}")
    if column in _DAYS and value and not _is_day(value):
        raise row.fail(f"{column} '{value}' is no day (2025-03-01)")
    for first, last in _PERIODS:
        if column == last and value and value < row[first]:
            raise row.fail(f"{last} {value} is before {first} {row[first]}")
    if column == "decided_by":
        for word in row.items_of(column):
            if word not in DECIDERS:
                raise row.fail(f"decided_by '{word}' is none of {', '.join(DECIDERS)}")


def _is_day(value: str) -> bool:
    try:
        # fromisoformat alone also takes weeks and dates without dashes.
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def check_unique(rows: Iterable[Row], columns: tuple[str, ...]) -> None:
    """Raises VocabularyError where two rows have the same key."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[c].casefold() for c in columns)
        if key in seen:
            raise row.fail(f"{' + '.join(columns)} {key} stands already on line {seen[key].line}")
        seen[key] = row


def check_reference(rows: Iterable[Row], reference: Reference, other: Iterable[Row]) -> None:
    """Raises VocabularyError for a cell that names no row of the other table."""
    known = {" ".join(row[key] for key in reference.keys) for row in other}
    for row in rows:
        for value in row.items_of(reference.column):
            if value not in known and value not in reference.also:
                raise row.fail(f"{reference.column} '{value}' is not in {reference.table}.csv")


def surfaces(row: Row, owned: Owned) -> Iterator[str]:
    """Every surface of a row, in lower case."""
    for column in owned.surfaces:
        for surface in row.items_of(column):
            yield surface.casefold()


def check_owners(rows: Iterable[Row], owned: Owned) -> None:
    """Raises VocabularyError where a surface has two owners and one of the rows has no `decided_by`."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        for surface in surfaces(row, owned):
            other = first.setdefault((surface, *(row[c] for c in owned.within)), row)
            if all(row[c] == other[c] for c in owned.owner):
                continue
            for one in (row, other):
                if not one.get("decided_by"):
                    names = " and ".join(" ".join(r[c] for c in owned.owner) for r in (other, row))
                    lines = f"lines {other.line}, {row.line}"
                    raise one.fail(f"alias '{surface}' has two owners, {names} ({lines}), and no {_DECIDED}")


_DECIDED = f"decided_by ({', '.join(DECIDERS)})"


def check_pairs(aliases: Iterable[Row], indicators: Iterable[Row], components: Iterable[Row]) -> None:
    """Owners that one row hides: an index whose local counterpart bears the same names (told apart by `level`), and a
    name of an index that is a part of another (by `context`). Raises VocabularyError where `decided_by` lacks that."""
    pairs = {row["id"]: row["local_id"] for row in indicators if row["local_id"] not in ("", row["id"])}
    parts = {row["surface"].casefold(): row for row in components}
    for row in aliases:
        alias, decided = row["alias"], row.items_of("decided_by")
        if row["indicator"] in pairs and not decided:
            owners = f"{row['indicator']} and {pairs[row['indicator']]}"
            raise row.fail(f"alias '{alias}' has two owners, {owners} (indicators.csv), and no {_DECIDED}")
        part = parts.get(alias.casefold())
        if part is not None and part["indicator"] != row["indicator"] and "context" not in decided:
            where = f"{part.file}, line {part.line}"
            raise row.fail(f"alias '{alias}' is a part of {part['indicator']}, too ({where}): decided_by lacks context")


def _ends_before(one: Row, other: Row) -> bool:
    return one["valid_to"] != "" and one["valid_to"] < other["valid_from"]


def check_successors(rows: Iterable[Row], places: Iterable[Row]) -> None:
    """Raises VocabularyError for a successor that did not exist on the day of the change, a place that went on after it, and
    a place that is `whole` and has several successors, or `part` and has one."""
    by_id = {row["id"]: row for row in places}
    heirs: dict[str, list[Row]] = {}
    for row in rows:
        heirs.setdefault(row["place"], []).append(row)
        place, heir, day = by_id[row["place"]], by_id[row["successor"]], row["changed_on"]
        if day and not heir["valid_from"] <= day <= (heir["valid_to"] or day):
            raise row.fail(f"{heir['id']} did not exist on {day}")
        if day and not "" < place["valid_to"] < day:
            raise row.fail(f"{place['id']} did not end before {day}")
    for listed in heirs.values():
        if {row["part"] for row in listed} != {"part" if len(listed) > 1 else "whole"}:
            raise listed[0].fail(f"{listed[0]['place']} has {len(listed)} successors, part '{listed[0]['part']}'")


def check_homonyms(places: Iterable[Row]) -> None:
    """Raises VocabularyError for two units of one type, name and parent whose dates overlap: nothing would decide
    between them (level, parent and date decide between others of one name)."""
    seen: dict[tuple[str, str, str], list[Row]] = {}
    for row in places:
        for other in (known := seen.setdefault((row["type"], row["name"].casefold(), row["parent"]), [])):
            if not (_ends_before(other, row) or _ends_before(row, other)):
                name = f"{row['type']} {row['name']}"
                raise row.fail(f"{name} stands already on line {other.line}, at the same time in the same unit")
        known.append(row)


def check_parts(rows: Iterable[Row]) -> None:
    """Raises VocabularyError for two rows of one part of an index whose years overlap: a figure would stand twice."""
    seen: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        for other in (known := seen.setdefault((row["indicator"], row["component"].casefold()), [])):
            later, earlier = (row, other) if int(row["from_year"]) >= int(other["from_year"]) else (other, row)
            if not earlier["to_year"] or int(earlier["to_year"]) >= int(later["from_year"]):
                raise row.fail(f"'{row['component']}' of {row['indicator']} stands on line {other.line} for some of these years")
        known.append(row)


def check_headline_terms(rows: Iterable[Row], aliases: Iterable[Row]) -> None:
    """Raises VocabularyError for a strong term that is a name of an index: those count by themselves (crawler.relevance)."""
    named = {row["alias"].casefold(): row for row in aliases}
    for row in rows:
        alias = named.get(row["term"].casefold())
        if alias is not None and row["role"] == "strong" and not row["bare"]:
            raise row.fail(f"'{row['term']}' is a name of an index ({alias.file}, line {alias.line}) and strong without a row")
