"""One person: posts with their periods, events, the articles that name them, and why mentions are held to be one person."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page
from browse.asking import fetch_all, fetch_one
from browse.codes import said
from browse.language import language_of

MOST = 200
_PERSON = "SELECT id, name, province, first_seen, last_seen, articles FROM people WHERE id = :person"
_POSTS = """
SELECT o.title, o.organization, o.province, o.province_2025, o.status, o.first_seen, o.last_seen, o.articles,
       o.fact_id, o.article_id, o.article_title, o.published_at
FROM tenures t JOIN v_officials o ON o.id = t.id WHERE t.person = :person ORDER BY o.first_seen, o.id LIMIT :most
"""
_EVENTS = """
SELECT e.name, e.start_date, e.end_date, e.fact_id, e.article_id, e.article_title, e.published_at,
       group_concat(p.role, ' ') AS roles
FROM (SELECT event, role FROM event_participants WHERE person = :person ORDER BY role, id LIMIT :most) p
JOIN v_events e ON e.fact_id = p.event
GROUP BY e.fact_id ORDER BY e.start_date, e.fact_id
"""
_MENTIONS = """
SELECT f.id AS fact_id, a.id AS article_id, a.title AS article_title, a.published_at, o.name AS name
FROM officials o JOIN facts f ON f.id = o.id
JOIN article_versions v ON v.id = f.article_version JOIN articles a ON a.id = v.article AND a.version = v.id
WHERE o.person = :person ORDER BY a.published_at, a.id, f.id LIMIT :most
"""
_MERGES = """
SELECT m.how, m.action, m.rule, m.reason, m.decided_by, m.decided_on, a.id AS article_id, m.fact AS fact_id,
       b.id AS other_article, m.other_fact
FROM merges m
LEFT JOIN facts f ON f.id = m.fact LEFT JOIN article_versions v ON v.id = f.article_version
LEFT JOIN articles a ON a.id = v.article AND a.version = v.id
LEFT JOIN facts g ON g.id = m.other_fact LEFT JOIN article_versions w ON w.id = g.article_version
LEFT JOIN articles b ON b.id = w.article AND b.version = w.id
WHERE m.into_person = :person ORDER BY m.how, m.reason, m.id LIMIT :most
"""


async def person_page(datasette: Any, request: Request) -> Response:
    """`/-/person/<id>`; lists are cut after `MOST` rows, which no person is known to reach."""
    database = datasette.get_database()
    values = {"person": request.url_vars["person"], "most": MOST}
    person = await fetch_one(database, _PERSON, {"person": values["person"]})
    if person is None:
        return await no_such(datasette, request, "person")
    language = language_of(request)
    context = {
        "person": person,
        "posts": await fetch_all(database, _POSTS, values),
        "events": await fetch_all(database, _EVENTS, values),
        "mentions": await fetch_all(database, _MENTIONS, values),
        "merges": await fetch_all(database, _MERGES, values),
        "said": lambda group, value: said(language, group, value),
        "row_url": datasette.urls.table(database.name, "people") + f"?id={person['id']}",
    }
    return await page(datasette, request, "chiso_person.html", context)
