"""Targets: what is planned or demanded, beside results that stay results (survey P15, skeleton 10)."""

from __future__ import annotations

from dataclasses import replace

from bench.grammar.indices import Index
from bench.grammar.measures import About
from bench.grammar.pieces import NOWHERE, Piece, join
from bench.grammar.scene import Scene
from schemas.facts import Rank, Score, Subject, TierCount

CUES = ("phấn đấu", "mục tiêu", "đặt mục tiêu", "quyết tâm", "đề ra mục tiêu", "đặt chỉ tiêu")


def _goal(fact: Score | Rank, bound: str | None = None) -> Score | Rank:
    return replace(fact, status="target", bound="at_least" if bound == "least" else "at_most" if bound == "most" else None)


def target_clause(scene: Scene, index: Index, name: str, subject: Subject, year: int | None, *, ranked: bool) -> Piece:
    """What one index is to reach: a value with a bound, a place, a top group, places to gain."""
    draw = scene.draw
    about = About(index.code, subject, year)
    kinds = {"from": 4, "over": 2, "least": 2, "exact": 1.5}
    if ranked:
        kinds |= {"top": 3, "above": 2, "gain": 2, "keep": 1}
    kind = draw.weighted(kinds)
    value = (
        round(draw.real(index.low + (index.high - index.low) * 0.5, index.high) * 2) / 2
        if index.high > 2
        else draw.real(0.5, 0.9)
    )
    unit = scene.style.percent if index.unit == "percent" else " điểm"
    number = scene.number(value, 2 if index.high > 2 else 4) if index.high <= 2 else f"{value:g}".replace(".", scene.style.comma)
    figure = number + unit
    match kind:
        case "from":
            text = draw.wording(f"{name} đạt từ {figure} trở lên")
            fact = _goal(about.score(value, index.unit), "least")
        case "over":
            text = draw.wording(f"{name} đạt trên {figure}")
            fact = _goal(about.score(value, index.unit), "least")
        case "least":
            text = draw.wording(f"{name} [đạt tối thiểu|tối thiểu đạt|đạt ít nhất|không thấp hơn|không dưới] {figure}")
            fact = _goal(about.score(value, index.unit), "least")
        case "exact":
            text = f"{name} đạt {figure}"
            fact = _goal(about.score(value, index.unit))
        case "top":
            top = draw.pick((5, 10, 15, 20, 30))
            text = draw.wording(
                f"{name} [nằm trong|thuộc|đứng trong|vào] [tốp|nhóm|top] {top} [địa phương |tỉnh, thành phố |]dẫn đầu[ cả nước|]"
            )
            fact = _goal(about.rank(None, tier=f"top {top}"))
        case "keep":
            top = draw.pick((5, 10, 15))
            text = draw.wording(f"{name} duy trì trong [tốp|nhóm] {top} [địa phương |tỉnh |]dẫn đầu")
            fact = _goal(about.rank(None, tier=f"top {top}"))
        case "above":
            place = draw.whole(5, 40)
            text = draw.pick((f"{name} xếp không dưới hạng {place}", f"{name} xếp từ thứ {place} trở lên"))
            fact = _goal(about.rank(place), "most")
        case _:
            places = draw.whole(2, 6)
            base = year - 1 if year is not None and draw.chance(0.6) else None
            text = draw.wording(f"{name} tăng [ít nhất|tối thiểu|] {scene.count(places, 0)} bậc") + (
                f" so với năm {base}" if base else ""
            )
            fact = _goal(about.rank(None, moved=places, base=base), "least" if "ít nhất" in text or "tối thiểu" in text else None)
    return Piece(text).states(fact)


def targets_sentence(scene: Scene, rows: list[tuple[Index, str, Subject, bool]], year: int | None, who: str) -> Piece:
    """One sentence with the targets of a year, the cue first (its scope runs over `;`)."""
    draw = scene.draw
    clauses = [target_clause(scene, index, name, subject, year, ranked=ranked) for index, name, subject, ranked in rows]
    cue = draw.pick(CUES)
    when = f"năm {year}" if year is not None else "thời gian tới"
    heads = [
        f"{when}, {who} {'phấn đấu' if cue == 'mục tiêu' else cue} ",
        f"{who} {'đặt mục tiêu' if cue == 'mục tiêu' else cue} {'trong ' if year else ''}{when}, ",
    ]
    if year is not None:
        heads += [f"Về mục tiêu năm {year}, {who} phấn đấu ", f"Mục tiêu của {who} trong năm {year} là "]
    return Piece(_cap(draw.pick(heads))) + join("; ", clauses) + "."


def target_bullets(scene: Scene, rows: list[tuple[Index, str, Subject, bool]], year: int, who: str) -> list[Piece]:
    """The same as bullets below a heading."""
    draw = scene.draw
    head = draw.wording(
        f"[Mục tiêu cụ thể của {who} trong năm {year}:|Năm {year}, {who} đặt ra "
        f"các mục tiêu cụ thể:|Các chỉ tiêu phấn đấu năm {year} của {who} gồm:]"
    )
    clauses = [target_clause(scene, index, name, subject, year, ranked=ranked) for index, name, subject, ranked in rows]
    sign = draw.pick(("- ", "+ ", "• "))
    return [Piece(_cap(head)), *(sign + c.capital() + (";" if i + 1 < len(clauses) else ".") for i, c in enumerate(clauses))]


def tier_target(scene: Scene, index: Index, year: int, scope: Subject | None, group: str, total: int, tier: str) -> Piece:
    """`phấn đấu có ít nhất 12/18 xã, thị trấn xếp loại tốt`."""
    draw = scene.draw
    number = draw.whole(max(1, total // 2), total)
    text = draw.wording(
        f"[Phấn đấu|Đặt mục tiêu] [năm {year} |trong năm {year}, ]có [ít "
        f"nhất|tối thiểu|từ] {number}/{total} {group} xếp loại {tier} về {{i}}"
    )
    if "từ" in text.split("có ", 1)[1][:4]:
        text = text.replace(" có từ ", " có ít nhất ")
    fact = TierCount(
        evidence=NOWHERE,
        indicator=index.code,
        year=year,
        scope=scope,
        group=group,
        tier=tier,
        count=number,
        of=total,
        status="target",
        bound="at_least",
    )
    return (
        Piece(text.replace("{i}", index.short[0].lower() if index.short[0].startswith("Chỉ") else index.short[0])).states(fact)
        + "."
    )


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
