"""`python -m extract calibrate`: fit the weights of schemas/confidence.csv. The frozen articles are never read.

Three sources speak with one voice each, however many records they have:
- corpus/confidence/unseen.csv: records that earlier rules read in articles written before them, but not seen by them; it
  alone tells what goes wrong in new text, though of rules that were weaker than today's.
- the gold that the rules were written on, as they read it now: too good, and most like what portals write.
- generated articles, where they are given: never seen, but plainer than real ones.
The model is fitted with texts left out in turn; how true it is of those scales it at the end.
"""

from __future__ import annotations

import csv
import os
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from core.interrupt import ignore_in_worker
from extract.confidence import BIAS, COLUMNS, FILE, MODELS, Weight, confidence, read_weights
from extract.database.errors import BuildError
from extract.evaluation.gold import Case, read_cases, read_gold
from extract.evaluation.logistic import Pattern, fit, log_odds, rescaled
from extract.evaluation.measure import judged
from extract.evaluation.reliability import reliability_lines
from extract.pipeline import extract
from extract.signals import rated_signals
from schemas.records import Article

FOLDS = 5
UNSEEN = Path("confidence") / "unseen.csv"
_EXAMPLE = ("text", "type", "right", "signals")


@dataclass(frozen=True, slots=True)
class Example:
    """One found record: the text it is of, its type and signals, and whether it is right."""

    text: str
    type: str
    right: bool
    signals: tuple[str, ...]


def calibrate(corpus: Path, generated: Path | None, *, weights: Path = FILE, jobs: int | None = None) -> int:
    """Fit and write `weights`, print how true the confidence is of texts left out. Returns the exit status (2: bad input)."""
    try:
        rows = read_weights(weights)
        gold = read_gold(corpus, ("articles", "open", "passages"))
        sources = {"unseen": read_examples(corpus / UNSEEN), "gold": list(examples(gold, jobs))}
        if generated is not None:
            sources["generated"] = list(examples(read_cases(generated), jobs))
    except (BuildError, OSError, ValueError) as error:
        print(f"chiso: {error}", file=sys.stderr)
        return 2
    left_out: dict[str, Counter[tuple[str, float, bool]]] = defaultdict(Counter)
    fitted: dict[tuple[str, str], float] = {}
    for model in dict.fromkeys(MODELS.values()):
        mine = {name: [e for e in found if MODELS[e.type] == model] for name, found in sources.items()}
        final = _fit_model(mine, [row for row in rows if row.model == model], left_out)
        fitted |= {(model, signal): weight for signal, weight in final.items()}
    write_weights([replace(row, weight=fitted[row.model, row.signal]) for row in rows], weights)
    for name, sure in left_out.items():
        print("\n".join(reliability_lines(f"left out, {name}", sure)) + "\n")
    return 0


def _fit_model(
    sources: dict[str, list[Example]], rows: Sequence[Weight], left_out: dict[str, Counter[tuple[str, float, bool]]]
) -> dict[str, float]:
    """The weights of one model; what it says of each source's left-out texts is added to `left_out`."""
    voice = {name: _voice(sources, name) for name in sources}
    parts = [fit(_patterns(sources, voice, fold), rows) for fold in range(FOLDS)]
    odds = [(name, e, log_odds(e.signals, parts[_fold(e.text)])) for name, found in sources.items() for e in found]
    slope, shift = rescaled([(z, voice[name] * e.right, voice[name] * (not e.right)) for name, e, z in odds])
    for name, e, z in odds:
        left_out[name][e.type, confidence(e.type, (), {MODELS[e.type]: {BIAS: slope * z + shift}}), e.right] += 1
    final = fit(_patterns(sources, voice, None), rows)
    return {signal: slope * weight + shift * (signal == BIAS) for signal, weight in final.items()}


def _voice(sources: dict[str, list[Example]], name: str) -> float:
    """What one record of a source counts: all together as much as those of `unseen`."""
    return len(sources["unseen"]) / len(sources[name]) if sources[name] else 0.0


def _patterns(sources: dict[str, list[Example]], voice: dict[str, float], without: int | None) -> list[Pattern]:
    """The records of all texts but those of one fold, equal ones added up."""
    found: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for name, examples_ in sources.items():
        for e in examples_:
            if _fold(e.text) != without:
                found[e.signals][not e.right] += voice[name]
    return [Pattern(signals, right, wrong) for signals, (right, wrong) in sorted(found.items())]


def _fold(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def examples(cases: Sequence[Case], jobs: int | None = None) -> Iterator[Example]:
    """The records that the rules read in the cases, in order."""
    with ProcessPoolExecutor(jobs or os.cpu_count() or 1, initializer=ignore_in_worker) as pool:
        for found in pool.map(_examples, cases, chunksize=8):
            yield from found


def _examples(case: Case) -> list[Example]:
    extraction = extract(Article.from_json(case.article))
    signals = rated_signals(extraction.article, extraction.facts, extraction.issues)
    out = []
    for kind in case.types:
        found = [
            fact.to_json() | {"signals": tuple(names)} for fact, names in zip(extraction.facts[kind], signals[kind], strict=True)
        ]
        gold = case.gold.get(kind) or []
        out += [Example(case.label, kind, right, record["signals"]) for record, right in judged(kind, gold, found)]
    return out


def read_examples(file: Path) -> list[Example]:
    """corpus/confidence/unseen.csv. Raises OSError, BuildError for a wrong row."""
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        out = []
        for row in reader:
            if tuple(row) != _EXAMPLE or row["type"] not in MODELS or row["right"] not in ("0", "1"):
                raise BuildError(f"not {', '.join(_EXAMPLE)}", file, reader.line_num)
            out.append(Example(row["text"], row["type"], row["right"] == "1", tuple(row["signals"].split())))
    return out


def write_examples(found: Iterable[Example], file: Path) -> None:
    """The rows that `read_examples` reads."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_EXAMPLE)
        writer.writerows((e.text, e.type, int(e.right), " ".join(e.signals)) for e in found)


def write_weights(rows: Sequence[Weight], file: Path) -> None:
    """Write the rows in one step: a kill leaves the old file or the new one."""
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((r.model, r.signal, r.sign, f"{r.prior:g}", f"{r.weight:.3f}") for r in rows)
    part.replace(file)
