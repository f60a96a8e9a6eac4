"""One article and its facts -> rows of the tables. Pure: rows come back as dicts by table, nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from core.slots import decided_value
from extract.database.decisions import FactDecision
from extract.database.errors import BuildError
from extract.database.fact_rows import TABLE_MAKERS, Names
from extract.database.inputs import stable_id
from extract.knowledge.setting import OpenName, Setting
from schemas.facts import TYPES

Rows = dict[str, list[dict[str, Any]]]
TextKey = tuple[str, str | None, int | None]
_RECORD_META = frozenset({"confidence", "rule", "mentions", "issues"})
_WHY_OPEN = {
    "resolve.unknown_place": "no unit of the gazetteer",
    "resolve.open_organization": "no locality is told",
}


@dataclass(slots=True)
class VersionRows:
    """The rows of one article version, with what the later steps need to know of it."""

    article: str
    version: str
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    decided: list[FactDecision] = field(default_factory=list)


def article_id(data: dict[str, Any]) -> str:
    """The id of the article at a portal: its key there (or its address), whatever its versions say."""
    portal = (data.get("portal") or {}).get("id")
    return stable_id("article", portal, (data.get("page") or {}).get("key") or data["url"])


def page_row(data: dict[str, Any], taken_out: bool = False) -> dict[str, Any] | None:
    """The row of `pages`, None where the article did not come from the archive. Taken out: the hash alone remains."""
    page = data.get("page")
    if not page:
        return None
    portal = (data.get("portal") or {}).get("id")
    row = {"id": stable_id("page", portal, data["url"], page.get("sha256")), "kind": "article", "sha256": page.get("sha256")}
    if taken_out:
        return row
    return row | {
        "portal": portal,
        "url": data["url"],
        "fetched_at": page.get("fetched_at"),
        "archive_file": page.get("warc"),
        "archive_offset": page.get("offset"),
        "family": page.get("family"),
        "layout": page.get("layout"),
    }


def version_rows(
    data: dict[str, Any], facts: dict[str, Any], names: Names, decided: dict[str, list[FactDecision]], article: str
) -> VersionRows:
    """All rows of one article version. `data`: its JSON with `page` (core/article_store.py); `facts`: its facts.

    Raises ValueError, KeyError or TypeError where a record has not the form of schemas/facts.schema.json."""
    page = page_row(data)
    version = stable_id("version", article, data["title"], data["body"], data.get("published_at"), data.get("attachments"))
    out = VersionRows(article, version)
    out.rows["article_versions"].append(_version_row(data, article, version, page))
    texts: dict[TextKey, str] = {("title", None, None): data["title"], ("body", None, None): data["body"]}
    for attachment in data.get("attachments") or []:
        row = _attachment_row(attachment, version)
        out.rows["attachments"].append(row)
        for number, text in enumerate(attachment.get("pages") or [], 1):
            texts["attachment", attachment["id"], number] = text
    near = setting_of(data)
    seen: set[str] = set()
    for type_ in TYPES:
        for record in facts[type_]:
            _add_fact(type_, record, near, texts, names, decided, seen, out)
    out.rows["issues"] += [_open_issue(name, article, version, texts) for name in near.open.values()]
    for issue in facts.get("issues") or []:
        out.rows["issues"].append(_issue_row("extract", issue, article, version))
    return out


def setting_of(data: dict[str, Any]) -> Setting:
    """What an article lends the names in it."""
    portal = data.get("portal") or {}
    return Setting(
        day=(data.get("published_at") or "")[:10] or None,
        place=portal.get("place"),
        province=portal.get("province"),
        texts={"title": data["title"], "body": data["body"]},
    )


def _open_issue(name: OpenName, article: str, version: str, texts: dict[TextKey, str]) -> dict[str, Any]:
    """The issue row of a name that stays open, with the words that use it and the units that would fit."""
    message = f"{name.name}{f' ({name.province})' if name.province else ''}: " + (
        f"{len(name.options)} units fit: {', '.join(name.options[:8])}" if name.options else _WHY_OPEN[name.rule]
    )
    field_, start, end = name.where or (None, None, None)
    quote = texts[field_, None, None][start:end] if field_ else ""
    issue = {"rule": name.rule, "message": message, "field": field_, "start": start, "end": end, "quote": quote}
    return _issue_row("load", issue, article, version)


def _version_row(data: dict[str, Any], article: str, version: str, page: dict[str, Any] | None) -> dict[str, Any]:
    portal = data.get("portal") or {}
    keys = ("url", "title", "published_at", "published_source", "author", "section", "body")
    return {key: data.get(key) for key in keys} | {
        "id": version,
        "article": article,
        "page": page["id"] if page else None,
        "portal": portal.get("id"),
        "place": portal.get("place"),
        "province": portal.get("province") or portal.get("place"),
        "current": 0,
    }


def _attachment_row(data: dict[str, Any], version: str) -> dict[str, Any]:
    return {
        "id": stable_id("attachment", version, data["id"]),
        "article_version": version,
        "key": data["id"],
        "url": data["url"],
        "name": data.get("name"),
        "media_type": data.get("media_type"),
        "status": data.get("status"),
        "page_count": len(data.get("pages") or []) or None,
        "pages": list(data.get("pages") or []),
    }


def _issue_row(stage: str, issue: dict[str, Any], article: str | None, version: str | None) -> dict[str, Any]:
    keys = ("rule", "message", "field", "start", "end", "quote")
    row = {key: issue.get(key) for key in keys} | {"stage": stage, "article": article, "article_version": version}
    return row | {"id": stable_id("issue", *(row[k] for k in sorted(row))), "quote": row["quote"] or None}


def load_issue(rule: str, message: str, article: str | None, version: str | None, quote: str = "") -> dict[str, Any]:
    """An issue of this stage: something that was left out while loading."""
    return _issue_row("load", {"rule": rule, "message": message, "quote": quote}, article, version)


def decision_issue(rule: str, message: str, article: str | None, version: str | None) -> dict[str, Any]:
    """An issue that shows a decision at work (decisions/*.csv)."""
    return _issue_row("decision", {"rule": rule, "message": message}, article, version)


def _add_fact(
    type_: str,
    record: dict[str, Any],
    near: Setting,
    texts: dict[TextKey, str],
    names: Names,
    decided: dict[str, list[FactDecision]],
    seen: set[str],
    out: VersionRows,
) -> None:
    """Add the rows of one record, or the issue that says why it was left out."""
    fact = stable_id("fact", out.version, type_, {k: v for k, v in record.items() if k not in _RECORD_META})
    label = f"{type_} record"
    if fact in seen:
        out.rows["issues"].append(load_issue("load.same_fact", f"{label} {fact} stands twice", out.article, out.version))
        return
    seen.add(fact)
    spans = _spans(record)
    wrong = [span for span in spans if not _inside(span, texts)]
    if not spans or wrong:
        reason = f"{label} points at no text" if not spans else f"{label} points outside the text: {wrong[0]}"
        out.rows["issues"].append(load_issue("load.evidence", reason, out.article, out.version))
        return
    for decision in decided.get(fact, ()):
        out.decided.append(decision)
        out.rows["issues"].append(decision_issue(f"decision.{decision.action}", decision.words(), out.article, out.version))
        if decision.action == "drop":
            return
        record = record | {decision.slot: _replacement(type_, decision, names)}
    out.rows["facts"].append(
        {
            "id": fact,
            "type": type_,
            "article_version": out.version,
            "rule": record.get("rule"),
            "confidence": record.get("confidence", 1.0),
            "derived": int(bool(record.get("derived"))),
            "suspect": record.get("suspect"),
        }
    )
    for table, row in TABLE_MAKERS[type_](fact, record, near, names):
        out.rows[table].append(row)
    for number, span in enumerate(spans):
        out.rows["mentions"].append(_mention_row(fact, number, span, record, texts, out.version))


def _replacement(type_: str, decision: FactDecision, names: Names) -> Any:
    """The decided value of a slot. Raises BuildError with the decision's file and line where it cannot stand there."""
    try:
        value = decided_value(type_, decision.slot, decision.text)
        if decision.slot == "indicator" and value not in names.indicators and not value.startswith("OTHER:"):
            raise ValueError(f"'{value}' is no indicator of schemas/vocab/indicators.csv, nor OTHER:<name>")
    except ValueError as error:
        raise BuildError(f"fact {decision.fact_id}: {error}", decision.file, decision.line) from error
    return value


def _spans(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Every place that states the record, its evidence first, each once."""
    spans: list[dict[str, Any]] = []
    for span in (record.get("evidence"), *(record.get("mentions") or ())):
        if span is not None and span not in spans:
            spans.append(span)
    return spans


def _text_key(span: dict[str, Any]) -> TextKey:
    field_ = span.get("in", "body")
    return (field_, span.get("attachment"), span.get("page")) if field_ == "attachment" else (field_, None, None)


def _inside(span: dict[str, Any], texts: dict[TextKey, str]) -> bool:
    text = texts.get(_text_key(span))
    return text is not None and 0 <= span["start"] < span["end"] <= len(text)


def _mention_row(
    fact: str,
    number: int,
    span: dict[str, Any],
    record: dict[str, Any],
    texts: dict[TextKey, str],
    version: str,
) -> dict[str, Any]:
    key = _text_key(span)
    return {
        "id": stable_id("mention", fact, *key, span["start"], span["end"]),
        "fact": fact,
        "evidence": int(number == 0),
        "field": key[0],
        "attachment": stable_id("attachment", version, key[1]) if key[1] else None,
        "page": key[2],
        "start": span["start"],
        "end": span["end"],
        "quote": texts[key][span["start"] : span["end"]],
        "rule": record.get("rule"),
        "confidence": record.get("confidence", 1.0),
    }
