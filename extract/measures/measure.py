"""The figures of an article: title and body read in order, drafts turned into facts, what is skipped into issues.

`measure(reading)` is called by the three fact types that share the grammar and reads an article once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.measures import groups
from extract.measures.codes import code_for
from extract.measures.components import find_components, is_part
from extract.measures.drafts import CountDraft, Draft
from extract.measures.lexer import lex
from extract.measures.reader import SentenceReader, base_year
from extract.measures.state import State, block_of_group
from extract.measures.subjects import subject_tokens
from extract.measures.tables import read_table
from extract.measures.tokens import Token
from extract.reading import Reading
from extract.text import Block, Text
from schemas.facts import Rank, Score, Subject, TierCount
from schemas.records import Issue, Span

MAX_EVIDENCE = 880
_TITLE_PAR = re.compile(
    r"(?:cchc|cải cách hành chính)(?: \(cchc\))?(?: (?:của|các|cấp)[^:;,.]{0,60})?(?: năm (?P<year>(?:19|20)\d\d))?"
)
# The reform itself as what is rated: `xếp loại tốt về CCHC`, `đánh giá công tác cải cách hành chính năm 2022`.
_BARE_PAR = re.compile(
    r"(?<![a-zà-ỹđ])(?:về|đánh giá|xếp hạng|xếp loại|phân loại|chấm điểm|điểm|bảng xếp hạng|kết quả xếp hạng|kết quả đánh giá|kết quả|thứ hạng|vị thứ|:|^)(?: kết quả| công tác| thực hiện| mức độ hoàn thành| nhiệm vụ)* "
    r"(?P<name>cchc|cải cách hành chính)(?! nhà nước giai đoạn)(?: năm (?P<year>(?:19|20)\d\d))?(?![a-zà-ỹđ])"
)


@dataclass(frozen=True)
class Measures:
    """All figures of one article, and the issues of those skipped."""

    scores: tuple[Score, ...]
    ranks: tuple[Rank, ...]
    tier_counts: tuple[TierCount, ...]
    issues: tuple[Issue, ...]


@lru_cache(maxsize=4)
def measure(reading: Reading) -> Measures:
    """Read the figures of an article. Pure; the last few readings are kept, since three fact types ask."""
    return _Article(reading).read()


class _Article:
    """One pass over the article with one discourse state."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.state = State()
        self.scores: list[Score] = []
        self.ranks: list[Rank] = []
        self.counts: list[TierCount] = []
        self.issues: list[Issue] = []

    def read(self) -> Measures:
        doc = self.reading.doc
        self._orient()
        self._read_text(doc.title)
        self._after_title()
        self._read_text(doc.body)
        return Measures(tuple(self.scores), tuple(self.ranks), tuple(self.counts), tuple(dict.fromkeys(self.issues)))

    # --- context of the whole article ------------------------------------------------------------------------------

    def _orient(self) -> None:
        """What title and lead say before any figure: index, year, main unit."""
        title = self.reading.doc.title
        mentions = self.reading.mentions.title.indicators
        self.state.title_indicator = mentions[0].id if mentions else None
        self.state.indicator = self.state.title_indicator
        self.state.indicator_paragraph = 0 if mentions else -9
        self.state.title_year = self._year_of_first_index()
        self.state.year = self.state.title_year
        published = self.reading.published
        self.state.published_year = published.year if published else None
        if not mentions and (bare := _TITLE_PAR.search(title.low)):
            self.state.title_indicator = self.state.indicator = "PAR_INDEX"
            self.state.indicator_paragraph = 0
            self.state.title_year = self.state.year = int(bare["year"]) if bare["year"] else self.state.title_year
        portal = self.reading.doc.article.portal
        named = subject_tokens(self.reading, title, 0, len(title.text), include_actors=True)
        subjects = [s for t in named for s in t.subjects]
        if portal.place:
            subjects.append(self.reading.localities.subject_of_place(portal.place))
        if subjects:
            self.state.main_subject = max(subjects, key=self._weight(named))

    def _weight(self, in_title: list[Token]) -> Callable[[Subject], int]:
        """How much an article speaks of a unit: its mentions in the body, title names counting double."""
        localities = self.reading.localities
        count = Counter(s.name for m in self.reading.mentions.body.places if m.name and (s := localities.subject(m, "body")))
        count.update(
            s.name for m in self.reading.mentions.body.organizations if not m.generic and (s := localities.subject(m, "body"))
        )
        titled = {s.name for t in in_title for s in t.subjects}
        return lambda s: count[s.name] + 2 * (s.name in titled)

    def _year_of_first_index(self) -> int | None:
        """The year beside the first index in title or lead: `Chỉ số CCHC … năm 2022`."""
        for text in (self.reading.doc.title, self.reading.doc.body):
            glued = [
                m.year for m in self.reading.mentions.of(text).indicators if m.year and (text.field == "title" or m.start < 900)
            ]
            if glued:
                return glued[0]
            for m in self.reading.mentions.of(text).indicators:
                if text.field == "body" and m.start > 1500:
                    break
                if m.year:
                    return m.year
                sentence = text.sentence_at(m.start)
                near = re.search(r"^[^.;,]{0,70}?(?:năm|của năm) (20\d\d)", text.low[m.end : sentence.end])
                near = near or re.match(r"(?:trong )?năm (20\d\d)", text.low[sentence.start : m.start])
                if near:
                    return int(near[1])
        return None

    def _after_title(self) -> None:
        self.state.subjects = ()
        self.state.target = False

    # --- text -------------------------------------------------------------------------------------------------------

    def _read_text(self, text: Text) -> None:
        for n, block in enumerate(text.blocks):
            self.state.paragraph = n
            if block.kind == "table":
                self._table(text, block, n)
                continue
            if block.kind == "paragraph" and text.field == "body" and n:
                self._new_paragraph(text, block)
            for sentence in block.sentences:
                self._sentence(text, block, sentence.start, sentence.end)

    def _new_paragraph(self, text: Text, block: Block) -> None:
        """A paragraph begins: targets end, the unit spoken of falls back to the article's."""
        self.state.target = False
        self.state.component = None
        lead = re.match(
            r"(?:trong |kết thúc |hết |bước sang )?năm (20\d\d)(?=[, ])(?!, (?:tỉnh |huyện |thành phố |ubnd )?(?:sẽ|phấn đấu|tiếp tục))",
            text.low[block.start : block.start + 60],
        )
        published = self.state.published_year
        self.state.paragraph_year = int(lead[1]) if lead and (published is None or int(lead[1]) <= published) else None
        first = text.low[block.start : block.start + 60]
        if not re.match(
            r"(?:trong đó|cụ thể|theo đó|với kết quả|kết quả này|đây là|ngoài ra|bên cạnh đó|đáng chú ý|riêng|tiếp theo|về các|trong các|như vậy)",
            first,
        ):
            self.state.subjects = ()

    def _sentence(self, text: Text, block: Block, start: int, end: int) -> None:
        low = text.low
        self.state.sentence += 1
        self._head(low, start, end)
        tokens = lex(low, start, end, self._mention_tokens(text, start, end))
        if not any(
            t.kind
            in (
                "value",
                "rank",
                "score_change",
                "rank_change",
                "same",
                "from_to_rank",
                "from_to_score",
                "tier",
                "tier_count",
                "top",
                "block",
                "indicator",
            )
            for t in tokens
        ):
            if low[start:end].rstrip().endswith(":") and any(t.kind == "target" for t in tokens):
                self.state.target = True
            return
        if self._stale_indicator(tokens):
            self.state.indicator = None
        reader = SentenceReader(low, start, end, tokens, self.state)
        out = reader.read()
        self.state.target = reader.target and (
            low[start:end].rstrip().endswith((":", ";")) or (block.kind == "item" and self.state.target)
        )
        for token, why in out.skipped:
            self.issues.append(Issue("scores.bound", why, text.span(token.start, token.end)))
        if block.kind == "caption":
            return
        for draft in out.drafts:
            self._keep(draft, text, start, end)
        for count in out.counts:
            self._keep_count(count, text, start, end)

    def _stale_indicator(self, tokens: list[Token]) -> bool:
        """An index not named for two paragraphs no longer governs figures, but for the title's."""
        if any(t.kind == "indicator" for t in tokens) or self.state.indicator is None:
            return False
        return self.state.paragraph - self.state.indicator_paragraph > 2 and self.state.indicator != self.state.title_indicator

    def _head(self, low: str, start: int, end: int) -> None:
        """A heading of a block (`Khối huyện:`, `Đối với các sở`) opens it and resets the unit."""
        m = groups.HEADING.match(low[start : min(end, start + 120)])
        if m and re.match(r"\s*(?:[:,.]|$|có|gồm|thì|đứng|dẫn đầu|xếp|kết quả)", low[start + m.end() : end]):
            self.state.open_block(groups.joined(m["group"], m["tail"]), int(m["of"]) if m["of"] else None)
            self.state.subjects = ()

    def _mention_tokens(self, text: Text, start: int, end: int) -> list[Token]:
        block = self.state.blocks.get(self.state.current) if self.state.current else None
        tokens = subject_tokens(
            self.reading,
            text,
            start,
            end,
            hint=block.group or "" if block else "",
            main=self.state.main_subject,
            recent=self.state.subjects,
        )
        indicators = self.reading.mentions.of(text).in_span(start, end, "indicators")
        for found in _BARE_PAR.finditer(text.low, start, end):
            if not any(m.start < found.end() and found.start() < m.end for m in indicators):
                tokens.append(
                    Token(
                        "indicator",
                        found.start("name"),
                        found.end(),
                        text="PAR_INDEX",
                        years=(int(found["year"]),) if found["year"] else (),
                    )
                )
        for m in indicators:
            surface = text.low[m.start : m.end]
            if self.state.indicator not in (None, m.id) and is_part(surface, self.state.indicator or ""):
                # `mức độ hài lòng` among the parts of another index is that index's part.
                tokens.append(Token("component", m.start, m.end, text=surface))
                continue
            national = bool(re.search(r"index|cấp tỉnh", text.low[m.start : m.end]))
            tokens.append(Token("indicator", m.start, m.end, text=m.id, years=(m.year,) if m.year else (), national=national))
        for c in find_components(text.low, start, end):
            if not any(m.start < c.end and c.start < m.end for m in indicators):
                tokens.append(Token("component", c.start, c.end, text=c.component, group="|".join(c.indicators)))
        return tokens

    def _table(self, text: Text, block: Block, n: int) -> None:
        before = text.blocks[n - 1] if n else None
        for record in read_table(self.reading, text, block, before, self.state):
            if isinstance(record, Issue):
                self.issues.append(record)
            elif isinstance(record, Score):
                self.scores.append(record)
            elif isinstance(record, Rank):
                self.ranks.append(record)
            else:
                self.counts.append(record)

    # --- drafts to facts --------------------------------------------------------------------------------------------

    def _keep(self, draft: Draft, text: Text, start: int, end: int) -> None:
        for made in draft_facts(draft, self.state, self._span(text, draft.first, draft.last, start, end)):
            if isinstance(made, Issue):
                self.issues.append(made)
            elif isinstance(made, Score):
                self.scores.append(made)
            else:
                self.ranks.append(made)

    def _keep_count(self, count: CountDraft, text: Text, start: int, end: int) -> None:
        scope = self._scope(count.group)
        level = "national" if count.national else _count_level(count.group, scope)
        scope = None if count.national else scope
        self.counts.append(
            TierCount(
                indicator=code_for(count.indicator, level),
                year=count.year or (None if count.status == "target" else self.state.year_of(count.indicator)),
                period=count.period, scope=scope, group=count.group, tier=count.tier, count=count.count, of=count.of, percent=count.percent,
                status=count.status, evidence=self._span(text, count.first, count.last, start, end), rule=count.rule,
            )
        )  # fmt: skip

    def _scope(self, group: str | None) -> Subject | None:
        """Whose group is counted: the province of its departments and districts, the district of its communes."""
        kind = block_of_group(group)
        if kind in ("province", "ministry"):
            return None
        portal = self.reading.doc.article.portal
        main = self.state.subjects[0] if self.state.subjects else self.state.main_subject
        localities = self.reading.localities
        if kind == "commune":
            for name in (main.name if main and main.kind == "place" else None, portal.place):
                if (name and name.split()[0] in ("huyện", "quận")) or (
                    name and name.startswith(("thị xã", "thành phố")) and name != portal.province
                ):
                    return localities.subject_of_place(name)
        province = None
        if main is not None:
            province = main.name if main.kind == "place" and main.province is None else main.province
        province = province or portal.province
        if kind == "unit" and portal.place and (main is None or main.name == portal.place):
            return localities.subject_of_place(portal.place)
        return localities.subject_of_place(province) if province else None

    def _span(self, text: Text, first: int, last: int, start: int, end: int) -> Span:
        """Evidence: the sentence where it is short, else the clause around the figure."""
        if end - start <= 320:
            return text.span(start, end)
        a, b = first, last
        left = max(text.low.rfind(";", start, a), text.low.rfind(". ", start, a))
        a = left + 1 if left > start and a - left < 400 else max(start, a - 200)
        while a > start and not text.low[a - 1].isspace():
            a -= 1
        right = text.low.find(";", b, min(end, b + 160))
        b = right if right > 0 else b
        return text.span(a, min(b, a + MAX_EVIDENCE))


def _count_level(group: str | None, scope: Subject | None) -> str:
    kind = block_of_group(group)
    if kind in ("province", "ministry") and scope is None:
        return "national"
    return "local"


def subject_level(subject: Subject | None) -> str:
    """`national` for provinces and ministries, else `local` (codebook, indicators)."""
    if subject is None:
        return "national"
    if subject.kind == "place":
        return "national" if subject.province is None else "local"
    return (
        "national"
        if re.match(
            r"(?:Bộ (?!Chỉ huy)|Thanh tra Chính phủ|Ngân hàng Nhà nước Việt Nam|Ủy ban Dân tộc|Văn phòng Chính phủ|Bảo hiểm xã hội Việt Nam)",
            subject.name,
        )
        else "local"
    )


def draft_facts(draft: Draft, state: State, span: Span) -> Iterator[Score | Rank | Issue]:
    """One fact for each year of a draft; an Issue where the unit or the figure is missing."""
    if draft.subject is None:
        if draft.kind == "score" or draft.rank is not None:
            yield Issue(f"{draft.kind}s.no_subject", "a figure of an index, but no unit that it is about", span)
        return
    year = draft.year if draft.fixed_year else None
    if year is None and draft.status == "result":
        year = state.year_of(draft.indicator)
    indicator = code_for(draft.indicator, subject_level(draft.subject))
    for y in (year, *draft.years):
        made = _fact(draft, indicator, y, span)
        if made is not None:
            yield made


def _fact(draft: Draft, indicator: str, year: int | None, span: Span) -> Score | Rank | None:
    change_from = base_year(draft.base, year)
    period = draft.period
    assert draft.subject is not None
    if draft.kind == "score":
        if draft.value is None and draft.change is None:
            return None
        return Score(
            indicator=indicator, subject=draft.subject, year=year, period=period, component=draft.component, value=draft.value,
            max=draft.max, unit=draft.unit or "point", change=draft.change, change_from=change_from, status=draft.status,
            bound=draft.bound, evidence=span, rule=f"scores.{draft.rule or 'value'}", derived=draft.derived, suspect=draft.suspect,
        )  # fmt: skip
    if draft.rank is None and draft.tier is None and draft.change is None:
        return None
    change = int(draft.change) if draft.change is not None else None
    return Rank(
        indicator=indicator, subject=draft.subject, year=year, period=period, component=draft.component, rank=draft.rank, of=draft.of,
        group=draft.group, tier=draft.tier, change=change, change_from=change_from, status=draft.status, bound=draft.bound,
        evidence=span, rule=f"ranks.{draft.rule or 'rank'}", derived=draft.derived, suspect=draft.suspect,
    )  # fmt: skip


def with_suspect(fact: Score, why: str) -> Score:
    """A score marked as suspect: kept as printed (codebook, Numbers)."""
    return replace(fact, suspect=why)
