"""`python -m extract facts --data`: bring data/facts/ up to data/articles/."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.article_store import Partition, article_partitions, why_none
from core.engine import Done, open_engine
from core.events import HandedOut, counts, emit, stage
from core.partitions import PartitionError, tidy
from core.progress import Progress
from extract.incremental.plan import Plan, make_plan
from extract.incremental.store import DIRECTORY, FactPartition, Rules, facts_path, unread_of, write_fact_index
from extract.incremental.work import job_of
from extract.nlp import Layers
from extract.version import code_version, vocabulary_version


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a run did: `articles` that have facts now, `read` of them by this run; `unread`: address and reason of articles whose
    reading ended in an error; `aside`: partitions that were set aside (name, articles, reason)."""

    articles: int
    read: int
    unread: tuple[str, ...]
    aside: tuple[tuple[str, int, str], ...]


def rules_now(nlp: Layers) -> Rules:
    """The rules of this program."""
    return Rules(code_version(), vocabulary_version(), " ".join(sorted(nlp)) or "off")


def stored_articles(data_dir: Path) -> list[Partition]:
    """The partitions of articles. Raises PartitionError where none were written yet."""
    found = article_partitions(data_dir)
    if found is None:
        raise PartitionError(why_none(data_dir))
    return found


def plan_of(data_dir: Path, nlp: Layers) -> Plan:
    """What a run would do. Raises PartitionError."""
    return _planned(data_dir, stored_articles(data_dir), rules_now(nlp))


def _planned(data_dir: Path, partitions: list[Partition], rules: Rules) -> Plan:
    try:
        return make_plan(data_dir, partitions, rules)
    except FileNotFoundError as error:
        raise PartitionError(f"{error.filename or error}: is listed and missing; run `python -m crawler parse`") from error


def update(data_dir: Path, engine: str, nlp: Layers, tell: Callable[[str], None] = lambda line: None) -> Extracted:
    """Read what is new, changed or was read by other rules; `tell` gets a line on what that is.

    What is done is kept, whatever ends the run. Raises PartitionError, EngineError, OSError."""
    partitions, rules = stored_articles(data_dir), rules_now(nlp)
    plan = _planned(data_dir, partitions, rules)
    tell(plan.words())
    counts("in", articles=sum(p.rows for p in partitions), **{f"to_read_{why}": n for why, n in plan.why.items()})
    found = {name: FactPartition(name, facts) for name, facts in plan.ready.items()}
    read = 0
    if plan.wanted:
        progress = Progress("extract", "articles", sum(w.partition.rows for w in plan.wanted))
        by_name = {w.partition.name: w for w in plan.wanted}
        jobs, handed = (job_of(data_dir, w, rules, nlp) for w in plan.wanted), HandedOut()
        with stage("read", articles=plan.to_read(), partitions=len(plan.wanted)), open_engine(engine, _warm) as opened:
            for outcome in opened.run(handed.of(jobs)):
                wanted = by_name[outcome.name]
                progress.add(wanted.partition.rows)
                if isinstance(outcome, Done):
                    found[outcome.name] = FactPartition(outcome.name, wanted.name)
                    read += outcome.result.articles - outcome.result.kept
                    handed.done(outcome.name, outcome.result.articles, read=outcome.result.articles - outcome.result.kept)
                else:
                    found[outcome.name] = FactPartition(outcome.name, None, outcome.reason)
                    handed.aside(outcome.name, wanted.partition.rows, outcome.reason)
        progress.end()
    listed = [found[p.name] for p in partitions]
    write_fact_index(data_dir, rules, listed)
    tidy(data_dir / DIRECTORY, (p.facts for p in listed if p.facts))
    done = _told(data_dir, partitions, listed, read)
    counts("worked", articles_read=read)
    counts("out", articles_with_facts=done.articles)
    for line in done.unread:
        # The message of an error may hold words of the article: address and kind of error are enough here.
        url, _, reason = line.partition(": ")
        emit("article not read", url=url, error=reason.partition(":")[0])
    return done


def _told(data_dir: Path, partitions: list[Partition], listed: list[FactPartition], read: int) -> Extracted:
    rows = {p.name: p.rows for p in partitions}
    return Extracted(
        sum(rows[p.articles] for p in listed if p.facts),
        read,
        tuple(one for p in listed if p.facts for one in unread_of(facts_path(data_dir, p.facts))),
        tuple((p.articles, rows[p.articles], p.reason or "") for p in listed if not p.facts),
    )


def _warm() -> None:
    """Load what every reading needs: vocabulary and models. A small article that asks for most of it."""
    from extract.pipeline import extract
    from schemas.records import Article

    body = "Ông Nguyễn Văn A, Chủ tịch UBND tỉnh, dự hội nghị ngày 2/3/2024. Tỉnh đạt 84,20 điểm, xếp thứ 3/63."
    extract(Article("warm:", "Chỉ số CCHC", body))

