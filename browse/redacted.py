"""Whether a redaction touches an article. The database holds no word that was taken out, but the archive does: what a
redaction touches is never shown from the archive (docs/data.md, "Taking a person or a text out")."""

from __future__ import annotations

import json

from datasette.database import Database

from browse.asking import fetch_one

# A copy tells the same story, perhaps in other words around it: it is kept back together with its original.
_TOUCHED = """
WITH asked(id) AS (SELECT value FROM json_each(:ids)),
near(id) AS (
  SELECT id FROM asked
  UNION SELECT c.original FROM article_copies c JOIN asked ON asked.id = c.article
  UNION SELECT c.article FROM article_copies c JOIN asked ON asked.id = c.original
  UNION SELECT a.duplicate_of FROM articles a JOIN asked ON asked.id = a.id WHERE a.duplicate_of IS NOT NULL
  UNION SELECT a.id FROM articles a JOIN asked ON asked.id = a.duplicate_of
)
SELECT i.id FROM near JOIN issues i ON i.article = near.id WHERE substr(i.rule, 1, 10) = 'redaction.' LIMIT 1
"""


async def taken_out(database: Database, articles: list[str]) -> bool:
    """Whether a person or a text was taken out of one of the articles, of a version or of a copy of it."""
    return await fetch_one(database, _TOUCHED, {"ids": json.dumps(articles)}) is not None
