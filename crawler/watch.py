"""What a user sees of a crawl: how far it is while it runs, and what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

from core.counted import counted
from core.events import counts, emit, plain
from core.progress import clock
from crawler.crawl import Summary
from crawler.plan import ALREADY_READ
from crawler.progress import Progress as Step
from crawler.progress import Say


class _Rate(ProgressColumn):
    """Articles a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


class _Left(ProgressColumn):
    """Time left at the rate of now, of the articles that are known so far: listings that are still read may add to them."""

    def render(self, task: Task) -> Text:
        left = task.time_remaining
        return Text(f"{clock(left)} left" if left else "")


@contextmanager
def progress(quiet: bool) -> Iterator[Say | None]:
    """A line a portal on a terminal's standard error (listing pages, articles, rate); nothing where it is piped."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        TextColumn("{task.fields[pages]} listings"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeElapsedColumn(),
        _Left(),
    )
    with Progress(*columns, console=console) as shown:
        tasks = {}

        def say(step: Step) -> None:
            if step.portal not in tasks:
                tasks[step.portal] = shown.add_task(step.portal, total=None, pages=0)
            task = tasks[step.portal]
            shown.update(task, completed=step.done, total=step.total, pages=step.pages)
            if step.ended:
                shown.stop_task(task)

        yield say


def telling_ends(say: Say | None) -> Say:
    """`say`, and an event for each portal that has nothing left to ask for."""

    def both(step: Step) -> None:
        if step.ended:
            emit("portal ended", portal=step.portal, listings=step.pages, articles=step.done)
        if say is not None:
            say(step)

    return both


def tell_portals(found: list[Summary]) -> None:
    """An event for each portal: what it came to, and why it counts as failed, where it does."""
    for s in found:
        numbers = {"listings": sum(s.listings.values()), "articles": dict(s.articles), "files": dict(s.files), "left": s.left}
        why = [{"kind": k, "status": status, "reason": plain(reason), "times": n} for (k, status, reason), n in s.reasons.items()]
        emit("portal crawled", portal=s.portal, **numbers, reasons=why, alarms=[plain(alarm) for alarm in s.alarms])
        if s.fault:
            emit("portal failed", portal=s.portal, reason=s.fault)
    counts("in", portals=len(found), articles_listed=sum(sum(s.articles.values()) for s in found))
    fetched = sum(s.articles["new"] + s.articles["changed"] for s in found)
    counts("worked", articles_fetched=fetched)
    counts("out", **{status: sum(s.articles[status] for s in found) for status in sorted({k for s in found for k in s.articles})})


def report(found: list[Summary]) -> str:
    """What a run came to: a line a portal, below it the reasons with their counts, then the alarms."""
    lines = []
    for s in found:
        a = s.articles
        known = f", {a['known']} known as no article" if a["known"] else ""
        passed = "".join(
            f", {a[word]} {text}" for word, text in (("irrelevant", "irrelevant"), ("outside", "of other days")) if a[word]
        )
        left = f", {s.left} not asked for yet" if s.left else ""
        lines.append(
            f"{s.portal}: {counted(sum(s.listings.values()), 'listing page')}, {counted(sum(a.values()), 'article')} listed: "
            f"{a['new']} new, {a['changed']} changed, {a['listed'] + a['unchanged']} unchanged{known}, "
            f"{a['refused']} refused, {a['failed']} failed{passed}{left}; files: {s.files['fetched']} fetched"
        )
        told = ((key, n) for key, n in sorted(s.reasons.items()) if not _guess(key[0], key[2]))
        lines += [f"  {kind} {status} ({n}): {reason}" for (kind, status, reason), n in told]
        lines += [f"  {w.section} read no further: {w.ended}" for w in s.walks if w.ended not in ("last page", ALREADY_READ)]
        lines += [f"  alarm: {alarm}" for alarm in s.alarms]
    return "\n".join(lines)


def _guess(kind: str, reason: str) -> bool:
    """A sitemap or feed that the family's software often has, and this portal has not: no fault (the ledger has the row)."""
    return kind == "sitemap" and reason == "HTTP 404"
