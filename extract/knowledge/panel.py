"""The panels: of several articles about one figure, which value stands, and how many agree. Contradictions stay rows.

The rule of preference, in this order: read from a printed figure before derived from an order; stated by most articles
(copies of one story count once); published last; lowest fact id. Only results of whole years count, never targets,
periods within a year or components."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extract.database.inputs import stable_id

# A national table has at least 30 units (34 provinces; PCI publishes its first 30); what has fewer is a region's.
_NATIONAL_UNITS = 30
_REGION_WORDS = ("vùng", "khu vực", "miền", "đồng bằng", "biên giới", "cụm", "trực thuộc")

_FIGURES = """
SELECT s.fact_id, 'value' AS what, s.indicator, s.subject, s.subject_kind, x.place, x.organization, s.province,
       s.province_2025, s.subject_code, s.year, s.period, s.component, s.value AS figure, s.value, s.max, s.unit,
       NULL AS rank, NULL AS "of", NULL AS group_name, NULL AS tier, s.derived, s.article_id, s.published_at,
       coalesce(a.duplicate_of, a.id) AS story
FROM v_scores s JOIN scores x ON x.id = s.fact_id JOIN articles a ON a.id = s.article_id
WHERE s.status = 'result' AND s.subject IS NOT NULL AND s.subject_kind <> 'group' AND s.year IS NOT NULL AND s.value IS NOT NULL
UNION ALL
SELECT s.fact_id, 'rank', s.indicator, s.subject, s.subject_kind, x.place, x.organization, s.province,
       s.province_2025, s.subject_code, s.year, s.period, s.component, s.rank, NULL, NULL, NULL,
       s.rank, s."of", s.group_name, s.tier, s.derived, s.article_id, s.published_at,
       coalesce(a.duplicate_of, a.id)
FROM v_ranks s JOIN ranks x ON x.id = s.fact_id JOIN articles a ON a.id = s.article_id
WHERE s.status = 'result' AND s.subject IS NOT NULL AND s.subject_kind <> 'group' AND s.year IS NOT NULL
ORDER BY 1
"""
Row = sqlite3.Row


@dataclass(frozen=True, slots=True)
class Preferred:
    """The preferred statement of a figure, how many stories state any value, and the share that states this one."""

    row: Row
    sources: int
    agreement: float


def prefer(rows: Iterable[Row], key: str = "figure") -> Preferred | None:
    """Choose among statements of one figure by the rule above; None where there is none."""
    by_value: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if row[key] is not None:
            by_value[row[key]].append(row)
    if not by_value:
        return None

    def weight(group: list[Row]) -> tuple[bool, int, str]:
        stories = {row["story"] for row in group}
        return (not all(row["derived"] for row in group), len(stories), max(row["published_at"] or "" for row in group))

    first = {value: min(row["fact_id"] for row in group) for value, group in by_value.items()}
    best = max(weight(group) for group in by_value.values())
    value = min((v for v, group in by_value.items() if weight(group) == best), key=lambda v: first[v])
    chosen = min(by_value[value], key=lambda row: (row["derived"], row["story"] != row["article_id"], row["fact_id"]))
    every = {row["story"] for group in by_value.values() for row in group}
    return Preferred(chosen, len(every), len({row["story"] for row in by_value[value]}) / len(every))


def fill_panels(db: sqlite3.Connection) -> None:
    """Fill v_panel, v_local_panel and v_disagreements from v_scores and v_ranks."""
    db.row_factory = sqlite3.Row
    provinces: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    local: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    figures: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    top = {row["id"] for row in db.execute("SELECT id FROM places WHERE level = 'province'")}
    below = {row["id"]: row["level"] for row in db.execute("SELECT id, level FROM organizations")}
    for row in db.execute(_FIGURES):
        unit = row["place"] or row["organization"]
        if row["figure"] is not None:
            scope = (row["unit"],) if row["what"] == "value" else (row["of"], row["group_name"])
            figures[row["what"], row["indicator"], unit, row["year"], row["period"], row["component"], *scope].append(row)
        if row["period"] is None and row["component"] is None:
            if row["place"] in top:
                provinces[unit, row["indicator"], row["year"]].append(row)
            elif below.get(row["organization"]) != "central":
                local[unit, row["indicator"], row["year"]].append(row)
    _insert_panel(db, provinces)
    _insert_local(db, local)
    _insert_disagreements(db, figures)


def _is_national(row: Row) -> bool:
    group = row["group_name"] or ""
    return (row["of"] is None or row["of"] >= _NATIONAL_UNITS) and not any(word in group for word in _REGION_WORDS)


def _scales(db: sqlite3.Connection) -> dict[tuple[str, int], float]:
    rows = db.execute("SELECT indicator, year, scale_max FROM indicator_editions WHERE scale_max IS NOT NULL")
    return {(row["indicator"], row["year"]): row["scale_max"] for row in rows}


def _insert(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    for row in sorted(rows, key=lambda r: str(r["id"])):
        names = ", ".join(f'"{name}"' for name in row)
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def _share(value: float | None, unit: str | None, stated: float | None, scale: float | None) -> float | None:
    whole = stated or scale or (100.0 if unit == "percent" else None)
    return round(value / whole, 6) if value is not None and whole and 0 <= value <= whole else None


def _insert_panel(db: sqlite3.Connection, groups: dict[tuple[str, ...], list[Row]]) -> None:
    scales = _scales(db)
    out = []
    for key, rows in groups.items():
        score = prefer(r for r in rows if r["what"] == "value")
        rank = prefer((r for r in rows if r["what"] == "rank" and _is_national(r)), "rank")
        main = score or rank
        if main is None:
            continue
        year = main.row["year"]
        scale, before = scales.get((main.row["indicator"], year)), scales.get((main.row["indicator"], year - 1))
        value, unit = (score.row["value"], score.row["unit"]) if score else (None, None)
        stated = score.row["max"] if score else None
        out.append(
            {
                "id": stable_id("panel", *key),
                "province": main.row["subject"],
                "province_code": main.row["subject_code"],
                "province_2025": main.row["province_2025"],
                "indicator": main.row["indicator"],
                "year": year,
                "value": value,
                "max": stated,
                "unit": unit,
                "value_share": _share(value, unit, stated, scale),
                "scale_max": scale,
                "break_before": None if scale is None or before is None else int(scale != before),
                "rank": rank.row["rank"] if rank else None,
                "of": rank.row["of"] if rank else None,
            }
            | _chosen(main)
        )
    _insert(db, "v_panel", out)


def _chosen(main: Preferred) -> dict[str, Any]:
    return {
        "sources": main.sources,
        "agreement": round(main.agreement, 6),
        "preferred_fact_id": main.row["fact_id"],
        "preferred_article_id": main.row["article_id"],
    }


def _insert_local(db: sqlite3.Connection, groups: dict[tuple[str, ...], list[Row]]) -> None:
    out = []
    for key, rows in groups.items():
        score = prefer(r for r in rows if r["what"] == "value")
        rank = prefer((r for r in rows if r["what"] == "rank"), "rank")
        tier = prefer((r for r in rows if r["what"] == "rank"), "tier")
        main = score or rank or tier
        if main is None:
            continue
        group = prefer((r for r in rows if r["what"] == "rank"), "group_name")
        out.append(
            {
                "id": stable_id("local_panel", *key),
                "province": main.row["province"],
                "province_2025": main.row["province_2025"],
                "subject": main.row["subject"],
                "subject_kind": main.row["subject_kind"],
                "group_name": rank.row["group_name"] if rank else group.row["group_name"] if group else None,
                "indicator": main.row["indicator"],
                "year": main.row["year"],
                "value": score.row["value"] if score else None,
                "max": score.row["max"] if score else None,
                "unit": score.row["unit"] if score else None,
                "rank": rank.row["rank"] if rank else None,
                "of": rank.row["of"] if rank else None,
                "tier": tier.row["tier"] if tier else None,
            }
            | _chosen(main)
        )
    _insert(db, "v_local_panel", out)


def _insert_disagreements(db: sqlite3.Connection, groups: dict[tuple[Any, ...], list[Row]]) -> None:
    out = []
    for key, rows in groups.items():
        values = sorted({row["figure"] for row in rows})
        if len(values) < 2:
            continue
        first = rows[0]
        names = ("what", "indicator", "subject", "province", "year", "period", "component")
        out.append(
            {"id": stable_id("disagreement", *key)}
            | {name: first[name] for name in names}
            | {
                "stated_values": "; ".join(f"{value:.12g}" for value in values),
                "articles": len({row["story"] for row in rows}),
                "fact_ids": "; ".join(sorted(row["fact_id"] for row in rows)),
            }
        )
    _insert(db, "v_disagreements", out)
