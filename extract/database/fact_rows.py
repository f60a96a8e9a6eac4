"""The rows of each fact type: one function a type, its record (docs/codebook.md, "Output") in, (table, row) out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from core.collation import vietnamese_sort_key
from extract.database.inputs import stable_id
from extract.knowledge.organizations import Organization, Organizations, kind_of
from extract.knowledge.persons.person_rules import without_former
from extract.knowledge.places import Place, Places
from extract.knowledge.setting import Setting, Span

TableRow = tuple[str, dict[str, Any]]
Maker = Callable[[str, dict[str, Any], Setting, "Names"], Iterator[TableRow]]


def unlisted_indicator(code: str) -> dict[str, Any]:
    """The row of an index that articles name and the vocabulary lacks (`OTHER:…`)."""
    name = code.removeprefix("OTHER:")
    return {"id": code, "name": name, "sort_key": vietnamese_sort_key(name)}


class Names:
    """What names mean: places, organisations, indicators. Grows with what articles name and vocabularies lack."""

    def __init__(self, places: Places, organizations: Organizations, indicators: dict[str, dict[str, Any]]) -> None:
        self.places, self.organizations, self.indicators = places, organizations, indicators

    def indicator(self, code: str) -> str:
        """The id of an indicator; an unlisted one (`OTHER:…`) gets a row with its own name."""
        if code not in self.indicators:
            self.indicators[code] = unlisted_indicator(code)
        return code

    def organization_id(self, name: str | None, near: Setting, where: Span | None) -> str | None:
        """The id of the organisation that a name means on the article's day."""
        return self.organizations.find(name, None, near.day, near, where).id if name else None

    def granting_id(self, name: str | None, near: Setting, where: Span | None) -> str | None:
        """As organization_id, for slots that may also hold a person or office holder (`Thủ tướng Chính phủ`): only a
        name that begins as organisations do makes a row."""
        return self.organization_id(name, near, where) if name and kind_of(name) else None

    def subject(self, record: dict[str, Any], slot: str, near: Setting) -> dict[str, Any]:
        """The subject columns of a score, rank or tier count (`slot`: where the record names it). The unit meant is that
        of the assessed year's end (or of the article's day, whichever is earlier): a figure of 2024 in a text of August
        2025 is about an old unit. `place` is null where several units fit."""
        subject = record.get(slot)
        if subject is None:
            return {"subject": None, "subject_kind": None, "place": None, "organization": None, "province": None}
        name, kind, province = subject["name"], subject["kind"], subject.get("province")
        place = organization = None
        if kind == "place":
            found = self.place(record, slot, near)
            place, province = (found.id, found.province or province) if found else (None, province)
        elif kind == "organization":
            unit = self.body(record, near, slot)
            organization = unit.id
            province = province or (unit.place.province if unit.place else None)
        return {"subject": name, "subject_kind": kind, "place": place, "organization": organization, "province": province}

    def place(self, record: dict[str, Any], slot: str, near: Setting) -> Place | None:
        """The unit that the subject of a measure is; None where several fit."""
        name, province = record[slot]["name"], record[slot].get("province")
        return self.places.find(name, province, _assessed_on(record, near), near, evidence_of(record))

    def body(self, record: dict[str, Any], near: Setting, slot: str = "subject") -> Organization:
        """The organisation that the subject of a measure is."""
        name, province = record[slot]["name"], record[slot].get("province")
        return self.organizations.find(name, province, _assessed_on(record, near), near, evidence_of(record))


def _assessed_on(record: dict[str, Any], near: Setting) -> str | None:
    """The end of the assessed year or the article's day, whichever is earlier."""
    return min(filter(None, (near.day, f"{record['year']}-12-31" if record["year"] else None)), default=None)


def evidence_of(record: dict[str, Any]) -> Span | None:
    """Where a record was read: (title or body, start, end); None for an attachment."""
    span = record.get("evidence") or {}
    field = span.get("in", "body")
    return (field, span["start"], span["end"]) if span and field != "attachment" else None


def _pick(record: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: record.get(key) for key in keys}


def _scores(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    row = _pick(record, "year", "period", "component", "value", "max", "change", "change_from", "status", "bound")
    row |= {"id": fact, "indicator": names.indicator(record["indicator"]), "unit": record.get("unit") or "point"}
    yield "scores", row | names.subject(record, "subject", near)


def _ranks(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    row = _pick(record, "year", "period", "component", "rank", "of", "tier", "change", "change_from", "status", "bound")
    row |= {"id": fact, "indicator": names.indicator(record["indicator"]), "group_name": record.get("group")}
    yield "ranks", row | names.subject(record, "subject", near)


def _tier_counts(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    row = _pick(record, "year", "period", "tier", "count", "of", "percent", "bound")
    row |= {"id": fact, "indicator": names.indicator(record["indicator"]), "group_name": record.get("group")}
    row["status"] = record.get("status") or "result"
    subject = names.subject(record, "scope", near)
    row |= {"scope": subject.pop("subject"), "scope_kind": subject.pop("subject_kind")}
    yield "tier_counts", row | subject


def _officials(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    yield "officials", {"id": fact, "name": record["name"], "person": None, "roles": record["roles"]}
    for number, position in enumerate(record["positions"]):
        organization = position.get("organization")
        unit = names.organizations.find(organization, None, near.day, near, evidence_of(record)) if organization else None
        title = without_former(position["title"])
        post = stable_id("post", title, unit.id if unit else None)
        shown = f"{title}, {unit.name}" if unit else title
        yield (
            "posts",
            {
                "id": post,
                "name": shown,
                "sort_key": vietnamese_sort_key(shown),
                "title": title,
                "organization": unit.id if unit else None,
            },
        )
        yield (
            "official_positions",
            {
                "id": stable_id("position", fact, number),
                "official": fact,
                "position": number,
                "title": position["title"],
                "organization_name": organization,
                "organization": unit.id if unit else None,
                "post": post,
                "status": position.get("status") or "current",
            },
        )


def _events(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    row = _pick(record, "kind", "name", "start_date", "end_date", "part_of_day", "organizer", "venue", "format", "sites")
    yield "events", row | {"id": fact, "organization": names.organization_id(record.get("organizer"), near, evidence_of(record))}
    people = [{"name": name, "kind": "person", "role": "chair"} for name in record.get("chairs") or ()]
    seen: set[tuple[str, str, str]] = set()
    for who in (*people, *(record.get("participants") or ())):
        key = (who["name"], who["kind"], who["role"])
        if key in seen:
            continue
        seen.add(key)
        organization = names.organization_id(who["name"], near, evidence_of(record)) if who["kind"] == "organization" else None
        yield (
            "event_participants",
            {
                "id": stable_id("participant", fact, *key),
                "event": fact,
                "name": who["name"],
                "kind": who["kind"],
                "role": who["role"],
                "organization": organization,
            },
        )


def _awards(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    row = _pick(record, "kind", "grantor", "reason", "year", "date", "status")
    yield "awards", row | {"id": fact, "organization": names.granting_id(record.get("grantor"), near, evidence_of(record))}
    for number, group in enumerate(record["recipients"]):
        yield (
            "award_recipients",
            {
                "id": stable_id("recipient", fact, number),
                "award": fact,
                "position": number,
                "kind": group["kind"],
                "count": group.get("count"),
                "names": list(group.get("names") or ()),
            },
        )


def _documents(fact: str, record: dict[str, Any], near: Setting, names: Names) -> Iterator[TableRow]:
    row = _pick(record, "type", "number", "date", "issuer")
    yield "documents", row | {"id": fact, "organization": names.granting_id(record.get("issuer"), near, evidence_of(record))}


TABLE_MAKERS: dict[str, Maker] = {
    "events": _events,
    "scores": _scores,
    "ranks": _ranks,
    "tier_counts": _tier_counts,
    "officials": _officials,
    "awards": _awards,
    "documents": _documents,
}
