"""Articles as JSON Lines in, facts as JSON Lines out: same order, a bad line costs only itself.

Where there is enough of it, work goes to an engine in chunks; the order of the output is the input's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any, TextIO

from core.engine import EngineError, Failed, Job, open_engine
from core.progress import Progress
from extract.nlp import AUTO, Layers
from extract.pipeline import extract
from schemas.records import Article

CHUNK = 16
MIN_FOR_POOL = 48
Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input line: the facts as JSON text, or why it is no article."""

    number: int
    facts: str | None
    error: str | None = None


def read_line(number: int, line: str, *, full: bool, nlp: Layers = AUTO) -> Outcome:
    """Facts of one input line (1-based number). A line that is no article gives its reason, never an exception."""
    try:
        article = Article.from_json(json.loads(line))
    except json.JSONDecodeError as error:
        return Outcome(number, None, f"not JSON: {error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Outcome(number, None, str(error) or "nested too deeply")
    return Outcome(number, as_line(extract(article, nlp).to_json(full=full)))


def as_line(facts: dict[str, Any]) -> str:
    """A facts object as one line of JSON. A lone surrogate in an address cannot be written as UTF-8; the codebook turns it into
    U+FFFD one for one."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if _surrogate(text) else text


def _surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _read_chunk(lines: Iterable[Line], *, full: bool, nlp: Layers) -> list[Outcome]:
    return [read_line(n, line, full=full, nlp=nlp) for n, line in lines]


def outcomes(
    lines: Iterable[str], *, full: bool = False, engine: str = "local", nlp: Layers = AUTO
) -> Generator[Outcome, None, None]:
    """One Outcome a line, in order; empty lines are skipped. `engine`: as `--engine` has it. Raises EngineError."""
    numbered = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
    first = list(islice(numbered, MIN_FOR_POOL))
    if len(first) < MIN_FOR_POOL or engine == "local:1":
        for n, line in chain(first, numbered):
            yield read_line(n, line, full=full, nlp=nlp)
        return
    read = partial(_read_chunk, full=full, nlp=nlp)
    jobs = (Job(str(at), (chunk,), read, _only) for at, chunk in enumerate(_chunks(chain(first, numbered))))
    with open_engine(engine) as opened:
        yield from _in_order(opened.run(jobs))


def _only(results: list[list[Outcome]]) -> list[Outcome]:
    (result,) = results
    return result


def _in_order(found: Iterable[Any]) -> Iterator[Outcome]:
    """The outcomes of jobs named 0, 1, 2 … in that order. What comes early waits: no more than the engine has under way."""
    early: dict[int, list[Outcome]] = {}
    due = 0
    for outcome in found:
        if isinstance(outcome, Failed):
            raise EngineError(f"articles from no. {int(outcome.name) * CHUNK + 1} on: {outcome.reason}")
        early[int(outcome.name)] = outcome.result
        while due in early:
            yield from early.pop(due)
            due += 1


def _chunks(lines: Iterator[Line]) -> Iterator[tuple[Line, ...]]:
    while chunk := tuple(islice(lines, CHUNK)):
        yield chunk


def write_facts(
    lines: Iterable[str],
    out: TextIO,
    *,
    source: str,
    full: bool = False,
    engine: str = "local",
    nlp: Layers = AUTO,
) -> tuple[int, int]:
    """Write the facts of every article; errors go to stderr as `source:line: reason`. Returns (articles, errors)."""
    articles = errors = 0
    progress = Progress("extract", "articles")
    with closing(outcomes(lines, full=full, engine=engine, nlp=nlp)) as found:
        for outcome in found:
            if outcome.facts is None:
                errors += 1
                print(f"{source}:{outcome.number}: {outcome.error}", file=sys.stderr)
                continue
            articles += 1
            out.write(outcome.facts + "\n")
            progress.add()
    progress.end()
    return articles, errors
