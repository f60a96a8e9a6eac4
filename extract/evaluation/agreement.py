"""How well two coders agree: articles that a second person coded by docs/codebook.md alone, against their gold.

corpus/double_coded.jsonl, a line: {"case": label of an article of corpus/, "facts": the second coder's records in the form
of schemas/facts.schema.json, "doubts": what the codebook left open}. Records are lists without a fixed number of items, so
the figure is positive specific agreement: twice the records both have over all records (the F1 of one coder against the
other), and, of the records both have, the share of slots that are equal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from extract.database.errors import BuildError
from extract.evaluation.accuracy import figures, total
from extract.evaluation.measure import COUNTED, PARTS, Tally, measure

FILE = "double_coded.jsonl"


def read_agreement(corpus: Path) -> list[Tally]:
    """The comparison of each double-coded article. Raises BuildError for a line that is none."""
    out = []
    path = corpus / FILE
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            second = json.loads(line)
            first = json.loads((corpus / f"{second['case']}.json").read_text(encoding="utf-8"))
            out.append(measure(first["article"], first["gold"], second["facts"]))
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise BuildError(f"no double-coded article: {type(error).__name__}: {error}", path, number) from error
    return out


def agreement_table(tallies: list[Tally]) -> Iterator[str]:
    """A Markdown table: by fact type the records of each coder, those of both, agreement, and agreement in slots."""
    measured = figures(total(tallies))
    yield f"| {len(tallies)} articles | first coder | second coder | both | agreement | slots equal |"
    yield "|---|---|---|---|---|---|"
    for name in (*COUNTED, "all"):
        rates = measured["officials" if name in PARTS else name, name if name in PARTS else None]
        slots = [r for (type_, slot), r in measured.items() if slot and slot not in (*PARTS, "evidence") and type_ == name]
        if name == "all":
            slots = [measured["all", "slots"]]
        equal, asked = sum(r.hits for r in slots), sum(r.gold for r in slots)
        share = f"{equal / asked:.3f}" if asked and name not in PARTS else ""
        agreed = "-" if rates.f1 is None else f"{rates.f1:.3f}"
        yield f"| {name.replace('_', ' ')} | {rates.gold} | {rates.found} | {rates.hits} | {agreed} | {share} |"
