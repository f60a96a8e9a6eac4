"""What articles state of one unit, index and year, as the rule of preference (extract.knowledge.panels.preference) reads it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Protocol

from core.text import fold
from extract.knowledge.panels.blocks import paragraph
from extract.knowledge.panels.preference import NEWSPAPER, OFFICIAL, OWN, UNKNOWN, Figure, Statement, printed_digits

# A unit and year of an index together, whatever else its statements say: `whose` is as coarse as every grouping of
# extract.knowledge.panels.panel. Only keys are sorted here; _FIGURES reads the rows in this order.
_KEYS = """
CREATE TEMP TABLE keys_{table} AS
SELECT s.indicator, s.year, s.rowid AS row, x.place, x.organization, p.level,
       CASE WHEN p.level = 'province' THEN coalesce(n.name, p.name)
            ELSE coalesce(x.place, x.organization, s.subject || coalesce(' ' || s.province, '')) END AS whose
FROM v_{table} s
CROSS JOIN {table} x ON x.id = s.fact_id
LEFT JOIN places p ON p.id = x.place
LEFT JOIN names_in_year n ON n.subject = s.subject AND n.year = s.year
WHERE s.status = 'result' AND s.subject IS NOT NULL AND s.subject_kind <> 'group' AND s.year IS NOT NULL
ORDER BY s.indicator, s.year, whose, s.fact_id
"""
_FIGURES = """
SELECT k.indicator, k.year, k.whose, s.fact_id, '{what}' AS what, {slots}, s.period, s.component, k.level, k.place,
       k.organization, s.subject, s.subject_kind, s.province, s.province_2025, s.subject_code, s.derived, s.suspect, s.quote,
       s.article_id, coalesce(s.published_at, '') AS published, a.story, a.portal,
       coalesce(p.name, h.name) AS own_place, a.place AS portal_place, a.province AS portal_province,
       o.kind AS portal_kind, o.name AS portal_name,
       coalesce(e.publisher, i.publisher) AS publisher,
       CASE WHEN s.component IS NULL THEN coalesce(e.scale_max, i.scale_max) ELSE c.max END AS scale,
       CASE WHEN k.level = 'province' THEN n.name END AS name_in_year
FROM keys_{table} k
CROSS JOIN v_{table} s ON s.rowid = k.row
CROSS JOIN sources a ON a.id = s.article_id
CROSS JOIN indicators i ON i.id = s.indicator
LEFT JOIN indicator_editions e ON e.indicator = s.indicator AND e.year = s.year
LEFT JOIN indicator_components c
  ON c.indicator = s.indicator AND c.component = s.component AND s.year BETWEEN c.from_year AND coalesce(c.to_year, 9999)
LEFT JOIN portals o ON o.id = a.portal
LEFT JOIN places p ON p.id = k.place
LEFT JOIN organizations g ON g.id = k.organization
LEFT JOIN places h ON h.id = g.place
LEFT JOIN names_in_year n ON n.subject = s.subject AND n.year = s.year
ORDER BY k.rowid
"""
_VALUE_SLOTS = 's.value, s.max, s.unit, NULL AS rank, NULL AS "of", NULL AS group_name, NULL AS tier'
_RANK_SLOTS = 'NULL AS value, NULL AS max, NULL AS unit, s.rank, s."of", s.group_name, s.tier'
_CORRECTING = """
SELECT m.fact, a.title, a.body, m.field, m.start, m."end"
FROM articles a
CROSS JOIN facts f ON f.article_version = a.version AND f.type IN ('scores', 'ranks')
CROSS JOIN mentions m ON m.fact = f.id
WHERE instr(a.title || a.body, 'ính chính') OR instr(a.title || a.body, 'ÍNH CHÍNH')
"""
# `đính chính giấy chứng nhận` is a procedure of the land office.
_CORRECTION = re.compile(r"đính chính(?! (?:(?:nội dung|thông tin|sai sót)[^.]{0,20})?(?:giấy|gcn|sổ))")
# When the merger of a province took effect, by its name before.
_MERGED = """
SELECT p.name, min(s.changed_on) FROM place_successors s JOIN places p ON p.id = s.place
WHERE p.level = 'province' GROUP BY p.name
"""
# A national table has at least 30 units (34 provinces; PCI publishes its first 30); what has fewer is a region's.
_NATIONAL_UNITS = 30
_REGION_WORDS = ("vùng", "khu vực", "miền", "đồng bằng", "biên giới", "cụm", "trực thuộc")
# What may stand between a rank and the region that it holds in: `thứ 2 trong vùng`, `thứ hai ở các thành phố trực thuộc`.
_REGION_AHEAD = re.compile(
    r"\W+(?:(?:trong|ở|tại|của|toàn|số|các|những|tỉnh|thành phố|,)\s+)*"
    rf"(?:{'|'.join(_REGION_WORDS)}|trung du|duyên hải)\b"
)
_ORDINALS = {1: ("nhất", "đầu"), 2: ("hai", "nhì"), 3: ("ba",), 4: ("tư", "bốn"), 5: ("năm",)}
# Provinces that went on alone under another name: no other unit became part of the new one.
_RENAMED = """
SELECT p.name AS old, n.name AS new, s.changed_on FROM place_successors s
JOIN places p ON p.id = s.place JOIN places n ON n.id = s.successor
WHERE p.level = 'province' AND n.level = 'province' AND s.part = 'whole' AND p.name <> n.name AND s.changed_on IS NOT NULL
  AND (SELECT count(*) FROM place_successors o JOIN places q ON q.id = o.place
       WHERE o.successor = n.id AND q.level = 'province') = 1
"""
Row = sqlite3.Row


@dataclass(frozen=True, slots=True)
class Stated:
    """A row of v_scores or v_ranks with what else the panels need: place, portal, scale, whether it corrects."""

    row: Row
    standing: int
    corrects: bool
    # Of each `what`: reading the quote again for every grouping would take longest of all.
    _made: dict[str, Statement] = field(default_factory=dict, compare=False)

    @property
    def unit(self) -> str:
        """Equal names of two provinces that could not be placed are not one unit."""
        row = self.row
        return str(row["place"] or row["organization"] or " ".join(filter(None, (row["subject"], row["province"]))))

    @property
    def is_national(self) -> bool:
        return is_national(self.row)

    def statement(self, what: str) -> Statement | None:
        """As a statement of its `value`, `rank`, `tier` or `group_name`; None where it states none."""
        if self.row[what] is None:
            return None
        if what not in self._made:
            self._made[what] = self._make(what)
        return self._made[what]

    def _make(self, what: str) -> Statement:
        row = self.row
        return Statement(
            fact=row["fact_id"],
            article=row["article_id"],
            story=row["story"],
            portal=row["portal"],
            when=row["published"],
            figure=self._figure(what),
            standing=self.standing,
            derived=bool(row["derived"]),
            suspect=row["suspect"] is not None,
            corrects=self.corrects,
            lacks=sum(row[slot] is None for slot in ("of", "group_name")) if what != "value" else 0,
        )

    def _figure(self, what: str) -> Figure:
        row = self.row
        if what == "rank":
            return Figure(0.0, "rank", row["rank"])
        if what != "value":
            return Figure(0.0, fold(row[what]).low)
        step, whole = 10.0 ** -printed_digits(row["value"], row["quote"]), self._whole or 1.0
        return Figure(step / whole, self.label, row["value"] / whole)

    @property
    def label(self) -> str:
        """In what a value is compared: as a share of its scale, else in its unit."""
        return "share" if self._whole else str(self.row["unit"])

    @property
    def _whole(self) -> float | None:
        row = self.row
        return 100.0 if row["unit"] == "percent" else row["max"] or row["scale"]


def _fill_names_in_year(db: sqlite3.Connection) -> None:
    """TEMP table names_in_year: of each name that a province had which only changed its name, the one that it had at the end of
    each year: figures of 2024 for `tỉnh Thừa Thiên Huế` and (told since 2025) for `thành phố Huế` are of one unit."""
    renamed = [tuple(row) for row in db.execute(_RENAMED)]
    known = {name: (old, new, day) for old, new, day in renamed for name in (old, new)}
    years = [row[0] for row in db.execute("SELECT year FROM scores UNION SELECT year FROM ranks") if row[0] is not None]
    rows = [(name, year, old if f"{year}-12-31" < day else new) for name, (old, new, day) in known.items() for year in years]
    db.execute(
        "CREATE TEMP TABLE names_in_year (subject TEXT, year INTEGER, name TEXT, PRIMARY KEY (subject, year)) WITHOUT ROWID"
    )
    db.executemany("INSERT INTO names_in_year VALUES (?, ?, ?)", rows)


class _Columns(Protocol):
    def __getitem__(self, name: str, /) -> Any: ...


def is_national(row: _Columns) -> bool:
    """Is a rank (columns `level` of its place, `rank`, `of`, `group_name`, `quote`) one among all provinces, not among those
    of a region? Where no number of units is told, the words behind the rank may name a region that the group lacks."""
    group = row["group_name"] or ""
    if row["level"] != "province" or any(word in group for word in _REGION_WORDS):
        return False
    return bool(row["of"] >= _NATIONAL_UNITS if row["of"] is not None else not _in_a_region(row["rank"], row["quote"]))


def _in_a_region(rank: int | None, quote: str) -> bool:
    """Does every mention of the rank in the quote go on with a region?"""
    low = fold(quote).low
    words = "|".join((rf"0?{rank}", *_ORDINALS.get(rank or 0, ())))
    ends = [m.end() for m in re.finditer(rf"(?<![\w.,/])(?:{words})(?![\w/]|[.,]\d)", low)]
    return rank is not None and bool(ends) and all(_REGION_AHEAD.match(low, end) for end in ends)


def read_units(db: sqlite3.Connection) -> Iterator[list[Stated]]:
    """Every result of a named unit and year, all of one unit, index and year together: scores first, in id order. One such
    group at a time is held. Wants the TEMP table `sources` of schemas/views.sql."""
    _fill_names_in_year(db)
    db.execute("CREATE UNIQUE INDEX temp.sources_id ON sources(id)")
    merged = dict(tuple(row) for row in db.execute(_MERGED))
    correcting = _correcting(db)
    cursors = []
    for what, table, slots in (("value", "scores", _VALUE_SLOTS), ("rank", "ranks", _RANK_SLOTS)):
        db.execute(_KEYS.format(table=table))
        cursors.append(db.execute(_FIGURES.format(what=what, table=table, slots=slots)))
    key = itemgetter(0, 1, 2)
    for _, rows in groupby(merge(*cursors, key=key), key=key):
        yield [Stated(row, _standing(row, merged), row["fact_id"] in correcting) for row in rows]
    for table in ("keys_scores", "keys_ranks", "names_in_year"):
        db.execute(f"DROP TABLE {table}")


def _standing(row: Row, merged: dict[str, str]) -> int:
    """How near the portal is to the figure (see the rule, step `source`)."""
    kind, province = row["portal_kind"], row["province"]
    if kind == "newspaper":
        return NEWSPAPER
    if kind == "ministry":
        return OWN if row["publisher"] and row["publisher"] in row["portal_name"] else OFFICIAL
    if kind != "official":
        return UNKNOWN
    if province is not None and row["portal_province"] == province and row["portal_place"] in (province, row["own_place"]):
        return OWN
    # Since the merger the successor's portal speaks for the units that it was made of.
    heir = row["portal_place"] == row["province_2025"] is not None
    return OWN if heir and row["published"] >= merged.get(province or "", "9999") else OFFICIAL


def _correcting(db: sqlite3.Connection) -> set[str]:
    """The facts whose article says in its title, or in the paragraph that states them, that it corrects."""
    out = set()
    for fact, title, body, part, start, end in db.execute(_CORRECTING):
        stated_in = paragraph(body, start, end)[1] if part == "body" else ""
        if _CORRECTION.search(fold(title).low) or _CORRECTION.search(fold(stated_in).low):
            out.add(fact)
    return out
