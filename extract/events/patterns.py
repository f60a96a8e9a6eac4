"""The words around an event's noun that say how it is reported: held, attended, ordered, counted, announced.

Source: survey of opening formulae and of participants. All patterns read folded lower-case text; a `Lead` is asked for
the words of a clause that end where the noun begins.
"""

from __future__ import annotations

import re

from core.openings import Lead, any_word

# No clause of news is longer: what is gets no more time.
LONGEST_CLAUSE = 1500
ARTICLE = r"(?:(?:một|01|1|thành công|trọng thể|tiếp|lại|các) )*\"?(?:\w+ \")?"
HOLD = Lead(
    rf"(?<!\w)(?<!ban )(?<!công tác )(?<!cơ cấu )(?<!bộ máy )(?<!và các )(?<!nhân, )(?P<verb>tổ chức|mở|khai mạc|"
    rf"khai giảng|bế mạc|bế giảng|tiến hành|triệu tập|đăng cai|hoàn thành|kết thúc)\s{ARTICLE}",
    LONGEST_CLAUSE,
)
BARE_ENDING = re.compile(r"(?<!\w)(?:kết thúc|bế mạc|khai mạc)\s(?:\w+ )?$")
ATTEND = Lead(
    rf"(?<!\w)(?:đồng chủ trì|dự và chủ trì|chủ trì|chủ tọa|điều hành|tham dự|tham gia|đến dự|tới dự|dự khai mạc|dự|"
    rf"có mặt tại|phát biểu(?: chỉ đạo| khai mạc| kết luận| chào mừng| đề dẫn)* tại|khai mạc)\s{ARTICLE}",
    LONGEST_CLAUSE,
)
# `mời các sở dự hội nghị`: who invites.
INVITED = Lead(r"(?<!\w)mời [^;]{3,90} (?:tham )?dự ", LONGEST_CLAUSE)
HAS = Lead(r"(?<!\w)(?P<verb>có|tham gia)\s(?:một |các )?", LONGEST_CLAUSE)
HAPPENS = Lead(rf"(?<!\w)(?:đã |sẽ |chính thức )?(?:diễn ra|khai mạc|bế mạc)\s{ARTICLE}", LONGEST_CLAUSE)
# `do X`, `cũng đã được X`: who holds what was named before.
BY = re.compile(r",?(?: (?:đã|vừa|vừa qua|mới|cũng|đang|sẽ|dự kiến|sắp|chính thức))* ?(?:do|được) (?=\S)")
# `Hội nghị … do đồng chí A, Phó Chủ tịch UBND tỉnh chủ trì, diễn ra vào chiều 19/4`: a chair between name and day.
CHAIRED = re.compile(
    r",? (?:do|dưới sự chủ trì của) [^;.:]{3,200}?(?: (?:chủ trì|chủ tọa|điều hành))?,?"
    r"(?= (?:đã |vừa |sẽ |dự kiến )*(?:được )?(?:diễn ra|khai mạc)(?!\w))"
)
# `Ban Tổ chức Cuộc thi … do Sở Nội vụ tổ chức từ ngày …`: a day of its own right after its verb.
OWN_DAY = re.compile(r" (?:vào |trong |từ )?(?:các |hai |ba )?$")
# A contest that is launched, and the days on which entries are taken: `…, thời gian nhận bài từ ngày … đến …`.
LAUNCHES = re.compile(r"phát động (?=(?:hội thi|cuộc thi)(?!\w))")
ENTRIES = re.compile(
    r",? (?:với |trong )?(?:thời gian|thời hạn|nhận|tiếp nhận|diễn ra|bắt đầu|kéo dài|tổ chức)(?: [^\W\d_]+){0,6}(?: là)?:? $"
)
HELD_AFTER = re.compile(
    r"(?:,? (?:dành )?cho (?:hơn |gần |trên |khoảng )?\d[^,;.:]{3,80}?)?"
    r",?\s(?:lần thứ \w+ |năm \d{4} )?(?:\([^)]{1,40}\) )?(?:đã |vừa |sẽ |chính thức |dự kiến |"
    r"tiếp tục )*(?:được )?(?:diễn ra|tổ chức|khai mạc|bế mạc|kéo dài|kết thúc|khép lại|dự kiến|khai giảng|họp|khởi tranh|"
    r"bước vào(?= (?:vòng|đêm|ngày|phần|buổi|trận|phiên)(?!\w)))(?!\w)"
)
_DIRECTIVES = (
    "yêu cầu|đề nghị|giao|chỉ đạo|phải|cần|nên|có trách nhiệm|tham mưu|hướng dẫn|xây dựng kế hoạch|kế hoạch|"
    "có kế hoạch|nếu|nhằm|để|khi|thường xuyên|định kỳ|hằng|hàng|mỗi|tăng cường|đẩy mạnh|"
    "không|chưa|chủ động|khuyến khích|về việc|quy định|phối hợp chặt chẽ|được giao|triển khai|tập trung"
)
DIRECTIVE = re.compile(any_word(_DIRECTIVES.split("|")) + r"(?!\w)")
_ORDERS = "yêu cầu|đề nghị|giao|phải|cần|có trách nhiệm|thường xuyên|định kỳ|hằng|mỗi|nếu"
ORDERED = re.compile(any_word(_ORDERS.split("|")) + r"(?!\w)")
FREQUENT = re.compile(
    r"(?<!\w)(?:trong năm|trong nhiệm kỳ|trong giai đoạn|trong \d+ năm|trong (?:quý|tháng|thời gian)|thường xuyên|"
    r"định kỳ|hằng|hàng (?:năm|tháng|quý|tuần)|từ đầu năm|thời gian (?:qua|tới)|những năm|\d+ tháng(?! \d)|"
    r"giai đoạn|mỗi|đến nay|năm \d{4},|nhiều (?:năm|lần)|trước đây|bình quân|cả năm|năm qua|năm nay|năm tới|tháng tới|"
    r"sắp tới|theo nghị quyết|tại nghị quyết)(?!\w)"
)
PLURAL = Lead(r"(?<!\w)(?:các|những|nhiều|một số|hàng|mỗi|từng|mọi)\s+", LONGEST_CLAUSE)
COUNTED = Lead(
    r"(?<!\w)(?:0?[23456789]|[1-9]\d*\d|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|(?:hơn|gần|trên) \d*\d)\s+",
    LONGEST_CLAUSE,
)
ANNOUNCED = re.compile(any_word(("sẽ", "dự kiến", "sắp", "chuẩn bị")) + r"(?!\w)")
RECENT = re.compile(any_word(("vừa", "mới", "sáng nay", "hôm nay")) + r"(?!\w)")
RECEIVED = re.compile(
    r"\s(?:với |và làm việc với )?(?P<body>(?:đoàn|tổ) (?:kiểm tra|giám sát|khảo sát|thanh tra|thẩm định))(?!\w)"
)
COUNCIL_TERM = re.compile(r"(?:,? (?:khóa|nhiệm kỳ) [\w-]+(?: - \d+)?)*,?")
COUNCIL = re.compile(r",? (?:của )?(?=hđnd|hội đồng nhân dân)")
# Bodies that sit in sessions, and what they do there.
COLLEGIATE = ("Hội đồng ", "Ủy ban ", "Ban Chỉ đạo ", "Ban Thường vụ ", "Ban Chấp hành ", "Tổ công tác ")
DECIDES_TOGETHER = re.compile(
    r"(?: khóa [\w-]+,?)? (?:đã |cùng |cũng |sẽ )*(?:thống nhất|nhất trí|thông qua|quyết nghị|biểu quyết|xem xét|cho ý kiến|"
    r"bầu|miễn nhiệm|thảo luận|đề nghị|quyết định|nghe|bàn)(?!\w)"
)
ACTS_LATER = re.compile(r"(?<!\w)(?:do|đã|vừa|sẽ|có buổi|làm việc|đến|kiểm tra|khảo sát|giám sát|của|là)(?!\w)")
DELEGATION = re.compile(
    r"(?<!\w)(?P<body>(?:đoàn|tổ) (?P<sort>kiểm tra|giám sát|khảo sát|công tác|thẩm định|thanh tra|liên ngành|kiểm soát|"
    r"phúc tra)|đoàn(?= (?:của )?(?:sở|ubnd|bộ|hđnd|thanh tra|văn phòng|phòng) )|"
    r"đoàn(?= (?:đã|sẽ|vừa|tiến hành|kiểm tra|tiếp tục|do|đến|"
    r"có|khảo sát|làm việc|giám sát|cũng)(?!\w)))(?!\w)"
)
INSPECTING = frozenset({"kiểm tra", "giám sát", "khảo sát", "thẩm định", "thanh tra", "kiểm soát", "phúc tra"})
NO_SUBJECT = Lead(
    r"(?<!\w)(?:qua|sau|kết quả|công tác|việc|đợt|kế hoạch|nội dung|hoạt động|"
    r"(?<!tỉnh )(?<!huyện )(?<!thành )(?<!quận )(?<!thị )đoàn|tổ|trưởng đoàn|thanh tra,|sau khi|"
    r"trước khi|tiếp nhận|quá trình|để|được|phòng|ban|bị|tự|buổi|hội đồng|về|lịch|cuộc|phiên|đã được)\s",
    LONGEST_CLAUSE,
)
ACTABLE = frozenset({"đối thoại", "gặp mặt", "gặp gỡ", "họp báo", "tọa đàm"})
LEADS = Lead(r"(?:làm|là|giữ vai trò) trưởng (?:đoàn|tổ) ", LONGEST_CLAUSE)
INDEX_OBJECT = re.compile(
    r"\s(?:kết quả |bảng |báo cáo |các |bộ |về |thứ hạng |giá trị )*(?:chỉ số|xếp hạng|par|sipas|papi|pci|ddci|dti|pgi|"
    r"ict|pii|fta|đánh giá|chấm điểm|xếp loại|thường niên|hồ sơ|mức độ)(?!\w)"
)
BACKGROUND = re.compile(r"\W*(?:được biết,? )?(?:trước đó|trước khi|trước đấy|ngay trước)")
# Words of a body or a rule in which the event's noun is no event: `Ban Tổ chức hội thảo`.
INSIDE_BODY = Lead(r"(?<!\w)(?:ban tổ chức|btc|ban giám khảo|thể lệ|quy chế)(?: của)? ", LONGEST_CLAUSE)
# What is checked on paper: no visit.
ON_PAPER = re.compile(
    r"(?:,? (?:đối chiếu|rà soát|đánh giá|xác minh))* (?:các )?(?:tài liệu|hồ sơ|minh chứng|số liệu|kết quả tự)(?!\w)"
)
# Who gave something out at a gathering: `kết quả được UBND tỉnh công bố tại Hội nghị`.
GIVEN_OUT = Lead(
    r"(?<!\w)(?:được|do) (?=\S)(?:(?!được )[^,;]){3,90} (?:công bố|đưa ra|thông tin|ký kết|trao|phát động|thông báo)"
    r"(?: \w+){0,2} tại ",
    LONGEST_CLAUSE,
)
BARE_BOARD = re.compile(r"Ban Chỉ đạo(?: (?:của )?(?:Chính phủ|tỉnh|thành phố|huyện|xã|phường)[^,]*)?")
OF_BODY = re.compile(r"(?:phiên|cuộc) họp [^,;]{0,60}?(?<!\w)của (?=\S)")
INDEX_NAME = re.compile(r"[^,;.]+?(?= (?:của|đạt|xếp|đứng|tăng|giảm|là|có|thì|cho)(?!\w)|[,;.]|$)")
ENDS = re.compile(r"(?<!\w)(?:kết thúc|bế mạc|kéo dài đến|khép lại|bế giảng)(?!\w)")
# `tới` before a day or at the end of a name; not of `nhiệm vụ thời gian tới`, `năm tới`.
UNTIL = r"(?<!thời gian )(?<!giai đoạn )(?<!năm )(?<!quý )(?<!tháng )(?<!tuần )(?<!kỳ )(?<!sắp )tới"
