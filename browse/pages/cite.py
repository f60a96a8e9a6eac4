"""How to cite: the dataset, one article, one fact, one page of this database; and the address of a fact that lasts."""

from __future__ import annotations

import re
from typing import Any

from datasette.database import Database
from datasette.utils.asgi import Request, Response

from browse.answer import no_such, page, safe_link, shown_date
from browse.asking import Row, fetch_one
from browse.citing import Edition, bibtex, edition
from browse.language import Language, language_of

_ID = re.compile(r"[0-9a-f]{16}")
MAX_PATH = 1000
_PATH = re.compile(r"/(?!/)[^\s\\\x00-\x1f\x7f]*")
_ARTICLE = """
SELECT a.id, a.title, a.url, a.published_at, a.author, p.name AS portal_name, g.id AS page, g.fetched_at, g.sha256
FROM articles a JOIN article_versions v ON v.id = coalesce(:version, a.version) LEFT JOIN portals p ON p.id = v.portal
LEFT JOIN pages g ON g.id = v.page WHERE a.id = :id
"""
_FACT = """
SELECT f.id, f.type, f.article_version, v.article, v.current, m.quote
FROM facts f JOIN article_versions v ON v.id = f.article_version LEFT JOIN mentions m ON m.fact = f.id AND m.evidence = 1
WHERE f.id = :id
"""


async def fact_page(datasette: Any, request: Request) -> Response:
    """`/-/fact/<id>`: to the words of the fact; of an earlier version of the article, to that version."""
    fact = await fetch_one(datasette.get_database(), _FACT, {"id": request.url_vars["fact"]})
    if fact is None:
        return await no_such(datasette, request, "fact")
    version = "" if fact["current"] else f"?version={fact['article_version']}"
    return Response.redirect(datasette.urls.path(f"/-/article/{fact['article']}") + f"{version}#fact-{fact['id']}")


async def cite_page(datasette: Any, request: Request) -> Response:
    """`/-/cite?fact=… | article=… | page=<own path>`: a citation as text and as BibTeX; without any, of the dataset."""
    database, language = datasette.get_database(), language_of(request)
    about = await edition(database)
    cited: Row = {"what": "dataset", "path": "/"}
    if fact := request.args.get("fact"):
        found = await _fact(database, fact)
        if found is None:
            return await no_such(datasette, request, "fact")
        cited = found
    elif article := request.args.get("article"):
        found = await _article(database, article, None)
        if found is None:
            return await no_such(datasette, request, "article")
        cited = found | {"what": "article", "path": f"/-/article/{article}"}
    elif path := request.args.get("page"):
        if not own_path(path, database.name):
            return await no_such(datasette, request, "page")
        cited = {"what": "page", "path": path}
    context = {
        "about": about,
        "cited": cited,
        "text": _text(about, cited, language),
        "bibtex": _bibtex(about, cited, language),
        "link": safe_link(cited.get("url")),
    }
    return await page(datasette, request, "chiso_cite.html", context)


def own_path(path: str, database: str) -> bool:
    """Whether a path leads to a page of this server: an own page, or one of the database's."""
    if len(path) > MAX_PATH or not _PATH.fullmatch(path):
        return False
    # The list of addresses names this page, too: it is read when it is whole.
    from browse.routes import ROUTES

    bare = re.split(r"[?#]", path, maxsplit=1)[0]
    return bare.split("/")[1] == database or any(re.match(pattern, bare) for pattern, _ in ROUTES)


async def _article(database: Database, article: str, version: str | None) -> Row | None:
    if not _ID.fullmatch(article):
        return None
    return await fetch_one(database, _ARTICLE, {"id": article, "version": version})


async def _fact(database: Database, fact: str) -> Row | None:
    row = await fetch_one(database, _FACT, {"id": fact}) if _ID.fullmatch(fact) else None
    article = await _article(database, row["article"], row["article_version"]) if row else None
    if row is None or article is None:
        return None
    return article | {"what": "fact", "fact": fact, "quote": row["quote"], "path": f"/-/fact/{fact}"}


def _edition_text(about: Edition, language: Language) -> str:
    say = language.say
    parts = [f"{about.authors}. {about.title}."]
    parts += [say("cite.rules", rules=about.rules)] if about.rules else []
    parts += [say("cite.file", sha256=about.sha256)]
    parts += [say("cite.as_of", date=shown_date(about.fetched))] if about.fetched else []
    return " ".join(parts)


def _text(about: Edition, cited: Row, language: Language) -> str:
    """The citation in one paragraph."""
    say = language.say
    if cited["what"] == "dataset":
        return _edition_text(about, language)
    if cited["what"] == "page":
        return f"{_edition_text(about, language)} {say('cite.at', path=cited['path'])}"
    parts = [f"{cited['author']}." if cited["author"] else "", f"“{cited['title']}”."]
    parts += [f"{cited['portal_name']}, {shown_date(cited['published_at'])}." if cited["portal_name"] else ""]
    parts += [f"{cited['url']}."]
    parts += [say("cite.fetched", date=shown_date(cited["fetched_at"])) if cited["fetched_at"] else ""]
    parts += [say("cite.hash", sha256=cited["sha256"]) if cited["sha256"] else ""]
    if cited["what"] == "fact":
        parts += [say("cite.quote", quote=" ".join((cited["quote"] or "").split())), say("cite.fact_id", fact=cited["fact"])]
    parts += [say("cite.in", edition=_edition_text(about, language)), say("cite.at", path=cited["path"])]
    return " ".join(part for part in parts if part)


def _bibtex(about: Edition, cited: Row, language: Language) -> str:
    """The citation as an entry of BibTeX. An address elsewhere stands in it, a path of this database in the note."""
    version = ", ".join(filter(None, (about.rules, about.sha256)))
    if cited["what"] in ("dataset", "page"):
        note = language.say("cite.at", path=cited["path"]) if cited["what"] == "page" else None
        fields = {"author": about.authors, "title": about.title, "year": about.year, "version": version, "note": note}
        return bibtex(f"chiso-{about.sha256}", fields)
    note = " ".join(
        filter(
            None,
            (
                language.say("cite.quote", quote=" ".join((cited["quote"] or "").split())) if cited["what"] == "fact" else None,
                language.say("cite.fetched", date=shown_date(cited["fetched_at"])) if cited["fetched_at"] else None,
                language.say("cite.hash", sha256=cited["sha256"]) if cited["sha256"] else None,
                language.say("cite.in", edition=f"{about.title}, {version}."),
                language.say("cite.at", path=cited["path"]),
            ),
        )
    )
    fields = {
        "author": cited["author"] or cited["portal_name"],
        "title": cited["title"],
        "year": (cited["published_at"] or "")[:4],
        "howpublished": cited["portal_name"],
        "url": safe_link(cited["url"]),
        "note": note,
    }
    return bibtex(f"chiso-{cited.get('fact') or cited['id']}", fields)
