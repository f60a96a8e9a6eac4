"""Where names that no list has end: `Ban Chỉ đạo …`, `Trung tâm …`, `Ban Quản lý Khu kinh tế Nghi Sơn và các khu công nghiệp`.

An open name takes words up to a verb, a mark, another body or a locality; a zone or post takes the proper name that it is
called by. Source: docs/codebook.md ("Names"), survey of organisations.
"""

from __future__ import annotations

import re
from collections.abc import Container

from core.places import gazetteer
from extract.mentions.words import WORD, capital_run, is_person_like, stops_name, surnames

# Words that end an open name.
_END = frozenset(
    re.findall(
        r"\w+",
        "đã được là có đạt do tại với cho về vừa sẽ đang phối chủ tổ họp xếp nhận trao tặng gồm theo từ đến trong trên để khi "
        "như phát tham dự làm của thuộc vào năm ngày sáng chiều tối kiểm các những nay cùng nêu yêu đề cần phải cũng đứng dẫn "
        "báo ban tiến triển thực trình chịu nhằm sau trước tiếp nhất hạng này đó tỉnh huyện xã phường quận thành thị đặc ông bà "
        "đồng trưởng phó giám bí ủy chúc khen giành đoạt bằng gửi đến chỉ hướng mở gắn nhấn qua vì lên xuống tăng giảm thẩm "
        "khẳng nói bày hoan cảm ghi lưu mong nhận trực",
    )
)
# ... unless the pair is part of such names.
_GOES_ON = re.compile("|".join((
    "thẩm định", "tổ chức cán", "kiểm tra", "kiểm soát", "phát triển", "công báo", "thực phẩm", "phối hợp liên", "thông tin",
    "thành phần", "ban đầu",
    "kiểm lâm", "kiểm nghiệm", "kiểm định", "đặc biệt", "về đẩy", "phát thanh", "thị trường", "xã hội", "đồng nhân",
    "trình độ", "thực hiện", "ủy thác", "chỉ đạo", "tiếp công", "tiếp nhận", "đề án", "trao đổi", "dự án", "đến nơi",
    "khen thưởng", "đặc khu", "thành lập", "thực thi", "trực tuyến", "về chuyển đổi", "về phát triển", "về cải cách", "về phòng",
    "về hội nhập", "về khoa học", "về đổi mới",
)))  # fmt: skip
_GAP = re.compile(r"\s*-\s*|\s+")
_DASH = re.compile(r"\s?-\s?")
_NUMBER = re.compile(r"\d+\b")

# First words of bodies that end an open name, where they are capitals.
_BODY_FIRST = frozenset(re.findall(r"\w+", "sở ubnd hđnd phòng văn trung ban công tỉnh huyện thành đảng bộ chính"))

# Topics that steering committees list after a comma.
_TOPIC = re.compile(
    r"\s*,\s+(?=(?:cải cách|chuyển đổi số|cđs|xây dựng chính quyền|thực hiện (?:đề án|quy chế)|đề án|phát triển|kiểm soát|"
    r"khoa học|công nghệ|đổi mới|cchc)(?!\w))"
)
# Zones and posts that carry a name of their own, and what may follow it.
_ZONE = re.compile(
    r"ban quản lý (?:các )?(?:khu|kkt|kcn)|bql (?:các )?(?:khu|kkt|kcn)|đồn (?:biên phòng|công an)|đội quản lý thị trường"
)
_ZONE_SORT = re.compile(r"(?: (?:cửa khẩu|quốc tế|quốc gia|mở|ven biển|sân bay|cảng|số \d+))+")
_ZONE_MORE = re.compile(
    r"(?:,| và|, và) (?:các )?(?:(?:khu công nghiệp|khu chế xuất|khu kinh tế|khu công nghệ cao|chế xuất|công nghiệp|kcn|kkt)"
    r"(?!\w)(?:(?:,| và) (?=khu|chế|công|kcn|kkt))?)+"
)


class OpenNames:
    """Ends of open names in one text. `bodies`: offsets where an organisation may begin; `places`: where a place does."""

    def __init__(self, text: str, low: str, places: Container[int], bodies: Container[int]) -> None:
        self.text, self.low, self.places, self.bodies = text, low, places, bodies

    def open_end(self, end: int, need_capital: bool, persons: bool, topics: bool = False) -> int:
        """Where an open name ends: before a verb, a mark, another body, a place or (but for schools) a person. `topics`:
        it may list several (`Ban Chỉ đạo CCHC, chuyển đổi số và thực hiện Đề án 06`)."""
        pos, count, guard = end, 0, end
        while count < (18 if topics else 9):
            gap = _TOPIC.match(self.low, pos) if topics and count else None
            gap = gap or _GAP.match(self.low, pos)
            m = WORD.match(self.text, gap.end()) or _NUMBER.match(self.text, gap.end()) if gap else None
            if gap is None or m is None or m.start() in self.places:
                break
            word = self.low[m.start() : m.end()]
            if m.group()[0].isdigit() and not self.low.endswith((" số", " án", " khu vực", "bệnh viện"), 0, pos):
                break
            if count == 0 and need_capital and m.group()[0].islower():
                break
            if m.group()[0].isupper() and not persons and self.person_at(m.start()):
                break
            if "-" in gap.group() and stops_name(self.low, m.start()):
                break
            pair = _GOES_ON.match(self.low, m.start())
            guard = max(guard, pair.end() if pair else m.start())
            if word in _END and m.start() >= guard and not m.group()[0].isupper():
                break
            if "-" in gap.group() and m.start() in self.bodies:
                break
            if count and m.start() in self.bodies and m.group()[0].isupper() and word in _BODY_FIRST:
                break
            if word in ("và", "hoặc") and not self.goes_on_after_and(m.end()):
                break
            pos, count = m.end(), count + 1
        while pos > end and self.low.endswith((" và", " hoặc"), 0, pos):
            pos = self.low.rfind(" ", end, pos)
        return pos

    def person_at(self, at: int) -> bool:
        run = capital_run(self.text, self.low, at, 5)
        return len(run) > 1 and is_person_like(self.low[run[0][0] : run[-1][1]])

    def goes_on_after_and(self, at: int) -> bool:
        nxt = at + 1
        return nxt < len(self.low) and nxt not in self.bodies and nxt not in self.places

    def zone_end(self, start: int, end: int) -> int:
        """`Ban Quản lý Khu kinh tế` [`cửa khẩu Đồng Đăng - Lạng Sơn`], [`Nghi Sơn và các khu công nghiệp`]: where the name
        that begins at `start` and is known to `end` ends. A province's name is a locality, not a part of it."""
        if _ZONE.match(self.low, start) is None:
            return end
        sort = _ZONE_SORT.match(self.low, end)
        end = sort.end() if sort else end
        end = self.proper_end(end)
        more = _ZONE_MORE.match(self.low, end)
        return more.end() if more else end

    def proper_end(self, end: int) -> int:
        """Past the proper name that follows: `Dung Quất`, `Đồng Đăng - Lạng Sơn`; provinces and people stay outside."""
        provinces = gazetteer().names
        run = capital_run(self.text, self.low, end + 1, 6) if self.text[end : end + 1] == " " else []
        for i, (start, _) in enumerate(run):
            person = i > 1 and self.low[slice(*run[i])] in surnames() and len(run) - i > 1
            if person or any(
                hit.start == start and any(gazetteer().by_id[x].level == "province" for x in hit.value)
                for hit in provinces.find_all(self.low, start, min(len(self.low), start + 24))
            ):
                run = run[:i]
                break
        if not run or is_person_like(self.low[run[0][0] : run[-1][1]]):
            return end
        end = run[-1][1]
        dash = _DASH.match(self.low, end)
        hits = provinces.find_all(self.low, dash.end(), min(len(self.low), dash.end() + 24)) if dash else []
        return next((h.end for h in hits if dash and h.start == dash.end() and self.text[h.start].isupper()), end)
