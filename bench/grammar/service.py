"""Bulletins on the service index 766: an index published by week, month, quarter or as of a day (survey skeleton 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bench.grammar.draw import Draw
from bench.grammar.indices import SERVICE
from bench.grammar.local import Block
from bench.grammar.measures import About, moved_words
from bench.grammar.pieces import Piece, join
from bench.grammar.scene import Scene
from schemas.facts import Fact, Subject


@dataclass(frozen=True, slots=True)
class Period:
    """`code`: the codebook's form; `words`: as written; `before`: the code of the period before (None for `tính đến ngày`);
    `last`: how texts call it (`tuần trước`)."""

    code: str
    words: str
    year: int
    before: str | None
    last: str


def drawn_period(draw: Draw, today: date) -> Period:
    """The newest complete period before publication."""
    kind = draw.weighted({"week": 5, "month": 3, "day": 2, "quarter": 1})
    if kind == "week":
        day = today - timedelta(days=7)
        year, week, _ = day.isocalendar()
        before = (day - timedelta(days=7)).isocalendar()
        return Period(
            f"{year}-W{week:02d}",
            draw.wording(f"tuần [|thứ ]{week} năm {year}"),
            year,
            f"{before[0]}-W{before[1]:02d}",
            "tuần trước",
        )
    if kind == "month":
        day = today.replace(day=1) - timedelta(days=1)
        earlier = day.replace(day=1) - timedelta(days=1)
        words = draw.pick(
            (f"tháng {day.month}/{day.year}", f"tháng {day.month} năm {day.year}", f"tháng {day.month:02d}/{day.year}")
        )
        return Period(f"{day.year}-{day.month:02d}", words, day.year, f"{earlier.year}-{earlier.month:02d}", "tháng trước")
    if kind == "quarter":
        quarter, year = (today.month - 1) // 3, today.year
        if quarter == 0:
            quarter, year = 4, year - 1
        before_quarter, before_year = (quarter - 1, year) if quarter > 1 else (4, year - 1)
        roman = ("I", "II", "III", "IV")[quarter - 1]
        return Period(
            f"{year}-Q{quarter}",
            draw.pick((f"quý {roman}/{year}", f"quý {roman} năm {year}")),
            year,
            f"{before_year}-Q{before_quarter}",
            "quý trước",
        )
    day = today - timedelta(days=draw.whole(1, 4))
    words = draw.pick((f"tính đến ngày {day.day}/{day.month}/{day.year}", f"tính đến hết ngày {day.day}/{day.month}/{day.year}"))
    return Period(day.isoformat(), words, day.year, None, "")


def bulletin(scene: Scene, period: Period, of: int) -> list[Piece]:
    """The province's total, its groups with maxima, places (skeleton 6)."""
    draw, province = scene.draw, scene.world.province
    subject = Subject(province.full, "place")
    about = About("SERVICE_766", subject, period.year, period.code)
    value = draw.real(SERVICE.low, SERVICE.high)
    rank = draw.whole(1, of)
    name = scene.draw.pick(SERVICE.full)
    who = scene.at(province, elide=0.4)
    number = scene.number(value) + draw.pick(("/100 điểm", " điểm", " điểm"))
    maximum = 100.0 if "/100" in number else None
    change = draw.real(0.05, 4.5) * draw.pick((1, -1)) if period.before and draw.chance(0.6) else None
    change = change and round(change, 2)
    moved = draw.pick((1, -1)) * draw.whole(1, 5) if period.before and draw.chance(0.45) else None
    if moved is not None and not 1 <= rank + moved <= of:
        moved = None
    figure = f"{rank}/{of}"
    noun = draw.pick((" tỉnh, thành phố", " tỉnh, thành phố", " địa phương", ""))
    facts: list[Fact] = [about.score(value, "point", maximum, change), about.rank(rank, of, noun.strip() or None, None, moved)]
    tail = ""
    if change is not None:
        tail += f", {'tăng' if change > 0 else 'giảm'} {scene.number(abs(change))} điểm"
        if moved is None or draw.chance(0.5):
            tail += f" so với {period.last}"
    second = f"{draw.pick(('xếp thứ', 'đứng thứ', 'xếp vị trí thứ', 'xếp hạng'))} {figure}{noun}"
    if moved is not None:
        second += f", {moved_words(scene, moved, None)} so với {period.last}"
    frames = (
        f"{period.words}, tổng điểm {name} của {who} đạt {number}{tail}; {second}.",
        f"Theo số liệu trên Cổng Dịch vụ công quốc gia, {period.words}, {who} đạt {number} {name}{tail}, {second}.",
        f"Kết quả {name} {period.words} cho thấy, {who} đạt {number}{tail} và {second}.",
        f"{period.words}, {who} {second} về {name}, với tổng điểm {number}" + (tail if moved is None else "") + ".",
    )
    frame = draw.whole(0, 3)
    if frame == 3 and change is not None and moved is not None:
        frame = 0
    text = Piece(frames[frame]).capital()
    sentences = [text.states(*facts)]
    if period.before and change is not None and draw.chance(0.35):
        earlier = About("SERVICE_766", subject, int(period.before[:4]), period.before)
        # The value of the period before follows from the printed change; it is printed here, too.
        old = round(value - change, 2)
        if 0 < old < 100:
            sentences.append(
                scene.one_of(
                    f"{period.last} đạt {scene.number(old)} điểm.", (f"Kết quả của {period.last} là {scene.number(old)} điểm.")
                )
                .capital()
                .states(earlier.score(old))
            )
    return [join(" ", sentences), *_groups(scene, subject, period)]


def _groups(scene: Scene, subject: Subject, period: Period) -> list[Piece]:
    """The six groups with their maxima, in a sentence or as bullets."""
    draw = scene.draw
    rows = draw.sample(SERVICE.parts, draw.whole(3, 6))
    items = []
    for name, most in rows:
        value = draw.real(most * 0.6, most)
        about = About("SERVICE_766", subject, period.year, period.code, name)
        text = f"{name}{draw.pick((' đạt ', ': ', ' '))}{scene.number(value)}/{most:g} điểm"
        items.append(Piece(text).states(about.score(value, "point", most)))
    if draw.chance(0.35):
        return [
            scene.one_of("Trong đó:", "Cụ thể từng nhóm chỉ số:", "Kết quả theo các nhóm chỉ số:"),
            *("- " + item.capital() + (";" if i + 1 < len(items) else ".") for i, item in enumerate(items)),
        ]
    return [scene.one_of("Trong đó, các nhóm chỉ số: ", "Cụ thể, ", "Xét theo từng nhóm: ") + join("; ", items) + "."]


def unit_places(scene: Scene, period: Period, block: Block) -> Piece:
    """First and last units of the province in the same period."""
    draw = scene.draw
    count = draw.whole(2, 4)
    values = sorted({draw.real(70, 99) for _ in range(40)}, reverse=True)
    kinds: list[Piece] = []
    of = len(block.members) if draw.chance(0.6) else None
    size = f" trong số {len(block.members)} {block.group}" if of else f" {draw.pick(block.heading)}"
    for n in range(count):
        member = block.members[n]
        about = About("SERVICE_766", member.subject, period.year, period.code)
        text = f"{draw.pick(member.surfaces)} ({scene.number(values[n])} điểm)"
        kinds.append(Piece(text).states(about.rank(n + 1, of, block.group, derived=n > 0), about.score(values[n])))
    lead = kinds[0]
    head = f"Dẫn đầu{size} là "
    # `Dẫn đầu` belongs to the evidence of the first place.
    first = Piece(head + lead.text).states(*(m.said for m in lead.marks))
    whole = first + draw.pick(("; tiếp theo là ", ", tiếp đến là ", "; kế đến là ")) + join(", ", kinds[1:])
    if draw.chance(0.6):
        member, value = block.members[-1], values[-1]
        about = About("SERVICE_766", member.subject, period.year, period.code)
        rank = about.rank(of, of, block.group) if of else about.rank(None, None, block.group, "cuối bảng")
        whole = (
            whole
            + "; "
            + Piece(f"xếp cuối là {draw.pick(member.surfaces)} ({scene.number(value)} điểm)").states(rank, about.score(value))
        )
    return whole + "."
