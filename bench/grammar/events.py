"""Events: how an article says that something was held, who chaired, who came, what was said (survey section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from bench.grammar.dates import full_day, opening, span_opening
from bench.grammar.people import Person, lines
from bench.grammar.pieces import NOWHERE, HeldEvent, Piece, join, listed
from bench.grammar.places import Place, committee
from bench.grammar.scene import Scene
from schemas.facts import Document, Event, EventKind, PartOfDay

Format = Literal["in_person", "online", "hybrid"]


@dataclass(slots=True)
class Gathering:
    """An event in the making. `noun`: how later sentences call it (`hội nghị`); `name` as stated."""

    number: int
    kind: EventKind
    noun: str
    name: str
    start: date | None
    end: date | None
    part: PartOfDay | None
    organizer: str | None
    format: Format | None = None
    sites: int | None = None
    venue: str | None = None

    @property
    def fact(self) -> HeldEvent:
        return HeldEvent(
            self.number,
            Event(
                evidence=NOWHERE,
                kind=self.kind,
                name=self.name,
                start_date=self.start.isoformat() if self.start else None,
                end_date=self.end.isoformat() if self.end else None,
                part_of_day=self.part,
                organizer=self.organizer,
                venue=self.venue,
                format=self.format,
                sites=self.sites,
            ),
        )


def gathering(
    scene: Scene,
    kind: EventKind,
    noun: str,
    name: str,
    organizer: str | None,
    *,
    undated: float = 0.1,
    days: int = 1,
    back: int = 5,
) -> Gathering:
    """A new event up to `back` days before publication. An undated page prints years, see `when`."""
    draw, world = scene.draw, scene.world
    scene.events += 1
    if draw.chance(undated):
        return Gathering(scene.events, kind, noun, name, None, None, None, organizer)
    end = world.today - timedelta(days=draw.weighted({0: 30, 1: 30, 2: 15, 3: 10, draw.whole(0, back): 15}))
    start = end - timedelta(days=days - 1)
    if start.month != end.month:
        start = end.replace(day=1)
        end = start + timedelta(days=days - 1)
        if end > world.today:
            start = end = world.today
    parts: dict[PartOfDay | None, float] = {None: 45, "morning": 34, "afternoon": 19, "evening": 1}
    part = draw.weighted(parts) if start == end else None
    return Gathering(scene.events, kind, noun, name, start, end if end != start else None, part, organizer)


def when(scene: Scene, held: Gathering) -> str:
    """`Sáng 23-8`, `Trong 2 ngày 12 và 13/5`, or a vague word. The year is printed where the page shows no day."""
    if held.start is None:
        return scene.draw.pick(("Mới đây", "Vừa qua", "Mới đây", "Vừa qua"))
    year = not scene.world.dated or scene.draw.chance(0.2)
    if held.end is not None:
        return span_opening(scene.draw, held.start, held.end, scene.style.slash, year=year)
    return opening(scene.draw, held.start, held.part, scene.style.slash, year=year, today=held.start == scene.world.today)


def hosts(scene: Scene, place: Place) -> tuple[str, str]:
    """The people's committee as the organiser: as written and in the codebook's form."""
    written = scene.committee_at(place, elide=0.45)
    if place.level == "district" and written.endswith(place.full) and scene.draw.chance(0.1):
        written += f" ({scene.world.province.full})"
        scene.mention(scene.world.province)
        scene.mention(place)
    return written, committee(place)


def open_event(scene: Scene, held: Gathering, organizer: str, *, plan: Document | None = None, plan_text: str = "") -> Piece:
    """The sentence that reports the event (opening formulae 1–6). `organizer` as written."""
    draw = scene.draw
    at = when(scene, held)
    low = at[0].lower() + at[1:]
    name, verb = held.name, draw.pick(("tổ chức", "đã tổ chức", "tổ chức"))
    capital = name[0].upper() + name[1:]
    place = ""
    if draw.chance(0.16):
        venue = draw.pick(lines("venues")).format(
            committee=scene.committee + " " + scene.world.home.type, level=scene.world.home.type
        )
        held.venue = venue
        place = f"tại {venue}"
    partner = (
        draw.wording(" phối hợp với [Trường Chính trị|Sở Nội vụ|Văn phòng Chính phủ|Viện Khoa học tổ chức nhà nước]")
        if held.organizer and draw.chance(0.06)
        else ""
    )
    frames = [
        f"{at}, {place + ', ' if place else ''}{organizer}{partner} {verb} {name}.",
        f"{at}, {organizer}{partner} {verb} {name}{' ' + place if place else ''}.",
        f"{at}, {place + ', ' if place else ''}{organizer}{partner} {verb} {name}.",
        f"{at}, {name} do {organizer}{partner} tổ chức đã diễn ra{' ' + place if place else ''}.",
    ]
    if held.start is not None:
        frames.append(
            f"{organizer}{partner} vừa tổ chức {name} "
            f"{'vào ' if not low.startswith(('trong', 'từ')) else ''}{low}{' ' + place if place else ''}."
        )
        if not place:
            frames.append(
                f"{capital} do {organizer}{partner} tổ chức diễn ra {'vào ' if not low.startswith(('trong', 'từ')) else ''}{low}."
            )
    if plan is not None:
        sentence = (
            Piece("Thực hiện ")
            + Piece(plan_text).states(plan)
            + f", {low}, {organizer}{partner} {verb} {name}{' ' + place if place else ''}."
        )
        return sentence.states(held.fact)
    return Piece(draw.pick(frames)).capital().states(held.fact)


def chaired(scene: Scene, held: Gathering, people: Sequence[Person]) -> Piece:
    """Who presided: `A, … chủ trì hội nghị`, `Chủ trì hội nghị có …`, `dưới sự chủ trì của …`."""
    draw, noun = scene.draw, held.noun
    persons = [
        scene.introduce(p, "chair", event=held.number, form=None if len(people) == 1 else draw.pick(("comma", "dash")))
        for p in people
    ]
    if len(persons) == 1:
        who = persons[0]
        return draw.pick(
            (
                who.capital() + f" chủ trì {noun}.",
                who.capital() + f" chủ trì {noun}.",
                who.capital() + f" đã chủ trì {noun}.",
                f"Chủ trì {noun} có " + who + ".",
                f"Chủ trì {noun} là " + who + ".",
                f"{noun[0].upper()}{noun[1:]} diễn ra dưới sự chủ trì của " + who + ".",
                f"{noun[0].upper()}{noun[1:]} do " + who + " chủ trì.",
            )
        )
    plural = "các đồng chí: " if scene.style.honorifics[0] == "đồng chí" and draw.chance(0.6) else ""
    if plural:
        persons = [_bare(scene, p) for p in persons]
    names = join("; ", persons) if draw.chance(0.7) else listed(persons, "; ", " và ")
    if draw.chance(0.5):
        return f"Chủ trì {noun} có " + ("các đồng chí: " if plural else "") + names + "."
    return (plural.capitalize() + names).capital() + draw.pick((f" đồng chủ trì {noun}.", f" chủ trì {noun}."))


def _bare(scene: Scene, person: Piece) -> Piece:
    """Without the honorific that a plural head already gave; the mark shrinks with the text."""
    for word in ("đồng chí ", "đ/c ", "ông ", "bà "):
        if person.text.startswith(word):
            text = person.text[len(word) :]
            return Piece(text, tuple(replace(m, start=max(0, m.start - len(word)), end=m.end - len(word)) for m in person.marks))
    return person


def attended(scene: Scene, held: Gathering, people: Sequence[Person], crowd: str) -> Piece:
    """`Dự hội nghị có đồng chí …; lãnh đạo các sở, ban, ngành` (survey 1.3 h)."""
    draw, noun = scene.draw, held.noun
    head = draw.wording(f"[Dự|Tham dự|Cùng dự|Đến dự|Dự] {noun} có ")
    if not people:
        return Piece(head + crowd + ".")
    form = draw.pick(("comma", "dash"))
    persons = [scene.introduce(p, "attend", event=held.number, form=form) for p in people]
    if len(people) > 1 and scene.style.honorifics[0] == "đồng chí" and draw.chance(0.55):
        persons = [_bare(scene, p) for p in persons]
        head += "các đồng chí: "
    tail = "; " + crowd if crowd else ""
    return head + join("; ", persons) + tail + "."


CROWDS = {
    "province": (
        "đại diện lãnh đạo các sở, ban, ngành",
        "lãnh đạo các sở, ngành, địa phương",
        ("các thành viên Ban Chỉ đạo cải cách hành chính của tỉnh"),
        "đại diện lãnh đạo các cơ quan, đơn vị liên quan",
    ),
    "district": (
        "lãnh đạo các phòng, ban, ngành",
        ("thủ trưởng các phòng, ban chuyên môn và lãnh đạo UBND các xã"),
        "đại diện lãnh đạo các cơ quan, đơn vị",
    ),
    "commune": ("cán bộ, công chức các bộ phận chuyên môn", "đại diện các ban, ngành, đoàn thể", "bí thư chi bộ, trưởng thôn"),
}


def online_sentence(scene: Scene, held: Gathering) -> Piece:
    """How the gathering was connected: sets the event's form and number of sites before the event is written."""
    draw = scene.draw
    sites = draw.whole(5, 150)
    held.format = "online"
    shape = draw.weighted({"sites": 5, "plain": 2, "hybrid": 3})
    noun = held.noun[0].upper() + held.noun[1:]
    if shape == "sites":
        held.sites = sites
        return scene.say(
            f"{noun} được [kết nối trực tuyến|tổ chức trực tuyến|truyền trực tuyến] "
            f"[tới|đến] {scene.count(sites, 0)} điểm cầu[ các địa phương| trên địa bàn|]."
        )
    if shape == "hybrid":
        held.format = "hybrid"
        if draw.chance(0.5):
            held.sites = sites
            return scene.say(
                f"{noun} được tổ chức theo hình thức trực tiếp kết hợp trực tuyến [tới|đến] {scene.count(sites, 0)} điểm cầu."
            )
        return scene.say(f"{noun} được tổ chức theo hình thức trực tiếp kết hợp [với |]trực tuyến.")
    return scene.say(f"{noun} được tổ chức theo hình thức trực tuyến[ tại các điểm cầu|].")


def reported(scene: Scene, held: Gathering, person: Person, *, known: bool) -> Piece:
    """A report at the event: role report."""
    who = (scene.again if known else scene.introduce)(person, "report", event=held.number)
    return scene.draw.pick(
        (
            f"Tại {held.noun}, " + who + " đã báo cáo tình hình thực hiện công tác cải cách hành chính thời gian qua.",
            f"Báo cáo tại {held.noun} do " + who + " trình bày đã nêu rõ những kết quả đạt được, tồn tại và nguyên nhân.",
            f"Tại {held.noun}, " + who + " trình bày báo cáo đánh giá kết quả triển khai nhiệm vụ.",
            f"Tại {held.noun}, " + who + " đã triển khai các nội dung của kế hoạch, hướng dẫn cách tự đánh giá, chấm điểm.",
        )
    )


def concluded(scene: Scene, held: Gathering, person: Person, *, known: bool = True) -> Piece:
    """Closing words. `phát biểu kết luận` is to conclude, not to speak (codebook)."""
    who = (scene.again if known else scene.introduce)(person, "conclude", event=held.number)
    demand = scene.draw.pick(DEMANDS)
    return scene.draw.pick(
        (
            f"Phát biểu kết luận {held.noun}, " + who + f" {demand}",
            f"Kết luận {held.noun}, " + who + f" {demand}",
            f"Phát biểu kết luận tại {held.noun}, " + who + f" {demand}",
        )
    )


def spoke(scene: Scene, held: Gathering, person: Person, *, known: bool = True) -> Piece:
    who = (scene.again if known else scene.introduce)(person, "speak", event=held.number)
    demand = scene.draw.pick(DEMANDS)
    return scene.draw.pick(
        (
            f"Phát biểu tại {held.noun}, " + who + f" {demand}",
            f"Phát biểu khai mạc {held.noun}, " + who + f" {demand}",
            f"Phát biểu chỉ đạo tại {held.noun}, " + who + f" {demand}",
        )
    )


DEMANDS = (
    "đề nghị các cơ quan, đơn vị tiếp tục đẩy mạnh cải cách hành chính, coi đây là nhiệm vụ trọng tâm.",
    "yêu cầu các ngành, địa phương khắc phục ngay những tồn tại, hạn chế đã được chỉ ra.",
    "nhấn mạnh vai trò, trách nhiệm của người đứng đầu trong thực hiện cải cách hành chính.",
    "ghi nhận, biểu dương những kết quả đạt được và đề nghị các đơn vị tiếp tục nỗ lực hơn nữa.",
    "đề nghị tập trung nâng cao chất lượng giải quyết thủ tục hành chính, không để hồ sơ quá hạn.",
    "yêu cầu rà soát từng tiêu chí thành phần, phân công rõ người, rõ việc, rõ thời gian hoàn thành.",
)


def caption(scene: Scene, held: Gathering, person: Person) -> Piece:
    """A photo caption: no event of its own, but it counts for roles."""
    draw = scene.draw
    role, verb = draw.pick(
        (("speak", f"phát biểu tại {held.noun}"), ("conclude", f"kết luận {held.noun}"), ("chair", f"chủ trì {held.noun}"))
    )
    who = scene.again(person, "speak" if role == "speak" else "conclude" if role == "conclude" else "chair", event=held.number)
    photo = draw.pick(("", "", ". Ảnh: Minh Tú", " (Ảnh: H.N)", ". Ảnh: PV"))
    return "[ảnh] " + who.capital() + f" {verb}{photo}"


def plain_caption(scene: Scene, held: Gathering) -> str:
    return "[ảnh] " + scene.draw.pick(
        (
            f"Quang cảnh {held.noun}",
            f"Các đại biểu dự {held.noun}",
            f"Toàn cảnh {held.noun}. Ảnh: V.H",
            f"Đại biểu tham luận tại {held.noun}",
        )
    )


def plan(scene: Scene, place: Place, *, issued: bool = False) -> tuple[Document, str]:
    """`Kế hoạch số 15/KH-UBND ngày 20/01/2023 của UBND tỉnh` with its record. `issued`: the sentence names who issued it."""
    day = scene.world.today - timedelta(days=scene.draw.whole(1, 15) if issued else scene.draw.whole(12, 160))
    number = f"{scene.draw.whole(5, 399):02d}/KH-UBND"
    scene.documents.add(number)
    text = f"Kế hoạch số {number} ngày {full_day(scene.draw, day)}" + ("" if issued else f" của {scene.committee_at(place)}")
    return scene.document("Kế hoạch", number, committee(place), day), text
