"""How WordPress themes and page builders name the parts of pages (survey section 6.1; themes of 2005 to 2024)."""

from __future__ import annotations

from crawler.cms.layouts import Layout
from crawler.cms.listed import Names

_DATES = (
    "time.entry-date.published, time.published, [itemprop=datePublished], .wp-block-post-date time, .td-post-date time,"
    " time.entry-date:not(.updated), .posted-on time:not(.updated), .elementor-post-info__item--type-date time,"
    " .entry-meta time:not(.updated), .post-meta time:not(.updated), .posted-on .published, .post-meta .published,"
    " abbr.published, .entry-date, .posted-on, .tie-date, .jeg_meta_date, .elementor-post-info__item--type-date,"
    " .post-date, .meta-date, .post-meta .date, .date.meta-item, .entry-meta .date, .entry-meta, .post-meta, .postmetadata,"
    " .post > small, .postdate"
)
_AUTHORS = (
    ".wp-block-post-author-name, .wp-block-post-author__name, .author.vcard .fn, .byline .author, .posted-by .author,"
    " .by-author .author, .entry-author-name, .td-post-author-name a, .jeg_meta_author a, .post-author a,"
    " .post-meta-author a, .author-name a, .entry-author a,  .meta-author a,"
    " .elementor-post-info__item--type-author,"
    " .tdb-author-name, .td-author-name a, .ast-author-name, [itemprop=author] [itemprop=name], [rel=author]"
)
_SECTIONS = (
    ".entry-meta .cat-links a, .cat-links a, .entry-categories a, .entry-category a, .wp-block-post-terms.taxonomy-category a,"
    " .taxonomy-category a, .td-category a, .post-cats a, .jeg_meta_category a, .post-categories a,"
    " .entry-header [rel~=category],"
    " [rel~=category], .tdb-entry-category, .ast-terms-link a, .category-links a,"
    " .ct-meta-element-cat a, .meta-categories a, .elementor-post-info__terms-list-item,"
    " .entry-meta a[href*='/category/'], .post-meta a[href*='/category/']"
)
_MEDIA = (
    ".entry-header figure figcaption, .post-thumbnail figcaption, .wp-block-post-featured-image figcaption, .featured-media"
    " figcaption, .entry-image figcaption, .post-thumbnail .wp-caption-text, .td-post-featured-image figcaption,"
    " .single-featured-image figcaption, .thumbnail-caption, .featured-image-caption,"
    " .tdb_single_featured_image figcaption, .elementor-widget-theme-post-featured-image figcaption,"
    " .single-featured-image-header figcaption, .ct-featured-image figcaption, .featured-image figcaption,"
    " .single-post-thumb .single-post-caption"
)
_FILES = (
    ".wp-block-file, .entry-attachments, .post-attachments, .attachments, .file-dinh-kem, .dinh-kem, .wpfd-file,"
    " .pdfemb-viewer, .ead-preview, .embed_download, "
    ".w3eden, .download-attachments"
)
_LEADS = (
    ".wp-block-post-excerpt__excerpt, .single .entry-header .entry-excerpt, .entry-header .intro-text, .jeg_post_subtitle,"
    " .td-post-sub-title, .tdb_single_subtitle p, .entry-sub-title, .single-excerpt, .entry-lead, .sapo"
)


def _layout(name: str, title: str, body: str) -> Layout:
    return Layout(name, title, body, _LEADS, _DATES, _AUTHORS, _MEDIA, _FILES, _SECTIONS)


# In the order tried: what names its parts most narrowly goes first.
LAYOUTS = (
    _layout(
        "elementor",
        ".elementor-widget-theme-post-title .elementor-heading-title, h1.elementor-heading-title, h1.entry-title, .entry-title",
        ".elementor-widget-theme-post-content .elementor-widget-container, .elementor-widget-theme-post-content",
    ),
    _layout(
        "divi",
        ".et_pb_title_container .entry-title, h1.entry-title",
        ".et_pb_post_content, .et_pb_post .entry-content, .et_post_meta_wrapper ~ .entry-content",
    ),
    _layout("newspaper", "h1.entry-title, h1.tdb-title-text", ".td-post-content, .tdb_single_content .tdb-block-inner"),
    _layout("jnews", ".jeg_post_title", ".jeg_post .content-inner, .entry-content .content-inner"),
    _layout("tie", ".post-title.entry-title, .name.post-title, .post-title", ".post-inner > .entry, .entry-content.entry"),
    _layout("soledad", "h1.post-title, .post-title", ".inner-post-entry, .post-entry"),
    _layout("avada", ".fusion-post-title, h1.entry-title, h2.entry-title", ".single-post article.post > .post-content"),
    _layout(
        "block",
        "h1.wp-block-post-title, .wp-block-post-title",
        ".wp-block-post-content",
    ),
    _layout(
        "classic",
        "h1.entry-title, .single-post-title, .entry-title, h1.post-title, .post-title, h1.single-title, article h1, h1",
        "article .entry-content, .hentry .entry-content, .entry-content",
    ),
    _layout(
        "kubrick",
        ".post h1, .post h2, .post-title, .entry-title, #content h1, #content h2, h1",
        ".post .entry, .post .storycontent, .post .post-content, .post .post_content, .post .post-body, .post .the-content,"
        " .type-post .post-content, .single-content, .the-content, .post-single-content, .post .content, .hentry .content",
    ),
    _layout(
        "hello",
        ".page-header .entry-title, h1.entry-title, h1",
        ".type-post > .page-content, .hentry > .page-content, [data-elementor-type=wp-post]",
    ),
    _layout("itemprop", "[itemprop=headline], h1", "[itemprop=articleBody], [itemprop=text]"),
)
# The row by which `generic` reads pages that bear no other sign: name, title, body, lead, date.
KIT = (
    "wordpress",
    "h1.entry-title, h1.wp-block-post-title, .entry-title",
    ".entry-content, .wp-block-post-content",
    "",
    "time.entry-date, .wp-block-post-date time",
)
# Tools and lists inside the text: sharing and related-posts plugins, tables of contents, page links, forms.
DROP = (
    ".sharedaddy, .jp-relatedposts, .yarpp-related, .crp_related, .rp4wp-related-posts, .addtoany_share_save_container,"
    " .heateor_sss_sharing_container, .sfsi_widget, .essb_links, .a2a_kit, .kk-star-ratings, .post-ratings, .blog-share,"
    " .entry-author, .author-box, .saboxplugin-wrap, .page-links, .page-link, .post-views, .pvc_stats, .ez-toc-container,"
    " #ez-toc-container, #toc_container, .lwptoc, .rank-math-toc, .wp-block-comments, .wp-block-latest-posts,"
    " .wp-block-query, .wp-block-post-navigation-link, .wp-block-social-links, .elementor-widget-share-buttons,"
    " .elementor-widget-posts, .elementor-widget-post-navigation, .elementor-widget-table-of-contents, .et_social_inline,"
    " .td-post-sharing, .td-a-rec, .td_block_wrap, .code-block, .adsbygoogle, .ai-viewport, .wpcf7, .comment-respond,"
    " .entry-utility, .entry-meta, .postmetadata, .entry-footer, .post-tags, .tagcloud, form, .wp-polls, .navigation,"
    " .screen-reader-text, .tptn_counter"
)
LISTS = Names(
    text=".entry-content, .wp-block-post-content",
    leading=".td-category-grid",
    links=(
        ".entry-title a, .wp-block-post-title a, .elementor-post__title a, .e-loop-item .elementor-heading-title a,"
        " .post-title a, .td-module-title a, .post-box-title a,"
        " .jeg_post_title a, .penci-entry-title a, .fusion-post-title a, .post-item a.plain, .box-blog-post .post-title,"
        " .blog-entry-title a, .item-title a, .loop-title a, .mh-loop-title a, .et_pb_post h2 a, .hentry h1 a, .hentry h2 a,"
        " .hentry h3 a, .type-post h2 a, .type-post h3 a, .post h1 a, .post h2 a, .post h3 a, article h2 a, article h3 a"
    ),
    boxes=(
        "article, .hentry, .type-post, li.wp-block-post, .post-item, .td_module_wrap, .elementor-post, .et_pb_post,"
        " .e-loop-item, .item-list, .jeg_post, .blog-entry"
    ),
    date=(
        "time.entry-date.published, time.published, time.entry-date, time[datetime], .entry-date, .posted-on, .post-date,"
        " .elementor-post-date, .published, .tie-date, .jeg_meta_date, .td-post-date, .date, .entry-meta, .post-meta, small"
    ),
    lead=(
        ".entry-summary, .wp-block-post-excerpt, .elementor-post__excerpt, .td-excerpt, .from_the_blog_excerpt,"
        " .entry p, .entry-content p, p"
    ),
    following=(
        ".pagination a.next.page-numbers, a.next.page-numbers, a.next.page-number, a.page-numbers.next,"
        " .wp-block-query-pagination-next,"
        " .nav-previous a, .navigation .alignleft a, .pagination .alignleft a, .nextpostslink, #tie-next-page a, .page-nav .next,"
        " a.nextpostslink, .elementor-pagination .next, .ast-pagination .next, .wp-pagenavi .nextpostslink, a.jeg_link.next"
    ),
)
