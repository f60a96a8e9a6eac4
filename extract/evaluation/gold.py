"""The gold of corpus/: whole sample articles with all their facts, and passages with the facts of some types.

corpus/portals/<id>/NNN.json  {"article": …, "gold": …}: every fact type counts, one that is not listed has no record.
corpus/gold/open/<id>.json    the same form, articles that are on no sample page.
corpus/gold/test/<id>.json    the same form, frozen: written apart from the rules; whoever writes rules sees its scores only.
corpus/passages/<name>.jsonl  {"id", "article", "gold"} a line: only the types that `gold` has as keys count.
corpus/gold/passages/<name>.jsonl  the same form, frozen.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extract.database.errors import BuildError
from schemas.facts import TYPES

Kind = Literal["articles", "open", "frozen", "passages", "frozen passages"]
KINDS: tuple[Kind, ...] = ("articles", "open", "frozen", "passages", "frozen passages")
PASSAGES: frozenset[Kind] = frozenset({"passages", "frozen passages"})
FROZEN: frozenset[Kind] = frozenset({"frozen", "frozen passages"})
_ARTICLES: dict[Kind, str] = {"articles": "portals/*/*.json", "open": "gold/open/*.json", "frozen": "gold/test/*.json"}
_PASSAGE_FILES: dict[Kind, str] = {"passages": "passages/*.jsonl", "frozen passages": "gold/passages/*.jsonl"}
# Passages about what stands where in the text; their gold is no facts and has tests of its own.
NO_FACTS = frozenset({"mentions"})


@dataclass(frozen=True, slots=True)
class Case:
    """One text with its gold, both in the JSON form. `label` names it in reports; `types` are the fact types that count."""

    kind: Kind
    label: str
    article: dict[str, Any]
    gold: dict[str, Any]
    types: tuple[str, ...]


def read_gold(corpus: Path, kinds: Collection[Kind] = KINDS) -> list[Case]:
    """Every case of these kinds, sample articles first, in order of file and line; files of other kinds stay closed.

    Raises BuildError for what is no case."""
    out: list[Case] = []
    for kind, pattern in _ARTICLES.items():
        out += _articles(corpus, kind, pattern) if kind in kinds else ()
    for kind, pattern in _PASSAGE_FILES.items():
        out += _passages(corpus, kind, pattern) if kind in kinds else ()
    return out


def read_cases(file: Path) -> list[Case]:
    """The cases of a file as `python -m bench.generate` writes them: a whole article with its gold a line.

    Raises OSError, BuildError for what is no case."""
    with file.open(encoding="utf-8") as lines:
        numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    return [_case("articles", f"{file.stem}/{n}", _load(line, file, n), file, n) for n, line in numbered]


def _articles(corpus: Path, kind: Kind, pattern: str) -> Iterator[Case]:
    for file in sorted(corpus.glob(pattern)):
        case = _load(file.read_text(encoding="utf-8"), file)
        yield _case(kind, f"{file.parent.name}/{file.stem}", case, file)


def _passages(corpus: Path, kind: Kind, pattern: str) -> Iterator[Case]:
    for file in sorted(corpus.glob(pattern)):
        if file.stem in NO_FACTS:
            continue
        for n, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                case = _load(line, file, n)
                yield _case(kind, f"{file.stem}/{case.get('id', n)}", case, file, n)


def _load(text: str, file: Path, line: int | None = None) -> dict[str, Any]:
    try:
        case = json.loads(text)
    except json.JSONDecodeError as error:
        raise BuildError(f"not JSON: {error.msg} at column {error.colno}", file, line or error.lineno) from error
    if not isinstance(case, dict) or not isinstance(case.get("article"), dict) or not isinstance(case.get("gold"), dict):
        raise BuildError("not an object with 'article' and 'gold'", file, line)
    return case


def _case(kind: Kind, label: str, case: dict[str, Any], file: Path, line: int | None = None) -> Case:
    types = TYPES if kind not in PASSAGES else tuple(t for t in TYPES if t in case["gold"])
    unknown = set(case["gold"]) - {*TYPES, "url"}
    if unknown or not types:
        raise BuildError(f"'gold' has {sorted(unknown) or 'no fact type'}", file, line)
    return Case(kind, label, case["article"], case["gold"], types)
