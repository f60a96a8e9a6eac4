"""Lists of an index's parts: level, rank and movement of each, subject and year carried from the head (survey P21)."""

from __future__ import annotations

from bench.grammar.indices import Index
from bench.grammar.measures import About, amount, moved_words
from bench.grammar.pieces import Piece, join
from bench.grammar.scene import Scene
from schemas.facts import Rank, Score, Subject


def parts_list(scene: Scene, index: Index, subject: Subject, year: int, of: int) -> list[Piece]:
    """The head sentence with its items in one paragraph, or as bullets, one a paragraph. Nothing for an index without parts."""
    draw = scene.draw
    if not index.parts:
        return []
    chosen = draw.sample(index.parts, draw.whole(2, min(6, len(index.parts))))
    base = year - 1 if draw.chance(0.5) else None
    kind = draw.weighted({"values": 4, "values and ranks": 4, "ranks": 2, "changes": 2})
    noun = {"PAPI": "nội dung", "PCI": "chỉ số thành phần", "DTI": "trụ cột"}.get(index.code, "lĩnh vực")
    items = [_item(scene, index, About(index.code, subject, year, component=name), most, kind, base, of) for name, most in chosen]
    bullets = draw.chance(0.25)
    heads = [
        f"Trong đó, [các {noun} cụ thể như sau|một số {noun} có kết quả như sau]:",
        f"Cụ thể, [các|một số] {noun}:",
        "Trong đó:",
        f"Kết quả từng {noun}:",
    ]
    if base is not None:
        heads = [
            f"So với năm {base}, [trong số các {noun}|xét từng {noun}]:",
            f"So với năm {base}, các {noun} [biến động như sau|thay đổi như sau]:",
        ]
    if bullets:
        sign = draw.pick(("- ", "+ ", "• ", "* "))
        return [scene.one_of(*heads), *(sign + item + (";" if i + 1 < len(items) else ".") for i, item in enumerate(items))]
    return [scene.one_of(*heads) + " " + join("; ", items) + "."]


def _item(scene: Scene, index: Index, about: About, most: float, kind: str, base: int | None, of: int) -> Piece:
    """One part. The base year is said once in the head and governs the list; every place has its size, lest the sentence
    before be asked for it."""
    draw = scene.draw
    low, high = most * 0.55, most * 0.97
    places = index.places
    name = about.component or ""
    value = draw.real(low, high, places)
    change = draw.pick((1, 1, -1)) * draw.real(most / 200, most / 12, places)
    number = scene.number(value, places)
    printed = None
    if index.code in ("PAR_INDEX", "PAPI") and draw.chance(0.25):
        printed = most
        number += "/" + scene.number(most, 1 if most % 1 else 0)
    written = draw.weighted({name: 6, f"“{name[0].upper()}{name[1:]}”": 1, name[0].upper() + name[1:]: 2})
    figure = f"{number} điểm"
    facts: list[Score | Rank] = []
    text = f"{written}{draw.pick((' đạt ', ' được ', ': ', ' đạt '))}{figure}"
    if kind in ("values", "values and ranks"):
        stated = change if draw.chance(0.5) and change else None
        facts.append(about.score(value, "point", printed, stated, base))
        if stated is not None:
            text += f" ({'tăng' if stated > 0 else 'giảm'} {amount(scene, index, stated)})"
    if kind in ("values and ranks", "ranks"):
        rank = draw.whole(1, of)
        words = draw.pick(("xếp thứ {}", "xếp hạng {}", "đứng thứ {}", "xếp vị trí {}")).format(f"{rank}/{of}")
        moved = draw.pick((1, -1)) * draw.whole(1, 20) if draw.chance(0.5) else None
        text = f"{text}, {words}" if facts else f"{written} {words}"
        if moved is not None:
            text += f", {moved_words(scene, moved, None)}"
        facts.append(about.rank(rank, of, None, None, moved, base))
    if kind == "changes":
        change = change or round(most / 100, places)
        verb = "tăng" if change > 0 else "giảm"
        text = f"{written} {verb} {amount(scene, index, change)}"
        facts.append(about.score(None, "point", None, change, base))
        if draw.chance(0.4):
            moved = draw.pick((1, -1)) * draw.whole(1, 20)
            text += f" và {moved_words(scene, moved, None)}"
            facts.append(about.rank(None, None, None, None, moved, base))
    return Piece(text).states(*facts)
