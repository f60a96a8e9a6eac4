"""Tables as the article format has them: pipe rows in one paragraph, header words deciding the columns (survey P19)."""

from __future__ import annotations

from collections.abc import Sequence

from bench.grammar.indices import Index
from bench.grammar.local import Block, descending
from bench.grammar.measures import About
from bench.grammar.pieces import Piece, join
from bench.grammar.scene import Scene
from schemas.facts import Fact


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def ranking_table(
    scene: Scene, index: Index, year: int, block: Block, *, sized: bool, ladder: Sequence[str]
) -> tuple[Piece, dict[str, int]]:
    """The table of a block: place, unit, parts with maxima in the header, total, tier. Returns it and how many have each tier.

    `sized`: the sentence that points to the table prints the size, which then is `of` of every row. An unsorted table whose
    first column only numbers its rows gives no places."""
    draw = scene.draw
    members = block.members[:30]
    of = block.of if sized else None
    parts = index.parts if index.code == "PAR_LOCAL" and draw.chance(0.55) else ()
    values = descending(scene, index, len(members))
    ranked = draw.weighted({"header": 5, "sorted": 4, "unsorted": 2})
    order = list(range(len(members)))
    if ranked == "unsorted":
        order = draw.sample(order, len(order))
    first = {"header": draw.pick(("Xếp hạng", "Thứ hạng", "Hạng", "Vị thứ"))}.get(ranked, draw.pick(("TT", "STT")))
    last_rank = ranked == "header" and draw.chance(0.4)
    names = draw.pick(
        ("Đơn vị", "Tên đơn vị", "Cơ quan, đơn vị")
        if members[0].subject.kind == "organization"
        else ("Đơn vị", "Tên đơn vị", "Địa phương")
    )
    total = draw.pick(("Tổng điểm", "Điểm số", "Chỉ số", "Tổng cộng")) + (
        " (%)" if index.unit == "percent" else draw.pick(("", " (100)", "")) if index.scale == 100 else ""
    )
    maximum = 100.0 if total.endswith("(100)") else None
    header = [names, *(f"Điểm {n} ({m:g})" for n, m in parts), total, *(["Xếp loại"] if ladder else [])]
    header = [*header, first] if last_rank else [first, *header]
    tiers = _tiers(scene, values, ladder)
    rows: list[Piece] = [Piece(_row(header)), Piece("|" + "---|" * len(header))]
    for shown, n in enumerate(order, 1):
        member, value = members[n], values[n]
        about = About(index.code, member.subject, year)
        place = shown if ranked == "unsorted" else n + 1
        facts: list[Fact] = []
        if ranked != "unsorted":
            facts.append(about.rank(n + 1, of, block.group, tiers[n] if ladder else None, derived=ranked == "sorted"))
        elif ladder:
            facts.append(about.rank(None, None, block.group, tiers[n]))
        shares = _split(scene, value, parts)
        facts.append(about.score(value, index.unit, maximum))
        for (name, most), share in zip(parts, shares, strict=True):
            facts.append(About(index.code, member.subject, year, component=name).score(share, "point", float(most)))
        cells = [_name(scene, member.surfaces), *(scene.number(s, 2) for s in shares), scene.number(value, index.places)]
        cells += [tiers[n][0].upper() + tiers[n][1:]] if ladder else []
        cells = [*cells, str(place)] if last_rank else [str(place), *cells]
        rows.append(Piece(_row(cells)).states(*facts))
    counted = {tier: sum(t == tier for t in tiers) for tier in ladder}
    return join("\n", rows), counted


def _name(scene: Scene, surfaces: Sequence[str]) -> str:
    text = scene.draw.pick(surfaces)
    return text[0].upper() + text[1:]


def _split(scene: Scene, value: float, parts: Sequence[tuple[str, float]]) -> list[float]:
    """Part scores that add up to the total and keep below their maxima."""
    if not parts:
        return []
    (_, first), (_, second) = parts
    share = scene.draw.real(0.96, 1.0, 4)
    high = min(first, round(value * first / (first + second) * share + 0.5, 2))
    rest = round(value - high, 2)
    if rest > second:
        rest, high = second, round(value - second, 2)
    return [high, rest]


def _tiers(scene: Scene, values: Sequence[float], ladder: Sequence[str]) -> list[str]:
    """Tiers that fall with the values, cut at drawn places."""
    if not ladder:
        return [""] * len(values)
    cuts = sorted(scene.draw.whole(0, len(values)) for _ in range(min(len(ladder), 3) - 1))
    return [ladder[sum(n >= c for c in cuts)] for n in range(len(values))]
