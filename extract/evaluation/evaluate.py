"""`python -m extract eval`: how right the extraction is on the gold of corpus/, and is it above the floors.

corpus/floors.json holds the least F1 (or share) by kind of gold: {"articles": {"all": 0.95, "evidence": 1.0, …},
"passages": {…}, "pages": {"body": 1.0, …}}; names as `extract.evaluation.accuracy.figure_name` reads them. Floors only rise.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from core.article_store import read_articles
from core.interrupt import ignore_in_worker
from core.partitions import PartitionError
from core.vocabulary import VOCAB_DIR
from extract.database.errors import BuildError
from extract.evaluation.ablation import ablation
from extract.evaluation.accuracy import Name, accuracy_rows, figure_name, figures, intervals, rules_version, total
from extract.evaluation.gold import FROZEN, KINDS, PASSAGES, Case, read_cases, read_gold
from extract.evaluation.measure import SLOTS, Rates, Tally, measure
from extract.evaluation.reliability import reliability_lines
from extract.evaluation.report import report, slip_lines
from extract.evaluation.resolution import HALVES, WHAT, measure_resolution, resolution_rows
from extract.nlp import AUTO, Layers
from extract.pipeline import extract
from extract.text import Doc
from schemas.facts import TYPES
from schemas.records import Article

Floors = Mapping[str, Mapping[str, float]]
PAGE_FIELDS = {"title": "title", "date": "published_at", "body": "body"}
_FLOOR_NAMES = frozenset(
    [*TYPES, "positions", "roles", "all", "slots", "evidence"]
    + [f"{t}.{slot}" for t in TYPES for slot in ("evidence", *(name for name, _ in SLOTS[t]))]
)
_FLOORS_OF: dict[str, frozenset[str]] = {
    **dict.fromkeys(KINDS, _FLOOR_NAMES),
    **dict.fromkeys(HALVES.values(), frozenset(WHAT)),
    "pages": frozenset(PAGE_FIELDS),
}


def evaluate(
    corpus: Path,
    *,
    data_dir: Path = Path("data"),
    write: bool = False,
    verbose: bool = False,
    jobs: int | None = None,
    nlp: Layers = AUTO,
) -> int:
    """Print the report, on request write corpus/accuracy.json. Returns the exit status: 0, 1 below a floor, 2 where
    the corpus cannot be read. `jobs`: processes, None for one each core. With `nlp` AUTO also what each layer adds."""
    try:
        cases = read_gold(corpus)
        floors = read_floors(corpus / "floors.json")
        if not cases:
            raise BuildError("holds neither portals/*/*.json nor passages/*.jsonl", corpus)
        resolved_by_half = {half: measure_resolution(corpus, half, VOCAB_DIR) for half in HALVES}
        pages = page_figures([c for c in cases if c.kind == "articles"], data_dir)
    except BuildError as error:
        print(f"chiso: {error}", file=sys.stderr)
        return 2
    measured = list(zip(cases, _with_progress(cases, jobs, nlp), strict=True))
    below: list[str] = []
    rows: list[dict[str, Any]] = []
    rules = rules_version()
    for kind in KINDS:
        tallies = _report_kind(kind, measured, verbose)
        below += under_floors(kind, floors, figures(total(tallies)))
        rows += accuracy_rows(kind, tallies, rules)
    if nlp == AUTO:
        print("\n".join(ablation(measured, measure_case)) + "\n")
    below += _report_pages(pages, floors, data_dir)
    for half, kind_name in HALVES.items():
        resolved = resolved_by_half[half]
        # What the frozen half gets wrong stays unseen.
        print("\n".join([*(resolved.slips if half == "open" else ()), resolved.line(kind_name)]))
        below += under_floors(kind_name, floors, {(what, None): resolved.rates(what) for what in WHAT if resolved.all[what]})
        rows += resolution_rows(half, resolved, rules)
    if write:
        write_accuracy(corpus / "accuracy.json", rows)
    elif stale(corpus / "accuracy.json", rules):
        print(f"{corpus / 'accuracy.json'} was measured with other rules: --write measures anew")
    print("\n".join(below) or f"all floors of {corpus / 'floors.json'} are held")
    return 1 if below else 0


def evaluate_file(file: Path, *, verbose: bool = False, jobs: int | None = None, nlp: Layers = AUTO) -> int:
    """Print the report on a file of whole articles with gold, as `python -m bench.generate` writes it, judged by no floor.
    Returns the exit status: 0, 2 where it cannot be read."""
    try:
        cases = read_cases(file)
    except (BuildError, OSError) as error:
        print(f"chiso: {error}", file=sys.stderr)
        return 2
    _report_kind("articles", list(zip(cases, _with_progress(cases, jobs, nlp), strict=True)), verbose)
    return 0


def _report_kind(kind: str, measured: Sequence[tuple[Case, Tally]], verbose: bool) -> list[Tally]:
    """Print the table of one kind of gold, before it what went wrong: in the open articles always, in the others if
    asked for; the kind's tallies."""
    mine = [(c, t) for c, t in measured if c.kind == kind]
    tallies = [t for _, t in mine]
    # What fails in the frozen half stays unseen: rules must not be written to it.
    for case, tally in mine if kind not in FROZEN and (verbose or kind == "open") else ():
        for line in slip_lines(case.label, tally):
            print(line)
    print("\n".join(report(f"{len(mine)} {kind}", total(tallies), intervals(tallies))) + "\n")
    if kind not in PASSAGES:
        print("\n".join(reliability_lines(f"confidence, {len(mine)} {kind}", total(tallies).sure)) + "\n")
    return tallies


def measure_case(case: Case, nlp: Layers = AUTO) -> Tally:
    """Extract and compare one case."""
    try:
        article = Article.from_json(case.article)
        extraction = extract(article, nlp)
        tally = measure(case.article, case.gold, extraction.to_json(), case.types)
        texts = Doc.from_article(article).texts
        tally.sentences["all"] = sum(len(block.sentences) + len(block.rows) for text in texts for block in text.blocks)
        tally.sentences["tagged"] = extraction.tagged
        return tally
    except Exception as error:
        error.add_note(f"while measuring {case.label}")
        raise


def measure_cases(cases: Sequence[Case], jobs: int | None = None, nlp: Layers = AUTO) -> Iterator[Tally]:
    """One Tally a case, in order; worker processes where there are enough cases for them."""
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(cases) < 8:
        yield from map(partial(measure_case, nlp=nlp), cases)
        return
    with ProcessPoolExecutor(jobs, initializer=ignore_in_worker) as pool:
        yield from pool.map(partial(measure_case, nlp=nlp), cases, chunksize=4)


def _with_progress(cases: Sequence[Case], jobs: int | None, nlp: Layers) -> list[Tally]:
    shown = sys.stderr.isatty()
    out: list[Tally] = []
    for tally in measure_cases(cases, jobs, nlp):
        out.append(tally)
        if shown:
            print(f"\reval: {len(out)}/{len(cases)} texts", end="\n" if len(out) == len(cases) else "", file=sys.stderr)
    return out


def read_floors(file: Path) -> Floors:
    """The floors by kind of gold; none where there is no file. Raises BuildError for unknown kinds, names and values."""
    if not file.exists():
        return {}
    try:
        floors = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise BuildError(f"not JSON: {error.msg}", file, error.lineno) from error
    if not isinstance(floors, dict) or not all(isinstance(v, dict) for v in floors.values()):
        raise BuildError("not an object of objects", file)
    for kind, names in floors.items():
        known = _FLOORS_OF.get(kind, frozenset())
        for name, least in names.items():
            if name not in known:
                raise BuildError(f"'{kind}.{name}' is no figure that is measured", file)
            if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
                raise BuildError(f"'{kind}.{name}' is no share between 0 and 1", file)
    return floors


def under_floors(kind: str, floors: Floors, measured: Mapping[Name, Rates]) -> list[str]:
    """What does not reach its floor, one line each; a figure with a floor that cannot be measured is below it."""
    out = []
    for name, least in floors.get(kind, {}).items():
        rates = measured.get(figure_name(name))
        f1 = None if rates is None else rates.f1
        if f1 is None or f1 < least:
            out.append(f"below the floor: {kind} {name} {'not measured' if f1 is None else f'{f1:.4f}'} < {least}")
    return out


def page_figures(cases: Sequence[Case], data_dir: Path) -> dict[str, Rates] | None:
    """Title, date and body of every sample page as the crawl read them, against the gold article.

    None where there is no crawl of the sample (no articles, or none of its pages among them). A missing page is wrong in all."""
    wanted = {c.article["url"] for c in cases}
    try:
        read = {article["url"]: article for article in read_articles(data_dir) if article["url"] in wanted}
    except (PartitionError, FileNotFoundError) as error:
        raise BuildError(str(error)) from error
    if not any(c.article["url"] in read for c in cases):
        return None
    out = {}
    for name, key in PAGE_FIELDS.items():
        right = sum(c.article["url"] in read and read[c.article["url"]].get(key) == c.article.get(key) for c in cases)
        out[name] = Rates(right, len(cases), len(cases))
    return out


def _report_pages(pages: Mapping[str, Rates] | None, floors: Floors, data_dir: Path) -> list[str]:
    if pages is None:
        print(f"sample pages: not measured, {data_dir / 'articles'} holds none of them (make demo)")
        return []
    print("sample pages: " + ", ".join(f"{name} {r.hits}/{r.gold}" for name, r in pages.items()))
    return under_floors("pages", floors, {(name, None): r for name, r in pages.items()})


def stale(file: Path, rules: str) -> bool:
    """Were the figures that the database shows measured with other rules than these? No file is not stale."""
    return file.exists() and any(row["rules_version"] != rules for row in json.loads(file.read_text(encoding="utf-8")))


def write_accuracy(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the rows in one step: a kill leaves the old file or the new one."""
    part = file.with_suffix(".part")
    part.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n", encoding="utf-8")
    part.replace(file)
