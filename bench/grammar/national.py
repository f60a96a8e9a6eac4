"""Skeletons 1, 2, 5, 7 and 10: national results, round-ups, several indices together, analyses, plans with targets."""

from __future__ import annotations

from dataclasses import replace

from bench.grammar.boiler import block, byline, distractor, fillers
from bench.grammar.events import gathering, plan, when
from bench.grammar.indices import BY_CODE, LOCAL_BY_CODE, REGIONS, Index, national_at, ranked
from bench.grammar.measures import (
    About,
    change_words,
    drawn_result,
    nation,
    place_words,
    rank_words,
    result_sentence,
    series_sentence,
    value_words,
)
from bench.grammar.parts import parts_list
from bench.grammar.people import office_posts, top_posts
from bench.grammar.pieces import NOWHERE, Mark, Piece, join
from bench.grammar.places import Place, lasting_provinces, provinces
from bench.grammar.scene import Scene
from bench.grammar.targets import target_bullets, targets_sentence
from bench.grammar.turns import other_index, turn
from schemas.facts import Fact, Rank, Subject, TierCount

MINISTRIES = (
    "Bộ Tư pháp",
    "Bộ Tài chính",
    "Bộ Công Thương",
    "Bộ Xây dựng",
    "Bộ Y tế",
    "Bộ Ngoại giao",
    "Bộ Khoa học và Công nghệ",
    "Bộ Giáo dục và Đào tạo",
    "Ngân hàng Nhà nước Việt Nam",
)


def pick_index(scene: Scene) -> tuple[Index, int]:
    """A national index with its newest edition, the two of the Ministry of Home Affairs most often."""
    year = scene.world.year - 1
    known = national_at(year)
    weights = {i.code: {"PAR_INDEX": 6.0, "SIPAS": 3.0, "PAPI": 3.0, "PCI": 4.0}.get(i.code, 1.0) for i in known}
    return BY_CODE[scene.draw.weighted(weights)], year


def others(scene: Scene, year: int) -> list[Place]:
    """Other provinces that bear their name both on the article's day and in the data year."""
    era = "new" if scene.world.reformed else "old"
    stable = lasting_provinces()
    found = [p for p in provinces(era) if p != scene.world.province and p.name != "Hồ Chí Minh"]
    if scene.world.reformed and year < 2025:
        found = [p for p in found if p.full in stable]
    return scene.draw.sample(found, len(found))


def announcement(scene: Scene, index: Index, year: int) -> Piece:
    """The lead: who published the index, on a stated day (an event), at a conference (an event), or without either."""
    draw = scene.draw
    name = draw.pick(index.full)
    ministry = index.publisher.startswith("Bộ ")
    shape = draw.weighted({"day": 4.0, "conference": 3.0, "vague": 4.0} if ministry else {"vague": 1.0})
    if shape == "vague":
        return scene.one_of(
            (
                f"Theo kết quả {name} năm {year} vừa được {index.publisher} "
                "công bố, bức tranh chung cho thấy nhiều chuyển biến tích cực."
            ),
            f"{index.publisher} vừa công bố {name} năm {year}.",
            f"{name[0].upper() + name[1:]} năm {year} vừa được {index.publisher} công bố.",
        )
    if shape == "day":
        held = gathering(scene, "announcement", "", f"công bố {name} năm {year}", index.publisher, undated=0.0)
        at = when(scene, held)
        return scene.one_of(
            f"{at}, {index.publisher} [đã |chính thức |]công bố {name} năm {year}.",
            f"{at}, {index.publisher} công bố kết quả {name} năm {year} của các tỉnh, thành phố.",
        ).states(held.fact)
    held = gathering(
        scene,
        "conference",
        "hội nghị",
        draw.wording(f"[Hội nghị|hội nghị] [trực tuyến |]công bố {name} năm {year}"),
        index.publisher,
        undated=0.0,
    )
    if "trực tuyến" in held.name:
        held.format = "online"
    return Piece(f"{when(scene, held)}, {index.publisher} tổ chức {held.name}.").states(held.fact)


def own_sentence(scene: Scene, index: Index, year: int, *, first: bool, with_year: bool, sized: bool | None = None) -> Piece:
    """The home province's result. `first`: the index is named in full; without `with_year` the year is carried;
    `sized`: see drawn_result."""
    scene.told.add(index.code)
    province = scene.world.province
    of = ranked(index.code, year)
    subject = Subject(province.full, "place")
    result = drawn_result(scene, index, of, sized=sized)
    if index.groups and result.rank is not None and index.code == "PAPI" and scene.draw.chance(0.3):
        result = replace(result, tier=scene.draw.pick(index.groups[1:3]))
    words, group = nation(scene)
    name = scene.draw.pick(index.full if first else index.short)
    who = place_words(scene, province)
    return result_sentence(
        scene,
        index,
        About(index.code, subject, year),
        result,
        name=name,
        who=who,
        when=f"năm {year}" if with_year else None,
        noun=words,
        group=group,
    )


def region_sentence(scene: Scene, index: Index, year: int) -> Piece:
    """The place in the region, a scope of its own. Before the reform only: sizes changed with it."""
    province = scene.world.province
    if scene.world.reformed or year >= 2025:
        return Piece("")
    for name, size, members in REGIONS:
        if province.name in members:
            rank = scene.draw.whole(2, size)
            who = place_words(scene, province)
            noun = scene.draw.pick((f"tỉnh {name}", f"tỉnh vùng {name}", f"địa phương vùng {name}"))
            text = scene.one_of(
                f"Trong vùng {name}, {who} xếp thứ {rank}/{size}.",
                f"So với các {noun}, {who} [đứng thứ|xếp thứ] {rank}/{size}.",
                f"Xét trong khu vực, {who} [đứng thứ|xếp thứ|ở vị trí thứ] {rank}/{size} {noun}.",
            )
            named = f"{rank}/{size} {noun}" in text.text or f"các {noun}" in text.text
            about = About(index.code, Subject(province.full, "place"), year)
            return Piece(text.text).states(about.rank(rank, size, noun.lower() if named else None))
    return Piece("")


def leaders(scene: Scene, index: Index, year: int, *, count: int, bottom: bool, sized: bool) -> list[Piece]:
    """National leaders, last places, biggest rise: records of other provinces. They come after the home province."""
    draw = scene.draw
    places = others(scene, year)
    of = ranked(index.code, year) if sized else None
    values = sorted({draw.real(index.high * 0.98, index.high * 1.03, index.places) for _ in range(30)}, reverse=True)
    unit = scene.style.percent if index.unit == "percent" else " điểm"
    top = places[:count]
    items: list[Piece] = []
    scored = draw.chance(0.75)
    for n, place in enumerate(top):
        scene.mention(place)
        about = About(index.code, Subject(place.full, "place"), year)
        number = scene.number(values[n], index.places) + unit
        name = place.name if draw.chance(0.75) else place.full
        facts: list[Fact] = [about.rank(n + 1, of, "tỉnh, thành phố" if sized else None, derived=n > 0)]
        if scored:
            facts.append(about.score(values[n], index.unit))
        items.append(
            Piece(
                draw.pick((f"{name} ({number})", f"{name} đạt {number}" if n else f"{name} với {number}")) if scored else name
            ).states(*facts)
        )
    head = (
        draw.pick(("Dẫn đầu", "Đứng đầu"))
        + (f" {of} tỉnh, thành phố" if sized else draw.pick((" cả nước", " bảng xếp hạng", "")))
        + " là "
    )
    first = Piece(head + items[0].text).states(*(m.said for m in items[0].marks))
    link = draw.pick(
        ("; tiếp theo là ", ", tiếp đến là ", "; kế đến là ", ", theo sau là ", "; các vị trí tiếp theo lần lượt là ")
    )
    sentences = [
        first + (link + join(", " if scene.style.comma == "." or not scored else "; ", items[1:]) if items[1:] else "") + "."
    ]
    rest = places[count:]
    if bottom and rest:
        place = rest.pop()
        scene.mention(place)
        about = About(index.code, Subject(place.full, "place"), year)
        value = draw.real(index.low * 0.92, index.low, index.places)
        number = scene.number(value, index.places) + unit
        if of is not None:
            text = draw.wording(
                f"[{place.name} xếp cuối cùng ({of}/{of}) với {number}|{place.name} xếp thứ {of}/{of} "
                f"với {number}|Đứng cuối bảng xếp hạng là {place.name}, thứ {of}/{of}, với {number}]."
            )
            facts = [about.rank(of, of, None), about.score(value, index.unit)]
        else:
            text = draw.wording(f"[Xếp cuối bảng|Đứng cuối bảng xếp hạng|Xếp cuối] là {place.name} [với {number}|({number})].")
            facts = [about.rank(None, None, None, "cuối bảng"), about.score(value, index.unit)]
        sentences.append(Piece(text).states(*facts))
    if rest and draw.chance(0.3):
        place = rest.pop()
        scene.mention(place)
        rise = draw.real((index.high - index.low) / 10, (index.high - index.low) / 4, index.places)
        change = change_words(scene, index, rise, year - 1)
        if change.startswith("tăng"):
            about = About(index.code, Subject(place.full, "place"), year)
            # The rank of a rise is no rank; the rise itself is a stated change.
            sentences.append(
                Piece(f"Địa phương có mức tăng nhiều nhất là {place.name}, {change}.").states(
                    about.score(
                        None, index.unit, None, rise, None if "so với" not in change and "năm" not in change else year - 1
                    )
                )
            )
    return sentences


def averages(scene: Scene, index: Index, year: int) -> str:
    """Means and ranges of all provinces: nobody is named, no records."""
    unit = scene.style.percent if index.unit == "percent" else " điểm"
    mean, low, high = (scene.number(index.low + (index.high - index.low) * f, index.places) + unit for f in (0.55, 0.03, 0.97))
    return scene.one_of(
        f"Giá trị trung bình của cả nước đạt {mean}.",
        f"Giá trị trung bình đạt {mean}; khoảng cách giữa đơn vị cao nhất và thấp nhất đã thu hẹp.",
        f"Kết quả của các địa phương nằm trong khoảng từ {low} đến {high}.",
        f"Có {scene.draw.whole(20, 30)} địa phương có kết quả cao hơn giá trị trung bình của cả nước ({mean}).",
    ).text


def gap(scene: Scene, index: Index) -> str:
    """Distances to the mean or the leader: no changes."""
    much = scene.number((index.high - index.low) / scene.draw.whole(5, 40), index.places) + (
        scene.style.percent if index.unit == "percent" else " điểm"
    )
    return scene.one_of(
        f"Kết quả này cao hơn mức trung bình cả nước {much}.",
        f"So với giá trị trung vị của cả nước, kết quả này thấp hơn {much}.",
        f"Khoảng cách với địa phương dẫn đầu là {much}.",
        f"Kết quả này còn kém địa phương dẫn đầu {much}.",
    ).text


def turns(scene: Scene, year: int, count: int) -> list[Piece]:
    """Further sentences on indices that the article has not told of yet."""
    found = []
    for index in scene.draw.sample([i for i in national_at(year) if i.code not in scene.told and year - 1 >= i.years[0]], count):
        scene.told.add(index.code)
        found.append(turn(scene, index, year))
    if scene.draw.chance(0.06) and 2018 <= year <= 2024:
        found.append(other_index(scene, year))
    return found


def title_result(scene: Scene, piece: Piece, index: Index, year: int) -> Piece:
    """A headline that repeats the rank of the home province, or states nothing."""
    province = scene.world.province
    found = next((m.said for m in piece.marks if isinstance(m.said, Rank) and m.said.rank is not None), None)
    name = "TP. Hồ Chí Minh" if province.name == "Hồ Chí Minh" else province.name
    if isinstance(found, Rank) and scene.draw.chance(0.55):
        size = f"/{found.of}" if found.of and scene.draw.chance(0.6) else ""
        text = scene.one_of(
            (f"{name} xếp thứ {found.rank}{size} về {scene.draw.pick(index.short)} năm {year}"),
            f"{scene.draw.pick(index.short)} năm {year}: {name} xếp thứ {found.rank}{size}",
            f"{name} đứng thứ {found.rank}{size} {scene.draw.pick(index.short)} năm {year}",
        ).text
        scene.mention(province)
        about = About(index.code, Subject(province.full, "place"), year)
        return Piece(text).states(about.rank(found.rank, found.of if size else None))
    headline = scene.one_of(
        f"{name} nâng cao {scene.draw.pick(index.short)}",
        f"Công bố {scene.draw.pick(index.short)} năm {year}",
        (f"{name} và bài toán cải thiện {scene.draw.pick(index.short)}"),
        f"{scene.draw.pick(index.short)} năm {year}: Những tín hiệu tích cực từ {name}",
    )
    if name in headline.text:
        scene.mention(province)
    return headline


def one_province(scene: Scene) -> None:
    """Skeleton 1."""
    draw, (index, year) = scene.draw, pick_index(scene)
    lead = announcement(scene, index, year)
    own = own_sentence(scene, index, year, first=False, with_year=draw.chance(0.5))
    scene.title = title_result(scene, own, index, year)
    scene.add(
        lead, own, region_sentence(scene, index, year) if draw.chance(0.5) else "", gap(scene, index) if draw.chance(0.3) else ""
    )
    if draw.chance(0.75):
        for piece in parts_list(scene, index, Subject(scene.world.province.full, "place"), year, ranked(index.code, year)):
            scene.add(piece)
    if draw.chance(0.5):
        scene.add(block(scene, 1, 3))
    if draw.chance(0.5):
        other = [i for i in national_at(year) if i.code not in scene.told]
        chosen = draw.sample(other, draw.whole(1, min(3, len(other))))
        scene.add(
            *(
                own_sentence(scene, i, year, first=True, with_year=n == 0 or draw.chance(0.4), sized=True)
                for n, i in enumerate(chosen)
            )
        )
    if draw.chance(0.5):
        scene.add(*turns(scene, year, draw.whole(1, 2)))
    if draw.chance(0.7):
        scene.add(block(scene, 1, 2))
        scene.add(
            Piece(f"Trên phạm vi cả nước, về {draw.pick(index.short)} năm {year}: ")
            + leaders(scene, index, year, count=draw.whole(2, 5), bottom=False, sized=draw.chance(0.4))[0],
            averages(scene, index, year),
        )
    scene.add(block(scene, 2, 4))
    byline(scene)


def round_up(scene: Scene) -> None:
    """Skeleton 2: mean, groups with counts, leaders and last, ministries."""
    draw, world = scene.draw, scene.world
    year = world.year - 1
    index = BY_CODE[draw.weighted({i.code: 3.0 if i.code == "PAR_INDEX" else 1.0 for i in national_at(year)})]
    scene.title = scene.one_of(
        (f"Công bố {draw.pick(index.short)} năm {year} của các tỉnh, thành phố"),
        f"{draw.pick(index.short)} năm {year}: Nhiều địa phương bứt phá",
        f"Xếp hạng {draw.pick(index.short)} năm {year}",
    )
    scene.add(announcement(scene, index, year), averages(scene, index, year))
    of = ranked(index.code, year)
    if index.code == "PAR_INDEX":
        if draw.chance(0.6):
            scene.add(group_counts(scene, index, year, of))
        if draw.chance(0.5):
            scene.add(ministry_sentence(scene, index, year))
    scene.add(*leaders(scene, index, year, count=draw.whole(3, 6), bottom=draw.chance(0.7), sized=draw.chance(0.5)))
    scene.add(block(scene, 2, 4))
    if draw.chance(0.5):
        # The home province again, named: the reader has met others since.
        scene.mention(world.province)
        about = About(index.code, Subject(world.province.full, "place"), year)
        rank = draw.whole(10, of - 1)
        words, group = nation(scene)
        text, named = rank_words(scene, rank, of, words)
        value = draw.real(index.low, index.low + (index.high - index.low) * 0.5, index.places)
        number, most = value_words(scene, index, value)
        scene.add(
            Piece(f"Riêng {world.province.full} đạt {number}, {text}.").states(
                about.score(value, index.unit, most), about.rank(rank, of, group if named else None)
            )
        )
    scene.add(block(scene, 2, 4))
    byline(scene)


def group_counts(scene: Scene, index: Index, year: int, of: int) -> Piece:
    """Groups A, B, C with how many provinces each; the bounds in brackets are no scores."""
    draw = scene.draw
    a = draw.whole(2, of // 3)
    c = draw.whole(0, 6)
    rows = (("A", a, "từ 90% trở lên"), ("B", of - a - c, "từ 80% đến dưới 90%"), ("C", c, "từ 70% đến dưới 80%"))
    bounds = draw.chance(0.5)
    items = []
    for letter, number, bound in rows:
        fact = TierCount(
            evidence=NOWHERE,
            indicator=index.code,
            year=year,
            group="tỉnh, thành phố",
            tier=f"nhóm {letter.lower()}",
            count=number,
            of=of,
        )
        shown = f" ({bound})" if bounds else ""
        text = (
            f"nhóm {letter}{shown} có {scene.count(number, 0)} tỉnh, thành phố"
            if number
            else f"không có địa phương nào thuộc nhóm {letter}"
        )
        items.append(Piece(text).states(fact))
    return (
        Piece(draw.pick((f"Trong {of} tỉnh, thành phố, ", f"Kết quả xếp nhóm {of} tỉnh, thành phố: "))) + join("; ", items) + "."
    )


def ministry_sentence(scene: Scene, index: Index, year: int) -> Piece:
    """The block of ministries has first and further places of its own."""
    draw = scene.draw
    bodies = draw.sample(MINISTRIES, 3)
    values = sorted({draw.real(82, 96) for _ in range(12)}, reverse=True)
    items = []
    for n, body in enumerate(bodies):
        about = About(index.code, Subject(body, "organization"), year)
        number = scene.number(values[n]) + scene.style.percent
        text = f"{body} dẫn đầu với {number}" if n == 0 else f"{body} ({number})"
        items.append(
            Piece(text).states(about.rank(n + 1, None, "bộ, cơ quan ngang bộ", derived=n > 0), about.score(values[n], "percent"))
        )
    return "Ở khối bộ, cơ quan ngang bộ, " + items[0] + "; tiếp theo lần lượt là " + items[1] + " và " + items[2] + "."


def multi_index(scene: Scene, year: int, *, count: int, head: str = "") -> Piece:
    """Several indices of the home province side by side, one year said once (skeleton 5)."""
    known = [i for i in national_at(year) if i.code not in scene.told]
    chosen = scene.draw.sample(known, min(count, len(known)))
    sized = scene.draw.chance(0.8)
    pieces = [own_sentence(scene, i, year, first=True, with_year=n == 0, sized=sized) for n, i in enumerate(chosen)]
    if head and pieces[0].text.startswith(("Theo đó", "Cụ thể")):
        head = ""
    if head:
        pieces[0] = _lowered(pieces[0]) if not pieces[0].text.split()[0].isupper() else pieces[0]
    if scene.draw.chance(0.35):
        trimmed = [
            pieces[0],
            *(Piece(p.text[0].lower() + p.text[1:] if not p.text.split()[0].isupper() else p.text, p.marks) for p in pieces[1:]),
        ]
        stopless = [Piece(p.text.removesuffix("."), tuple(_clipped(p))) for p in trimmed]
        return Piece(head) + join("; ", stopless) + "."
    return Piece(head) + join(" ", pieces)


def _clipped(piece: Piece) -> list[Mark]:
    end = len(piece.text.removesuffix("."))
    return [replace(m, end=min(m.end, end)) for m in piece.marks]


def analysis(scene: Scene) -> None:
    """Skeleton 7: an official on causes, a historical series, comparisons that are no changes."""
    draw, (index, year) = scene.draw, pick_index(scene)
    world = scene.world
    province = world.province
    own = own_sentence(scene, index, year, first=True, with_year=True)
    scene.title = title_result(scene, own, index, year)
    scene.add(own, gap(scene, index), *fillers(scene, 1))
    if draw.chance(0.6):
        for piece in parts_list(scene, index, Subject(province.full, "place"), year, ranked(index.code, year)):
            scene.add(piece)
        scene.add(block(scene, 1, 2))
    first = max(index.years[0], year - draw.whole(3, 5))
    if first < year - 1:
        who = place_words(scene, province)
        years = range(first, year)
        scene.add(series_sentence(scene, index, Subject(province.full, "place"), who, years))
    scene.add(*turns(scene, year, draw.whole(1, 3)))
    person = scene.person(office_posts(draw, province, world.day) if draw.chance(0.6) else top_posts(draw, province))
    who_piece = scene.introduce(person)
    scene.add(
        scene.one_of(
            "Theo {w}, nguyên nhân chủ yếu là do một số tiêu chí bị mất điểm vì hồ sơ kiểm chứng chưa đầy đủ.",
            "Trao đổi về vấn đề này, {w} cho biết, tỉnh đã nhận diện rõ những tiêu chí còn yếu để khắc phục.",
            ("{w} cho rằng, muốn cải thiện thứ hạng thì phải bắt đầu từ trách nhiệm của người đứng đầu."),
            w=who_piece,
        ).capital(),
        *fillers(scene, 2),
    )
    if draw.chance(0.6):
        rows = target_rows(scene, year + 1)
        scene.add(targets_sentence(scene, rows, year + 1 if draw.chance(0.8) else None, scene.at(province)))
    scene.add(block(scene, 2, 4))
    byline(scene)


def _lowered(piece: Piece) -> Piece:
    return Piece(piece.text[0].lower() + piece.text[1:], piece.marks)


def target_rows(scene: Scene, year: int) -> list[tuple[Index, str, Subject, bool]]:
    """The home province's indices for which a target can stand."""
    known = [i for i in national_at(min(year, 2025)) if i.high > 2]
    chosen = scene.draw.sample(known, scene.draw.whole(1, min(4, len(known))))
    subject = Subject(scene.world.province.full, "place")
    return [(i, scene.draw.pick(i.short), subject, True) for i in chosen]


def plan_article(scene: Scene) -> None:
    """Skeleton 10: a plan with targets, the last results for comparison."""
    draw, world = scene.draw, scene.world
    place = world.home
    scene.mention(place)
    document, text = plan(scene, place, issued=True)
    year = world.year
    purpose = draw.pick(
        (
            f"nâng cao các chỉ số năm {year}",
            f"cải thiện các chỉ số cải cách hành chính năm {year}",
            f"cải cách hành chính năm {year}",
        )
    )
    scene.title = Piece(f"{place.full[0].upper() + place.full[1:]} triển khai kế hoạch {purpose}")
    scene.add(
        Piece(f"{scene.committee} {place.full} vừa ban hành {text} về việc {purpose}.").states(document), *fillers(scene, 1)
    )
    if place.level == "province":
        rows = target_rows(scene, year)
        if draw.chance(0.6):
            for piece in target_bullets(scene, rows, year, scene.at(place)):
                scene.add(piece)
        else:
            scene.add(targets_sentence(scene, rows, year, scene.at(place)))
        if draw.chance(0.6):
            known = [i for i, *_ in rows if i.years[0] <= year - 1 <= i.years[1]]
            if known:
                scene.add(own_sentence(scene, draw.pick(known), year - 1, first=False, with_year=True))
    else:
        index = LOCAL_BY_CODE["PAR_LOCAL"]
        subject = scene.subject(place)
        rows = [(index, "chỉ số cải cách hành chính", subject, draw.chance(0.5))]
        if year >= 2018 and draw.chance(0.5):
            rows.append((LOCAL_BY_CODE["SIPAS_LOCAL"], "chỉ số hài lòng (SIPAS)", subject, False))
        scene.add(targets_sentence(scene, rows, year, scene.at(place)))
        if draw.chance(0.5):
            about = About("PAR_LOCAL", subject, year - 1)
            value = draw.real(70, 96)
            scene.add(
                Piece(
                    f"Trước đó, năm {year - 1}, {scene.at(place)} đạt {scene.number(value)} điểm chỉ số cải cách hành chính."
                ).states(about.score(value))
            )
    scene.add(block(scene, 2, 4), distractor(scene))
    scene.add(block(scene, 2, 4))
    byline(scene)
