"""`python -m extract build --dry-run`: are all inputs there, and how much is it? Nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from core.article_store import Partition
from core.counted import counted
from core.partitions import PartitionError, is_whole, read_rows
from core.progress import Progress
from extract.database.decisions import Decisions, read_decisions
from extract.database.errors import BuildError
from extract.database.ledger import asked_portals
from extract.database.redaction import covered
from extract.database.stage import Inputs, banned_articles, stored
from extract.database.vocabulary import (
    accuracy_rows,
    parse_issue_rows,
    portal_rows,
    read_editions,
    read_indicator_components,
    read_names,
)
from extract.incremental.store import FactPartition, facts_path
from schemas.facts import TYPES


def outlook(data_dir: Path, database: Path, inputs: Inputs | None = None) -> list[str]:
    """Lines: what a build would read, and which decisions it would apply. Raises BuildError where an input is missing or
    malformed, as the build does (which looks closer: at each fact)."""
    inputs = inputs or Inputs(data_dir)
    given = read_decisions(inputs.decisions)
    decisions = covered(given)
    articles, facts = stored(inputs)
    _check_tables(inputs, decisions)
    found = _facts(inputs.data, articles, facts)
    aside = sum(p.rows for p in articles if facts[p.name].facts is None)
    left_out = f", {counted(aside, 'article')} without, as their partition was set aside" if aside else ""
    rows = counted(sum(p.rows for p in articles), "version") + " of articles"
    return [
        f"dry run: {rows} in {counted(len(articles), 'partition')}, {counted(found.total(), 'fact')}{left_out}",
        f"facts: {', '.join(f'{found[type_]} {type_}' for type_ in TYPES)}",
        *_decided(given, inputs, decisions),
        f"all inputs are there{_without(inputs)}; {database} would be {'replaced' if database.exists() else 'made'}",
    ]


def _without(inputs: Inputs) -> str:
    """What a build can do without, and would have to."""
    lacking = [name for name in ("portals.json", "parse_issues.jsonl", "ledger.db") if not (inputs.data / name).exists()]
    lacking += [inputs.accuracy.name] if not inputs.accuracy.exists() else []
    return f" (not there, and not needed: {', '.join(lacking)})" if lacking else ""


def _check_tables(inputs: Inputs, decisions: Decisions) -> None:
    """Read what a build reads beside articles and facts."""
    names = read_names(inputs.vocabulary)
    read_editions(inputs.vocabulary, names)
    read_indicator_components(inputs.vocabulary, names)
    portal_rows(inputs.data / "portals.json", asked_portals(inputs.data / "ledger.db"), names.places)
    parse_issue_rows(inputs.data / "parse_issues.jsonl", decisions)
    accuracy_rows(inputs.accuracy)


def _facts(data_dir: Path, articles: list[Partition], facts: dict[str, FactPartition]) -> Counter[str]:
    """Facts by type. Raises BuildError where a partition is lost or damaged."""
    progress = Progress("build", "articles", sum(p.rows for p in articles))
    found: Counter[str] = Counter()
    for partition in articles:
        if not is_whole(partition.path):
            raise BuildError("is listed, and missing or damaged; run `python -m crawler parse` again", partition.path)
        if (name := facts[partition.name].facts) is None:
            continue
        path = facts_path(data_dir, name)
        try:
            for (text,) in read_rows(path, ("facts",)):
                told = json.loads(text)
                found.update({type_: len(told[type_]) for type_ in TYPES})
                progress.add()
        except (PartitionError, FileNotFoundError) as error:
            raise BuildError(f"{error}; delete it and run `make extract` again") from error
        except (ValueError, KeyError, TypeError) as error:
            raise BuildError(f"not the form of schemas/facts.schema.json: {type(error).__name__}: {error}", path) from error
    progress.end()
    return found


def _decided(given: Decisions, inputs: Inputs, decisions: Decisions) -> list[str]:
    """Of articles that are taken out it is known who is met; of the others the build tells which meet nothing (`issues`)."""
    kinds = Counter(redaction.kind for redaction in given.redactions)
    out = banned_articles(inputs, decisions)
    met = {redaction for found in out.values() for redaction in found}
    return [
        f"decisions: {kinds['article']} to leave out an article ({len(met)} of them meet {counted(len(out), 'article')}), "
        f"{kinds['person']} to take out a name, {kinds['text']} to take out words, {len(given.facts)} of facts, "
        f"{len(given.merges)} of merges and splits"
    ]
