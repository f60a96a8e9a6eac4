"""The tables people, tenures and merges, and the references to them: the rule of same_person.py, then decisions/merges.csv.

A person's id follows from the earliest mention: name and home (province or `central`), for a further namesake there also
the post. So articles that come later never rename anybody; an older one about a namesake of the same province may, and
one that says that two are one person leaves the id of the later."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
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

_POSITIONS = """
SELECT o.id AS fact, o.name, p.id AS position, p.title, p.post, p.status, p.organization, s.name AS shown,
       g.level, g.kind, g.place, g.province, g.province_2025, w.province AS located,
       substr(v.published_at, 1, 10) AS day, coalesce(v.duplicate_of, v.article) AS story, v.article, v.id AS version
FROM officials o
JOIN facts f ON f.id = o.id
JOIN article_versions v ON v.id = f.article_version
LEFT JOIN official_positions p ON p.official = o.id
LEFT JOIN posts s ON s.id = p.post
LEFT JOIN organizations g ON g.id = p.organization
LEFT JOIN places w ON w.id = g.place
ORDER BY o.id, p.position
"""
_INSERT_MERGE = (
    "INSERT INTO merges VALUES (:id, :how, :action, :person, :into_person, :fact, :other_fact, :rule, :reason, :by, :on)"
)
_INSERT_DOUBT = """
INSERT INTO issues (id, stage, rule, message, article, article_version, url, field, start, "end", quote, fact)
SELECT :id, 'load', :rule, o.name || ': ' || :reason, v.article, v.id, v.url, m.field, m.start, m."end", m.quote, f.id
FROM facts f JOIN officials o ON o.id = f.id JOIN article_versions v ON v.id = f.article_version
JOIN mentions m ON m.fact = f.id AND m.evidence = 1
WHERE f.id = :fact
"""


def fill_people(db: sqlite3.Connection, decisions: Sequence[MergeDecision]) -> Merged:
    """Fill people, tenures and merges, and the references to them, from officials and official_positions."""
    lines = Lines(organization_lineage(db), place_lineage(db))
    rows = db.execute(_POSITIONS).fetchall()
    person_of, joins, absorbed, doubts = _people_of(_mentions(rows), lines)
    decided, merged = decide(person_of, absorbed, decisions)
    _insert_people(db, rows, person_of)
    merge_rows = [*automatic_rows(joins, person_of, decided), *decided]
    empty = dict.fromkeys(("person", "fact", "other_fact", "by", "on"))
    db.executemany(_INSERT_MERGE, [empty | row for row in merge_rows])
    db.executemany("UPDATE officials SET person = ? WHERE id = ?", [(p, f) for f, p in sorted(person_of.items())])
    _insert_tenures(db, [row for row in rows if row["position"]], person_of)
    _link_participants(db)
    db.executemany(_INSERT_DOUBT, [_doubt_row(doubt) for doubt in doubts])
    return merged


def _doubt_row(doubt: Doubt) -> dict[str, str]:
    return {"id": stable_id("issue", doubt.rule, doubt.fact), "rule": doubt.rule, "reason": doubt.reason, "fact": doubt.fact}


def _mentions(rows: Iterable[sqlite3.Row]) -> dict[str, list[Mention]]:
    """Name key -> its mentions; a name that was taken out is a key of its own at every place."""
    by_fact: dict[str, list[sqlite3.Row]] = defaultdict(list)
    first_day: dict[str, str] = {}
    for row in rows:
        by_fact[row["fact"]].append(row)
        day = _day(row["day"])
        if day:
            first_day[row["story"]] = min(day, first_day.get(row["story"], day))
    named = Counter((group[0]["version"], name_key(group[0]["name"])) for group in by_fact.values())
    out: dict[str, list[Mention]] = defaultdict(list)
    for fact, group in sorted(by_fact.items()):
        row, name = group[0], name_key(group[0]["name"])
        posts = tuple(_post(r) for r in group if r["position"])
        alone = named[row["version"], name] == 1
        key = f"{name} {fact}" if row["name"] == ANONYMOUS else name
        day = first_day.get(row["story"])
        out[key].append(Mention(fact, key, row["story"], row["version"], row["article"], day, posts, alone))
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
        title=name_key(without_former(row["title"])),
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


def _is_former(row: sqlite3.Row) -> bool:
    return bool(row["status"] == "former" or without_former(row["title"]) != row["title"])


def _people_of(named: dict[str, list[Mention]], lines: Lines) -> tuple[dict[str, str], list[Join], dict[str, str], list[Doubt]]:
    """(fact -> person, every joining, absorbed person -> the one that stayed, what stayed apart in doubt)."""
    person_of: dict[str, str] = {}
    joins: list[Join] = []
    absorbed: dict[str, str] = {}
    doubts: list[Doubt] = []
    for _, mentions in sorted(named.items()):
        people, found, doubted = tell_apart(mentions, lines, _id_maker())
        person_of |= {fact: person.id for person in people for fact in person.facts}
        joins += found
        doubts += doubted
        absorbed |= {join.absorbed: person_of[join.fact] for join in found if join.absorbed}
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


def _insert_people(db: sqlite3.Connection, rows: list[sqlite3.Row], person_of: dict[str, str]) -> None:
    by_person: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        by_person[person_of[row["fact"]]].append(row)
    db.executemany(
        "INSERT INTO people (id, name, sort_key, province, first_seen, last_seen, articles) "
        "VALUES (:id, :name, :sort_key, :province, :first_seen, :last_seen, :articles)",
        [
            {
                "id": person,
                "name": _latest(group)["name"],
                "sort_key": _person_sort_key(_latest(group)["name"]),
                "province": _latest([r for r in group if r["province"]] or group)["province"],
            }
            | _span(group)
            for person, group in sorted(by_person.items())
        ],
    )


def _person_sort_key(name: str) -> str:
    """Vietnamese lists sort people by given name, then by the whole name."""
    return vietnamese_sort_key(name.split()[-1]) + " " + vietnamese_sort_key(name)


def _insert_tenures(db: sqlite3.Connection, rows: list[sqlite3.Row], person_of: dict[str, str]) -> None:
    """A row a person and post; what is stated as former is a tenure of its own, so that last_seen keeps its meaning."""
    groups: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        groups[stable_id("tenure", person_of[row["fact"]], row["post"], _is_former(row))].append(row)
    for tenure, group in sorted(groups.items()):
        last = _latest(group)
        values = {"id": tenure, "person": person_of[last["fact"]], "post": last["post"], "status": last["status"]}
        db.execute(
            "INSERT INTO tenures (id, person, post, status, first_seen, last_seen, articles) "
            "VALUES (:id, :person, :post, :status, :first_seen, :last_seen, :articles)",
            values | _span(group),
        )
        db.executemany("UPDATE official_positions SET tenure = ? WHERE id = ?", [(tenure, row["position"]) for row in group])


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
