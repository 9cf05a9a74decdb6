"""附表1 as it goes out (川环发〔2021〕5号 三（四）): one sheet to the 生态环境局, a copy to the platform; and both forms blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum

from core.documents.form_recipients import read_recipients
from core.documents.forms import Form1Context, Form2Context, form1_pdf, form1_set_pdf, form2_pdf, form2_xlsx
from core.domain.event import EventForm
from core.errors import RuleError
from core.i18n import _
from core.workflows import papering


class FormCopy(Enum):
    """Which sheets of a form are printed."""

    PLAIN = "plain"
    REPORT = "report"
    PLATFORM = "platform"
    BOTH = "both"
    BLANK = "blank"


def bureaus() -> Mapping[str, str]:
    """Code of a division → the 生态环境局 that takes 附表1 there, in the order of the codes."""
    return read_recipients().bureaus


def bureau_of(form: EventForm) -> str:
    """The authority to which an event is reported: the one that was chosen, else that of the place; empty where none is known."""
    return read_recipients().bureau_of(form.bureau or form.region)


def form1_copies(desk: papering.Desk, copy: FormCopy) -> bytes:
    """附表1 of an event in one file: plain, blank, or with an addressee; of two sets each has its own number and count of pages.

    Raises:
        RuleError: it is to be addressed to the authority of a division, and neither the choice nor the place names one.
    """
    form = desk.package.event
    if copy is FormCopy.BLANK or form is None:
        return blank_form1()
    if copy is FormCopy.PLAIN:
        return papering.form1(desk)
    plain = papering.form1_context(desk)
    sets = []
    if copy in (FormCopy.REPORT, FormCopy.BOTH):
        sets.append(_reported(plain, form))
    if copy in (FormCopy.PLATFORM, FormCopy.BOTH):
        # Statutory words are printed as they are, in every language of the program.
        sets.append(replace(plain, copy="抄送件", recipient=f"抄送：{read_recipients().platform}", day=form.copied_on))
    return papering.out(desk, "form1", form1_set_pdf(form, sets))


def _reported(plain: Form1Context, form: EventForm) -> Form1Context:
    bureau = bureau_of(form)
    if not bureau:
        raise RuleError(
            "form1.bureau",
            _("还不知道登记表报送给哪个市（州）的生态环境局。"),
            _("请在活动里选择报送单位，或把活动地点选到市（州）。"),
        )
    return replace(plain, copy="报送件", recipient=f"报送：{bureau}", day=form.filed_on)


def blank_form1() -> bytes:
    """附表1 as issued, without any entry."""
    return form1_pdf(None, Form1Context())


def blank_form2(*, workbook: bool = False) -> bytes:
    """附表2 as issued, without any entry; as a workbook where it is asked for."""
    return form2_xlsx([], Form2Context()) if workbook else form2_pdf([], Form2Context())
