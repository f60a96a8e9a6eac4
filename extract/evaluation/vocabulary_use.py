"""`python -m extract vocabulary`: which rows of schemas/vocab the gold of corpus/ meets, and which it never does.

A row that no gold text meets is untested on articles: nobody would see it if it misfired. What "met" means is told by table in
`_USED`: most rows are met where one of their surfaces is the longest entry at some place of a gold text; those that
stand for a fact's value (a part of an index, a tier, an edition) where a gold record has that value. Of the frozen
gold nothing is shown but this: rows of the vocabulary and counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.places import gazetteer, split_type
from core.text import Folded, fold
from core.vocabulary import TABLES, Lexicon, Row, read_vocabulary
from extract.evaluation.gold import NO_FACTS, read_gold
from extract.mentions.places import find_places
from extract.text import Text

_MEASURES = ("scores", "ranks", "tier_counts")
# Of a list of surfaces only those printed in capitals are acronyms; so long at most.
_ACRONYM = 5


@dataclass(frozen=True, slots=True)
class TableUse:
    """One table: how many rows it has and those that no gold meets, in file order."""

    name: str
    rows: int
    unused: tuple[Row, ...]

    @property
    def used(self) -> int:
        return self.rows - len(self.unused)


class GoldTexts:
    """All gold of a corpus: texts (title and body, folded) and the names in records, both with the day of the article,
    and the records by fact type."""

    def __init__(self, corpus: Path) -> None:
        self.texts: list[tuple[Folded, str]] = []
        self.records: dict[str, list[Mapping[str, Any]]] = {}
        self.names: set[tuple[str, str]] = set()
        for case in read_gold(corpus):
            day = self._add(case.article.get("title"), case.article.get("body"), case.article.get("published_at"))
            for kind in case.types:
                records = case.gold.get(kind, ())
                self.records.setdefault(kind, []).extend(records)
                self.names |= {(fold(name).text, day) for record in records for name in _strings(record)}
        for stem in sorted(NO_FACTS):
            for line in _lines(corpus / "passages" / f"{stem}.jsonl"):
                self._add(line.get("title"), line.get("text"), line.get("published_at"))

    def _add(self, title: str | None, body: str | None, published_at: str | None) -> str:
        """The text with its day, "" where it has none; gives the day."""
        day = (published_at or "")[:10]
        self.texts.append((fold(f"{title or ''}\n{body or ''}"), day))
        return day

    @cached_property
    def places(self) -> frozenset[str]:
        """Ids of the units that a place of a text may mean on its day, and those that records name in full."""
        known = gazetteer()
        met: set[str] = set()
        for text, day in self.texts:
            for mention in find_places(Text("body", text, ())):
                met.update(i for i in mention.candidates if known.by_id[i].valid_on(day or None))
        for name, day in self.names:
            if (parts := split_type(name)) is not None:
                met.update(p.id for p in known.named(parts[1], parts[0], day or None))
        return frozenset(met)

    def values(self, *slots: str) -> frozenset[tuple[str, ...]]:
        """The values of these slots together in scores, ranks and tier counts, as lower-case text."""
        records = [r for kind in _MEASURES for r in self.records.get(kind, ())]
        return frozenset(tuple(_low(r.get(slot)) for slot in slots) for r in records)


def vocabulary_use(corpus: Path) -> list[TableUse]:
    """Every table in the order of TABLES. Raises BuildError for broken gold, VocabularyError for a broken table."""
    gold = GoldTexts(corpus)
    out = []
    for name, rows in read_vocabulary().items():
        met = _USED.get(name, _by_surface)(name, rows, gold)
        out.append(TableUse(name, len(rows), tuple(row for row in rows if row["id"] not in met)))
    return out


def use_lines(use: list[TableUse]) -> Iterator[str]:
    """One line a table, for people."""
    yield f"{'vocabulary':20} {'rows':>6} {'used':>6} {'unused':>6}"
    for table in use:
        yield f"{table.name:20} {table.rows:6} {table.used:6} {len(table.unused):6}"


def unused_lines(use: list[TableUse]) -> Iterator[str]:
    """The rows never met: file, line, id and what they say."""
    for table in use:
        for row in table.unused:
            cells = ", ".join(value for key, value in row.items() if key != "id" and value)
            yield f"{row.file}:{row.line} {row['id']} {cells}"


def use_json(use: list[TableUse], unused: bool) -> str:
    """The same as JSON: a list of {"table", "rows", "used"}, on request with "unused", the rows never met."""
    listed = []
    for table in use:
        entry: dict[str, Any] = {"table": table.name, "rows": table.rows, "used": table.used}
        if unused:
            entry["unused"] = [{"line": row.line, **row} for row in table.unused]
        listed.append(entry)
    return json.dumps(listed, ensure_ascii=False, indent=1)


def _by_surface(name: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    """Rows of which a surface is the longest entry of the table at some place of a text."""
    columns = _SURFACES[name]
    return _met((row, part) for row in rows for column in columns for part in row.items_of(column))(gold)


def _met(entries: Iterator[tuple[Row, str]]) -> Callable[[GoldTexts], set[str]]:
    lexicon = Lexicon((phrase, (row["id"], phrase)) for row, phrase in entries)

    def search(gold: GoldTexts) -> set[str]:
        found: set[str] = set()
        for text, _ in gold.texts:
            for hit in lexicon.find(text.low):
                printed = text.text[hit.start : hit.end]
                found.update(i for i, phrase in hit.value if printed.isupper() or not _is_acronym(phrase))
        return found

    return search


def _is_acronym(phrase: str) -> bool:
    return len(phrase) <= _ACRONYM and phrase.isupper()


def _departments(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    """`Sở Nội vụ` in a text, or as the name of a record's unit (texts list them: `các Sở: Tài chính, Tư pháp`)."""
    met = _met((row, f"{row['head']} {name}") for row in rows for name in (row["name"], *row.items_of("aliases")))(gold)
    named = {name for name, _ in gold.names}
    stems = {f"{row['head']} {row['name']}": row["id"] for row in rows}
    return met | {i for stem, i in stems.items() if any(name == stem or name.startswith(stem + " ") for name in named)}


def _indicators(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    codes = {code for (code,) in gold.values("indicator")}
    return {row["id"] for row in rows if row["id"].lower() in codes}


def _editions(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    stated = gold.values("indicator", "year")
    return {row["id"] for row in rows if (row["indicator"].lower(), row["year"]) in stated}


def _components(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    stated = gold.values("indicator", "component")
    return {row["id"] for row in rows if (row["indicator"].lower(), row["surface"].lower()) in stated}


def _edition_parts(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    stated = gold.values("indicator", "year", "component")
    return {
        row["id"]
        for row in rows
        for indicator, year, component in stated
        if (indicator, component) == (row["indicator"].lower(), row["component"].lower())
        and row["from_year"] <= year <= (row["to_year"] or "9999")
    }


def _slot(slot: str, column: str) -> Callable[[str, tuple[Row, ...], GoldTexts], set[str]]:
    """Rows whose column is the value of a slot of some record."""

    def used(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
        stated = {value for (value,) in gold.values(slot)}
        return {row["id"] for row in rows if row[column].lower() in stated}

    return used


def _surnames(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    first = {name.split()[0] for record in gold.records.get("officials", ()) if (name := _low(record.get("name")))}
    return {row["id"] for row in rows if row["surname"].lower() in first}


def _places(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    return {row["id"] for row in rows if row["id"] in gold.places}


def _successors(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
    known = gazetteer()
    full = {known.by_id[i].full for i in gold.places}
    return {row["id"] for row in rows if row["old"] in full}


def _of_places(*columns: str) -> Callable[[str, tuple[Row, ...], GoldTexts], set[str]]:
    """Rows one of whose columns names a place that is met."""

    def used(_: str, rows: tuple[Row, ...], gold: GoldTexts) -> set[str]:
        return {row["id"] for row in rows if any(gold.places.intersection(row.items_of(column)) for column in columns)}

    return used


_USED: dict[str, Callable[[str, tuple[Row, ...], GoldTexts], set[str]]] = {
    "places": _places,
    "place_changes": _of_places("province", "before", "after"),
    "commune_changes": _of_places("district", "before", "after"),
    "place_successors": _of_places("place"),
    "province_successors": _successors,
    "indicators": _indicators,
    "indicator_editions": _editions,
    "indicator_components": _edition_parts,
    "components": _components,
    "tiers": _slot("tier", "tier"),
    "blocks": _slot("group", "group"),
    "departments": _departments,
    "surnames": _surnames,
}
# The others are met in texts: the columns that say how they are printed.
_SURFACES = {name: spec.owned.surfaces if spec.owned else (spec.columns[1],) for name, spec in TABLES.items()}


def _low(value: object) -> str:
    return "" if value is None else fold(str(value)).low


def _strings(value: object) -> Iterator[str]:
    """Every text of a record but the evidence."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key != "evidence":
                yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def _lines(file: Path) -> Iterator[Mapping[str, Any]]:
    if file.exists():
        yield from (json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip())
