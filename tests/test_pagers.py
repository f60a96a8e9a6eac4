"""Pagers of listings: where each leads, by what it shows; what a click posts; partial answers."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag

from crawler.cms.page_numbers import page_number
from crawler.cms.pagers import next_page
from crawler.cms.postback import Postback, Record, delta_page, delta_records, postback_of, postback_request

HERE = "http://a.example/tin"
FORM = (
    '<form method="post" action="./tin"><input type="hidden" name="__EVENTTARGET" value=""><input type="hidden"'
    ' name="__VIEWSTATE" value="s1">{}</form>'
)


def click(target: str, argument: str, label: str) -> str:
    return f'<td><a href="javascript:__doPostBack(&#39;{target}&#39;,&#39;{argument}&#39;)">{label}</a></td>'


def row(*cells: str) -> str:
    return FORM.format("<table><tr>" + "".join(cells) + "</tr></table>")


GRID = "<table><tr>" + click("g", "Page$10", "...") + "<td><span>{}</span></td>" + "{}" + "</tr></table>"
# name, address of the page, its pager, the next address, the argument posted
PAGERS = [
    ("query", HERE, '<div><b>1</b> <a href="?page=2">2</a> <a href="?page=3">3</a></div>', f"{HERE}?page=2", None),
    ("all linked", HERE, '<div><a href="?page=1">1</a> <a href="?page=2">2</a></div>', f"{HERE}?page=2", None),
    ("all linked, page 2", f"{HERE}?page=2", '<p><a href="?page=1">1</a> <a href="?page=2">2</a></p>', None, None),
    ("path", f"{HERE}/trang-2", '<p>Trang: <a href="/tin">1</a> [2] <a href="/tin/trang-3">3</a></p>', f"{HERE}/trang-3", None),
    ("last page", f"{HERE}?page=3", '<div><a href="?page=2">2</a> <b>3</b></div>', None, None),
    ("zero based", f"{HERE}?page=1", '<ul><li><a href="?page=0">1</a><li class="active"><a href="?page=1">2</a>'
     '<li><a href="?page=2">3</a></ul>', f"{HERE}?page=2", None),
    ("word", HERE, '<div><a href="/tin/p2">Trang sau »</a></div>', f"{HERE}/p2", None),
    ("arrow", HERE, '<div><a href="/tin/p2">&gt;</a> <a href="/tin/p9">&gt;&gt;</a></div>', f"{HERE}/p2", None),
    ("picture", HERE, '<div><a href="/tin/p2"><img src="n.gif" alt="Trang tiếp"></a></div>', f"{HERE}/p2", None),
    ("single » ", HERE, '<div><b>1</b> <a href="/tin/p2">»</a></div>', f"{HERE}/p2", None),
    ("only back", f"{HERE}?page=4", '<div><a href="?page=3">« Trang trước</a></div>', None, None),
    ("last page, zero based, first and last in words", f"{HERE}?page=2", '<ul><li><a href="/tin">« đầu tiên</a><li>'
     '<a href="?page=1">‹ trang trước</a><li><a href="/tin">1</a><li><a href="?page=1">2</a><li>3</ul>', None, None),
    ("counter", f"{HERE}/x", '<div>Trang 2 / 5 <a href="/tin/1">1</a> <a href="/tin/2">2</a> <a href="/tin/3">3</a></div>',
     f"{HERE}/3", None),
    ("hole", HERE, row(click("p", "1", "1"), click("p", "3", "3"), click("p", "4", "4")), HERE, "3"),
    ("first of block", HERE, row(click("p", "2", "2"), click("p", "3", "3"), click("p", "9", "...")), HERE, "2"),
    ("end of first block", HERE, row(click("g", "Page$9", "9"), "<td><span>10</span></td>", click("g", "Page$11", "...")),
     HERE, "Page$11"),
    ("end of a later block", HERE, FORM.format(GRID.format(20, click("g", "Page$21", "..."))), HERE, "Page$21"),
    ("end of the last block", HERE, FORM.format(GRID.format(22, "")), None, None),
    ("button", HERE, FORM.format('<p><input type="submit" name="b1" value="Trước" disabled><input type="submit" name="b2"'
     ' value="Sau"></p>'), HERE, ""),
    ("list of pages", HERE, FORM.format('<select name="d" onchange="__doPostBack(\'d\',\'\')"><option value="0" selected>Trang 1'
     '<option value="1">Trang 2</select>'), HERE, ""),
    ("list of addresses", HERE, '<select onchange="go(this)"><option value="?p=1" selected>1<option value="?p=2">2</select>',
     f"{HERE}?p=2", None),
    ("rel", HERE, '<link rel="next" href="/tin/2"><p><a href="/x">5</a></p>', f"{HERE}/2", None),
    ("scripts of its own", HERE, '<p><a href="#" onclick="go(1)">1</a> <a href="#" onclick="go(2)">2</a></p>', None, None),
    ("calendar", HERE, "<table><tr>" + "".join(f"<th>{d}</th>" for d in ("T2", "T3", "T4", "T5", "T6", "T7", "CN"))
     + "</tr><tr>" + "".join(f'<td><a href="?d={n}">{n}</a></td>' for n in range(1, 8)) + "</tr></table>", None, None),
    ("archive of years", HERE, '<p><a href="?y=2023">2023</a> <b>2024</b> <a href="?y=2025">2025</a></p>', None, None),
    ("switched off", HERE, '<ul><li class="active"><a href="#">3</a><li class="disabled"><a href="?page=4">›</a></ul>', None,
     None),
]  # fmt: skip


@pytest.mark.parametrize(("url", "html", "target", "argument"), [p[1:] for p in PAGERS], ids=[p[0] for p in PAGERS])
def test_next_page(url: str, html: str, target: str | None, argument: str | None) -> None:
    found, form = next_page(BeautifulSoup(f"<body><div>{html}</div><p>Tin tức trong ngày của xã</p>", "lxml"), url)
    assert found == target
    assert dict(form).get("__EVENTARGUMENT") == (argument or None) or (argument == "" and form)
    assert ("__VIEWSTATE", "s1") in form or argument is None


def test_the_pager_of_the_list_counts() -> None:
    html = (
        '<div><div><h4>Thông báo</h4><p><b>1</b> <a href="/tb?page=2">2</a></p></div>'
        '<div><ul><li><a id="x" href="/t/1">Tin</a></ul>'
        '<p><a href="/tin?page=1">1</a> <b>2</b> <a href="/tin?page=3">3</a></p></div></div>'
    )
    soup = BeautifulSoup(html, "lxml")
    assert next_page(soup, f"{HERE}?page=2", soup.find(id="x"))[0] == f"{HERE}?page=3"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        (f"{HERE}?page=3", 3), (f"{HERE}?_x_cur=4&delta=10", 4), (f"{HERE}/trang-5.html", 5), (f"{HERE}/page/6", 6),
        (f"{HERE}?PageIndex=7", 7), (f"{HERE}?pageid=6591", None), (f"{HERE}/tin-57.html", None), (HERE, None),
    ],
)  # fmt: skip
def test_page_number(url: str, number: int | None) -> None:
    assert page_number(url) == number


@pytest.mark.parametrize(
    ("attributes", "want"),
    [
        ("href=\"javascript:__doPostBack('ctl00$p','2')\"", Postback("ctl00$p", "2")),
        ('href="javascript:__doPostBack(%27p%27,%27Page$3%27)"', Postback("p", "Page$3")),
        ("onclick=\"javascript:setTimeout('__doPostBack(\\'p\\',\\'\\')', 0)\" href='#'", Postback("p", "")),
        ('href=\'javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("p", "4", true, "", "", false, true))\'',
         Postback("p", "4")),
        ('href="/tin?page=2"', None),
    ],
)  # fmt: skip
def test_postback_of(attributes: str, want: Postback | None) -> None:
    link = BeautifulSoup(f"<a {attributes}>x</a>", "lxml").a
    assert isinstance(link, Tag)
    assert postback_of(link) == want


def test_a_click_posts_what_the_form_holds() -> None:
    html = (
        '<form><input name="login"></form>'
        '<form id="f" method="post" action="?x=1#top"><input type="hidden" name="__VIEWSTATE" value="a+/=">'
        '<input name="q" value="từ khóa">'
        '<input type="checkbox" name="c1"><input type="checkbox" name="c2" checked><input type="submit" name="b" value="Tìm">'
        '<input name="off" disabled value="1"><select name="s"><option value="7">a<option value="8" selected>b</select>'
        '<select name="t"><option>nhất<option>nhì</select><textarea name="n">x</textarea>'
        "<a href=\"javascript:__doPostBack('p','2')\">2</a></form>"
    )
    soup = BeautifulSoup(html, "lxml")
    asked = postback_request(soup.find_all("a")[0], soup, f"{HERE}/a")
    want = {"__VIEWSTATE": "a+/=", "q": "từ khóa", "c2": "on", "s": "8", "t": "nhất", "n": "x"}
    want |= {"__EVENTTARGET": "p", "__EVENTARGUMENT": "2"}
    assert asked is not None
    assert (asked[0], dict(asked[1])) == (f"{HERE}/a?x=1", want)


def test_state_outside_of_mended_forms_is_sent() -> None:
    html = (
        '<form method="post" action="/tin"></form><input type="hidden" name="__VIEWSTATE" value="s">'
        "<a href=\"javascript:__doPostBack('p','2')\">2</a>"
    )
    soup = BeautifulSoup(html, "lxml")
    asked = postback_request(soup.find_all("a")[0], soup, HERE)
    assert asked is not None and dict(asked[1])["__VIEWSTATE"] == "s"


def record(kind: str, name: str, content: str) -> str:
    return f"{len(content.encode('utf-16-le')) // 2}|{kind}|{name}|{content}|"


DELTA = (
    record("#", "", "4")
    + record("updatePanel", "ctl00_up", "<p>Thủ tục | một cửa 😀</p>\r\n")
    + record("hiddenField", "__VIEWSTATE", 'a"b')
    + record("formAction", "", "tin.aspx?cm=3&x=1")
    + record("pageTitle", "", "Tin <tức>")
)


def test_a_partial_answer_becomes_a_page() -> None:
    records = delta_records("\ufeff" + DELTA)
    assert records is not None
    assert records[1] == Record("updatePanel", "ctl00_up", "<p>Thủ tục | một cửa 😀</p>\r\n")
    soup = BeautifulSoup(delta_page(DELTA) or "", "lxml")
    assert soup.select_one("form #ctl00_up p").get_text() == "Thủ tục | một cửa 😀"  # type: ignore[union-attr]
    assert soup.form is not None and soup.form["action"] == "tin.aspx?cm=3&x=1"
    assert soup.select_one("input[name=__VIEWSTATE]")["value"] == 'a"b'  # type: ignore[index]
    assert soup.title is not None and soup.title.string == "Tin <tức>"


@pytest.mark.parametrize(
    "text",
    ["", "<html><body>12|x|y|</body></html>", "Trang tin", DELTA[:-4], DELTA + "9|updatePanel|a|cut", "9999|updatePanel|a|x|"],
)
def test_what_is_no_whole_partial_answer_is_none(text: str) -> None:
    assert delta_page(text) is None
