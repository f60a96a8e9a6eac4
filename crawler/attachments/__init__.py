"""The text of files that articles offer: PDF, DOCX, XLSX. `read` never raises; each format has a module of its own.

Source: survey section 8 ("Tables and scans"): scores and rankings come as tables of the page, as files, or as scans."""

from crawler.attachments.reader import VERSION, read
from crawler.attachments.result import FileText

__all__ = ["VERSION", "FileText", "read"]
