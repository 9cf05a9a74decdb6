"""A bill or e-invoice as a file: PDF with text, XML of an e-invoice, OFD; nothing in it is ever executed or fetched."""

from __future__ import annotations

from pathlib import PurePath

from core.documents.invoice_facts import FactName, FileKind, InvoiceFacts
from core.documents.invoice_ofd import ofd_facts
from core.documents.invoice_page import lines_of
from core.documents.invoice_pdf import MOST_PAGES, pdf_pages
from core.documents.invoice_reading import read_lines
from core.documents.invoice_xml import xml_facts
from core.errors import FileError
from core.i18n import _

LARGEST_FILE = 30 * 2**20
"""Bytes of a file that is read; an e-invoice has less than one megabyte, a scanned bill a few."""

_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_PDF_BEGINS_WITHIN = 1024


def invoice_facts(data: bytes, name: str) -> InvoiceFacts | None:
    """What stands on a bill; None for a file that is not read (a photo, a table).

    Args:
        data: bytes of the file.
        name: its name, for sentences and to tell XML and OFD.

    Raises:
        FileError: damaged, protected by a password, too large, with entities.
        EnvironmentFault: the library that reads PDF is missing.
    """
    suffix = PurePath(name).suffix.lower()
    pdf = _PDF in data[:_PDF_BEGINS_WITHIN]
    if not pdf and suffix not in {".pdf", ".xml", ".ofd"}:
        return None
    if len(data) > LARGEST_FILE:
        message = _("「{file}」超过 {limit} MB，没有识别文字。").format(file=name, limit=LARGEST_FILE // 2**20)
        raise FileError("invoice.too_large", message, _("文件可以照常附上，请照票面填写。"))
    if pdf or suffix == ".pdf":
        return _pdf_facts(data, name)
    return ofd_facts(data, name) if suffix == ".ofd" or data.startswith(_ZIP) else xml_facts(data, name)


def _pdf_facts(data: bytes, name: str) -> InvoiceFacts:
    pages, count = pdf_pages(data, name)
    lines = [line for page in pages for line in lines_of(page)]
    doubts: tuple[str, ...] = ()
    if count > MOST_PAGES:
        doubts = (_("这份 PDF 有 {count} 页，只读了前 {read} 页。").format(count=count, read=MOST_PAGES),)
    if not lines:
        doubts = (*doubts, _("这份 PDF 没有文字，像是扫描件。文件可以照常附上，请照票面填写。"))
    reading = read_lines(lines)
    facts, left_out = reading.settled()
    if lines and not any(fact.name is not FactName.TITLE for fact in facts) and not reading.items:
        doubts = (*doubts, _("没有在这份 PDF 里认出票据的内容，请照票面填写。"))
    sizes = tuple(page.size for page in pages)
    return InvoiceFacts(FileKind.PDF, facts, reading.items, (*doubts, *left_out), sizes, reading.words)
