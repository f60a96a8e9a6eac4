"""Articles as JSON Lines in, facts as JSON Lines out: same order, a bad line costs only itself.

Work is done by worker processes in chunks where there is enough of it; the order of the output is the input's.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from typing import TextIO

from core.counted import counted
from core.interrupt import ignore_in_worker
from extract.nlp import AUTO, Layers
from extract.pipeline import extract
from schemas.records import Article

CHUNK = 16
MIN_FOR_POOL = 48


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
    facts = json.dumps(extract(article, nlp).to_json(full=full), ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate in an address cannot be written as UTF-8; the codebook turns it into U+FFFD one for one.
    return Outcome(number, facts.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if _surrogate(facts) else facts)


def _surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _read_chunk(lines: list[tuple[int, str]], full: bool, nlp: Layers) -> list[Outcome]:
    return [read_line(n, line, full=full, nlp=nlp) for n, line in lines]


def outcomes(
    lines: Iterable[str], *, full: bool = False, jobs: int | None = None, nlp: Layers = AUTO
) -> Generator[Outcome, None, None]:
    """One Outcome a line, in order; empty lines are skipped. `jobs` None: as many processes as there are cores."""
    numbered = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
    first = list(islice(numbered, MIN_FOR_POOL))
    jobs = jobs or os.cpu_count() or 1
    if len(first) < MIN_FOR_POOL or jobs == 1:
        for n, line in chain(first, numbered):
            yield read_line(n, line, full=full, nlp=nlp)
        return
    with ProcessPoolExecutor(jobs, initializer=ignore_in_worker) as pool:
        chunks = _chunks(first, numbered)
        waiting = [pool.submit(_read_chunk, c, full, nlp) for c in islice(chunks, jobs * 4)]
        try:
            while waiting:
                done = waiting.pop(0)
                yield from done.result()
                waiting += [pool.submit(_read_chunk, c, full, nlp) for c in islice(chunks, 1)]
        finally:
            pool.shutdown(cancel_futures=True)  # whoever is interrupted waits for what is being read, not for what is not


def _chunks(first: list[tuple[int, str]], rest: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    for i in range(0, len(first), CHUNK):
        yield first[i : i + CHUNK]
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def write_facts(
    lines: Iterable[str],
    out: TextIO,
    *,
    source: str,
    full: bool = False,
    jobs: int | None = None,
    total: int | None = None,
    nlp: Layers = AUTO,
) -> tuple[int, int]:
    """Write the facts of every article; errors go to stderr as `source:line: reason`. Returns (articles, errors)."""
    articles = errors = 0
    shown = sys.stderr.isatty()
    with closing(outcomes(lines, full=full, jobs=jobs, nlp=nlp)) as found:
        for outcome in found:
            if outcome.facts is None:
                errors += 1
                print(f"{source}:{outcome.number}: {outcome.error}", file=sys.stderr)
                continue
            articles += 1
            out.write(outcome.facts + "\n")
            if shown and (articles % 25 == 0 or articles == total):
                of = f"{articles}/" if total else ""
                print(f"\rextract: {of}{counted(total or articles, 'article')}", end="", file=sys.stderr)
    if shown and articles >= 25:
        print(file=sys.stderr)
    return articles, errors
