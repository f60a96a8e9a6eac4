"""What a keeper of a portal's file should look at: a kind not told, silence, missing dates, short bodies, another layout.

Silence is treated as a failure: a portal that changes its pages answers 200 to every request and gives nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from statistics import median

from crawler.ledger import Ledger, Reading
from crawler.portals import PortalConfig

# Fewer articles than this tell nothing about a portal's habits.
ENOUGH = 5
SILENT_DAYS = 60
SHORT = 0.5
UNDATED = 0.2


def find_alarms(ledger: Ledger, portal: PortalConfig, run: str, today: date) -> tuple[str, ...]:
    """The alarms of a portal after a run, as sentences; `today` is the day of the run."""
    rows = ledger.readings(portal.id)
    now = [r for r in rows if r.run == run]
    before = [r for r in rows if r.run != run]
    found = [portal.unsaid_kind(), _silence(rows, portal, today), _undated(now), _short(now, before), _layout(now, before)]
    return tuple(alarm for alarm in found if alarm)


def _silence(rows: list[Reading], portal: PortalConfig, today: date) -> str | None:
    """Nothing new for longer than the portal's own pace explains; a portal whose places have all ended may be silent."""
    days = sorted({date.fromisoformat(r.published_at[:10]) for r in rows if r.published_at})
    if len(days) < ENOUGH or all(p.until is not None and p.until < today for p in portal.places) or portal.sample:
        return None
    gaps = [(b - a).days for a, b in pairwise(days)]
    allowed = max(SILENT_DAYS, 4 * median(gaps))
    silent = (today - days[-1]).days
    return f"nothing new for {silent} days (newest article: {days[-1]})" if silent > allowed else None


def _undated(now: list[Reading]) -> str | None:
    missing = sum(r.published_at is None for r in now)
    if len(now) < ENOUGH or missing < UNDATED * len(now):
        return None
    return f"no date on {missing} of {len(now)} articles"


def _short(now: list[Reading], before: list[Reading]) -> str | None:
    if len(now) < ENOUGH or len(before) < ENOUGH:
        return None
    usual, found = median(r.body_chars for r in before), median(r.body_chars for r in now)
    if found >= SHORT * usual:
        return None
    return f"bodies are shorter than usual: {found:.0f} characters in the middle, {usual:.0f} before"


def _layout(now: list[Reading], before: list[Reading]) -> str | None:
    """Another layout than ever before reads most pages: the portal has a new theme, or its adapter no longer fits."""
    if len(now) < ENOUGH or len(before) < ENOUGH:
        return None
    (layout, n), known = Counter(r.layout for r in now).most_common(1)[0], {r.layout for r in before}
    if layout in known or n * 2 < len(now):
        return None
    return f"layout changed: {layout} (before: {', '.join(sorted(known))})"
