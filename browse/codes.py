"""Codes of the database (event kinds, statuses, roles …) in words: browse/words/code.csv, rows `<group>.<value>`."""

from __future__ import annotations

from browse.language import Language, words

# The group of words of each column whose values schemas/database.sql fixes by a CHECK.
GROUPS: dict[str, str] = {
    "portals.kind": "portal_kind",
    "pages.kind": "page_kind",
    "article_copies.how": "copy",
    "attachments.status": "attachment_status",
    "issues.stage": "stage",
    "places.valid_to_precision": "precision",
    "place_successors.part": "part",
    "place_successors.doubt": "doubt",
    "organizations.level": "level",
    "organization_successors.part": "part",
    "indicators.level": "indicator_level",
    "indicators.unit": "unit",
    "tenures.status": "post_status",
    "official_positions.status": "post_status",
    "merges.how": "merge_how",
    "merges.action": "merge_action",
    "decisions.file": "decision_file",
    "decisions.action": "decision_action",
    "decisions.effect": "effect",
    "facts.type": "fact_type",
    "mentions.field": "field",
    "events.kind": "event_kind",
    "events.part_of_day": "part_of_day",
    "events.format": "event_format",
    "event_participants.kind": "participant_kind",
    "event_participants.role": "role",
    "scores.subject_kind": "subject_kind",
    "scores.unit": "unit",
    "scores.status": "figure_status",
    "scores.bound": "bound",
    "ranks.subject_kind": "subject_kind",
    "ranks.status": "figure_status",
    "ranks.bound": "bound",
    "tier_counts.scope_kind": "subject_kind",
    "tier_counts.status": "figure_status",
    "tier_counts.bound": "bound",
    "awards.status": "award_status",
    "award_recipients.kind": "recipient_kind",
    "v_disagreements.what": "what",
}


def choices(language: Language, group: str) -> list[tuple[str, str]]:
    """The values of a group and their words, in the order of code.csv."""
    prefix = f"code.{group}."
    return [(key.removeprefix(prefix), text) for key, text in words()[language.code].items() if key.startswith(prefix)]


def said(language: Language, group: str, value: str | None) -> str:
    """A code in words; one without words as it stands, none as ``."""
    key = f"code.{group}.{value}"
    return language.say(key) if language.knows(key) else value or ""
