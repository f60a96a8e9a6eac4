"""What stands between facts: fillers, distractors, bylines, related headlines."""

from __future__ import annotations

from bench.grammar.awards import contestant
from bench.grammar.documents import central_sentence
from bench.grammar.figures import thousands
from bench.grammar.people import lines, words
from bench.grammar.pieces import Piece, join
from bench.grammar.scene import Scene

STREETS = (
    "Lê Quý Đôn",
    "Trần Phú",
    "Nguyễn Du",
    "Lê Hồng Phong",
    "Hùng Vương",
    "Phan Bội Châu",
    "Nguyễn Trãi",
    "Lý Thường Kiệt",
    "Trần Hưng Đạo",
)
# Headlines of other articles: not facts, wherever they stand (codebook, "What is not a fact").
RELATED = (
    "Khai mạc giải bóng đá thiếu niên toàn tỉnh",
    "Đại hội thể dục thể thao thành công tốt đẹp",
    "Bàn giao nhà tình nghĩa cho gia đình chính sách",
    "Ra quân làm sạch môi trường biển",
    "Khởi công tuyến đường liên xã",
    "Mùa vàng trên những cánh đồng mẫu lớn",
)


def fillers(scene: Scene, count: int) -> list[str]:
    """Sentences without a fact, none twice in an article."""
    free = [line for line in lines("fillers") if line not in scene.taken]
    chosen = scene.draw.sample(free, count)
    scene.taken |= set(chosen)
    return [line.replace("{reform}", scene.reform) for line in chosen]


def distractor(scene: Scene) -> Piece:
    """A sentence with figures, days or names that are no facts; sometimes a cited document, which is one."""
    draw = scene.draw
    if draw.chance(0.14):
        cited = central_sentence(scene)
        if cited:
            return cited if isinstance(cited, Piece) else Piece(cited)
    free = [line for line in lines("distractors") if line not in scene.taken]
    line = draw.pick(free)
    scene.taken.add(line)
    slots = {
        "a": str(draw.whole(2, 14)),
        "b": str(draw.whole(15, 220)),
        "c": str(draw.whole(3, 60)),
        "p": scene.share(draw.real(51, 99.9)),
        "q": scene.share(draw.real(3, 49)),
        "g": scene.share(draw.real(1, 12)),
        "m": scene.number(draw.real(1, 90, 1), 1),
        "t": thousands(draw.whole(1200, 48000)),
        "street": draw.pick(STREETS),
        "name": "",
    }
    if "{name}" in line:
        # A citizen: a person, no office. The given name stays free for nobody else.
        name = contestant(scene)
        women = line.startswith("Bà")
        slots["name"] = (
            name
            if women == (" Thị " in f" {name} ")
            else f"{name.split()[0]} {'Thị' if women else 'Văn'} {draw.pick(words('given_women' if women else 'given_men'))}"
        )
    return scene.say(line, **slots)


def block(scene: Scene, low: int = 1, high: int = 3, *, traps: float = 0.5) -> Piece:
    """A paragraph of fillers, with a distractor among them at that rate."""
    draw = scene.draw
    sentences: list[Piece | str] = list(fillers(scene, draw.whole(low, high)))
    if draw.chance(traps):
        sentences.insert(draw.whole(0, len(sentences)), distractor(scene))
    return join(" ", sentences)


def byline(scene: Scene) -> None:
    """The end of an article: more of what states nothing, the author (of the page, or the last line), related headlines."""
    draw = scene.draw
    if draw.chance(0.4):
        for _ in range(draw.whole(1, 4)):
            scene.add(block(scene, 2, 6, traps=0.6))
    name = draw.pick(
        ("Minh Thùy", "H.N", "Thu Hà", "T.Mận", "PV", "Hồ Văn", "Khánh Vy", "Nguyễn Hoa", "Đ.Thái", "Ngọc Lan - Văn Tú", "CTV")
    )
    if draw.chance(0.45):
        scene.author = name
    elif draw.chance(0.6):
        scene.add(draw.pick((name, f"Tin, ảnh: {name}", f"Bài và ảnh: {name}", f"Theo {name}", f"Tác giả: {name}")))
    if draw.chance(0.08):
        scene.add(f"Tin liên quan: {draw.pick(RELATED)}")
