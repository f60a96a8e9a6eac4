"""Tokens of one sentence -> drafts of figures: one pass from left to right, with a look ahead where the language puts
the unit after its figure (`đứng đầu là Sở Y tế`, `96,4 điểm (Sở Y tế)`).

Source: docs/codebook.md ("scores", "ranks", "Fine points"); survey P1-P21 name the constructions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.measures.drafts import CountDraft, Draft
from extract.measures.gate import Gate
from extract.measures.respectively import Alignment, align
from extract.measures.state import REGIONAL, Block, BlockKind, State, block_of_group, block_of_subject
from extract.measures.tokens import Base, Token
from schemas.facts import Subject

FIGURES = ("value", "rank", "score_change", "rank_change", "same", "from_to_rank", "from_to_score", "tier", "top")
# Between a rank and the unit that holds it: `đứng đầu (khối sở) là Sở A`, `cuối bảng: B`.
_FORWARD = re.compile(
    r"^[\s\"]*(?:(?:trong |của |ở )?(?:khối này|khối|bảng|danh sách|bảng xếp hạng|toàn tỉnh|cả nước|toàn quốc|toàn huyện|toàn thành phố|trong năm \d{4}|năm \d{4}|về chỉ số này|ở khối này)[\s,]*)*"
    r"(?:(?:vẫn|tiếp tục|đều|cùng|lần này|năm nay|hiện|lại|chính|lần lượt|được xác định|đang|của (?:cả )?(?:hai|ba|các|mỗi|từng|2|3) khối|ở (?:hai|ba|các) khối)\s+)*"
    r"(?:là|thuộc về|gọi tên|gồm có|gồm|có|dành cho|được trao cho|được xướng tên|thuộc|vẫn là|đó là|:|-|gọi tên của)[\s:]*(?:có |là )?(?:các |hai |ba |bốn |năm |02 |03 |2 |3 )?(?:đơn vị|địa phương|tỉnh|cơ quan|đại diện|của)?[\s:]*$"
)
_OF_UNIT = re.compile(r"^\s*(?:\(|thuộc về |là của |của |, thuộc về |dành cho |- )\s*(?:của |thuộc về |thuộc |là )?$")
_COMPARED = re.compile(
    r"(?:(?<![a-zà-ỹđ])(?:sau|trên|dưới|hơn|kém|so với|bên cạnh|cùng với|ngoài|xếp trên|vượt|vượt qua|vượt lên trên|thua|bỏ xa|đứng sau|đứng trên|xếp sau|chỉ sau|chỉ trên|ngay sau|ngay trên|bám sát|theo sát|thay thế|soán ngôi|và sau|hay|như))(?: các| cả| tỉnh| hai| ba)?\s*$"
)
_PROCESS = ("thẩm định", "điều tra xã hội học", "khảo sát", "tự đánh giá", "tự chấm")


@dataclass
class Sentence:
    """What a sentence gave: figures and counts, and what the next sentence may inherit."""

    drafts: list[Draft] = field(default_factory=list)
    counts: list[CountDraft] = field(default_factory=list)
    skipped: list[tuple[Token, str]] = field(default_factory=list)


class SentenceReader:
    """Reads one sentence against the discourse state and updates it."""

    def __init__(self, low: str, start: int, end: int, tokens: list[Token], state: State) -> None:
        self.low, self.start, self.end = low, start, end
        self.tokens = tokens
        self.state = state
        self.out = Sentence()
        self.indicator = state.indicator
        self.named_indicator = False
        self.component: str | None = None
        self.component_end = -1
        self.years: tuple[int, ...] = ()
        self.period: str | None = None
        self.subjects: tuple[Subject, ...] = ()
        self.side: tuple[Subject, ...] = ()
        self.all_subjects: list[Subject] = []
        self.order_next: int | None = state.order_next
        self.tier_ahead: str | None = None
        self.clause = 0
        self.depth = 0
        self.saved: list[tuple[tuple[int, ...], tuple[Subject, ...], str | None, str | None]] = []
        self.target = state.target
        self.gate = Gate(low, start, end, tokens, state)
        self.alignments: dict[int, Alignment] = {}
        self._forward_used: set[int] = set()
        self.years_until = -1
        self.components: list[str] = []

    # --- the pass -------------------------------------------------------------------------------------------------

    def read(self) -> Sentence:
        """Read every token in order; then leave to the state what the next sentence may inherit."""
        if self.indicator is None:
            # An index named later in the sentence (`xếp thứ 3/65 về Bộ chỉ số …`) is meant from its beginning.
            self.indicator = next((t.text for t in self.tokens if t.kind == "indicator"), None)
        for j, token in enumerate(self.tokens):
            if token.kind == "respectively" and (aligned := align(self.low, self.tokens, j, self.start, self.end)):
                self.alignments[j] = aligned
        used = [span for a in self.alignments.values() for span in a.used]
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.kind in FIGURES and any(a <= token.start < b for a, b in used):
                i += 1
                continue
            handler = getattr(self, f"_on_{token.kind}", None)
            if handler is not None:
                handler(token, i)
            i += 1
        self._finish()
        return self.out

    def _finish(self) -> None:
        s = self.state
        base = None
        for d in self.out.drafts:
            # A base year stated once governs the rest of its list.
            base = d.base or base
            if d.change is not None and d.base is None:
                d.base = base
        named = list(dict.fromkeys(t.text for t in self.tokens if t.kind == "indicator" and t.text))
        if len(named) > 1 and not self.out.drafts and not self.out.counts:
            # Several indices announced without figures: the title's, else the first, is spoken of next.
            self.indicator = s.title_indicator if s.title_indicator in named else named[0]
            for code in named if self.years and not self.target else ():
                s.learn_year(code, max(self.years))
        if self.named_indicator and self.indicator:
            s.indicator, s.indicator_paragraph = self.indicator, s.paragraph
            s.national = any(t.kind == "indicator" and t.national for t in self.tokens)
        if self.out.drafts or self.out.counts:
            s.indicator_paragraph = s.paragraph
        for d in self.out.drafts:
            if d.year and d.fixed_year and d.status == "result" and d.indicator:
                s.learn_year(d.indicator, d.year)
        for c in self.out.counts:
            if c.year and c.status == "result":
                s.learn_year(c.indicator, c.year)
        for t in self.tokens:
            if t.kind == "indicator" and t.text and t.years and not self.target:
                s.learn_year(t.text, max(t.years))
        known = [s.years[d.indicator] for d in self.out.drafts if d.indicator in s.years]
        if known:
            s.year = known[-1]
        s.period = self.period or s.period
        s.component = self.component
        own = list(dict.fromkeys(self.all_subjects))
        if len(own) >= 1:
            s.subjects = (
                (own[0],) if len(own) == 1 or (self.out.drafts and self.out.drafts[0].subject == own[0]) else tuple(own[:1])
            )
        s.order_next = None
        s.tier = self.tier_ahead if self.low[self.start : self.end].rstrip().endswith(":") else None

    # --- marks ----------------------------------------------------------------------------------------------------

    def _on_open(self, token: Token, i: int) -> None:
        self.depth += 1
        self.saved.append((self.years, self.subjects, self.component, self.period))

    def _on_close(self, token: Token, i: int) -> None:
        if self.saved:
            self.depth -= 1
            self.years, self.subjects, self.component, self.period = self.saved.pop()
            self.side = ()

    def _on_semicolon(self, token: Token, i: int) -> None:
        if self.depth == 0:
            self.clause += 1
            self.component = None
            self.side = ()

    def _on_target(self, token: Token, i: int) -> None:
        word = token.text or ""
        if word in (
            "duy trì",
            "bảo đảm",
            "đảm bảo",
            "nỗ lực",
            "sẽ",
            "yêu cầu",
            "đăng ký",
            "đến hết năm",
            "đề ra",
            "kế hoạch đặt",
        ):
            # Weak cues: `duy trì` opens a target only at the head of its clause, `đề ra` only before a figure.
            head = re.search(r"(?:^|[,;:.+-]|và|năm \d{4},?)\s*$", self.low[self.start : token.start])
            if word == "duy trì" and not head:
                return
            if (
                word == "đề ra"
                and re.match(r" (?:tại|ở|trong kế hoạch|là|đã|;|,|\))", self.low[token.end : token.end + 14])
                and self._figures_before(i)
            ):
                return
        if self.depth and word not in ("phấn đấu", "mục tiêu", "chỉ tiêu", "dự kiến"):
            return
        if re.search(
            r"(?:vượt|hoàn thành|đạt được|đạt và vượt|đạt|so với|bằng)(?: \d+(?:,\d+)?%)?(?: so với)?(?: cả)? (?:\d+/\d+ )?$",
            self.low[max(self.start, token.start - 30) : token.start],
        ) and word in ("mục tiêu", "chỉ tiêu"):
            return
        self.target = True

    def _figures_before(self, i: int) -> bool:
        return any(t.kind in FIGURES for t in self.tokens[:i])

    def _on_result(self, token: Token, i: int) -> None:
        if token.text in ("đã đạt", "trước đó", "thực tế", "đã xếp", "công bố", "theo báo cáo"):
            self.target = False

    def _on_respectively(self, token: Token, i: int) -> None:
        aligned = self.alignments.get(i)
        if aligned is None:
            return
        if aligned.order:
            self.order_next = aligned.order
            return
        who = self._who()
        for subject, item in ((s, item) for unit, item in aligned.pairs for s in ((unit,) if unit else who or (None,))):
            draft = self._new(item.kind, token, subject)
            draft.indicator = item.indicator or draft.indicator
            draft.component = item.component or (None if item.indicator else draft.component)
            draft.first, draft.last = aligned.start, aligned.end
            draft.derived = item.derived
            if item.kind == "score":
                draft.value, draft.unit, draft.max = item.number, item.unit, item.other
            else:
                draft.rank, draft.of = int(item.number), int(item.other) if item.other else None
                draft.group = item.group
                self._place(draft)
            draft.rule = "lần lượt"
        named = tuple(s for s, _ in aligned.pairs if s)
        self.subjects = named or self.subjects
        self.all_subjects += list(named)

    def _on_order(self, token: Token, i: int) -> None:
        ranks = [d.rank for d in self.out.drafts if d.kind == "rank" and d.rank and not d.last_place and d.status == "result"]
        known = ranks[-1] if ranks else self.state.order_next and self.state.order_next - 1
        last = next((d for d in reversed(self.out.drafts) if d.kind == "rank" and d.rank == known), None)
        tied = sum(
            1
            for d in self.out.drafts
            if d.kind == "rank"
            and d.rank == known
            and last
            and d.subject
            and last.subject
            and block_of_subject(d.subject) == block_of_subject(last.subject)
        )
        if known:
            self.order_next = known + max(1, tied)

    def _on_sorted(self, token: Token, i: int) -> None:
        if self.order_next is None and not any(d.kind == "rank" for d in self.out.drafts):
            self.order_next = 1

    def _on_block(self, token: Token, i: int) -> None:
        self.state.open_block(token.group, int(token.other) if token.other else None)

    # --- what figures are about -----------------------------------------------------------------------------------

    def _on_indicator(self, token: Token, i: int) -> None:
        if token.text is None:
            return
        if (
            self.out.counts
            and not self.named_indicator
            and re.search(r"(?:về|trong|của) $", self.low[max(self.start, token.start - 8) : token.start])
        ):
            for count in self.out.counts:
                count.indicator = token.text
        if self._belongs_back(token, i):
            for d in self.out.drafts:
                if d.clause == self.clause and not d.fixed_indicator:
                    d.indicator, d.fixed_indicator, d.last = token.text, True, max(d.last, token.end)
            self.indicator, self.named_indicator = token.text, True
            return
        if self.indicator != token.text:
            self.component = None
        self.indicator, self.named_indicator = token.text, True
        if token.years:
            self.years = token.years
        for d in self.out.drafts:
            # `Tuy nhích 0,37 điểm … nhưng PCI đạt …`: a change before the first index named is that index's.
            if d.clause == self.clause and not d.fixed_indicator and d.value is None and d.rank is None and d.tier is None:
                d.indicator, d.fixed_indicator = token.text, True
                d.year, d.fixed_year = (token.years[0], True) if token.years and not d.fixed_year else (d.year, d.fixed_year)

    def _belongs_back(self, token: Token, i: int) -> bool:
        """`xếp thứ 31/63 về PCI`: the index follows its figure and none follows it."""
        if not any(d.clause == self.clause and not d.fixed_indicator for d in self.out.drafts):
            return False
        if not re.search(
            r"(?:về|ở|trong|tại|của|trên|theo|bảng xếp hạng)(?: bảng xếp hạng)?(?: các)? ?$",
            self.low[max(self.start, token.start - 24) : token.start],
        ):
            return False
        for t in self.tokens[i + 1 :]:
            if t.kind == "semicolon" or t.kind == "indicator":
                break
            if t.kind in ("value", "rank", "from_to_rank", "from_to_score"):
                return "," in self.low[token.end : t.start]
        return True

    def _on_component(self, token: Token, i: int) -> None:
        before = self.low[max(self.start, token.start - 40) : token.start]
        drafts = [d for d in self.out.drafts if d.clause == self.clause and d.component is None]
        if (
            drafts
            and drafts[-1].kind == "rank"
            and token.start - drafts[-1].last < 24
            and re.search(
                r"^\s*(?:về|ở|trong) (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần)",
                self.low[drafts[-1].last : token.start],
            )
        ):
            drafts[-1].component, drafts[-1].last = token.text, token.end
        elif (
            drafts
            and re.search(
                r"(?:về|ở|trong|thuộc)(?: (?:chỉ số|tiêu chí|lĩnh vực|nội dung|trục|thành phần|nhóm|chỉ số thành phần|trục nội dung))*(?: thành phần)? \"?$",
                before,
            )
            and not self._figure_follows(i)
        ):
            drafts[-1].component, drafts[-1].last = token.text, max(drafts[-1].last, token.end)
            for d in drafts[:-1]:
                if d.subject == drafts[-1].subject and d.last > drafts[-1].first - 12:
                    d.component = token.text
            return
        previous = self.tokens[i - 1] if i else None
        if (
            previous
            and previous.kind == "component"
            and re.fullmatch(r"\s*(?:,|và|, và)\s*", self.low[previous.end : token.start])
        ):
            self.components.append(token.text or "")
        else:
            self.components = [token.text or ""]
        self.component, self.component_end = token.text, token.end

    def _figure_follows(self, i: int) -> bool:
        """Does a figure follow within the clause, before another component or unit?"""
        for t in self.tokens[i + 1 :]:
            if t.kind in FIGURES:
                return not re.search(r"[;]", self.low[self.tokens[i].end : t.start])
            if t.kind in ("semicolon", "component", "indicator", "subject", "close"):
                return False
        return False

    def _on_subject(self, token: Token, i: int) -> None:
        if self._used_forward(i):
            return
        before = self.low[max(self.start, token.start - 30) : token.start]
        if _COMPARED.search(before) and self.depth == 0:
            self.side = token.subjects if self._bracket_follows(token) else ()
            if self.side:
                self.all_subjects += []
            return
        if self.low[self.start : token.start].rstrip(" -+*").endswith((",", ";", "và", ":")) or token.start - self.start < 40:
            if not token.anaphor and self.component and self.component_end < token.start - 6:
                self.component = None
        self.subjects, self.side = token.subjects, ()
        self.all_subjects += list(token.subjects)
        self._order_ranks(token)
        if self.tier_ahead:
            for subject in token.subjects:
                self._tier_for(subject, token)

    def _bracket_follows(self, token: Token) -> bool:
        return bool(re.match(r" ?\(", self.low[token.end : token.end + 3]))

    def _order_ranks(self, token: Token) -> None:
        """After `tiếp theo là`, each further unit holds the next place."""
        if self.order_next is None:
            return
        for subject in token.subjects:
            if any(
                d.kind == "rank" and d.subject == subject and d.rank is not None and d.component == self.component
                for d in self.out.drafts
            ):
                continue
            draft = self._new("rank", token, subject)
            draft.rank, draft.derived, draft.rule = self.order_next, True, "order"
            self._place(draft)
            self.order_next += 1

    def _used_forward(self, i: int) -> bool:
        return self.tokens[i].start in self._forward_used

    # --- years and periods ----------------------------------------------------------------------------------------

    def _on_year(self, token: Token, i: int) -> None:
        years = token.years or self._relative_years(token)
        if not years or token.start < self.years_until:
            return
        for later in self.tokens[i + 1 :]:
            # `năm 2016, 2017 và 2018`: one list of years.
            if (
                later.kind != "year"
                or not later.years
                or not re.fullmatch(r"[\s,]*(?:và|,|&|-)?\s*(?:năm )?", self.low[token.end : later.start])
            ):
                break
            years = (*years, *later.years)
            token = replace(token, end=later.end)
            self.years_until = later.end
        previous = self.tokens[i - 1] if i else None
        following = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if previous and previous.kind == "open" and following and following.kind == "close":
            self._year_back(years, token, same_clause=False)
            return
        if self._year_leads(token, i) or not self._year_back(years, token, same_clause=True):
            self.years = years

    def _year(self) -> int | None:
        return self.state.year_of(self.indicator or "")

    def _relative_years(self, token: Token) -> tuple[int, ...]:
        year = self.years[0] if self.years else self._year()
        if year is None or token.text in (None, "qua", "vừa qua", "nay"):
            return ()
        return (year - 1,)

    def _year_leads(self, token: Token, i: int) -> bool:
        """Does a figure, index or unit follow in the same comma clause (`năm 2019 xếp thứ 40`)?"""
        drafts = [d for d in self.out.drafts if d.clause == self.clause]
        if not drafts:
            return True
        previous, following = self.tokens[i - 1] if i else None, self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        if previous and previous.kind == "open" and following and following.kind != "close":
            return True
        if not drafts[-1].fixed_year and re.fullmatch(
            r"\s*(?:\()?(?:vào |trong |của |ở |hồi )?\s*", self.low[drafts[-1].last : token.start]
        ):
            return False
        for t in self.tokens[i + 1 :]:
            between = self.low[token.end : t.start]
            if t.kind in ("semicolon", "close"):
                return False
            if t.kind in FIGURES or t.kind in ("indicator", "component", "tier_count"):
                return "," not in between and not re.search(r"(?:^|\s)và(?:\s|$)", between)
            if t.kind in ("subject", "block") and ("," in between or " và " in between):
                return False
        return bool(
            re.search(r"(?:[,;(:-]|và|còn|đến|từ|sang)\s*$", self.low[max(self.start, token.start - 8) : token.start])
        ) and any(t.kind in FIGURES for t in self.tokens[i + 1 :])

    def _year_back(self, years: tuple[int, ...], token: Token, *, same_clause: bool) -> bool:
        """Give a year to the figures just before it (`hạng 41 (năm 2012)`, `đứng thứ 2 năm 2022`)."""
        drafts = [d for d in self.out.drafts if d.clause == self.clause and not d.fixed_year]
        if not drafts:
            return False
        last = drafts[-1]
        if token.start - last.last > (60 if same_clause else 30):
            return False
        for d in drafts:
            if d.subject == last.subject and d.first >= last.first - 45:
                d.year, d.fixed_year, d.last, d.years = years[0], True, max(d.last, token.end), years[1:]
        return True

    def _on_period(self, token: Token, i: int) -> None:
        text = token.text or ""
        year = self.years[0] if self.years else self._year()
        if text.startswith("-"):
            text = f"{year or ''}{text}"
        if text.startswith("-") and self.state.published_year and not year:
            text = f"{self.state.published_year}{text}"
        if text == "previous":
            text = previous_period(self.period or self.state.period)
        if text and not text.startswith("-"):
            self.period = text
            self.years = self.years or (int(text[:4]),)

    # --- figures --------------------------------------------------------------------------------------------------

    def _who(self) -> tuple[Subject, ...]:
        """The units that a figure here is about: named in brackets, in the clause, before, in the article."""
        if self.side and self.depth:
            return self.side
        if self.subjects:
            return self.subjects
        return self.state.subjects or ((self.state.main_subject,) if self.state.main_subject else ())

    def _new(self, kind: str, token: Token, subject: Subject | None) -> Draft:
        assert kind in ("score", "rank")
        year = self.years[0] if self.years else None
        draft = Draft(
            kind=kind,  # type: ignore[arg-type]
            indicator=self.indicator or "",
            subject=subject,
            year=year,
            first=token.start,
            last=token.end,
            component=self.component,
            period=self.period or (self.state.period if self.indicator == "SERVICE_766" and not self.target else None),
            status="target" if self.target and not self._past(year) else "result",
            fixed_year=bool(year),
            fixed_indicator=self.named_indicator,
            clause=self.clause,
            years=self.years[1:],
        )
        if self.side and self.depth:
            draft.component = None
        self.out.drafts.append(draft)
        return draft

    def _past(self, year: int | None) -> bool:
        """A year before publication is no target (`phấn đấu …, trong khi năm 2023 mới xếp thứ 36`)."""
        return year is not None and self.state.published_year is not None and year < self.state.published_year

    def _drafts_for(self, kind: str, subjects: tuple[Subject, ...], token: Token, *, open_slot: str) -> list[Draft]:
        """The drafts that a figure completes (its slot is open) or new ones, one for each unit."""
        found = []
        for subject in subjects or (None,):
            draft = next(
                (
                    d
                    for d in reversed(self.out.drafts)
                    if d.kind == kind
                    and d.same_unit(subject, self.indicator or "", self.component, "target" if self.target else "result")
                    and getattr(d, open_slot) is None
                    and (not self.years or not d.fixed_year or d.year == self.years[0])
                    and d.clause >= self.clause - 1
                ),
                None,
            )
            if draft is not None:
                draft.last = max(draft.last, token.end)
            found.append(draft or self._new(kind, token, subject))
        return found

    def _ahead(self, i: int, allow: re.Pattern[str]) -> tuple[Subject, ...]:
        """The units right after token i, where only words of `allow` stand between."""
        edge, words = self.tokens[i].end, ""
        for j in range(i + 1, min(i + 6, len(self.tokens))):
            t = self.tokens[j]
            words += self.low[edge : max(edge, t.start)]
            edge = max(edge, t.end)
            if t.kind == "subject":
                if allow.match(re.sub(r"\s+", " ", words)) and not t.anaphor:
                    self._forward_used.add(t.start)
                    self.subjects, self.side = t.subjects, ()
                    self.all_subjects += list(t.subjects)
                    return t.subjects
                break
            if t.kind not in ("open", "block", "year", "respectively", "value", "indicator", "period"):
                break
            if t.kind in ("open", "value"):
                words += self.low[t.start : t.end]
        if allow is _FORWARD and not any(t.kind == "subject" for t in self.tokens[:i] if t.start >= self._clause_start(i)):
            return self._ahead_far(i)
        return ()

    def _clause_start(self, i: int) -> int:
        return max((t.end for t in self.tokens[:i] if t.kind == "semicolon"), default=self.start)

    def _ahead_far(self, i: int) -> tuple[Subject, ...]:
        """`Xếp cuối, cũng là đơn vị duy nhất trong nhóm C, là Bộ Y tế`: the unit after the clause's `là`."""
        for t in self.tokens[i + 1 :]:
            if t.kind == "semicolon" or t.start - self.tokens[i].end > 110:
                return ()
            if t.kind == "subject":
                if t.anaphor or not re.search(
                    r"(?:là|thuộc về|gọi tên|:)\s*(?:các |đơn vị )?$", self.low[self.tokens[i].end : t.start]
                ):
                    return ()
                self._forward_used.add(t.start)
                self.subjects, self.side = t.subjects, ()
                self.all_subjects += list(t.subjects)
                return t.subjects
        return ()

    def _on_value(self, token: Token, i: int) -> None:
        if not self._scorable(token, i):
            return
        if token.approximate and not self.target:
            self.out.skipped.append((token, "a bound is no exact value"))
            return
        if not self.target and token.bound:
            return
        subjects = () if self.subjects and self._rank_pending(i) is None else self._ahead(i, _OF_UNIT)
        subjects = subjects or self._who()
        status = "target" if self.target else "result"
        for subject in subjects or (None,):
            pending = next(
                (
                    d
                    for d in reversed(self.out.drafts)
                    if d.kind == "score"
                    and d.value is None
                    and d.change is not None
                    and d.same_unit(subject, self.indicator or "", self.component, status)
                    and d.clause == self.clause
                ),
                None,
            )
            draft = pending or self._new("score", token, subject)
            draft.value, draft.max, draft.unit, draft.bound = token.number, token.other, token.unit or draft.unit, token.bound
            draft.last = max(draft.last, token.end)
            draft.worded = token.worded
        self._spread(token)

    def _rank_pending(self, i: int) -> Draft | None:
        """A superlative just before (`điểm cao nhất là 96,4 điểm (Sở Y tế)`) waits for its unit."""
        return next((d for d in reversed(self.out.drafts) if d.kind == "rank" and d.subject is None), None)

    def _scorable(self, token: Token, i: int) -> bool:
        if token.worded and not (self.named_indicator or self.subjects or self.component):
            return False
        return bool(self.indicator) and self.gate.score(token, i, self._chained(token))

    def _chained(self, token: Token) -> bool:
        """A figure of the same sentence stands before: `đạt 82,17 điểm, tăng 1,82 điểm`."""
        return any(token.start - d.last < 70 for d in self.out.drafts)

    def _on_score_change(self, token: Token, i: int) -> None:
        if not self.indicator or (token.approximate and not self.target) or not self.gate.change(token, i, self._chained(token)):
            return
        if token.unit == "percent" and self._relative_percent(i):
            return
        for draft in self._change_drafts("score", token, i):
            draft.change, draft.base = token.number, token.base or draft.base
            draft.unit = draft.unit or token.unit
            if draft.value is None:
                draft.bound = token.bound

    def _relative_percent(self, i: int) -> bool:
        """A percentage beside a value between 0 and 1 is a relative change: no record (codebook)."""
        values = [t for t in self.tokens if t.kind == "value" and abs(t.start - self.tokens[i].start) < 90]
        return any(t.number is not None and t.number <= 1 and t.unit != "percent" for t in values) or (
            bool(values) and all(t.unit == "point" for t in values) and self.indicator in ("DTI", "ICT")
        )

    def _change_drafts(self, kind: str, token: Token, i: int) -> list[Draft]:
        subjects = self._who()
        status = "target" if self.target else "result"
        out = []
        # A clause that names nothing of its own goes on with the one before (`đạt 87 điểm; tăng 0,8 điểm so với …`).
        begin = self._clause_start(i)
        bare = not any(t.kind in ("subject", "indicator", "component", "value") and t.start >= begin for t in self.tokens[:i])
        reach = self.clause - 1 if bare else self.clause
        for subject in subjects or (None,):
            draft = next(
                (
                    d
                    for d in reversed(self.out.drafts)
                    if d.kind == kind
                    and d.change is None
                    and d.same_unit(subject, self.indicator or "", self.component, status)
                    and d.clause >= reach
                    and not (kind == "rank" and d.rank is None and d.tier is None)
                ),
                None,
            )
            if draft is None:
                draft = self._new(kind, token, subject)
            draft.last = max(draft.last, token.end)
            out.append(draft)
        return out

    def _on_rank_change(self, token: Token, i: int) -> None:
        if (
            not self.indicator
            or (token.approximate and not self.target)
            or not self.gate.rank(token, i, superlative=False, indicator_named=self.named_indicator)
        ):
            return
        for draft in self._change_drafts("rank", token, i):
            draft.change, draft.base = token.number, token.base or draft.base
            if draft.rank is None:
                draft.bound = token.bound

    def _on_same(self, token: Token, i: int) -> None:
        if not self.indicator or self.target:
            return
        last = self.out.drafts[-1] if self.out.drafts else None
        beside_score = last is not None and last.kind == "score" and last.value is not None and 0 <= token.start - last.last < 4
        kind = "score" if token.unit == "point" or beside_score else "rank"
        following = next((t for t in self.tokens[i + 1 :] if t.kind in ("rank", "semicolon", "from_to_rank", "subject")), None)
        if kind == "rank" and following and following.kind == "rank" and following.start - token.end < 40:
            drafts = [d for d in self._change_drafts("rank", token, i)]
        else:
            drafts = [
                d for d in reversed(self.out.drafts)
                if d.kind == kind and d.change is None and d.clause == self.clause and d.subject in self._who() and (d.rank is not None or d.value is not None)
            ][:1]  # fmt: skip
            if not drafts and token.base:
                drafts = self._change_drafts(kind, token, i)
        for draft in drafts:
            draft.change, draft.base, draft.last = 0.0, token.base, max(draft.last, token.end)

    def _on_base(self, token: Token, i: int) -> None:
        """`so với năm 2022` after several changes governs all of them in its clause that have none."""
        for d in self.out.drafts:
            if d.change is not None and d.base is None and d.clause == self.clause and token.start - d.last < 80:
                d.base, d.last = token.base, max(d.last, token.end)

    def _on_rank(self, token: Token, i: int) -> None:
        if not self.indicator:
            return
        if token.group and block_of_group(token.group) != "unit":
            if token.other or self._is_block_word(token):
                self.state.open_block(token.group, int(token.other) if token.other else None)
        superlative = token.worded and bool(token.text)
        if not self.gate.rank(token, i, superlative=superlative, indicator_named=self.named_indicator):
            return
        ahead = self._ahead(i, _FORWARD)
        subjects = ahead or self._who()
        if superlative and not ahead and not self._superlative_fits(token, i):
            return
        status = "target" if self.target else "result"
        for subject in subjects or (None,):
            draft = self._open_rank(subject, token, status)
            draft.rank = int(token.number) if token.number else None
            draft.of = int(token.other) if token.other else None
            draft.group = token.group
            draft.derived = False
            draft.worded = token.worded
            draft.last_place = token.last
            draft.rule = "superlative" if superlative else "rank"
            if self.component in _PROCESS and not self._same_clause_component(token):
                draft.component = None
            self._place(draft)
        self.order_next = 2 if self.order_next == 1 and ahead and superlative and token.number == 1 else None
        self._years_list(token)
        self._spread(token)

    def _years_list(self, token: Token) -> None:
        """`năm 2019 và năm 2020 hạng 12 và 11`: as many places as years."""
        if len(self.years) < 2 or not self.out.drafts:
            return
        m = re.match(r"((?:, \d{1,3})*) và (\d{1,3})(?:/\d+)?(?=[,;.) ]|$)", self.low[token.end : self.end])
        more = [int(n) for n in re.findall(r"\d+", m[1])] + [int(m[2])] if m else []
        if len(more) != len(self.years) - 1:
            return
        first = self.out.drafts[-1]
        first.years = ()
        for year, place in zip(self.years[1:], more, strict=True):
            self.out.drafts.append(replace(first, year=year, rank=place, last=token.end + (m.end() if m else 0)))

    def _spread(self, token: Token) -> None:
        """`Cả ba trụ cột A, B, C đều xếp thứ 2`: the figure is every part's."""
        between = self.low[self.component_end : token.end] if self.component_end > 0 else ""
        if (
            len(self.components) < 2
            or self.component != self.components[-1]
            or not re.search(r"đều|cùng|cả", between)
            or not self.out.drafts
        ):
            return
        last = self.out.drafts[-1]
        self.out.drafts += [replace(last, component=c) for c in self.components[:-1]]

    def _is_block_word(self, token: Token) -> bool:
        return bool(re.search(r"(?:khối|các|ubnd|trong số|cấp)", self.low[token.start : token.end]))

    def _same_clause_component(self, token: Token) -> bool:
        """`thẩm định xếp thứ 12` keeps the part; `điểm thẩm định là 55/64 điểm và đứng thứ 1` is the total's rank."""
        between = self.low[self.component_end : token.start]
        return not re.search(r"\d", between)

    def _superlative_fits(self, token: Token, i: int) -> bool:
        """`cao nhất`, `thấp nhất` need a unit beside them; verbs of leading take the clause's unit."""
        words = token.text or ""
        if "cao nhất" in words or "thấp nhất" in words:
            named = self.subjects and self.clause_subject_near(token)
            return bool(named) and bool(
                token.group
                or re.search(r"(?:toàn tỉnh|cả nước|toàn quốc|khối|trong)", self.low[token.end : token.end + 20])
                or re.search(
                    r"(?:có|đạt|cùng|với|là)(?: đơn vị| địa phương)?(?: có| đạt)?(?: số| mức)? ?$",
                    self.low[max(self.start, token.start - 14) : token.start],
                )
            )
        return bool(self.subjects or self.state.subjects or self.state.main_subject)

    def clause_subject_near(self, token: Token) -> bool:
        """A unit is named in the same comma clause before the token."""
        for t in reversed(self.tokens):
            if t.kind == "subject" and t.end <= token.start:
                return token.start - t.end < 60 and ";" not in self.low[t.end : token.start]
        return False

    def _open_rank(self, subject: Subject | None, token: Token, status: str) -> Draft:
        for d in reversed(self.out.drafts):
            if (
                d.kind != "rank"
                or d.clause != self.clause
                or not d.same_unit(subject, self.indicator or "", self.component, status)
            ):
                continue
            if d.derived and d.rank is not None:
                d.last = max(d.last, token.end)
                return d
            if d.rank is None and not d.last_place and (not d.fixed_year or not self.years or d.year == self.years[0]):
                d.last = max(d.last, token.end)
                return d
        return self._new("rank", token, subject)

    def _place(self, draft: Draft) -> None:
        """Size and group of the ranking from the block in force, where the clause leaves them open."""
        block = self.state.block(draft.subject)
        regional = bool(draft.group and REGIONAL.search(draft.group))
        if draft.rank is not None and block.of is not None and draft.rank > block.of:
            return
        if (
            draft.of is None
            and not regional
            and (draft.group is None or block.group is None or _same_group(draft.group, block.group))
        ):
            draft.of = block.of
            draft.group = draft.group or block.group
        elif draft.group is None and not regional and draft.of is not None and block.of == draft.of:
            draft.group = block.group
        if draft.last_place and draft.rank is None:
            draft.rank = draft.of
            if draft.rank is None:
                draft.tier = "cuối bảng"

    def _on_top(self, token: Token, i: int) -> None:
        if not self.indicator:
            return
        before = self.low[max(self.start, token.start - 30) : token.start]
        if not self.target and (
            not re.search(r"(?:lọt|lọt vào|nằm trong|thuộc|vào|góp mặt trong|góp mặt|đứng trong|trong) ?$", before)
            or re.search(r"(?:không|chưa|rời|khỏi|rớt|ngoài)[^,.;]{0,16}$", before)
            or not self.subjects
        ):
            return
        for subject in self._who() or (None,):
            draft = self._open_rank(subject, token, "target" if self.target else "result")
            draft.tier, draft.rule, draft.group = token.text, "top", token.group

    def _on_tier(self, token: Token, i: int) -> None:
        if not self.indicator or token.text is None:
            return
        if re.search(
            r"(?:từ|dưới|trên|đến|≥|>|<) ?(?:dưới )?\d+(?:[.,]\d+)? ?(?:điểm|%)[^.;,]{0,25}$",
            self.low[max(self.start, token.start - 60) : token.start],
        ):
            return
        after = self.low[token.end : token.end + 60]
        following = next((t for t in self.tokens[i + 1 :] if t.kind not in ("indicator", "year")), None)
        if re.match(
            r"\s*(?:\([^()]*\))?(?:,? theo thứ tự[^:;.]{0,50}?)?,?\s*(?:về (?:cchc|cải cách hành chính) )?(?:gồm có|gồm|có|:|là|thuộc về|, gồm|còn có|với)",
            after,
        ) and (after.rstrip().endswith(":") or (following and following.kind in ("subject", "sorted", "respectively"))):
            self.tier_ahead = token.text
            return
        if not self.subjects and (
            self.out.counts or (not self.out.drafts and not self.state.subjects and not self.named_indicator)
        ):
            return
        status = "target" if self.target else "result"
        for subject in self._who() or (None,):
            draft = next(
                (
                    d
                    for d in reversed(self.out.drafts)
                    if d.kind == "rank"
                    and d.tier is None
                    and d.same_unit(subject, self.indicator, self.component, status)
                    and (not self.years or d.year == self.years[0])
                ),
                None,
            )
            if draft is None:
                draft = self._new("rank", token, subject)
            draft.tier, draft.last = token.text, max(draft.last, token.end)
            draft.rule = draft.rule or "tier"

    def _tier_for(self, subject: Subject, token: Token) -> None:
        draft = next(
            (d for d in reversed(self.out.drafts) if d.kind == "rank" and d.subject == subject and d.tier is None), None
        ) or self._new("rank", token, subject)
        draft.tier, draft.rule = self.tier_ahead, draft.rule or "tier list"

    def _on_tier_count(self, token: Token, i: int) -> None:
        if not self.indicator or token.text is None or token.number is None:
            return
        group, of = token.group, int(token.other) if token.other is not None else None
        kind: BlockKind = block_of_group(group, of)
        if group in ("địa phương", "các địa phương") and self.state.national and self.state.current is None:
            kind = "province"
        elif kind == "unit" or group in (None, "địa phương", "các địa phương"):
            if self.state.current is None and of is not None:
                self.state.blocks["unit"], self.state.current = Block(group, of, self.state.sentence), "unit"
            block = self.state.blocks.get(self.state.current) if self.state.current else None
            if block:
                group, of = (
                    block.group or group,
                    of if of is not None else block.of if block.of is None or token.number <= block.of else None,
                )
        else:
            block = self.state.blocks.get(kind)
            if block and of is None and (block.group is None or _same_group(block.group, group)):
                of = block.of
            if of is not None:
                self.state.open_block(group, of)
        self.out.counts.append(
            CountDraft(
                self.indicator,
                self.years[0] if self.years else None,
                token.start,
                token.end,
                token.text,
                int(token.number),
                of,
                token.percent,
                group,
                "target" if self.target else "result",
                self.period,
                national=kind == "province",
            )
        )

    def _on_from_to_rank(self, token: Token, i: int) -> None:
        self._from_to("rank", token)

    def _on_from_to_score(self, token: Token, i: int) -> None:
        self._from_to("score", token)

    def _from_to(self, kind: str, token: Token) -> None:
        """`từ A lên B`: two records of two years."""
        if not self.indicator or self.target:
            return
        year = token.years[1] or (self.years[0] if self.years else 0) or self._year() or 0
        before = token.years[0] or (token.base and token.base.year) or (year - 1 if year else 0)
        for subject in self._who() or (None,):
            old = self._new(kind, token, subject)
            old.year, old.fixed_year = before or None, True
            # A change named just before (`tăng 7 bậc, từ 58 lên 51`) belongs to the new year's record.
            new = next(
                (
                    d
                    for d in reversed(self.out.drafts[:-1])
                    if d.kind == kind
                    and d.subject == subject
                    and d.change is not None
                    and d.rank is None
                    and d.value is None
                    and d.clause == self.clause
                ),
                None,
            )
            new = new or self._new(kind, token, subject)
            new.first, new.last = min(new.first, token.start), max(new.last, token.end)
            if token.years[1]:
                new.year, new.fixed_year = token.years[1], True
            if kind == "rank":
                old.rank, new.rank = int(token.number or 0), int(token.other or 0)
                old.of = int(token.text) if token.text else int(token.group) if token.group else None
                new.of = int(token.group) if token.group else None
                if new.of is None:
                    self._place(new)
            else:
                old.value, new.value, old.unit, new.unit = token.number, token.other, token.unit, token.unit


def previous_period(period: str | None) -> str:
    """The week, month or quarter before (`2025-W47` -> `2025-W46`); "" where it is not known."""
    m = re.fullmatch(r"(\d{4})-(W|Q|)(\d{1,2})", period or "")
    if not m:
        return ""
    year, unit, n = int(m[1]), m[2], int(m[3]) - 1
    if n < 1:
        year, n = year - 1, {"W": 52, "Q": 4, "": 12}[unit]
    return f"{year}-{unit}{n}" if unit == "Q" else f"{year}-{unit}{n:02d}"


def _same_group(a: str, b: str) -> bool:
    return bool({w.strip(",") for w in a.split()} & {w.strip(",") for w in b.split()})


def base_year(base: Base | None, year: int | None) -> int | None:
    """The year that a change is measured against: printed, or the year before for `năm trước`."""
    if base is None:
        return None
    if base.year is not None:
        return base.year
    return year - 1 if year is not None and (base.relative or "").startswith(("năm", "cùng kỳ")) else None
