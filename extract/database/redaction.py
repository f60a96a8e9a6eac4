"""Taking persons and words out of an article and its facts (decisions/redactions.csv).

Who is taken out leaves no name: `[ẩn danh]` in the facts, blocks of the same length in texts, so that offsets hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from core.text import fold, name_key, strip_marks
from extract.database.decisions import Decisions, Redaction

ANONYMOUS = "[ẩn danh]"
BLOCK = "█"
_HONORIFIC = r"(?:ông|bà|anh|chị|cô|chú|bác|đồng chí|đ/c|đc)"


def _person_pattern(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in name_key(name).split()]
    return re.compile(r"(?<![\w])" + r"[\s.]+".join(words) + r"(?![\w])")


def _short_pattern(name: str) -> re.Pattern[str]:
    """A later short mention: an honorific and the given name, with no further name after it."""
    given = re.escape(name_key(name).split()[-1])
    return re.compile(rf"(?<![\w]){_HONORIFIC}\s+(?P<name>{given})(?![\w])")


class Redactor:
    """Takes persons and words out of one article and its facts. Holds compiled patterns; changes nothing it is given."""

    def __init__(self, decisions: Decisions) -> None:
        people = [r for r in decisions.redactions if r.kind == "person"]
        self._people = [(r, _person_pattern(r.match), _short_pattern(r.match)) for r in people]
        self._texts = [r for r in decisions.redactions if r.kind == "text"]

    def __bool__(self) -> bool:
        return bool(self._people or self._texts)

    def apply(self, article: dict[str, Any], facts: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], list[Redaction]]:
        """(article, facts, decisions that changed something). Offsets into title, body and attachments stay valid."""
        if not self:
            return article, facts, []
        whole = json.dumps([article, facts], ensure_ascii=False)
        people = [entry for entry in self._people if entry[1].search(fold(whole).low) or self._in_url(entry[0], article)]
        texts = [r for r in self._texts if r.match in whole or json.dumps(r.match, ensure_ascii=False)[1:-1] in whole]
        if not people and not texts:
            return article, facts, []
        self._cover_url(people, article := dict(article))
        for key in ("title", "body", "author", "section"):
            if article.get(key):
                article[key] = self._block(article[key], people, texts)
        article["attachments"] = [self._attachment(a, people, texts) for a in article.get("attachments") or []]
        facts = {key: value if key == "url" else self._walk(value, people, texts) for key, value in facts.items()}
        return article, facts, [entry[0] for entry in people] + texts

    def cover(self, text: str) -> str:
        """A text of a decision without whom and what is taken out."""
        return str(self._walk(text, self._people, self._texts))

    def _attachment(self, data: dict[str, Any], people: list[Any], texts: list[Redaction]) -> dict[str, Any]:
        pages = [self._block(page, people, texts) for page in data.get("pages") or []]
        name = data.get("name")
        return data | {"pages": pages, "name": self._block(name, people, texts) if name else name}

    @staticmethod
    def _in_url(redaction: Redaction, article: dict[str, Any]) -> bool:
        slug = re.sub(r"\W+", "-", strip_marks(redaction.match)).strip("-")
        return re.search(rf"(?<![a-z0-9]){re.escape(slug)}(?![a-z0-9])", article["url"].lower()) is not None

    def _cover_url(self, people: list[Any], article: dict[str, Any]) -> None:
        """An address that spells the name is cut to its host."""
        if any(self._in_url(entry[0], article) for entry in people):
            parts = urlsplit(article["url"])
            article["url"] = f"{parts.scheme}://{parts.netloc}/"

    def _block(self, text: str, people: list[Any], texts: list[Redaction]) -> str:
        """The text with what is taken out covered by blocks of the same length."""
        folded = fold(text)
        spans: list[tuple[int, int]] = []
        for _, full, short in people:
            spans += [folded.raw_span(*m.span()) for m in full.finditer(folded.low)]
            spans += [folded.raw_span(*m.span("name")) for m in short.finditer(folded.low)]
        for redaction in texts:
            spans += [m.span() for m in re.finditer(re.escape(redaction.match), text)]
        chars = list(text)
        for start, end in spans:
            chars[start:end] = BLOCK * (end - start)
        return "".join(chars)

    def _walk(self, value: Any, people: list[Any], texts: list[Redaction], key: str = "") -> Any:
        if isinstance(value, str):
            if key in ("quote", "message"):
                return self._block(value, people, texts)
            for _, full, _short in people:
                folded = fold(value)
                for match in reversed(list(full.finditer(folded.low))):
                    start, end = folded.raw_span(*match.span())
                    value = value[:start] + ANONYMOUS + value[end:]
                    folded = fold(value)
            for redaction in texts:
                value = value.replace(redaction.match, BLOCK * len(redaction.match))
            return value
        if isinstance(value, list):
            return [self._walk(item, people, texts, key) for item in value]
        if isinstance(value, dict):
            return {name: self._walk(item, people, texts, name) for name, item in value.items()}
        return value


def covered(decisions: Decisions) -> Decisions:
    """The decisions as they may be shown: what is taken out does not come back by a correction or its reason."""
    cover = Redactor(decisions).cover
    facts = (replace(d, text=cover(d.text), reason=cover(d.reason)) for d in decisions.facts)
    merges = (replace(d, reason=cover(d.reason)) for d in decisions.merges)
    return replace(decisions, facts=tuple(facts), merges=tuple(merges))
