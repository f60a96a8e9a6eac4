"""Documents for the tests of attachments, each made by a function and read back against the pages written beside it.

`CASES`: name -> (bytes, pages that must be read). Adding a case is adding a row. The writers of crawler/replica make PDF at the
level of its objects; DOCX and XLSX come from them, and from python-docx and openpyxl, as other programs would write them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import docx
import openpyxl
from docx.enum.text import WD_BREAK

from crawler.coding.legacy import TCVN3_FROM, TCVN3_TO
from crawler.replica.office_writer import docx as docx_file
from crawler.replica.office_writer import docx_paragraph, docx_table, xlsx, xlsx_cell
from crawler.replica.pdf_writer import PdfPage, PdfWriter, width_of

PROSE = (
    "Năm 2024, Ủy ban nhân dân huyện đã kiểm tra 12 xã, thị trấn; qua đó chấn chỉnh việc công khai thủ tục và hẹn trả hồ sơ.",
    "Đoàn kiểm tra đề nghị các đơn vị khắc phục trước ngày 30 tháng 6 và báo cáo bằng văn bản về Phòng Nội vụ để tổng hợp chung.",
    "Những xã có tỷ lệ hồ sơ trễ hạn trên hai phần trăm phải họp rút kinh nghiệm, phân công lại người phụ trách từng lĩnh vực.",
)
RANKING = [["TT", "Đơn vị", "Điểm", "Xếp hạng"], *([str(i), f"Xã {n}", f"{95 - 2 * i},25", str(i)] for i, n in enumerate(
    ("Tân Bình", "Phú Lâm", "Hòa Sơn", "Long Thạnh", "An Khê", "Vĩnh Lộc", "Đức Thịnh", "Bình Minh"), 1))]  # fmt: skip


def piped(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def wrapped(
    page: PdfPage, text: str, left: float, right: float, top: float, size: float = 12, indent: float = 0, step: float = 16
) -> float:
    """Set a paragraph; where the next one begins."""
    x, line = left + indent, ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and x + width_of(longer, size) > right:
            page.text(x, top, line, size)
            x, line, top = left, word, top + step
        else:
            line = longer
    page.text(x, top, line, size)
    return top + step + 8


def grid(page: PdfPage, rows: list[list[str]], xs: list[float], top: float, height: float = 20, ruled: str = "all") -> float:
    """A table; `ruled`: all lines, `columns` (and a frame), `none`."""
    for n, row in enumerate(rows):
        y = top + n * height
        for c, text in enumerate(row):
            page.text(xs[c] + 4, y + 3, text, 12)
            if ruled == "all" or (ruled == "columns" and n == 0):
                page.box(xs[c], y, xs[c + 1], y + height)
    bottom = top + len(rows) * height
    if ruled == "columns":
        for c in range(len(xs) - 1):
            page.box(xs[c], top + height, xs[c + 1], bottom)
    return bottom


XS = [60.0, 100.0, 300.0, 380.0, 460.0]


def two_columns() -> bytes:
    """Lines of the right column stand between those of the left."""
    writer = PdfWriter()
    page = writer.page()
    page.text(200, 60, "BẢN TIN CẢI CÁCH HÀNH CHÍNH", 14, bold=True)
    for left, right, top in ((60.0, 285.0, 100.0), (310.0, 535.0, 106.0)):
        for text in PROSE if left == 60.0 else reversed(PROSE):
            top = wrapped(page, text, left, right, top, indent=18)
    return writer.made()


def letter() -> bytes:
    """Letterhead and signature side by side, a stamp, a page number, a running footer."""
    writer = PdfWriter()
    page = writer.page()
    for y, left, right in (
        (50, "UBND HUYỆN AN HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (68, "PHÒNG NỘI VỤ", "Độc lập - Tự do - Hạnh phúc"),
    ):
        page.text(75, y, left, 12)
        page.text(270, y, right, 12, bold=True)
    top = wrapped(page, PROSE[0], 85, 540, 130, 13, indent=28, step=18)
    wrapped(page, "- " + PROSE[1], 85, 540, top, 13, indent=28, step=18)
    page.text(85, 800, "Phòng Nội vụ huyện An Hòa", 9)
    page = writer.page()
    page.text(295, 30, "2", 12)
    wrapped(page, PROSE[2], 85, 540, 70, 13, indent=28, step=18)
    for y, text in ((180, "Nơi nhận:"), (196, "- Như trên;"), (212, "- Lưu: NV.")):
        page.text(85, y, text, 11)
    for y, text in ((180, "TRƯỞNG PHÒNG"), (280, "Lương Thị Hạnh")):
        page.text(360, y, text, 13, bold=True)
    for y, text in (
        (210, "Ký bởi: Phòng Nội vụ huyện An Hòa"),
        (220, "Email: noivu@anhoa.example"),
        (230, "Thời gian ký: 17/02/2025 16:20:11 +07:00"),
    ):
        page.text(350, y, text, 8)
    page.text(85, 800, "Phòng Nội vụ huyện An Hòa", 9)
    return writer.made()


def long_table() -> bytes:
    """A table over two pages that prints its header again."""
    writer = PdfWriter()
    page = writer.page()
    page.text(150, 60, "KẾT QUẢ XẾP HẠNG NĂM 2024", 13, bold=True)
    grid(page, RANKING[:5], XS, 90)
    grid(writer.page(), [RANKING[0], *RANKING[5:]], XS, 60)
    return writer.made()


def merged_table() -> bytes:
    """A header of two rows and a group row over all columns."""
    writer = PdfWriter()
    page = writer.page()
    for x0, top, x1, bottom, text in (
        (60, 60, 100, 100, "TT"), (100, 60, 300, 100, "Đơn vị"), (300, 60, 460, 80, "Năm 2024"), (300, 80, 380, 100, "Điểm"),
        (380, 80, 460, 100, "Hạng"), (60, 100, 460, 120, "Khối huyện"),
    ):  # fmt: skip
        page.box(x0, top, x1, bottom)
        page.text(x0 + 4, top + 3, text, 12)
    grid(page, [["1", "Huyện Phú Lâm", "88,5", "1"], ["2", "Huyện Tân Bình", "86,0", "2"]], XS, 120)
    return writer.made()


def ruled(how: str) -> Callable[[], bytes]:
    def make() -> bytes:
        writer = PdfWriter()
        page = writer.page()
        page.text(60, 50, "Kết quả xếp hạng các xã như sau:", 12)
        page.text(60, 80 + 20 * len(RANKING) + 40, "Phòng Nội vụ thông báo để các đơn vị biết.", 12)
        grid(page, RANKING, XS, 80, ruled=how)
        return writer.made()

    return make


def framed() -> bytes:
    """Text in a frame and underlined words are no table."""
    writer = PdfWriter()
    page = writer.page()
    page.box(50, 50, 545, 200)
    wrapped(page, PROSE[0], 60, 535, 60)
    page.line(60, 150, 300, 150)
    return writer.made()


def turned(sideways: bool, rotate: int) -> Callable[[], bytes]:
    def make() -> bytes:
        writer = PdfWriter()
        page = writer.page(rotate=rotate)
        for n, text in enumerate(PROSE):
            x, top = (60 + 40 * n, 800) if sideways else (60, 60 + 40 * n)
            page.text(x, top, text[:90], 12, sideways=sideways)
        return writer.made()

    return make


def tcvn3(text: str) -> bytes:
    back = dict(zip(TCVN3_TO, TCVN3_FROM, strict=True))
    return "".join(back.get(char, char) for char in text).encode("latin-1")


def coded(font: str, lines: list[bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        writer = PdfWriter(coded_font=font)
        page = writer.page()
        for n, line in enumerate(lines):
            page.coded(60, 60 + 30 * n, line)
        return writer.made()

    return make


def notes() -> bytes:
    """A footnote's mark is raised and small; bold is made by printing twice."""
    writer = PdfWriter()
    page = writer.page()
    page.text(60, 60, "Chỉ số đạt 89,71%", 13)
    page.text(60 + width_of("Chỉ số đạt 89,71%", 13) + 0.5, 58, "1", 7)
    page.text(60, 85, "Diện tích 40 m", 13)
    page.text(60 + width_of("Diện tích 40 m", 13), 82, "2", 10.8)
    for shift in (0.0, 0.4):
        page.text(60 + shift, 130, "Kết quả chung của toàn tỉnh", 13)
    return writer.made()


def word_file() -> bytes:
    """As python-docx writes it: styles with numbers, merged cells, a break, a header, a signature table."""
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Đầu trang không thuộc nội dung"
    file.add_heading("KẾ HOẠCH", 0)
    for text in ("Rà soát thủ tục", "Kiểm tra công vụ"):
        file.add_paragraph(text, style="List Number")
    file.add_paragraph("Phòng Nội vụ chủ trì", style="List Bullet")
    table = file.add_table(rows=3, cols=4, style="Table Grid")
    for n, text in enumerate(("TT", "Đơn vị", "Kết quả", "")):
        table.cell(0, n).text = text
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    for r, row in ((1, ("", "", "Điểm", "Hạng")), (2, ("1", "Xã Tân | Bình", "88,5", "1"))):
        for c, text in enumerate(row):
            if text:
                table.cell(r, c).text = text
    file.add_paragraph("Hết phần một").add_run().add_break(WD_BREAK.PAGE)
    file.add_paragraph("Trang hai của kế hoạch.")
    signed = file.add_table(rows=1, cols=2)
    signed.cell(0, 0).text, signed.cell(0, 1).text = "Nơi nhận:\n- Như trên.", "TM. ỦY BAN NHÂN DÂN"
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


_LISTS = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="Điều %1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def _item(text: str, level: int) -> str:
    return docx_paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def tracked() -> bytes:
    """Automatic numbers, deleted and inserted text, a noted page break in a paragraph and in a table, hidden text."""
    run = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    rows = docx_table(RANKING[:5]).replace('<w:t xml:space="preserve">3</w:t>', "<w:lastRenderedPageBreak/><w:t>3</w:t>", 1)
    body = [
        _item("Phê duyệt kết quả", 0), _item("cấp huyện", 1), _item("cấp xã", 1), _item("Hiệu lực thi hành", 0),
        f'<w:p>{run.format("Giữ lại ")}<w:del><w:r><w:delText>bỏ đi </w:delText></w:r></w:del>'
        f'<w:ins>{run.format("thêm vào")}</w:ins>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r></w:p>',
        f'<w:p>{run.format("Câu này bắt đầu ở trang một")}<w:r><w:lastRenderedPageBreak/></w:r>'
        f'{run.format(" và hết ở trang hai.")}</w:p>',
        rows,
    ]  # fmt: skip
    return docx_file("".join(body), _LISTS)


def workbook() -> bytes:
    """As openpyxl writes it: letterhead, merged titles and headers, formats, hidden sheet, row and column, signatures."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    merged = {
        "A1:C1": "UBND TỈNH AN HÒA",
        "D1:F1": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "A3:F3": "BẢNG TỔNG HỢP NĂM 2023",
        "A5:A6": "STT",
        "B5:B6": "Đơn vị",
        "C5:D5": "Kết quả",
        "E5:E6": "Ngày chấm",
        "F5:F6": "Chênh lệch",
    }
    for ranged, text in merged.items():
        sheet.merge_cells(ranged)
        sheet[ranged.split(":")[0]] = text
    sheet["C6"], sheet["D6"], sheet["G5"], sheet["G7"] = "Điểm", "Tỷ lệ", "Cột ẩn", 7
    for n in range(1, 4):
        row = 6 + n
        values = (n, f"Sở số {n}", 90.5 - n, (90.5 - n) / 100, datetime.date(2024, 1, n), -0.5 * n)
        for c, (value, form) in enumerate(
            zip(values, ("0", "@", "0.00", "0.0%", "dd/mm/yyyy", "#,##0.0;[Red]-#,##0.0"), strict=True), 1
        ):
            cell = sheet.cell(row, c)
            cell.value, cell.number_format = value, form
    sheet.cell(10, 2).value = "Dòng ẩn"
    sheet.row_dimensions[10].hidden = True
    sheet.column_dimensions["G"].hidden = True
    sheet["B12"], sheet["E12"] = "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"
    book.create_sheet("Ẩn").sheet_state = "hidden"
    second = book.create_sheet("Biểu 2")
    for values in (["Xã", "Điểm"], ["Tân Bình", 0.1 + 0.2], ["Phú Lâm", 1234567.5], ["An Khê", True]):
        second.append(values)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def formulas() -> bytes:
    """Formulas with and without a stored value, an error, a text result; two tables with titles on one sheet."""
    rows = [
        '<row r="1">' + xlsx_cell("A1", "Biểu 1: Điểm các xã") + "</row>",
        '<row r="2">' + xlsx_cell("A2", "Xã") + xlsx_cell("B2", "Điểm") + xlsx_cell("C2", "Loại") + "</row>",
        '<row r="3">'
        + xlsx_cell("A3", "Tân Bình")
        + '<c r="B3" s="1"><f>40+45.5</f><v>85.5</v></c><c r="C3" t="str"><f>"T"</f><v>Tốt</v></c></row>',
        '<row r="4">' + xlsx_cell("A4", "Phú Lâm") + '<c r="B4"><f>SUM(D1:D9)</f></c>' + xlsx_cell("C4", "Khá") + "</row>",
        '<row r="5">'
        + xlsx_cell("A5", "An Khê")
        + '<c r="B5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        + xlsx_cell("C5", "Yếu")
        + "</row>",
        '<row r="8">' + xlsx_cell("A8", "Biểu 2: Số hồ sơ") + "</row>",
        '<row r="9">' + xlsx_cell("A9", "Xã") + xlsx_cell("B9", "Hồ sơ") + "</row>",
        '<row r="10">' + xlsx_cell("A10", "Tân Bình") + xlsx_cell("B10", 1250, 2) + "</row>",
    ]
    return xlsx({"Bieu": f"<sheetData>{''.join(rows)}</sheetData>"}, ["0.00", "#,##0"])


CASES: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "two columns": (two_columns, ["\n\n".join(["BẢN TIN CẢI CÁCH HÀNH CHÍNH", *PROSE, *reversed(PROSE)])]),
    "letter": (
        letter,
        [
            "\n\n".join(
                [
                    "UBND HUYỆN AN HÒA",
                    "PHÒNG NỘI VỤ",
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                    "Độc lập - Tự do - Hạnh phúc",
                    PROSE[0],
                    f"- {PROSE[1]}",
                ]
            ),
            "\n\n".join([PROSE[2], "Nơi nhận:", "- Như trên;", "- Lưu: NV.", "TRƯỞNG PHÒNG", "Lương Thị Hạnh"]),
        ],
    ),
    "table over two pages": (long_table, ["KẾT QUẢ XẾP HẠNG NĂM 2024\n\n" + piped(RANKING[:5]), piped(RANKING[5:])]),
    "merged cells": (
        merged_table,
        [
            piped(
                [
                    ["TT", "Đơn vị", "Năm 2024", "Năm 2024"],
                    ["TT", "Đơn vị", "Điểm", "Hạng"],
                    ["Khối huyện"] * 4,
                    ["1", "Huyện Phú Lâm", "88,5", "1"],
                    ["2", "Huyện Tân Bình", "86,0", "2"],
                ]
            )
        ],
    ),
    "columns ruled": (
        ruled("columns"),
        ["\n\n".join(["Kết quả xếp hạng các xã như sau:", piped(RANKING), "Phòng Nội vụ thông báo để các đơn vị biết."])],
    ),
    "not ruled": (
        ruled("none"),
        ["\n\n".join(["Kết quả xếp hạng các xã như sau:", piped(RANKING), "Phòng Nội vụ thông báo để các đơn vị biết."])],
    ),
    "framed text": (framed, [PROSE[0]]),
    "turned by the page": (turned(True, 90), ["\n\n".join(text[:90].strip() for text in PROSE)]),
    "drawn sideways": (turned(True, 0), ["\n\n".join(text[:90].strip() for text in PROSE)]),
    "upright on a turned page": (turned(False, 90), ["\n\n".join(text[:90].strip() for text in PROSE)]),
    "TCVN3 font": (
        coded("ABCDEF+.VnTime", [tcvn3("được xếp thứ nhất trong số các sở, phường"), tcvn3("Tư pháp và thủ tục hành chính")]),
        ["được xếp thứ nhất trong số các sở, phường\n\nTư pháp và thủ tục hành chính"],
    ),
    "TCVN3 capitals": (coded(".VnTimeH", [tcvn3("quyết định số 12")]), ["QUYẾT ĐỊNH SỐ 12"]),
    "TCVN3 without the name": (
        coded("F7", [tcvn3("chỉ số cải cách hành chính của tỉnh được công bố")]),
        ["chỉ số cải cách hành chính của tỉnh được công bố"],
    ),
    "VNI font": (
        coded("VNI-Times", ["Chæ soá caûi caùch haønh chính ñöôïc coâng boá".encode("cp1252")]),
        ["Chỉ số cải cách hành chính được công bố"],
    ),
    "notes": (notes, ["Chỉ số đạt 89,71%\n\nDiện tích 40 m2\n\nKết quả chung của toàn tỉnh"]),
    "python-docx": (
        word_file,
        [
            "\n\n".join(
                [
                    "KẾ HOẠCH",
                    "1. Rà soát thủ tục",
                    "2. Kiểm tra công vụ",
                    "- Phòng Nội vụ chủ trì",
                    piped(
                        [
                            ["TT", "Đơn vị", "Kết quả", "Kết quả"],
                            ["TT", "Đơn vị", "Điểm", "Hạng"],
                            ["1", r"Xã Tân \| Bình", "88,5", "1"],
                        ]
                    ),
                    "Hết phần một",
                ]
            ),
            "\n\n".join(["Trang hai của kế hoạch.", "Nơi nhận:", "- Như trên.", "TM. ỦY BAN NHÂN DÂN"]),
        ],
    ),
    "lists and changes": (
        tracked,
        [
            "\n\n".join(
                [
                    "Điều 1. Phê duyệt kết quả",
                    "a) cấp huyện",
                    "b) cấp xã",
                    "Điều 2. Hiệu lực thi hành",
                    "Giữ lại thêm vào",
                    "Câu này bắt đầu ở trang một và hết ở trang hai.",
                ]
            ),
            piped(RANKING[:3]),
            piped(RANKING[3:5]),
        ],
    ),
    "openpyxl": (
        workbook,
        [
            "\n\n".join(
                [
                    "UBND TỈNH AN HÒA",
                    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                    "BẢNG TỔNG HỢP NĂM 2023",
                    piped(
                        [
                            ["STT", "Đơn vị", "Kết quả", "Kết quả", "Ngày chấm", "Chênh lệch"],
                            ["STT", "Đơn vị", "Điểm", "Tỷ lệ", "Ngày chấm", "Chênh lệch"],
                            ["1", "Sở số 1", "89.50", "89.5%", "01/01/2024", "-0.5"],
                            ["2", "Sở số 2", "88.50", "88.5%", "02/01/2024", "-1.0"],
                            ["3", "Sở số 3", "87.50", "87.5%", "03/01/2024", "-1.5"],
                        ]
                    ),
                    "NGƯỜI LẬP BIỂU",
                    "THỦ TRƯỞNG ĐƠN VỊ",
                ]
            ),
            piped([["Xã", "Điểm"], ["Tân Bình", "0.3"], ["Phú Lâm", "1234567.5"], ["An Khê", "TRUE"]]),
        ],
    ),
    "formulas": (
        formulas,
        [
            "\n\n".join(
                [
                    "Biểu 1: Điểm các xã",
                    piped(
                        [
                            ["Xã", "Điểm", "Loại"],
                            ["Tân Bình", "85.50", "Tốt"],
                            ["Phú Lâm", "", "Khá"],
                            ["An Khê", "#DIV/0!", "Yếu"],
                        ]
                    ),
                    "Biểu 2: Số hồ sơ",
                    piped([["Xã", "Hồ sơ"], ["Tân Bình", "1,250"]]),
                ]
            )
        ],
    ),
}
