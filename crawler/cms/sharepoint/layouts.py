"""What is known of the markup of SharePoint portals, as rows: a new theme is a new row, older rows stay.

Only names that stay from page to page are used. Ids with a web part's GUID (`ctl00_ctl24_g_<guid>_…`) change; their ends stay.
Facts: docs/portals survey, section 4; suffixes of server controls and of the stock list form are experience.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Layout(NamedTuple):
    """CSS of the parts of an article page, "" where a theme has none of its own. `loose`: the body's element holds the whole
    article with its title, date, tools and attachments. `anchored`: the body's name says too little without a title or date."""

    name: str
    title: str
    body: str
    lead: str = ""
    date: str = ""
    loose: bool = False
    anchored: bool = False
    author: str = ""
    caption: str = ""


TANDAN = Layout(
    "tandan",
    ".tandan-p-article-news-title",
    ".tandan-p-article-news-content, .tandan-p-article-main",
    ".tandan-p-article-news-summary",
    ".tandan-span-date-publish",
)
TANDAN_VIEW = Layout(
    "tandan-view",
    ".tandan-title-view",
    ".tandan-content-view",
    ".tandan-summary-view, .tandan-sapo-view, .tandan-description-view, .tandan-lead-view",
    ".tandan-date-view",
)
# Ids of pages of several ministries; each pair or triple belongs together.
DESCRIPTIONS = Layout("article-description", "#divArticleDescription3", "#divArticleDescription2", "#divArticleDescription1")
CONTENT = Layout("article-content", "#divArticleTitle", "#divArticleContent", "#divArticleDescription")
NEWS_IDS = Layout("news-ids", "#news-title", "#news-detail", "#news-des")
SHOWN = Layout("show-content", "#show_title", "#show_content", "#show_description", "#show_date")
CONTENT_ID = Layout("contenttin", "#txtTitle", "#contenttin", "", "#txtDateString")
# The same as kits of the general reader, for pages that show no other sign of the software: name, title, body, lead, date.
TANDAN_KIT = (
    "tandan",
    f"{TANDAN.title}, {TANDAN_VIEW.title}",
    f"{TANDAN.body}, {TANDAN_VIEW.body}",
    TANDAN.lead,
    f"{TANDAN.date}, {TANDAN_VIEW.date}",
)
SHAREPOINT_KIT = (
    "sharepoint",
    f"{NEWS_IDS.title}, {DESCRIPTIONS.title}, {CONTENT_ID.title}, h1",
    ", ".join(row.body for row in (NEWS_IDS, CONTENT, DESCRIPTIONS, CONTENT_ID, SHOWN)) + ", .ms-rtestate-field",
    f"{NEWS_IDS.lead}, {DESCRIPTIONS.lead}, {SHOWN.lead}",
    f".time_up, {CONTENT_ID.date}",
)
# In the order tried.
LAYOUTS = (
    TANDAN,
    TANDAN._replace(body=".ms-rtestate-field", anchored=True),
    TANDAN_VIEW,
    DESCRIPTIONS,
    CONTENT,
    NEWS_IDS,
    SHOWN,
    CONTENT_ID,
    Layout(
        "province",
        ".title_artical, .name_detail, .detail_artical h1, .detail_artical h2, .detail_artical h3",
        ".content_artical, .detail_artical .ms-rtestate-field",
        ".sapo_artical, .des_artical",
        ".time_up [id$=lblCurrentDate], .time_up",
    ),
    # A blog's post: its footer says when and by whom.
    Layout("blog", ".ms-PostTitle", ".ms-PostBody", "", ".ms-PostFooter", anchored=True),
    Layout(
        "web-part",
        "[id$=_lblTitle], [id$=_lblTieuDe], [id$=_lbTitle], [id$=_lblTieude], [id$=_ltrTitle], [id$=_lblTenBaiViet]",
        "[id$=_lblContent], [id$=_lblNoiDung], [id$=_lblNoidung], [id$=_divContent], [id$=_divNoiDung], [id$=_lbContent], "
        "[id$=_lblBody], [id$=_lblDetail]",
        "[id$=_lblSummary], [id$=_lblTomTat], [id$=_lblMoTa], [id$=_lblDescription], [id$=_lblTrichYeu]",
        "[id$=lblCurrentDate], [id$=_lblDate], [id$=_lblNgayDang], [id$=_lblCreated], [id$=_lblPublishDate], [id$=_lblNgay]",
    ),
    Layout(
        "publishing",
        "[id$=TitleHtmlField], [id$=_TitleField]",
        ".article-content [id$=RichHtmlField], .article-content .ms-rtestate-field, [id$=RichHtmlField], .ms-rtestate-field",
        "",
        "[id$=ArticleStartDate], [id$=_DateTimeField], [id$=lblCurrentDate], .date-line",
        author=".by-line",
        caption=".captioned-image .caption",
    ),
    Layout("province", "", ".detail_artical", "", ".time_up [id$=lblCurrentDate], .time_up", True),
)
# Rows of headlines on a listing: headline links, the element of one item, its date.
LISTS = (
    (".channel-news-title a, li.TD-channel-main-td.channel-news-folder a", "label.pub-time, .pub-time"),
    (".tandan-list-view a, .tandan-news-title a, .tandan-title-list a", ".tandan-date-view, .tandan-span-date-publish"),
    (".cont_artical .name_artical a, .name_artical a", ".time_update"),
    ("td.ms-vb-title a, .ms-vb-title a, a.ms-listlink", "td.ms-vb2 nobr, td.ms-vb2"),
    (".dfwp-item .link-item > a, .dfwp-item .link-item a", ".date, .description"),
)
# Boxes beside a list or an article, and what stands in an article's element without being its text.
SIDE = (
    ".tandan-div-article-other, .tandan-article-other, .other_News, .inner_F_otherNew, .td-tags, [class*=other-news i], "
    "[class*=tin-khac i], [class*=tinkhac i], [class*=tin-lien-quan i], [class*=tinlienquan i], aside, nav, footer, "
    "[class~=sidebar i], [class*=menu i], [id*=sidenav i], [id*=footer i], "
    "[class*=breadcrumb i], marquee"
)
OTHERS = (
    ".tandan-div-article-other, .tandan-article-other, .other_News, .inner_F_otherNew, .td-tags, .ms-hide, .ms-hidden, "
    "[class*=tin-khac i], [class*=tinkhac i], [class*=tin-lien-quan i], [class*=tinlienquan i], [class*=other-news i], marquee"
)
# Tools in an article's element: only short ones, since a wrapper of the text may be named after its print copy.
TOOLS = (
    "[class*=rating i], [class*=comment i], [class*=share i], [class*=social i], [class*=print i], [class*=toolbar i], "
    "[class*=luot-xem i], [class*=luotxem i], [id*=comment i], [id*=rating i]"
)
# Elements that hold an article's files, whatever stands above them.
FILE_BOXES = "#idAttachmentsTable, [class*=attachment i], [class*=dinhkem i], [class*=dinh-kem i], [id*=dinhkem i]"
# A line above the files that an article offers.
FILES_LABEL = re.compile(
    r"^[\W_]*(?:(?:các )?(?:tài liệu|tệp|tập|file|văn bản|tệp tin|tập tin)(?: tin| văn bản)?\s+(?:kèm theo|đính kèm|gửi kèm)|"
    r"đính kèm|attachments?)\b.{0,20}$",
    re.I,
)
# The head of a box of other articles.
BOX_HEAD = re.compile(
    r"\W*(?:các |những )?(?:tin|bài)(?: tức| bài| viết)? (?:đọc nhiều|xem nhiều|nổi bật|tiêu điểm|mới|cũ|khác|liên quan|"
    r"cùng chuyên mục|đã đưa|được quan tâm|hot|nóng)\b(?:\s+\S+){0,3}",
    re.I,
)
# Where the name of a section stands: the last link of the path above the article.
PATHS = "[class*=breadcrumb i], [id*=breadcrumb i], [id*=sitemappath i], [id*=bread-crumb i], .duongdan, .path"
# What the software itself says in the place of an item.
ERRORS = re.compile(
    r"sorry, something went wrong|correlation id|mục (?:này )?không tồn tại|item does not exist|file not found|"
    r"xin lỗi, đã (?:xảy ra|có) (?:lỗi|sự cố)|đã xảy ra lỗi|sign in to|let us know why you need access|"
    r"the page you(?:'|’)re looking for|trang bạn (?:tìm|đang tìm)|you do not have permission|bạn cần đăng nhập",
    re.I,
)
