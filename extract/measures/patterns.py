"""The surface grammar of figures: regular expressions over folded lower-case text, one a construction.

Source: docs/codebook.md ("Numbers", "scores", "ranks", "tier_counts", "Fine points") and the survey of scores and
ranks (P1-P18). Grammar is code; the words for tiers, components, blocks and regions are vocabulary (schemas/vocab).
"""

from __future__ import annotations

import re

from core.openings import LETTER, Lead, any_word
from extract.measures.groups import GROUP, GROUP_TAIL

NO_LETTER = f"(?!{LETTER})"
NUM = r"\d+(?:[.,]\d+)?"
DEC = r"\d+[.,]\d+"
_FIRST_DIGIT = r"\d(?<!\d\d)"
INT = r"\d{1,3}"
UNIT = r"(?:điểm %|điểm phần trăm|%|điểm)"
YEAR = r"(?:19|20)\d{2}"
# `điểm` that is no unit: call points, weak points, service points, times.
NOT_POINT = (
    r"(?! (?:cầu|phục vụ|bưu điện|trường|nghẽn|sáng|du lịch|truy cập|tiếp nhận|giao dịch|nóng|nhấn|đến|hẹn|dân cư|thu|bán|kết nối"
    r"|truy nhập|hoạt động|hỗ trợ|phát|lắp đặt|đăng ký|rút tiền|chi trả|công cộng|đọc sách|sinh hoạt"
    r"|tập kết|họp|thi|đen|tựa|chung|quan trọng|danh lam|sơ tán|lẻ|chính|trưng bày|trên địa bàn)(?![a-zà-ỹđ]))"
)
POINT = rf"điểm(?![a-zà-ỹđ]){NOT_POINT}"
UNIT_AFTER = rf" ?(?P<unit>điểm %|điểm phần trăm|%|{POINT})"
ORDINAL = r"(?:nhất|nhì|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín|mười(?: (?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)"
COUNT_WORD = r"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười(?: (?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín))?)"


# A base of comparison: `so với năm 2022`, `năm 2022 là`, `so với năm trước`, `so với tuần trước`.
def _when(name: str) -> str:
    return (
        rf"(?:(?:cùng kỳ )?(?:năm )?(?P<{name}year>{YEAR})|"
        rf"(?:cùng kỳ )?(?P<{name}rel>năm (?:trước đó|liền trước|liền kề|trước|ngoái|qua)|cùng kỳ)"
        rf"|(?P<{name}prev>(?:tuần|tháng|quý) (?:liền trước|trước đó|trước|(?:thứ )?\d+(?:/\d{{4}})?)))"
    )


def _against(name: str) -> str:
    return rf"(?:so với|so cùng|so|như(?<!nếu như))(?: (?:kết quả|thứ hạng|vị trí|chỉ số|điểm số|của|cùng kỳ))* {_when(name)}"


UP = (
    r"tăng thêm|tăng lên|tăng tới|tăng|cộng thêm|nhích thêm|tiến thêm|thêm|cao hơn|vượt lên|vượt|nhích lên|nhích|"
    r"cải thiện|bật lên|bật|"
    r"leo lên|leo|vọt lên|vọt|ngược lên|lên|thăng|tiến|bứt phá|vươn lên|vươn|nhảy vọt|nhảy|nâng lên|nâng"
)
DOWN = (
    r"giảm còn|giảm|thấp hơn|tụt xuống|tụt lùi|tụt lại|tụt|tuột|trượt xuống|trượt|xuống|thụt lùi|đi lùi|lùi|rớt|rơi|sụt giảm|sụt|"
    r"đánh rơi|đánh mất|mất|hạ|hụt|bị giảm|lao dốc"
)
# `tăng nhiều nhất, tới 6,12%`
_MOST = r"(?:,? (?:nhiều|mạnh|cao|nhanh|sâu|lớn) nhất(?:,? (?:với|là|tới|đến|đạt))*)?"
_ADV = (
    rf"{_MOST}(?: (?:dốc|tự do|không phanh|nhẹ|mạnh|thêm|được|tới|đến|lên|vọt|liền|tiếp|sâu|xuống|hạng|vượt bậc|đáng kể|"
    rf"lùi|ngoạn mục|bậc|điểm số|"
    r"thứ bậc))*"
)
_APPROX = r"(?P<approx>(?:khoảng|gần|hơn|trên|xấp xỉ|ít nhất|tối thiểu|từ|dưới|chưa đến|chưa tới|không quá) )?"
DIRECTION = rf"(?P<dir>{any_word(f'{UP}|{DOWN}'.split('|'), not_after=LETTER)}){_ADV}"

BASE = re.compile(
    rf"(?:nhiều hơn|ít hơn|tăng hơn|giảm hơn|hơn) (?:so với )?{_when('')}(?: là)?|{_against('')}".replace(
        f"{_against('')}",
        _against("").replace("(?P<year>", "(?P<year2>").replace("(?P<rel>", "(?P<rel2>").replace("(?P<prev>", "(?P<prev2>"),
    )
)
PREVIOUS = re.compile(r"(?<![a-zà-ỹđ])(?:tuần|tháng|quý) (?:trước đó|liền trước|trước|vừa rồi)(?![a-zà-ỹđ])")

SCORE_CHANGE = re.compile(
    rf"{DIRECTION}(?: {_when('b1')}(?: (?:là|tới|đến))?)? {_APPROX}(?P<num>{NUM}){UNIT_AFTER}(?! ?(?:lên|xuống|còn) \d)"
    rf"(?:,? {_against('b2')})?"
)
# `tỉnh tăng PAR INDEX năm 2022 cao nhất (5,8%)`, `có mức tăng nhiều nhất (6,12%)`
CHANGE_MOST = re.compile(
    rf"(?P<dir>tăng|giảm|cải thiện|sụt giảm|tụt)(?: năm {YEAR}|(?! (?:đạt|xếp|đứng))[^.;,:()\d]){{0,40}} (?:cao|nhiều|"
    rf"mạnh|nhanh|sâu|lớn) nhất"
    rf" \((?:tới |là |\+ ?|- ?)?(?P<num>{NUM}){UNIT_AFTER}\)"
)
# `7,25 điểm (tăng 0,3)`
SCORE_CHANGE_STEP = re.compile(rf"(?<=\() ?{DIRECTION} (?P<num>\d{{1,2}}[.,]\d{{1,5}})(?= ?[);,])")
# `tăng 0,1344 so với năm 2020`: of an index between 0 and 1.
SCORE_CHANGE_BARE = re.compile(rf"{DIRECTION} (?P<num>0[.,]\d{{2,5}})(?![\d%]| ?(?:điểm|%)),? {_against('b2')}")
# `kém năm trước 0,38 điểm`, `nhiều hơn năm 2023 1,27 điểm`, `hơn 2 bậc so với năm 2022`: words of comparing are a change only
# beside a time.
LESS = r"kém hơn|kém|ít hơn"
_COMPARING = rf"(?P<dir>(?<![a-zà-ỹđ])(?:{LESS}|nhiều hơn|cao hơn|thấp hơn|nhỉnh hơn|khá hơn|hơn))"
_AMOUNT = r"(?: (?:là|tới|đến|những))* "
SCORE_COMPARED = (
    re.compile(rf"{_COMPARING} (?:so với )?{_when('b1')}{_AMOUNT}{_APPROX}(?P<num>{NUM}){UNIT_AFTER}"),
    re.compile(rf"{_COMPARING}{_AMOUNT}{_APPROX}(?P<num>{NUM}){UNIT_AFTER},? {_against('b2')}"),
)
SIGNED_CHANGE = re.compile(rf"\((?P<sign>[+-]) ?(?P<num>{NUM})(?:{UNIT_AFTER})?(?:,? {_against('b2')})?\)")
AGAINST_AFTER = _against("")
ORDER_BEFORE = re.compile(
    r"(?:tiếp theo|kế đến|kế tiếp|tiếp đến|tiếp đó|tiếp sau|theo sau|xếp sau|sau đó|đứng sau)(?: đó)?(?: là)? $"
)
RANK_NOUN = r"(?:bậc xếp hạng|thứ hạng|thứ bậc|bậc|hạng|vị trí)"
RANK_CHANGE = re.compile(
    rf"{DIRECTION}(?: {_when('b1')}(?: (?:là|tới|đến))?)? {_APPROX}(?P<num>{INT}|{COUNT_WORD}) {RANK_NOUN}(?! thứ|"
    rf" xếp loại)(?:/năm)?"
    rf"(?:,? (?:trên bảng xếp hạng|trong bảng xếp hạng|xếp hạng(?! ?\d| thứ| ở)))?(?:,? {_against('b2')})?"
)
RANK_COMPARED = (
    re.compile(rf"{_COMPARING} (?:so với )?{_when('b1')}{_AMOUNT}{_APPROX}(?P<num>{INT}|{COUNT_WORD}) {RANK_NOUN}(?! thứ)"),
    re.compile(rf"{_COMPARING}{_AMOUNT}{_APPROX}(?P<num>{INT}|{COUNT_WORD}) {RANK_NOUN},? {_against('b2')}"),
)
SIGNED_RANK = re.compile(rf"\((?P<sign>[+-]) ?(?P<num>{INT}) {RANK_NOUN}(?:,? {_against('b2')})?\)")
SAME = re.compile(
    r"(?:giữ nguyên|giữ vững|không (?:có sự thay đổi|có sự đổi|thay đổi|đổi|tăng,? không giảm)|"
    r"giữ(?= (?:vị trí|thứ hạng|hạng|thứ bậc)))"
    rf"(?=(?P<what> (?:vị trí|thứ hạng|thứ bậc|hạng|bậc|vị thứ|điểm số|điểm))?)(?:,? (?:{_against('b2')}|như {_when('b1')}))?"
)

# What a result is measured against, up to its number: `vượt mục tiêu 83% đề ra`.
AIM = (
    r"(?:mức |các )?(?:mục tiêu|chỉ tiêu|kế hoạch)(?: (?:là|đề ra|đặt ra|được giao|giao|chung|ban đầu|năm \d{4}|"
    r"của (?:tỉnh|huyện|thành phố|xã|phường|kế hoạch|năm)))* "
)
# A gap to a mean, a leader or another unit: never a change (codebook, scores; survey P17).
_TIME = r"(?:(?:năm|tháng|quý|tuần|kỳ)(?: (?:\d|trước|liền|ngoái|qua)|$)|cùng kỳ)"
_MEAN = (
    r"(?:mức |điểm |giá trị |chỉ số |con số |điểm số )?(?:trung bình|bình quân|trung vị|trung bình chung)(?: chung)?"
    r"(?: (?:của )?(?:toàn |cả |các |tất cả )?"
    r"(?:quốc|nước|tỉnh|vùng|khu vực|thành phố|huyện|ngành|khối|sở|bộ|63 tỉnh, thành phố|63 tỉnh, thành|"
    r"địa phương)(?:[^,.;()0-9]{0,40})?)?"
)
GAPS = [
    re.compile(
        rf"(?<![a-zà-ỹđ])(?:cao|thấp|kém|vượt|nhỉnh|hơn|dưới|trên|ít|nhiều)(?: hơn)?(?: so với)? {_MEAN}(?: (?:là|tới|đến|khoảng|"
        rf"gần))* ?\(?{NUM} ?(?:{UNIT})?"
    ),
    re.compile(
        rf"(?<![a-zà-ỹđ])(?:cao|thấp|kém|vượt|nhỉnh|hơn)(?: hơn)? {NUM} ?{UNIT}? (?:so với|so|với|hơn|dưới|"
        rf"trên)? ?{_MEAN}"
    ),
    re.compile(
        rf"(?<![a-zà-ỹđ])(?:cao|thấp|kém|vượt|nhỉnh|hơn)(?: hơn)? {NUM} ?{UNIT} so với (?:đơn vị|địa phương|tỉnh|"
        rf"mục tiêu|chỉ tiêu|kế hoạch|"
        rf"thành phố|huyện|xã|"
        rf"phường|sở|vị trí|nhóm|mức)(?! năm)[^,.;]{{0,40}}"
    ),
    re.compile(rf"(?<![a-zà-ỹđ])(?:khoảng cách|chênh lệch|cách biệt|chênh nhau|cách nhau|hơn kém)[^.;()]{{0,80}}? {NUM} ?{UNIT}"),
    # `khoảng cách giữa đơn vị đứng đầu (A, 95,2 điểm) và đơn vị cuối (B, 75,1 điểm) là 20,1 điểm`
    re.compile(
        rf"(?:khoảng cách|chênh lệch|cách biệt)(?:[^.;()\d]|\([^()]{{1,60}}\)){{1,90}}?"
        r" (?:là|tới|lên tới|đến|lên đến|khoảng|ở mức)"
        rf" (?P<num>{NUM} ?{UNIT})"
    ),
    re.compile(rf"c(?<!cải .)(?<![a-zà-ỹđ].)ách (?!mạng|thức|làm|đây)[^.;,()]{{0,60}}? (?P<num>{NUM} ?{UNIT})"),
    re.compile(
        rf"(?<![a-zà-ỹđ])(?:kém|thua|hơn|vượt|bỏ xa) [^.;()]{{2,90}}, (?:tới|đến|những|khoảng|gần)"
        rf" (?P<num>{NUM} ?{UNIT})"
    ),
    # A change of a mean is as little anybody's as the mean.
    re.compile(
        rf"(?:trung bình|bình quân|trung vị)[^.;]{{0,90}}? {NUM} ?(?:{UNIT})?, (?:tăng|giảm|cao hơn|thấp hơn|"
        rf"nhích)[^.;,\d]{{0,20}}"
        rf"(?P<num> {NUM} ?{UNIT})"
    ),
    # `… của cả nước là 82,66%, tăng 2,58% so với năm 2022`: nor is that of the whole country's value.
    re.compile(
        rf"(?:cả nước|toàn quốc)(?: năm {YEAR})?(?: chỉ| mới)? (?:là|đạt|ở mức) {NUM} ?(?:{UNIT})?,"
        rf" (?:tăng|giảm|cao hơn|thấp hơn|nhích)[^.;,\d]{{0,20}}(?P<num> {NUM} ?{UNIT})"
    ),
    re.compile(rf"chênh(?: lệch)?(?: nhau)?(?: tới| đến| khoảng| gần)? {NUM} ?{UNIT}"),
    re.compile(
        rf"(?:cả nước|toàn quốc|toàn ngành|toàn vùng)(?: năm {YEAR})?(?: chỉ| mới)? (?:là|đạt|ở mức)(?: trung bình|"
        rf" bình quân)? {NUM} ?(?:{UNIT})?"
    ),
    re.compile(
        rf"(?<![a-zà-ỹđ])(?<!không )(?<!không thấp )(?<!không ít )(?<!không cao )(?<!không nhỏ )(?<!không kém )(?:kém|"
        rf"thua|bám sát|ít hơn|"
        rf"chỉ kém|hơn)(?: hơn)? {NUM} ?{UNIT}(?! so với (?:năm|cùng))"
    ),
    re.compile(
        r"(?<!nhóm )(?<!loại )(?<!hạng )(?:mức |điểm |giá trị |điểm số |chỉ số )?(?:trung bình|bình quân|trung vị)(?: chung)?"
        r"(?: [^.;,()0-9]{0,60}?)?"
        rf"(?: (?:là|đạt|ở mức|chỉ đạt|của))* ?\(?{NUM} ?{UNIT}\)?"
    ),
    re.compile(
        r"(?<!nhóm )(?<!loại )(?<!hạng )(?:mức |điểm |giá trị |điểm số |chỉ số )?(?:trung bình|bình quân|trung vị)(?: chung)?"
        rf"(?: của \d{{1,3}} [a-zà-ỹđ, ]{{3,40}}?)?(?: (?:[^.;,()0-9]|, (?=thành|ban[ ,]|ngành|thị xã|phường|cơ quan|huyện|"
        rf"đơn vị)){{0,60}}?)?(?: năm {YEAR}(?: của (?:các |\d{{1,3}} )[a-zà-ỹđ, ]{{2,40}}?)?)?"
        rf"(?: (?:là|đạt|ở mức|chỉ đạt|của))* ?\(?(?P<num>{NUM} ?{UNIT}|{DEC}(?![\d/]))\)?"
    ),
    re.compile(
        rf"(?<![a-zà-ỹđ])(?:kém|thua|cao hơn|thấp hơn|hơn|vượt|bỏ xa)(?: hơn)?(?: so với)? (?!{AIM}\d|{_TIME}|"
        rf"[^,.;()\d]{{0,30}}{_TIME}|lên |lên$)"
        rf"(?:[a-zà-ỹđ&'/-]+ (?:(?<=thứ )\d{{1,2}} - )?){{1,9}}?(?:là |tới |đến |khoảng |gần |những )?"
        rf"(?P<num>{NUM} ?{UNIT})(?! (?:của |vào |hồi )?năm \d)"
    ),
]
# `kém Thái Nguyên (90,76%) 7,26%`: the gap after the other unit's value.
GAP_AFTER_VALUE = re.compile(
    rf"(?:kém|thua|hơn|cao hơn|thấp hơn|bỏ xa|vượt) [^.;()]{{2,50}} \([^()]{{0,40}}\)"
    rf"(?: (?:chỉ|vỏn vẹn|đúng|tới|đến|những|gần|khoảng|có|tròn))* (?P<num>{NUM} ?{UNIT})"
)
# Points lost, bonus or thresholds: numbers that are no score.
LOST = re.compile(
    r"(?<![a-zà-ỹđ])(?:bị )?(?:mất|trừ|hụt|bị trừ|trừ đi|(?<!tổng )cộng|cộng thêm|thưởng)(?: (?:đi|tới|đến|gần|khoảng|hơn|"
    rf"tổng cộng|thêm))* (?P<num>{NUM}(?:/{NUM})? ?(?:{POINT}|%))(?!,? so với (?:năm|tuần|tháng|quý|cùng))"
    # `mất 4,65 điểm và tụt 14 bậc so với năm 2012`: a fall, with that of the places.
    r"(?!(?:,| và|, đồng thời| đồng thời) ?(?:cũng )?(?:[a-zà-ỹđ]+ ){0,3}\d{1,2} (?:bậc|hạng)[^.;,]{0,16} so với (?:năm|cùng))"
)
NO_SCORE = [
    LOST,
    # `điểm thẩm định chiếm 65 điểm`: what a part weighs.
    re.compile(rf"chiếm (?:tối đa )?{NUM} điểm(?!,? (?:xếp|đứng|tăng|giảm))"),
    re.compile(rf"\((?:từ )?(?:trên |dưới )?{NUM} ?(?:điểm|%)? ?(?:đến|-|tới) ?(?:dưới )?{NUM} ?(?:điểm|%)?\)"),
    re.compile(rf"\((?:từ |trên |dưới |≥|>|<|≤){{1,2}} ?{NUM} ?(?:điểm|%)?(?: trở (?:lên|xuống))?\)"),
    re.compile(
        rf"(?<![a-zà-ỹđ])(?:trong khoảng|dao động|khoảng|nằm trong khoảng)(?: từ)? {NUM} ?(?:điểm|%)? ?(?:đến|-|tới)"
        rf" ?(?:dưới )?{NUM} ?"
        r"(?:điểm|%)?"
    ),
    re.compile(rf"t(?<![a-zà-ỹđ].)ừ {NUM} ?(?:điểm|%)? ?(?:đến|-|tới) ?(?:dưới |gần )?{NUM} ?(?:điểm|%)"),
    # From the first digit only: a run of digits would be tried from each of them.
    re.compile(rf"{_FIRST_DIGIT}\d*(?:[.,]\d+)? (?:điểm|%) (?:dành cho|cho phần|thuộc phần|cho nội dung)"),
    # `60 điểm do Hội đồng thẩm định chấm, 40 điểm còn lại lấy từ điều tra`: how a scale is parted, in whole points.
    re.compile(
        rf"(?P<num>{_FIRST_DIGIT}(?<!đạt .)(?<!được .)(?<!với .)\d{{0,2}} điểm)(?: còn lại| tối đa)?(?: là)?"
        r" (?:do (?:hội đồng|tổ|đoàn|cơ quan|đơn vị|sở|ban|người|các|bộ)[^.,;:()\d]{0,40} (?:chấm|đánh giá|thẩm định|cho điểm)|"
        r"(?:được )?(?:(?:lấy|tính|chấm|xác định) )?(?:từ|qua|theo|thông qua|bằng|trên cơ sở)(?: kết quả)? "
        r"(?:tự (?:đánh giá|chấm)|thẩm định|điều tra|khảo sát|phiếu)|điểm (?:thưởng|cộng|tự chấm))"
    ),
    re.compile(r"trong(?: tổng(?: số)?)? \d{2,4} điểm(?: của| tối đa| có| thì|,)"),
    re.compile(
        rf"{_FIRST_DIGIT}\d*(?:[.,]\d+)? ?% (?:số|tổng|người|doanh nghiệp|hộ|ý kiến|cán bộ|thủ tục|hồ sơ|dân số|xã|thôn|"
        r"đơn vị|trong số|sở|huyện|phường|cơ quan|địa phương|phòng|đúng hạn|trước hạn|"
        r"được (?:nộp|giải quyết|tiếp nhận|trả|xử lý|thực hiện|số hóa|thanh toán|cấp|hỏi))(?![a-zà-ỹđ])"
    ),
    # After points, the share is the same score in percent.
    re.compile(rf"(?<!điểm )(?<!điểm, )(?<!điểm \()(?:chiếm|tương ứng|tương đương)(?: tỷ lệ| tỉ lệ)? ?{NUM} ?%"),
]

# A rank: noun and number (`vị trí thứ 58/63`), bare after a verb (`xếp 26/63`), or in brackets after a name (`(16/19)`).
# `thứ hạng năm trước`, `hạng năm 2022`: a year, not the fifth.
PAST = r"(?:trước|ngoái|qua|nay|liền|đầu|thứ|vừa|này|sau|tới|học)"
_OF = r"(?: ?/ ?(?P<of>\d{1,4})(?: ?/ ?\d{1,4})?)?"
RANK_VERB = (
    r"(?:xếp|đứng|đạt|ở|giữ|giữ vững|nằm|nằm ở|nằm trong|vươn|vươn lên|leo|leo lên|chiếm|chiếm giữ|có|còn|lên|xuống|tụt|"
    r"tụt xuống|rơi xuống|rớt xuống|lùi về|"
    r"về|đứng ở|xếp ở|lùi|lùi xuống|tăng lên|giảm xuống|duy trì|nhảy lên|vọt lên|trở lại|đang ở|vẫn|tiếp tục|xếp tại|"
    r"đạt được|bảo vệ|cao)"
)
# Between the noun of a place and its number: `vị trí của tỉnh hiện là 24/34`, `hạng thì tận 24/34`.
_FILL = (
    r"(?: (?:chung cuộc|chung|toàn quốc|cả nước|là|ở|của (?:tỉnh|huyện|thành phố|thị xã|xã|phường|quận|bộ|sở)|tổng thể|"
    r"thì|chỉ|mới|tận|hiện|đang|vẫn|tại|từ(?= (?:hạng |thứ )?\d{1,3} trở)|không (?:thấp hơn|dưới|quá|vượt quá)|"
    r"thấp nhất là|tối thiểu))*"
)
_NOUN = r"(?:vị trí xếp hạng|vị trí|vị thứ|thứ hạng|thứ bậc|xếp hạng|hạng|bậc|thứ(?<!tuần thứ)|ngôi vị|ngôi)"
RANK = re.compile(
    rf"(?<![a-zà-ỹđ])(?:(?P<verb>{RANK_VERB}) (?:từ (?=thứ ))?)?(?P<noun>{_NOUN}){_FILL}(?: (?P<th>thứ|số|hạng))?:? ?"
    rf"(?:(?P<num>\d{{1,4}})(?![.,]\d|[\d%]| ?(?:điểm|%|bậc)){_OF}|(?P<word>{ORDINAL})(?![a-zà-ỹđ]| \d{{4}}| {PAST})"
    rf"(?: ?/ ?(?P<of2>\d{{1,4}}))?)"
)
_PLACED = ("xếp", "đứng", "hạng", "xếp hạng", "đứng ở", "vươn lên", "tụt xuống", "thứ(?<!tuần thứ)", "đạt hạng")
RANK_BARE = re.compile(
    rf"(?P<verb>{any_word(_PLACED, not_after=LETTER)})" + r" (?P<num>\d{1,4}) ?/ ?(?P<of>\d{1,4})(?: ?/ ?\d{1,4})?"
    r"(?![.,]?\d|%| ?điểm)"
)
# `đặc khu Phú Quý xếp 124, chỉ đạt 58,3 điểm`: the number ends its phrase.
RANK_NUMBER = re.compile(
    r"(?P<verb>(?:x(?<![a-zà-ỹđ].)ếp|đ(?<![a-zà-ỹđ].)ứng)) (?P<num>\d{1,3})(?=[,;)]|\.?\s*$|\. |"
    r" (?:với (?:\d|điểm|số điểm)|toàn|cả nước|trong (?:tổng|số|\d|khối|bảng)|trên (?:tổng|\d)|và (?:đạt|tăng|giảm)))"
    r"(?![.,]\d)"
)
# What is counted, not ranked: `hoàn thành 64/66 nhiệm vụ`, `còn 11/235 bản chưa có sóng`.
_COUNTED = (
    r"(?:nhiệm vụ|hồ sơ|chỉ tiêu|tiêu chí|thủ tục|văn bản|bản|thôn|ấp|tổ|nội dung|việc|người|hộ|phiếu|dịch vụ|cuộc|lượt|câu|"
    r"ý kiến|(?:xã|phường|đơn vị|sở|huyện|cơ quan|địa phương)[a-zà-ỹđ, ]{0,40} (?:đã|chưa|có|hoàn thành|đạt))"
)
# `thứ hạng vẫn là 6/34`, `năm 2021 là 41/63`: a place behind `là`.
_COPULAS = ("là", "ở mức", "đạt", "thành", "về", "lên", "xuống", "còn", "ở")
RANK_COPULA = re.compile(
    rf"(?P<verb>{any_word(_COPULAS, not_after=(LETTER, 'hoàn '))}) (?P<num>\d{{1,3}}) ?/ ?(?P<of>\d{{2,3}})"
    rf"(?! ?/ ?\d|[\d%]|[.,]\d| ?(?:điểm|%))(?! {_COUNTED})"
)
# `thứ hạng của tỉnh không đổi so với năm 2009: 26/63`: a place behind a colon.
RANK_COLON = re.compile(rf": ?(?P<num>\d{{1,3}}) ?/ ?(?P<of>\d{{2,3}})(?! ?/ ?\d|[\d%]|[.,]\d| ?(?:điểm|%))(?! {_COUNTED})")
RANK_WORDED = re.compile(
    rf"(?P<verb>{any_word(('xếp', 'đứng', 'về', 'giành', 'giữ'), not_after=LETTER)})"
    r" (?P<word>nhất|nhì|ba)(?= (?:cả nước|toàn quốc|toàn tỉnh|trong|"
    r"khối|bảng|về|với|vùng|tỉnh|[,.;]|ở|năm)|[,.;]|$)"
)
# `Nhất: Sở A; nhì: Sở B; ba: Sở C`, `đứng nhất là A, nhì là B, ba là C`: bare ordinals before their units.
_HEADED = r"(?: khối [^:;,.()\d]{2,24}?)?(?=:| (?:là|thuộc về) )"
RANK_HEADED = re.compile(rf"(?<![a-zà-ỹđ])(?P<word>nhất|nhì|ba|tư){_HEADED}")
FIRST_HEADED = re.compile(rf"(?<![a-zà-ỹđ])nhất{_HEADED}")
RANK_BRACKET = re.compile(
    r"\((?:(?:xếp |đứng |xếp thứ |đứng thứ )?(?:hạng|thứ|vị trí|vị trí thứ|thứ hạng|hạng thứ)? ?(?P<num>\d{1,3}) ?/ ?"
    rf"(?P<of>\d{{1,3}})(?: ?/ ?\d{{1,3}})?(?: {GROUP})?|"
    r"(?:xếp |đứng )?(?:hạng|thứ|vị trí|vị trí thứ|thứ hạng|hạng thứ) (?P<num2>\d{1,3}))(?=[),;])"
)
# `xếp thứ 5/5 tỉnh Tây Nguyên và 58/63 cả nước`: a place that shares the verb of the one before it.
RANK_TOO = re.compile(
    rf"(?:và|,|;|đồng thời) (?P<num>\d{{1,3}}) ?/ ?(?P<of>\d{{1,3}})(?=(?: (?:tỉnh(?:, thành(?: phố)?)?|địa phương))?"
    rf"(?:{GROUP_TAIL}| (?:trong|toàn) (?:vùng|khu vực))|"
    r" tỉnh, thành(?: phố)?(?! (?:đã|có|đạt|chưa|hoàn))(?![a-zà-ỹđ]))"
)
RANK_TOP = re.compile(
    rf"{any_word(('top', 'tốp', 'nhóm'), not_after=LETTER)}(?: đầu)? ?(?P<num>\d{{1,3}})(?: {GROUP}(?P<tail>{GROUP_TAIL})?)?"
    r"(?: (?P<lead>dẫn đầu|đứng đầu|cao nhất|đầu))?"
)
_ENDS = (
    "đứng đầu bảng|đứng đầu|dẫn đầu|đầu bảng|quán quân|ngôi vương|vị trí quán quân|ngôi đầu|"
    "vị trí đầu|vị trí dẫn đầu|vị trí đầu bảng|vị trí đầu tiên|vị trí số một|"
    "nhất bảng|xếp đầu|xếp trên cùng|đứng nhất|xếp nhất|á quân|áp chót|kế chót|"
    "đứng cuối bảng|đứng cuối cùng|xếp cuối cùng|xếp sau cùng|đứng sau cùng|nằm sau cùng|chốt sổ|khóa sổ|chốt bảng|"
    "xếp cuối bảng|cuối cụm|cuối khối|cuối danh sách|xếp cuối|đứng cuối|cuối bảng|chót bảng|đội sổ|"
    "bét bảng|xếp chót|đứng chót|vị trí cuối cùng|vị trí cuối bảng|vị trí cuối"
)
_SCORED = ("", "điểm số ", "điểm ", "số điểm ", "tổng điểm ", "chỉ số ", "kết quả ")
_MOSTS = ("cao nhất", "thấp nhất", "cao điểm nhất", "thấp điểm nhất")
_EXTREMES = (*_ENDS.split("|"), *(of + most for of in _SCORED for most in _MOSTS))
FIRST = re.compile(rf"(?P<first>{any_word(_EXTREMES, not_after=LETTER)}){NO_LETTER}")
LAST_WORDS = ("cuối", "chót", "sổ", "bét", "thấp nhất", "thấp điểm nhất", "sau cùng", "chốt bảng")
FROM_TO_RANK = re.compile(
    rf"t(?<![a-zà-ỹđ].)ừ (?:(?P<n1>{_NOUN}) )?(?:thứ |số )?(?P<a>\d{{1,3}})(?: ?/ ?(?P<aof>\d{{1,3}}))?(?: ?\(?(?:vào |"
    rf"của |ở )?năm (?P<ya>{YEAR})\)?| (?P<yrel>năm (?:trước|ngoái))|"
    r" \(?(?:của |vào |hồi |ở )?(?P<pa>(?:tháng|tuần|quý) (?:trước|(?:thứ )?\d{1,2}|[iv]{1,3})(?:/\d{4})?)\)?)?,?"
    r"(?: (?:đã|lên đến|đã vươn|vươn|vọt|nhảy|nhảy vọt|tụt|rơi|rớt|lùi|leo|tăng|giảm|sụt|cải thiện|bật|tuột|trượt|ngược|"
    r"tiến))* ?(?P<way>lên|"
    rf"xuống|còn|về|đến|tới)(?: (?:đứng|xếp|giữ|còn|tới|ở))*(?: (?P<n2>{_NOUN}))?(?: (?:thứ|số|hạng))?"
    rf" (?P<b>\d{{1,3}})(?![.,]\d|%| ?điểm)(?: ?/ ?(?P<bof>\d{{1,3}}))?(?: ?\(?(?:vào |của |ở )?năm (?P<yb>{YEAR})\)?)?"
)
FROM_TO_SCORE = re.compile(
    rf"t(?<![a-zà-ỹđ].)ừ (?P<a>{DEC}|\d{{1,3}}(?= ?(?:%|điểm))) ?(?P<ua>%|"
    rf"điểm)?(?: ?\(?(?:vào |của |ở )?năm (?P<ya>{YEAR})\)?| (?P<yrel>năm (?:trước|ngoái)))?,?"
    r"(?: (?:đã|chỉ|vươn|vọt|nhảy|tụt|tuột|rơi|rớt|tăng|giảm|sụt|hạ|leo|nhích|trượt))* ?(?P<way>lên|xuống|còn|đến)(?: còn|"
    r" tới| mức|"
    rf" đạt)* (?P<b>{DEC}|\d{{1,3}}(?= ?(?:%|điểm))) ?(?P<ub>%|"
    rf"{POINT})?(?: ?\(?(?:vào |của |ở )?năm (?P<yb>{YEAR})\)?)?"
)

# A score: with its maximum, with its unit, or bare after a verb.
_MAX_AFTER = (
    r"(?:,? (?:tối đa|(?:trên|/|theo)(?: tổng số| tổng điểm| tổng| thang điểm| thang| mức| điểm| tối đa)+|so với tối đa|"
    rf"trên tổng số điểm tối đa)(?: là)? ?(?P<max2>{NUM}(?![\d.,]*\d))?(?: điểm)?|"
    rf" ?\((?:trên |/ ?)?(?:(?:thang|tổng|điểm|tối đa|mức|là) ?)*(?!{YEAR}\))(?P<max3>{NUM})(?: điểm)?\))?"
)
VALUE = re.compile(
    rf"(?P<num>\d(?<![\d.,/a-zà-ỹđ]\d)\d*(?:[.,]\d+)?)(?: ?(?:điểm )?/ ?(?P<max>(?!{YEAR}(?!\d))(?:1\.000(?!\d)|{NUM}))"
    rf"(?:(?: (?P<mu>{POINT}))?(?: tối đa)?)|"
    rf" (?:trên|trong)(?: tổng số| tổng| tối đa| thang| mức)+ (?P<max4>{NUM}) (?P<mu4>{POINT})|"
    rf"{UNIT_AFTER}{_MAX_AFTER})(?![\d])"
)
# A bare number ends its phrase: a noun after it would make it a count (`1.491 doanh nghiệp`).
# A decimal whose year stands behind it: `70,19 của năm 2018 lên 72,10 của năm 2019`.
VALUE_OF_YEAR = re.compile(
    r"(?P<num>\d(?<![\d.,/a-zà-ỹđ]\d)\d*[.,]\d+)(?P<lead>)(?= ?\(?(?:của |vào |hồi |trong |ở )?năm (?:19|20)\d\d)"
)
_BARE_END = (
    r"(?=\s*(?:[,;.)(]|$|\|)|\s+(?:và|xếp|đứng|tăng|giảm|nhưng|thuộc|cao|thấp|so|hạng|song|trong|ở|vượt|"
    r"lên|đã|vươn|dẫn|tiếp tục|giữ)(?![a-zà-ỹđ]))(?![.,]\d)"
)
_LEADS = r"đạt|là|với|có|được|còn|mức|giá trị|điểm số|số điểm|tổng điểm|chỉ số|:|(|;|,|và"
VALUE_BARE = re.compile(rf"(?P<lead>{any_word(_LEADS.split('|'), not_after=None)}) ?(?P<num>{DEC})(?![\d/%]){_BARE_END}")
# `86,9 điểm (tuần trước 85,1)`, `(năm 2021: 82,10)`
VALUE_THEN = re.compile(
    rf"\((?:(?:tuần|tháng|quý|năm) (?:trước|liền trước|\d{{1,2}}(?:/\d{{4}})?|{YEAR})|cùng kỳ)(?P<lead>:| là| đạt| được| chỉ|)+"
    rf" (?P<dir>(?P<num>{DEC}))(?=[,;)])"
)
# `DTI đạt từ 0,6 trở lên`
VALUE_BOUND = re.compile(
    r"(?P<lead>đạt|tối thiểu|ít nhất|từ|trên) (?P<num>0[.,]\d{1,4})(?![\d%]| ?(?:điểm|%))(?= trở lên|[,;.]|\s*$)"
)
# `nhất` belongs to the superlative before it.
VALUE_MOST = re.compile(rf" (?<=nhất )(?P<num>{DEC})(?![\d/%]){_BARE_END}")
BARE = re.compile(rf"(?P<num>{_FIRST_DIGIT}\d*[.,]\d+)(?![\d/%]){_BARE_END}")
BOUND_BEFORE = Lead(
    r"(?<![a-zà-ỹđ])(?P<bound>từ|trên|hơn|dưới|gần|khoảng|xấp xỉ|ước|ước đạt|ít nhất|tối thiểu|chưa đạt|chưa đến|chưa tới|"
    r"chưa được|chưa vượt|chưa qua|không quá|"
    r"không dưới|không thấp hơn|không ít hơn|không kém hơn|không kém|thấp hơn|cao hơn|tối đa|vượt|vượt mức|đạt trên|≥|>|<|"
    r"≤)(?: mức)? ?",
    reach=22,
)
AT_LEAST_AFTER = re.compile(r"^ ?(?:điểm|%)? ?(?:trở lên)")
AT_MOST_AFTER = re.compile(r"^ ?(?:điểm|%)? ?(?:trở xuống)")
_AIMING = (
    "phấn đấu|mục tiêu|chỉ tiêu|đề ra|đặt ra|kế hoạch đặt|đặt mục tiêu|dự kiến|hướng tới|hướng đến|quyết tâm|nỗ lực|"
    "nằm trong nhóm mục tiêu|yêu cầu|bảo đảm|đảm bảo|đích ngắm|cần đạt|phải đạt|tối thiểu|ít nhất|được giao|giao chỉ tiêu|"
    "kỳ vọng|cam kết|không để|đăng ký|sẽ|duy trì|đích đến|đặt đích"
)
_MUST = r"(?: (?:được|đưa|lấy lại|cải thiện|vào|lên|tăng|nằm|đứng|giữ|có|xếp|vươn|thuộc|trở lại|trụ))+"
_AIMS = (
    *_AIMING.split("|"), f"phải{_MUST}", f"cần{_MUST}", "không được", r"để(?= năm \d{4}| đến năm \d{4})",
    r"đến(?= năm 20\d\d| hết năm 20\d\d| cuối năm 20\d\d)",
)  # fmt: skip
# `Kế hoạch … xác định PAR INDEX năm 2017 nằm trong nhóm 20`: a plan sets it, where its year is not over.
_SETS = "xác định|đề ra|đặt ra|ấn định|đưa ra|giao"
PLANS = ("kế hoạch", "nghị quyết", "đề án", "chương trình hành động", "chỉ thị")
PLANNED_YEAR = re.compile(rf"(?<!{LETTER})(?:{_SETS}) (?:[^.;]|\.(?=\d)){{0,80}}?(?<!{LETTER})năm (?P<year>20\d\d)")
PLAN_SETS = re.compile(any_word((rf"{plan}(?=(?:[^.;:]|\.(?=\d)){{3,110}} (?:{_SETS}) )" for plan in PLANS), not_after=LETTER))
TARGET = re.compile(any_word(_AIMS, not_after=LETTER) + NO_LETTER)
# What follows is of the whole index again: `…, vì vậy chung cuộc tỉnh được 83,6%`.
_IN_ALL = r"tổng(?= \d)|chung cuộc|tính chung|xét chung|nhìn chung|tổng thể|tổng cộng|vì vậy|do vậy|do đó|như vậy"
WHOLE = re.compile(any_word(_IN_ALL.split("|"), not_after=LETTER) + NO_LETTER)
_TELLING = "đã đạt|kết quả|công bố|theo báo cáo|đã xếp|trước đó|thực tế|được đánh giá|ghi nhận|đã được xếp"
_ONLY = r"(?=[^.;]{0,60}? (?:chỉ|mới|hiện|vẫn|mới chỉ) (?:là|đạt|được|có|đứng|xếp|dừng|ở) )"
_RESULTS = (
    *_TELLING.split("|"), "năm (?:trước|ngoái|qua)", "bởi(?: vì)?",
    *(f"{but}{_ONLY}" for but in ("nhưng", "song", "tuy nhiên", "trong khi", "thế nhưng")),
)  # fmt: skip
RESULT = re.compile(any_word(_RESULTS, not_after=LETTER) + NO_LETTER)
# A scale that no number stands before: `thang điểm 100`, `tổng điểm tối đa là 100 điểm`.
SCALE = re.compile(
    rf"(?:(?:tối đa|thang) điểm(?: tối đa)?|(?:tổng số|tổng) điểm (?:tối đa|là (?=[15]0+(?![\d,.]))|"
    rf"(?=[15]0+(?![\d,.]))))(?: là)? ?(?P<scale>{NUM})(?: điểm)?"
)
# `Trên thang điểm 40, Trà Vinh đạt …`: before a scale that the scores after it are on.
SCALE_AHEAD = re.compile(r"(?:^|[.;:,(-] ?)(?:(?:tính|xét|chấm) )?(?:trên|theo|với)(?: cùng)? $")
# `Về kết quả chấm điểm năm 2013 của 21 phường, xã theo thang điểm 100, A đứng đầu với …`
SCALE_TOPIC = re.compile(r"[\s+*•-]*(?:về|trong|kết quả|xét|theo|với|đối với) (?:[^.;:(]|\.(?=\d)){0,160}? (?:theo|trên) ")
SCALE_OF = re.compile(r"\d ?(?:điểm|%)?[ (/]*(?:trên |trên tổng |trên tổng số )?$")
RESPECTIVELY = re.compile(
    r"(?<![a-zà-ỹđ])(?:lần lượt(?: tương ứng)?|tương ứng(?: lần lượt)?|ứng với|"
    r"theo thứ tự(?= (?:thuộc về|là|gọi tên|gồm|đạt|xếp|đứng)))(?![a-zà-ỹđ])"
)
ORDER = re.compile(
    r"(?<![a-zà-ỹđ])(?:tiếp theo|kế đến|kế tiếp|tiếp đến|tiếp đó|tiếp sau|theo sau|xếp sau|xếp tiếp theo|xếp kế tiếp|"
    r"đứng tiếp theo|sau đó|các vị trí còn lại|các vị trí tiếp theo|những vị trí tiếp theo|các vị trí kế tiếp|vị trí tiếp theo)"
    r"(?: (?:lần lượt|đó|theo thứ tự|sau))*(?: (?:là|thuộc về|gồm|có|gọi tên|dành cho))?(?: (?:lần lượt|các|đơn vị|"
    r"địa phương))*:?|(?<![a-zà-ỹđ])(?:rồi đến|rồi tới|bám sát(?: phía sau| ngay sau)?|bám đuổi(?: phía sau)?|"
    r"theo sát(?: phía sau)?|ngay sau(?: đó)?|liền sau(?: đó)?|kế sau|kế đó)(?: (?:lần lượt|"
    r"theo thứ tự))?(?:,? là)(?: các)?(?![a-zà-ỹđ])|"
    r"(?<![a-zà-ỹđ])(?:rồi đến|rồi tới|kế đó|tiếp nữa)(?![a-zà-ỹđ])"
)
# `Các vị trí tiếp theo trong tốp 10 lần lượt thuộc về …`: a top of the ranking stands between the words of order.
ORDER_WITHIN = re.compile(
    any_word(("các", "những", "hai", "ba", "bốn", "năm"), not_after=LETTER)
    + r" (?:vị trí|thứ hạng|hạng|đơn vị|địa phương) (?:tiếp theo|kế tiếp|tiếp sau|còn lại) (?:trong|của|thuộc|ở) "
    r"(?:nhóm|tốp|top|khối|bảng)[^,.;:()]{0,25}?"
    r"(?: (?:lần lượt|theo thứ tự)(?: (?:là|thuộc về|gồm|có|gọi tên|dành cho))?| (?:là|thuộc về|gọi tên))" + NO_LETTER
)
SORTED_LIST = re.compile(
    r"(?<![a-zà-ỹđ])(?:theo thứ tự(?: xếp hạng)?(?: từ cao (?:xuống|đến) thấp| giảm dần| lần lượt)?|"
    r"(?:kể )?từ cao (?:xuống|đến) thấp|theo thứ tự điểm|xếp theo thứ tự|thứ tự (?:xếp hạng )?(?:lần lượt|như sau)|thứ tự(?= ?:))"
)
"""Words that make the list after them an ordered one (codebook, ranks)."""
_IN_NUMBER = r"[\d/.,-]"
YEAR_TOKEN = re.compile(
    rf"(?:n(?<!{_IN_NUMBER}.)(?:ăm|iên độ)(?: học)? (?:19|20)|19(?<!{_IN_NUMBER}..)|20(?<!{_IN_NUMBER}..))\d\d"
    rf"(?<=(?P<year>{YEAR}))(?![\d%]|[.,/]\d|"
    r" ?(?:điểm|hồ sơ|người|lượt|đơn vị|thủ tục|-\d|- \d))"
)
YEAR_RANGE = re.compile(rf"(?:giai đoạn |nhiệm kỳ |nhiệm kì |thời kỳ )?(?P<a>{YEAR}) ?- ?(?P<b>{YEAR})")
YEAR_REL = re.compile(
    r"(?<![a-zà-ỹđ])(?:(?P<same>cùng năm|năm đó|năm ấy)|năm (?P<rel>trước đó|liền trước|liền kề|trước|"
    r"ngoái|qua|nay|vừa qua))(?![a-zà-ỹđ])"
)
# `tuần thứ 6 liên tiếp`, `tuần thứ 2 của tháng 10`: counted from elsewhere than New Year.
NO_WEEK = (
    r"(?! (?:liên tiếp|liên tục|kể từ|từ khi|sau khi|thực hiện|triển khai|vận hành|áp dụng|ra quân|(?:của |trong )?tháng|"
    r"của (?:chiến dịch|đợt|cuộc)))"
)
PERIOD = re.compile(
    rf"(?<![a-zà-ỹđ])(?:(?P<week>tuần)(?: thứ| số)? (?P<w>\d{{1,2}}){NO_WEEK}(?:(?:,| của)? ?(?:năm |/)(?P<wy>20\d{{2}}))?|"
    r"tháng (?P<m>\d{1,2})(?:(?: ?[/-] ?|,? năm )(?P<my>20\d{2}))|"
    r"(?:(?:kết quả|trong|của|cuối|hết|riêng|từng|sang|so với|như) )?tháng (?P<m2>\d{1,2})(?! ?[/\d]|\.\d| năm \d)|"
    r"(?P<this>(?:tuần|tháng|quý) này)|"
    r"quý (?P<q>iv|iii|ii|i|[1-4])(?:(?: ?/ ?| năm |-)(?P<qy>20\d{2}))?|"
    r"(?P<half>6|sáu|9|chín) tháng (?:(?:đầu|(?P<late>cuối)) )?năm(?: (?P<hy>20\d{2}))?)(?![a-zà-ỹđ\d])"
)
# `cả năm, tỉnh đạt 86 điểm`; not `cả năm nhóm chỉ số`, all five.
WHOLE_YEAR = re.compile(any_word(("cả năm", "trọn năm"), not_after=LETTER) + r"(?:(?=\s?[,:;)])|(?<=chung cả năm)(?! ?\d))")
# `tính đến 17 giờ ngày 30/11`
HOUR = r"(?: \d{1,2} ?(?:giờ|h|g)(?: ?\d{1,2})?(?: phút)?,?)?"
_SUMMED = rf"[^.;,()\d]{{0,20}} (?:đến|tới)(?: hết)?{HOUR}(?: ngày)?"
_DATED = ("tính", "lũy kế", "cộng dồn")
AS_OF = re.compile(
    any_word((*(f"{word}{_SUMMED}" for word in _DATED), *(f"{to}(?: hết)? ngày" for to in ("đến", "tới"))), not_after=LETTER)
    + r" (?P<d>\d{1,2})(?: ?[/.-] ?| tháng )(?P<m>\d{1,2})"
    r"(?:(?: ?[/.-] ?|,? năm )(?P<y>20\d{2}))?"
)
# What must not stand before a word is asked behind it: a search that begins with a letter is ten times faster.
DOCUMENT_NUMBER = re.compile(
    r"số(?<!vị trí số)(?<!hạng số)(?<!thứ số)(?<!tổng số)(?<!trong số)(?<!trên số)(?<!chỉ số)(?<!điểm số)(?<!của số):? ?\d+"
    r"(?:/[\w/.-]+)?"
)
DOCUMENT_CODE = re.compile(r"\d(?<!\d\d)\d*(?:/\d{4}/[a-zđ-]+\S*|/[a-zđ]{1,4}-[a-zđ]+\S*|-(?:nq|ct|kl|qđ|kh|tb)/\S+)")
TIME_ORDINAL = re.compile(
    r"(?:lần|năm|tuần(?! thứ \d{1,2}"
    + NO_WEEK
    + r"(?!\d))|phiên họp|phiên|kỳ họp|khóa|kỳ|buổi|ngày|quý|đợt|vòng|cuộc họp|hội nghị|hội nghị lần|đại hội|"
    r"tháng|điều|khoản) thứ ?(?:\d+|[ivx]+|" + ORDINAL + r")(?! ?/)"
)
_DAY = r"(?:hai|ba|tư|năm|sáu|bảy|[2-7](?!\d))"
_ON_DAYS = (
    rf" thứ {_DAY}(?:(?:,| và| đến|, thứ| hoặc) (?:thứ )?{_DAY}(?![a-zà-ỹđ\d]))*(?= ?(?:[.,;)]|"
    r"$|hằng|hàng|tuần|tới|này|và chủ nhật|ngày))"
)
_ON_DATE = rf"(?: thứ {_DAY}|thứ {_DAY}| chủ nhật|chủ nhật)(?=,? ?\(?(?:ngày|\d{{1,2}}[/-])|\))"
_BEFORE_DAYS = "buổi sáng|buổi chiều|sáng|chiều|tối|trưa|các ngày|vào|trước|từ|hằng|mỗi|nghỉ|ngày"
_BEFORE_DATE = "sáng|chiều|tối|trưa|ngày|hôm|,|("
# What follows is said again behind each word, so that a sieve looks for both as one (`ngày thứ`).
_WEEKDAYS = (
    *(f"{word}{_ON_DAYS}" for word in _BEFORE_DAYS.split("|")),
    *(f"{word}{_ON_DATE}" for word in _BEFORE_DATE.split("|")),
)
WEEKDAY = re.compile(any_word(_WEEKDAYS, not_after=None))
"""Ordinals of time: never ranks (survey P2)."""
MEDAL = re.compile(
    r"(?:huân chương|huy chương|giải|đô thị|mức độ|hộ chiếu|công trình|di tích|bệnh viện|(?<!môi )(?<!thị )trường|"
    r"đơn vị hành chính)[^.,;]{0,30}? (?:hạng|loại|cấp|mức) ?(?:nhất|nhì|ba|[ivx]+|đặc biệt|\d)"
)
# `bước lùi 18 bậc ấy`: a step told before.
TOLD_STEP = re.compile(rf"(?:bước|cú|đà|mức|sự|việc) [a-zà-ỹđ]+ {NUM} ?(?:bậc|hạng|điểm|%) (?:ấy|đó|này|nói trên|kể trên)")
NOISE = (TOLD_STEP, DOCUMENT_NUMBER, DOCUMENT_CODE, WEEKDAY, TIME_ORDINAL, MEDAL, *GAPS, *NO_SCORE)
"""Constructions whose numbers are never figures."""
