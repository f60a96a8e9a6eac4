"""A small invented data directory for the tests of load, export and browse: articles with facts, written as the
crawl and the extraction write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.article_store import write_articles
from extract.incremental.store import Rules, write_all_facts
from extract.run import as_line

EMPTY: dict[str, Any] = {t: [] for t in ("events", "scores", "ranks", "tier_counts", "officials", "awards", "documents")}
TABLE = (
    "| TT | Đơn vị | Điểm | Xếp loại |\n|---|---|---|---|\n| 1 | Sở Tư pháp | 93,15 | Tốt |\n"
    "| 2 | Sở Y tế \\| dược | 88,4 | Khá |"
)
BODY_A = (
    "Sáng 12/3, UBND tỉnh Gia Lai tổ chức hội nghị công bố chỉ số cải cách hành chính năm 2022. "
    "Đồng chí Trần Hoài Mẫu, Chủ tịch UBND tỉnh chủ trì.\n\n"
    "Năm 2022, tỉnh Gia Lai đạt 84,20 điểm, xếp thứ 31/63 tỉnh, thành phố. Quyết định số 812/QĐ-UBND công bố kết quả.\n\n"
    f"{TABLE}\n\n"
    "[ảnh] Quang cảnh hội nghị\n\n"
    "Nhân dịp này, UBND tỉnh tặng bằng khen cho 3 tập thể; 12/14 sở xếp loại tốt. Ông Mẫu cảm ơn các đại biểu. "
    "Đường về Hoà Bình còn xa, đội ngũ cán bộ đổi mới phương thức làm việc, thủ tục hành chính được giải quyết đúng hạn "
    "và người dân hài lòng hơn trước khi bộ phận một cửa mở thêm quầy phục vụ tại trung tâm thành phố Pleiku vào cuối tuần."
)
BODY_B = (
    "Theo công bố của Bộ Nội vụ, tỉnh Gia Lai đạt 84,25 điểm chỉ số CCHC năm 2022.\n\n"
    "<script>alert(1)</script> Ông Trần Hoài Mẫu, Bí thư Huyện ủy Chư Sê dự."
)


def span(text: str, quote: str, **where: Any) -> dict[str, Any]:
    """The evidence object of a quote that stands in the text."""
    start = text.index(quote)
    return where | {"start": start, "end": start + len(quote)}


def subject(name: str, kind: str = "place", province: str | None = None) -> dict[str, Any]:
    return {"name": name, "kind": kind, "province": province}


def score(evidence: dict[str, Any], value: float, who: dict[str, Any], **slots: Any) -> dict[str, Any]:
    base = {"indicator": "PAR_INDEX", "subject": who, "year": 2022, "period": None, "component": None, "value": value}
    more = {"max": None, "unit": "point", "change": None, "change_from": None, "status": "result", "bound": None}
    return base | more | {"evidence": evidence, "confidence": 0.9, "rule": "scores.test"} | slots


def rank(evidence: dict[str, Any], number: int | None, who: dict[str, Any], **slots: Any) -> dict[str, Any]:
    base = {"indicator": "PAR_INDEX", "subject": who, "year": 2022, "period": None, "component": None, "rank": number}
    more = {"of": None, "group": None, "tier": None, "change": None, "change_from": None, "status": "result", "bound": None}
    return base | more | {"evidence": evidence, "confidence": 0.9, "rule": "ranks.test"} | slots


def official(evidence: dict[str, Any], name: str, title: str, organization: str | None) -> dict[str, Any]:
    position = {"title": title, "organization": organization, "status": "current"}
    return {"name": name, "positions": [position], "roles": ["chair"], "evidence": evidence, "confidence": 1.0}


def article_a() -> tuple[dict[str, Any], dict[str, Any]]:
    """A portal's article with a fact of every type, a table, and a score stated twice."""
    title = "Gia Lai công bố chỉ số cải cách hành chính: tỉnh đạt 84,20 điểm"
    article = {
        "url": "http://gialai.chiso.test/tin/101.html",
        "title": title,
        "published_at": "2023-03-12T08:00:00+07:00",
        "body": BODY_A,
        "portal": {"id": "gialai", "place": "tỉnh Gia Lai", "province": None},
        "page": {"sha256": "aa", "fetched_at": "2026-01-01T00:00:00Z", "warc": "gialai/1.warc.gz", "offset": 10, "key": "101"},
    }
    province = subject("tỉnh Gia Lai")
    clause = "tỉnh Gia Lai đạt 84,20 điểm, xếp thứ 31/63 tỉnh, thành phố"
    event = {
        "kind": "conference",
        "name": "hội nghị công bố chỉ số cải cách hành chính năm 2022",
        "start_date": "2023-03-12",
        "end_date": None,
        "part_of_day": "morning",
        "organizer": "Ủy ban nhân dân tỉnh Gia Lai",
        "venue": None,
        "format": None,
        "sites": None,
        "chairs": ["Trần Hoài Mẫu"],
        "participants": [{"name": "Trần Hoài Mẫu", "kind": "person", "role": "chair"}],
        "evidence": span(BODY_A, "Sáng 12/3, UBND tỉnh Gia Lai tổ chức hội nghị công bố chỉ số cải cách hành chính năm 2022"),
    }
    row = "| 1 | Sở Tư pháp | 93,15 | Tốt |"
    facts = EMPTY | {
        "url": article["url"],
        "events": [event],
        "scores": [
            score(span(BODY_A, clause), 84.2, province, mentions=[span(title, "tỉnh đạt 84,20 điểm", **{"in": "title"})]),
            score(span(BODY_A, row), 93.15, subject("Sở Tư pháp", "organization", "tỉnh Gia Lai"), indicator="PAR_LOCAL"),
        ],
        "ranks": [
            rank(span(BODY_A, clause), 31, province, of=63, group="tỉnh, thành phố"),
            rank(span(BODY_A, row), 1, subject("Sở Tư pháp", "organization", "tỉnh Gia Lai"), indicator="PAR_LOCAL", tier="tốt"),
        ],
        "tier_counts": [
            {
                "indicator": "PAR_LOCAL",
                "year": 2022,
                "period": None,
                "scope": province,
                "group": "sở",
                "tier": "tốt",
                "count": 12,
                "of": 14,
                "percent": None,
                "status": "result",
                "evidence": span(BODY_A, "12/14 sở xếp loại tốt"),
            }
        ],
        "officials": [
            official(
                span(BODY_A, "Trần Hoài Mẫu, Chủ tịch UBND tỉnh"), "Trần Hoài Mẫu", "Chủ tịch", "Ủy ban nhân dân tỉnh Gia Lai"
            )
        ],
        "awards": [
            {
                "kind": "bằng khen",
                "grantor": "Ủy ban nhân dân tỉnh Gia Lai",
                "reason": None,
                "year": None,
                "date": None,
                "recipients": [{"kind": "collective", "count": 3, "names": []}],
                "status": "result",
                "evidence": span(BODY_A, "UBND tỉnh tặng bằng khen cho 3 tập thể"),
            }
        ],
        "documents": [
            {
                "type": "Quyết định",
                "number": "812/QĐ-UBND",
                "date": None,
                "issuer": "Ủy ban nhân dân tỉnh Gia Lai",
                "evidence": span(BODY_A, "Quyết định số 812/QĐ-UBND"),
            }
        ],
        "issues": [
            {"rule": "ranks.no_subject", "message": "nobody is named", "field": "body", "start": 0, "end": 4, "quote": BODY_A[:4]}
        ],
    }
    return article, facts


def article_b() -> tuple[dict[str, Any], dict[str, Any]]:
    """Another portal's article that contradicts the first, with hostile text and address."""
    article = {
        "url": "javascript:alert(1)",
        "title": '<b>Chỉ số</b> CCHC & "xếp hạng"',
        "published_at": "2023-04-01T00:00:00+07:00",
        "body": BODY_B,
        "portal": {"id": "bao", "place": None, "province": None},
        "page": {"sha256": "bb", "fetched_at": "2026-01-02T00:00:00Z", "warc": "bao/1.warc.gz", "offset": 5, "key": "7"},
    }
    facts = EMPTY | {
        "url": article["url"],
        "scores": [score(span(BODY_B, "tỉnh Gia Lai đạt 84,25 điểm"), 84.25, subject("tỉnh Gia Lai"))],
        "officials": [
            official(span(BODY_B, "Trần Hoài Mẫu, Bí thư Huyện ủy Chư Sê"), "Trần Hoài Mẫu", "Bí thư", "Huyện ủy Chư Sê")
        ],
        "issues": [],
    }
    return article, facts


def copy_of_a() -> tuple[dict[str, Any], dict[str, Any]]:
    """The first article once more at a third portal: one story."""
    article, facts = article_a()
    page = {"sha256": "cc", "fetched_at": "2026-01-03T00:00:00Z", "warc": "x/1.warc.gz", "offset": 1, "key": "9"}
    moved = {"url": "http://x.chiso.test/9", "portal": {"id": "x", "place": None, "province": None}, "page": page}
    return article | moved | {"published_at": "2023-03-13T08:00:00+07:00"}, facts | {"url": "http://x.chiso.test/9"}


def write_data(directory: Path, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> Path:
    """Write articles/ and facts/ in the order of the pairs, as parse and extract would. Returns the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    write_articles(directory, (article for article, _ in pairs))
    write_all_facts(directory, (as_line(facts) for _, facts in pairs), Rules("test", "test", "off"))
    return directory


def write_sample(directory: Path) -> Path:
    """The three articles above, with a portal list."""
    portals = [
        {
            "id": "gialai",
            "name": "Cổng thông tin tỉnh Gia Lai",
            "family": "nukeviet",
            "base_url": "http://gialai.chiso.test/",
            "hosts": ["gialai.chiso.test"],
            "sample": True,
            "places": [{"place": "tỉnh Gia Lai", "province": None, "from": None, "until": None}],
        }
    ]
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "portals.json").write_text(json.dumps(portals, ensure_ascii=False), encoding="utf-8")
    return write_data(directory, [article_a(), article_b(), copy_of_a()])
