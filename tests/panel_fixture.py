"""Made articles of several portals about one figure, for the tests of panels and checks: what each states, in few words."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from extract.database.load import Inputs, build
from tests.few_places import few_places
from tests.load_fixture import EMPTY, rank, score, span, subject, write_data

LAO_CAI, YEN_BAI = "tỉnh Lào Cai", "tỉnh Yên Bái"
# id -> (kind, name, place)
PORTALS = {
    "laocai": ("official", "Cổng thông tin điện tử tỉnh Lào Cai", LAO_CAI),
    "hatinh": ("official", "Cổng thông tin điện tử tỉnh Hà Tĩnh", "tỉnh Hà Tĩnh"),
    "nghean": ("official", "Cổng thông tin điện tử tỉnh Nghệ An", "tỉnh Nghệ An"),
    "sonla": ("official", "Cổng thông tin điện tử tỉnh Sơn La", "tỉnh Sơn La"),
    "batxat": ("official", "Cổng thông tin điện tử huyện Bát Xát", "huyện Bát Xát"),
    "bnv": ("ministry", "Cổng thông tin điện tử Bộ Nội vụ", None),
    "byt": ("ministry", "Cổng thông tin điện tử Bộ Y tế", None),
    "bao": ("newspaper", "Báo Ngày mới", None),
    "baoviet": ("newspaper", "Báo Buổi sáng", None),
    "trang": (None, "Trang tin", None),
}
Pair = tuple[dict[str, Any], dict[str, Any]]


def says(
    portal: str, day: str, *facts: dict[str, Any], title: str = "Tin", lead: str = "", key: str = "", body: str | None = None
) -> Pair:
    """An article of a portal. `facts`: from `value` or `place` (each with its `text`, one paragraph for equal ones); `body`:
    instead of the paragraphs, it holds their texts."""
    own = key or f"{portal}-{day}"
    filler = " ".join(f"tu{own}x{i}".replace("-", "") for i in range(70))
    texts = list(dict.fromkeys(fact["text"] for fact in facts))
    body = body if body is not None else "\n\n".join(filter(None, (lead, *texts, filler)))
    url = f"http://{portal}.chiso.test/{own}"
    where = PORTALS[portal][2]
    whose = {"id": portal, "place": where, "province": LAO_CAI if where == "huyện Bát Xát" else None}
    page = {"sha256": own, "fetched_at": "2026-01-01T00:00:00Z", "warc": "w", "offset": 1, "key": own}
    article = {"url": url, "title": title, "body": body, "portal": whose, "page": page}
    article["published_at"] = f"{day}T08:00:00+07:00" if day else None
    made: dict[str, list[Any]] = {"scores": [], "ranks": [], "tier_counts": []}
    for fact in facts:
        made[fact["table"]].append(fact["make"](span(body, fact["text"])))
    return article, EMPTY | {"url": url, "issues": []} | made


def value(number: float, who: str = LAO_CAI, text: str = "", province: str | None = None, **slots: Any) -> dict[str, Any]:
    """A score, PAR_INDEX 2022 unless `slots` say otherwise; a department or commune has its `province`."""
    text = text or f"{who} đạt {number} điểm"
    whom = _subject(who, province)
    return {"table": "scores", "text": text, "make": lambda where: score(where, number, whom, **slots)}


def place(number: int | None, who: str = LAO_CAI, text: str = "", province: str | None = None, **slots: Any) -> dict[str, Any]:
    """A rank or tier, as `value`."""
    text = text or f"{who} xếp thứ {number}, {slots.get('tier', '')}"
    whom = _subject(who, province)
    return {"table": "ranks", "text": text, "make": lambda where: rank(where, number, whom, **slots)}


def count(tier: str, number: int, of: int | None, text: str, **slots: Any) -> dict[str, Any]:
    """A tier count of PAR_INDEX 2022 among provinces."""
    base = {"indicator": "PAR_INDEX", "year": 2022, "period": None, "scope": None, "group": None, "tier": tier, "count": number}
    made = base | {"of": of, "percent": None, "status": "result"} | slots
    return {"table": "tier_counts", "text": text, "make": lambda where: made | {"evidence": where}}


def _subject(who: str, province: str | None) -> dict[str, Any]:
    kind = "organization" if who.startswith(("Sở", "Cục", "Công an")) else "place"
    return subject(who, kind, province)


def database(directory: Path, pairs: list[Pair]) -> Path:
    """Build a database of the articles with the portals above."""
    write_data(directory, pairs)
    portals = [
        {"id": id_, "name": name, "kind": kind, "hosts": [f"{id_}.chiso.test"], "places": _places(where)}
        for id_, (kind, name, where) in PORTALS.items()
    ]
    (directory / "portals.json").write_text(json.dumps(portals, ensure_ascii=False), encoding="utf-8")
    target = directory / "chiso.db"
    build(directory, target, Inputs(directory, decisions=directory / "decisions", vocabulary=few_places()))
    return target


def _places(where: str | None) -> list[dict[str, Any]]:
    province = LAO_CAI if where == "huyện Bát Xát" else None
    return [{"place": where, "province": province, "from": None, "until": None}] if where else []


def query(target: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    db = sqlite3.connect(target)
    db.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in db.execute(sql, values)]
    finally:
        db.close()
