"""Full-text search over titles and bodies with counts by province, year and fact type; snippets are cut from the original."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from typing import Any
from urllib.parse import quote, urlencode
from weakref import WeakKeyDictionary

from datasette.database import Database, QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.highlight import Mark, Piece, cut
from browse.searching import FILTERS, LONG_FORMS, PAGE_SIZE, Asked, Found, read_asked, search
from browse.shelf import Shelf, read_shelf
from core.search_text import Term, find_spans, snippet_window
from schemas.facts import TYPES

_TIME_LIMIT_MS = 3000
_FAR = 200
_SHELVES: WeakKeyDictionary[Database, asyncio.Future[Shelf]] = WeakKeyDictionary()
Row = dict[str, Any]
Span = tuple[int, int]


async def search_page(datasette: Any, request: Request) -> Response:
    """`/-/search?q=…&province=…&year=…&type=…&portal=…&order=date&copies=show&offset=…`: the articles that hold all the words."""
    database = datasette.get_database()
    shelf = await _shelf(database)
    asked = read_asked({key: request.args.get(key) for key in request.args}, shelf)
    found = await database.execute_fn(lambda connection: _limited(connection, shelf, asked))
    base = datasette.urls.path("/-/search")
    offset = min(asked.offset, max(0, found.total - 1) // PAGE_SIZE * PAGE_SIZE)
    context = {
        "q": asked.query,
        "asked": asked,
        "found": found,
        "readings": [_reading(term) for term in asked.terms],
        "hidden_fields": _arguments(asked, q=None),
        "active": _active(base, asked, shelf),
        "facets": _facets(base, asked, found, shelf),
        "results": [_result(datasette, row, asked, shelf) for row in found.rows],
        "first": offset + 1,
        "best": _address(base, asked, order=None),
        "newest": _address(base, asked, order="date"),
        "with_copies": _address(base, asked, copies="show"),
        "without_copies": _address(base, asked, copies=None),
        "all": base,
        "previous": _address(base, asked, offset=max(0, offset - PAGE_SIZE) or None) if offset else None,
        "next": _address(base, asked, offset=offset + PAGE_SIZE) if offset + PAGE_SIZE < found.total else None,
    }
    return await page(datasette, request, "chiso_search.html", context)


async def _shelf(database: Database) -> Shelf:
    """The shelf of an opened database, read once for all who ask meanwhile."""
    known = _SHELVES.get(database)
    if known is None or (known.done() and (known.cancelled() or known.exception())):
        known = _SHELVES[database] = asyncio.ensure_future(database.execute_fn(read_shelf))
    # Who goes away does not stop what others wait for.
    return await asyncio.shield(known)


def _limited(connection: sqlite3.Connection, shelf: Shelf, asked: Asked) -> Found:
    try:
        with sqlite_timelimit(connection, _TIME_LIMIT_MS):
            return search(connection, shelf, asked)
    except sqlite3.OperationalError as error:
        if error.args == ("interrupted",):
            raise QueryInterrupted(error, "search", {}) from error
        raise


def _arguments(asked: Asked, **changes: Any) -> list[tuple[str, str]]:
    """The arguments of a search's address with some changed (None: left out); without a page number unless it is given."""
    values: dict[str, Any] = {"q": asked.query or None} | {name: getattr(asked, name) for name in FILTERS}
    values |= {"order": "date" if asked.newest else None, "copies": "show" if asked.copies else None} | changes
    return [(name, str(value)) for name, value in values.items() if value is not None]


def _address(base: str, asked: Asked, **changes: Any) -> str:
    arguments = _arguments(asked, **changes)
    return f"{base}?{urlencode(arguments)}" if arguments else base


def _reading(term: Term) -> tuple[str, str | None]:
    """(words as read, the long form they also stand for or None); a long form is named with its abbreviation."""
    short = next((words[0] for words in term.wordings if len(words) == 1 and words[0] in LONG_FORMS), None)
    if short and len(term.wordings) > 1:
        return short.upper(), LONG_FORMS[short]
    read = " ".join(term.wordings[0])
    return (f'"{read}"' if len(term.wordings[0]) > 1 else read), None


def _label(name: str, value: Any, shelf: Shelf) -> str:
    if name == "province":
        return shelf.provinces[value].name
    return shelf.portals[value] if name == "portal" else str(value)


def _active(base: str, asked: Asked, shelf: Shelf) -> list[Row]:
    """The filters that are set, each with the address without it."""
    chosen = [(name, getattr(asked, name)) for name in FILTERS if getattr(asked, name) is not None]
    return [{"name": n, "label": _label(n, v, shelf), "href": _address(base, asked, **{n: None})} for n, v in chosen]


def _facets(base: str, asked: Asked, found: Found, shelf: Shelf) -> list[Row]:
    """Filter → values in order: provinces and portals with most articles first, years newest first, types as everywhere."""

    def order(name: str, value: Any) -> tuple[Any, ...]:
        if name == "year":
            return (-value,)
        if name == "type":
            return (TYPES.index(value),)
        key = shelf.provinces[value].sort_key if name == "province" else shelf.portals[value]
        return -found.facets[name][value], key, value

    facets = []
    for name in FILTERS:
        values = []
        chosen = getattr(asked, name)
        for value in sorted(found.facets[name], key=lambda value: order(name, value)):
            on = value == chosen
            former = name == "province" and not shelf.provinces[value].today
            href = _address(base, asked, **{name: None if on else value})
            count = found.facets[name][value]
            values.append({"label": _label(name, value, shelf), "n": count, "on": on, "former": former, "href": href})
        facets.append({"name": name, "values": values})
    return facets


def _windows(body: str, spans: list[Span], terms: tuple[Term, ...]) -> list[Span]:
    """One part of the text, or two where hits stand far from the first; a hit of a word that the first lacks goes before."""
    first = snippet_window(body, spans)
    far = [span for span in spans if span[0] > first[1] + _FAR or span[1] < first[0] - _FAR]
    lacking = tuple(term for term in terms if not find_spans(body[slice(*first)], (term,)))
    wanted = set(find_spans(body, lacking)) if lacking else set()
    far = [span for span in far if span in wanted] or far
    if not far:
        return [first]
    start, end = snippet_window(body, far, 160)
    second = (max(start, first[1]), end) if start > first[0] else (start, min(end, first[0]))
    return sorted([first, second])


def _hit_marks(spans: list[Span]) -> list[Mark]:
    return [Mark(a, b, "", "", "hit", first=False) for a, b in spans]


def _fragment(body: str, span: Span) -> str:
    """The end of an address at which a browser goes to these words and shows them, without a script (a text fragment). The
    words that follow are named, too: a short word may stand in the page's head."""
    after = re.split(r"[\n|]", body[span[1] : span[1] + 60])[0].split()[:-1][:3]
    parts = [body[slice(*span)], " ".join(after)] if body[span[1] : span[1] + 1] == " " and after else [body[slice(*span)]]
    return "#:~:text=" + ",-".join(quote(part, safe="").replace("-", "%2D") for part in parts)


def _result(datasette: Any, row: Row, asked: Asked, shelf: Shelf) -> Row:
    title, body = row["title"], row["body"]
    in_title, spans = find_spans(title, asked.terms), find_spans(body, asked.terms)
    windows = _windows(body, spans, asked.terms)
    snippets: list[tuple[Piece, ...]] = [cut(body, _hit_marks(spans), start, end) for start, end in windows]
    return row | {
        "title": cut(title, _hit_marks(in_title)),
        "href": datasette.urls.path(f"/-/article/{row['id']}") + (_fragment(body, spans[0]) if spans else ""),
        "snippets": snippets,
        "before": windows[0][0] > 0,
        "after": windows[-1][1] < len(body),
        "portal_name": shelf.portals.get(row["portal"]),
        "facts": [(type_, row["facts"][type_]) for type_ in TYPES if type_ in row["facts"]],
        "body": None,
    }
