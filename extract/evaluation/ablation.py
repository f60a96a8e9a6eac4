"""What the NLP help adds: the same gold measured by rules alone, and with one layer of help after the other.

A text in which `--nlp auto` asked nothing is read alike by every step (each layer is asked in places where `auto` asks
one), so only the others are extracted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from extract.evaluation.accuracy import Name, figures, total
from extract.evaluation.gold import KINDS, Case
from extract.evaluation.measure import COUNTED, PARTS, Rates, Tally
from extract.nlp import AUTO, LAYERS, OFF, Layers

STEPS: tuple[tuple[str, Layers], ...] = (
    ("rules alone", OFF),
    ("+ words", frozenset({"words"})),
    ("+ POS", frozenset({"words", "pos"})),
    ("+ names", frozenset(LAYERS)),
)
_COLUMNS: tuple[tuple[str, Name], ...] = (
    ("all", ("all", None)),
    *((name, ("officials", name) if name in PARTS else (name, None)) for name in COUNTED),
)


def ablation(measured: Sequence[tuple[Case, Tally]], again: Callable[[Case, Layers], Tally]) -> Iterator[str]:
    """Lines of the report, F1 by step and kind of gold. `measured`: every case as `auto` reads it; `again` extracts and
    measures one with other layers."""
    heads = " ".join(f"{name:>{_width(name)}}" for name, _ in _COLUMNS)
    yield f"{'what the NLP adds: F1':20} {'sentences asked':>16} {heads}"
    for kind in KINDS:
        mine = [(case, tally) for case, tally in measured if case.kind == kind]
        if not mine:
            continue
        sentences = sum(tally.sentences["all"] for _, tally in mine)
        yield f"{len(mine)} {kind}, {sentences} sentences and table rows"
        for name, layers in STEPS:
            step = total(_read_with(layers, case, tally, again) for case, tally in mine)
            asked = step.sentences["tagged"]
            share = f"{asked} ({asked / sentences:.2%})" if sentences else str(asked)
            used = "  <- --nlp auto" if layers == AUTO else "  <- --nlp off" if layers == OFF else ""
            yield f"  {name:18} {share:>16} {_row(figures(step))}{used}"


def _read_with(layers: Layers, case: Case, auto: Tally, again: Callable[[Case, Layers], Tally]) -> Tally:
    return auto if layers == AUTO or not auto.sentences["tagged"] else again(case, layers)


def _row(measured: Mapping[Name, Rates]) -> str:
    f1 = ((name, measured[key].f1 if key in measured else None) for name, key in _COLUMNS)
    return " ".join(f"{'-' if value is None else f'{value:.4f}':>{_width(name)}}" for name, value in f1)


def _width(name: str) -> int:
    return max(6, len(name))
