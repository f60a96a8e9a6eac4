"""Page furniture: the words by which menus, counters, tools, footers and related lists are known on any portal."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.byline import named_field
from crawler.counters import is_counter, without_labels
from crawler.dates_seen import SeenDate, is_relative, seen_date, short_date
from crawler.decode import fold

# A line that begins so ends the article. Those marked alone must be the whole line (short words that prose begins with too).
# The links under the headlines of a listing.
READ_MORE = re.compile(r"^(?:xem tiếp|xem thêm|đọc thêm|đọc tiếp|chi tiết|xem chi tiết|read more)\W*$", re.I)
# What a site asks of those who take its text over: `Đề nghị ghi rõ nguồn khi phát hành lại`.
_ASKED = r"(?:chú ý|lưu ý|ghi chú|đề nghị|yêu cầu|vui lòng|xin|phải)"
_REUSE = r"(?:đăng|đăng tải|phát hành|sử dụng|trích dẫn|trích|sao chép|dẫn|in)(?: lại)?(?= )"
_STOP = re.compile(
    r"^(?:[\W_]*)(?:"
    r"(?:các |những )?(?:tin|bài)(?: tức| viết| đăng)? (?:khác|liên quan|cùng chuyên mục|cùng chủ đề|mới hơn|cũ hơn|"
    r"đã đưa|đã đăng|mới nhất|mới|nổi bật|"
    r"cùng loại|cùng thể loại|trước đó|tiếp theo|xem nhiều|đọc nhiều|nhiều người đọc|tham khảo)\s*[:.…»>]*$|"
    r"(?:tin|bài)(?: tức| viết)? (?:khác|liên quan|cùng chuyên mục|mới hơn|cũ hơn)\b.{0,25}$|"
    r"những tin (?:mới|cũ) hơn|ý kiến (?:bạn đọc|của bạn|bình luận|phản hồi|độc giả)|(?:gửi|viết|đăng|"
    r"nhập) (?:ý kiến|bình luận)|các (?:ý kiến|bình luận)(?: khác| của bạn đọc| bạn đọc)?\s*(?:\(\d+\))?\s*:?$|"
    r"bình luận(?: \(\d+\)|\s*:|\s*$)|đánh giá (?:bài viết|trung bình|của bạn)|tổng số điểm của bài viết|xếp hạng:|"
    r"click để đánh giá|"
    r"in (?:trang|bài|ra)\b.{0,20}$|bản in\s*$|quay lại\s*$|về (?:trang trước|đầu trang)|lên đầu trang|trở (?:về|"
    r"lại)(?: trang trước)?\s*$|"
    r"gửi (?:email|mail|e-mail|cho bạn bè|tin(?!\s+nhắn))\b.{0,25}$|chia sẻ(?: bài viết| lên|:)?.{0,20}$|"
    r"thống kê(?: truy cập)?\s*:?$|"
    r"đang (?:trực tuyến|truy cập|online|xem)\s*(?:[:\d]|$)|"
    r"đang có \d+\s*(?:khách|người|thành viên|lượt)|bản quyền|©|copyright|"
    rf"(?:{_ASKED}\W*)*(?:(?:việc|khi) )?(?:{_REUSE}.{{0,120}})?(?:ghi rõ nguồn|vi phạm bản quyền)|"
    r"(?:người )?chịu trách nhiệm\s*(?::|chính|nội dung|xuất bản|về nội dung|quản lý)|"
    r"giấy phép\s*(?::|số|thiết lập|xuất bản|hoạt động|trang|ttđt)|"
    r"cơ quan (?:chủ quản\b|quản lý\s*(?::|$))|trưởng ban biên tập|liên kết (?:website|web|trang)|hiển thị thời ti[êế]t|"
    r"thời tiết(?:\s*$|\s*:|\s+(?:hôm nay|ngày mai|các (?:vùng|tỉnh|địa phương)|khu vực))|"
    r"thông tin liên hệ\s*:?$|"
    r"bạn đã không sử dụng|mã an toàn|theo dòng sự kiện|"
    r"(?:tổng )?(?:số )?lượt truy cập(?: (?:hôm nay|hôm qua|hiện tại|trong (?:ngày|tuần|tháng|năm)|website|trang(?: web)?))*"
    r"\s*(?:[:(\d][^;]{0,60})?$|tổng (?:số )?truy cập\b.{0,40}$|từ khó?[aá]a?\s*:|"
    r"từ kh(?:óa|oá)\b.{0,3}:|tags?\s*:|sơ đồ (?:trang|cổng|site)|trang (?:sau|kế)\s*$|« |viết bởi\s*:?\s*$|trình duyệt của bạn"
    r")",
    re.I,
)
# Lines that are never text, wherever they stand.
_NOISE = re.compile(
    r"^(?:[\W_]*)(?:phản hồi\s*:\s*\d+|bình luận\s*:?\s*\(?\d+\)?|chia sẻ|facebook|zalo|twitter|email|in|print|sign in|đăng nhập|"
    r"đăng ký|tìm kiếm|trang chủ|trang nhất|"
    r"xem với cỡ chữ|cỡ chữ.{0,15}|aa?\s*[+-]?|a[+-](?: a[+-]?)*|nghe(?: bài viết| đọc| audio)?|font size.{0,12}|"
    r"độ tương phản|đọc bài viết|"
    r"lưu bài viết(?: này)?|in (?:ra|bài viết)|giới thiệu bài viết cho bạn bè|xem tiếp\W*|đọc thêm\W*|xem chi tiết\W*|"
    r"chi tiết|english|tiếng việt|skip to (?:main )?content|"
    r"like|share|tweet|fanpage|rss|mặc định|lớn hơn|\d{1,2}:\d{2}|0 trong 0 đánh giá|javascript.*)(?:[\W_]*)$",
    re.I,
)
_LABEL = re.compile(
    r"(?:ngày\s+(?:đăng|cập nhật|xuất bản|tạo|gửi|viết|đưa tin|ban hành tin)(?:\s+(?:tin|bài))?|đăng(?:\s+(?:tin\s+)?(?:ngày|lúc|"
    r"vào))?|được đăng|đã đăng|(?:lần\s+)?cập nhật(?:\s+(?:lúc|ngày|(?:lần )?cuối(?:\s+cùng)?|gần (?:nhất|đây)|mới nhất|vào))?|"
    r"xuất bản|thời gian(?:\s+(?:đăng|cập nhật))?|posted(?:\s+on)?|published(?:\s+on)?|created|written|last updated|"
    r"(?:được\s+)?(?:tạo|viết|xuất bản)\s+(?:lúc|ngày|vào(?: lúc)?)|ngày|đăng bởi.{0,40}|bởi.{0,40}|"
    r"\bby\b.{2,40})\s*[:\-–]?\s*(?:lúc)?\s*$",
    re.I,
)
_AGO = re.compile(r"trước|\bago\b|vừa|mới đây|just now|hôm", re.I)  # what every such line holds
RELATIVE = "text:relative"  # the signal of a page that prints only `2 giờ trước`: there is no date
_SHORT_LINE = 80  # characters of a line in which a year of two digits is read
# What the label of a date says where a page has two: it was changed, or it came out.
_CHANGED = re.compile(r"cập nhật|chỉnh sửa|sửa đổi|updated|modified", re.I)
_UPDATED = re.compile(r"(?:cập nhật(?:\s+(?:lần cuối|gần nhất|mới nhất))|last updated|chỉnh sửa|sửa đổi|lần cập nhật)", re.I)
_WEEKDAY = (
    r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|t[2-7]|cn|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_FIELD_BEFORE = re.compile(r"(?:tác giả|đăng bởi|viết bởi|người đăng|nguồn|chuyên mục|danh mục)\b.{0,60}", re.I)
_META_REST = re.compile(
    r"(?:(?:đã )?(?:xem|đọc|truy cập|tải)(?=\W*\d)|lượt (?:xem|đọc|truy cập)|"
    r"đã xem|xem|views?|hits?|lần|bình luận|phản hồi|gmt\s*[+]?\s*\d*|"
    r"\(?gmt.{0,6}\)?|utc.{0,6}|lúc|giờ|lượt|người xem|"
    r"tác giả|đăng bởi|viết bởi|nguồn(?: tin)?|in bài(?: viết)?|cỡ chữ|chia sẻ|email|print|in)",
    re.I,
)
_CREDITED = re.compile(r"\b(?:bởi|by|đăng|posted)\b", re.I)
# Where it was filed, behind who wrote it and when: `Bởi X vào 06/11/2024 08:15 trong Cải cách hành chính`.
_FILED = re.compile(
    r"^\W*(?:trong|thuộc|in|under|posted in|filed under|(?:trong )?(?:chuyên mục|danh mục|thể loại|category))\b[\s:]+"
    r"[^.:;!?]{2,60}(?=$|\s[|•·])",
    re.I,
)
# Who put it there, as a labelled field behind the date: `- Người đăng bài viết: admin`, `| Người viết: Lê Hoa`.
_WRITER = re.compile(
    r"[\s|,;·•–-]+(?:người (?:đăng|viết|gửi|nhập|biên tập)(?: tin| bài)?(?: viết)?|biên tập(?: viên)?)\s*:\s*[^\d:.;!?]{2,50}"
    r"(?=$|\s[|•·–-])",
    re.I,
)
_RELATED = re.compile(
    r"[(\[]\s*(?:ngày\s*)?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}(?:[\s,|"
    r"-]+\d{1,2}:\d{2}(?::\d{2})?)?\s*[)\]]\s*(?:new|mới)?\s*$",
    re.I,
)
_SITE = re.compile(
    r"^(?:cổng (?:thông tin|tttđt|ttđt)|trang (?:thông tin|tin) điện tử|website|báo điện tử|hệ thống|chào mừng|"
    r"ủy ban nhân dân (?:tỉnh|huyện|thành phố|xã|phường|quận|thị xã)\s*\S+(?:\s\S+){0,3}$)|>>|»|^home\b",
    re.I,
)
SOFT_404 = re.compile(
    r"không tồn tại|không tìm thấy|đang (?:được )?cập nhật|ngừng xuất bản|\b404\b|not found|đã bị (?:xóa|xoá|gỡ)|"
    r"bài viết không|nội dung không|"
    r"hệ thống đang từ chối|lỗi xử lý giao diện|trang web đang bảo trì|site (?:đang )?(?:đóng|bảo trì)|"
    r"không có (?:bài viết|dữ liệu|tin)|access denied|forbidden|không có quyền",
    re.I,
)
IMAGE_LINE = re.compile(r"^[^\n]{1,150}\.(?:jpe?g|png|gif|bmp|webp|jfif|heic)$", re.I)
IMAGE_PREFIX = re.compile(r"^[^\s/:]{1,120}?\.(?:jpe?g|png|gif|bmp|webp|jfif|heic)\s*(?=\S)", re.I)


def is_stop(line: str) -> bool:
    """Whether a line opens what follows an article: related items, comments, counters, footer."""
    return len(line) <= 250 and _STOP.match(line) is not None


def is_noise(line: str) -> bool:
    """Whether a line is a tool, counter or menu word, whatever its place."""
    return is_counter(line) or (len(line) <= 60 and (_NOISE.match(line) is not None or is_ago(line)))


def is_ago(line: str) -> bool:
    """Whether a line says how long ago something was published, and at most how often it was read: `2 giờ trước · 9 lượt xem`."""
    if _AGO.search(line) is None:
        return False
    parts = re.split(r"\s*[|•·]\s*|\s+[-–]\s+", line)
    return any(map(is_relative, parts)) and all(is_relative(p) or is_counter(p) for p in parts if re.search(r"\w", p))


def is_related(line: str) -> bool:
    """Whether a line is another article's title with its date in brackets."""
    return 25 <= len(line) <= 300 and _RELATED.search(line) is not None


def is_site_line(line: str) -> bool:
    """Whether a line names the site or the path to the page rather than an article."""
    return _SITE.search(line) is not None


def meta_date(line: str) -> tuple[str, SeenDate] | None:
    """The date of a meta line and the signal's name; None where the line is no meta line.

    A meta line holds a date and nothing but weekday, label, time, counters and names of tools:
    `Ngày đăng 08/12/2022 | 16:39 | Lượt xem: 263`, `Thứ ba - 11/04/2023 05:18`, `04/09/2023`.
    """
    return _meta_date(line) if len(line) <= 160 else None


# A page's lines are asked several times: as a title's neighbours, as the text's, as the list's.
@lru_cache(maxsize=1024)
def _meta_date(line: str) -> tuple[str, SeenDate] | None:
    if is_related(line):
        return None
    if name := named_field(line):
        line = line.replace(name, " " * len(name), 1)
    seen = seen_date(line) or (short_date(line) if len(line) <= _SHORT_LINE else None)
    if seen is None:
        return None
    before, after = without_labels(line[: seen.start]).strip(" |-–,•·()"), without_labels(_WRITER.sub("", line[seen.end :]))
    weekday = re.sub(rf"{_WEEKDAY}\s*[,\-–|]?\s*(?:ngày)?\s*$", "", before, flags=re.I).strip(" |-–,:")
    found = _LABEL.search(weekday) if weekday else None
    # Before the label only counters or one short labelled field: "Tác giả: X | Ngày đăng: 04/09/2023".
    prefix = (weekday[: found.start()] if found else weekday).strip(" |-–,:")
    if re.search(r"\w", re.sub(r"\d", "", _META_REST.sub("", prefix))) and not _FIELD_BEFORE.fullmatch(prefix):
        return None
    # "ngày" alone labels nothing: decisions and licences have a "ngày" too.
    label = found if found and fold(found.group(0)) != "ngày" else None
    credited = label is not None and _CREDITED.search(label.group(0)) is not None
    rest = _META_REST.sub(" ", _FILED.sub("", after) if credited else after)
    words = re.findall(r"[^\W\d_]{2,}", rest)
    if len(words) > (8 if label and re.search(r"tác giả|nguồn|đăng bởi", after, re.I) else 2):
        return None
    if label:
        name = label.group(0).strip(" :-–")
        return ("text:" + (name[:1].upper() + name[1:].lower() if len(name) <= 25 else "Đăng bởi")), seen
    return "text:date line", seen


def is_change(signal: str) -> bool:
    """Whether a date's signal (`text:Cập nhật`) may be that of a change: it is the publishing date only where no other is."""
    return _CHANGED.search(signal) is not None


def is_update(line: str) -> bool:
    """Whether a date line says when the page was changed rather than published."""
    return _UPDATED.search(line) is not None


def folded_key(line: str) -> str:
    """The form in which two lines count as the same words; an ellipsis at the end is dropped."""
    return fold(line.rstrip(" .…"))
