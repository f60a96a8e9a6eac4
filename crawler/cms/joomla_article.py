"""Joomla's article pages taken apart: core 1.5 to 5, K2, EasyBlog and template frameworks. Docs/portals survey, section 2."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

from crawler.body import make_body
from crawler.cms import common
from crawler.cms import joomla_address as address
from crawler.cms.base import FileLink, NotArticle, ParsedArticle
from crawler.cms.joomla_info import author, date, date_line, section
from crawler.cms.joomla_list import PLACES
from crawler.decode import clean_inline, fold
from crawler.furniture import SOFT_404, is_related, is_stop
from crawler.html_text import Block, blocks_of, classes_of, line_of, readable


@dataclass(frozen=True, slots=True)
class Layout:
    """Where an article stands (CSS): `box` all of it, `title` and `body` inside the box, in the order tried; body "": the box
    itself holds the text."""

    name: str
    box: str
    title: str
    body: str


_OLD_BOX = "contentpaneopen"
_OLD_TITLE = "[itemprop=headline], h2[itemprop=name], .page-header h2, .page-header h1, h2, .contentheading, h1"
# Layouts in the order tried. The h1 of a page is the category's where h2 is the article's.
LAYOUTS = (
    Layout("easyblog", ".eb-entry", ".eb-entry-title, .eb-post-title, h1, h2", ".eb-entry-article, .eb-entry-body"),
    Layout("k2", "#k2Container, .itemView", "h2.itemTitle, .itemTitle, h1", ".itemBody"),
    Layout(
        "joomla4",
        ".com-content-article",
        "[itemprop=headline], .page-header h2, .page-header h1, h1, h2",
        ".com-content-article__body, [itemprop=articleBody]",
    ),
    Layout("joomla3", ".item-page", _OLD_TITLE, "[itemprop=articleBody]"),
    Layout("helix", ".article-details", ".article-header h1, .article-header h2, h1, h2", "[itemprop=articleBody]"),
    Layout("yootheme", "article.uk-article", ".uk-article-title, h1, h2", "[property=text], [itemprop=articleBody]"),
    Layout("warp", "#system article.item, #system .item, article.item[data-permalink]", "h1.title, .title, h1", ".content"),
    Layout("warp7", "article.uk-article", ".uk-article-title, h1, h2", ""),
    Layout("artisteer", ".art-post", ".art-postheader, .art-PostHeader, h2, h1", ".art-article, .art-postcontent"),
    Layout("joomla25", ".item-page, .rt-article, .art-article", "h2, .contentheading, .rt-article-title, h1", ""),
    Layout("joomla15", ".article-content, .contentpaneopen", ".contentheading, h2", ""),
)
_FILE_BOXES = (
    ".itemAttachmentsBlock, .attachmentsContainer, .attachmentsList, .content-links, .com-content-article__links, .phocadownload,"
    " .phocadownloadfile, .docman_document, .k-docman, .dropfiles-content, .jd_files, .eb-entry-attachments"
)
_TOOLS = (
    "dl.article-info, .article-info, ul.actions, .icons, .btn-group, .dropdown, ul.pager, .pagenav, .pagination,"
    " .pager, .uk-article-meta, .uk-pagination, .page-nav,"
    " .content_rating, .content_vote, .tags, .tag-category, .page-header, .itemHeader, .itemToolbar, .itemRatingBlock,"
    " .itemLinks,"
    " .rt-articleinfo,"
    " .itemComments, .itemSocialSharing, .itemContentFooter, .itemExtraFields, .itemNavigation, .itemRelated, .itemAuthorBlock,"
    " .itemAuthorLatest, .itemBackToTop, .item-navigation, .articleinfo, .buttonheading, .createdate, .modifydate, .small,"
    " .contentheading, #pop-print, .article-index, #article-index, .contenttoc, .pagenavcounter, .pagenavbar, .moduletable,"
    " .eb-entry-meta, .eb-share, .eb-tags,"
    " joomla-hidden-mail, span[id^=cloak], form, .jllikeproSharesContayner, .addthis_toolbox, .readmore, .relateditems,"
    " #jc, .jcomments-links, #disqus_thread, .fb-comments, .komento, #comments, ul[class^=extranews], div[class^=extranews], "
) + _FILE_BOXES
# What stands where a script shows an address.
_CLOAKED = re.compile(
    r"(?:Địa chỉ (?:e-?mail|thư điện tử) này (?:đang )?được bảo vệ (?:từ|khỏi|chống)[^.]{0,60}\.?"
    r"(?:\s*Bạn (?:cần|phải) (?:bật|kích hoạt|cho phép)[^.]{0,60}\.?)?"
    r"|This e-?mail address is being protected from spambots\.?(?:\s*You need JavaScript enabled to view it\.?)?)",
    re.I,
)
# Downloads of extensions: DOCman, JDownloads, Phoca, K2, Attachments, Dropfiles.
_DOWNLOAD = re.compile(
    r"[?&]download=\d+|/doc_download/|/item/download/|/(?:finish|send)/\d+|/attachments/download|[?&]task=(?:download|file\.download)|"
    r"/file(?:\.html)?$|[?&]task=doc_download",
    re.I,
)


def read_article(soup: BeautifulSoup, url: str) -> ParsedArticle | NotArticle:
    """Take an article page apart by the first layout whose box and body the page has."""
    refused = common.refused_address(address.unprinted(url))
    if refused:
        return refused
    classes = " ".join(classes_of(soup.body)) if soup.body is not None and soup.body.attrs else ""
    if re.search(r"\bview-(?:category|categories|featured|archive|itemlist|latest)\b", classes):
        return NotArticle("listing")
    if re.search(r"\bcom_(?:search|finder)\b", classes):
        return NotArticle("search")
    if soup.select_one("table.blog, .itemListView, .blog_more, .com-content-category-blog") is not None:
        return NotArticle("listing")
    for layout in LAYOUTS:
        box = soup.select_one(layout.box)
        body = _body(soup, box, layout)
        if box is not None and body is not None:
            box = body if _OLD_BOX in classes_of(body) else box
            return _read(soup, url, layout, box, body)
    if soup.select_one(PLACES):
        return NotArticle("listing")
    return NotArticle("soft 404" if SOFT_404.search(line_of(soup.body)[:3000]) else "no body")


def _body(soup: BeautifulSoup, box: Tag | None, layout: Layout) -> Tag | None:
    """The text's element. Joomla 1.5 has two boxes of one name: title and tools first, then the text."""
    if box is None or layout.body:
        return box.select_one(layout.body) if box is not None else None
    if _OLD_BOX not in classes_of(box):
        return box
    boxes = [n for n in soup.select(f".{_OLD_BOX}") if n.find_parent(class_=_OLD_BOX) is None]
    texts = [n for n in boxes if n.select_one(".contentheading") is None]
    # A news flash in the page's head is such a box, too: the article's comes right after a box with its heading.
    headed = [n for n in texts if isinstance(up := n.find_previous_sibling(), Tag) and up.select_one(".contentheading")]
    return max(headed or texts or boxes, key=lambda n: len(line_of(n)))


def _title(soup: BeautifulSoup, box: Tag, css: str) -> Tag | None:
    """The article's heading: in its box first, for a page heading outside is the category's name."""
    if _OLD_BOX in classes_of(box):
        near = box.select_one(".contentheading") or box.find_previous(class_="contentheading")
        if isinstance(near, Tag):
            return near
    for one in css.split(", "):
        found = box.select_one(one)
        if found is not None and line_of(found) and found.find_parent(class_=_RELATED) is None:
            return _named_in_head(soup, box, found) or found
    return next((found for one in _OUTSIDE if (found := soup.select_one(one)) is not None and line_of(found)), None)


def _named_in_head(soup: BeautifulSoup, box: Tag, found: Tag) -> Tag | None:
    """The heading further down that the page's name repeats, where it does not repeat this one (a page heading)."""
    head = fold(line_of(soup.title))
    if not head or fold(line_of(found)) in head:
        return None
    below = (h for h in box.find_all(["h1", "h2"]) if h is not found and h.find_parent(class_=_RELATED) is None)
    return next((h for h in below if len(name := fold(line_of(h))) >= _NAME_LEAST and name in head), None)


def _told(soup: BeautifulSoup, box: Tag, title: Tag | None) -> str | None:
    """The article's name where its heading is switched off, so that the category's or one of the text was found: the end of the
    path line, which the page's name confirms. None where the heading is the article's."""
    head, end = fold(line_of(soup.title)), common.path_end(soup)
    shown = fold(line_of(title))
    if not end or shown == fold(end) or fold(end) not in head:
        return None
    steps = [fold(line_of(link)) for link in soup.select(_STEPS)]
    info = box.select_one("dl.article-info")
    in_text = shown not in head and info is not None and title in info.find_next_siblings()
    return end if shown in steps or in_text else None


_NAME_LEAST = 15  # what a page's name has in common with a heading by more than chance
_STEPS = ".breadcrumb a, .breadcrumbs a, .pathway a"
# Headings outside the article's box, the likeliest first.
_OUTSIDE = (
    *("h2.contentheading, td.contentheading", "[itemprop=headline]", ".page-header h2", ".page-header h1"),
    *(".componentheading", "h1"),
)
_RELATED = re.compile(r"^(?:items-more|related|moduletable)")


def _read(soup: BeautifulSoup, url: str, layout: Layout, box: Tag, body: Tag) -> ParsedArticle | NotArticle:
    base = common.base_of(soup, url)
    title = _title(soup, box, layout.title)
    shown, _ = readable(blocks_of(title))
    name = " ".join(b.text for b in shown) or common.meta_content(soup, "og:title") or ""
    if (told := _told(soup, box, title)) is not None:
        title, name = None, told
    files = _files(soup, box if body in box.descendants or body is box else body, base)
    notice = line_of(body)
    if len(notice) < 200 and SOFT_404.search(notice) and not files:
        return NotArticle("soft 404")
    if not name:
        return NotArticle("no title")
    blocks = _body_blocks(box, body, title)
    published, signal = date(box, soup)
    if published is None:
        published, signal, blocks = date_line(blocks)
    made = make_body(blocks, name)
    paged = _is_paged(box)
    if len(made.text) < 200 and SOFT_404.search(made.text) and not files:
        return NotArticle("soft 404")
    if not made.text:
        files += _pages(body, base)
    if not made.text and not files:
        return NotArticle("soft 404" if SOFT_404.search(line_of(box)) else "no body")
    return ParsedArticle(
        title=name,
        body=made.text,
        published_at=published,
        published_source=signal,
        author=made.byline.credit or author(box, body),
        section=section(box) or common.breadcrumb(soup),
        files=files,
        layout=layout.name + ("+tcvn3" if made.tcvn3 else "") + ("+paged" if paged else ""),
        whole=_whole(box, base, url) if paged else None,
    )


def _files(soup: BeautifulSoup, box: Tag, base: str) -> tuple[FileLink, ...]:
    """The files of the article's box, and of boxes that extensions set below it."""
    found: dict[str, FileLink] = {}
    for node in [box, *soup.select(_FILE_BOXES)]:
        for file in common.file_links(node, base, _DOWNLOAD):
            found.setdefault(file.url, file)
    return tuple(found.values())


def _is_paged(box: Tag) -> bool:
    """Whether the text goes on at another address ("Trang 1 / 3"): the layout's mark says that this is a part of it."""
    counter = box.select_one(".pagenavcounter")
    numbers = re.findall(r"\d+", line_of(counter)) if counter is not None else []
    return bool(numbers) and int(numbers[-1][:6]) > 1


def _whole(box: Tag, base: str, url: str) -> str:
    """Where all parts stand together: the last link of the parts' list. A list without it belongs to a site that gives them to
    printers only; without a list it is the address that the plugin knows by default."""
    links = box.select(".article-index a[href], #article-index a[href], .contenttoc a[href]")
    targets = [target for link in links if (target := common.absolute(base, link.get("href")))]
    found = [target for target in targets if address.is_whole(target)]
    return found[-1] if found else address.whole(url, printed=bool(targets))


def _pages(body: Tag, base: str) -> tuple[FileLink, ...]:
    """The pictures of a text that has no words (pages of a signed decision), without the buttons of the tools."""
    tools = tuple(f.url for node in body.select(_TOOLS) for f in common.image_files(node, base))
    return tuple(f for f in common.image_files(body, base) if f.url not in tools)


def _body_blocks(box: Tag, body: Tag, title: Tag | None) -> list[Block]:
    """The text's blocks, tools taken out. Without a body container everything after the article info is text."""
    gone = body.select(_TOOLS)
    if title is not None:
        gone.append(title)
    gone += _old_info(body)
    if body is box:  # the page heading (the category's name) stands somewhere above the title
        heads = box.find_all(["h1", "h2"])
        above = next((at for at, head in enumerate(heads) if head is title), 0)
        gone += [*heads[:above], *box.find_all("h1", recursive=False)]
    intro: list[Block] = []
    pictures = body.select(".itemImageBlock")
    if body is not box:
        css = ".item-image, .full-image, .img-intro-left, .img-fulltext-left, .eb-entry-image"
        pictures += [n for n in box.select(css) if body not in n.parents]
    for picture in pictures:
        intro += _picture(picture)
        gone.append(picture)
    return intro + [_uncloaked(b) for b in _without_others(common.blocks_without(body, gone))]


def _without_others(blocks: list[Block]) -> list[Block]:
    """The text without the lists of other articles that plugins set below it: a heading that says so, then links only."""
    kept = len(blocks)
    while kept and _is_another(blocks[kept - 1]):
        kept -= 1
    start = next((at for at in range(max(kept, 1), len(blocks) - 1) if is_stop(blocks[at].text)), None)
    return blocks if start is None else blocks[:start]


def _is_another(block: Block) -> bool:
    return block.kind == "image" or block.linked >= 0.5 or is_related(block.text) or is_stop(block.text)


def _old_info(body: Tag) -> list[Tag]:
    """The rows of Joomla 1.5 above author and day: section and category."""
    info = body.select_one(".createdate, td .small") if _OLD_BOX in classes_of(body) else None
    row = info.find_parent("tr") if info is not None else None
    if row is None or row.find_parent("table") is not body:
        return []
    return [n for n in row.find_previous_siblings("tr") if isinstance(n, Tag) and len(line_of(n)) < 100]


def _picture(node: Tag) -> list[Block]:
    """The main picture with its caption; the photographer's line of K2 is no caption."""
    captions = [line_of(n) for n in node.select("figcaption, .itemImageCaption, .caption")]
    shown = [n for n in node.find_all("img") if "caption" in classes_of(n)]
    captions += [clean_inline(str(n.get("title") or "")) for n in shown]
    return [Block("image", ""), *(Block("caption", text) for text in dict.fromkeys(captions) if text)]


def _uncloaked(block: Block) -> Block:
    """A block without the sentence that stands for a hidden e-mail address."""
    if "spam" not in block.text.lower():
        return block
    return replace(block, text=clean_inline(_CLOAKED.sub("", block.text), keep_soft_hyphen=True))
