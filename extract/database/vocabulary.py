"""The rows that do not come from articles: vocabularies, portals, parse issues, measured accuracy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.collation import vietnamese_sort_key
from extract.database.decisions import Decisions
from extract.database.errors import BuildError
from extract.database.fact_rows import Names
from extract.database.inputs import read_json, read_json_lines, read_table, stable_id
from extract.knowledge.organizations import Organizations
from extract.knowledge.places import Places

_PLACE_COLUMNS = (
    "id", "name", "type", "level", "parent", "code", "valid_from", "valid_to", "valid_to_precision", "same_as", "lat", "lon",
)  # fmt: skip
_SUCCESSOR_COLUMNS = ("id", "place", "successor", "part", "changed_on", "source", "doubt")
_INDICATOR_COLUMNS = ("id", "name_vi", "name_en", "publisher", "level", "local_id", "scale_max", "unit", "first_year")
_EDITION_COLUMNS = ("indicator", "year", "scale_max", "components", "ranked_units", "publisher", "source", "note")
_PORTAL_KINDS = ("official", "ministry", "newspaper")
_PART_COLUMNS = ("id", "indicator", "from_year", "to_year", "component", "max", "position", "source")


def read_names(vocabulary: Path) -> Names:
    """Places, organisations and indicators of the vocabularies. A vocabulary that is absent is empty, but for
    province_successors.csv. Raises BuildError with file and line."""
    merged = vocabulary / "province_successors.csv"
    if not merged.exists():
        raise BuildError("missing", merged)
    successors = {row["old"]: row["new"] for _, row in read_table(merged, ("old", "new"))}
    gazetteer, changed = vocabulary / "places.csv", vocabulary / "place_successors.csv"
    units = read_table(gazetteer, _PLACE_COLUMNS)
    known = {row["id"] for _, row in units}
    for line, row in units:
        _refer(row, ("parent", "same_as"), known, gazetteer, line)
        for column in ("lat", "lon"):
            _number(row[column], gazetteer, line)
    became = read_table(changed, _SUCCESSOR_COLUMNS)
    for line, row in became:
        _refer(row, ("place", "successor"), known, changed, line)
    places = Places([row for _, row in units], successors, [row for _, row in became])
    listed = vocabulary / "indicators.csv"
    rows = read_table(listed, _INDICATOR_COLUMNS)
    return Names(places, Organizations(places), {row["id"]: _indicator_row(row, listed, line) for line, row in rows})


def _refer(row: dict[str, str], columns: tuple[str, ...], known: set[str], file: Path, line: int) -> None:
    for column in columns:
        if row[column] and row[column] not in known:
            raise BuildError(f"{column} '{row[column]}' is not in places.csv", file, line)


def _number(text: str, file: Path, line: int) -> float | None:
    try:
        return float(text) if text else None
    except ValueError as error:
        raise BuildError(f"'{text}' is not a number", file, line) from error


def _whole(text: str, file: Path, line: int) -> int | None:
    try:
        return int(text) if text else None
    except ValueError as error:
        raise BuildError(f"'{text}' is not a whole number", file, line) from error


def _indicator_row(row: dict[str, str], file: Path, line: int) -> dict[str, Any]:
    return {
        "id": row["id"],
        "name": row["name_vi"],
        "sort_key": vietnamese_sort_key(row["name_vi"]),
        "name_en": row["name_en"] or None,
        "publisher": row["publisher"] or None,
        "level": row["level"] or None,
        "scale_max": _number(row["scale_max"], file, line),
        "unit": row["unit"] or None,
        "first_year": _whole(row["first_year"], file, line),
        "local_indicator": row["local_id"] or None,
    }


def read_editions(vocabulary: Path, names: Names) -> list[dict[str, Any]]:
    """The rows of indicator_editions.csv; their indicators are made known to `names`. Raises BuildError with file and line."""
    path = vocabulary / "indicator_editions.csv"
    return [
        {
            "id": f"{row['indicator']}:{row['year']}",
            "indicator": names.indicator(row["indicator"]),
            "scale_max": _number(row["scale_max"], path, line),
        }
        | {name: row[name] or None for name in ("publisher", "source", "note")}
        | {name: _whole(row[name], path, line) for name in ("year", "components", "ranked_units")}
        for line, row in read_table(path, _EDITION_COLUMNS)
    ]


def read_indicator_components(vocabulary: Path, names: Names) -> list[dict[str, Any]]:
    """The rows of indicator_components.csv; their indicators are made known to `names`. Raises BuildError with file and line."""
    path = vocabulary / "indicator_components.csv"
    return [
        {
            "id": row["id"],
            "indicator": names.indicator(row["indicator"]),
            "component": row["component"],
            "max": _number(row["max"], path, line),
            "source": row["source"] or None,
        }
        | {name: _whole(row[name], path, line) for name in ("from_year", "to_year", "position")}
        for line, row in read_table(path, _PART_COLUMNS)
    ]


def portal_rows(path: Path, seen: set[str], places: Places) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(portals, portal_places) from data/portals.json; a portal that only articles name has its id as name."""
    listed = read_json(path) if path.exists() else []
    if not isinstance(listed, list) or not all(isinstance(p, dict) and isinstance(p.get("id"), str) for p in listed):
        raise BuildError("not a list of portals with ids", path)
    portals, localities = [], []
    for data in listed:
        if data.get("kind") not in (None, *_PORTAL_KINDS):
            raise BuildError(f"portal {data['id']}: kind '{data['kind']}' is none of {', '.join(_PORTAL_KINDS)}", path)
        name = data.get("name") or data["id"]
        portals.append(
            {
                "id": data["id"],
                "name": name,
                "sort_key": vietnamese_sort_key(name),
                "family": data.get("family"),
                "base_url": data.get("base_url"),
                "hosts": json.dumps(data.get("hosts") or [], ensure_ascii=False),
                "sample": int(bool(data.get("sample"))),
                "kind": data.get("kind"),
            }
        )
        localities += [_portal_place(data["id"], where, places) for where in data.get("places") or []]
    known = {row["id"] for row in portals}
    portals += [{"id": id_, "name": id_, "sort_key": vietnamese_sort_key(id_)} for id_ in sorted(seen - known)]
    return portals, localities


def _portal_place(portal: str, where: dict[str, Any], places: Places) -> dict[str, Any]:
    first, last = where.get("from"), where.get("until")
    province = where.get("province")
    stated = None if province == where["place"] else province
    place = places.find(where["place"], stated, first or last) or places.own(where["place"], stated)
    return {
        "id": stable_id("portal_place", portal, place.id, first, last),
        "portal": portal,
        "place": place.id,
        "valid_from": first,
        "valid_to": last,
    }


def parse_issue_rows(path: Path, decisions: Decisions) -> list[dict[str, Any]]:
    """Pages that were no article, and articles' files that gave no text, with the reason (data/parse_issues.jsonl); none where
    the file is absent."""
    if not path.exists():
        return []
    rows, taken_out = [], decisions.articles_out()
    for _, data in read_json_lines(path):
        rule = str(data.get("rule") or "parse.not_article")
        # What concerns an article's day, text or files is said of an article, which is in the database.
        key = (data.get("page") or {}).get("key") or data.get("url")
        article = stable_id("article", data.get("portal"), key) if rule.startswith(("article.", "attachment.")) else None
        if data.get("url") in taken_out or article in taken_out:
            continue
        row = {
            "stage": "parse",
            "rule": rule,
            "message": str(data.get("reason") or data.get("message") or "no article"),
            "url": data.get("url"),
        }
        row |= {"article": article} if article else {}
        rows.append(row | {"id": stable_id("issue", *(row[key] for key in sorted(row)))})
    return rows


def accuracy_rows(path: Path) -> list[dict[str, Any]]:
    """corpus/accuracy.json: a list of objects with the columns of `accuracy` (`interval`: [low, high]); may be absent."""
    if not path.exists():
        return []
    listed = read_json(path)
    if not isinstance(listed, list):
        raise BuildError("not a list of measured slots", path)
    rows = []
    for data in listed:
        row = dict(data)
        low, high = row.pop("interval", None) or (None, None)
        row |= {"interval_low": low, "interval_high": high}
        rows.append(row | {"id": stable_id("accuracy", row.get("fact_type"), row.get("slot"), row.get("gold_kind"))})
    return rows
