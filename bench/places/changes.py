"""The hand-made tables: what resolutions changed and when (place_changes.csv; commune_changes.csv for the communes from 2019
to 2022), and the aliases (place_aliases.csv).

A row of place_changes.csv says which units ended (`before`), which began (`after`) and the first day; a row of kind `round`
dates every commune of a province (or district) that the two states of the lists tell apart and no other row names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from core.vocabulary_rows import Row, read_table

FIRST_NEW = "2025-07-01"
# Kinds in which the units of `before` end (in `created` they go on), and in which those of `after` begin (in `absorbed` they
# were there before).
_END = ("raised", "renamed", "moved", "merged", "absorbed", "divided")
_LEVELS = {"vn-p": "province", "vn-d": "district", "vn-c": "commune"}
_BEGIN = ("raised", "renamed", "moved", "merged", "divided", "created")


def day_before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that a row names, with what all rows say of its days ("" = nothing). `district` (id) and `code` are those of a
    commune that ended; "" for others."""

    id: str
    full: str
    province: str
    level: str
    valid_from: str
    valid_to: str
    district: str = ""
    code: str = ""


def source_of(row: Row) -> str:
    """`Nghị quyết 1111/NQ-UBTVQH14 (2020-12-09)`; the day of signing where it is known."""
    return f"Nghị quyết {row['resolution']}" + (f" ({row['signed_on']})" if row["signed_on"] else "")


class Changes:
    """Both tables of changes: `units` by id, the rows in which one unit became another, and the rounds."""

    def __init__(self, vocabulary: Path) -> None:
        self.rows = (*read_table(vocabulary / "place_changes.csv"), *read_table(vocabulary / "commune_changes.csv"))
        self.units: dict[str, Unit] = {}
        rounds = [row for row in self.rows if row["kind"] == "round"]
        self._rounds = {(row["province"], row["district"]): row for row in rounds if row["first_day"] < FIRST_NEW}
        self._reform = {row["province"]: row for row in rounds if row["first_day"] == FIRST_NEW}
        for row in self.rows:
            self._add(row, "before", row["kind"] in _END)
            self._add(row, "after", row["kind"] in _BEGIN)

    def _add(self, row: Row, column: str, dated: bool) -> None:
        ids, names = row.items_of(column), row.items_of(f"{column}_name")
        if len(ids) != len(names):
            raise row.fail(f"{len(ids)} ids and {len(names)} names in {column}")
        for id_, full in zip(ids, names, strict=True):
            known = self.units.get(id_)
            if known is not None and known.full != full:
                raise row.fail(f"{id_} is {known.full}, and here {full}")
            first = row["first_day"] if dated and column == "after" else known.valid_from if known else ""
            last = day_before(row["first_day"]) if dated and column == "before" else known.valid_to if known else ""
            level = _LEVELS.get(id_[:4])
            if level is None:
                raise row.fail(f"{column} '{id_}' is no id of a unit (vn-p-…, vn-d-…, vn-c-…)")
            province = known.province if known else _province_id(id_, row)
            district, code = (row["district"], row.get("code", "")) if last else ("", "")
            if known is not None and known.district:
                district, code = known.district, known.code
            self.units[id_] = Unit(id_, full, province, level, first, last, district, code)

    def round_of(self, province: str, district: str) -> Row | None:
        """The row that dates what changed in a district (ids), or in its province, between the two states of the lists."""
        return self._rounds.get((province, district)) or self._rounds.get((province, ""))

    def reform_of(self, province: str) -> Row | None:
        """The resolution that made the communes of a province (id) of 1 July 2025."""
        return self._reform.get(province)

    def became(self) -> list[tuple[Row, str, tuple[str, ...]]]:
        """(row, unit that ended, units that took over)."""
        return [
            (row, before, row.items_of("after")) for row in self.rows if row["kind"] in _END for before in row.items_of("before")
        ]


def _province_id(id_: str, row: Row) -> str:
    """The province of a unit: `vn-d-hue-phuxuan` lies in vn-p-hue, though the row is one of Thừa Thiên Huế."""
    return "vn-p-" + id_.split("-")[2] if id_.startswith("vn-d-") else row["province"]


def read_aliases(vocabulary: Path) -> dict[str, str]:
    """Official name -> its aliases parted by `|`, in the order of place_aliases.csv."""
    out: dict[str, str] = {}
    for row in read_table(vocabulary / "place_aliases.csv"):
        out[row["name"]] = f"{out[row['name']]}|{row['alias']}" if row["name"] in out else row["alias"]
    return out
