"""Turns beside the main sentence on a province's index: from one place to another, earlier values in brackets, two sizes,
streaks, places of a part, bounds and missing results that state nothing (survey P4, P11, P12, P16, P18)."""

from __future__ import annotations

from collections.abc import Callable

from bench.grammar.indices import Index, ranked
from bench.grammar.measures import About, nation, place_words
from bench.grammar.pieces import Piece, join
from bench.grammar.scene import Scene
from schemas.facts import Fact, Subject

Turn = Callable[[Scene, Index, int], Piece]


def _about(scene: Scene, index: Index, year: int, component: str | None = None) -> About:
    return About(index.code, Subject(scene.world.province.full, "place"), year, component=component)


def _mark(scene: Scene, index: Index) -> str:
    return scene.style.percent if index.unit == "percent" else " điểm"


def _value(scene: Scene, index: Index) -> tuple[float, str]:
    value = scene.draw.real(index.low, index.high, index.places)
    return value, scene.number(value, index.places) + _mark(scene, index)


def _name(scene: Scene, index: Index) -> str:
    name = scene.draw.pick(index.short)
    return name[0].lower() + name[1:] if name.startswith("Chỉ") else name


def from_to(scene: Scene, index: Index, year: int) -> Piece:
    """`từ vị trí thứ 41 năm 2022 lên vị trí 33 năm 2023`: two years, two places; a change only where it is printed."""
    draw = scene.draw
    before, after = ranked(index.code, year - 1), ranked(index.code, year)
    old, new = draw.sample(range(2, min(before, after) + 1), 2)
    up = new < old
    said = draw.chance(0.4)
    who, name = place_words(scene, scene.world.province), _name(scene, index)
    move = "lên" if up else "xuống"
    forms = (
        (
            f"{who} từ vị trí thứ {old}/{before} năm {year - 1} "
            f"{'vươn ' if up else 'tụt '}{move} vị trí thứ {new}/{after} năm {year} về {name}"
        ),
        f"Về {name}, {who} {'tăng' if up else 'giảm'} từ hạng {old}/{before} năm {year - 1} {move} hạng {new}/{after} năm {year}",
        (
            f"Xếp hạng {name} của {who} {'cải thiện' if up else 'sụt giảm'} từ thứ "
            f"{old}/{before} năm {year - 1} {move} thứ {new}/{after} năm {year}"
        ),
    )
    text = draw.pick(forms)
    moved = old - new if said else None
    if said:
        text += f", {'tăng' if up else 'giảm'} {scene.count(abs(old - new), 0)} bậc"
    base = None
    # A change printed beside its two years: the earlier one is what it is measured from.
    if moved is not None:
        base = year - 1
        text += f" so với năm {base}"
    facts: list[Fact] = [
        _about(scene, index, year - 1).rank(old, before),
        _about(scene, index, year).rank(new, after, moved=moved, base=base),
    ]
    return Piece(text).capital().states(*facts) + "."


def earlier_in_brackets(scene: Scene, index: Index, year: int) -> Piece:
    """`đạt 84,1% (năm 2021 là 80,6%, năm 2020 đạt 78,9%)`: a record a year."""
    draw = scene.draw
    value, number = _value(scene, index)
    facts: list[Fact] = [_about(scene, index, year).score(value, index.unit)]
    parts = []
    for back in range(1, draw.whole(1, 2) + 1):
        if year - back < index.years[0]:
            break
        old, written = _value(scene, index)
        parts.append(f"năm {year - back} {draw.pick(('là', 'đạt'))} {written}")
        facts.append(_about(scene, index, year - back).score(old, index.unit))
    brackets = f" ({', '.join(parts)})" if parts else ""
    who = place_words(scene, scene.world.province)
    text = draw.pick(
        (
            f"{_name(scene, index)} năm {year} của {who} đạt {number}{brackets}",
            f"Năm {year}, {_name(scene, index)} của {who} là {number}{brackets}",
        )
    )
    return Piece(text).capital().states(*facts) + "."


def rank_by_result(scene: Scene, index: Index, year: int) -> Piece:
    """Value in one sentence, place in the next: index, year and subject are carried."""
    draw = scene.draw
    value, number = _value(scene, index)
    of = ranked(index.code, year)
    rank = draw.whole(1, of)
    words, group = nation(scene)
    who = place_words(scene, scene.world.province)
    first = Piece(f"Năm {year}, {_name(scene, index)} của {who} đạt {number}.").states(
        _about(scene, index, year).score(value, index.unit)
    )
    link = draw.pick(("Với kết quả này, tỉnh", "Qua đó, tỉnh", "Với mức điểm trên, tỉnh", "Nhờ đó, tỉnh")).replace(
        "tỉnh", scene.world.province.type
    )
    second = Piece(f"{link} {draw.pick(('xếp thứ', 'đứng thứ', 'xếp ở vị trí thứ'))} {rank}/{of} {words}").states(
        _about(scene, index, year).rank(rank, of, group)
    )
    return join(" ", (first, second + "."))


def two_sizes(scene: Scene, index: Index, year: int) -> Piece:
    """`39/61/63`: rank 39 of the 61 that were assessed."""
    of = ranked(index.code, year)
    if of == 61:
        rank = scene.draw.whole(2, of)
        text = (
            f"Về {_name(scene, index)} năm {year}, {place_words(scene, scene.world.province)} "
            f"xếp thứ {rank}/{of}/63 tỉnh, thành phố"
        )
        return Piece(text).states(_about(scene, index, year).rank(rank, of, "tỉnh, thành phố")) + "."
    return rank_by_result(scene, index, year)


def streak(scene: Scene, index: Index, year: int) -> Piece:
    """A streak gives the named year only."""
    who = place_words(scene, scene.world.province)
    years, of = scene.draw.whole(2, 5), ranked(index.code, year)
    text = scene.one_of(
        f"Năm {year} là năm thứ {years} liên tiếp {who} [dẫn đầu|đứng đầu] {of} tỉnh, thành phố về {_name(scene, index)}",
        (
            f"Năm {year}, {who} tiếp tục dẫn đầu {of} tỉnh, thành phố về "
            f"{_name(scene, index)}, năm thứ {years} liên tiếp giữ vị trí này"
        ),
    ).text
    return Piece(text).capital().states(_about(scene, index, year).rank(1, of, "tỉnh, thành phố")) + "."


def part_place(scene: Scene, index: Index, year: int) -> Piece:
    """The place in a part of the process must not be taken for that of the index."""
    draw = scene.draw
    if index.code != "PAR_INDEX":
        return earlier_in_brackets(scene, index, year)
    of = ranked(index.code, year)
    a, b, c = draw.sample(range(2, of), 3)
    value, number = _value(scene, index)
    text_a = Piece(f"xét điểm thẩm định, {place_words(scene, scene.world.province)} xếp thứ {a}/{of}").states(
        _about(scene, index, year, "thẩm định").rank(a, of)
    )
    text_b = Piece(f"phần điều tra xã hội học đứng thứ {b}/{of}").states(
        _about(scene, index, year, "điều tra xã hội học").rank(b, of)
    )
    text_c = Piece(f"chung cuộc đạt {number}, xếp thứ {c}/{of}").states(
        _about(scene, index, year).score(value, index.unit), _about(scene, index, year).rank(c, of)
    )
    return f"Về {_name(scene, index)} năm {year}, " + join("; ", (text_a, text_b, text_c)) + "."


def no_result(scene: Scene, index: Index, year: int) -> Piece:
    """Bounds, missing results and counts of parts: no records."""
    who = place_words(scene, scene.world.province)
    _, number = _value(scene, index)
    return scene.one_of(
        f"Năm {year}, {_name(scene, index)} của {who} đạt trên {number}.",
        f"{_name(scene, index)} năm {year} của {who} ước đạt gần {number}.",
        f"Do khuyết số liệu khảo sát, {who} không được xếp hạng {_name(scene, index)} năm {year}.",
        f"Năm {year}, {who} có {scene.draw.whole(3, 6)} chỉ số thành phần của {_name(scene, index)} tăng điểm.",
        f"Năm {year}, {who} nằm trong khoảng hạng 10 - 15/{ranked(index.code, year)} về {_name(scene, index)}.",
    ).capital()


def two_bases(scene: Scene, index: Index, year: int) -> Piece:
    """Two changes: the nearest base stands in the record, the other may be a record of its own."""
    draw = scene.draw
    value, number = _value(scene, index)
    near, far = draw.real(0.1, 1.9, index.places), draw.real(2, 4, index.places)
    if index.high < 2:
        near, far = 0.0125, 0.0831
    unit = _mark(scene, index)
    a, b = scene.number(near, index.places) + unit, scene.number(far, index.places) + unit
    text = (
        f"Năm {year}, {_name(scene, index)} của {place_words(scene, scene.world.province)} "
        f"đạt {number}, tăng {a} so với năm {year - 1} và tăng {b} so với năm {year - 2}"
    )
    piece = Piece(text).states(_about(scene, index, year).score(value, index.unit, None, near, year - 1))
    return piece.states(_about(scene, index, year).score(None, index.unit, None, far, year - 2), optional=True) + "."


TURNS: dict[Turn, float] = {
    from_to: 4,
    earlier_in_brackets: 4,
    rank_by_result: 4,
    two_sizes: 2,
    streak: 1.5,
    part_place: 2,
    no_result: 3,
    two_bases: 1.5,
}


def other_index(scene: Scene, year: int) -> Piece:
    """An index outside the catalogue."""
    draw = scene.draw
    short, full, low, high = draw.pick(
        (("POBI", "Chỉ số công khai ngân sách tỉnh (POBI)", 55.0, 98.0), ("EBI", "Chỉ số thương mại điện tử (EBI)", 8.0, 60.0))
    )
    about = About(f"OTHER:{short}", Subject(scene.world.province.full, "place"), year)
    value, rank = draw.real(low, high), draw.whole(2, 63)
    who = place_words(scene, scene.world.province)
    return (
        Piece(f"{full} năm {year} của {who} đạt {scene.number(value)} điểm, xếp thứ {rank}/63 tỉnh, thành phố").states(
            about.score(value), about.rank(rank, 63, "tỉnh, thành phố")
        )
        + "."
    )


def turn(scene: Scene, index: Index, year: int) -> Piece:
    return scene.draw.weighted(TURNS)(scene, index, year)
