"""Text that hides in another coding comes back as it was, on whole pages and parts of them; other text stays to the character."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.cms.base import Listing, ParsedArticle
from crawler.coding.legacy import TCVN3_FROM, TCVN3_TO, VNI_LETTERS, VNI_PAIRS
from crawler.coding.page import make_unicode, page_tree, text_to_unicode
from crawler.coding.syllables import is_syllable
from crawler.decode import clean_inline, decode
from crawler.parse import parse_page
from crawler.reading import read_listing
from crawler.tree import Tree

CORPUS = Path(__file__).parent.parent / "corpus"
ARTICLES = [json.loads(p.read_text(encoding="utf-8"))["article"] for p in sorted((CORPUS / "portals").glob("*/*.json"))]
PAGES = [[unicodedata.normalize("NFC", p) for p in (a["title"], *a["body"].split("\n\n"))] for a in ARTICLES]
_TO_TCVN3 = dict(zip(TCVN3_TO, TCVN3_FROM, strict=True))
_TO_VNI = {unicodedata.normalize("NFC", letter): code for code, letter in (VNI_LETTERS | VNI_PAIRS).items()}
_TO_VNI |= {letter.upper(): code.upper() for letter, code in _TO_VNI.items()}
# Python has no letter for five bytes of windows-1252; browsers show controls.
_CP1252 = {b: bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)}


def as_tcvn3(text: str) -> str:
    """A capital with a tone has no code of its own: its small letter's stands for it, in a capital font."""
    return "".join(_TO_TCVN3.get(c) or _TO_TCVN3.get(c.lower(), c) for c in text)


def as_vni(text: str) -> str:
    return "".join(_TO_VNI.get(c, c) for c in text)


def as_mojibake(text: str) -> str:
    return "".join(_CP1252[b] for b in text.encode())


def without_case(text: str) -> str:
    """TCVN3 cannot hold the case of letters with tones (but ĂÂÊÔƠƯĐ): these are compared small."""
    return "".join(c if c.isascii() or c in TCVN3_TO else c.lower() for c in text)


def same(text: str) -> str:
    return text


CODINGS: dict[str, tuple[Callable[[str], str], Callable[[str], str]]] = {
    "tcvn3": (as_tcvn3, without_case),
    "vni": (as_vni, same),
    "mojibake": (as_mojibake, same),
    "mojibake twice": (lambda t: as_mojibake(as_mojibake(t)), same),
    "mojibake thrice": (lambda t: as_mojibake(as_mojibake(as_mojibake(t))), same),
}
# Which paragraphs of a page are coded.
PARTS: dict[str, Callable[[int], bool]] = {
    "all": lambda i: True,
    "body, not title": lambda i: i > 0,
    "every other": lambda i: i % 2 == 1,
    "one": lambda i: i == 2,
}


def shown(source: str) -> tuple[list[str], str]:
    """The paragraphs of a page as they are read, and the marks of what was done."""
    text, encoding = decode(source.encode(), {"content-type": "text/html; charset=utf-8"})
    soup, codings = page_tree(text)
    return [p.get_text() for p in soup.find_all("p")], "+".join((encoding, *codings))


def page_of(paragraphs: list[str]) -> str:
    return "<html><body>" + "".join(f"<p>{html.escape(p)}</p>" for p in paragraphs) + "</body></html>"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("coding", CODINGS)
def test_coded_pages_come_back_whole_and_in_part(coding: str, part: str) -> None:
    encode, compared = CODINGS[coding]
    for paragraphs in PAGES:
        coded = [encode(p) if PARTS[part](i) else p for i, p in enumerate(paragraphs)]
        read, marks = shown(page_of(coded))
        assert [compared(p) for p in read] == [compared(p) for p in paragraphs]
        assert (coding.split()[0] in marks) == (coded != paragraphs)


def test_every_letter_with_every_tone_comes_back() -> None:
    """All of them in words, in both cases (TCVN3: in a capital font)."""
    words = [w for p in PAGES for line in p for w in line.split() if w.isalpha() and is_syllable(w) and not w.isascii()]
    letters = [base + tone for base in "aăâeêioôơuưy" for tone in ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")]
    all_letters = {unicodedata.normalize("NFC", letter) for letter in letters} | {"đ"}
    for letter in sorted(all_letters):
        if letter.isascii():
            continue
        small = f"{' '.join(words[:12])} m{letter}m"
        read, _ = shown(page_of([as_vni(small), as_vni(small.upper()), as_tcvn3(small)]))
        assert read == [small, small.upper(), small], letter
        capital = f'<p><font face=".VnTimeH">{html.escape(as_tcvn3(small))}</font></p>'
        assert shown(page_of([as_tcvn3(small)] * 3) + capital)[0][3] == small.upper(), letter


# Text as coded, as it is read ("" where as it stands), the coding; each a paragraph of its own page.
CASES = [
    ("<p>ñeà nghò caùc xaõ thöïc hieän caûi caùch haønh chính</p>", "đề nghị các xã thực hiện cải cách hành chính", "vni"),
    ("<p>C<b>aû</b>i ca<i>ùch haønh chính cuûa tænh</i></p>", "Cải cách hành chính của tỉnh", "vni"),
    ('<p><font face="VNI-Times">Haø Noäi</font></p>', "Hà Nội", "vni"),
    ('<p><span style="font-family:.VnTime">Hµ</span> Giang</p>', "Hà Giang", "tcvn3"),
    ("<p>UBND TØNH Hµ GIANG</p>", "UBND TỈNH HÀ GIANG", "tcvn3"),
    ("<p>Së Néi vô vµ Bé Néi vô b¸o c¸o UBND</p>", "Sở Nội vụ và Bộ Nội vụ báo cáo UBND", "tcvn3"),
    ("<p>C&#182;i c&#184;ch h&micro;nh ch&Yacute;nh nh&#224; n&shy;íc</p>", "Cải cách hành chính nhà nước", "tcvn3"),
    ("<p>c¶i c¸ch nhμ n−íc c¸c cÊp</p>", "cải cách nhà nước các cấp", "tcvn3"),
    ("<p>Năm nay xã đẩy mạnh c¶i c¸ch hµnh chÝnh nhµ nước</p>", "Năm nay xã đẩy mạnh cải cách hành chính nhà nước", "tcvn3"),
    ("<p>C&Aacute;&ordm;&pound;i c&Atilde;&iexcl;ch h&Atilde;&nbsp;nh</p>", "", ""),
    ("<p>C&aacute;&ordm;&pound;i c&Atilde;&iexcl;ch h&Atilde;&nbsp;nh ch&Atilde;&shy;nh</p>", "Cải cách hành chính", "mojibake"),
    ("<p>Cáº£i cÃ¡ch hÃ nh chÃ­nh vÃ  dá»‹ch vá»¥</p>", "Cải cách hành chính và dịch vụ", "mojibake"),
    ("<p>C&amp;#7843;i c&amp;aacute;ch &amp;amp;amp; đổi mới</p>", "Cải cách & đổi mới", ""),
    ('<p><span style="font-family:Wingdings">Ø</span> Kết quả</p>', "➢ Kết quả", ""),
    ('<p><span style="font-family: Symbol">³</span> 90%</p>', "≥ 90%", ""),
    ('<p style="font-family:.VnTime">Cải cách hành chính, bộ phận một cửa, bé Lan</p>', "", ""),
    ("<p>« Liberté, égalité » : où est l'hôtel ? Noël à Saïgon, naïveté, cœur, français</p>", "", ""),
    ("<p>Die Grüße für schöne Bücher, größer; el español del año que viene</p>", "", ""),
    ("<p>x × y ≥ 3 ± 0,5; 25 µm; 10 m²; © 2015 ABC®; §5; 1°; a·b; ½; −3</p>", "", ""),
    ("<p>Čư M'gar, Krông Búk, Êđê, Y Biêr Niê Kđăm, Bh'riu, Rơ Châm, Kpă, ŏ̆, ƀ, Đắk Đoa</p>", "", ""),
    ("<p>Müller, Đỗ Noël và ông François Hollande thăm tỉnh</p>", "", ""),
]


@pytest.mark.parametrize(("source", "text", "coding"), CASES)
def test_what_is_read_of_a_paragraph(source: str, text: str, coding: str) -> None:
    read, marks = shown(f"<html><body>{source}</body></html>")
    untouched = BeautifulSoup(source, "lxml").get_text()
    assert [" ".join(p.split()) for p in read] == [" ".join((text or untouched).split())]
    assert marks == "+".join(["utf-8", coding] if coding else ["utf-8"])


# As typed, as one line of clean text.
LINES = [
    ("Đại hô\u0323i", "Đại hội"),
    ("câ\u0301p xa\u0303", "cấp xã"),
    ("ca\u0301\u0302p, a\u0301\u0306n, ho\u0309\u0302", "cấp, ắn, hổ"),
    ("c\u00e1\u0302p", "cấp"),
    ("\u00d0ề án, H\u00d0ND, \u00f0iểm", "Đề án, HĐND, điểm"),
    ("Þórður Guðmundsson", "Þórður Guðmundsson"),
    ("\uf0b7 Một\uf020 hai \uf0b3 90, \uf0fc xong", "• Một hai ≥ 90, ✓ xong"),
    ("a\u200bb\u2060c\ufeffd\ufe0f e\u00a0\u2003f\u00adg", "abcd e fg"),
    ("ŏ̆ č̆ ĭ", "ŏ̆ č̆ ĭ"),
]


@pytest.mark.parametrize(("typed", "clean"), LINES)
def test_one_line_of_clean_text(typed: str, clean: str) -> None:
    assert clean_inline(typed) == unicodedata.normalize("NFC", clean)
    assert clean_inline(clean_inline(typed)) == clean_inline(typed)


WHOLE = " ".join(PAGES[0])
# How a page's bytes and its header may disagree: bytes, header, the encoding that is reported.
BYTES = [
    (WHOLE.encode(), "text/html; charset=iso-8859-1", "utf-8"),
    (WHOLE.encode("utf-16"), "", "utf-16"),
    (WHOLE.encode("utf-16-le"), "text/html; charset=utf-8", "utf-16-le"),
    (WHOLE.encode("utf-16-be"), "", "utf-16-be"),
    (as_mojibake(WHOLE).encode(), "", "utf-8+mojibake"),
    (WHOLE.encode() + b"\xe1\xba", "text/html; charset=utf-8", "utf-8+damaged"),
    *[
        (as_tcvn3(WHOLE).encode("cp1252", "ignore"), f"text/html; charset={name}", "cp1252")
        for name in ("iso-8859-1", "windows-1258", "none", "utf-8")
    ],
    *[(as_vni(WHOLE).encode("cp1252", "ignore"), f"text/html; charset={name}", "cp1252") for name in ("windows-1258", "utf-8")],
]


@pytest.mark.parametrize(("content", "header", "encoding"), BYTES)
def test_bytes_are_believed_before_headers(content: bytes, header: str, encoding: str) -> None:
    text, found = decode(content, {"Content-Type": header})
    assert found == encoding
    read = text_to_unicode(text)[0]
    held = "".join(c for c in WHOLE if c.encode("cp1252", "ignore") or c in _TO_VNI or c.lower() in _TO_TCVN3)
    want = held if encoding == "cp1252" else WHOLE
    assert without_case(read.rstrip("\ufffd")) == without_case(want)


@pytest.mark.parametrize("header", ["iso-8859-1", "windows-1258", "none"])
def test_windows_1258_is_told_by_its_words(header: str) -> None:
    content = "".join(_half(c) for c in WHOLE).encode("cp1258", "ignore")
    text, found = decode(content, {"content-type": f"text/html; charset={header}"})
    assert found == "windows-1258"
    assert clean_inline(text) == clean_inline("".join(c for c in WHOLE if _half(c).encode("cp1258", "ignore")))


def _half(char: str) -> str:
    """Windows-1258 has vowels with their hats, and the tone marks apart."""
    parts = unicodedata.normalize("NFD", char)
    tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones)) + tones


def test_an_article_says_what_was_done() -> None:
    title, *body = PAGES[0]
    layouts = {}
    for name, (encode, _) in CODINGS.items():
        source = (
            f'<html><head><meta name="generator" content="WordPress 6.1"><title>{html.escape(encode(title))}</title></head>'
            f'<body><h1 class="entry-title">{html.escape(encode(title))}</h1><div class="entry-content">'
            + "".join(f"<p>{html.escape(encode(p))}</p>" for p in body if not p.startswith(("|", "[ảnh]")))
            + "</div></body></html>"
        )
        found, _ = parse_page(source.encode(), "https://a.example/?p=1")
        assert isinstance(found, ParsedArticle)
        assert without_case(found.title) == without_case(title)
        assert without_case(body[0]) in without_case(found.body)
        layouts[name] = found.layout.split("+")[1:]
    assert layouts == {
        "tcvn3": ["tcvn3"],
        "vni": ["vni"],
        "mojibake": ["utf-8", "mojibake"],
        "mojibake twice": ["utf-8", "mojibake"],
        "mojibake thrice": ["utf-8", "mojibake"],
    }


def test_the_headlines_of_a_listing_are_read_alike() -> None:
    titles = [page[0] for page in PAGES[:8]]
    for encode, compared in CODINGS.values():
        items = "".join(
            f'<div class="panel-body"><h3><a href="/tin/bai-{i}.html">{html.escape(encode(t))}</a></h3></div>'
            for i, t in enumerate(titles, 11)
        )
        source = f'<html><body><div class="news_column panel">{items}</div></body></html>'
        found = read_listing(source.encode(), "https://a.example/tin/", "nukeviet", {})
        assert isinstance(found, Listing)
        assert [compared(item.title or "") for item in found.items] == [compared(t) for t in titles]


def test_no_text_of_the_project_is_changed() -> None:
    """Every open text of the corpus, as plain text and as a page."""
    seen = 0
    frozen = {CORPUS / "gold" / "test", CORPUS / "gold" / "passages", CORPUS / "resolution" / "test", CORPUS / "passages"}
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix not in (".json", ".jsonl", ".csv") or not frozen.isdisjoint((path, *path.parents)):
            continue
        text = path.read_text(encoding="utf-8")
        assert text_to_unicode(text) == (text, ()), path
        lines = text.split("\n")[:200]
        assert shown(page_of(lines)) == ([line.replace("\r", "") for line in lines], "utf-8"), path
        seen += 1
    assert seen > 150


_WORDS = sorted({word for page in PAGES for line in page for word in line.split()})
_ODD_WORDS = ["Čư", "M'gar", "naïve", "où", "für", "año", "×", "µm", "«", "»", "®", "§", "&", "Đ.C", "10%"]


@given(st.lists(st.sampled_from([*_WORDS, *_ODD_WORDS]), max_size=30))
def test_plain_unicode_stays(words: list[str]) -> None:
    text = " ".join(words)
    assert text_to_unicode(text) == (text, ())


@given(st.lists(st.sampled_from(_WORDS), min_size=8, max_size=30), st.sampled_from(sorted(CODINGS)))
def test_what_was_put_right_stays(words: list[str], coding: str) -> None:
    once = text_to_unicode(CODINGS[coding][0](" ".join(words)))[0]
    assert text_to_unicode(once)[0] == once


@given(st.text(max_size=80), st.binary(max_size=80))
@example("undefined", b"\x80")  # a script's way to say that it knows no charset
@example("hex", b"\x80")
def test_nothing_raises(text: str, content: bytes) -> None:
    text_to_unicode(text)
    decode(content, {"content-type": f"text/html; charset={text[:20]}"})
    make_unicode(Tree(text))
