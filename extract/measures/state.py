"""What an open slot of a figure is filled from: the discourse state, each slot with its own reset.

Source: docs/codebook.md ("context may only fill a slot …") and survey P12: same sentence > head of the list or
paragraph > previous sentence > lead > title > portal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from schemas.facts import Subject

if TYPE_CHECKING:
    from extract.measures.columns import Column

BlockKind = Literal["ministry", "province", "department", "vertical", "district", "commune", "office", "unit"]
_BLOCK_WORDS: tuple[tuple[BlockKind, tuple[str, ...]], ...] = (
    ("ministry", ("bộ, ", "cơ quan ngang bộ", "bộ ngành")),
    ("vertical", ("ngành dọc", "cơ quan trung ương")),
    ("department", ("sở", "ban ngành", "ban, ngành", "cơ quan chuyên môn", "phòng")),
    ("district", ("huyện", "thị xã", "quận")),
    ("commune", ("xã", "phường", "thị trấn", "đặc khu")),
    ("province", ("tỉnh", "thành phố", "tỉnh thành", "thành")),
)


# Indices that only provinces have.
# Published for the year before, all of them.
NATIONAL_YEARLY = frozenset({"PAR_INDEX", "SIPAS", "PCI", "PAPI", "PGI", "PII", "FTA", "DTI", "ICT"})
NATIONAL_ONLY = frozenset({"PCI", "PAPI", "PGI", "PII", "FTA"})
# How many provinces there were, or were assessed: 64 to 2008, 63 to 2025, 61-62 where some were left out, 34 since.
NATIONAL_SIZES = frozenset({64, 63, 62, 61, 60, 34})


# The same few words head the blocks of an article again and again.
@lru_cache(maxsize=1024)
def block_of_group(group: str | None, of: int | None = None) -> BlockKind:
    """Which block a group's words name: `huyện, thị xã, thành phố` are districts, `tỉnh, thành phố` provinces."""
    text = f" {group or ''} ".replace(",", " , ")
    if "bộ" in text.split() and "sở" not in text.split():
        return "ministry"
    if re.match(r" (?:tổng cục|vụ|cục)(?: |$)", text):
        return "office"
    if any(w in text for w in (" thị xã ", " huyện ", " quận ")):
        return "district"
    for kind, words in _BLOCK_WORDS:
        if any(f" {w.strip()} " in text for w in words):
            return kind
    if " địa phương " in text:
        return "province" if of in NATIONAL_SIZES else "district"
    return "unit"


# Bodies that are ranked with the ministries.
_CENTRAL = re.compile(
    r"(?:thanh tra|văn phòng) chính phủ|ngân hàng nhà nước(?: việt nam)?$|ủy ban (?:dân tộc|quản lý vốn)|ban quản lý lăng|"
    r"(?:bảo hiểm xã hội|đài (?:tiếng nói|truyền hình)|thông tấn xã) việt nam|viện hàn lâm|học viện chính trị"
)


def block_of_subject(subject: Subject) -> BlockKind:
    """Which block a unit is ranked in, by the type word of its name."""
    name = subject.name.lower()
    if subject.kind == "organization" and subject.province is None and re.match(r"(?:tổng cục|vụ|cục) ", name):
        return "office"
    if subject.kind == "organization":
        central = subject.province is None and _CENTRAL.match(name)
        return "ministry" if central or (name.startswith("bộ ") and not name.startswith("bộ chỉ huy")) else "department"
    if subject.province is None:
        return "province"
    if name.startswith(("huyện", "thị xã", "quận", "thành phố")):
        return "district"
    return "commune"


@dataclass(frozen=True, slots=True)
class Block:
    """Who is ranked together, and how many; `of` None where the text has not said."""

    group: str | None = None
    of: int | None = None
    sentence: int = 0
    paragraph: int = 0


VERTICAL = re.compile(
    r"(?:Chi cục|Cục|Kho bạc|Bảo hiểm xã hội|Công an|Ngân hàng|Bộ Chỉ huy|Thuế|Hải quan|Thống kê|Tòa án|Viện kiểm sát)"
)
REGIONAL = re.compile(
    r"vùng|khu vực|miền|tây nguyên|đồng bằng|nam bộ|trung bộ|bắc bộ|tây bắc|đông bắc|duyên hải|biên giới|trung du|"
    r"đbscl|trực thuộc"
)


# So many paragraphs on, a ranking of all provinces is still the one that was opened.
_REACH = 2


@dataclass(slots=True)
class State:
    """Carried from sentence to sentence; the reader is its only writer.

    `indicator` is the code as found (the pair's national one); `subjects` what the last sentence was about;
    `main_subject` what the article (title, lead) is about; `blocks` by kind, `current` the block in force; `region` the
    regional ranking told last with its size and its index (`vùng` alone means it afterwards); `list_rank` the place
    that the next item of an ordered list holds, `list_scores` that the items tell the scores of parts; `last_place` the
    place stated last, with its unit, index and sentence (`Kế đó là …` goes on from it); `base` the year of comparison
    stated last and its paragraph; `holders` the unit whose whole index was told last, by index; `was_target` that the
    sentence before told targets; `named` the indices that the article names anywhere; `named_unit` that the sentence
    before names a unit, `last_units` and `last_year` those of its figures (`SIPAS của hai tỉnh`, `cùng năm`);
    `latest_period` the last one that the paragraph tells of; `total_year` the year whose total was told last, no part of
    it since; `told_counts` how many units were told to be in which tier; `before` where the sentence before stands;
    `columns` those of a table that ends a page."""

    indicator: str | None = None
    indicator_paragraph: int = -9
    title_indicator: str | None = None
    lead_indicator: str | None = None
    paragraph_index: str | None = None
    year: int | None = None
    title_year: int | None = None
    published_year: int | None = None
    published_month: int | None = None
    period: str | None = None
    latest_period: str | None = None
    total_year: int | None = None
    title_period: str | None = None
    subjects: tuple[Subject, ...] = ()
    main_subject: Subject | None = None
    blocks: dict[BlockKind, Block] = field(default_factory=dict)
    region: tuple[str, int, str | None] | None = None
    current: BlockKind | None = None
    target: bool = False
    paragraph: int = 0
    sentence: int = 0
    before: tuple[int, int] | None = None
    years: dict[str, int] = field(default_factory=dict)
    paragraph_year: int | None = None
    national: bool = False
    target_year: int | None = None
    plan_year: int | None = None
    year_of_work: bool = False
    list_rank: int | None = None
    list_scores: bool = False
    last_place: tuple[int, Subject, str, int] | None = None
    base: tuple[int, int] | None = None
    holders: dict[str, Subject] = field(default_factory=dict)
    was_target: bool = False
    named: frozenset[str] = frozenset()
    named_unit: bool = True
    last_units: tuple[Subject, ...] = ()
    last_year: int | None = None
    told_counts: set[tuple[int, str]] = field(default_factory=set)
    columns: list[Column] = field(default_factory=list)

    def open_block(self, group: str | None, of: int | None) -> None:
        """A block head (`khối huyện`, `trong 17 huyện`): sets group and size; a size holds to the block's end."""
        kind = block_of_group(group, of)
        if group and REGIONAL.search(group):
            return
        if group == "địa phương" and self.current == "ministry":
            # Localities told of after ministries are provinces.
            kind = "province"
        same_kind = self.blocks.get(kind)
        short = bool(group and same_kind and same_kind.group and of is None and same_kind.group.startswith(f"{group}, "))
        if (short or group in ("địa phương", "đơn vị", "cơ quan")) and same_kind and same_kind.group:
            # `khối địa phương` after `9 huyện, thị xã, thành phố` is the same block by its short name.
            group = same_kind.group
        if kind == "unit" and self.current:
            known = self.blocks.get(self.current, Block())
            size = of if of is not None else known.of
            self.blocks[self.current] = replace(known, of=size, sentence=self.sentence, paragraph=self.paragraph)
            return
        known = self.blocks.get(kind, Block())
        self.blocks[kind] = Block(
            group or known.group,
            of if of is not None else known.of if known.group == group else None,
            self.sentence,
            self.paragraph,
        )
        self.current = kind

    def forget_sizes(self) -> None:
        """Another index in another paragraph: how many were ranked before is not said of it."""
        for kind, block in self.blocks.items():
            if block.paragraph != self.paragraph:
                self.blocks[kind] = replace(block, of=None)
                self.current = None if self.current == kind else self.current

    def open_cluster(self, group: str, of: int | None) -> None:
        """A cluster of districts or departments (`Cụm miền núi (10 đơn vị):`) is ranked apart from the rest of its block."""
        kind = block_of_group(group)
        kind = self.current or "district" if kind == "unit" or self.current in ("department", "vertical") else kind
        self.blocks[kind] = Block(group, of, self.sentence, self.paragraph)
        self.current = kind

    def learn_size(self, subject: Subject | None, of: int) -> None:
        """The size of the block that a unit is ranked in, told by one of its ranks."""
        kind = block_of_subject(subject) if subject else self.current
        if kind in self.blocks:
            self.blocks[kind] = replace(self.blocks[kind], of=of)

    def block_in_force(self) -> Block | None:
        """The block that was opened last, where one was."""
        return self.blocks.get(self.current) if self.current else None

    def learn_year(self, indicator: str, year: int) -> None:
        """An index's year of assessment, where one stands with it: an earlier year named later is history."""
        if self.published_year is None or year <= self.published_year:
            planned = self.title_year is not None and self.title_year < year == self.published_year
            if not (planned and indicator == self.title_indicator):
                # The year of publication beside the index of last year's headline is a plan's.
                self.years[indicator] = max(year, self.years.get(indicator, 0))
            if year != self.paragraph_year:
                # `Năm 2017, tỉnh công bố Chỉ số CCHC năm 2016`: the paragraph goes on about the index's own year.
                self.paragraph_year = None

    def year_of(self, indicator: str) -> int | None:
        """The year in force for an index: the paragraph's (`Năm 2022, …`), its own, the title's, the article's."""
        own = self.paragraph_year or self.years.get(indicator)
        usual = self.title_year or self.year
        if own is None and usual == self.published_year and indicator in NATIONAL_YEARLY and indicator != self.title_indicator:
            # `Hội nghị đánh giá công tác CCHC năm 2023` tells of the work; the year told beside another index is this one's.
            over = (self.published_year or 0) - 1
            told = over in [year for code, year in self.years.items() if code in NATIONAL_YEARLY]
            own = over if told or self.last_year == over else None
        return own or usual

    def block(self, subject: Subject | None, *, whole: bool = False) -> Block:
        """The block that a unit is ranked in: its own kind's, else (for `đơn vị`, `địa phương`) the current one. `whole`: by
        the whole index, not by a part of it."""
        if subject is None:
            return self.blocks.get(self.current, Block()) if self.current else Block()
        kind = block_of_subject(subject)
        if kind == "department" and "vertical" in self.blocks and VERTICAL.match(subject.name):
            kind = "vertical"
        block = self.blocks.get(kind, Block())
        if self.current == "unit" and kind not in ("province", "ministry") and self.blocks["unit"].sentence > block.sentence:
            # `đối với 34 cơ quan … Bảo hiểm xã hội tỉnh cao nhất`: those of any kind are ranked together.
            block = self.blocks["unit"]
        # The size of the whole country's ranking is carried to the next sentence (of the whole index, where the provinces
        # were named with it, to the next paragraphs); that of the ministries, which are always ranked in a block of their
        # own, to the end of its paragraph.
        reach = _REACH if whole and block.group and block.of in NATIONAL_SIZES else 0
        lapsed = {
            "province": self.sentence - block.sentence > 1 and self.paragraph - block.paragraph > reach,
            "ministry": self.paragraph != block.paragraph,
        }
        return Block() if lapsed.get(kind) else block
