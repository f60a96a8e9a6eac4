"""The one entry: bytes of a file -> its pages. Whatever the bytes are, a result comes back."""

from __future__ import annotations

from collections.abc import Callable

from crawler.attachments.docx import read_docx
from crawler.attachments.kinds import kind_of
from crawler.attachments.pdf import read_pdf
from crawler.attachments.result import MAX_BYTES, FileText, UnreadableError, letters
from crawler.attachments.xlsx import read_xlsx

# Grows with every change of what is read: kept results of an older reader are not asked (crawler/attachments/kept.py).
VERSION = 1
_READERS: dict[str, Callable[[bytes], FileText]] = {"pdf": read_pdf, "docx": read_docx, "xlsx": read_xlsx}
_REFUSED = {
    "empty": ("failed", "empty file"),
    "image": ("scanned", "a picture"),
    "html": ("failed", "a web page came instead of a file"),
    "encrypted": ("failed", "encrypted: it wants a password"),
}
# So few letters and digits are a stamp, a page number or dust, not the text of a document.
LEAST_LETTERS = 12


def read(body: bytes, media_type: str | None = None, name: str | None = None, url: str = "") -> FileText:
    """Pages, status and reason of a file. `media_type`, `name`, `url`: what is said of it, where the bytes do not tell.

    Status `text`: at least one page has text. `scanned`: pictures only. `too_large`: over a limit, nothing was read.
    `failed`: damaged, encrypted, or of a format that is not read (.doc, .xls, .rtf, .odt, .zip, .rar …). Never raises."""
    if len(body) > MAX_BYTES:
        return FileText((), "too_large", f"{len(body) >> 20} MB, more than {MAX_BYTES >> 20} MB")
    kind = kind_of(body, media_type, name, url)
    if kind in _REFUSED:
        status, reason = _REFUSED[kind]
        return FileText((), status, reason)  # type: ignore[arg-type]
    if kind.startswith("damaged"):
        return FileText((), "failed", f"{kind}: the bytes are not those of such a file")
    reader = _READERS.get(kind)
    if reader is None:
        return FileText((), "failed", f"format not read: {kind}")
    try:
        found = reader(body)
    except UnreadableError as error:
        return FileText((), error.status, str(error))
    except MemoryError:
        return FileText((), "too_large", "it does not fit into memory")
    except RecursionError:
        return FileText((), "failed", f"damaged {kind}: nested too deeply")
    except Exception as error:  # noqa: BLE001  (bytes from elsewhere in three libraries' hands: what they raise is not to be listed)
        return FileText((), "failed", f"damaged {kind}: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
    if sum(letters(page) for page in found.pages) < LEAST_LETTERS:
        return FileText((), "scanned", "no text, pictures only" if kind == "pdf" else "no text")
    return found
