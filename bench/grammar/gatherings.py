"""Skeletons of events: conferences with officials, figures and awards; inspections, contests, courses, ceremonies,
personnel decisions, round-ups (survey 3 and 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bench.grammar import awards
from bench.grammar.boiler import block, byline, fillers
from bench.grammar.dates import day_text, opening
from bench.grammar.documents import central_sentence, decision
from bench.grammar.events import (
    CROWDS,
    Gathering,
    attended,
    caption,
    chaired,
    concluded,
    gathering,
    hosts,
    online_sentence,
    open_event,
    plain_caption,
    plan,
    reported,
    spoke,
    when,
)
from bench.grammar.indices import LOCAL_BY_CODE
from bench.grammar.local import BlockWriter, department_block, place_block, tier_counts, tier_ladder
from bench.grammar.measures import About, drawn_result, result_sentence
from bench.grammar.national import multi_index, target_rows
from bench.grammar.people import Person, Post, central_posts, former_post, front_posts, office_posts, top_posts
from bench.grammar.pieces import Appearance, Piece, join
from bench.grammar.places import Place, committee
from bench.grammar.provincial import local_year, owner, scope
from bench.grammar.scene import Scene
from bench.grammar.targets import targets_sentence, tier_target
from schemas.facts import Award, Document, EventKind


def _leader(scene: Scene, place: Place) -> Person:
    return scene.appointed(lambda: top_posts(scene.draw, place))


def _office(scene: Scene, place: Place) -> Person:
    return scene.appointed(lambda: office_posts(scene.draw, place, scene.world.day))


RANKS = ("Thượng tá", "Đại tá", "Trung tá")


def _police(scene: Scene, place: Place) -> Person:
    """An officer: the rank is no part of the name and no post."""
    post = Post(
        "Giám đốc" if place.level == "province" else "Trưởng Công an",
        f"Công an {place.full}",
        ("Giám đốc Công an {at}",) if place.level == "province" else ("Trưởng Công an {at}",),
        place,
    )
    if place.level != "province":
        post = Post("Trưởng", f"Công an {place.full}", ("Trưởng Công an {at}",), place)
    return scene.person((post,), rank=scene.draw.pick(RANKS))


def _guests(scene: Scene, place: Place, count: int) -> list[Person]:
    draw = scene.draw
    found = []
    for _ in range(count):
        kind = draw.weighted(
            {
                "front": 3,
                "leader": 3,
                "office": 3,
                "former": 0.7,
                "police": 0.8 if place.level == "province" else 0.0,
                "central": 1.0 if place.level == "province" else 0.0,
            }
        )
        if kind == "front":
            found.append(scene.appointed(lambda: front_posts(draw, place)))
        elif kind == "former":
            found.append(scene.appointed(lambda: (former_post(draw, place),)))
        elif kind == "police":
            found.append(_police(scene, place))
        elif kind == "central":
            found.append(scene.appointed(lambda: central_posts(draw)))
        else:
            found.append(_leader(scene, place) if kind == "leader" else _office(scene, place))
    return found


def _year_words(scene: Scene) -> tuple[str, int]:
    """What a conference looks back on: the year, or half of it, and the year that awards are for."""
    month, year = scene.world.published.month, scene.world.year
    if month <= 4:
        return f"năm {year - 1}", year - 1
    if month <= 9:
        return f"6 tháng đầu năm {year}", year - 1
    return f"năm {year}", year


def _conference_name(scene: Scene, look: str, next_year: int) -> tuple[str, str]:
    """The name and the noun by which it is called later."""
    draw = scene.draw
    noun = "hội nghị"
    head = draw.pick(("Hội nghị", "hội nghị", "Hội nghị"))
    verb = "sơ kết" if look.startswith("6") else draw.pick(("tổng kết", "đánh giá kết quả", "tổng kết"))
    forms = (
        f"{head} {verb} công tác cải cách hành chính (CCHC) {look}",
        f"{head} {verb} công tác {scene.reform} {look}",
        f"{head} {verb} công tác {scene.reform}, chuyển đổi số {look} và triển khai nhiệm vụ thời gian tới",
        f"{head} trực tuyến {verb} công tác {scene.reform} {look}",
        f"{head} phân tích, đánh giá các chỉ số {scene.reform}",
        f"{head} chuyên đề về nâng cao Chỉ số cải cách hành chính",
        f"{head} triển khai nhiệm vụ {scene.reform} năm {next_year}",
        (f"{head} {verb} công tác cải cách hành chính {look} và triển khai nhiệm vụ năm {next_year}")
        if not look.startswith("6")
        else f"{head} {verb} công tác cải cách hành chính {look}",
    )
    return draw.pick(forms), noun


def _headline(scene: Scene, held: Gathering, place: Place) -> None:
    """A headline without facts of its own."""
    bare = held.name[0].lower() + held.name[1:]
    name = "TP. Hồ Chí Minh" if place.name == "Hồ Chí Minh" else place.name
    scene.mention(place)
    shape = scene.draw.whole(0, 3)
    if shape == 0:
        scene.title = Piece(f"{name}: {held.name[0].upper()}{held.name[1:]}")
    elif shape == 1:
        scene.title = Piece(f"{place.full[0].upper()}{place.full[1:]} tổ chức {bare}")
    elif shape == 2:
        scene.title = Piece(
            f"{name} đẩy mạnh {scene.reform}".upper()
            if scene.draw.chance(0.3)
            else f"{name} đẩy mạnh {scene.reform}, nâng cao sự hài lòng của người dân"
        )
    else:
        scene.title = Piece(held.name[0].upper() + held.name[1:])
        if not scene.world.host:
            scene.title = Piece(f"{name}: {held.name[0].upper()}{held.name[1:]}")


def _begin(scene: Scene, held: Gathering, place: Place, *, guests: int, cited: float = 0.12) -> tuple[list[Person], list[Person]]:
    """Opening, form, chairs, guests. Returns chairs and guests."""
    draw = scene.draw
    online = ""
    if "trực tuyến" in held.name:
        held.format = "online"
        if draw.chance(0.5):
            held.sites = draw.whole(5, 140)
            online = f"{held.noun[0].upper()}{held.noun[1:]} được kết nối tới {scene.count(held.sites, 0)} điểm cầu."
    elif held.noun in ("hội nghị", "cuộc họp") and draw.chance(0.22):
        online = online_sentence(scene, held).text
    if held.organizer is not None and draw.chance(cited):
        document, text = plan(scene, place)
        written, _ = hosts(scene, place)
        first = open_event(scene, held, written, plan=document, plan_text=text)
    else:
        written, _ = hosts(scene, place)
        first = open_event(scene, held, written)
    chairs = [_leader(scene, place) for _ in range(draw.weighted({1: 8, 2: 2}))]
    sentences: list[Piece | str] = [first]
    late = draw.chance(0.4)
    if online and not late:
        sentences.append(online)
    sentences.append(chaired(scene, held, chairs))
    if online and late:
        sentences.append(online)
    present = _guests(scene, place, guests)
    crowd = draw.pick(CROWDS[place.level])
    if present or draw.chance(0.6):
        if draw.chance(0.5):
            scene.add(*sentences)
            scene.add(attended(scene, held, present, crowd))
            return chairs, present
        sentences.append(attended(scene, held, present, crowd))
    scene.add(*sentences)
    return chairs, present


def _ending(scene: Scene, held: Gathering, chairs: list[Person], *, photos: bool = True) -> None:
    draw = scene.draw
    if photos and draw.chance(0.35):
        scene.add(caption(scene, held, chairs[0]) if draw.chance(0.6) else plain_caption(scene, held))
    if draw.chance(0.75):
        scene.add(concluded(scene, held, chairs[0]), *fillers(scene, draw.whole(1, 3)))
    else:
        scene.add(spoke(scene, held, chairs[0]), *fillers(scene, draw.whole(1, 2)))
    if draw.chance(0.3):
        scene.add(block(scene, 1, 3))


def conference(scene: Scene) -> None:
    """Skeleton 11 (with 5): event, officials, figures, awards, documents, as real articles mix them."""
    draw, world = scene.draw, scene.world
    place = world.home
    look, year = _year_words(scene)
    name, noun = _conference_name(scene, look, year + 1)
    kind: EventKind = "conference"
    if draw.chance(0.14):
        kind, noun = "meeting", "cuộc họp"
        name = draw.pick(
            (
                f"họp Ban Chỉ đạo {scene.reform}",
                f"cuộc họp đánh giá tiến độ thực hiện nhiệm vụ {scene.reform} {look}",
                f"phiên họp lần thứ 2 Ban Chỉ đạo {scene.reform}",
            )
        )
    held = gathering(scene, kind, noun, name, committee(place))
    _headline(scene, held, place)
    chairs, guests = _begin(scene, held, place, guests=draw.weighted({0: 5, 1: 3, 2: 2, 3: 1}))
    if draw.chance(0.35):
        scene.add(plain_caption(scene, held))
    reporter = _office(scene, place) if draw.chance(0.5) else None
    if reporter is not None:
        scene.add(reported(scene, held, reporter, known=False), *fillers(scene, draw.whole(1, 2)))
    else:
        scene.add(block(scene, 2, 4))
    figures(scene, place)
    if draw.chance(0.5):
        scene.add(block(scene, 1, 3))
    if draw.chance(0.3):
        cited = central_sentence(scene)
        scene.add(*([cited] if cited else []), *fillers(scene, 1))
    if guests and draw.chance(0.3):
        scene.add(spoke(scene, held, guests[0]), *fillers(scene, 1))
    _ending(scene, held, chairs)
    used: set[tuple[str, str | None]] = set()
    if draw.chance(0.5):
        sentences: list[Piece | str] = []
        if draw.chance(0.12) and kind == "conference" and place.level == "province":
            presenter = scene.again(chairs[0], "award", event=held.number)
            sentences.append(awards.handed_over(scene, place, presenter, year))
        document = None
        if draw.chance(0.15):
            piece, fact, _, _ = decision(scene, place, by_chair=True)
            text = piece.text.split(" của ", 1)
            who = text[1]
            document = (f"{who} đã ban hành {text[0]}", fact)
            sentences.append(_by_decision(scene, place, document, year, used))
        else:
            sentences.append(awards.award_sentence(scene, place, year if draw.chance(0.8) else None, used=used, noun=noun))
        scene.add(*sentences)
        if draw.chance(0.12):
            scene.add(awards.named_award(scene, _office(scene, place), noun))
    elif draw.chance(0.15):
        scene.add(awards.proposed(scene, place, year if draw.chance(0.7) else None))
    if draw.chance(0.08):
        scene.add(awards.past(scene, place))
    byline(scene)


def _by_decision(
    scene: Scene, place: Place, document: tuple[str, Document], year: int, used: set[tuple[str, str | None]]
) -> Piece:
    """`Chủ tịch UBND tỉnh đã ban hành Quyết định số … tặng Bằng khen cho …`: grantor and issuer are the chairman."""
    text, fact = document
    form = awards.CERTIFICATE if place.level == "province" else awards.PAPER
    used.add((form.kind, fact.issuer))
    to, recipients = awards.recipients_of(scene, form)
    link, reason = awards.reason_of(scene, year)
    award = Award(evidence=fact.evidence, kind=form.kind, grantor=fact.issuer, recipients=recipients, reason=reason, year=year)
    return Piece(f"{text} tặng {form.words[0]} cho {to}{link}").states(award, fact).capital() + "."


def figures(scene: Scene, place: Place) -> None:
    """Results within a report: national ones of a province, local ones of a district or commune, targets."""
    draw, world = scene.draw, scene.world
    if place.level == "province":
        shape = draw.weighted({"indices": 5, "local": 3, "both": 2, "none": 2, "targets": 1})
        if shape in ("indices", "both"):
            scene.add(
                multi_index(
                    scene, world.year - 1, count=draw.whole(1, 4), head=draw.pick(("", "Theo báo cáo, ", "Kết quả, ", ""))
                )
            )
        if shape in ("local", "both"):
            _local_paragraph(scene)
        if shape == "targets" or draw.chance(0.25):
            rows = target_rows(scene, world.year)
            scene.add(targets_sentence(scene, rows, world.year if draw.chance(0.8) else None, scene.at(place)))
        return
    year = local_year(scene)
    index = LOCAL_BY_CODE["PAR_LOCAL"]
    shape = draw.weighted({"own": 4, "units": 3, "none": 2, "target": 1})
    if shape == "own":
        size = len(world.districts) if place.level == "district" else len(world.communes)
        types = [c.type for c in (world.districts if place.level == "district" else world.communes)]
        noun = ", ".join(t for t in ("quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu") if t in types)
        if size >= 4:
            about = About(index.code, scene.subject(place), year)
            result = drawn_result(scene, index, size)
            if world.reformed and year <= 2025:
                result = replace(result, change=None, moved=None)
            scene.add(
                result_sentence(
                    scene,
                    index,
                    about,
                    result,
                    name=draw.pick(index.full),
                    who=scene.at(place),
                    when=f"năm {year}",
                    noun=noun,
                    group=noun,
                ),
                *fillers(scene, 1),
            )
    elif shape == "units" and place.level == "district":
        _local_paragraph(scene)
    elif shape == "target":
        rows = [(index, draw.pick(index.short), scene.subject(place), draw.chance(0.6))]
        scene.add(targets_sentence(scene, rows, world.year, scene.at(place)))


def _local_paragraph(scene: Scene) -> None:
    """The owner's ranking of its units inside a report: index and year said at its head."""
    draw, world = scene.draw, scene.world
    year = local_year(scene)
    index = LOCAL_BY_CODE["PAR_LOCAL"]
    ladder = tier_ladder(scene, index)
    if world.district is not None:
        places = world.communes
    elif world.reformed:
        places = tuple(p for p in world.communes if p.type == "xã")
    else:
        places = world.districts
    if len(places) < 5:
        return
    b = department_block(scene) if world.district is None and draw.chance(0.5) else place_block(scene, places)
    head = scene.one_of(
        f"Về kết quả {draw.pick(index.short).replace('Chỉ', 'chỉ')} năm {year} {{w}}:",
        (f"Kết quả đánh giá {draw.pick(index.short).replace('Chỉ', 'chỉ')} năm {year} {{w}} cho thấy:"),
        w=f"của các {b.group}" if b.members[0].subject.kind == "organization" else f"của {scene.committee} các {b.group}",
    )
    shape = draw.weighted({"leaders": 3, "counts": 3, "both": 2})
    parts: list[Piece | str] = [head]
    if shape != "counts":
        writer = BlockWriter(scene, index, year, b)
        parts.append(writer.leaders())
    if shape != "leaders":
        parts.append(tier_counts(scene, index, year, scope(scene), b.group, b.unit, b.of, ladder))
    scene.add(*parts)
    if world.district is not None and draw.chance(0.3):
        scene.add(tier_target(scene, index, year + 1, scope(scene), b.group, b.of, ladder[0]))
    scene.mention(owner(scene))


def inspection(scene: Scene) -> None:
    """Skeleton 12: a delegation at a unit; event and working session are one."""
    draw, world = scene.draw, scene.world
    upper = world.district or world.province
    units = list(world.communes or world.districts)
    target = draw.pick(units)
    if upper == world.province:
        body, name = "Sở Nội vụ", f"Sở Nội vụ {upper.full}"
        written = body if scene.plain(upper) else name
        scene.mention(upper)
        head = scene.person((Post(draw.pick(("Giám đốc", "Phó Giám đốc")), name, ("{t} Sở Nội vụ{of}",), upper),))
    else:
        body, name = "Phòng Nội vụ", f"Phòng Nội vụ {upper.full}"
        written = f"{body} {upper.type if scene.plain(upper) else upper.full}"
        scene.mention(upper)
        head = scene.person((Post(draw.pick(("Trưởng phòng", "Phó Trưởng phòng")), name, ("{t} Nội vụ {at}",), upper),))
    post = head.posts[0]
    head = Person(
        head.name, head.gender, (Post(post.title, post.organization, (post.words[0].replace("{t}", post.title),), upper),)
    )
    verb = draw.pick(("kiểm tra", "giám sát", "khảo sát"))
    at = f"{scene.committee} {target.full}"
    topic = draw.pick(
        (
            f"công tác {scene.reform} tại {at}",
            f"việc thực hiện nhiệm vụ {scene.reform} tại {at}",
            f"công tác {scene.reform}, kiểm soát thủ tục hành chính tại {at}",
        )
    )
    held = gathering(scene, "inspection", "buổi làm việc", f"{verb} {topic}", name)
    scene.title = Piece(f"{written} {verb} {topic}")
    moment = when(scene, held)
    who = scene.introduce(head, "chair", "inspect", event=held.number, form=draw.pick(("comma", "dash", "title")))
    crew = draw.pick((f"Đoàn công tác của {written}", f"Đoàn {verb} của {written}", f"Đoàn công tác {written}"))
    lead = draw.pick(
        (
            Piece(f"{moment}, {crew} do ") + who + f" dẫn đầu đã {held.name}.",
            Piece(f"{moment}, {crew} do ") + who + f" làm trưởng đoàn đã {held.name}.",
            Piece(f"{moment}, {crew} do ") + who + f" dẫn đầu có buổi {held.name}.",
        )
    )
    if "làm trưởng đoàn" in lead.text:
        # Trưởng đoàn is a stated function, but of which body annotators could differ on.
        lead = _open_position(lead, head)
    scene.mention(target)
    hosts_ = [_leader(scene, target) for _ in range(draw.whole(1, 2))]
    receive = join("; ", [scene.introduce(p, form="dash") for p in hosts_])
    scene.add(lead.capital().states(held.fact), "Tiếp và làm việc với đoàn có " + receive + ".")
    scene.add(block(scene, 2, 4))
    scene.add(block(scene, 1, 3))
    scene.mention(upper)
    scene.add(concluded(scene, held, head), *fillers(scene, 2))
    byline(scene)


def _open_position(piece: Piece, person: Person) -> Piece:
    marks = tuple(
        replace(m, optional=True) if isinstance(m.said, Appearance) and m.said.name == person.name else m for m in piece.marks
    )
    return Piece(piece.text, marks)


def contest(scene: Scene) -> None:
    """Skeleton 13: a contest with prizes; perhaps an earlier round with days of its own."""
    draw, world = scene.draw, scene.world
    place = world.home
    title = draw.pick(
        (
            f"Hội thi tìm hiểu về {scene.reform}",
            (f"Hội thi “Công sở thân thiện” lần thứ {draw.pick(('II', 'III', 'IV'))}"),
            f"Hội thi cán bộ, công chức với công tác {scene.reform}",
            f"Cuộc thi sáng kiến {scene.reform}",
            (f"Hội thi “Công chức với {scene.reform}” năm {world.year}"),
        )
    )
    noun = "hội thi" if title.startswith("Hội") else "cuộc thi"
    held = gathering(scene, "contest", noun, title, committee(place), days=draw.weighted({1: 5, 2: 3}))
    _headline(scene, held, place)
    written, _ = hosts(scene, place)
    scene.add(
        open_event(scene, held, written),
        attended(scene, held, _guests(scene, place, draw.whole(0, 2)), draw.pick(CROWDS[place.level])),
    )
    scene.add(
        (
            f"Tham gia {noun} có {scene.count(draw.whole(6, 24), 0)} đội đến từ các cơ "
            "quan, đơn vị, trải qua các phần thi chào hỏi, kiến thức và tiểu phẩm."
        ),
        *fillers(scene, 1),
    )
    if place.level == "commune":
        teams = [
            f"{w}"
            for w in (
                "đội Công an",
                "đội Đoàn Thanh niên",
                "đội Hội Phụ nữ",
                "đội Hội Nông dân",
                "đội Hội Cựu chiến binh",
                "đội Mặt trận Tổ quốc",
            )
        ]
    elif place.level == "district":
        teams = [p.full for p in draw.sample(world.communes, 9)]
    else:
        teams = [u.surfaces[0] for u in draw.sample(department_block(scene).members, 9) if "," not in u.surfaces[0]]
    scene.add(block(scene, 1, 3))
    board = draw.chance(0.5)
    scene.add(awards.contest_prizes(scene, teams, noun, board=board))
    if held.start is not None and draw.chance(0.35):
        earlier = held.start - timedelta(days=draw.whole(6, 15))
        scene.events += 1
        second = Gathering(scene.events, "contest", noun, "vòng loại", earlier, None, None, None)
        text = f"Trước đó, vòng loại diễn ra ngày {day_text(draw, earlier, scene.style.slash, year=not world.dated)}."
        scene.add(Piece(text).states(second.fact), *fillers(scene, 1))
    scene.add(block(scene, 1, 3))
    byline(scene)


def training(scene: Scene) -> None:
    """Skeleton 14: a course of one or more days; `hội nghị tập huấn` is a conference."""
    draw, world = scene.draw, scene.world
    place = world.home
    people = draw.whole(40, 220)
    topic = draw.pick(
        (
            f"nghiệp vụ {scene.reform}",
            "kỹ năng giải quyết thủ tục hành chính",
            "kỹ năng số, chuyển đổi số",
            f"công tác {scene.reform}, kiểm soát thủ tục hành chính",
        )
    )
    conference_ = draw.chance(0.35)
    head = (
        draw.pick(("Hội nghị tập huấn", "hội nghị tập huấn"))
        if conference_
        else draw.pick(("lớp tập huấn", "lớp bồi dưỡng", "Lớp bồi dưỡng", "khóa bồi dưỡng"))
    )
    kind: EventKind = "conference" if conference_ else "training"
    held = gathering(
        scene,
        kind,
        "hội nghị" if conference_ else "lớp học",
        f"{head} {topic}",
        committee(place),
        days=draw.weighted({1: 3, 2: 4, 3: 2}),
    )
    _headline(scene, held, place)
    written, _ = hosts(scene, place)
    first = open_event(scene, held, written)
    leader = _leader(scene, place)
    speak = scene.introduce(leader, "attend", "speak", event=held.number) + f" dự và phát biểu khai mạc {held.noun}."
    scene.add(
        first,
        speak.capital() if draw.chance(0.8) else "",
        f"Tham gia có {people} học viên là cán bộ, công chức các cơ quan, đơn vị.",
    )
    teacher = _office(scene, place)
    scene.add(
        "Tại đây, "
        + scene.introduce(teacher, "report", event=held.number)
        + " đã trình bày các chuyên đề về quy trình tiếp nhận, giải quyết hồ sơ.",
        *fillers(scene, 2),
    )
    scene.add(block(scene, 2, 4))
    if draw.chance(0.3):
        scene.add(Piece(f"Cuối khóa, {scene.count(draw.whole(60, 90), 0)} học viên có bài kiểm tra đạt loại khá, giỏi."))
    if draw.chance(0.3):
        scene.add(block(scene, 2, 3))
    byline(scene)


CEREMONIES = (
    "Lễ ra mắt Trung tâm Phục vụ hành chính công",
    ("Lễ phát động phong trào thi đua đẩy mạnh cải cách hành chính"),
    "Lễ khai trương Bộ phận tiếp nhận và trả kết quả",
    ("Lễ phát động cuộc thi tìm hiểu về cải cách hành chính"),
    "lễ ra quân thực hiện Ngày thứ Bảy vì dân",
    "Lễ công bố mô hình chính quyền thân thiện",
    "Lễ ký kết quy chế phối hợp về cải cách hành chính",
)


def ceremony(scene: Scene) -> None:
    """Skeleton 15."""
    draw, place = scene.draw, scene.world.home
    held = gathering(scene, "ceremony", "buổi lễ", draw.pick(CEREMONIES), committee(place))
    _headline(scene, held, place)
    written, _ = hosts(scene, place)
    guests = _guests(scene, place, draw.whole(1, 3))
    scene.add(open_event(scene, held, written), attended(scene, held, guests, draw.pick(CROWDS[place.level])))
    scene.add(block(scene, 1, 3))
    scene.add(spoke(scene, held, guests[0]), *fillers(scene, 2))
    if draw.chance(0.4):
        scene.add(awards.award_sentence(scene, place, None, noun="buổi lễ"))
    scene.add(block(scene, 2, 3))
    byline(scene)


def personnel(scene: Scene) -> None:
    """Skeleton 16: a conference on a personnel decision; old and new posts of one person, a bunch of flowers that is no award."""
    draw, world = scene.draw, scene.world
    place = world.province if world.home.level == "province" else world.home
    held = gathering(
        scene,
        "conference",
        "hội nghị",
        draw.pick(("Hội nghị công bố quyết định về công tác cán bộ", "hội nghị công bố các quyết định về công tác cán bộ")),
        committee(place),
    )
    _headline(scene, held, place)
    written, _ = hosts(scene, place)
    chair = _leader(scene, place)
    scene.add(open_event(scene, held, written), chaired(scene, held, [chair]))
    old, new = _career(scene, place)
    person = scene.person((old, new))
    honorific = scene.honorific(person)
    who = f"{honorific}{person.name}, {scene.post_words(old)}"
    move = draw.pick(("giữ chức vụ", "giữ chức", "làm", "đến nhận công tác và giữ chức vụ"))
    text = draw.pick(
        (f"bổ nhiệm {who}, {move} {scene.post_words(new)}", f"điều động, bổ nhiệm {who}, {move} {scene.post_words(new)}")
    )
    named = Piece(text).states(Appearance(person.name, (old.position, new.position), ()))
    piece, fact, _, _ = decision(scene, place, by_chair=True)
    scene.add(
        (Piece(f"Theo {piece.text}").states(fact) + ", " + named) + ".",
        f"Thời hạn giữ chức vụ là 5 năm, kể từ ngày {day_text(draw, world.today.replace(day=1), '/', year=True)}.",
    )
    scene.add(concluded(scene, held, chair), "Lãnh đạo địa phương tặng hoa chúc mừng cán bộ được bổ nhiệm.")
    scene.add(
        "Phát biểu nhận nhiệm vụ, "
        + scene.honorific(person)
        + Piece(person.name).states(Appearance(person.name, (), ("speak",), held.number))
        + " cảm ơn sự tin tưởng của lãnh đạo và hứa nỗ lực hoàn thành tốt nhiệm vụ.",
        *fillers(scene, 2),
    )
    scene.add(block(scene, 1, 3))
    byline(scene)


def _career(scene: Scene, place: Place) -> tuple[Post, Post]:
    if place.level == "province":
        body = f"Sở Nội vụ {place.full}"
        return (
            Post("Phó Giám đốc", body, ("Phó Giám đốc Sở Nội vụ{of}",), place),
            Post("Giám đốc", body, ("Giám đốc Sở Nội vụ{of}",), place, new=True),
        )
    if place.level == "district":
        body = f"Phòng Nội vụ {place.full}"
        return (
            Post("Phó Trưởng phòng", body, ("Phó Trưởng phòng Nội vụ {at}",), place),
            Post("Trưởng phòng", body, ("Trưởng phòng Nội vụ {at}",), place, new=True),
        )
    body = committee(place)
    centre = f"Trung tâm Phục vụ hành chính công {place.full}" if scene.world.reformed else body
    new = Post("Giám đốc", centre, ("Giám đốc Trung tâm Phục vụ hành chính công {at}",), place, new=True)
    if not scene.world.reformed:
        new = Post("Chủ tịch", body, ("Chủ tịch {committee} {at}",), place, new=True)
    return Post("Phó Chủ tịch", body, ("Phó Chủ tịch {committee} {at}",), place), new


def news_round(scene: Scene) -> None:
    """Skeleton 17: several unrelated events of districts or communes, one record each."""
    draw, world = scene.draw, scene.world
    places = draw.sample(world.communes or world.districts, draw.whole(3, 5))
    scene.mention(world.province)
    scene.title = Piece(f"Tin vắn {world.province.full}: Hoạt động {scene.reform} ở cơ sở")
    look, _ = _year_words(scene)
    sign = draw.pick(("+ ", "", "* ", "- "))
    if world.host is None:
        scene.add(f"Những ngày qua, nhiều địa phương của {world.province.full} tổ chức các hoạt động thiết thực.")
    for place in places:
        choices: tuple[tuple[EventKind, str, str], ...] = (
            ("conference", "hội nghị", (f"hội nghị đánh giá công tác {scene.reform} {look}")),
            ("conference", "hội nghị", f"Hội nghị triển khai nhiệm vụ {scene.reform}"),
            ("training", "lớp tập huấn", "lớp tập huấn kỹ năng số cho cán bộ, công chức"),
            ("ceremony", "lễ", ("lễ ra quân hỗ trợ người dân nộp hồ sơ trực tuyến")),
            ("contest", "hội thi", f"hội thi tìm hiểu về {scene.reform}"),
            ("seminar", "buổi đối thoại", "đối thoại với người dân về thủ tục hành chính"),
            ("meeting", "cuộc họp", f"họp Ban Chỉ đạo {scene.reform}"),
            ("seminar", "tọa đàm", ("tọa đàm trao đổi kinh nghiệm giải quyết thủ tục đất đai")),
        )
        kind, noun, name = draw.pick(choices)
        held = gathering(scene, kind, noun, name, committee(place), undated=0.0, back=9)
        at = (
            opening(draw, held.start, held.part, scene.style.slash, year=not world.dated or draw.chance(0.2), today=False)
            if held.start
            else "Mới đây"
        )
        scene.mention(place)
        first = Piece(f"{at}, {scene.committee} {place.full} tổ chức {name}.").states(held.fact)
        extra: list[Piece | str] = [first]
        if draw.chance(0.6):
            extra.append(chaired(scene, held, [_leader(scene, place)]))
        extra += fillers(scene, draw.whole(1, 2))
        scene.add(sign + first, *extra[1:])
    byline(scene)
