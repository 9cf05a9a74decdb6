"""The live workbook: the account of a dossier in formulas, so that any spreadsheet program computes it again."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO

from core.documents.live_workbook_guide import GUIDE, write_guide
from core.documents.live_workbook_inputs import write_inputs
from core.documents.live_workbook_lines import write_lines
from core.documents.live_workbook_pages import Book
from core.documents.live_workbook_plan import LiveBook, plan_of
from core.documents.live_workbook_summary import write_summary
from core.documents.workbook_writing import same_bytes
from core.i18n import _


def live_workbook_bytes(content: LiveBook) -> bytes:
    """The workbook as bytes; the same account gives the same bytes."""
    from xlsxwriter import Workbook

    stream = BytesIO()
    paper = content.paper
    with Workbook(stream, {"in_memory": True}) as workbook:
        workbook.set_properties(
            {
                "title": f"{paper.subject} {content.own.period.label}",
                "author": "碳账本",
                "comments": _("示例") if paper.venue.sample else "",
                # No clock: the day after the period, so that equal content gives equal bytes.
                "created": datetime.combine(content.own.period.day_after, time()),
            }
        )
        book = Book(workbook, paper.venue.sample)
        guide = book.page(GUIDE)
        plan = plan_of(content)
        places = write_inputs(book, plan)
        computed = write_lines(book, plan, places)
        names = write_summary(book, plan, places, computed)
        write_guide(guide, plan, names)
        for name, cell in names.items():
            workbook.define_name(name, f"={cell}")
    return same_bytes(stream.getvalue())
