"""Officials in tables: rows with a column of names and a column of posts (`Họ và tên | Chức vụ`).

The header decides which column is which; a title beside the name in its own cell is read like running text elsewhere.
Source: docs/codebook.md ("Input": tables as pipe rows), survey of people (contact lists, lists of recipients).
"""

from __future__ import annotations

import re

from extract.mentions.people import PersonMention
from extract.mentions.titles import TitleMention
from extract.mentions.words import title_case
from extract.officials.attach import Appearance, Held
from extract.text import Block, Cell, Text

_NAMES = re.compile(r"(?:họ,? (?:và )?tên(?: đệm)?|họ tên|tên cá nhân|cán bộ|người phát ngôn)\b")
_POSTS = re.compile(r"(?:chức vụ|chức danh|đơn vị công tác|vị trí|chức vụ,? (?:nơi|đơn vị))")
_NAME = re.compile(
    r"(?:(?:đồng chí|ông|bà|đ/c|ths\.?|ts\.?)\s+)?(?P<name>[^\W\d_]+(?:'[^\W\d_]+)*(?: [^\W\d_]+(?:'[^\W\d_]+)*){1,5})\s*$",
    re.IGNORECASE,
)


def in_tables(text: Text, titles: list[TitleMention]) -> list[Appearance]:
    """One appearance for each row that has a name and a post."""
    out: list[Appearance] = []
    for block in text.blocks:
        if block.kind == "table":
            out += _read(text, block, titles)
    return out


def _read(text: Text, block: Block, titles: list[TitleMention]) -> list[Appearance]:
    header = next((r for r in block.rows[:3] if any(_NAMES.match(c.text.lower()) for c in r.cells)), None)
    if header is None:
        return []
    name_at = next(i for i, c in enumerate(header.cells) if _NAMES.match(c.text.lower()))
    post_at = next((i for i, c in enumerate(header.cells) if _POSTS.match(c.text.lower())), None)
    if post_at is None:
        return []
    out = []
    for row in block.rows:
        if row.start > header.start and len(row.cells) > max(name_at, post_at):
            found = _row(text, row.cells[name_at], row.cells[post_at], titles)
            if found is not None:
                out.append(found)
    return out


def _row(text: Text, name: Cell, post: Cell, titles: list[TitleMention]) -> Appearance | None:
    m = _NAME.match(text.text, name.start, name.end)
    held = tuple(t for t in titles if post.start <= t.start and t.end <= post.end and not t.generic)
    if m is None or not held or not all(w[0].isupper() for w in m["name"].split()):
        return None
    person = PersonMention(m.start("name"), m.end("name"), title_case(m["name"]), None, None, m.start(), False, "list")
    return Appearance(person, m.start(), m.end(), [Held(t, t.status, "table", held) for t in held])
