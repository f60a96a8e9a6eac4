"""The panels: of all statements of a figure the preferred one (extract.knowledge.panels.preference), with how many sources agree.
Contradictions stay rows of v_disagreements."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from extract.database.inputs import stable_id
from extract.knowledge.panels.ladders import family
from extract.knowledge.panels.preference import contradict, prefer
from extract.knowledge.panels.statements import Row, Stated, read_units

_SERIES = ("indicator", "year", "period", "component")
Rows = list[dict[str, Any]]
# Rows that are held before they are inserted.
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Chosen:
    """The row of a preferred statement, how many stories state any figure, the share of them that agree, the deciding step."""

    row: Row
    sources: int = 1
    agreement: float = 1.0
    decided_by: str = "only"

    def to_row(self) -> dict[str, Any]:
        return {
            "sources": self.sources,
            "agreement": round(self.agreement, 6),
            "decided_by": self.decided_by,
            "suspect": self.row["suspect"],
            "preferred_fact_id": self.row["fact_id"],
            "preferred_article_id": self.row["article_id"],
        }


def fill_panels(db: sqlite3.Connection) -> None:
    """Fill v_panel, v_local_panel and v_disagreements from v_scores and v_ranks, one unit, index and year after the other."""
    central = {row["id"] for row in db.execute("SELECT id FROM organizations WHERE level = 'central'")}
    panel: Rows = []
    local: Rows = []
    disagreements: Rows = []
    for unit in read_units(db):
        groups = _groups(unit, central)
        panel += [row for key, rows in groups.provinces.items() if (row := _panel_row(key, rows))]
        local += [row for rows in groups.local.values() if (row := _local_row(rows))]
        disagreements += [row for key, rows in groups.figures.items() if (row := _disagreement(key, rows))]
        if len(local) + len(disagreements) >= _BATCH:
            _insert(db, "v_local_panel", local)
            _insert(db, "v_disagreements", disagreements)
            local, disagreements = [], []
    _insert(db, "v_panel", _with_breaks(db, panel))
    _insert(db, "v_local_panel", local)
    _insert(db, "v_disagreements", disagreements)


@dataclass(frozen=True, slots=True)
class _Groups:
    """The statements of a unit, index and year: by name of the province, by other unit, by figure."""

    provinces: dict[str, list[Stated]] = field(default_factory=lambda: defaultdict(list))
    local: dict[str, list[Stated]] = field(default_factory=lambda: defaultdict(list))
    figures: dict[tuple[Any, ...], list[Stated]] = field(default_factory=lambda: defaultdict(list))


def _groups(unit: list[Stated], central: set[str]) -> _Groups:
    out = _Groups()
    for stated in unit:
        row = stated.row
        name = row["name_in_year"]
        series = [row[slot] for slot in _SERIES]
        for what, scope in _scopes(stated):
            out.figures[what, name or stated.unit, *series, scope].append(stated)
        if row["period"] is not None or row["component"] is not None:
            continue
        if row["level"] == "province":
            # By official name: a year in which a unit's area changed has one row all the same.
            out.provinces[name or row["own_place"]].append(stated)
        elif row["organization"] not in central:
            out.local[stated.unit].append(stated)
    return out


def _insert(db: sqlite3.Connection, name: str, rows: Rows) -> None:
    if rows:
        columns = ", ".join(f'"{column}"' for column in rows[0])
        values = ", ".join(f":{column}" for column in rows[0])
        db.executemany(f"INSERT INTO {name} ({columns}) VALUES ({values})", rows)


def _choose(rows: Iterable[Stated], what: str, beside: Chosen | None = None) -> Chosen | None:
    by_fact = {s.row["fact_id"]: s for s in rows if s.row[what] is not None}
    if len(by_fact) < 2:
        # Most figures are stated once: nothing is to be read or compared.
        return next((Chosen(s.row) for s in by_fact.values()), None)
    statements = (s.statement(what) for s in by_fact.values())
    found = prefer((s for s in statements if s is not None), beside.row["article_id"] if beside else None)
    return Chosen(by_fact[found.statement.fact].row, found.sources, found.agreement, found.decided_by) if found else None


def _slot(chosen: Chosen | None, name: str) -> Any:
    return chosen.row[name] if chosen else None


def _share(value: float | None, unit: str | None, stated: float | None, scale: float | None) -> float | None:
    whole = 100.0 if unit == "percent" else stated or scale
    return round(value / whole, 6) if value is not None and whole and 0 <= value <= whole else None


def _panel_row(province: str, rows: list[Stated]) -> dict[str, Any] | None:
    """A row of v_panel but for what depends on other years (`_with_breaks`)."""
    score = _choose((s for s in rows if s.row["what"] == "value"), "value")
    rank = _choose((s for s in rows if s.row["what"] == "rank" and s.is_national), "rank", score)
    main = score or rank
    if main is None:
        return None
    row = {"province": province, "province_code": main.row["subject_code"]}
    row |= {name: main.row[name] for name in ("province_2025", "indicator", "year")}
    row |= {name: _slot(score, name) for name in ("value", "max", "unit")}
    return (
        row
        | {"id": stable_id("panel", row["province"], row["indicator"], row["year"])}
        | {"rank": _slot(rank, "rank"), "of": _slot(rank, "of")}
        | main.to_row()
    )


def _with_breaks(db: sqlite3.Connection, rows: Rows) -> Rows:
    """The rows with scale_max, value_share and break_before."""
    scales: dict[str, dict[int, float]] = defaultdict(dict)
    for row in db.execute("SELECT indicator, year, scale_max FROM indicator_editions WHERE scale_max IS NOT NULL"):
        scales[row["indicator"]][row["year"]] = row["scale_max"]
    first = {row["id"]: row["first_year"] for row in db.execute("SELECT id, first_year FROM indicators")}
    before: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda r: int(r["year"])):
        series, year = (row["province"], row["indicator"]), row["year"]
        editions = scales[row["indicator"]]
        row["scale_max"] = editions.get(year)
        row["value_share"] = _share(row["value"], row["unit"], row["max"], row["scale_max"])
        row["break_before"] = 0 if year == first[row["indicator"]] else _break(editions, year, before.get(series))
        before[series] = year
    return rows


def _break(editions: dict[int, float], year: int, previous: int | None) -> int | None:
    """1 where the scale of `year` differs from that of any edition since `previous`, the last year with a row of the series
    (the edition before, where there is none): a gap in the series hides no break. None where a scale is not known."""
    scale = editions.get(year)
    earlier = sorted(y for y in editions if y < year)
    if scale is None or not earlier:
        return None
    since = [y for y in earlier if previous is not None and y >= previous] or earlier[-1:]
    return int(any(editions[y] != scale for y in since))


def _local_row(rows: list[Stated]) -> dict[str, Any] | None:
    """A row of v_local_panel: rank, tier and group from the article of the value, where it has them."""
    ranks = [s for s in rows if s.row["what"] == "rank"]
    score = _choose((s for s in rows if s.row["what"] == "value"), "value")
    rank = _choose(ranks, "rank", score)
    tier = _choose(ranks, "tier", score or rank)
    main = score or rank or tier
    if main is None:
        return None
    group = rank if _slot(rank, "group_name") else _choose(ranks, "group_name", main)
    key = (rows[0].unit, main.row["indicator"], main.row["year"])
    row = {name: main.row[name] for name in ("province", "province_2025", "subject", "subject_kind", "indicator", "year")}
    row |= {name: _slot(score, name) for name in ("value", "max", "unit")}
    row |= {"id": stable_id("local_panel", *key), "group_name": _slot(group, "group_name")}
    row |= {"rank": _slot(rank, "rank"), "of": _slot(rank, "of"), "tier": _slot(tier, "tier")}
    return row | main.to_row()


def _scopes(stated: Stated) -> list[tuple[str, str | None]]:
    """What a row states, each with the scope within which statements can contradict one another: places in several
    rankings (the country, a region, a block), classes of several ladders, or a value in points of an unknown scale and
    one in percent are no contradiction."""
    row = stated.row
    if row["value"] is not None:
        return [("value", stated.label)]
    out: list[tuple[str, str | None]] = []
    if row["rank"] is not None:
        named = [row["group_name"] or "", "" if row["of"] is None else f"of {row['of']}"]
        out.append(("rank", "national" if stated.is_national else " ".join(filter(None, named)) or None))
    if row["tier"] is not None:
        out.append(("tier", family(row["tier"])))
    return out


def _disagreement(key: tuple[Any, ...], rows: list[Stated]) -> dict[str, Any] | None:
    """The row of a figure whose statements no single reading covers."""
    if len(rows) == 1:
        return None
    what = key[0]
    statements = [s for stated in rows if (s := stated.statement(what)) is not None]
    if not contradict(statements):
        return None
    first = rows[0].row
    names = ("indicator", "subject", "province", "province_2025", "year", "period", "component")
    return (
        {"id": stable_id("disagreement", *key), "what": what, "scope": None if what == "value" else key[-1]}
        | {name: first[name] for name in names}
        | {
            "stated_values": "; ".join(_stated(what, {stated.row[what] for stated in rows})),
            "articles": len({s.story for s in statements}),
            "fact_ids": "; ".join(sorted(s.fact for s in statements)),
        }
    )


def _stated(what: str, values: set[Any]) -> list[str]:
    return sorted(values) if what == "tier" else [f"{value:.12g}" for value in sorted(values)]
