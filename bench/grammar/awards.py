"""Awards: kinds, grantors, recipients, proposals, contests (survey section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.grammar.departments import departments
from bench.grammar.people import Person, person_name
from bench.grammar.pieces import NOWHERE, Piece, join, listed
from bench.grammar.places import Place, committee
from bench.grammar.scene import Scene
from schemas.facts import Award, Document, Recipient

REASONS = (
    "có thành tích xuất sắc trong thực hiện nhiệm vụ cải cách hành chính",
    "có thành tích xuất sắc trong công tác CCHC",
    "có thành tích tiêu biểu trong công tác cải cách hành chính",
    ("có thành tích xuất sắc trong phong trào thi đua đẩy mạnh cải cách hành chính"),
    ("có thành tích xuất sắc trong công tác cải cách hành chính và chuyển đổi số"),
    "có nhiều đóng góp trong công tác cải cách thủ tục hành chính",
)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind and how it is written."""

    kind: str
    words: tuple[str, ...]


CERTIFICATE = Form("bằng khen", ("Bằng khen", "bằng khen", "Bằng khen"))
PAPER = Form("giấy khen", ("Giấy khen", "giấy khen", "Giấy khen"))
FLAG = Form("cờ thi đua", ("Cờ thi đua", "cờ thi đua"))
TITLE = Form("danh hiệu Tập thể lao động xuất sắc", ("danh hiệu Tập thể lao động xuất sắc",))


def grantor(scene: Scene, place: Place) -> tuple[str, str, Form]:
    """Who awards at that level: as written, the codebook's form, and what."""
    form = CERTIFICATE if place.level == "province" else PAPER
    if scene.draw.chance(0.2):
        form = scene.draw.pick((FLAG, TITLE) if place.level == "province" else (PAPER,))
    if scene.draw.chance(0.55):
        return f"Chủ tịch {scene.committee_at(place)}", f"Chủ tịch {committee(place)}", form
    return scene.committee_at(place), committee(place), form


def recipients_of(scene: Scene, form: Form) -> tuple[str, tuple[Recipient, ...]]:
    """`13 tập thể và 30 cá nhân`, with households, one kind only, named, or a total without a split."""
    draw = scene.draw
    if form in (FLAG, TITLE):
        number = draw.whole(2, 12)
        return f"{scene.count(number)} tập thể", (Recipient("collective", number),)
    if scene.world.home.level == "province" and draw.chance(0.12):
        names = tuple(u.name for u in draw.sample([u for u in departments(scene.world.day) if u.bare], 2))
        single = draw.whole(3, 30)
        text = f"{scene.count(2, 0)} tập thể ({' và '.join(names)}) và {scene.count(single)} cá nhân"
        return text, (Recipient("collective", 2, names), Recipient("individual", single))
    many, single = draw.whole(2, 40), draw.whole(2, 60)
    shape = draw.weighted({"both": 60, "groups": 12, "people": 12, "households": 6, "mixed": 5, "open": 4})
    a, b = scene.count(many), scene.count(single)
    if shape == "both":
        text = draw.wording(f"{a} tập thể[ và |, | và ]{b} cá nhân")
        return text, (Recipient("collective", many), Recipient("individual", single))
    if shape == "groups":
        return f"{a} tập thể", (Recipient("collective", many),)
    if shape == "people":
        return f"{b} cá nhân", (Recipient("individual", single),)
    if shape == "households":
        homes = draw.whole(2, 12)
        text = f"{a} tập thể, {b} cá nhân và {scene.count(homes)} hộ gia đình"
        return text, (Recipient("collective", many), Recipient("individual", single), Recipient("household", homes))
    if shape == "mixed":
        return f"{scene.count(many + single, 0)} tập thể, cá nhân", (Recipient("mixed", many + single),)
    return f"hơn {many * 10} cá nhân", (Recipient("individual", None),)


def reason_of(scene: Scene, year: int | None) -> tuple[str, str]:
    """The reason with its link (` vì đã có thành tích …`), and as the record has it."""
    reason = scene.draw.pick(REASONS) + (f" năm {year}" if year else "")
    link = scene.draw.pick((" ", " ", " vì ", " vì đã ", " đã "))
    return link + reason, reason


def award_sentence(
    scene: Scene,
    place: Place,
    year: int | None,
    *,
    document: tuple[str, Document] | None = None,
    used: set[tuple[str, str | None]] | None = None,
    noun: str = "hội nghị",
) -> Piece:
    """One award: active, passive, by decision, on behalf of another (patterns 1–4). Nothing where that award stands already."""
    draw = scene.draw
    who, name, form = grantor(scene, place)
    key = (form.kind, name)
    if used is not None:
        if key in used:
            return Piece("")
        used.add(key)
    words = draw.pick(form.words)
    to, recipients = recipients_of(scene, form)
    because, reason = reason_of(scene, year) if draw.chance(0.85) else ("", None)
    award = Award(
        evidence=NOWHERE, kind=form.kind, grantor=name, recipients=recipients, reason=reason, year=year if reason else None
    )
    lead = draw.pick(("Dịp này, ", "Nhân dịp này, ", f"Tại {noun}, ", f"Cũng tại {noun}, ", "Dịp này, ", ""))
    if document is not None:
        text, fact = document
        return (Piece(text).states(fact) + f" tặng {words} cho {to}{because}").states(award).capital() + "."
    frames = (
        f"{lead}{who} tặng {words} cho {to}{because}",
        f"{lead}{who} đã tặng {words} cho {to}{because}",
        (f"{lead}{who} trao tặng {words} cho {to}{because}"),
        f"{lead}{to} được {who} tặng {words}{because}",
        f"{lead}có {to} được {who} tặng {words}{because}",
        (f"{lead}{to} đã được nhận {words} của {who}{because}"),
        (f"{lead}{who} đã khen thưởng, tặng {words} cho {to}{because}"),
        f"{lead}{to} vinh dự được {who} trao tặng {words}{because}",
        f"{lead}{who} trao {words} cho {to}{because}",
    )
    return Piece(draw.pick(frames)).capital().states(award) + "."


def handed_over(scene: Scene, place: Place, presenter: Piece, year: int | None) -> Piece:
    """`Thừa ủy quyền của X, Y trao …`: X grants."""
    draw = scene.draw
    kind, words, who = draw.pick(
        (
            ("bằng khen", "Bằng khen", "Thủ tướng Chính phủ"),
            ("cờ thi đua", "Cờ thi đua", "Chính phủ"),
            ("huân chương Lao động hạng Ba", "Huân chương Lao động hạng Ba", "Chủ tịch nước"),
            ("huân chương Lao động hạng Nhì", "Huân chương Lao động hạng Nhì", "Chủ tịch nước"),
            ("bằng khen", "Bằng khen", "Bộ trưởng Bộ Nội vụ"),
        )
    )
    number = draw.whole(1, 4)
    link, reason = reason_of(scene, year)
    award = Award(
        evidence=NOWHERE, kind=kind, grantor=who, recipients=(Recipient("collective", number),), reason=reason, year=year
    )
    head = draw.pick((f"Thừa ủy quyền của {who}, ", f"Được sự ủy quyền của {who}, ", f"Thừa ủy nhiệm của {who}, "))
    return (head + presenter + f" trao {words} cho {scene.count(number, 0)} tập thể{link}").states(award) + "."


def proposed(scene: Scene, place: Place, year: int | None) -> Piece:
    """A proposal is no award yet."""
    draw = scene.draw
    who, name = f"Chủ tịch {scene.committee_at(place)}", f"Chủ tịch {committee(place)}"
    form = CERTIFICATE if place.level == "province" else PAPER
    to, recipients = recipients_of(scene, form)
    link, reason = reason_of(scene, year)
    head = draw.pick(
        (
            "Hội đồng Thi đua - Khen thưởng thống nhất đề nghị",
            "Các đại biểu thống nhất đề nghị",
            "Hội nghị cũng thống nhất đề nghị",
            "Cơ quan thường trực đề nghị",
        )
    )
    award = Award(
        evidence=NOWHERE, kind=form.kind, grantor=name, recipients=recipients, reason=reason, year=year, status="proposed"
    )
    return Piece(f"{head} {who} tặng {form.words[0]} cho {to}{link}").states(award) + "."


def past(scene: Scene, place: Place) -> Piece:
    """An aggregate of earlier years."""
    draw = scene.draw
    who, name, form = grantor(scene, place)
    many, single = draw.whole(20, 90), draw.whole(100, 600)
    award = Award(
        evidence=NOWHERE,
        kind=form.kind,
        grantor=name,
        recipients=(Recipient("collective", many), Recipient("individual", single)),
        status="past",
    )
    head = draw.pick(("Trong 5 năm qua, đã có", "Giai đoạn vừa qua, đã có", "5 năm qua, có", "Những năm qua, đã có"))
    return Piece(f"{head} {many} tập thể và {single} cá nhân được {who} tặng {form.words[0]}").states(award) + "."


def named_award(scene: Scene, person: Person, noun: str) -> Piece:
    """An official is rewarded: the recipient is named and has the role receive."""
    draw = scene.draw
    who = "Bộ trưởng Bộ Nội vụ"
    words = "Kỷ niệm chương “Vì sự nghiệp ngành Tổ chức nhà nước”"
    receiver = scene.introduce(person, "receive", form=draw.pick(("comma", "title")))
    award = Award(evidence=NOWHERE, kind="kỷ niệm chương", grantor=who, recipients=(Recipient("individual", 1, (person.name,)),))
    text = (
        draw.pick(("Dịp này, ", f"Tại {noun}, "))
        + receiver
        + draw.pick((f" vinh dự nhận {words} do {who} tặng", f" được nhận {words} của {who}"))
    )
    return text.states(award) + "."


PRIZES = ("giải Nhất", "giải Nhì", "giải Ba", "giải Khuyến khích")


def contest_prizes(scene: Scene, teams: Sequence[str], noun: str, *, board: bool) -> Piece:
    """Prizes of teams: one record a prize (pattern 7). `board`: is the organising board said to award them?"""
    draw = scene.draw
    queue = list(teams)
    sizes = draw.pick(((1, 1, 1, 0), (1, 2, 2, 0), (1, 1, 2, 2), (1, 2, 3, 0), (1, 1, 1, 3)))
    items: list[Piece] = []
    for prize, size in zip(PRIZES, sizes, strict=True):
        names, queue = queue[:size], queue[size:]
        if not names:
            continue
        written = prize if draw.chance(0.6) else prize.lower()
        who = listed(names).text
        count = f"{scene.count(size, 0)} " if size > 1 else ""
        if board:
            text = f"{count}{written} cho {who}"
        else:
            text = (
                draw.pick((f"{count}{written} thuộc về {who}", f"{count}{written}: {who}"))
                if count
                else draw.pick((f"{written} thuộc về {who}", f"{who} đoạt {written}", f"{who} giành {written}"))
            )
        award = Award(
            evidence=NOWHERE,
            kind=prize,
            grantor="Ban Tổ chức" if board else None,
            recipients=(Recipient("collective", size, tuple(names)),),
        )
        items.append(Piece(text).states(award))
    head = f"Kết thúc {noun}, Ban Tổ chức đã trao " if board else draw.pick(("Kết quả, ", f"Kết thúc {noun}, ", "Chung cuộc, "))
    return head + (join("; ", items) if draw.chance(0.6) else listed(items, ", ", " và ")) + "."


def contestant(scene: Scene) -> str:
    """A private person who wins: a name, no office."""
    while True:
        name, _ = person_name(scene.draw, scene.world.province.name)
        if name not in scene.taken and name.split()[-1] not in scene.taken:
            scene.taken |= {name, name.split()[-1]}
            return name
