"""A small PDF writer for the samples and tests: text, lines, grey boxes. The same calls give the same bytes.

No font is embedded: a reader learns the letters from the font's ToUnicode table, a viewer shows them in a font of its own."""

from __future__ import annotations

import unicodedata
import zlib
from dataclasses import dataclass, field

A4 = (595.0, 842.0)
# Widths of Times in thousandths of the size, by what is common to letters; a letter with marks is as wide as without.
_NARROW, _WIDE = "fijlrtI.,;:'!|()-/ ", "mwMWOQCDGHNUVXYAKR%@–—"
_FONTS = (("F1", "TimesNewRomanPSMT"), ("F2", "TimesNewRomanPS-BoldMT"))


def width_of(text: str, size: float) -> float:
    """How wide a text is, in points."""
    return sum(_width(char) for char in text) * size / 1000


def _width(char: str) -> int:
    base = unicodedata.normalize("NFD", char)[0]
    base = {"đ": "d", "Đ": "D"}.get(base, base)
    return 300 if base in _NARROW else 720 if base in _WIDE else 500


@dataclass
class PdfPage:
    """A page; places are in points from its top left. `rotate`: degrees by which a viewer turns it."""

    width: float = A4[0]
    height: float = A4[1]
    rotate: int = 0
    content: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)

    def text(self, x: float, top: float, text: str, size: float = 13, *, bold: bool = False, sideways: bool = False) -> None:
        """One line whose letters begin at x and stand below `top`; `sideways`: it runs upwards."""
        self.letters |= set(text)
        matrix = (
            f"0 1 -1 0 {x + size * 0.8:.2f} {self.height - top:.2f}"
            if sideways
            else f"1 0 0 1 {x:.2f} {self.height - top - size * 0.8:.2f}"
        )
        codes = text.encode("utf-16-be").hex().upper()
        self.content.append(f"BT /{'F2' if bold else 'F1'} {size:g} Tf {matrix} Tm <{codes}> Tj ET")

    def coded(self, x: float, top: float, codes: bytes, size: float = 13, font: str = "F3") -> None:
        """One line in a single-byte font of the document (`PdfWriter.coded_font`)."""
        self.content.append(
            f"BT /{font} {size:g} Tf 1 0 0 1 {x:.2f} {self.height - top - size * 0.8:.2f} Tm <{codes.hex().upper()}> Tj ET"
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin line."""
        self.content.append(f"0.5 w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")

    def box(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """The four sides of a cell."""
        self.content.append(f"0.5 w {x0:.2f} {self.height - bottom:.2f} {x1 - x0:.2f} {bottom - top:.2f} re S")


@dataclass
class PdfWriter:
    """A document. `coded_font`: the name of a further, single-byte font (F3) in WinAnsi codes; `encrypt`: a dictionary that
    claims a password."""

    coded_font: str | None = None
    encrypt: bytes | None = None
    pages: list[PdfPage] = field(default_factory=list)

    def page(self, width: float = A4[0], height: float = A4[1], rotate: int = 0) -> PdfPage:
        """A new last page."""
        self.pages.append(PdfPage(width, height, rotate))
        return self.pages[-1]

    def made(self) -> bytes:
        """The file."""
        letters = sorted(set().union(*(p.letters for p in self.pages)) | {" "})
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        fonts = b""
        for name, base in _FONTS:
            fonts += b"/%s %d 0 R " % (name.encode(), len(objects) + 1)
            objects += self._font(base, letters, len(objects) + 1)
        if self.coded_font:
            fonts += b"/F3 %d 0 R " % (len(objects) + 1)
            objects += [
                b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 "
                b"/FontDescriptor %d 0 R /Widths [%s] >>"
                % (self.coded_font.encode(), len(objects) + 2, b" ".join([b"500"] * 224)),
                _descriptor(self.coded_font),
            ]
        kids = []
        for page in self.pages:
            kids.append(len(objects) + 1)
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Rotate %d "
                b"/Resources << /Font << %s>> >> /Contents %d 0 R >>"
                % (page.width, page.height, page.rotate, fonts, len(objects) + 2)
            )
            objects.append(stream("\n".join(page.content).encode("ascii")))
        objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % k for k in kids), len(kids))
        return assembled(objects, self.encrypt)

    def _font(self, base: str, letters: list[str], number: int) -> list[bytes]:
        """A composite font whose codes are those of Unicode: the font, what it is made of, and the table of its letters."""
        codes = [(ord(letter), letter) for letter in letters if ord(letter) < 0x10000]
        widths = b" ".join(b"%d [%d]" % (code, _width(letter)) for code, letter in codes)
        return [
            b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>"
            % (base.encode(), number + 1, number + 2),
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            b"/Supplement 0 >> /FontDescriptor %d 0 R /DW 500 /W [%s] >>" % (base.encode(), number + 3, widths),
            stream(_to_unicode([code for code, _ in codes])),
            _descriptor(base),
        ]


def _descriptor(font: str) -> bytes:
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags 34 /FontBBox [-200 -220 1000 900] /ItalicAngle 0 /Ascent 800 "
        b"/Descent -200 /CapHeight 660 /StemV 80 >>" % font.encode()
    )


def _to_unicode(codes: list[int]) -> bytes:
    out = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def /CMapType 2 def",
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for at in range(0, len(codes), 100):
        part = codes[at : at + 100]
        out += [b"%d beginbfchar" % len(part), *(b"<%04X> <%04X>" % (code, code) for code in part), b"endbfchar"]
    return b"\n".join([*out, b"endcmap CMapName currentdict /CMap defineresource pop end end"])


def stream(content: bytes, words: bytes = b"") -> bytes:
    """A packed stream object's body."""
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(packed), words, packed)


def assembled(objects: list[bytes], encrypt: bytes | None = None) -> bytes:
    """A file from the bodies of its objects, the first of which is the catalogue."""
    out, offsets = b"%PDF-1.4\n", []
    extra = b""
    if encrypt is not None:
        objects = [*objects, encrypt]
        extra = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R%s >>\n" % (count, table, count, extra)
    return out + b"startxref\n%d\n%%%%EOF\n" % start
