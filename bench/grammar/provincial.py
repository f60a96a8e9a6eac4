"""Skeletons 3, 4, 6, 8 and 9: a province or district ranks its units, one unit praises itself, bulletins of the service index."""

from __future__ import annotations

from dataclasses import replace

from bench.grammar.boiler import block, byline, distractor, fillers
from bench.grammar.documents import decision
from bench.grammar.figures import thousands
from bench.grammar.indices import LOCAL_BY_CODE, Index
from bench.grammar.local import (
    Block,
    BlockWriter,
    department_block,
    place_block,
    tier_counts,
    tier_ladder,
    tier_members,
    vertical_block,
)
from bench.grammar.measures import About, Result, placed_value, result_sentence
from bench.grammar.people import office_posts
from bench.grammar.pieces import NOWHERE, HeldEvent, Piece, join
from bench.grammar.places import Place
from bench.grammar.scene import Scene
from bench.grammar.service import bulletin, drawn_period, unit_places
from bench.grammar.tables import ranking_table
from schemas.facts import Event, Subject, TierCount


def local_year(scene: Scene) -> int:
    """The year assessed: mostly the one before; in December the current one."""
    return scene.world.year if scene.world.published.month == 12 else scene.world.year - 1


def pick_local(scene: Scene, year: int, *, communes: bool) -> Index:
    """A local index of that year; communes are not assessed by DDCI here."""
    weights = {
        code: {"PAR_LOCAL": 10.0, "SIPAS_LOCAL": 2.0, "DDCI": 3.0, "DTI_LOCAL": 2.0, "ICT_LOCAL": 1.0}[code]
        for code, i in LOCAL_BY_CODE.items()
        if i.years[0] <= year <= i.years[1] and not (communes and code in ("DDCI", "ICT_LOCAL"))
    }
    return LOCAL_BY_CODE[scene.draw.weighted(weights)]


def owner(scene: Scene) -> Place:
    """Who assesses: the province, or the district its communes."""
    world = scene.world
    return world.district if world.district is not None else world.province


def blocks_of(scene: Scene, index: Index) -> list[Block]:
    """The blocks that the owner ranks apart."""
    world, draw = scene.world, scene.draw
    if world.district is not None:
        return [place_block(scene, world.communes)]
    found = [department_block(scene)]
    if index.code == "PAR_LOCAL" and draw.chance(0.4):
        found.append(vertical_block(scene))
    if world.reformed:
        kinds = draw.pick((("xã",), ("phường",), ("xã", "phường")))
        places = [p for p in world.communes if p.type in kinds]
        if len(places) >= 6:
            found.append(place_block(scene, places))
    elif len(world.districts) >= 5:
        found.append(place_block(scene, world.districts))
    return found


def whose(scene: Scene, blocks: list[Block]) -> str:
    """`của các sở, ban, ngành và UBND các huyện, thị xã`."""
    words = [f"{scene.committee} các {b.group}" if b.members[0].subject.kind == "place" else f"các {b.group}" for b in blocks]
    return "của " + " và ".join(words)


def lead(scene: Scene, index: Index, year: int, blocks: list[Block]) -> Piece:
    """The decision that publishes the result: a document, and an announcement that counts neither way."""
    draw, place = scene.draw, owner(scene)
    name = draw.pick(index.full)
    whom = whose(scene, blocks)
    if draw.chance(0.2):
        who = scene.committee_at(place, elide=0.3)
        return scene.one_of(
            f"{who} vừa công bố kết quả xếp hạng {name} năm {year} {whom}.",
            f"Kết quả {name} năm {year} {whom} vừa được {who} công bố.",
        )
    text, fact, day, issuer = decision(scene, place)
    scene.events += 1
    event = Event(
        evidence=NOWHERE,
        kind="announcement",
        name=f"công bố {name} năm {year} {whom}",
        start_date=day.isoformat(),
        organizer=issuer,
    )
    verb = draw.pick(("phê duyệt và công bố", "công bố", "phê duyệt kết quả", "về việc công bố", "công bố kết quả"))
    shape = draw.whole(0, 2)
    if shape == 0:
        sentence = (
            Piece("Theo ")
            + text
            + f" {verb} {name} năm {year} {whom}, kết quả có nhiều chuyển biến so với các kỳ đánh giá trước."
        )
    elif shape == 1:
        number = text.text.split(" của ")[0]
        who = text.text.split(" của ", 1)[1]
        sentence = Piece(f"{who} vừa ban hành {number} {verb} {name} năm {year} {whom}.").states(fact)
    else:
        sentence = Piece("Kết quả được công bố tại ") + text + f" {verb} {name} năm {year} {whom}."
    return sentence.capital().states(HeldEvent(scene.events, event), optional=True)


def rules(scene: Scene) -> str:
    """How it is assessed: maxima, bounds of tiers and survey sizes are no results."""
    return scene.one_of(
        (
            "Đơn vị từ 90 điểm trở lên được xếp loại xuất sắc, từ 80 đến "
            "dưới 90 điểm xếp loại tốt, từ 70 đến dưới 80 điểm xếp loại khá."
        ),
        f"Để có số liệu, đơn vị tư vấn đã phát {thousands(scene.draw.whole(1200, 22000))} phiếu điều tra xã hội học.",
        "Việc chấm điểm gồm hai phần là thẩm định hồ sơ và điều tra xã hội học.",
        "Các đơn vị tự chấm điểm trên phần mềm, sau đó hội đồng phúc tra tài liệu kiểm chứng.",
    ).text


def low_name(index: Index) -> str:
    """An index's name inside a sentence: `chỉ số CCHC`, `DDCI`."""
    name = index.short[0]
    return name[0].lower() + name[1:] if name.startswith("Chỉ") else name


def scope(scene: Scene) -> Subject:
    return scene.subject(owner(scene))


def ranking(scene: Scene) -> None:
    """Skeletons 3 and 9: blocks in running text or lists."""
    draw = scene.draw
    year = local_year(scene)
    index = pick_local(scene, year, communes=scene.world.district is not None)
    blocks = blocks_of(scene, index)
    writers = [BlockWriter(scene, index, year, b) for b in blocks]
    # A newspaper must name the place itself: its portal tells none.
    if scene.world.host is None or draw.chance(0.7):
        title(scene, index, year, blocks)
    else:
        scene.title = leaders_title(scene, index, year, blocks)
        for writer in writers[:2]:
            writer.used.add(1)
    scene.add(lead(scene, index, year, blocks), rules(scene) if draw.chance(0.4) else "")
    ladder = tier_ladder(scene, index)
    for b, writer in zip(blocks, writers, strict=True):
        if draw.chance(0.25) and len(b.members) <= 24:
            if index.code == "PAR_LOCAL" and draw.chance(0.15):
                # Maxima differ between units, so that a ratio decides.
                writer.index = replace(index, unit="percent")
            for piece in writer.lists(whole=draw.chance(0.5)):
                scene.add(piece)
        else:
            sentences = [writer.leaders()]
            sentences.extend(writer.single() for _ in range(draw.whole(0, 2)))
            scene.add(*sentences)
        if ladder and draw.chance(0.45):
            scene.add(tier_counts(scene, index, year, scope(scene), b.group, b.unit, b.of, ladder))
        elif ladder and draw.chance(0.4):
            free = [n for n in range(len(b.members)) if n + 1 not in writer.used and b.members[n].bare]
            chosen = draw.sample(free, draw.whole(2, 4))
            if len(chosen) > 1:
                scene.add(
                    tier_members(
                        scene,
                        index,
                        year,
                        b,
                        ladder[0],
                        [b.members[n] for n in chosen],
                        counted=draw.chance(0.3),
                        of=writer.of,
                        scope=scope(scene),
                    )
                )
        elif draw.chance(0.2):
            # Leaders without an order give no places.
            rest = [m for n, m in enumerate(b.members) if n + 1 not in writer.used][:4]
            if len(rest) > 2:
                scene.add("Các đơn vị có kết quả cao gồm: " + ", ".join(m.surfaces[0] for m in rest) + ".")
    if draw.chance(0.4):
        scene.add(mean_sentence(scene, index))
    scene.add(block(scene, 2, 4))
    scene.add(block(scene, 1, 3))
    byline(scene)


def mean_sentence(scene: Scene, index: Index) -> str:
    unit = scene.style.percent if index.unit == "percent" else " điểm"
    mean = scene.number((index.low + index.high) / 2 + scene.draw.real(-3, 3), index.places) + unit
    return scene.one_of(
        f"Điểm bình quân chung của các đơn vị là {mean}.",
        f"Giá trị trung bình đạt {mean}, cao hơn kỳ trước.",
        f"Có {scene.draw.whole(2, 4)} đơn vị đạt kết quả trên mức bình quân chung ({mean}).",
    ).text


def title(scene: Scene, index: Index, year: int, blocks: list[Block]) -> None:
    """The headline: a statement of two leaders that the body repeats would need their order first, so it names none."""
    place = owner(scene)
    name = scene.draw.pick(index.short)
    scene.title = scene.one_of(
        f"{place.name} công bố {name} năm {year}",
        f"Công bố kết quả {name} năm {year} {whose(scene, blocks)}",
        (f"{place.full[0].upper() + place.full[1:]}: Kết quả xếp hạng {name} năm {year}"),
        f"{name[0].upper() + name[1:]} năm {year}: Nhiều đơn vị bứt phá",
    )
    if place.name in scene.title.text:
        scene.mention(place)


def leaders_title(scene: Scene, index: Index, year: int, blocks: list[Block]) -> Piece:
    """`Sở A và huyện B dẫn đầu …`: each is first in its own block."""
    first = [b.members[0] for b in blocks[:2]]
    names = " và ".join(m.surfaces[0] for m in first)
    text = scene.draw.wording(f"{names} [dẫn đầu|đứng đầu] {scene.draw.pick(index.short)} năm {year}")
    return Piece(text[0].upper() + text[1:]).states(*(About(index.code, m.subject, year).rank(1) for m in first))


def table_article(scene: Scene) -> None:
    """Skeleton 8: a sentence, a table, counts."""
    draw = scene.draw
    year = local_year(scene)
    index = pick_local(scene, year, communes=scene.world.district is not None)
    blocks = [b for b in blocks_of(scene, index) if len(b.members) <= 30][:2]
    if not blocks:
        blocks = [department_block(scene)]
    title(scene, index, year, blocks)
    scene.add(lead(scene, index, year, blocks), rules(scene) if draw.chance(0.5) else "")
    ladder = tier_ladder(scene, index) if draw.chance(0.6) else ()
    for b in blocks:
        sized = draw.chance(0.5)
        pointer = (
            f"Kết quả cụ thể của {b.of} {b.group} như sau:"
            if sized
            else draw.pick((f"Kết quả cụ thể của {draw.pick(b.heading)} như sau:", f"Bảng kết quả {draw.pick(b.heading)}:"))
        )
        table, counted = ranking_table(scene, index, year, b, sized=sized, ladder=ladder)
        scene.add(pointer)
        scene.add(table)
        if ladder and draw.chance(0.4):
            items = [
                Piece(f"{scene.count(n, 0)} {b.unit} xếp loại {tier}").states(
                    TierCount(
                        evidence=NOWHERE,
                        indicator=index.code,
                        year=year,
                        scope=scope(scene),
                        group=b.group,
                        tier=tier,
                        count=n,
                        of=b.of,
                    )
                )
                for tier, n in counted.items()
                if n
            ]
            scene.add(Piece(f"Như vậy, trong {b.of} {b.group} có ") + join(", ", items) + ".")
    scene.add(block(scene, 2, 4))
    scene.add(block(scene, 1, 3))
    byline(scene)


def praise(scene: Scene) -> None:
    """Skeleton 4: a district or commune tells of its own place; the province's counts follow."""
    draw, world = scene.draw, scene.world
    year = local_year(scene)
    place = world.home if world.home.level != "province" else draw.pick(world.communes or world.districts)
    index = pick_local(scene, year, communes=place.level == "commune")
    if place.level == "commune" and world.district is not None:
        total, group = (
            len(world.communes),
            ", ".join(t for t in ("xã", "phường", "thị trấn") if any(c.type == t for c in world.communes)),
        )
    elif place.level == "commune":
        total, group = (
            len(world.communes),
            ", ".join(t for t in ("xã", "phường", "đặc khu") if any(c.type == t for c in world.communes)),
        )
    else:
        total, group = (
            len(world.districts),
            ", ".join(t for t in ("quận", "huyện", "thị xã", "thành phố") if any(c.type == t for c in world.districts)),
        )
    if world.host is None or world.home.level == "province":
        scene.mention(world.province)
    rank = draw.whole(1, total)
    value = placed_value(scene, index, rank, total)
    # The first assessment of the new communes has nothing to be compared with.
    first = world.reformed and year <= 2025
    moved = draw.whole(1, min(12, total - rank)) if rank < total and not first and draw.chance(0.5) else None
    change = draw.real(0.1, 5, index.places) if not first and draw.chance(0.5) else None
    ladder = tier_ladder(scene, index)
    subject = scene.subject(place)
    about = About(index.code, subject, year)
    scene.mention(place)
    full_title = draw.chance(0.6)
    if full_title:
        text = draw.wording(
            f"{place.full[0].upper() + place.full[1:]} [xếp thứ|đứng thứ|ở vị "
            f"trí thứ] {rank}/{total} về {draw.pick(index.short)} năm {year}"
        )
        scene.title = Piece(text).states(about.rank(rank, total))
    else:
        scene.title = Piece(f"{place.full[0].upper() + place.full[1:]} nâng cao {draw.pick(index.short)}")
    area = f" trên địa bàn {world.province.full}" if draw.chance(0.4) and place.level != "commune" else ""
    words = group + area
    tier = ladder[0] if ladder and rank <= max(1, total // 4) and draw.chance(0.5) else None
    who = place.full if world.home.level == "province" else scene.at(place, elide=0.3)
    own = result_sentence(
        scene,
        index,
        about,
        Result(value, change, rank, total, moved, None),
        name=draw.pick(index.full),
        who=who,
        when=f"năm {year}",
        noun=words,
        group=group,
    )
    if world.host is None:
        scene.add(f"{scene.committee} {world.province.full} vừa công bố kết quả xếp hạng {draw.pick(index.short)} năm {year}.")
    scene.add(own, *fillers(scene, 1))
    if index.code == "PAR_LOCAL" and draw.chance(0.4):
        a, b = min(65.0, round(value * 0.66, 2)), 0.0
        b = round(value - a, 2)
        if b <= 35:
            one = About(index.code, subject, year, component="thẩm định").score(a, "point", 65.0)
            two = About(index.code, subject, year, component="điều tra xã hội học").score(b, "point", 35.0)
            scene.add(
                Piece("Trong đó, ")
                + Piece(f"điểm thẩm định {'là' if draw.chance(0.5) else 'đạt'} {scene.number(a)}/65 điểm").states(one)
                + "; "
                + Piece(f"điểm điều tra xã hội học là {scene.number(b)}/35 điểm").states(two)
                + "."
            )
    if tier is not None:
        scene.add(
            Piece(f"Với kết quả này, {scene.at(place)} được xếp loại {tier}, ở vị trí thứ {rank}/{total}.").states(
                about.rank(rank, total, None, tier)
            )
        )
    scene.add(block(scene, 2, 4))
    if ladder and draw.chance(0.5):
        whole = (
            scene.subject(world.district)
            if place.level == "commune" and world.district is not None
            else scene.subject(world.province)
        )
        head = world.district if place.level == "commune" and world.district is not None else world.province
        scene.add(
            Piece(f"Trên địa bàn {head.full}, {low_name(index)} năm {year} được đánh giá như sau. ")
            + tier_counts(scene, index, year, whole, group, "đơn vị", total, ladder)
        )
        scene.mention(head)
    if draw.chance(0.5):
        person = scene.person(office_posts(draw, place, world.day))
        scene.add(
            Piece("Trao đổi về kết quả trên, ")
            + scene.introduce(person)
            + " cho biết, đây là kết quả của sự vào cuộc quyết liệt, đồng bộ.",
            *fillers(scene, 1),
        )
    scene.add(block(scene, 2, 4))
    scene.add(distractor(scene))
    byline(scene)


def service_bulletin(scene: Scene) -> None:
    """Skeleton 6: weeks, months, quarters of the service index."""
    draw, world = scene.draw, scene.world
    period = drawn_period(draw, world.today)
    of = 34 if world.reformed else 63
    scene.mention(world.province)
    name = "TP. Hồ Chí Minh" if world.province.name == "Hồ Chí Minh" else world.province.name
    scene.title = scene.one_of(
        f"{name}: Kết quả thực hiện Bộ chỉ số phục vụ người dân, doanh nghiệp {period.words}",
        f"Kết quả Bộ chỉ số 766 của {world.province.full} {period.words}",
    )
    for piece in bulletin(scene, period, of):
        scene.add(piece)
    places = [p for p in (world.communes if world.reformed else world.districts) if p.type in ("xã", "huyện")]
    if draw.chance(0.5):
        scene.add(unit_places(scene, period, department_block(scene)))
    if len(places) >= 6 and draw.chance(0.7):
        scene.add(unit_places(scene, period, place_block(scene, places)))
    scene.add(block(scene, 2, 4))
    scene.add(block(scene, 2, 3))
    byline(scene)
