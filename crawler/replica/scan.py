"""A scanned page as a PDF: one greyscale picture and no text, made from the article's number alone."""

from __future__ import annotations

import zlib

WIDTH, HEIGHT = 248, 351  # A4 at 30 dots an inch


def scanned_pdf(seed: int) -> bytes:
    """The bytes of a one-page PDF that holds a picture of grey lines."""
    picture = zlib.compress(b"".join(_line(seed, y) for y in range(HEIGHT)), 9)
    content = b"q 595 0 0 842 0 0 cm /Scan Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Scan 5 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (WIDTH, HEIGHT, len(picture), picture),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (count, table, count)
    return out + b"startxref\n%d\n%%%%EOF\n" % out.index(b"xref\n")


def _line(seed: int, y: int) -> bytes:
    """A row of the picture: paper, and dark strokes where lines of writing would be."""
    if y % 12 > 6 or not 30 < y < 320:
        return bytes([240]) * WIDTH
    return bytes(70 if 24 < x < 220 and (x * 7 + y // 12 * 31 + seed) % 11 < 6 else 240 for x in range(WIDTH))
