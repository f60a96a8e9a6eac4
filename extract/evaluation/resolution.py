"""How right names are resolved: which unit a place means, which body an organisation is, against gold written by hand.

corpus/resolution/{open,test}/*.jsonl, a line: {"case": label of an article of corpus/} or {"id", "article": …}, with
`places`: [{"name", "province", "means"}] and `organizations`: [{"name", "province", "body", "place"}]. `means` and `place`
are ids of schemas/vocab/places.csv, `new` (not in it), `open` (several fit) or, of a body, `central`. Names are those of
the gold facts, so that what is measured is the resolution alone. Entries of passages also have `quote` and `year`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any, Literal

from core.text import name_key
from extract.database.errors import BuildError
from extract.database.fact_rows import Names
from extract.database.rows import setting_of
from extract.database.vocabulary import read_names
from extract.evaluation.measure import Rates
from extract.knowledge.places import Place
from extract.knowledge.setting import Setting

Half = Literal["open", "test"]
What = Literal["places", "organizations"]
HALVES: dict[Half, str] = {"open": "open resolution", "test": "frozen resolution"}
WHAT: tuple[What, ...] = ("places", "organizations")
Record = dict[str, Any]


@dataclass(slots=True)
class Resolution:
    """Counts of one half: entries right and all, by what; `slips` says what went wrong."""

    right: dict[str, int] = field(default_factory=lambda: {"places": 0, "organizations": 0})
    all: dict[str, int] = field(default_factory=lambda: {"places": 0, "organizations": 0})
    slips: list[str] = field(default_factory=list)

    def share(self, what: str) -> float | None:
        return self.right[what] / self.all[what] if self.all[what] else None

    def rates(self, what: str) -> Rates:
        return Rates(self.right[what], self.all[what], self.all[what])

    def line(self, title: str) -> str:
        """One line of the report."""
        parts = (f"{what} {self.right[what]}/{self.all[what]} ({self.share(what) or 0:.3f})" for what in WHAT if self.all[what])
        return f"{title}: {', '.join(parts) or 'nothing measured'}"

    def add(self, what: str, right: bool, slip: str) -> None:
        self.all[what] += 1
        self.right[what] += right
        if not right:
            self.slips.append(slip)


def measure_resolution(corpus: Path, half: Half, vocabulary: Path) -> Resolution:
    """Resolve every entry of a half. Raises BuildError for what is no gold of this form."""
    out = Resolution()
    names = read_names(vocabulary)
    for file in sorted((corpus / "resolution" / half).glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                gold = json.loads(line)
                _measure_line(corpus, gold, names, out)
            except (ValueError, KeyError, TypeError, OSError) as error:
                raise BuildError(f"no gold of resolution: {type(error).__name__}: {error}", file, number) from error
    return out


def _measure_line(corpus: Path, gold: Record, names: Names, out: Resolution) -> None:
    facts: Record = {}
    article = gold.get("article")
    if article is None:
        case = json.loads((corpus / f"{gold['case']}.json").read_text(encoding="utf-8"))
        article, facts = case["article"], case["gold"]
    label = gold.get("case") or gold["id"]
    near = setting_of(article)
    for entry in gold["places"]:
        found = {_place_word(names, names.place(r, "subject", near), r) for r in _uses(entry, facts, article, "place")}
        right = entry["means"] in found
        out.add("places", right, f"{label}: {entry['name']} ({entry['province']}) is {entry['means']}, found {sorted(found)}")
    for entry in gold["organizations"]:
        bodies = [_body(names, r, near) for r in _uses(entry, facts, article, "organization")]
        right = any(name_key(short) == name_key(entry["body"]) and where == entry["place"] for short, where in bodies)
        wanted = f"{entry['body']} of {entry['place']}"
        slip = f"{label}: {entry['name']} ({entry['province']}) is {wanted}, found {sorted(set(bodies))}"
        out.add("organizations", right, slip)


def _place_word(names: Names, place: Place | None, record: Record) -> str:
    return "open" if place is None else place.id if place.id in names.places.listed else "new"


def _body(names: Names, record: Record, near: Setting) -> tuple[str, str]:
    """The body's name without its locality, and whose it is."""
    unit = names.body(record, near)
    if unit.level == "central":
        return unit.short, "central"
    return unit.short, _place_word(names, unit.place, record)


def _uses(entry: Record, facts: Record, article: Record, kind: str) -> Iterator[Record]:
    """The uses of a name, as records with `subject`, `year` and `evidence`: of a passage its quote, of an article every
    gold fact that has the name."""
    subject = {"name": entry["name"], "province": entry["province"], "kind": kind}
    if "quote" in entry:
        start = article["body"].index(entry["quote"])
        evidence = {"start": start, "end": start + len(entry["quote"])}
        yield {"subject": subject, "year": entry.get("year"), "evidence": evidence}
        return
    met = False
    for record, slot in _measured(facts):
        named = record.get(slot)
        if named and (named["name"], named.get("province"), named["kind"]) == (entry["name"], entry["province"], kind):
            met = True
            yield {"subject": subject, "year": record["year"], "evidence": record.get("evidence")}
    for record, name in _bodies(facts) if kind == "organization" and entry["province"] is None else ():
        if name == entry["name"]:
            met = True
            yield {"subject": subject, "year": None, "evidence": record.get("evidence")}
    if not met:
        raise ValueError(f"no fact of the article names {entry['name']} ({entry['province']})")


def _measured(facts: Record) -> Iterator[tuple[Record, str]]:
    for type_, slot in (("scores", "subject"), ("ranks", "subject"), ("tier_counts", "scope")):
        for record in facts.get(type_) or ():
            yield record, slot


def _bodies(facts: Record) -> Iterator[tuple[Record, str | None]]:
    """Every organisation that a fact names outside a subject: with the record that does."""
    for record in facts.get("events") or ():
        yield record, record.get("organizer")
        yield from ((record, p["name"]) for p in record.get("participants") or () if p["kind"] == "organization")
    for record in facts.get("officials") or ():
        yield from ((record, p.get("organization")) for p in record["positions"])
    yield from ((record, record.get("grantor")) for record in facts.get("awards") or ())
    yield from ((record, record.get("issuer")) for record in facts.get("documents") or ())


def resolution_rows(half: Half, measured: Resolution, rules: str) -> list[dict[str, Any]]:
    """Rows as the table `accuracy` has them: shares, with 95 % intervals by Wilson's formula."""
    return [
        {
            "fact_type": "resolution",
            "slot": what,
            "precision": round(share, 4),
            "recall": round(share, 4),
            "f1": round(share, 4),
            "interval": [round(x, 4) for x in wilson(measured.right[what], measured.all[what])],
            "gold_size": measured.all[what],
            "gold_kind": HALVES[half],
            "rules_version": rules,
        }
        for what in WHAT
        if (share := measured.share(what)) is not None
    ]


def wilson(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share of n > 0."""
    share = right / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
