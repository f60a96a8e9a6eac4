"""A province's or district's own ranking of its units: blocks with leaders, last places, tiers, counts, lists and tables
(survey P5–P10, P19, skeletons 3, 8, 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.grammar.departments import Unit, departments, vertical_units
from bench.grammar.figures import ORDINAL_WORDS
from bench.grammar.indices import LADDERS, Index
from bench.grammar.measures import About
from bench.grammar.pieces import NOWHERE, Piece, join, listed
from bench.grammar.places import Place, by_type
from bench.grammar.scene import Scene
from schemas.facts import Fact, Subject, TierCount


@dataclass(frozen=True, slots=True)
class Member:
    """A ranked unit: its subject and the ways of writing it (`huyện Ia Grai`, `UBND huyện Ia Grai`). `bare`: the name that can
    follow a shared head, `head` that head (`huyện`, `sở`); both empty where it cannot."""

    subject: Subject
    surfaces: tuple[str, ...]
    bare: str = ""
    head: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Units ranked together. `heading`: the block in a sentence (`khối sở, ban, ngành`); `group`: who is ranked; `unit`: one of
    them (`sở, ban, ngành`, `xã, phường`); `of`: how many there are (more than `members` where only some are named)."""

    heading: tuple[str, ...]
    group: str
    members: tuple[Member, ...]
    of: int
    unit: str = "đơn vị"


def _unit_member(scene: Scene, unit: Unit) -> Member:
    at = scene.world.province.type
    surfaces = tuple(s.replace("{at}", at) for s in unit.surfaces)
    return Member(Subject(unit.name, "organization", scene.world.province.full), surfaces, unit.bare, "sở" if unit.bare else "")


def place_member(scene: Scene, place: Place) -> Member:
    """A place below a province; its committee counts as the place."""
    return Member(scene.subject(place), (place.full, place.full, f"{scene.committee} {place.full}"), place.name, place.type)


def department_block(scene: Scene) -> Block:
    units = departments(scene.world.day)
    members = scene.draw.sample(units, len(units))
    return Block(
        ("khối sở, ban, ngành", "khối các sở, ban, ngành", "nhóm sở, ban, ngành"),
        "sở, ban, ngành",
        tuple(_unit_member(scene, u) for u in members),
        len(members),
    )


def vertical_block(scene: Scene) -> Block:
    units = vertical_units(scene.world.day)
    members = scene.draw.sample(units, len(units))
    return Block(
        ("khối cơ quan ngành dọc", "khối cơ quan Trung ương đóng trên địa bàn", "nhóm cơ quan ngành dọc"),
        "cơ quan ngành dọc",
        tuple(_unit_member(scene, u) for u in members),
        len(members),
    )


TYPE_ORDER = ("quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu")


def place_block(scene: Scene, places: Sequence[Place]) -> Block:
    """Districts or communes; the group names the types that there are."""
    kinds = by_type(places)
    types = [t for t in TYPE_ORDER if t in kinds]
    group = ", ".join(types)
    head = f"khối {group}"
    headings = (head, f"khối các {group}", f"nhóm {group}")
    if types == ["huyện"]:
        headings = ("khối huyện", "khối các huyện", "khối huyện")
    members = tuple(place_member(scene, p) for p in scene.draw.sample(places, len(places)))
    return Block(headings, group, members, len(places), "địa phương" if places[0].level == "district" else "đơn vị")


def surface(scene: Scene, member: Member) -> str:
    """The unit as written here."""
    return scene.draw.pick(member.surfaces)


def tier_ladder(scene: Scene, index: Index) -> tuple[str, ...]:
    ladders = LADDERS.get(index.code) or ()
    return scene.draw.pick(ladders) if ladders else ()


def descending(scene: Scene, index: Index, count: int) -> list[float]:
    """Scores from high to low, all different."""
    step = 10**-index.places
    values = sorted({scene.draw.real(index.low, index.high, index.places) for _ in range(count * 3)}, reverse=True)
    while len(values) < count:
        values.append(round(values[-1] - step, index.places))
    kept = sorted(scene.draw.sample(values, count), reverse=True)
    return kept


def value_text(scene: Scene, index: Index, value: float) -> str:
    return scene.number(value, index.places) + (scene.style.percent if index.unit == "percent" else " điểm")


class BlockWriter:
    """Writes one block. `index` and `year` are those of the article; `sized`: the opening prints how many units there are, so
    that every record of the block has `of` (codebook, fine points); `order` is the true order of the members."""

    def __init__(self, scene: Scene, index: Index, year: int, block: Block, *, grouped: bool = True) -> None:
        self.scene, self.index, self.year, self.block = scene, index, year, block
        self.values = descending(scene, index, len(block.members))
        self.sized = scene.draw.chance(0.5)
        self.of = block.of if self.sized else None
        self.group = block.group if grouped else None
        # Printed for all single units or for none: a size of the sentence before would govern the next one.
        self.slashed = self.sized or scene.draw.chance(0.5)
        self.used: set[int] = set()

    def about(self, member: Member) -> About:
        return About(self.index.code, member.subject, self.year)

    def opening(self) -> str:
        """How the block begins: with its size where `sized`."""
        block, scene = self.block, self.scene
        heading = scene.draw.pick(block.heading)
        if self.sized:
            return scene.draw.wording(
                scene.draw.pick(
                    (
                        f"Đối với {heading} ({block.of} {block.unit}), ",
                        f"Ở {heading} có {block.of} {block.unit} được xếp hạng, [trong đó |]",
                        f"[Trong|Trong số|Trong tổng số] {block.of} {block.group}, ",
                        f"{heading[0].upper()}{heading[1:]} ([có |gồm |]{block.of} {block.unit}): ",
                    )
                )
            )
        return scene.draw.wording(
            scene.draw.pick(
                (f"Đối với {heading}, ", f"Ở {heading}, ", f"{heading[0].upper()}{heading[1:]}: ", f"[Tại|Trong] {heading}, ")
            )
        )

    def leaders(self) -> Piece:
        """First places by a superlative and a trigger, perhaps the last (P7, P8, P9)."""
        draw = self.scene.draw
        count = min(draw.whole(2, 5), len(self.block.members) - 1)
        shape = draw.weighted(
            {"next": 5, "in turn": 4, "ordinals": 3, "respective": 3, "extremes": 3, "descending": 3, "tie": 1.2}
        )
        if count < 3 and shape == "tie":
            shape = "next"
        shapes: dict[str, Callable[[int], Piece]] = {
            "next": self._next,
            "in turn": self._in_turn,
            "ordinals": self._ordinals,
            "respective": self._respective,
            "extremes": self._extremes,
            "descending": self._descending,
            "tie": self._tie,
        }
        return shapes[shape](count)

    def _head(self) -> str:
        """`đứng đầu`, or with the block's name where the sentence does not open with it."""
        return self.scene.draw.pick(
            (
                "đứng đầu",
                "dẫn đầu",
                "xếp thứ nhất",
                "xếp vị trí thứ nhất",
                "giữ vị trí dẫn đầu",
                "đứng vị trí thứ nhất",
                "đứng đầu",
            )
        )

    def _one(self, place: int, *, derived: bool, form: str = "", tier: str | None = None) -> Piece:
        """The unit of a place with its score in `form` (`{u} ({v})`), as rank and score."""
        member, value = self.block.members[place - 1], self.values[place - 1]
        self.used.add(place)
        about = self.about(member)
        facts: list[Fact] = [about.rank(place, self.of, self.group, tier, derived=derived)]
        if "{v}" in form:
            facts.append(about.score(value, self.index.unit))
        text = (
            (form or "{u}").replace("{u}", surface(self.scene, member)).replace("{v}", value_text(self.scene, self.index, value))
        )
        return Piece(text).states(*facts)

    def _form(self) -> str:
        return self.scene.draw.pick(
            ("{u} ({v})", "{u} với {v}", "{u} đạt {v}", "{u} {v}", "{u}", "{u} (đạt {v})", "{u} với số điểm {v}")
        )

    def _lead(self) -> Piece:
        """The sentence's start up to the first place."""
        scene, form = self.scene, self._form()
        opening = self.opening()
        first = self._one(1, derived=False, form=form)
        verb = self._head()
        if scene.draw.chance(0.5) and "đạt" not in form:
            whole = scene.say(f"{verb} là {{first}}", first=first.text)
        else:
            with_score = f" với {value_text(scene, self.index, self.values[0])}" if "{v}" in form else ""
            whole = scene.say(f"{surface(scene, self.block.members[0])} {verb}{with_score}")
        # The superlative belongs to the evidence of the rank.
        return (opening + Piece(whole.text).states(*(m.said for m in first.marks))).capital()

    def _last(self) -> Piece:
        """The last place: its number only where the size is printed (codebook: else rank null and tier `cuối bảng`)."""
        scene, block = self.scene, self.block
        member, value = block.members[-1], self.values[-1]
        if block.of != len(block.members):
            return Piece("")
        self.used.add(block.of)
        about = self.about(member)
        who, number = surface(scene, member), value_text(scene, self.index, value)
        if self.of is not None and scene.draw.chance(0.5):
            text = scene.draw.wording(
                f"{who} [xếp thứ|đứng thứ|ở vị trí thứ] {block.of}/{block.of}[ với {number}|, đạt {number}]"
            )
        else:
            text = scene.draw.wording(
                scene.draw.pick(
                    (
                        (f"[xếp cuối|đứng cuối bảng|xếp cuối bảng|xếp cuối cùng|cuối bảng] là {who} [với {number}|({number})]"),
                        f"{who} [xếp cuối bảng|đứng cuối bảng|xếp cuối] với {number}",
                        f"thấp nhất là {who} [với {number}|({number})]",
                    )
                )
            )
        rank = (
            about.rank(block.of, block.of, self.group) if self.of is not None else about.rank(None, None, self.group, "cuối bảng")
        )
        return Piece(text).states(rank, about.score(value, self.index.unit))

    def _end(self, text: Piece) -> Piece:
        if self.scene.draw.chance(0.6) and len(self.used) < len(self.block.members):
            last = self._last()
            if last.text:
                return text + self.scene.draw.pick(("; ", "; ", ", ")) + last + "."
        return text + "."

    def _next(self, count: int) -> Piece:
        """`A đứng đầu; tiếp theo là B, C`: order after a trigger gives the places."""
        form = self._form()
        followers = [self._one(n, derived=True, form=form) for n in range(2, count + 1)]
        word = self.scene.draw.pick(
            ("tiếp theo là", "tiếp đến là", "kế đến là", "theo sau là", "tiếp theo lần lượt là", "kế đến lần lượt là")
        )
        if count == 2:
            word = word.replace(" lần lượt", "")
        follow = listed(followers) if self.scene.draw.chance(0.6) else join(", ", followers)
        return self._end(self._lead() + self.scene.draw.pick(("; ", ", ")) + f"{word} " + follow)

    def _in_turn(self, count: int) -> Piece:
        """`Ba vị trí đầu lần lượt thuộc về A, B và C`."""
        words = {2: "Hai", 3: "Ba", 4: "Bốn", 5: "Năm"}
        number = self.scene.draw.pick((words[count], f"{count:02d}" if self.scene.style.zero else str(count), words[count]))
        form = self._form()
        units = [self._one(n, derived=True, form=form) for n in range(1, count + 1)]
        head = self.scene.draw.wording(
            f"{number} [vị trí dẫn đầu|vị trí đầu|vị trí đầu tiên|vị trí đầu bảng] lần lượt [thuộc về|là]: "
        )
        if self.scene.draw.chance(0.7):
            head = head.replace(": ", " ")
        opening = self.opening()
        if not opening.endswith(": "):
            head = head[0].lower() + head[1:]
        return self._end(Piece(_cap(opening + head)) + listed(units))

    def _ordinals(self, count: int) -> Piece:
        """`A xếp thứ nhất (94 điểm), B xếp thứ 2, C đứng thứ ba`."""
        scene, parts = self.scene, []
        verb = scene.draw.pick(("xếp thứ", "đứng thứ", "xếp vị trí thứ", "ở vị trí thứ", "xếp hạng"))
        worded = verb != "xếp hạng" and scene.draw.chance(0.5)
        scored = scene.draw.chance(0.6)
        for n in range(1, count + 1):
            place = ORDINAL_WORDS[n] if worded else str(n)
            form = f"{{u}} {verb} {place}" + (scene.draw.pick((" ({v})", " với {v}", ", đạt {v}")) if scored else "")
            parts.append(self._one(n, derived=False, form=form))
        return (
            self._end(Piece(_cap(self.opening())) + join("; ", parts))
            if scored
            else self._end(Piece(_cap(self.opening())) + listed(parts))
        )

    def _respective(self, count: int) -> Piece:
        """`A, B, C lần lượt xếp thứ 1, 2, 3 với 94; 93,5 và 92 điểm` (P8): values after the units, in the same order."""
        scene, block = self.scene, self.block
        places = (
            list(range(1, count + 1))
            if scene.draw.chance(0.7)
            else sorted(scene.draw.sample(range(2, len(block.members)), count))
        )
        count = len(places)
        members = [block.members[p - 1] for p in places]
        self.used |= set(places)
        names = _shared(scene, members) if scene.draw.chance(0.5) else listed([surface(scene, m) for m in members]).text
        numbers = listed([str(p) for p in places]).text if scene.draw.chance(0.8) else ", ".join(map(str, places))
        scored = scene.draw.chance(0.5) and self.index.unit == "point"
        text = scene.draw.wording(
            scene.draw.pick(
                (
                    f"{names} lần lượt xếp thứ {numbers}",
                    (f"{names} lần lượt đứng ở các vị trí thứ {numbers}"),
                    (f"các vị trí thứ {numbers} lần lượt thuộc về {names}"),
                    f"xếp thứ {numbers} lần lượt là {names}",
                )
            )
        )
        if scored:
            values = [scene.number(self.values[p - 1], self.index.places) for p in places]
            text += f" với số điểm lần lượt là {listed(values, '; ').text} điểm"
        facts: list[Fact] = []
        for p, m in zip(places, members, strict=True):
            facts.append(self.about(m).rank(p, self.of, self.group))
            if scored:
                facts.append(self.about(m).score(self.values[p - 1], self.index.unit))
        return (Piece(_cap(self.opening())) + Piece(text).states(*facts)) + "."

    def _extremes(self, count: int) -> Piece:
        """`điểm cao nhất là 96,4 điểm (Sở Y tế), thấp nhất là 71 điểm (Sở X)`: first and last of the block."""
        scene, block = self.scene, self.block
        first, last = block.members[0], block.members[-1]
        top, low = value_text(scene, self.index, self.values[0]), value_text(scene, self.index, self.values[-1])
        self.used |= {1, len(block.members)}
        high_form = scene.draw.pick(
            (
                "điểm số cao nhất là {v} ({u})",
                "đơn vị có điểm cao nhất là {u} ({v})",
                "{u} có số điểm cao nhất, đạt {v}",
                "đơn vị cao nhất là {u}, đạt {v}",
                "số điểm cao nhất {v} thuộc về {u}",
            )
        )
        low_form = scene.draw.pick(
            (
                "thấp nhất là {v} ({u})",
                "thấp nhất là {u} ({v})",
                "{u} có số điểm thấp nhất, {v}",
                "đơn vị thấp nhất là {u} với {v}",
            )
        )
        if self.index.unit == "percent":
            high_form, low_form = "cao nhất là {u} ({v})", "thấp nhất là {u} ({v})"
        a, b = self.about(first), self.about(last)
        high = Piece(high_form.format(u=surface(scene, first), v=top)).states(
            a.rank(1, self.of, self.group), a.score(self.values[0], self.index.unit)
        )
        last_rank = b.rank(block.of, block.of, self.group) if self.of is not None else b.rank(None, None, self.group, "cuối bảng")
        deep = Piece(low_form.format(u=surface(scene, last), v=low)).states(last_rank, b.score(self.values[-1], self.index.unit))
        return Piece(_cap(self.opening())) + high + scene.draw.pick(("; ", ", ")) + deep + "."

    def _descending(self, count: int) -> Piece:
        """`Kết quả xếp theo thứ tự từ cao xuống thấp: A (94), B (93)…`."""
        form = self.scene.draw.pick(("{u} ({v})", "{u} {v}", "{u}: {v}", "{u}"))
        units = [self._one(n, derived=True, form=form) for n in range(1, count + 1)]
        text = self.scene.draw.wording(
            "[các đơn vị dẫn đầu xếp theo thứ tự từ cao xuống thấp|nhóm dẫn đầu theo thứ tự từ cao xuống thấp] [gồm|là]: "
        )
        separator = "; " if "{v}" in form and self.scene.style.comma == "," else ", "
        return self._end(Piece(_cap(self.opening() + text)) + join(separator, units))

    def _tie(self, count: int) -> Piece:
        """Two units share a place: both have it (P10)."""
        scene, block = self.scene, self.block
        lead = self._lead()
        a, b = block.members[1], block.members[2]
        self.used |= {2, 3}
        value = self.values[1]
        number = value_text(scene, self.index, value)
        text = scene.draw.wording(
            f"{surface(scene, a)} và {surface(scene, b)} [cùng đạt {number}, "
            f"đồng hạng 2|đồng hạng 2 với {number}|cùng xếp thứ 2 với {number}]"
        )
        facts: list[Fact] = []
        for member in (a, b):
            facts += [self.about(member).rank(2, self.of, self.group), self.about(member).score(value, self.index.unit)]
        return lead + "; " + Piece(text).states(*facts) + "."

    def single(self) -> Piece:
        """One unit in the middle of the block: place, score, perhaps tier and movement."""
        scene, block = self.scene, self.block
        free = [n for n in range(4, len(block.members)) if n not in self.used]
        if not free:
            return Piece("")
        place = scene.draw.pick(free)
        self.used.add(place)
        member, value = block.members[place - 1], self.values[place - 1]
        # The first assessment of the new communes has nothing to be compared with.
        first = scene.world.reformed and self.year <= 2025 and block.members[0].subject.kind == "place"
        room = 0 if first else min(12, len(block.members) - place)
        moved = scene.draw.whole(1, room) if room and scene.draw.chance(0.4) else None
        base = self.year - 1 if scene.draw.chance(0.7) else None
        who, number = surface(scene, member), value_text(scene, self.index, value)
        of = block.of if self.slashed else None
        figure = f"{place}/{block.of}" if of and (not self.sized or scene.draw.chance(0.8)) else str(place)
        text = scene.draw.wording(
            f"[Riêng |Đáng chú ý, |]{who} [xếp thứ|đứng thứ|ở vị trí|xếp hạng|xếp "
            f"vị trí thứ] {figure}[ với {number}|, đạt {number}| ({number})]"
        )
        if moved is not None:
            verb = scene.draw.pick(("tăng {} bậc", "lên {} bậc", "tăng {} hạng", "vươn lên {} bậc")).format(scene.count(moved))
            text += f", {verb}" + (f" so với năm {base}" if base else "")
        about = self.about(member)
        return (
            Piece(_cap(text)).states(about.rank(place, of, self.group, None, moved, base), about.score(value, self.index.unit))
            + "."
        )

    def _with_raw_points(self, item: Piece, place: int) -> Piece:
        """Raw points of 65 beside the ratio that decides the place: two scores (codebook, scores)."""
        raw = round(self.values[place - 1] * 0.65, 2)
        text = item.text.replace("{r}", f"{self.scene.number(raw)}/65 điểm")
        about = self.about(self.block.members[place - 1])
        return Piece(text).states(*(m.said for m in item.marks), about.score(raw, "point", 65.0))

    def lists(self, *, whole: bool) -> list[Piece]:
        """A numbered or bulleted list in the order of places, one unit a paragraph (skeleton 9)."""
        scene = self.scene
        count = len(self.block.members) if whole else min(len(self.block.members), scene.draw.whole(4, 8))
        count = min(count, 20)
        numbered = scene.draw.chance(0.6)
        form = scene.draw.pick(("{u}: {v}", "{u} đạt {v}", "{u} ({v})", "{u} - {v}", "{u}, {v}"))
        ratio = self.index.unit == "percent" and self.index.code != "SIPAS_LOCAL"
        if ratio:
            form = scene.draw.pick(("{u}: {r}, chỉ số đạt {v}", "{u} đạt {r}, chỉ số đạt {v}"))
        head = scene.draw.wording("kết quả [cụ thể |]xếp [theo thứ tự |]từ cao xuống thấp như sau:")
        items = []
        for n in range(1, count + 1):
            item = self._one(n, derived=True, form=form)
            if ratio:
                item = self._with_raw_points(item, n)
            items.append((f"{n}. " if numbered else "- ") + item + (";" if n < count else "."))
        return [Piece(_cap(self.opening() + head)), *items]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shared(scene: Scene, members: Sequence[Member]) -> str:
    """`các sở Nội vụ, Tài chính và Tư pháp`: one head for units that allow it, else each in full."""
    heads = {m.head for m in members}
    if len(heads) == 1 and (head := heads.pop()) and len(members) > 1:
        word = f"{scene.committee} các {head}" if head in TYPE_ORDER and scene.draw.chance(0.25) else f"các {head}"
        return f"{word} {listed([m.bare for m in members]).text}"
    return listed([surface(scene, m) for m in members]).text


def tier_counts(
    scene: Scene, index: Index, year: int, scope: Subject | None, group: str, unit: str, total: int, ladder: Sequence[str]
) -> Piece:
    """A sentence that counts a group by tier (P6): sizes, shares, none, all."""
    draw = scene.draw
    left, counts = total, []
    for i, tier in enumerate(ladder[:-1]):
        number = draw.whole(0 if i == 0 else 1, max(1, round(left * 0.7))) if left else 0
        number = min(number, left)
        counts.append((tier, number))
        left -= number
    counts.append((ladder[-1], left))
    if draw.chance(0.12):
        tier = ladder[draw.whole(0, 1)]
        text = draw.wording(
            draw.pick(
                (
                    f"[cả {total}|{total}/{total}] {group} đều [xếp loại|đạt loại] {tier}",
                    f"{total}/{total} {group} [xếp loại|đạt loại] {tier}",
                )
            )
        )
        fact = TierCount(
            evidence=NOWHERE, indicator=index.code, year=year, scope=scope, group=group, tier=tier, count=total, of=total
        )
        return Piece(_cap(text)).states(fact) + "."
    verb = draw.pick(("xếp loại", "đạt loại", "được xếp loại", "xếp hạng", "loại"))
    opened = draw.chance(0.55)
    shares = draw.chance(0.35)
    items: list[Piece] = []
    for tier, number in counts:
        if number == 0 and draw.chance(0.5) and tier != ladder[-1]:
            continue
        said_unit = unit
        of: int | None = total if opened else None
        percent = None
        if number == 0:
            if tier != ladder[-1]:
                continue
            text = draw.wording(f"không có {said_unit}[ nào|] [xếp loại|bị xếp loại] {tier}")
        else:
            figure = scene.count(number, 0)
            if not opened:
                figure, of = f"{figure}/{total}", total
            text = f"{'có ' if not items else ''}{figure} {group if not opened and not items else said_unit} {verb} {tier}"
            if shares:
                percent = round(100 * number / total, 2)
                text += draw.wording("[ (chiếm {p})|, chiếm {p}| (đạt {p})| ({p})]").replace("{p}", scene.share(percent))
        items.append(
            Piece(text.replace("  ", " ")).states(
                TierCount(
                    evidence=NOWHERE,
                    indicator=index.code,
                    year=year,
                    scope=scope,
                    group=group,
                    tier=tier,
                    count=number,
                    of=of,
                    percent=percent,
                )
            )
        )
    head = (
        draw.wording(f"[Trong|Trong số|Trong tổng số|Trong tổng số] {total} {group}[ được đánh giá|]").strip()
        if opened
        else draw.pick(("Kết quả,", "Theo kết quả xếp loại,", "Tính chung,", "Toàn khối"))
    )
    joiner = "; " if shares else draw.pick((", ", "; "))
    return Piece(head + (", " if opened else " ")) + join(joiner, items) + "."


def tier_members(
    scene: Scene,
    index: Index,
    year: int,
    block: Block,
    tier: str,
    members: Sequence[Member],
    *,
    counted: bool,
    of: int | None,
    scope: Subject | None,
) -> Piece:
    """`Nhóm tốt gồm các sở Nội vụ, Tài chính`: a tier each, with the count where it is printed (P5).

    `of`: the size that opened the block."""
    names = _shared(scene, members) if scene.draw.chance(0.6) else listed([surface(scene, m) for m in members]).text
    number = scene.count(len(members), 0)
    facts: list[Fact] = [About(index.code, m.subject, year).rank(None, None, block.group, tier) for m in members]
    if counted:
        text = scene.draw.wording(f"[Có |]{number} {block.unit} [xếp loại|đạt loại] {tier}[ gồm: | là: |: ]{names}")
        facts.append(
            TierCount(
                evidence=NOWHERE,
                indicator=index.code,
                year=year,
                scope=scope,
                group=block.group,
                tier=tier,
                count=len(members),
                of=of,
            )
        )
    else:
        text = scene.draw.wording(
            f"[Các đơn vị xếp loại {tier} gồm|Xếp loại {tier} gồm|Các đơn vị đạt loại {tier} là|Loại {tier} có] {names}"
        )
    return Piece(_cap(text)).states(*facts) + "."
