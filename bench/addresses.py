"""The addresses that browsing is measured with: seeded choices of what a database holds, by kind of page."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlencode

from core.search_text import search_fold

# What the words of reform news are; from words that nearly every article has to words that few have.
QUERIES = (
    *("cải cách hành chính", "chỉ số", "cai cach hanh chinh", "CCHC", "chỉ số hài lòng", "tỉnh", "năm 2022", "UBND"),
    *('"cải cách hành chính"', '"chỉ số cải cách hành chính"', "PAR INDEX", "SIPAS", "chuyển đổi số", "DDCI", "đội ngũ cán bộ"),
    *("thủ tục hành chính một cửa", "xếp thứ nhất", "kiểm tra công vụ", '"Sở Nội vụ"', "bằng khen Chủ tịch", "doi ngu can bo"),
    *("dịch vụ công trực tuyến", "hội thi tìm hiểu", "Quyết định", "phường", "không tìm thấy đâu cả", "xyzzy"),
)
# What a table is sorted by to be read: its measure, else a date.
SORTED = {
    **{"v_scores": "value", "v_ranks": "rank", "v_tier_counts": "count", "v_events": "start_date", "v_officials": "last_seen"},
    **{"v_awards": "date", "v_documents": "date", "v_panel": "value", "v_local_panel": "value", "v_disagreements": "articles"},
}
_LEAGUES = "SELECT DISTINCT indicator, year FROM v_panel WHERE year > 0 AND indicator NOT LIKE 'OTHER:%' ORDER BY 1, 2"
PROVINCE_COLUMNS = ("province", "province_2025")


class Chooser:
    """Seeded choices from a database file; each kind has choices of its own, so that one kind more changes no other."""

    def __init__(self, database: Path, seed: int) -> None:
        self._seed = seed
        db = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            self.tables = [
                n
                for (n,) in db.execute(
                    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'v\\_%' ESCAPE '\\' ORDER BY 1"
                )
            ]
            self.columns = {t: [row[1] for row in db.execute(f"PRAGMA table_info({t})")] for t in self.tables}
            self.articles = _spread(db, "SELECT id FROM articles WHERE docid >= ? ORDER BY docid LIMIT 1", random.Random(seed))
            names = "SELECT id, name FROM places WHERE substr(id, 1, 5) = 'vn-p-' ORDER BY id"
            self.provinces = {name: id_.removeprefix("vn-p-").removesuffix("-2025") for id_, name in db.execute(names)}
            self.leagues = db.execute(_LEAGUES).fetchall()
            self.people = [n for (n,) in db.execute("SELECT DISTINCT name FROM people ORDER BY id LIMIT 200")]
            self.places = [
                n for (n,) in db.execute("SELECT DISTINCT name FROM places WHERE level = 'district' ORDER BY id LIMIT 200")
            ]
        finally:
            db.close()
        self.name = quote(database.stem)

    def draw(self, kind: str) -> random.Random:
        return random.Random(f"{self._seed}-{kind}")

    def queries(self) -> list[str]:
        """Searches: common words, names of people and places with and without marks, phrases."""
        draw, named = self.draw("queries"), [*self.people, *self.places]
        drawn = draw.sample(named, min(60, len(named)))
        return [*QUERIES, *drawn, *(search_fold(n) for n in drawn[:20]), *(f'"{n}"' for n in drawn[20:40])]


def _spread(db: sqlite3.Connection, sql: str, draw: random.Random, count: int = 500) -> list[str]:
    """Ids at random rows; docids are spread evenly over 63 bits."""
    found = (db.execute(sql, (draw.getrandbits(63),)).fetchone() for _ in range(count))
    return [row[0] for row in found if row]


def _path(base: str, **arguments: object) -> str:
    return f"{base}?{urlencode(arguments)}" if arguments else base


def kinds(chooser: Chooser, queries: list[str]) -> dict[str, Callable[[random.Random], str]]:
    """Kind of page → what makes one of its addresses. `queries`: the addresses of the canned queries."""
    provinces, slugs = list(chooser.provinces), sorted(set(chooser.provinces.values()))
    terms = chooser.queries()

    def lang(draw: random.Random) -> dict[str, str]:
        return {"_lang": draw.choice(("en", "vi"))}

    made: dict[str, Callable[[random.Random], str]] = {
        "start page": lambda draw: _path("/", **lang(draw)),
        "provinces": lambda draw: _path("/-/provinces", **lang(draw)),
        "province profile": lambda draw: _path(f"/-/province/{draw.choice(slugs)}", **lang(draw)),
        "indices": lambda draw: _path("/-/indices", **lang(draw)),
        "article": lambda draw: _path(f"/-/article/{draw.choice(chooser.articles)}", **lang(draw)),
        "article's style": lambda draw: f"/-/article/{draw.choice(chooser.articles)}.css",
        "search": lambda draw: _path("/-/search", q=draw.choice(terms), **lang(draw)),
        "search, filtered": lambda draw: _path("/-/search", q=draw.choice(terms), province=draw.choice(slugs), **lang(draw)),
        "search, second page": lambda draw: _path("/-/search", q=draw.choice(terms), offset=20, **lang(draw)),
        "awards": lambda draw: _path("/-/awards", **lang(draw)),
        "events": lambda draw: _path("/-/events", **lang(draw)),
        "officials": lambda draw: _path("/-/officials", **lang(draw)),
    }
    if chooser.leagues:
        made["index page"] = lambda draw: _league(chooser, draw, "")
        made["league table, CSV"] = lambda draw: _league(chooser, draw, ".csv")
    if queries:
        made["canned query"] = lambda draw: _path(draw.choice(queries), **lang(draw))
    for table in chooser.tables:
        made |= _table_kinds(chooser, table, provinces)
    return made


def _league(chooser: Chooser, draw: random.Random, ending: str) -> str:
    index, year = draw.choice(chooser.leagues)
    return _path(f"/-/index/{index}{ending}", year=year)


def _table_kinds(chooser: Chooser, table: str, provinces: list[str]) -> dict[str, Callable[[random.Random], str]]:
    base = f"/{chooser.name}/{table}"
    columns = [column for column in PROVINCE_COLUMNS if column in chooser.columns[table]]
    made: dict[str, Callable[[random.Random], str]] = {
        f"{table}": lambda draw: _path(base, _lang=draw.choice(("en", "vi"))),
        f"{table} of a province": lambda draw: _path(base, **{draw.choice(columns): draw.choice(provinces)}),
        f"{table} sorted": lambda draw: _path(base, **{draw.choice(("_sort", "_sort_desc")): SORTED[table]}),
    }
    return {kind: make for kind, make in made.items() if not (kind.endswith("province") and not columns)}


def addresses(make: Callable[[random.Random], str], draw: random.Random, count: int) -> list[str]:
    """`count` addresses of a kind, drawn one after another."""
    return list(islice(iter(lambda: make(draw), ""), count))
