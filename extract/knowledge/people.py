"""Who is one person: officials of the same name with a fitting post become one row of `people`; tenures follow.

Same name is not same person. Two mentions are joined where the name is equal and (a) a post is at the same
organisation, or (b) posts are in the same locality below the province, where offices are few. Positions gathered under
one name in one article belong to one person, so they join what (a) and (b) keep apart. Everything else stays apart
until decisions/merges.csv says otherwise."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from typing import Any

from core.collation import vietnamese_sort_key
from core.text import name_key
from extract.database.decisions import ANONYMOUS, Decisions
from extract.database.errors import BuildError
from extract.database.inputs import stable_id

_POSITIONS = """
SELECT o.id AS fact, o.name, p.id AS position, p.title, p.post, p.status, p.organization,
       g.level, g.name AS office, g.province, g.province_2025, w.name AS place,
       substr(v.published_at, 1, 10) AS day, coalesce(v.duplicate_of, v.article) AS story, v.article
FROM officials o
JOIN facts f ON f.id = o.id
JOIN article_versions v ON v.id = f.article_version
LEFT JOIN official_positions p ON p.official = o.id
LEFT JOIN organizations g ON g.id = p.organization
LEFT JOIN places w ON w.id = g.place
ORDER BY o.id, p.position
"""
_FORMER = re.compile(r"^nguyên\s", re.IGNORECASE)


class _Groups:
    """Union-find over strings; the smallest member names a group."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def find(self, key: str) -> str:
        root = key
        while self._up.setdefault(root, root) != root:
            root = self._up[root]
        while self._up[key] != root:
            self._up[key], key = root, self._up[key]
        return root

    def join(self, a: str, b: str) -> None:
        a, b = sorted((self.find(a), self.find(b)))
        self._up[b] = a


def _node(row: sqlite3.Row) -> str:
    """Where a post is, as narrowly as the name alone can tell people apart."""
    name = name_key(row["name"])
    if row["name"] == ANONYMOUS:
        return stable_id("post_of", name, row["fact"])
    if row["level"] is None and row["place"] is None:
        # `Chủ tịch` alone, or of an `Ủy ban nhân dân huyện` that nobody located: the article is all that is known.
        return stable_id("post_of", name, row["article"])
    # By name, not id: an office that keeps its name through the reform of July 2025 keeps its people.
    where = row["place"] if row["level"] in ("district", "commune") else row["office"]
    return stable_id("post_of", name, where, row["province_2025"])


def fill_people(db: sqlite3.Connection, decisions: Decisions) -> None:
    """Fill people, tenures and merges, and the references to them, from officials and official_positions."""
    db.row_factory = sqlite3.Row
    rows = db.execute(_POSITIONS).fetchall()
    groups = _Groups()
    first: dict[str, str] = {}
    for row in rows:
        groups.join(first.setdefault(row["fact"], _node(row)), _node(row))
    person_of = {fact: stable_id("person", groups.find(node)) for fact, node in first.items()}
    merged = _apply_merges(db, person_of, decisions)
    _insert_people(db, rows, person_of)
    db.executemany("INSERT INTO merges VALUES (:id, :person, :into_person, :reason, :decided_by, :decided_on)", merged)
    db.executemany("UPDATE officials SET person = ? WHERE id = ?", [(p, f) for f, p in sorted(person_of.items())])
    _insert_tenures(db, [row for row in rows if row["position"]], person_of)
    _link_participants(db)


def _apply_merges(db: sqlite3.Connection, person_of: dict[str, str], decisions: Decisions) -> list[dict[str, Any]]:
    out = []
    known = set(person_of.values())
    for row in decisions.merges:
        if row["person"] not in known or row["into_person"] not in known:
            raise BuildError(f"decisions/merges.csv: no person {row['person']} or {row['into_person']} in this build")
        for fact, person in person_of.items():
            if person == row["person"]:
                person_of[fact] = row["into_person"]
        out.append(
            {
                "id": stable_id("merge", row["person"], row["into_person"]),
                "person": row["person"],
                "into_person": row["into_person"],
                "reason": row["reason"],
                "decided_by": row["who"],
                "decided_on": row["when"],
            }
        )
    return out


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
                "province": next((row["province"] for row in reversed(group) if row["province"]), None),
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
        former = row["status"] == "former" or _FORMER.match(row["title"]) is not None
        groups[stable_id("tenure", person_of[row["fact"]], row["post"], former)].append(row)
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
