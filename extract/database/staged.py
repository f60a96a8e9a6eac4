"""Articles and their facts -> rows of the tables, a group of articles at a time, in any process."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from core.article_store import Partition, StoredArticle
from core.partitions import PartitionError, read_group
from core.slots import storable
from extract.database.decisions import Decisions, FactDecision, Redaction
from extract.database.errors import BuildError
from extract.database.fact_rows import Names
from extract.database.inputs import ESCAPED
from extract.database.redaction import Redactor
from extract.database.rows import article_id, decision_issue, page_row, version_rows
from extract.database.vocabulary import read_names
from extract.database.writer import SCHEMA, column_names, table_names
from extract.incremental.store import COLUMNS
from extract.incremental.work import no_facts
from extract.knowledge.organizations import Named
from extract.knowledge.places import Place
from schemas.facts import TYPES

Values = tuple[Any, ...]
_NESTED = frozenset({list, dict})
_INDICATED = ("scores", "ranks", "tier_counts")


@dataclass(frozen=True, slots=True)
class Staged:
    """One line of the articles as rows. `rows`: by table, values in the order of its columns; `fetched`: when, hash, address;
    `portal`: its id; `applied`: the decisions that changed something. An article that is taken out has no `version`."""

    row: int
    article: str
    version: str | None
    portal: str | None
    fetched: tuple[str, str, str]
    page: Values | None
    rows: Mapping[str, list[Values]]
    applied: tuple[Redaction | FactDecision, ...]


@dataclass(slots=True)
class Group:
    """The rows of a group of articles, and the units, bodies and indices that they name beyond the vocabulary."""

    path: Path
    staged: list[Staged] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    organizations: list[Named] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A directory of vocabularies and the state of its files, so that no process answers by an earlier state."""

    directory: Path
    state: tuple[tuple[str, int, int], ...]

    @classmethod
    def of(cls, directory: Path) -> Vocabulary:
        files = [(path.name, path.stat()) for path in sorted(directory.glob("*.csv"))]
        return cls(directory, tuple((name, told.st_mtime_ns, told.st_size) for name, told in files))


@dataclass(frozen=True, slots=True)
class StageGroups:
    """Makes the rows of one row group of a partition. `facts`: its file of facts, None where it was set aside for `reason`;
    `banned`: article -> the decision that takes it out."""

    articles: Partition
    facts: Path | None
    reason: str | None
    vocabulary: Vocabulary
    decisions: Decisions
    banned: Mapping[str, Redaction]

    def __call__(self, group: int) -> Group | BuildError:
        """What stops a build is returned, not raised: it is no fault of the process."""
        try:
            return self._group(group)
        except BuildError as error:
            return error
        except (PartitionError, FileNotFoundError) as error:
            return BuildError(f"{error}; delete it and run `make extract` again")

    def _group(self, group: int) -> Group:
        names = _names(self.vocabulary)
        names.places.forget_named()
        names.organizations.forget_named()
        out, first = Group(self.articles.path), sum(self.articles.groups()[:group])
        for row, (article, facts) in enumerate(self._pairs(group), first + 1):
            try:
                out.staged.append(self._article(row, article, facts, names))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                reason = f"not the form of schemas/facts.schema.json: {type(error).__name__}: {error}"
                raise BuildError(reason, self.facts or self.articles.path, row) from error
        out.places, out.organizations = names.places.named(), names.organizations.named()
        out.indicators = sorted(_indicators(out.staged))
        return out

    def _pairs(self, group: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        articles = self.articles.read(group)
        if self.facts is None:
            return [(_data(a), no_facts(_data(a)["url"], f"its partition was set aside: {self.reason}")) for a in articles]
        facts = read_group(self.facts, group, COLUMNS)
        if [key for key, *_ in facts] != [a.key for a in articles]:
            raise BuildError("not the facts of these articles; run `make extract` again", self.facts)
        return [(_data(a), _loads(text)) for a, (_, _, text, _) in zip(articles, facts, strict=True)]

    def _article(self, row: int, data: dict[str, Any], facts: dict[str, Any], names: Names) -> Staged:
        _check(data, facts, self.facts or self.articles.path, row)
        article = article_id(data)
        portal = (data.get("portal") or {}).get("id")
        if article in self.banned:
            return _taken_out(row, data, article, portal, self.banned[article])
        redactor, decided = _decided(self.decisions)
        redacted, facts, applied = redactor.apply(data, facts)
        page = page_row(redacted)
        made = version_rows(redacted, facts, names, decided, article)
        for redaction in applied:
            message = f"{redaction.kind} taken out: {redaction.reason} ({redaction.who}, {redaction.when})"
            made.rows["issues"].append(decision_issue(f"redaction.{redaction.kind}", message, article, made.version))
        fetched = ((page or {}).get("fetched_at") or "", (page or {}).get("sha256") or "")
        return Staged(
            row,
            article,
            made.version,
            portal,
            (*fetched, made.rows["article_versions"][0]["url"]),
            values("pages", page) if page else None,
            {table: [values(table, one) for one in rows] for table, rows in made.rows.items()},
            (*applied, *made.decided),
        )


def _data(article: StoredArticle) -> dict[str, Any]:
    data = _loads(article.article)
    return data | {"page": _loads(article.page)} if article.page else data


def _loads(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    return storable(data) if ESCAPED.search(text) else data


def _check(data: dict[str, Any], facts: dict[str, Any], path: Path, row: int) -> None:
    for key in ("url", "title", "body"):
        if not isinstance(data.get(key), str):
            raise BuildError(f"article without '{key}', or it is not a string", path, row)
    if facts.get("url") != data["url"]:
        raise BuildError(f"facts of {facts.get('url')}, but the article is {data['url']}", path, row)
    missing = next((type_ for type_ in TYPES if not isinstance(facts.get(type_), list)), None)
    if missing:
        raise BuildError(f"'{missing}' is missing or not a list", path, row)


def _taken_out(row: int, data: dict[str, Any], article: str, portal: str | None, by: Redaction) -> Staged:
    page = page_row(data, taken_out=True)
    issue = decision_issue("redaction.article", f"article {article} taken out: {by.reason} ({by.who}, {by.when})", None, None)
    shown = values("pages", page) if page else None
    return Staged(row, article, None, portal, ("", "", ""), shown, {"issues": [values("issues", issue)]}, ())


def _indicators(staged: list[Staged]) -> set[str]:
    at = {table: columns_of(table).index("indicator") for table in _INDICATED}
    return {one[at[table]] for s in staged for table in _INDICATED for one in s.rows.get(table, ())}


@lru_cache(maxsize=1)
def _names(vocabulary: Vocabulary) -> Names:
    """Of this process: it grows with what articles name, which changes no answer (tests/test_rebuild.py)."""
    return read_names(vocabulary.directory)


def warm(vocabulary: Vocabulary) -> None:
    """Load what every process needs."""
    _names(vocabulary)


@lru_cache(maxsize=1)
def _decided(decisions: Decisions) -> tuple[Redactor, dict[str, list[FactDecision]]]:
    decided: dict[str, list[FactDecision]] = defaultdict(list)
    for decision in decisions.facts:
        decided[decision.fact_id].append(decision)
    return Redactor(decisions), decided


@cache
def _columns() -> dict[str, tuple[tuple[str, ...], frozenset[str]]]:
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(SCHEMA.read_text(encoding="utf-8"))
        named = {table: tuple(column_names(db, table)) for table in table_names(db)}
        return {table: (names, frozenset(names)) for table, names in named.items()}
    finally:
        db.close()


def tables() -> tuple[str, ...]:
    """The tables of the schema in its order."""
    return tuple(_columns())


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table of the schema in order."""
    return _columns()[table][0]


def values(table: str, row: Mapping[str, Any]) -> Values:
    """A row in the order of its table's columns; lists and objects as JSON. Raises BuildError for a column that there is not."""
    columns, known = _columns()[table]
    if not row.keys() <= known:
        raise BuildError(f"table {table} has no column {min(row.keys() - known)}")
    made = tuple(map(row.get, columns))
    if _NESTED.isdisjoint(map(type, made)):
        return made
    return tuple(json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for v in made)
