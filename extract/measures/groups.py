"""Who is ranked: `huyện, thị xã, thành phố`, `khối sở, ban, ngành`, `trong số 19 sở`, `tỉnh trong vùng Tây Nguyên`.

Source: docs/codebook.md ("ranks": `group` as stated, lower case; `trực thuộc Trung ương`, `trên địa bàn …` and
`UBND các` are dropped).
"""

from __future__ import annotations

import re
from functools import lru_cache

from core.openings import LETTER, any_word

_NOUN = (
    r"(?:cơ quan chuyên môn(?: thuộc ubnd (?:tỉnh|thành phố|huyện))?|cơ quan ngang bộ|cơ quan tương đương sở|"
    r"cơ quan thuộc chính phủ|cơ quan trung ương|cơ quan ngành dọc|cơ quan hành chính|cơ quan(?! trung ương khác)|"
    r"đơn vị sự nghiệp(?: công lập)?|đơn vị|địa phương|thành phố trực thuộc trung ương|thành phố|tỉnh thành|tỉnh|"
    r"thành(?! (?:tích|lập|phần|công|viên|quả|thạo))|huyện|thị xã|thị trấn|quận|xã(?! hội)|phường|đặc khu|"
    r"sở ngành|sở(?! (?:dữ liệu|hữu|thích))|ban ngành|ban quản lý|"
    r"ban(?! (?:hành|đầu|tổ chức|chỉ đạo|thường vụ|chấp hành|giám khảo|giám đốc))|ngành dọc|ngành(?! nghề)|bộ ngành|"
    r"bộ(?! (?:chỉ số|phận|tiêu chí|môn|máy|câu hỏi|thủ tục))|"
    r"phòng ban|phòng chuyên môn|phòng(?! (?:chống|họp|ngừa|cháy))|vùng|đoàn thể|"
    r"hội(?! (?:nghị|thi|đồng|thảo|trường|nhập))|thôn|doanh nghiệp nhà nước|tp|tổng cục|"
    r"cục(?! (?:bộ|diện))|vụ(?! (?:án|việc|mùa|lợi|trưởng)))(?![a-zà-ỹđ])"
)
_LINK = r"(?:, ?(?:và )?| và | - |-|/| cùng | hoặc )"
_REGION = (
    r"(?:tây nguyên|đông nam bộ|tây nam bộ|đbscl|tây bắc|đông bắc|bắc trung bộ|"
    r"nam trung bộ|miền trung|miền tây|td&mnpb|đồng bằng sông (?:hồng|cửu long)|"
    r"trung du(?: và)? miền núi(?: phía bắc| bắc bộ)?|duyên hải(?: nam)? (?:miền trung|trung bộ)|miền núi phía bắc|"
    r"biên giới(?: phía bắc)?)(?: và (?:tây nguyên|duyên hải miền trung|duyên hải trung bộ))?"
)
# A region's name ends before these: `Dẫn đầu khu vực | là Cần Thơ`, `khu vực phía Nam | và đứng thứ hai toàn quốc`.
_NO_REGION = (
    r"(?! (?:là|gồm|có|với|đạt|đứng|xếp|thuộc|gọi|được|về|sau|trước|năm|khi|trong|ở|của|theo|chỉ|hiện|đã|lần|vẫn|tiếp|cũng|nhưng|"
    rf"song|còn|tại|tuy|thì|vào|và (?:đứng|xếp|thứ|hạng|đạt|dẫn|tăng|giảm|cả|\d+))(?!{LETTER}))"
)
GROUP_TAIL = (
    r"(?:(?: thuộc| trong| ở| của| khu vực| tại| trực thuộc)*(?: (?:cả nước|toàn quốc|trong nước))|"
    r"(?: (?:thuộc|trong|ở|của|tại|trực thuộc))*(?: (?:các )?(?:vùng|khu vực|miền|tiểu vùng))"
    rf"(?:{_NO_REGION} [a-zà-ỹđ]+(?![a-zà-ỹđ])){{0,9}}|"
    rf"(?: (?:trong|thuộc|của|ở))? {_REGION})"
)
_MIDDLE = (
    r"(?: (?:chuyên môn|ngang bộ|ngành dọc|hành chính|cấp (?:tỉnh|huyện|xã|sở|phòng|cơ sở)|trực thuộc tỉnh|trực thuộc|"
    r"đồng cấp|nhà nước))*"
)
# `Khối xã, đơn vị có điểm cao nhất là xã A`: who leads the group is none of its kinds.
_NO_LEADER = (
    r"(?!(?:đơn vị|địa phương) (?:có (?:tổng |số )?(?:điểm|kết quả|chỉ số)(?: [a-zà-ỹđ]+){0,3} (?:cao|thấp) nhất|"
    r"(?:đứng|xếp)(?: ở)? (?:vị trí )?(?:thứ|đầu|cuối|nhất)|dẫn đầu|cao nhất|thấp nhất|đầu bảng|cuối bảng))"
)
GROUP = (
    rf"(?:(?:các|khối|nhóm|ubnd các|ubnd) )*(?P<group>{_NOUN}{_MIDDLE}"
    rf"(?:{_LINK}{_NO_LEADER}(?:các |ubnd )?{_NOUN}{_MIDDLE})*)"
)
_DROP = re.compile(
    r" (?:trực thuộc trung ương|trên địa bàn.*|được (?:đánh giá|xếp hạng|thẩm định|chấm điểm|khảo sát).*|tham gia.*|"
    r"thuộc (?:tỉnh|thành phố|huyện)$)|ubnd (?:các )?|^các | các(?= )"
)
# After `26/63`: the ranked, with what may follow.
AFTER_RANK = re.compile(
    rf"^(?: (?:trong tổng số|trong số|trong|trên tổng số|trên|của|so với|tổng số) ?(?P<of>\d{{1,4}})?)? ?(?:của |"
    rf"trong |số |tổng số )*{GROUP}"
    r"(?: (?:trực thuộc trung ương|trên địa bàn|được (?:đánh giá|xếp hạng|thẩm định|chấm điểm|khảo sát)|"
    rf"tham gia(?: đánh giá| xếp hạng)?))?(?P<tail>{GROUP_TAIL})?"
)
AFTER_OF_ONLY = re.compile(r"^ (?:trong tổng số|trong số|trên tổng số|trên|trong) (?P<of>\d{1,4})(?![\d.,%])")
AFTER_REGION = re.compile(rf"^(?: (?:trong|của|ở|tại|toàn))*(?P<tail>{GROUP_TAIL}| (?:trong|của|toàn) (?:vùng|khu vực))")
# `khối ngành dọc (6 đơn vị)`
_SIZE_AFTER = rf"(?: \((?:gồm |có |tổng số |với )*(?P<of_after>\d{{1,3}}) {_NOUN}{_MIDDLE}(?:{_LINK}{_NOUN})*\))?"
# `khối huyện`, `đối với khối sở`, `ở cấp xã`, `trong số 19 sở`: opens a block.
BLOCK = re.compile(
    r"(?<![a-zà-ỹđ])(?:(?:đối với|về|ở|tại|trong|với|thuộc|riêng|của|là) )?(?:(?:các )?(?:khối|nhóm các|"
    r"bảng xếp hạng|bảng|cụm|nhóm)(?= )(?: các| đơn vị| cơ quan(?! (?:ngành dọc|trung ương|chuyên môn|hành chính)))?)"
    rf" (?:(?P<of>\d{{1,3}}) )?(?:ubnd )?(?:các )?{GROUP}(?P<tail>{GROUP_TAIL})?{_SIZE_AFTER}"
)
_SIZES = (
    "bảng xếp hạng|yêu cầu|đối với|trong tổng số|trong số|trong|tổng số|trên tổng số|của|có|gồm|với|toàn tỉnh có|trên|"
    "xếp loại|xếp hạng|phân loại|chấm điểm"
)
# The group is read to its end: `tỉnh, thành phố` before a word that must not follow is no `tỉnh`.
SIZED = re.compile(
    any_word(_SIZES.split("|"), not_after=LETTER) + rf" ?(?P<of>\d{{1,4}}) (?>{GROUP}(?P<tail>{GROUP_TAIL})?)"
    r"(?! ?(?:xếp|đạt(?! (?:giá trị|trung bình|bình quân))|được xếp|loại|có chỉ số|tăng|giảm|dẫn đầu|đứng đầu|\())"
)
# `So với các tỉnh Đồng bằng sông Cửu Long, Bạc Liêu đứng thứ 11/13`: the region that the places after it are in.
REGION_HEAD = re.compile(
    any_word(("so với các", "so với", "trong số các", "trong các", "tính trong", "trong khối các"), not_after=LETTER)
    + rf" (?:(?:các|nhóm) )?(?P<group>(?:tỉnh|địa phương)(?:, thành(?: phố)?)?)(?P<tail>{GROUP_TAIL})"
    + r"(?=,| thì| cả)"
)
# `Trong khu vực Đồng bằng sông Cửu Long, tỉnh đứng thứ 5`
REGION_ALONE = re.compile(
    any_word(("trong", "ở", "tại", "xét riêng", "tính riêng", "riêng", "trong phạm vi", "trong toàn"), not_after=LETTER)
    + rf" (?P<group>(?:khu vực|vùng|tiểu vùng) {_REGION})(?=,| thì)"
)
# `Nếu chỉ tính 19 phường, phường A xếp thứ 3`: a ranking of some of those that the block ranks.
ONLY = re.compile(
    any_word(("chỉ tính riêng", "chỉ tính", "tính riêng", "xét riêng", "chỉ xét"), not_after=LETTER)
    + rf"(?: trong)? (?P<only>\d{{1,3}}) (?>{GROUP}(?P<tail>{GROUP_TAIL})?)(?=,| thì)"
)
# `PAR INDEX năm 2023 của các tỉnh, thành phố`, `15 huyện, thị xã: …`: whom an index rates.
RATED = re.compile(
    r"(?:(?:chỉ số|index|cchc|cải cách hành chính|papi|pci|sipas|ddci|dti|năm (?:19|20)\d\d) (?:của|"
    rf"cấp) (?P<dir>(?:các |(?P<of>\d{{1,3}}) ){GROUP}(?P<tail>{GROUP_TAIL})?))"
)
# `20 sở, ngành cùng được đưa lên bàn cân`, `15 xã góp mặt trong bảng xếp hạng`
_IN_RACE = (
    r"(?:đưa|góp mặt|có mặt|có tên|bước vào|tranh tài|ganh đua|đua tài)(?: (?:ra|lên|vào|trong|ở|trên|tại))* "
    r"(?:bàn cân|bảng xếp hạng|bảng điểm|cuộc đua|đường đua)(?! (?:\d|top|tốp|nhóm))"
)
ASSESSED = re.compile(
    rf"(?P<of>\d(?<![\d.,/]\d)\d{{0,2}}) {GROUP}(?P<tail>{GROUP_TAIL})? (?:(?:(?:cùng |đều )?(?:được )?{_IN_RACE})|"
    r"(?:được|tham gia|"
    r"thuộc diện|là đối tượng)(?: (?:được|đưa vào))? (?:xếp hạng|đo lường|đo|lấy ý kiến|chia thành|phân thành|phân loại|"
    r"đánh giá|chấm điểm|thẩm định|"
    r"khảo sát|công bố)(?! (?:loại|tốt|khá|xuất sắc|trung bình|yếu)))"
)
# `giá trị trung bình của 63 tỉnh, thành phố đạt 84,79%`: who is spoken of from here on.
MEAN_OF = re.compile(
    rf"(?:trung bình|bình quân|trung vị)[^.;:()\d]{{0,30}} của (?P<dir>(?P<of>\d{{1,3}}) (?>{GROUP}(?P<tail>{GROUP_TAIL})?))"
)
# `Chỉ số hài lòng năm 2022 được đo ở 12 sở, ngành`
MEASURED_AT = re.compile(
    rf"(?:hài lòng|chỉ số|sipas|ddci|cchc)[^.;:()]{{0,60}} (?:đo lường|đo|khảo sát|điều tra|đánh giá|xác định|thực hiện)"
    rf" (?P<dir>(?:ở|tại|đối với|với) (?P<of>\d{{1,3}}) (?>{GROUP}(?P<tail>{GROUP_TAIL})?))"
)
# `5 đơn vị dẫn đầu theo thứ tự là:` counts those that are listed, not the ranked.
_NOT_THOSE = r"(?! (?:(?:có|đạt) (?:điểm|kết quả|chỉ số|số điểm|thứ hạng)|dẫn đầu|đứng|xếp|đạt|cao|thấp|tiêu biểu|thuộc nhóm))"
COUNTED_HEAD = re.compile(
    rf"(?P<of>\d(?:(?<=[.;] \d)|(?<=^\d))\d{{0,2}}) (?=[^:.;]{{3,60}}:)"
    rf"(?>{GROUP}(?P<tail>{GROUP_TAIL})?){_NOT_THOSE}"
)
HEADING = re.compile(
    rf"\s*(?:[-+*•] ?|[ivx]+[.)] ?|\d{{1,2}}[.)] ?|[a-z][.)] ?)?(?:(?:đối với|về|ở|tại|riêng|trong|nhóm|khối|cấp|"
    r"bảng xếp hạng|xếp hạng|kết quả|chỉ số|cải cách hành chính|của|các|"
    rf"cchc) )+(?:(?P<of>\d{{1,3}}) )?(?:ubnd )?(?:các )?{GROUP}(?P<tail>{GROUP_TAIL})?{_SIZE_AFTER}"
)


# `Cụm miền núi (10 đơn vị):` opens a ranking of its own.
CLUSTER = re.compile(
    rf"\s*(?:[-+*•] ?|\d{{1,2}}[.)] ?)?(?:(?:đối với|ở|tại|với|trong) )?(?P<group>(?:cụm|"
    rf"khối thi đua)(?! công nghiệp)[^():;.|]{{1,50}}?)"
    rf"(?: \((?:gồm |có |với )*(?P<of>\d{{1,3}}) {_NOUN}[^()]{{0,40}}\))? ?:"
)


@lru_cache(maxsize=1024)
def clean_group(text: str) -> str | None:
    """The group as stated, lower case, without what the codebook drops; None where nothing is left."""
    out = _DROP.sub(" ", text.lower())
    out = re.sub(r"\s+", " ", out).strip(" ,-")
    return out or None


# The same few groups stand in article after article.
@lru_cache(maxsize=1024)
def joined(group: str, tail: str | None) -> str | None:
    """Group and the scope that follows it (`tỉnh` + `trong vùng Tây Nguyên`)."""
    rest = (tail or "").strip()
    if re.fullmatch(r"(?:(?:trong|của|thuộc) )?(?:cả nước|toàn quốc|trong nước)", rest):
        rest = ""
    return clean_group(f"{group} {rest}".strip())


_WHOLE_COUNTRY = re.compile(r"(?:cả nước|toàn quốc)$")


def region(found: re.Match[str]) -> str | None:
    """The group that a match of AFTER_REGION makes (`vùng Tây Nguyên`); None for the whole country."""
    text = found.group().strip()
    if _WHOLE_COUNTRY.search(text):
        return None
    return clean_group(re.sub(r"^(?:trong|của|ở|tại|toàn) ", "", text))


def same_group(a: str, b: str) -> bool:
    """Do two groups share a word (`sở` and `sở, ngành`)?"""
    return bool({w.strip(",") for w in a.split()} & {w.strip(",") for w in b.split()})
