"""Articles of a portal that means harm: markup, script addresses, turned text, endless words and control characters
wherever an article has a text of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extract.database.load import Inputs, build
from tests.load_fixture import EMPTY, official, score, span, subject, write_data

RAN = "window.ran=1"
HARM = {
    "script": f"<script>{RAN}</script>",
    "image": f'"><img src=x onerror="{RAN}">',
    "single": f"'><svg onload='{RAN}'>",
    "closing": f"</title></textarea></style></h1></mark><script>{RAN}</script>",
    "comment": f"<!--><script>{RAN}</script>-->",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
    "entity": f"&lt;script&gt;{RAN}&lt;/script&gt;&#x3C;img src=x onerror={RAN}&#x3E;",
    "turned": "\u202egnoc gnos\u202c \u2066trong\u2069",
    "controls": "một\x01\x08\x0b\x0c\x1b\x7f\x85\ufeff\u2028\u200bhai",
    "endless": "x" * 10_000,
}
ADDRESSES = (
    f"javascript:{RAN}",
    f"JaVaScRiPt:{RAN}//http://a.chiso.test/",
    f"data:text/html,<script>{RAN}</script>",
    f'http://a.chiso.test/"><img src=x onerror="{RAN}">',
)


def hostile(at: int, harm: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One article with the harm in each of its texts, and two facts whose words hold it."""
    who = f"Trần Hoài Mẫu, Chủ tịch {harm} UBND tỉnh"
    clause = f"tỉnh Gia Lai đạt {80 + at},5 điểm {harm} chỉ số CCHC năm 2022"
    body = f"{harm} mở đầu.\n\n{clause}. Ông {who} dự.\n\n| {harm.replace('|', '')} | b |\n|---|---|\n| 1 | {harm} |"
    article = {
        "url": ADDRESSES[at] if at < len(ADDRESSES) else f"http://bad.chiso.test/{at}",
        "title": f"Tin {at}: {harm}",
        "published_at": f"2023-03-{at + 1:02}T08:00:00+07:00",
        "author": f"Tác giả {harm}",
        "section": f"Chuyên mục {harm}",
        "body": body,
        "portal": {"id": "bad", "place": "tỉnh Gia Lai", "province": None},
        "page": {
            "sha256": f"{at:02}",
            "fetched_at": "2026-01-01T00:00:00Z",
            "warc": "bad/1.warc.gz",
            "offset": at,
            "key": str(at),
        },
    }
    organization = f"Ủy ban nhân dân {harm}"
    facts = EMPTY | {
        "url": article["url"],
        "scores": [score(span(body, clause), 80.5 + at, subject("tỉnh Gia Lai"))],
        "officials": [official(span(body, who), f"Trần {harm[:200]} Mẫu", f"Chủ tịch {harm[:200]}", organization[:300])],
        "issues": [{"rule": "ranks.no_subject", "message": harm, "field": "body", "start": 0, "end": 4, "quote": body[:4]}],
    }
    return article, facts


def build_hostile(data: Path) -> Path:
    """A database of these articles at a portal whose name is one of them. Returns its path."""
    name = f"Cổng {HARM['image']}{HARM['turned']}"
    portal = {
        "id": "bad",
        "name": name,
        "family": "nukeviet",
        "base_url": ADDRESSES[0],
        "hosts": [HARM["script"]],
        "sample": True,
    }
    data.mkdir(parents=True, exist_ok=True)
    (data / "portals.json").write_text(json.dumps([portal | {"places": []}], ensure_ascii=False), encoding="utf-8")
    write_data(data, [hostile(at, harm) for at, harm in enumerate(HARM.values())])
    build(data, data / "chiso.db", Inputs(data, decisions=data / "none"))
    return data / "chiso.db"
