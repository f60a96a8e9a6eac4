"""Officials in tables: rows with a column of names and a column of posts (`Họ và tên | Chức vụ`), and perhaps one of
offices in a board (`Nhiệm vụ trong Ban Chỉ đạo`).

The header decides which column is which; a title beside the name in its own cell is read like running text elsewhere.
Source: docs/codebook.md ("Input": tables as pipe rows), survey of people (contact lists, lists of recipients).
"""

from __future__ import annotations

import re

from extract.mentions.organization_names import OrgMention
from extract.mentions.people import PersonMention
from extract.mentions.titles import TitleMention
from extract.mentions.words import title_case
from extract.officials.attach import Appearance, Held
from extract.text import Block, Cell, Text

_NAMES = re.compile(
    r"(?:họ,? (?:và )?tên(?: đệm)?|họ tên|tên cá nhân|cán bộ|người phát ngôn|(?:tên )?(?:tập thể|đơn vị)(?:,| và) cá nhân|"
    r"cá nhân|thành viên|đại biểu)(?!\w)"
)
_IN_BOARD = re.compile(
    r"(?:nhiệm vụ|chức danh|chức vụ|vai trò|phân công|vị trí)(?: được phân công)?(?: \w+){0,2}? "
    r"(?:trong|tại|ở|của) (?:bcđ|ban|tổ|hội đồng|đoàn)"
)
_BOARDS = ("steering", "board", "contest_board", "team")
_POSTS = re.compile(r"(?:chức vụ|chức danh|đơn vị công tác|vị trí|chức vụ,? (?:nơi|đơn vị))")
_NAME = re.compile(
    r"(?:(?:đồng chí|ông|bà|đ/c|ths\.?|ts\.?)\s+)?(?P<name>[^\W\d_]+(?:'[^\W\d_]+)*(?: [^\W\d_]+(?:'[^\W\d_]+)*){1,5}|"
    r"[hky]'[^\W\d_]+)\s*$",
    re.IGNORECASE,
)


def in_tables(text: Text, titles: list[TitleMention], organizations: list[OrgMention]) -> list[Appearance]:
    """One appearance for each row that has a name and a post."""
    out: list[Appearance] = []
    for block in text.blocks:
        if block.kind == "table":
            board = next((o for o in reversed(organizations) if o.end <= block.start and o.kind in _BOARDS), None)
            out += _read(text, block, titles, board)
    return out


def _read(text: Text, block: Block, titles: list[TitleMention], board: OrgMention | None) -> list[Appearance]:
    header = next((r for r in block.rows[:3] if any(_NAMES.match(c.text.lower()) for c in r.cells)), None)
    if header is None:
        return []
    name_at = next(i for i, c in enumerate(header.cells) if _NAMES.match(c.text.lower()))
    heads = [c.text.lower() for c in header.cells]
    board_at = next((i for i, head in enumerate(heads) if board is not None and _IN_BOARD.match(head)), None)
    post_at = next((i for i, head in enumerate(heads) if i != board_at and _POSTS.match(head)), None)
    columns = [i for i in (post_at, board_at) if i is not None]
    if not columns:
        return []
    out = []
    for row in block.rows:
        if row.start > header.start and len(row.cells) > max(name_at, *columns):
            held = _titles_in(titles, row.cells[post_at]) if post_at is not None else []
            if board_at is not None:
                held += [t._replace(org=board) if t.org is None else t for t in _titles_in(titles, row.cells[board_at])]
            found = _row(text, row.cells[name_at], tuple(held))
            if found is not None:
                out.append(found)
    return out


def _titles_in(titles: list[TitleMention], cell: Cell) -> list[TitleMention]:
    return [t for t in titles if cell.start <= t.start and t.end <= cell.end and not t.generic]


def _row(text: Text, name: Cell, held: tuple[TitleMention, ...]) -> Appearance | None:
    m = _NAME.match(text.text, name.start, name.end)
    if m is None or not held or not all(w[0].isupper() for w in m["name"].split()):
        return None
    person = PersonMention(m.start("name"), m.end("name"), title_case(m["name"]), None, None, m.start(), False, "list")
    return Appearance(person, m.start(), m.end(), [Held(t, t.status, "table", held) for t in held])
