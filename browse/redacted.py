"""Whether a redaction touches an article. The database holds no word that was taken out, but the archive does: what a
redaction touches is never shown from the archive (docs/data.md, "Taking a person or a text out")."""

from __future__ import annotations

import json

from datasette.database import Database

from browse.asking import fetch_one

# A copy tells the same story, perhaps in other words around it: it is kept back together with its original.
_TOUCHED = """
WITH RECURSIVE pairs(one, other) AS (
  SELECT article, original FROM article_copies
  UNION ALL SELECT id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL
),
near(id) AS (
  SELECT value FROM json_each(:ids)
  UNION SELECT p.other FROM near JOIN pairs p ON p.one = near.id
  UNION SELECT p.one FROM near JOIN pairs p ON p.other = near.id
)
SELECT i.id FROM near JOIN issues i ON i.article = near.id WHERE substr(i.rule, 1, 10) = 'redaction.' LIMIT 1
"""


async def taken_out(database: Database, articles: list[str]) -> bool:
    """Whether a person or a text was taken out of one of the articles, of a version or of a copy of it."""
    return await fetch_one(database, _TOUCHED, {"ids": json.dumps(articles)}) is not None
