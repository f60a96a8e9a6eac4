"""Full-text search over titles and bodies; snippets are cut from the original text."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import Request, Response

from browse.answer import page
from browse.asking import Row, fetch_all
from browse.highlight import Mark, cut
from core.search_text import find_spans, match_expression, read_query, snippet_window

PAGE_SIZE = 20
_FOUND = """
FROM articles_fts JOIN articles a ON a.docid = articles_fts.rowid LEFT JOIN portals p ON p.id = a.portal
WHERE articles_fts MATCH :match AND a.duplicate_of IS NULL
"""


async def search_page(datasette: Any, request: Request) -> Response:
    """`/-/search?q=…&offset=…`: the articles that hold all the words, best first."""
    database = datasette.get_database()
    query = (request.args.get("q") or "").strip()[:400]
    offset = _offset(request.args.get("offset"))
    terms = read_query(query)
    results: list[Row] = []
    total = 0
    if terms:
        values = {"match": match_expression(terms), "limit": PAGE_SIZE, "offset": offset}
        total = (await fetch_all(database, f"SELECT count(*) AS n {_FOUND}", values))[0]["n"]
        order = "ORDER BY bm25(articles_fts, 4.0, 1.0), a.id LIMIT :limit OFFSET :offset"
        sql = f"SELECT a.id, a.title, a.body, a.published_at, p.name AS portal_name {_FOUND} {order}"
        results = [_result(row, terms) for row in await fetch_all(database, sql, values)]
    context = {
        "q": query,
        "total": total,
        "results": results,
        "offset": offset,
        "previous": max(0, offset - PAGE_SIZE) if offset else None,
        "next": offset + PAGE_SIZE if offset + PAGE_SIZE < total else None,
    }
    return await page(datasette, request, "chiso_search.html", context)


def _offset(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _result(row: Row, terms: Any) -> Row:
    body = row["body"]
    spans = find_spans(body, terms)
    start, end = snippet_window(body, spans)
    pieces = cut(body, [Mark(a, b, "", "", "hit") for a, b in spans], start, end)
    title = cut(row["title"], [Mark(a, b, "", "", "hit") for a, b in find_spans(row["title"], terms)])
    return row | {"title": title, "snippet": pieces, "before": start > 0, "after": end < len(body)}
