"""The statutory forms 附表1 and 附表2 of 川环发〔2021〕5号, as issued; Chinese only."""

from __future__ import annotations

from collections.abc import Sequence

from core.documents.form_fields import Form1Context
from core.documents.form_rows import Form2Context, Form2Row, form2_row
from core.domain.event import EventForm

__all__ = ["Form1Context", "Form2Context", "Form2Row", "form1_pdf", "form1_set_pdf", "form2_pdf", "form2_row", "form2_xlsx"]


def form1_pdf(form: EventForm | None, context: Form1Context) -> bytes:
    """附表1 on one A4 page, filled or blank; a field that is too long stands whole on a 续页.

    Raises:
        EnvironmentFault: a font file or the declaration of the form is missing.
    """
    return form1_set_pdf(form, (context,))


def form1_set_pdf(form: EventForm | None, contexts: Sequence[Form1Context]) -> bytes:
    """附表1 once for each recipient in one file; each set is a paper of its own, with its own number and count of pages.

    Raises:
        EnvironmentFault: a font file or the declaration of the form is missing.
    """
    from core.documents.form_sheet import form1_sheets  # reportlab is heavy and most starts of the program write no paper

    return form1_sheets(form, contexts)


def form2_pdf(rows: Sequence[Form2Row], context: Form2Context) -> bytes:
    """附表2 on A4 landscape; without rows it is the blank form.

    Raises:
        EnvironmentFault: a font file or the declaration of the form is missing.
    """
    from core.documents.form_list import form2_sheets

    return form2_sheets(rows, context)


def form2_xlsx(rows: Sequence[Form2Row], context: Form2Context) -> bytes:
    """附表2 as a workbook with the same nine columns.

    Raises:
        EnvironmentFault: the declaration of the form is missing.
    """
    from core.documents.form_workbook import form2_workbook

    return form2_workbook(rows, context)
