"""How the servers of WordPress, Drupal, DotNetNuke and FITC answer what a crawl meets beside articles and lists."""

from __future__ import annotations

import http.client
import json
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from crawler.cms import FAMILIES
from crawler.cms.base import ParsedArticle
from crawler.cms.drupal import month_first
from crawler.parse import parse_page
from crawler.replica.server import Replica

REPLICAS = Path(__file__).with_name("replicas")
SLUG = "doan-kiem-tra-cua-huyen-lam-viec-tai-bo-phan-mot-cua-xa-ba-thanh"
HOST = "http://wordpress.chiso.test"


def ask(name: str, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
    with Replica(corpus=REPLICAS / "articles", sites=REPLICAS / "sites") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        sent = {"Host": f"{name}.chiso.test", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if form is not None else "GET", path, urlencode(form or {}) or None, sent)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
        connection.close()
    return found


@pytest.mark.parametrize(
    ("name", "path", "status", "location"),
    [
        ("wordpress", "/category/cai-cach-hanh-chinh/page/9/", 404, None),
        ("wordpress", "/category/cai-cach-hanh-chinh/page/1/", 301, f"{HOST}/category/cai-cach-hanh-chinh/"),
        ("wordpress", f"/sai-chuyen-muc/{SLUG}/", 301, f"{HOST}/tin-tuc-su-kien/{SLUG}/"),
        ("wordpress", "/?p=102", 301, f"{HOST}/tin-tuc-su-kien/{SLUG}/"),
        ("wordpress", "/?p=192", 404, None),
        ("wordpress", "/wp-json/wp/v2/posts?page=9", 400, None),
        ("drupal7", "/cai-cach-hanh-chinh?page=90", 200, None),
        ("drupal10", "/node/192", 404, None),
        ("drupal10", "/node/191", 302, "http://chuyen-trang.example/cai-cach.html"),
        ("dnn", "/tin/tabid/7/Default.aspx", 404, None),
        ("common", "/tin-tuc/khong-co", 404, None),
        ("fitc", "/?gd=1&cn=129&tc=192", 404, None),
    ],
)
def test_answers(name: str, path: str, status: int, location: str | None) -> None:
    found, headers, _ = ask(name, path)
    assert (found, headers.get("Location")) == (status, location)


def test_posts_come_in_pages_with_their_number() -> None:
    _, headers, body = ask("wordpress", "/wp-json/wp/v2/posts?per_page=5")
    assert (headers["X-WP-Total"], headers["X-WP-TotalPages"]) == ("8", "2")
    assert 'page=2>; rel="next"' in headers["Link"]
    posts = json.loads(body)
    assert len(posts) == 5 and posts[0]["date"] >= posts[1]["date"]
    assert {"id", "date", "modified", "link", "title", "content", "excerpt", "categories"} <= posts[0].keys()


@pytest.mark.parametrize("name", ["dnn", "fitc"])
def test_a_pager_is_a_form_that_must_be_whole(name: str) -> None:
    path = "/tin-tuc-su-kien/tabid/120/Default.aspx" if name == "dnn" else "/?gd=1&cn=130"
    url = f"http://{name}.chiso.test{path}"
    _, _, first = ask(name, path)
    listing = FAMILIES[name].listing(BeautifulSoup(first, "lxml"), url)
    form = dict(listing.next_form)
    assert listing.next_url == url and form["__EVENTTARGET"]
    status, _, second = ask(name, path, form)
    following = FAMILIES[name].listing(BeautifulSoup(second, "lxml"), url)
    assert status == 200 and following.items and not set(following.items) & set(listing.items)
    state = form["__VIEWSTATE"]
    for broken in ("", state[:-3] + "AAA", re.sub("[a-z]", "x", state)):
        assert ask(name, path, form | {"__VIEWSTATE": broken})[0] == 500


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("T4, 06/26/2024 - 14:05", "2024-06-26T14:05:00+07:00"),
        ("Wed, 06/05/2024 - 14:05", "2024-06-05T14:05:00+07:00"),
        ("Thứ tư, 06/05/2024", "2024-06-05T00:00:00+07:00"),
        ("Thứ hai, 06/05/2024", None),  # the sixth of May was a Monday
        ("06/05/2024", None),
        ("T5, 07/11/2019", None),  # both readings are Thursdays
        ("26/06/2024", None),
        ("13/13/2024", None),
    ],
)
def test_months_before_days_are_told_by_the_weekday(text: str, iso: str | None) -> None:
    assert month_first(text) == iso


@pytest.mark.parametrize(
    ("beside", "iso"),
    [("T2, 11/02/2026 - 10:00", "2026-05-09"), ("T2, 02/11/2026 - 10:00", "2026-09-05"), ("", "2026-09-05")],
)
def test_other_dates_of_a_page_tell_where_the_weekday_fits_both(beside: str, iso: str) -> None:
    """The ninth of May and the fifth of September 2026 are Saturdays; the other date is a Monday in one reading only."""
    text = "Xã tổ chức hội nghị đánh giá kết quả cải cách hành chính với sự tham gia của trưởng chín thôn trên địa bàn. " * 3
    html = (
        '<meta name="Generator" content="Drupal 7 (http://drupal.org)"><body class="page-node page-node-4 node-type-article">'
        '<div id="content"><h1 class="title" id="page-title">Xã đánh giá kết quả cải cách hành chính</h1><div class="node">'
        '<div class="submitted">Được đăng bởi nhan vào T7, 05/09/2026 - 08:15</div><div class="content">'
        f'<div class="field field-name-body"><p>{text}</p></div></div></div></div><div class="sidebar"><p>{beside}</p></div>'
    )
    found, family = parse_page(html.encode(), "http://a.example/node/4")
    assert isinstance(found, ParsedArticle) and family == "drupal"
    assert found.published_at == f"{iso}T08:15:00+07:00"
