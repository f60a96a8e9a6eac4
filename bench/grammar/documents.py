"""Decisions, plans and other legal documents cited by number."""

from __future__ import annotations

from datetime import date, timedelta

from bench.grammar.dates import full_day
from bench.grammar.pieces import Piece
from bench.grammar.places import Place, committee
from bench.grammar.scene import Scene
from schemas.facts import Document

# (type, number, day, issuer as written, issuer in the codebook's form, from which day it can be cited)
CENTRAL = (
    ("Nghị định", "61/2018/NĐ-CP", date(2018, 4, 23), "Chính phủ", "Chính phủ"),
    ("Nghị định", "63/2010/NĐ-CP", date(2010, 6, 8), "Chính phủ", "Chính phủ"),
    ("Nghị quyết", "76/NQ-CP", date(2021, 7, 15), "Chính phủ", "Chính phủ"),
    ("Nghị quyết", "30c/NQ-CP", date(2011, 11, 8), "Chính phủ", "Chính phủ"),
    ("Quyết định", "766/QĐ-TTg", date(2022, 6, 23), "Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
    ("Quyết định", "468/QĐ-TTg", date(2021, 3, 27), "Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
    ("Chỉ thị", "07/CT-TTg", date(2016, 3, 9), "Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
    ("Nghị định", "118/2025/NĐ-CP", date(2025, 6, 9), "Chính phủ", "Chính phủ"),
)


def central_citation(scene: Scene) -> Piece | None:
    """A real national document that already existed; None where every one is cited."""
    known = [row for row in CENTRAL if row[2] < scene.world.today and row[1] not in scene.documents]
    if not known:
        return None
    type_, number, day, issuer, name = scene.draw.pick(known)
    scene.documents.add(number)
    dated = scene.draw.chance(0.6)
    owner = f" của {issuer}" if scene.draw.chance(0.7) else ""
    text = (
        f"{type_}{' số' if scene.draw.chance(0.8) else ''} {number}"
        + (f" ngày {full_day(scene.draw, day)}" if dated else "")
        + owner
    )
    return Piece(text).states(scene.document(type_, number, name, day if dated else None))


def central_sentence(scene: Scene) -> Piece | str:
    found = central_citation(scene)
    if found is None:
        return ""
    return scene.say(
        scene.draw.pick(
            (
                "Các cơ quan, đơn vị tiếp tục thực hiện nghiêm quy định tại {d}.",
                "Việc giải quyết thủ tục hành chính được thực hiện đúng {d}.",
                "Căn cứ {d}, các đơn vị rà soát lại quy trình nội bộ.",
                "Trước đó, việc này được triển khai theo tinh thần {d}.",
            )
        ),
        d=found,
    )


def decision(scene: Scene, place: Place, *, by_chair: bool | None = None, newest: int = 25) -> tuple[Piece, Document, date, str]:
    """`Quyết định số 677/QĐ-UBND ngày 15/3/2023 của UBND tỉnh`: the piece (with its record), record, day and issuer."""
    day = scene.world.today - timedelta(days=scene.draw.whole(1, newest))
    number = f"{scene.draw.whole(21, 4200)}/QĐ-UBND"
    scene.documents.add(number)
    chair = scene.draw.chance(0.3) if by_chair is None else by_chair
    name = f"Chủ tịch {committee(place)}" if chair else committee(place)
    written = f"{'Chủ tịch ' if chair else ''}{scene.committee_at(place)}"
    fact = scene.document("Quyết định", number, name, day)
    text = f"Quyết định số {number} ngày {full_day(scene.draw, day)} của {written}"
    return Piece(text).states(fact), fact, day, name
