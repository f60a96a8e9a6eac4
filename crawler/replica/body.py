"""Clean article text -> the HTML that editors of such portals really leave behind: Word paste, div and br paragraphs,
split numbers, layout tables, merged cells. What is chosen hangs on the article's number only."""

from __future__ import annotations

import re
from html import escape

from crawler.replica.site import CAPTION, Item

STYLES = ("plain", "word", "div", "br")
_NUMBER = re.compile(r"\d+[.,]\d+")
_CELL = re.compile(r"(?<!\\)\|")
_WORD_FONT = "font-family:&quot;Times New Roman&quot;,serif;font-size:14.0pt"


def paragraphs_html(item: Item, paragraphs: list[str], captions: str) -> str:
    """The body's HTML. `captions`: the form of photo captions (figure, centred, table, title)."""
    style = STYLES[item.pick("style", len(STYLES))]
    blocks: list[str] = []
    run: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if paragraph.startswith("|"):
            html = table_html(paragraph)
        elif paragraph.startswith(CAPTION):
            html = _photo(item, number, paragraph.removeprefix(CAPTION), captions)
        elif style == "br":
            run.append(_text(item, number, paragraph, style))
            continue
        else:
            html = _block(_text(item, number, paragraph, style), style)
        blocks += _flush(run)
        blocks.append(html)
        if style == "word" and item.pick(f"empty{number}", 3) == 0:
            blocks.append('<p class="MsoNormal"><o:p>&nbsp;</o:p></p>')
    blocks += _flush(run)
    return "\n".join(blocks)


def _flush(run: list[str]) -> list[str]:
    """Paragraphs parted by two line breaks in one block."""
    html = ["<div>" + "<br />\n<br />\n".join(run) + "</div>"] if run else []
    run.clear()
    return html


def _block(inner: str, style: str) -> str:
    if style == "word":
        inner = f'<span style="{_WORD_FONT}">{inner}<o:p></o:p></span>'
        return f'<p class="MsoNormal" style="text-align:justify;text-indent:36.0pt">{inner}</p>'
    if style == "div":
        return f'<div style="text-align: justify;">{inner}</div>'
    return f"<p>{inner}</p>"


def _text(item: Item, number: int, paragraph: str, style: str) -> str:
    html = escape(paragraph, quote=False)
    if style == "word":
        html = _NUMBER.sub(lambda m: _split(item, m), html)
    if style in ("word", "br") and item.pick(f"nbsp{number}", 2):
        html = html.replace(" năm ", " năm&nbsp;", 1)
    if style == "div" and item.pick(f"invisible{number}", 3) == 0:
        html = html.replace(", ", ",\u200b ", 1)
    if style in ("plain", "word") and len(html) > 200:
        html = _wrapped(html)
    if len(paragraph) < 80 and not paragraph.endswith((".", ";", ":", "!", "?", "”")):
        html = f"<strong>{html}</strong>"
    return html


def _split(item: Item, number: re.Match[str]) -> str:
    """`82,17` -> `<span>82</span><span>,17</span>`, for every other number."""
    text = number.group()
    if item.pick(f"number{number.start()}", 2):
        return text
    cut = max(text.find(","), text.find("."))
    return f'<span lang="VI">{text[:cut]}</span><span lang="EN-US">{text[cut:]}</span>'


def _wrapped(html: str) -> str:
    """Source lines of some 100 characters, as editors wrap them; never inside a tag."""
    lines, line, depth = [], "", 0
    for word in html.split(" "):
        line = f"{line} {word}" if line else word
        depth += word.count("<") - word.count(">")
        if len(line) > 100 and depth == 0:
            lines.append(line)
            line = ""
    return "\n".join([*lines, line] if line else lines)


def _photo(item: Item, number: int, caption: str, form: str) -> str:
    text = escape(caption)
    image = f'src="/uploads/news/{item.published:%Y_%m}/anh-{item.id}-{number}.jpg" alt="" width="600" height="400"'
    if form == "figure":
        return f'<figure class="image"><img {image} /><figcaption>{text}</figcaption></figure>'
    if form == "table":
        return (
            f'<table align="center" border="0"><tbody><tr><td><img {image} /></td></tr>'
            f'<tr><td style="text-align:center"><em>{text}</em></td></tr></tbody></table>'
        )
    if form == "title":
        return f'<p><img class="caption" title="{text}" {image} /></p>'
    return f'<p style="text-align:center"><img {image} /></p>\n<p style="text-align:center"><em>{text}</em></p>'


def table_html(paragraph: str) -> str:
    """Pipe rows -> a table without th, in which equal neighbours are merged (the codebook repeats merged cells)."""
    rows = [cells(line) for line in paragraph.split("\n")]
    rows = [row for i, row in enumerate(rows) if i != 1]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    taken: set[tuple[int, int]] = set()
    html = ['<table border="1" cellpadding="0" cellspacing="0" style="width:100%"><tbody>']
    for y, row in enumerate(rows):
        html.append("<tr>")
        for x, cell in enumerate(row):
            if (y, x) in taken:
                continue
            across, down = _merged(rows, y, x, taken)
            taken |= {(y + j, x + i) for j in range(down) for i in range(across)}
            spans = (f' colspan="{across}"' if across > 1 else "") + (f' rowspan="{down}"' if down > 1 else "")
            inner = escape(cell, quote=False) or "&nbsp;"
            html.append(f"<td{spans}><p>{f'<strong>{inner}</strong>' if y == 0 else inner}</p></td>")
        html.append("</tr>")
    return "".join(html) + "</tbody></table>"


def cells(line: str) -> list[str]:
    """The cells of a pipe row, `\\|` unescaped."""
    return [part.strip().replace("\\|", "|") for part in _CELL.split(line.strip())[1:-1]]


def _merged(rows: list[list[str]], y: int, x: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """How far a cell of words reaches to the right, or else down; numbers and empty cells stand alone."""
    text = rows[y][x]
    if not re.search(r"[^\W\d_]{2}", text):
        return 1, 1
    across = 1
    while x + across < len(rows[y]) and rows[y][x + across] == text and (y, x + across) not in taken:
        across += 1
    down = 1
    if across == 1 and x < 2:
        while y + down < len(rows) and rows[y + down][x] == text and rows[y + down].count(text) == 1:
            down += 1
    return across, down
