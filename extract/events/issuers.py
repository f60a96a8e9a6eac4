"""Who issued a document: stated after the number, stated as the one who acts, else what the number says.

Source: docs/codebook.md, "documents" (`issuer`) and "Fine points" (where the chairman signs).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from core.text import UPPER
from extract.events.bodies import Bodies, Body
from extract.events.citations import Citation
from extract.events.delegations import delegation_body
from extract.events.patterns import DELEGATION
from extract.reading import Reading
from extract.text import Text

# Signs of central bodies as they end a number (`12/QĐ-BNV`) or begin its office (`6511/VPCP-KSTT`).
CENTRAL_SIGNS = {
    "CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "TTG": "Thủ tướng Chính phủ", "VPCP": "Văn phòng Chính phủ",
    "TTCP": "Thanh tra Chính phủ",
    "UBTVQH": "Ủy ban Thường vụ Quốc hội", "QH": "Quốc hội", "CTN": "Chủ tịch nước", "BNV": "Bộ Nội vụ",
    "BTC": "Bộ Tài chính", "BTP": "Bộ Tư pháp",
    "BTTTT": "Bộ Thông tin và Truyền thông", "BKHĐT": "Bộ Kế hoạch và Đầu tư", "BYT": "Bộ Y tế",
    "BGDĐT": "Bộ Giáo dục và Đào tạo", "BCT": "Bộ Công Thương",
    "BTNMT": "Bộ Tài nguyên và Môi trường", "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn", "BXD": "Bộ Xây dựng",
    "BGTVT": "Bộ Giao thông vận tải",
    "BKHCN": "Bộ Khoa học và Công nghệ", "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội", "BCA": "Bộ Công an",
    "BQP": "Bộ Quốc phòng", "BNG": "Bộ Ngoại giao", "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BDTTG": "Bộ Dân tộc và Tôn giáo", "UBDT": "Ủy ban Dân tộc",
    "BNN": "Bộ Nông nghiệp và Phát triển nông thôn", "NHNN": "Ngân hàng Nhà nước Việt Nam", "KTNN": "Kiểm toán Nhà nước",
    "TANDTC": "Tòa án nhân dân tối cao", "VKSTC": "Viện Kiểm sát nhân dân tối cao",
}  # fmt: skip
# Signs of bodies below the centre: (name, level that they belong to; None: by the context).
LOCAL_SIGNS: dict[str, tuple[str, str | None]] = {
    "UBND": ("Ủy ban nhân dân", None), "HĐND": ("Hội đồng nhân dân", None), "SNV": ("Sở Nội vụ", "tỉnh"),
    "STP": ("Sở Tư pháp", "tỉnh"), "STC": ("Sở Tài chính", "tỉnh"),
    "STTTT": ("Sở Thông tin và Truyền thông", "tỉnh"), "SKHĐT": ("Sở Kế hoạch và Đầu tư", "tỉnh"), "SYT": ("Sở Y tế",
    "tỉnh"), "SXD": ("Sở Xây dựng", "tỉnh"),
    "SGDĐT": ("Sở Giáo dục và Đào tạo", "tỉnh"), "SCT": ("Sở Công Thương", "tỉnh"),
    "STNMT": ("Sở Tài nguyên và Môi trường", "tỉnh"), "SGTVT": ("Sở Giao thông vận tải", "tỉnh"),
    "SKHCN": ("Sở Khoa học và Công nghệ", "tỉnh"), "SNNPTNT": ("Sở Nông nghiệp và Phát triển nông thôn", "tỉnh"),
    "SLĐTBXH": ("Sở Lao động - Thương binh và Xã hội", "tỉnh"),
    "SNNMT": ("Sở Nông nghiệp và Môi trường", "tỉnh"), "PNV": ("Phòng Nội vụ", "huyện"),
}  # fmt: skip
_PARTY = {"TU": "tỉnh", "HU": "huyện", "ĐU": "xã"}
_OFFICES = frozenset({"VPUBND", "VPUB", "VP"})
_COMMITTEES = {"UBND": ("people_committee", "council_committee"), "HĐND": ("people_council",)}
# What stands between the one who issues and the document.
_ACT = re.compile(
    r"(?P<who>.*?)[,)\-]?\s(?:vừa |đã |cũng |sẽ |chính thức |mới |kịp thời )*(?:có|ban hành|ký ban hành|ký|thông qua|"
    r"gửi|phát hành|trình|ra|phê duyệt|công bố|quy định)"
    r"(?: ban hành| ký| công bố| kèm theo)?(?: (?:các|tiếp|những|02|2|hai))*\s(?P<by>(?:tại |theo |trong |kèm theo )?)$",
    re.S,
)
_LEVEL_ALONE = re.compile(r"(?:^|[,;:] )(tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)$")
_COMMITTEE_SIGN = re.compile(r"\d/\S{0,24}?(UBND|HĐND)(?!\w)")
_NAME_TAIL = re.compile(rf"(?:\s?\([^)]*\))?(?:,|\s?-)?(?:\s(?:đồng chí|ông|bà))?(?:\s[{UPPER}][\w']*){{0,5}}\s*(?:,|-)?\s*")
_OPENS_BY = re.compile(r"[\s\"*+-]*(?:theo|tại|bằng)\s+")
_CARRIES_OUT = re.compile(r"[\s\"*+-]*(?:theo|thực hiện|căn cứ|triển khai) ")
_PLACE_AT_END = re.compile(rf"(?<!\w)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) [{UPPER}][^,]*$")
_COMMA = re.compile(r"\s*,\s*")
_DECIDES = re.compile(
    r" (?:đã |vừa |quyết định )*(?:chỉ định|tặng|trao|bổ nhiệm|phê duyệt|phê chuẩn|giao|công nhận|quyết định|thành lập|"
    r"kiện toàn|điều động|công bố|ban hành|khen thưởng|phân công|thống nhất|cho )"
)
_LEVELS = {"province": 3, "district": 2, "commune": 1}


@dataclass(frozen=True, eq=False)
class Issuers:
    """Finds issuers in one text of an article."""

    reading: Reading
    text: Text

    @cached_property
    def bodies(self) -> Bodies:
        return Bodies(self.reading, self.text)

    def stated(self, citation: Citation) -> Body | None:
        """`… của UBND tỉnh` after the number."""
        if citation.issuer_at is None:
            return None
        body = self.bodies.issuer_at(citation.issuer_at)
        if body is None and (team := DELEGATION.match(self.text.low, citation.issuer_at)):
            sentence = self.text.sentence_at(citation.issuer_at)
            body = delegation_body(self.bodies, team.start(), team.end("body"), sentence.end)
        return None if body is None or body.generic else body

    def acting(self, group_start: int, sentence_start: int) -> Body | None:
        """`UBND huyện ban hành Kế hoạch số …`, `Chủ tịch UBND tỉnh Trần A ký …`: who acts before a list of citations."""
        sentence_start = max(sentence_start, group_start - 400)
        before = self.text.low[sentence_start:group_start]
        m = _ACT.fullmatch(before)
        if m is None:
            return None
        end = sentence_start + m.end("who")
        if (level := _LEVEL_ALONE.search(before, 0, m.end("who"))) is not None:
            return self._level_acting(level[1], sentence_start + level.start(1), end, group_start)
        found: Body | None = None
        for offset in self._starts_before(sentence_start, end):
            body = self.bodies.issuer_at(offset)
            if body is None or body.generic or body.end > end:
                continue
            if not _NAME_TAIL.fullmatch(self.text.text, body.end, end):
                continue
            if found is None or offset < found.start:
                found = body
        return found

    def _level_acting(self, level: str, start: int, end: int, group_start: int) -> Body | None:
        """`Theo đó, huyện đã ban hành Kế hoạch số 12/KH-UBND`: the committee of the place that the level means here."""
        sign = _COMMITTEE_SIGN.search(self.text.text, group_start, group_start + 60)
        place = self.reading.mentions.localities.resolve(level, self.text.field, start) if sign else None
        return Body(start, end, f"{LOCAL_SIGNS[sign[1]][0]} {place}") if sign and place else None

    def following(self, citation: Citation, sentence_start: int) -> Body | None:
        """`Theo Quyết định số 318-QĐ/TU ngày …, Ban Thường vụ Tỉnh ủy chỉ định …`: who decides by the document that opens
        the sentence. The sign of a committee stays the committee's where its chairman decides."""
        low = self.text.low
        if _OPENS_BY.fullmatch(low, sentence_start, citation.start) is None or self._is_central(citation):
            return None
        comma = _COMMA.match(low, citation.end)
        body = self.bodies.issuer_at(comma.end()) if comma else None
        if body is None or body.generic or _DECIDES.match(low, body.end) is None:
            return None
        if (head := re.match(r"Chủ tịch (?=Ủy ban nhân dân )", body.name)) is not None:
            return Body(body.start, body.end, body.name[head.end() :])
        return body

    def agrees(self, citation: Citation, body: Body) -> bool:
        """May a document of this number be of a body? A committee's sign is its chairman's, too."""
        literal = self.text.text[citation.number_start : citation.number_end]
        signs = re.findall(r"[A-Za-zĐđƯưƠơ]+", literal)
        own = next((LOCAL_SIGNS[sign][0] for sign in signs if sign in LOCAL_SIGNS), "")
        return own in body.name and not self._is_central(citation)

    def _is_central(self, citation: Citation) -> bool:
        literal = self.text.text[citation.number_start : citation.number_end]
        return any(sign in CENTRAL_SIGNS for sign in re.findall(r"[A-Za-zĐđƯưƠơ]+", literal))

    def _starts_before(self, start: int, end: int) -> list[int]:
        """Offsets of words in the last stretch before `end` where a title or a body may begin."""
        low = max(start, end - 120)
        return [low + m.start() for m in re.finditer(r"(?<!\w)\w", self.text.text[low:end])]

    def by_number(self, citation: Citation) -> str | None:
        """What the signs of the number say; None where they say nothing certain."""
        literal = self.text.text[citation.number_start : citation.number_end]
        for sign in re.findall(r"[A-Za-zĐđƯưƠơ]+", literal):
            if sign in CENTRAL_SIGNS:
                return CENTRAL_SIGNS[sign]
            if sign in _OFFICES:
                return f"Văn phòng {self._committee('UBND', citation.start)}"
            if sign in _COMMITTEES:
                return self._sender(sign, citation) or self._committee(sign, citation.start)
            if sign in LOCAL_SIGNS:
                return self._local(sign, citation.start)
            if sign in _PARTY:
                return self._party(sign, citation.start)
        return None

    def _local(self, sign: str, offset: int) -> str:
        name, level = LOCAL_SIGNS[sign]
        place = self.reading.mentions.localities.resolve_default(level or "tỉnh", self.text.field, offset)
        return f"{name} {place}" if place else name

    def _party(self, sign: str, offset: int) -> str | None:
        """`-TU` is the province's party committee: `Tỉnh ủy X`, `Thành ủy X`; `-HU` a district's, `-ĐU` a commune's."""
        place = self.reading.mentions.localities.resolve_default(_PARTY[sign], self.text.field, offset)
        if place is None:
            return None
        if sign == "ĐU":
            return f"Đảng ủy {place}"
        for kind, head in (
            ("tỉnh", "Tỉnh ủy"),
            ("thành phố", "Thành ủy"),
            ("huyện", "Huyện ủy"),
            ("quận", "Quận ủy"),
            ("thị xã", "Thị ủy"),
        ):
            if place.startswith(f"{kind} "):
                return f"{head} {place.removeprefix(f'{kind} ')}"
        return None

    def _committee(self, sign: str, offset: int) -> str | None:
        """The people's committee (council) in context: the last one named before, not below the portal's own level,
        else the portal's."""
        name = LOCAL_SIGNS[sign][0]
        portal = self.reading.doc.article.portal
        floor = self._level(portal.place) if portal.place else 1
        for text in (self.text, self.reading.doc.title):
            limit = offset if text is self.text else len(text.low)
            bodies = self.bodies if text is self.text else Bodies(self.reading, text)
            for org in reversed(bodies.orgs):
                if org.end > limit or org.generic or org.kind not in _COMMITTEES["UBND"] + _COMMITTEES["HĐND"]:
                    continue
                place = self.reading.mentions.localities.org_place(org, text.field)
                if place and self._level(place) >= floor:
                    return f"{name} {place}"
            if text is self.reading.doc.title:
                break
        place = portal.place or portal.province
        return f"{name} {place}" if place else name

    def _sender(self, sign: str, citation: Citation) -> str | None:
        """`Theo Kế hoạch số 12/KH-HĐND, đoàn sẽ tiếp tục giám sát`: the council or committee of the place whose
        delegation was named before."""
        low = self.text.low
        sentence = self.text.sentence_at(citation.start)
        comma = _COMMA.match(low, citation.end, sentence.end)
        if comma is None or DELEGATION.match(low, comma.end()) is None:
            return None
        if _CARRIES_OUT.fullmatch(low, sentence.start, citation.start) is None:
            return None
        for team in reversed(list(DELEGATION.finditer(low, 0, sentence.start))):
            body = delegation_body(self.bodies, team.start(), team.end("body"), self.text.sentence_at(team.start()).end)
            place = _PLACE_AT_END.search(body.name) if body else None
            if place is not None:
                return f"{LOCAL_SIGNS[sign][0]} {place.group()}"
        return None

    def _level(self, full: str) -> int:
        kind = next(
            (
                k
                for k in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
                if full.startswith(f"{k} ")
            ),
            None,
        )
        level = self.reading.mentions.localities.type_level(kind, full) if kind else None
        return _LEVELS[level] if level else 1
