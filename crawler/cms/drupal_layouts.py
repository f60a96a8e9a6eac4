"""How Drupal 6 to 10 and their themes name the parts of pages (survey section 6)."""

from __future__ import annotations

from crawler.cms.layouts import Layout
from crawler.cms.listed import Names

_TITLE = (
    "h1.page-title, h1#page-title, #page-title, h1.node__title, .node__title, .pane-node-title h1, .pane-node-title,"
    " .field-name-title h1, .field-name-title h2, .field--name-title h1, .node h1.title, h1.title, h1.page-header, .node > h2,"
    " .field--name-title, .views-field-title h1, #content h1, main h1, h1"
)
_LEAD = ", ".join(
    f'.node [class*="{name}"], article [class*="{name}"], .view [class*="{name}"]'
    for name in (
        "field-tom-tat", "field-mo-ta", "field-sapo", "field-trich-dan", "field-trich-yeu", "field-lead", "field-summary",
        "field-teaser", "field-intro", "field-gioi-thieu", "field-tomtat", "field-mota", "body-summary", "field-subtitle",
    )
)  # fmt: skip
# What holds an ISO date comes first; the texts are read with the weekday as witness (see `Drupal.published`).
_DATE = (
    ".node__submitted time, .node__meta time, .field--name-created time, .submitted time, .field--name-created,"
    " .submitted [content],"
    ' [property~="dc:created"], [property~="schema:dateCreated"], [class*="field-ngay"] .date-display-single,'
    ' [class*="field-ngay"] time, [class*="field-date"] time, [class*="field-date"] .date-display-single,'
    ' [class*="publish"] time, [class*="post-date"] time, .views-field-created time, .node__submitted, .node__meta, .submitted,'
    ' [class*="field-ngay"], [class*="field-date"], [class*="field-name-post-date"], .views-field-created,'
    " .views-field-published-at,"
    " .field--name-published-at, .pane-node-created, .node .meta, .post-date, .date-display-single, .date, time,"
    " article[data-history-node-id] > footer"
)
_AUTHOR = (
    '[class*="field-tac-gia"], [class*="field-author"], [class*="field-but-danh"], [class*="field-nguoi-viet"],'
    " .node__submitted [property~='schema:name'], .node__submitted .username, .field--name-uid .username, .submitted .username,"
    " .node__submitted .field--name-uid, .submitted [property~='foaf:name'], .author .username,"
    " .node__meta .field--name-uid, [rel~='schema:author'], .field--name-uid, .submitted .field-name-author,"
    " .node__meta .author-name, .node__meta .node__author, .pane-node-author, article[data-history-node-id] > footer > div > span"
)
_SECTION = (
    '[class*="field-chuyen-muc"] a, [class*="field-danh-muc"] a, [class*="field-category"] a, [class*="field-the-loai"] a,'
    ' [class*="field-loai-tin"] a, [class*="field-section"] a, [class*="field-news-category"] a'
)
_MEDIA = (
    ".node .image-field-caption, .field--name-field-image figcaption, .field-name-field-image figcaption, .node .image-caption,"
    ' [class*="field-chu-thich"], [class*="field-image-caption"], [class*="field-caption"], [class*="field-hinh"] figcaption,'
    ' [class*="field-anh"] figcaption, blockquote.image-field-caption'
)
_FILES = (
    '.field--type-file, .field-type-file, [class*="field-dinh-kem"], [class*="field-tep"], [class*="field-file"],'
    ' [class*="field-tai-lieu"], [class*="field-attach"], .field--type-entity-reference .file, table#attachments,'
    " .upload_attachments"
)


def _layout(name: str, body: str) -> Layout:
    return Layout(name, _TITLE, body, _LEAD, _DATE, _AUTHOR, _MEDIA, _FILES, _SECTION)


# In the order tried. Custom blocks beside the text have a field `body`, too: inside a node goes first.
LAYOUTS = (
    _layout(
        "drupal8",
        "article.node .field--name-body, .node .field--name-body, article .field--name-body, .node__content .text-formatted,"
        ' .node [class*="field-noi-dung"], main .field--name-body, .region-content .field--name-body,'
        ' [id*="-content"] > .field--name-body, [class*="block-field-blocknode"][class$="body"]',
    ),
    _layout(
        "drupal7",
        '.node .field-name-body, .pane-node-body, .node .body.field, .node [class*="field-noidung"],'
        " .view-content .views-field-body,"
        " .region-content .field-name-body, #content .field-name-body, .field-name-body, .field--name-body",
    ),
    _layout("drupal-node", "article.node .node__content, .node .node__content, .node .node-content, .node .content, .node .body"),
    _layout("drupal6", "#node-full .content, .node .content.clear-block, .node-inner .content, .node"),
    # Core's own templates without a theme's classes: fields in a bare element of the node.
    _layout(
        "drupal-plain",
        "article[data-history-node-id] > div > div:has(> p), article[data-history-node-id] > div > div,"
        " [data-history-node-id] > div",
    ),
)
# The row by which `generic` reads pages that bear no other sign: name, title, body, lead, date.
KIT = (
    "drupal",
    "h1.title, h1.page-title, h1#page-title, h1",
    ".field-name-body, .field--name-body, .node-content .body",
    "",
    ".submitted time, .submitted, .node__submitted",
)
DROP = (
    ".links, ul.links, .node__links, .link-wrapper, .comment-wrapper, #comments, .comments, .field--name-comment, .field-label,"
    " .field__label, .submitted, .node__submitted, .node__meta, .terms, .field-type-taxonomy-term-reference,"
    " .field--type-entity-reference.field--name-field-tags, .field-name-field-tags, .field--name-field-tags,"
    " .print-link, .print_html,"
    " .addtoany_list, .sharethis-wrapper, .fivestar-static-form-item, .rate-widget, .book-navigation, .statistics_counter,"
    " .contextual-links-wrapper, .contextual, .tabs, .tabs--primary, .node-title, .node__title, .field--name-title,"
    " .field-name-title,"
    " .field-name-post-date, .field--name-created, .block-views, .view, .social-share-buttons, .element-invisible,"
    " form, .user-picture"
)
LISTS = Names(
    links=(
        ".views-field-title a, .node__title a, .node-title a, .field--name-title a, .views-row h2 a, .views-row h3 a,"
        " .views-row h4 a,"
        " .views-row .title a, article.node h2 a, article.node h3 a, .node h2 a, .node h3 a, .views-table td.views-field-title a,"
        " .view-content td.views-field a, .views-row a[rel=bookmark], .node-teaser h2 a, .view-content li a,"
        " .view-content .title a"
    ),
    boxes=".views-col, .views-row, article.node, .node-teaser, .view-content tr, .view-content li, .node, .grid-item",
    date=(
        ".views-field-created, .views-field-published-at, .field--name-created, .node__submitted, .submitted, time, .post-date,"
        ' .date-display-single, [class*="field-ngay"], [class*="field-date"], .date, .node__meta'
    ),
    lead=(
        '.views-field-body .field-content, .views-field-body, .field--name-body, .field-name-body, [class*="tom-tat"],'
        ' [class*="mo-ta"],'
        " .node__content p, .content p, p"
    ),
    main=(
        "#block-system-main, .block-system-main-block, .panel-pane .view, .region-content .view .view-content, .region-content,"
        " #content-area, #main-content, #content, main"
    ),
    following=(
        "li.pager-next a, li.pager__item--next a, .pager-next a, a.pager-next, .pager a[rel=next], .pagination a[rel=next],"
        " li.next a[href*=page], ul.pagination li.next a, .js-pager__items a[rel=next]"
    ),
)
