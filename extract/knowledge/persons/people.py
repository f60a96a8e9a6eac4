"""The tables people, tenures and merges, and the references to them: the rule of same_person.py, then decisions/merges.csv.

A person's id follows from the earliest mention: name and home (province or `central`), for a further namesake there also
the post. So articles that come later never rename anybody; an older one about a namesake of the same province may, and
one that says that two are one person leaves the id of the later."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from core.collation import vietnamese_sort_key
from core.text import name_key
from extract.database.decisions import MergeDecision
from extract.database.inputs import stable_id
from extract.database.redaction import ANONYMOUS
from extract.knowledge.lineage import organization_lineage, place_lineage
from extract.knowledge.persons.person_decisions import Merged, automatic_rows, decide
from extract.knowledge.persons.person_rules import Lines, Post, without_former
from extract.knowledge.persons.same_person import Doubt, Join, Mention, tell_apart

# Of each version that names officials: the day as it stands there, and whose story it tells.
_VERSIONS = """
CREATE TEMP TABLE naming_versions AS
SELECT v.id, v.article, coalesce(v.duplicate_of, v.article) AS story, substr(v.published_at, 1, 10) AS day
FROM article_versions v
WHERE EXISTS (SELECT 1 FROM facts f WHERE f.article_version = v.id AND f.type = 'officials')
"""
_STORY_DAYS = """
CREATE TEMP TABLE story_days AS
SELECT story, min(iso_day(day)) AS day FROM naming_versions GROUP BY story
"""
# Every official with each position: read once along `officials`, whose rows stand as the articles were read.
_NAMED = """
CREATE TEMP TABLE named AS
SELECT name_key(o.name) AS key, o.id AS fact, o.rowid AS official_row, o.name, p.id AS position, p.rowid AS position_row, p.title,
       p.post, p.status, p.organization, s.name AS shown, g.level, g.kind, g.place, g.province, g.province_2025,
       w.province AS located, v.day, v.story, v.article, v.id AS version, d.day AS first_day
FROM officials o
CROSS JOIN facts f ON f.id = o.id
CROSS JOIN naming_versions v ON v.id = f.article_version
CROSS JOIN story_days d ON d.story = v.story
LEFT JOIN official_positions p ON p.official = o.id
LEFT JOIN posts s ON s.id = p.post
LEFT JOIN organizations g ON g.id = p.organization
LEFT JOIN places w ON w.id = g.place
ORDER BY key, o.id, p.position
"""
_BY_NAME = "SELECT * FROM named ORDER BY rowid"
_BY_PERSON = """
SELECT o.person AS key, n.fact, n.name, n.position, n.position_row, n.title, n.post, n.status, n.province, n.day, n.story
FROM named n CROSS JOIN officials o ON o.rowid = n.official_row
ORDER BY o.person
"""
_INSERT_MERGE = (
    "INSERT INTO merges VALUES (:id, :how, :action, :person, :into_person, :fact, :other_fact, :rule, :reason, :by, :on)"
)
_INSERT_PERSON = (
    "INSERT INTO people (id, name, sort_key, province, first_seen, last_seen, articles) "
    "VALUES (:id, :name, :sort_key, :province, :first_seen, :last_seen, :articles)"
)
_INSERT_TENURE = (
    "INSERT INTO tenures (id, person, post, status, first_seen, last_seen, articles) "
    "VALUES (:id, :person, :post, :status, :first_seen, :last_seen, :articles)"
)
# Rows that are held before they are written.
_BATCH = 2000
_INSERT_DOUBT = """
INSERT INTO issues (id, stage, rule, message, article, article_version, url, field, start, "end", quote, fact)
SELECT :id, 'load', :rule, o.name || ': ' || :reason, v.article, v.id, v.url, m.field, m.start, m."end", m.quote, f.id
FROM facts f JOIN officials o ON o.id = f.id JOIN article_versions v ON v.id = f.article_version
JOIN mentions m ON m.fact = f.id AND m.evidence = 1
WHERE f.id = :fact
"""


def fill_people(db: sqlite3.Connection, decisions: Sequence[MergeDecision]) -> Merged:
    """Fill people, tenures and merges, and the references to them, from officials and official_positions. The mentions of one
    name, then the facts of one person, are held at a time."""
    lines = Lines(organization_lineage(db), place_lineage(db))
    _gather_names(db)
    person_of, joins, absorbed, doubts = _people_of(_groups(db, _BY_NAME), lines)
    decided, merged = decide(person_of, absorbed, decisions)
    db.executemany("UPDATE officials SET person = ? WHERE id = ?", ((p, f) for f, p in sorted(person_of.items())))
    empty = dict.fromkeys(("person", "fact", "other_fact", "by", "on"))
    db.executemany(_INSERT_MERGE, (empty | row for row in [*automatic_rows(joins, person_of, decided), *decided]))
    _insert_people(db)
    _link_participants(db)
    db.executemany(_INSERT_DOUBT, [_doubt_row(doubt) for doubt in doubts])
    for table in ("naming_versions", "story_days", "named"):
        db.execute(f"DROP TABLE {table}")
    return merged


def _gather_names(db: sqlite3.Connection) -> None:
    """Fill the TEMP tables naming_versions, story_days and named: bodies are passed by once, not with every name."""
    db.create_function("iso_day", 1, _day, deterministic=True)
    db.create_function("name_key", 1, name_key, deterministic=True)
    db.execute(_VERSIONS)
    db.execute("CREATE UNIQUE INDEX naming_versions_id ON naming_versions(id)")
    db.execute(_STORY_DAYS)
    db.execute("CREATE UNIQUE INDEX story_days_story ON story_days(story)")
    db.execute(_NAMED)


def _groups(db: sqlite3.Connection, query: str) -> Iterator[list[sqlite3.Row]]:
    """The rows with one `key`, the query's first column, together."""
    for _, rows in groupby(db.execute(query), key=itemgetter(0)):
        yield list(rows)


def _doubt_row(doubt: Doubt) -> dict[str, str]:
    return {"id": stable_id("issue", doubt.rule, doubt.fact), "rule": doubt.rule, "reason": doubt.reason, "fact": doubt.fact}


def _mentions(rows: Iterable[sqlite3.Row]) -> dict[str, list[Mention]]:
    """Name key -> its mentions, of the rows of one name; a name that was taken out is a key of its own at every place."""
    by_fact = [list(group) for _, group in groupby(rows, key=itemgetter("fact"))]
    named = Counter(group[0]["version"] for group in by_fact)
    out: dict[str, list[Mention]] = defaultdict(list)
    for group in by_fact:
        row = group[0]
        posts = tuple(_post(r) for r in group if r["position"])
        key = f"{row['key']} {row['fact']}" if row["name"] == ANONYMOUS else row["key"]
        alone = named[row["version"]] == 1
        out[key].append(Mention(row["fact"], key, row["story"], row["version"], row["article"], row["first_day"], posts, alone))
    return out


def _day(text: str | None) -> str | None:
    try:
        return date.fromisoformat(text or "").isoformat()
    except ValueError:
        return None


def _post(row: sqlite3.Row) -> Post:
    """A post; where its body is none that could be located, it speaks for nobody."""
    located = row["level"] == "central" or (row["level"] is not None and row["located"] is not None)
    below = located and row["level"] in ("district", "commune")
    return Post(
        id=row["post"],
        title=_title_key(row["title"]),
        shown=row["shown"],
        body=row["organization"] if located else None,
        kind=row["kind"],
        level=row["level"],
        locality=row["place"] if below else None,
        province=row["province"],
        province_2025=row["province_2025"],
        former=_is_former(row),
        incoming=row["status"] == "new",
    )


@lru_cache(10_000)
def _title_key(title: str) -> str:
    return name_key(without_former(title))


def _is_former(row: sqlite3.Row) -> bool:
    return bool(row["status"] == "former" or without_former(row["title"]) != row["title"])


def _people_of(
    names: Iterable[list[sqlite3.Row]], lines: Lines
) -> tuple[dict[str, str], list[Join], dict[str, str], list[Doubt]]:
    """(fact -> person, every joining, absorbed person -> the one that stayed, what stayed apart in doubt)."""
    person_of: dict[str, str] = {}
    joins: list[Join] = []
    absorbed: dict[str, str] = {}
    doubts: list[Doubt] = []
    for mentions in (mentions for rows in names for mentions in _mentions(rows).values()):
        people, found, doubted = tell_apart(mentions, lines, _id_maker())
        person_of.update((fact, person.id) for person in people for fact in person.facts)
        joins += found
        doubts += doubted
        absorbed.update((join.absorbed, person_of[join.fact]) for join in found if join.absorbed)
    return person_of, joins, absorbed, doubts


def _id_maker() -> Callable[[Mention], str]:
    """Ids of the people of one name, as they are met: each takes the shortest key that no earlier one has."""
    taken: set[str] = set()

    def make(mention: Mention) -> str:
        located = next((p for p in mention.posts if p.body or p.province), None)
        home = "central" if located and located.level == "central" else located.province if located else None
        # Without a located post the article is all that tells namesakes apart.
        first = [mention.name, home] if home else [mention.name, None, mention.article]
        longer = [mention.posts[0].id if mention.posts else None, mention.day, mention.fact]
        keys = (stable_id("person", *first, *longer[:n]) for n in range(len(longer) + 1))
        chosen = next(key for key in keys if key not in taken)
        taken.add(chosen)
        return chosen

    return make


def _span(rows: list[sqlite3.Row]) -> dict[str, Any]:
    days = sorted(row["day"] for row in rows if row["day"])
    return {
        "first_seen": days[0] if days else None,
        "last_seen": days[-1] if days else None,
        "articles": len({row["story"] for row in rows}),
    }


def _latest(rows: list[sqlite3.Row]) -> sqlite3.Row:
    return max(rows, key=lambda row: (row["day"] or "", row["fact"], row["position"] or ""))


def _insert_people(db: sqlite3.Connection) -> None:
    """Insert people and their tenures, and mark the positions with these."""
    people: list[dict[str, Any]] = []
    tenures: list[dict[str, Any]] = []
    positions: list[tuple[str, int]] = []
    for rows in _groups(db, _BY_PERSON):
        people.append(_person_row(rows))
        for tenure, group in _tenures(rows):
            tenures.append(tenure)
            positions += [(tenure["id"], row["position_row"]) for row in group]
        if len(positions) >= _BATCH:
            _insert(db, people, tenures, positions)
    _insert(db, people, tenures, positions)


def _insert(
    db: sqlite3.Connection, people: list[dict[str, Any]], tenures: list[dict[str, Any]], positions: list[tuple[str, int]]
) -> None:
    """Write what was gathered, and forget it."""
    db.executemany(_INSERT_PERSON, people)
    db.executemany(_INSERT_TENURE, tenures)
    db.executemany("UPDATE official_positions SET tenure = ? WHERE rowid = ?", positions)
    for written in (people, tenures, positions):
        written.clear()


def _person_row(rows: list[sqlite3.Row]) -> dict[str, Any]:
    name = _latest(rows)["name"]
    province = _latest([r for r in rows if r["province"]] or rows)["province"]
    return {"id": rows[0]["key"], "name": name, "sort_key": _person_sort_key(name), "province": province} | _span(rows)


def _person_sort_key(name: str) -> str:
    """Vietnamese lists sort people by given name, then by the whole name."""
    return vietnamese_sort_key(name.split()[-1]) + " " + vietnamese_sort_key(name)


def _tenures(rows: list[sqlite3.Row]) -> Iterator[tuple[dict[str, Any], list[sqlite3.Row]]]:
    """A row of `tenures` for each post of a person, with the rows that state it; what is stated as former is a tenure of its
    own, so that last_seen keeps its meaning."""
    groups: dict[tuple[str, bool], list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        if row["position"]:
            groups[row["post"], _is_former(row)].append(row)
    for (post, former), group in groups.items():
        person = group[0]["key"]
        values = {"id": stable_id("tenure", person, post, former), "person": person, "post": post}
        yield values | {"status": _latest(group)["status"]} | _span(group), group


def _link_participants(db: sqlite3.Connection) -> None:
    """A participant is the official of that name in the same article, where there is just one."""
    db.execute(
        """
        UPDATE event_participants SET person = (
          SELECT min(o.person) FROM facts ef
          JOIN facts f ON f.article_version = ef.article_version AND f.type = 'officials'
          JOIN officials o ON o.id = f.id AND o.name = event_participants.name
          WHERE ef.id = event_participants.event
          HAVING count(DISTINCT o.person) = 1)
        WHERE kind = 'person' AND name <> ?
        """,
        (ANONYMOUS,),
    )
