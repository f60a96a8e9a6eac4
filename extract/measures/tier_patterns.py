"""The patterns of tiers and of their counts, compiled once from the vocabulary (tiers.csv).

Source: docs/codebook.md ("tier_counts"; "Fine points" on `nhóm`), survey P5, P6, P16.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from core.vocabulary import table
from extract.measures.groups import GROUP
from extract.measures.patterns import COUNT_WORD, INT, NUM

_VERB = (
    r"(?:(?:được |bị |đều |cùng |cũng |đã |chỉ |vẫn |có kết quả |có chỉ số |có điểm số )*(?:xếp loại|xếp hạng|"
    r"phân loại|đánh giá xếp loại|đánh giá|đạt loại|đạt mức|đạt hạng|xếp ở mức|xếp mức|xếp vào loại|xếp|"
    r"đạt kết quả|đạt|ở mức|ở nhóm|thuộc nhóm|thuộc loại|nằm trong nhóm|nằm ở nhóm|lọt vào nhóm|lọt nhóm|vào nhóm|"
    r"trong nhóm|thuộc|loại|hạng|mức|nhóm(?! (?:các )?chỉ số)|rớt xuống nhóm|lên nhóm|xuống nhóm|xuống loại|từ nhóm|từ loại)"
    r"(?: (?:loại|hạng|mức độ|mức|nhóm|ở nhóm|ở mức|vào nhóm|vào loại|thuộc nhóm|kết quả|chất lượng|chỉ số|"
    r"cải cách hành chính|cchc|hài lòng|độ hài lòng|đạt|các tỉnh|các địa phương|(?:có )?điểm|đơn vị))*)"
)
# Words that show that a tier is meant even after a weak verb such as `đạt`.
STRONG = re.compile(r"loại|hạng|mức|nhóm|xếp|phân")
_LETTER = r"(?:nhóm )?[abcd](?![a-zà-ỹđ\d'])"

# `nhóm 5 địa phương dẫn đầu` is the top 5, no class of that number.
_NOT_LED = (
    r"(?! (?:(?:tỉnh|thành phố|huyện|xã|phường|sở|bộ|ngành|cơ quan|đơn vị|địa phương)[a-zà-ỹđ, ]{0,40} )?"
    r"(?:dẫn đầu|đứng đầu|cao nhất|tốt nhất|đầu bảng))"
)


@cache
def _words() -> str:
    surfaces = sorted({row["surface"].lower() for row in table("tiers")}, key=lambda s: (-len(s), s))
    return "|".join(re.escape(s) for s in surfaces if s)


@cache
def tier_pattern() -> str:
    """The alternatives for a tier's words, longest first, with letters and numbers after `nhóm`."""
    return rf"(?P<tier>\"?(?:{_words()})\"?(?![a-zà-ỹđ\d])|{_LETTER}|nhóm \d(?![\d/%.,]){_NOT_LED})"


# The same few tiers stand in article after article.
@lru_cache(maxsize=1024)
def tier_name(words: str, verb: str | None = None) -> str:
    """`nhóm` is dropped before an adjective and kept before a letter or number (codebook, Fine points); so is the `loại`
    of a `verb` that ends with it (`xếp loại A`)."""
    noun = "loại" if (verb or "").endswith("loại") else "nhóm"
    text = words.strip(' "')
    if re.fullmatch(r"[abcd]|\d", text):
        return f"{noun} {text}"
    return re.sub(r"^(?:nhóm|loại|mức|hạng) (?![abcd\d](?![a-zà-ỹđ]))", "", text)


# `đạt kết quả từ 90% trở lên, thuộc nhóm A`: what the tier means, told before it.
_BAND = (
    rf"(?:,? ?(?:đạt|có)(?: kết quả| điểm số| điểm| chỉ số| số điểm)*(?: đạt)? (?:từ|trên|dưới) {NUM} ?(?:%|điểm)"
    r"(?: trở lên)?,?)?"
)
_COUNT = rf"(?P<count>{INT}|{COUNT_WORD})"
_VERB_AFTER = rf"(?:,? ?(?:có (?:kết quả|chỉ số|điểm|mức điểm)(?: [a-zà-ỹđ]+){{0,4}} ?)?(?P<verb>{_VERB}))"


def _share(name: str) -> str:
    """`(chiếm 52,6%)`: the share, as a group of that name."""
    return rf"(?:,? ?\(?(?:chiếm|đạt|tương ứng|tương đương|bằng)?(?: tỷ lệ| tỉ lệ)? ?(?P<{name}>{NUM}) ?%\)?)?"


@cache
def unit_patterns() -> dict[str, re.Pattern[str]]:
    """Tiers that stand with a unit: after a verb (`unit`), in brackets or after a comma (`bracket`)."""
    tier = tier_pattern()
    return {
        "unit": re.compile(rf"(?<![a-zà-ỹđ])(?<!thứ )(?P<verb>{_VERB}) {tier}"),
        "bracket": re.compile(
            rf"[(,] ?(?P<verb>(?:xếp |đạt )?(?:loại|hạng|mức|nhóm)) {tier}(?=[),;.])|\({tier.replace('tier', 'bare')}\)"
        ),
    }


@cache
def count_patterns() -> dict[str, re.Pattern[str]]:
    """Counts of units in a tier, surest first; `more` goes on after another count."""
    return {**_counts_before_tier(), **_tiers_before_count()}


def _counts_before_tier() -> dict[str, re.Pattern[str]]:
    tier = tier_pattern()
    return {
        "none": re.compile(
            rf"(?<![a-zà-ỹđ])(?:không (?:còn |có )?|không có |không còn )(?:bất kỳ )?(?:{GROUP}|"
            rf"ai|nơi|đâu) ?(?:nào )?(?:trong(?: tổng)?(?: số)? (?P<of>\d{{1,4}}) [a-zà-ỹđ, ]{{2,60}}? )?(?:bị |phải |ở |"
            rf"nằm |rơi vào |"
            rf"rơi xuống )*{_VERB_AFTER}? ?{tier}"
        ),
        "all": re.compile(
            rf"(?<![a-zà-ỹđ])(?:(?:cả|tất cả|toàn bộ|100%) )+(?:(?P<count>{INT}|"
            rf"{COUNT_WORD})(?:/\d+)? )?{GROUP}[^.;:()\d]{{0,40}}?{_VERB_AFTER} {tier}"
        ),
        "of": re.compile(
            rf"(?P<count>\d(?<![\d.,/]\d)\d{{0,3}}) ?/ ?(?P<of>\d{{1,4}}) {GROUP}"
            rf"(?:[^.;:()\d]{{0,60}}?)?{_share('p1')}{_BAND}[^.;:()\d]{{0,30}}?{_VERB_AFTER} {tier}(?P<up> trở lên)?"
            rf"(?: \((?:từ|trên|dưới|≥|>|đạt từ|đạt trên) [^()]{{0,40}}\))?{_share('p2')}"
        ),
        "count": re.compile(
            r"(?<![\d.,/%a-zà-ỹđ])(?:(?:có|còn|gồm|với|là|và|,|:|;|chỉ có|trong đó|trong đó có) ?)?(?<![\d.,/])(?<!thứ )"
            rf"(?<!hạng ){_COUNT} {GROUP}{_share('p1')}{_BAND}[^.;:()\d]{{0,25}}?{_VERB_AFTER} {tier}(?: \((?:từ|trên|dưới|≥|>|"
            rf"đạt từ|đạt trên) [^()]{{0,40}}\))?{_share('p2')}"
        ),
    }


def _tiers_before_count() -> dict[str, re.Pattern[str]]:
    tier = tier_pattern()
    return {
        "first": re.compile(
            r"(?<![a-zà-ỹđ])(?P<verb>(?:xếp |đạt )?(?:loại|hạng|mức|nhóm|xếp loại|xếp hạng|nhóm xếp loại|nhóm đạt loại))"
            rf" {tier}(?: năm (?:nay|này|\d{{4}}))?(?: \([^()]{{0,60}}\)|,? (?:dưới|trên|từ) {NUM} ?%?(?: (?:đến|"
            rf"tới)(?: dưới)? {NUM} ?%?)?(?: trở lên)?,?)?(?: ?:| chỉ| gồm(?: có)?| có| với| là| quy tụ| gọi tên|"
            rf" ghi nhận| bao gồm| còn| tới|"
            rf" duy nhất)+ ?{_COUNT}(?:/(?P<of>\d{{1,4}}))? {GROUP}{_share('p1')}"
        ),
        "sum": re.compile(
            rf"(?<![a-zà-ỹđ])số (?:lượng )?{GROUP} (?:được )?{_VERB_AFTER} {tier}(?: ?:| là| gồm|"
            rf" có)+ ?{_COUNT}(?:/(?P<of>\d{{1,4}}))?{_share('p1')}"
        ),
        "empty": re.compile(
            rf"(?<![a-zà-ỹđ])(?P<verb>xếp loại|đạt loại|loại|hạng|mức|nhóm) {tier}(?: \([^()]{{0,60}}\))?(?: thì)?,? không có "
            rf"{GROUP}(?: nào)?(?=[,;.)]| và|$)"
        ),
        "after": re.compile(
            rf"(?<![a-zà-ỹđ])(?P<verb>xếp loại|đạt loại|loại|hạng|mức|nhóm) {tier}(?: \([^()]{{0,40}}\))?"
            r"(?::| chỉ có| có| chỉ còn| còn| là)? ?"
            rf"(?P<count>\d{{1,4}})(?:/(?P<of>\d{{1,4}}))?(?![\d.,/]\d|\d| ?%| ?điểm)(?: {GROUP})?{_share('p1')}"
            r"(?=[,;.)]| và|$)"
        ),
        "two": re.compile(
            rf"(?<![\d.,/a-zà-ỹđ]){_COUNT}(?: ?/ ?(?P<of1>\d{{1,4}}))? {GROUP.replace('?P<group>', '?P<group1>')}{_share('p3')}"
            rf"(?:,? (?:và|cùng)|,(?! \S+ (?:đơn vị|địa phương|cơ quan))) (?P<count2>{INT}|{COUNT_WORD})"
            rf"(?: ?/ ?(?P<of>\d{{1,4}}))? {GROUP}{_share('p1')}"
            rf"[^.;:()\d]{{0,25}}?{_VERB_AFTER} {tier}"
        ),
        "bare_first": re.compile(
            rf"(?:^|(?<=[:,;] ))(?:và )?(?:(?:xếp )?loại |hạng |"
            rf"mức )?{tier}:? {_COUNT}(?:/(?P<of>\d{{1,4}}))? {GROUP}{_share('p1')}(?=[,;.]| và|$)"
        ),
        "more": re.compile(
            rf"(?<![\d.,/%a-zà-ỹđ])(?:và |, |; |có |còn )?(?<![\d.,/])(?P<count>{INT}|{COUNT_WORD})(?:/(?P<of>\d{{1,4}}))?"
            rf"(?: {GROUP})?(?: {_VERB})? {tier}{_share('p1')}(?=[,;.)]| và| \(| là| gồm|$)"
        ),
    }
