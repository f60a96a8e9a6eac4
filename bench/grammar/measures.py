"""Scores and ranks of one subject in running text (survey P1–P4, P10–P12, P17, P18, P21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.grammar.figures import ORDINAL_WORDS
from bench.grammar.indices import Index, ranked
from bench.grammar.pieces import NOWHERE, Piece, join
from bench.grammar.places import Place
from bench.grammar.scene import Scene
from schemas.facts import Rank, Score, Subject

UP_RANK = (
    "tăng {n} bậc",
    "tăng {n} hạng",
    "lên {n} bậc",
    "thăng {n} bậc",
    "tăng {n} vị trí",
    "cải thiện {n} bậc",
    "vượt {n} bậc",
    "tăng {n} thứ hạng",
)
DOWN_RANK = (
    "giảm {n} bậc",
    "tụt {n} bậc",
    "lùi {n} bậc",
    "giảm {n} hạng",
    "thấp hơn {n} bậc",
    "tụt {n} hạng",
    "rớt {n} bậc",
    "lùi {n} vị trí",
    "sụt {n} bậc",
)
SAME_RANK = ("giữ nguyên vị trí", "giữ nguyên thứ hạng", "không đổi về thứ hạng", "giữ vị trí")


@dataclass(frozen=True, slots=True)
class Result:
    """What is stated of one subject. None: not stated. `change` in the unit of the value; `moved`: places gained."""

    value: float | None = None
    change: float | None = None
    rank: int | None = None
    of: int | None = None
    moved: int | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """Whose figure of which index and year."""

    indicator: str
    subject: Subject
    year: int | None
    period: str | None = None
    component: str | None = None

    def score(
        self,
        value: float | None,
        unit: str = "point",
        maximum: float | None = None,
        change: float | None = None,
        base: int | None = None,
    ) -> Score:
        """A result. `base`: the year that the change is measured from."""
        return Score(
            evidence=NOWHERE,
            indicator=self.indicator,
            subject=self.subject,
            year=self.year,
            period=self.period,
            component=self.component,
            value=value,
            unit="percent" if unit == "percent" else "point",
            max=maximum,
            change=change,
            change_from=base if change is not None else None,
        )

    def rank(
        self,
        rank: int | None,
        of: int | None = None,
        group: str | None = None,
        tier: str | None = None,
        moved: int | None = None,
        base: int | None = None,
        derived: bool = False,
    ) -> Rank:
        """A result. `base` as above."""
        return Rank(
            evidence=NOWHERE,
            indicator=self.indicator,
            subject=self.subject,
            year=self.year,
            period=self.period,
            component=self.component,
            rank=rank,
            of=of,
            group=group,
            tier=tier,
            change=moved,
            change_from=base if moved is not None else None,
            derived=derived,
        )


def value_words(scene: Scene, index: Index, value: float) -> tuple[str, float | None]:
    """`82,17 điểm`, `82,17/100 điểm`, `83,84%` and the maximum that is printed."""
    number = scene.number(value, index.places)
    if index.unit == "percent":
        return number + scene.style.percent, None
    if index.scale and scene.draw.chance(0.16):
        form = scene.draw.pick(("{0}/{1} điểm", "{0} điểm trên thang điểm {1}", "{0}/{1} điểm", "{0} điểm (thang điểm {1})"))
        return form.format(number, index.scale), float(index.scale)
    return f"{number} điểm", None


def amount(scene: Scene, index: Index, change: float) -> str:
    """How much an index moved: `1,82 điểm`, `1,32%`, `1,32 điểm phần trăm`."""
    number = scene.number(abs(change), index.places)
    if index.unit == "percent":
        return number + scene.draw.weighted({scene.style.percent: 8, " điểm phần trăm": 1, " điểm %": 1})
    return f"{number} điểm"


def against(scene: Scene, base: int | None) -> str:
    """` so với năm 2022`, or nothing."""
    if base is None:
        return ""
    return scene.draw.wording(f" so với [năm {base}|năm {base}|năm {base}|{base}|năm trước]")


def change_words(scene: Scene, index: Index, change: float, base: int | None) -> str:
    """`tăng 1,82 điểm so với năm 2022`, `cao hơn năm 2022 là 1,82 điểm`."""
    much = amount(scene, index, change)
    if base is not None and scene.draw.chance(0.25):
        return scene.draw.wording(f"{'cao' if change > 0 else 'thấp'} hơn [năm {base}|năm trước] là {much}")
    verbs = ("tăng", "tăng thêm", "tăng", "cao hơn", "cải thiện") if change > 0 else ("giảm", "giảm", "thấp hơn", "sụt", "mất")
    verb = scene.draw.pick(verbs)
    if base is None and verb in ("cao hơn", "thấp hơn"):
        verb = "tăng" if change > 0 else "giảm"
    return f"{verb} {much}{against(scene, base)}"


def moved_words(scene: Scene, moved: int, base: int | None) -> str:
    """`tăng 07 bậc so với năm 2022`, `giữ nguyên vị trí so với năm 2022`."""
    forms = SAME_RANK if moved == 0 else UP_RANK if moved > 0 else DOWN_RANK
    form = scene.draw.pick(forms)
    if base is None and form.startswith("thấp hơn"):
        form = "giảm {n} bậc"
    return form.replace("{n}", scene.count(abs(moved))) + against(scene, base)


def rank_words(scene: Scene, rank: int, of: int | None, noun: str, *, verb: bool = True) -> tuple[str, str | None]:
    """`xếp thứ 58/63 tỉnh, thành phố`, `đứng đầu cả nước` and the group that it names.

    `noun`: who is ranked (`tỉnh, thành phố`); with `of` None no size is printed."""
    draw = scene.draw
    verbs = draw.pick(("xếp", "đứng", "xếp", "xếp ở", "đứng ở", "giữ", "nằm ở", "đạt")) + " " if verb else ""
    if rank == 1 and verb and draw.chance(0.6):
        if of is not None:
            return draw.wording(f"[đứng đầu|dẫn đầu] [|trong ][|số ]{of} {noun}").replace("đầu số", "đầu trong số"), noun
        return draw.wording(f"[đứng đầu|dẫn đầu] [các ]{noun}"), noun
    figure = f"{rank:02d}" if rank < 10 and scene.style.zero and draw.chance(0.5) else str(rank)
    if rank in ORDINAL_WORDS and draw.chance(0.08):
        word = "nhì" if rank == 2 and draw.chance(0.4) else ORDINAL_WORDS[rank]
        places = f"thứ {word}"
        if of is not None:
            return f"{verbs if verb and 'ở' not in verbs else 'xếp ' if verb else ''}{places} trong {of} {noun}", noun
        return f"{'xếp ' if verb else ''}{places}", None
    ordinal = draw.pick(("vị trí thứ", "vị trí", "hạng", "thứ hạng", "vị trí số", "vị thứ"))
    if not verbs.strip().endswith(("ở", "giữ", "đạt")):
        ordinal = draw.pick(("thứ", "thứ", "thứ", "vị trí thứ", "hạng", "thứ hạng", "vị trí"))
    if of is None:
        return f"{verbs}{ordinal} {figure}", None
    size = draw.weighted({"slash": 60, "bare": 15, "in": 20})
    if size == "slash":
        return f"{verbs}{ordinal} {figure}/{of} {noun}", noun
    if size == "bare":
        return f"{verbs}{ordinal} {figure}/{of}", None
    return draw.wording(f"{verbs}{ordinal} {figure} [trong|trong số|trên|trong tổng số] {of} {noun}"), noun


def nation(scene: Scene) -> tuple[str, str]:
    """Who is ranked in a national index as written, and as the group."""
    words = scene.draw.pick(
        (
            "tỉnh, thành phố",
            "tỉnh, thành phố",
            "tỉnh, thành phố trực thuộc Trung ương",
            "tỉnh, thành",
            "địa phương",
            "tỉnh, thành phố trong cả nước",
        )
    )
    group = words.removesuffix(" trực thuộc Trung ương").removesuffix(" trong cả nước")
    return words, group


def place_words(scene: Scene, place: Place, *, bare: float = 0.35) -> str:
    """A place as a subject: `Gia Lai` (provinces), `tỉnh`, `huyện Ia Grai`."""
    if place.level == "province" and scene.draw.chance(bare):
        scene.mention(place)
        return "TP. Hồ Chí Minh" if place.name == "Hồ Chí Minh" else place.name
    return scene.at(place, elide=0.5)


def result_sentence(
    scene: Scene,
    index: Index,
    about: About,
    result: Result,
    *,
    name: str,
    who: str | None,
    when: str | None,
    noun: str,
    group: str,
) -> Piece:
    """One sentence on one subject: `name` of the index, `who` and `when` as written (None: carried from before).

    The base of changes is the year before; where two changes stand side by side it may be said once, at the end."""
    draw = scene.draw
    base = about.year - 1 if about.year and draw.chance(0.75) else None
    facts: list[Score | Rank] = []
    numbers: list[str] = []
    shared = result.change is not None and result.moved is not None and result.value is not None and draw.chance(0.3)
    rank_part, named = ("", None)
    if result.rank is not None:
        rank_part, named = rank_words(scene, result.rank, result.of, noun)
    named_group = group if named else None
    tier_part = ""
    if result.tier is not None:
        tier_part = draw.wording(f", [thuộc nhóm|nằm trong nhóm|ở nhóm] {result.tier}")
    score_part, maximum = ("", None)
    if result.value is not None:
        score_part, maximum = value_words(scene, index, result.value)
    if shared and result.change is not None and result.moved is not None:
        tail = (
            f"{change_words(scene, index, result.change, None)} và {moved_words(scene, result.moved, None)}{against(scene, base)}"
        )
        numbers = [score_part, *([rank_part + tier_part] if rank_part else []), tail]
        facts = [about.score(result.value, index.unit, maximum, result.change, base)]
        facts.append(about.rank(result.rank, result.of, named_group, result.tier if rank_part else None, result.moved, base))
    else:
        score_base = base
        if result.value is not None:
            if result.change is not None:
                form = draw.pick((", {}", ", {}", " ({})", " – {}", "; {}"))
                score_part += form.format(change_words(scene, index, result.change, score_base))
            numbers.append(score_part)
            facts.append(about.score(result.value, index.unit, maximum, result.change, score_base))
        if result.rank is not None:
            if result.moved is not None:
                form = draw.pick((", {}", ", {}", " ({})", " và {}"))
                rank_part += form.format(moved_words(scene, result.moved, base))
            numbers.append(rank_part + tier_part)
            facts.append(about.rank(result.rank, result.of, named_group, result.tier, result.moved, base))
    return _framed(scene, name, who, when, numbers, result).states(*facts)


def _framed(scene: Scene, name: str, who: str | None, when: str | None, numbers: Sequence[str], result: Result) -> Piece:
    """The frame of a sentence about the numbers, the first of which is the value where there is one."""
    draw = scene.draw
    by, of_year = (f" của {who}" if who else ""), (f" {when}" if when else "")
    first, *rest = numbers
    joined = "".join(
        draw.pick((", ", ", ", "; ", ", và ") if i == 0 and len(rest) == 1 else (", ",)) + r for i, r in enumerate(rest)
    )
    low = name[0].lower() + name[1:] if not name.split()[0].isupper() else name
    if result.value is not None:
        frames = [
            f"{name}{of_year}{by} [đạt|được|đạt|là] {first}{joined}.",
            f"{name}{by}{of_year} đạt {first}{joined}.",
            f"{name}{of_year}{by} có [kết quả|điểm số] là {first}{joined}.",
            f"[Về|Đối với] {low},{of_year}{' ' + who if who else ' kết quả'} đạt {first}{joined}.",
            f"[Theo đó|Cụ thể], {low}{of_year}{by} đạt {first}{joined}.",
            f"Kết quả {low}{of_year}{by} đạt {first}{joined}.",
            f"{name}{by}{of_year}: {first}{joined}.",
        ]
        if when:
            frames += [f"{when}, {low}{by} đạt {first}{joined}.", f"{when}, {low}{by} [ghi nhận|đạt mức] {first}{joined}."]
        if who:
            frames += [
                f"{who} đạt {first} {low}{of_year}{joined}." if not rest else f"{who} đạt {first} về {low}{of_year}{joined}.",
                (
                    f"Với {first.replace(' – ', ', ').replace('; ', ', ')}, {who} "
                    f"{rest[0]} về {low}{of_year}{''.join(', ' + r for r in rest[1:])}."
                )
                if rest and result.rank is not None and " (" not in first and "," not in first.replace(",", "", 1)
                else f"Ở {low}{of_year}, {who} đạt {first}{joined}.",
            ]
        if when and who:
            frames += [f"{when}, {who} đạt {first} về {low}{joined}.", f"{when}, {who} được đánh giá {first} về {low}{joined}."]
        return Piece(draw.wording(draw.pick(frames))).capital()
    frames = [f"[Về|Ở|Đối với] {low}{of_year}, {who or 'kết quả'} {first}{joined}.", f"{name}{of_year}{by} {first}{joined}."]
    if who:
        frames += [
            f"{who} {first}{joined} về {low}{of_year}." if not joined else f"{who} {first} về {low}{of_year}{joined}.",
            (f"Trên bảng xếp hạng {low}{of_year}, {who} {first}{joined}."),
            f"Theo xếp hạng {low}{of_year}, {who} {first}{joined}.",
        ]
    if when and who:
        frames += [f"{when}, {who} {first} về {low}{joined}."]
    return Piece(draw.wording(draw.pick(frames))).capital()


def drawn_result(scene: Scene, index: Index, of: int, *, sized: bool | None = None) -> Result:
    """A plausible result within the index's range. `sized`: is `of` printed beside a rank (None: mostly)?"""
    draw = scene.draw
    scored = draw.chance(0.88)
    rank = draw.whole(1, of) if not scored or draw.chance(0.85) else None
    value = placed_value(scene, index, rank, of) if scored else None
    step = (index.high - index.low) / 8
    change = draw.pick((1, 1, -1)) * draw.real(step / 50, step, index.places) if draw.chance(0.55) else None
    if change == 0 or value is None:
        change = None
    moved = None
    if rank is not None and draw.chance(0.55):
        moved = 0 if draw.chance(0.12) else draw.pick((1, 1, -1)) * draw.whole(1, min(18, max(2, of // 3)))
        if moved > of - rank:  # it cannot have come from below the last place
            moved = None if rank == of else draw.whole(1, of - rank)
        elif -moved >= rank:
            moved = None if rank == 1 else -draw.whole(1, rank - 1)
    return Result(
        value,
        change and round(change, index.places),
        rank,
        of if (draw.chance(0.85) if sized is None else sized) else None,
        moved,
        None,
    )


def placed_value(scene: Scene, index: Index, rank: int | None, of: int) -> float:
    """A value that fits the place: the better, the higher."""
    if rank is None:
        return scene.draw.real(index.low, index.high, index.places)
    width = index.high - index.low
    middle = index.high - width * (rank - 0.5) / of
    return round(middle + scene.draw.real(-width / 12, width / 12, 6), index.places)


def series_sentence(scene: Scene, index: Index, subject: Subject, who: str, years: Sequence[int]) -> Piece:
    """Ranks or values of several years, bound to the year on one side (P18). Base: no change is stated."""
    draw = scene.draw
    low = index.short[0]
    if draw.chance(0.6):
        # Every place has its size, lest the sentence before be asked for it.
        ranks = [(y, draw.whole(2, ranked(index.code, y)), ranked(index.code, y)) for y in years]
        forms = (
            "năm {y} xếp thứ {r}{n}",
            "năm {y} đứng thứ {r}{n}",
            "năm {y} ở vị trí thứ {r}{n}",
            "hạng {r}{n} (năm {y})",
            "năm {y}: hạng {r}{n}",
        )
        form = draw.pick(forms)
        pieces = [Piece(form.format(y=y, r=r, n=f"/{n}")).states(About(index.code, subject, y).rank(r, n)) for y, r, n in ranks]
        head = (
            f"[Nhìn lại|Xét trong] {len(years)} năm, thứ hạng {low} của "
            f"{who} [lần lượt như sau|có nhiều biến động|không ổn định]: "
        )
    else:
        values = [draw.real(index.low, index.high, index.places) for _ in years]
        mark = index.unit == "percent"
        value_forms = ("năm {y} đạt {v}", "năm {y} là {v}", "{v} (năm {y})", "năm {y}: {v}")
        form = draw.pick(value_forms)
        pieces = [
            Piece(form.format(y=y, v=scene.number(v, index.places) + (scene.style.percent if mark else " điểm"))).states(
                About(index.code, subject, y).score(v, index.unit)
            )
            for y, v in zip(years, values, strict=True)
        ]
        head = f"[Kết quả|Diễn biến] {low} của {who} [qua các năm|những năm qua]: "
    comma = draw.pick((", ", "; ")) if scene.style.comma == "." or draw.chance(0.4) else "; "
    return scene.say(head) + join(comma, pieces) + "."
