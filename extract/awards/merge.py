"""One award stated several times (headline, lead, names in the next sentence, prizes listed apart) -> one record.

Source: docs/codebook.md: "One record for each kind, grantor and status"; a headline total and its split are one.
"""

from __future__ import annotations

from dataclasses import replace

from extract.awards.kinds import GENERIC
from schemas.facts import Award, Recipient
from schemas.records import Span


def merge_awards(found: list[Award]) -> list[Award]:
    """Awards of an article in order, repeats joined. Records from the title come last and only fill or vanish."""
    out: list[Award] = []
    for award in sorted(found, key=lambda a: a.evidence.field == "title"):
        for i, other in enumerate(out):
            joined = (
                _repeats_title(other, award)
                if award.evidence.field == "title" and other.evidence.field != "title"
                else _join(other, award)
            )
            if joined is not None:
                out[i] = joined
                break
        else:
            if award.evidence.field == "title" and _covered(out, award):
                continue
            out.append(award)
    return out


def _kinds_fit(a: Award, b: Award) -> bool:
    return a.kind.casefold() == b.kind.casefold()


def _grantors_fit(a: Award, b: Award) -> bool:
    return a.grantor is None or b.grantor is None or a.grantor == b.grantor or _same_office(a.grantor, b.grantor)


def _same_office(a: str, b: str) -> bool:
    """`Ủy ban nhân dân tỉnh` in one place and its chairman in another."""
    short, long = sorted((a, b), key=len)
    return long == f"Chủ tịch {short}" or (short.startswith("Sở") and long == f"Giám đốc {short}")


def _totals(award: Award) -> int | None:
    counts = [r.count for r in award.recipients]
    return sum(c for c in counts if c is not None) if counts and None not in counts else None


def _repeats_title(body: Award, title: Award) -> Award | None:
    """The title's award is the body's: same form (or none stated) and no other split."""
    if body.kind.startswith(f"{title.kind} hạng ") and title.status == body.status:
        return replace(body, mentions=(*(body.mentions or (body.evidence,)), title.evidence))
    if title.status != body.status or not (_kinds_fit(body, title) or title.kind == GENERIC):
        return None
    if not _kinds_fit(body, title) and (_totals(title) is None or _totals(title) != _totals(body)):
        return None
    return replace(body, mentions=(*(body.mentions or (body.evidence,)), title.evidence))


def _covered(body: list[Award], title: Award) -> bool:
    """A headline total over several forms of award, or a general `khen thưởng`, when the body tells which."""
    return any(b.status == title.status for b in body if b.evidence.field != "title") and title.kind == GENERIC


def _join(a: Award, b: Award) -> Award | None:
    """Two records of one award as one; None where they are two awards."""
    if a.status != b.status or not _grantors_fit(a, b):
        return None
    if not _kinds_fit(a, b):
        return _join_generic(a, b)
    recipients = a.recipients if _one_of_them(a, b) else _join_recipients(a, b)
    if recipients is None:
        return None
    return replace(
        a,
        recipients=recipients,
        grantor=a.grantor or b.grantor,
        reason=a.reason or b.reason,
        year=a.year if a.reason else (a.year or b.year),
        date=a.date or b.date,
        mentions=_mentions(a, b),
    )


def _one_of_them(a: Award, b: Award) -> bool:
    """`Ông A, người vừa nhận Giấy khen, chia sẻ …`: one of those that were counted before, told again without a grantor."""
    told = b.grantor is not None or b.reason is not None or b.year is not None or b.date is not None
    if told or not b.rule.endswith(".left") or a.evidence == b.evidence:
        return False
    counted = {r.kind: r.count or 0 for r in a.recipients if not r.names}
    return all(r.names and r.count == len(r.names) < counted.get(r.kind, 0) for r in b.recipients)


def _mentions(a: Award, b: Award) -> tuple[Span, ...]:
    return (*(a.mentions or (a.evidence,)), *(b.mentions or (b.evidence,)))


def _join_generic(a: Award, b: Award) -> Award | None:
    """`khen thưởng 5 tập thể` and `tặng Giấy khen cho 5 tập thể`: the form that is stated counts."""
    if GENERIC not in (a.kind, b.kind) or _totals(a) is None or _totals(a) != _totals(b):
        return None
    named, other = (b, a) if a.kind == GENERIC else (a, b)
    best = named.recipients if all(r.kind != "mixed" for r in named.recipients) else other.recipients
    return replace(
        named,
        recipients=best,
        grantor=named.grantor or other.grantor,
        reason=named.reason or other.reason,
        year=named.year or other.year,
        mentions=_mentions(a, b),
    )


def _join_recipients(a: Award, b: Award) -> tuple[Recipient, ...] | None:
    """The better of two statements of the same receivers, or the union of prize winners named apart."""
    if a.recipients == b.recipients:
        return a.recipients
    split, total = (a, b) if len(a.recipients) >= len(b.recipients) else (b, a)
    if (
        len(total.recipients) == 1
        and total.recipients[0].kind == "mixed"
        and _totals(total) is not None
        and _totals(total) == _totals(split)
    ):
        return split.recipients
    by_kind = {r.kind: r for r in a.recipients}
    other = {r.kind: r for r in b.recipients}
    if len(by_kind) != len(a.recipients) or len(other) != len(b.recipients):
        return None
    if all(_same_group(by_kind[k], r) for k, r in other.items() if k in by_kind) and set(other) <= set(by_kind):
        return tuple(_fill(r, other.get(r.kind)) for r in a.recipients)
    return _named_apart(a, b)


def _same_group(a: Recipient, b: Recipient) -> bool:
    """The same count, or names that are among the other's."""
    if a.names and b.names:
        return set(b.names) <= set(a.names) or set(a.names) <= set(b.names)
    return a.count == b.count or (b.count is None and not b.names)


def _fill(a: Recipient, b: Recipient | None) -> Recipient:
    if b is None:
        return a
    return Recipient(a.kind, a.count if a.count is not None else b.count, a.names if len(a.names) >= len(b.names) else b.names)


def _named_apart(a: Award, b: Award) -> tuple[Recipient, ...] | None:
    """Named winners of one kind in several places: one list. Only where both give nothing but names."""
    parts = (*a.recipients, *b.recipients)
    if (
        any(not r.names or r.count != len(r.names) for r in parts)
        or (a.reason and b.reason and a.reason != b.reason)
        or a.year != b.year
    ):
        return None
    out: dict[str, list[str]] = {}
    for r in parts:
        out.setdefault(r.kind, []).extend(n for n in r.names if n not in out.get(r.kind, []))
    return tuple(Recipient(k, len(v), tuple(v)) for k, v in out.items())  # type: ignore[arg-type]
