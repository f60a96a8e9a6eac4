"""Awards, events, officials and documents: the lists of facts that are no figures."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page
from browse.asking import Row, fetch_all
from browse.codes import said
from browse.language import language_of
from browse.listing import Column, Filter, Found, Listing, UnknownChoiceError, ask, downloads

_FACT = "fact_id, article_id, article_title, published_at"
_SENTENCE = Column("sentence", "sentence")
_PROVINCE = Column("province", "province")

AWARDS = Listing(
    "awards",
    "v_awards",
    f"kind, grantor, recipient_kind, count, names, reason, year, date, status, province, province_2025, {_FACT}",
    "year DESC, published_at DESC, id",
    (
        Filter("year", "year", "year"),
        Filter("province", "province", "province"),
        Filter("kind", "kind"),
        Filter("status", "status", "code", "award_status"),
    ),
    (
        Column("year", "year"),
        Column("kind"),
        Column("recipients", "recipients"),
        Column("grantor"),
        Column("reason"),
        Column("status", "code", "award_status"),
        _PROVINCE,
        _SENTENCE,
    ),
)
EVENTS = Listing(
    "events",
    "v_events",
    f"kind, name, start_date, end_date, part_of_day, organizer, chairs, venue, format, sites, province, province_2025, {_FACT}",
    "start_date DESC, fact_id",
    (
        Filter("year", "start_date", "day"),
        Filter("province", "province", "province"),
        Filter("kind", "kind", "code", "event_kind"),
    ),
    (
        Column("when", "days"),
        Column("name", "event"),
        Column("kind", "code", "event_kind"),
        Column("chairs", "strong"),
        Column("organizer"),
        Column("venue", "venue"),
        _PROVINCE,
        _SENTENCE,
    ),
)
OFFICIALS = Listing(
    "officials",
    "v_officials",
    f"person, name, title, organization, status, first_seen, last_seen, articles, province, province_2025, {_FACT}",
    "sort_key, first_seen, id",
    (Filter("q", "sort_key", "person"), Filter("province", "province", "province"), Filter("title", "title")),
    (
        Column("name", "person"),
        Column("title"),
        Column("organization"),
        Column("status", "code", "post_status"),
        Column("first_seen", "day"),
        Column("last_seen", "day"),
        Column("articles", "number"),
        _PROVINCE,
        _SENTENCE,
    ),
)
DOCUMENTS = Listing(
    "documents",
    "v_documents",
    f"type, number, date, issuer, province, province_2025, {_FACT}",
    "date DESC, number, fact_id",
    (Filter("q", "number", "contains"), Filter("type", "type"), Filter("year", "date", "day")),
    (Column("number", "strong"), Column("type"), Column("date", "day"), Column("issuer"), _PROVINCE, _SENTENCE),
)
_YEARS = "SELECT year AS value, count(*) AS n FROM v_awards WHERE year IS NOT NULL GROUP BY year ORDER BY year DESC"
_MOST_PARTICIPANTS = 2000


async def list_page(datasette: Any, request: Request, listing: Listing, template: str, found: Found, more: Row) -> Response:
    """A list as a page. `more`: what the template shows besides."""
    database = datasette.get_database()
    language = language_of(request)
    context = {
        "found": found,
        "database_name": database.name,
        "listing": listing,
        "path": datasette.urls.path(f"/-/{listing.name}"),
        "downloads": downloads(datasette.urls.table(database.name, listing.table), found.table_query),
        "said": lambda group, value: said(language, group, value),
    }
    return await page(datasette, request, template, context | more)


async def awards_page(datasette: Any, request: Request) -> Response:
    """`/-/awards?year=&province=&kind=&status=&page=`"""
    years = await fetch_all(datasette.get_database(), _YEARS)
    return await _plain(datasette, request, AWARDS, {"years": years})


async def events_page(datasette: Any, request: Request) -> Response:
    """`/-/events?year=&province=&kind=&page=`"""
    database = datasette.get_database()
    try:
        found = await ask(database, EVENTS, request)
    except UnknownChoiceError as error:
        return await no_such(datasette, request, str(error))
    ids = {f"e{i}": row["fact_id"] for i, row in enumerate(found.rows)}
    sql = (
        f"SELECT event, role, name, person FROM event_participants WHERE event IN ({', '.join(f':{name}' for name in ids)}) "
        f"ORDER BY event, role, name, id LIMIT {_MOST_PARTICIPANTS}"
    )
    people: dict[str, dict[str, list[Row]]] = {}
    for row in await fetch_all(database, sql, ids) if ids else []:
        people.setdefault(row["event"], {}).setdefault(row["role"], []).append(row)
    return await list_page(datasette, request, EVENTS, "chiso_listing.html", found, {"people": people})


async def officials_page(datasette: Any, request: Request) -> Response:
    """`/-/officials?q=&province=&title=&page=`"""
    return await _plain(datasette, request, OFFICIALS, {})


async def documents_page(datasette: Any, request: Request) -> Response:
    """`/-/documents?q=&type=&year=&page=`"""
    return await _plain(datasette, request, DOCUMENTS, {})


async def _plain(datasette: Any, request: Request, listing: Listing, more: Row) -> Response:
    try:
        found = await ask(datasette.get_database(), listing, request)
    except UnknownChoiceError as error:
        return await no_such(datasette, request, str(error))
    return await list_page(datasette, request, listing, "chiso_listing.html", found, more)
