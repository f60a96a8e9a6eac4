"""An article's page as it was archived: what is known of it, the page itself in a closed frame, its record to download."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import error_page, no_such, page, safe_link
from browse.archived import MAX_SHOWN, Found, archive_path, clean, find, text_of
from browse.asking import Row, fetch_all, fetch_one
from browse.language import language_of
from browse.redacted import taken_out
from core.warc import MAX_RECORD, read_member

# Nothing is loaded, nothing runs, nothing is sent; only a page of this server may frame it.
CLOSED = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
_PAGE = """
SELECT g.id, g.url, g.fetched_at, g.sha256, g.archive_file, g.archive_offset, p.name AS portal_name
FROM pages g LEFT JOIN portals p ON p.id = g.portal WHERE g.id = :id
"""
_ARTICLES = """
SELECT v.article AS id, v.id AS version, v.current, v.title FROM article_versions v WHERE v.page = :id ORDER BY v.id LIMIT 50
"""


async def archived_page(datasette: Any, request: Request) -> Response:
    """`/-/archived/<page>`: when and from where it was fetched, its hash and place, and the page in a frame."""
    row, articles, why = await _known(datasette, request)
    if row is None:
        return await no_such(datasette, request, "archived")
    found = None
    if why is None:
        found, why = await _found(datasette, row)
    if found is not None and (not found.is_html or len(found.record.body) > MAX_SHOWN):
        why = "not_html" if not found.is_html else "too_large"
    context = {
        "row": row,
        "articles": articles,
        "link": safe_link(row["url"]),
        "why": why,
        "found": found,
        "shown": found is not None and why is None,
    }
    return await page(datasette, request, "chiso_archived.html", context)


async def archived_html(datasette: Any, request: Request) -> Response:
    """`/-/archived/<page>/page`: the archived HTML, cleaned, under a policy that allows nothing at all."""
    row, _, why = await _known(datasette, request)
    if row is None:
        return await no_such(datasette, request, "archived")
    if why is None:
        found, why = await _found(datasette, row)
        if found is not None and found.is_html and len(found.record.body) <= MAX_SHOWN:
            word = language_of(request).say("archived.image")
            # In a thread: a long page must not hold up the others.
            text = await asyncio.to_thread(lambda: clean(text_of(found.record), word))
            return Response.html(text, headers={"content-security-policy": CLOSED})
    return await _refused(datasette, request, why or "not_html")


async def archived_record(datasette: Any, request: Request) -> Response:
    """`/-/archived/<page>/record`: the WARC record as it lies in the archive; `?part=body`: the body alone, whose SHA-256 the
    database holds. Always a file to save, never a page."""
    row, _, why = await _known(datasette, request)
    if row is None:
        return await no_such(datasette, request, "archived")
    if why is None:
        found, why = await _found(datasette, row)
        if found is not None:
            if request.args.get("part") == "body":
                return _file(found.record.body, f"{row['id']}.bin")
            path = archive_path(Path(datasette.get_database().path), row["archive_file"])
            if path is not None:
                member = await asyncio.to_thread(read_member, path, row["archive_offset"], MAX_RECORD)
                return _file(member, f"{row['id']}.warc.gz")
    return await _refused(datasette, request, why or "no_archive")


def _file(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": CLOSED}
    return Response(content, headers=headers, content_type="application/octet-stream")


async def _known(datasette: Any, request: Request) -> tuple[Row | None, list[Row], str | None]:
    """(the row of the page, its articles, why it may not be shown: a key of words/archived.csv or None)."""
    database = datasette.get_database()
    values = {"id": request.url_vars["page"]}
    row = await fetch_one(database, _PAGE, values)
    if row is None:
        return None, [], None
    articles = await fetch_all(database, _ARTICLES, values)
    # A page that no article stands for was taken out whole, or nobody knows what it holds.
    if not articles or await taken_out(database, sorted({article["id"] for article in articles})):
        return row, articles, "taken_out"
    return row, articles, None


async def _found(datasette: Any, row: Row) -> tuple[Found | None, str | None]:
    """(the answer in the archive, why there is none)."""
    database = datasette.get_database()
    path = archive_path(Path(database.path), row["archive_file"]) if database.path else None
    if path is None or row["archive_offset"] is None:
        return None, "no_archive"
    try:
        return await asyncio.to_thread(find, path, row["archive_offset"], row["sha256"]), None
    except ValueError:
        return None, "unreadable"


async def _refused(datasette: Any, request: Request, why: str) -> Response:
    return await error_page(datasette, request, 404, language_of(request).say(f"archived.{why}"))
