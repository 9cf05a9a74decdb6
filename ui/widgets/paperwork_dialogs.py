"""What is asked for the application, the plan, a disclosure and a standing; nothing is kept here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from core.domain.event import Confirmation, NeutralityType
from core.domain.neutrality_papers import Application, ImplementationPlan, ListStatus, StandingKind
from core.errors import InputError
from core.i18n import _
from ui.widgets.buttons import Button
from ui.widgets.event_edits import day_line, day_text, read_day
from ui.widgets.event_fields import Area
from ui.widgets.fields import Check, Choice, Line
from ui.widgets.sign_dialog import FileField, FormDialog

if TYPE_CHECKING:
    from core.workflows.disclosing import DisclosureRow

_AREA_LINES = 2


class ApplicationDialog(FormDialog):
    """How neutrality is to be reached and confirmed, and one consent that nobody gives by chance."""

    def __init__(self, kept: Application, *, parent: QWidget) -> None:
        super().__init__(_("碳中和申请书"), _("排放量、减排和抵消取自账本，这里只填需要您决定的。"), _("保存"), parent=parent)
        self._kept = kept
        self.neutrality = Choice(
            (
                (NeutralityType.ORGANIZER.value, _("组织者集中碳中和")),
                (NeutralityType.PARTICIPANTS.value, _("参与者自愿碳抵消")),
                (NeutralityType.BOTH.value, _("前两者均有")),
            )
        )
        self.confirmation = Choice(
            (
                (Confirmation.SELF.value, _("自我承诺")),
                (Confirmation.PLATFORM.value, _("创新服务平台")),
                (Confirmation.BODY.value, _("委托独立机构")),
            )
        )
        self.body_name = Line(kept.confirming_body)
        self.sharing = Check(_("同意平台向「天府信用通」提供本单位碳中和信息"), checked=kept.credit_sharing)
        self.neutrality.set_value(kept.neutrality.value)
        self.confirmation.set_value(kept.confirmation.value)
        self.confirmation.chosen.connect(lambda _value: self._follow())
        self.add_row("neutrality", _("碳中和类型"), self.neutrality)
        self.add_row("confirmation", _("碳中和确认方式"), self.confirmation)
        self.named = self.add_row("body", _("独立机构名称"), self.body_name)
        self.add_row("sharing", _("信息提供"), self.sharing, _("默认不同意；不影响申请。签字盖章后作数"))
        self._follow()

    def _follow(self) -> None:
        self.named.setVisible(self.confirmation.value() == Confirmation.BODY.value)
        self.fit()

    def answers(self) -> Application:
        """The application as it was answered."""
        return replace(
            self._kept,
            neutrality=NeutralityType(self.neutrality.value()),
            confirmation=Confirmation(self.confirmation.value()),
            confirming_body=self.body_name.text(),
            credit_sharing=self.sharing.isChecked(),
        )


class PlanDialog(FormDialog):
    """The written parts of the implementation plan, two by two; what the ledger knows can be proposed."""

    def __init__(
        self, kept: ImplementationPlan, headings: Mapping[str, str], propose: Callable[[], ImplementationPlan], *, parent: QWidget
    ) -> None:
        body = _("边界、排放量、措施和抵消取自账本；下面的文字由您写，可以先按账本起草再改。")
        super().__init__(_("碳中和实施计划"), body, _("保存"), parent=parent)
        self._kept = kept
        self._propose = propose
        self.areas: dict[str, Area] = {}
        for number, (name, head) in enumerate(headings.items()):
            self.areas[name] = Area(lines=_AREA_LINES)
            self.add_row(name, head, self.areas[name], beside=number % 2 == 1)
        self.draft_button = Button(_("按账本资料起草"), icon="edit")
        self.draft_button.clicked.connect(lambda _on=False: self._show(self._propose_over()))
        self.add_row("draft", _("起草"), self.draft_button, _("已写的部分不动"))
        self._show(kept)

    def _show(self, plan: ImplementationPlan) -> None:
        for name, area in self.areas.items():
            area.set_value(getattr(plan, name))

    def _propose_over(self) -> ImplementationPlan:
        """The proposal, with what stands in the fields already left as it is."""
        written = {name: area.toPlainText() for name, area in self.areas.items() if area.toPlainText().strip()}
        changes: dict[str, Any] = written
        return replace(self._propose(), **changes)

    def answers(self) -> ImplementationPlan:
        """The plan as it was written."""
        changes: dict[str, Any] = {name: area.toPlainText().strip() for name, area in self.areas.items()}
        return replace(self._kept, **changes)


class DisclosureDialog(FormDialog):
    """Where and when something was made public."""

    def __init__(self, today: date, ask: Callable[[], str], kept: DisclosureRow | None = None, *, parent: QWidget) -> None:
        """Ask.

        Args:
            today: proposed for a new record.
            ask: lets a file be chosen.
            kept: the record that is to be set right; None for a new one.
            parent: what the dialog stands over.
        """
        title, verb = (_("登记信息披露"), _("登记")) if kept is None else (_("修改披露记录"), _("保存"))
        super().__init__(title, _("每公布一次登记一条；更正或撤下也登记。"), verb, parent=parent)
        known = kept.disclosure if kept is not None else None
        files = "、".join(one.original_name for one in kept.evidence) if kept is not None else ""
        hint = _("已附：{names}").format(names=files) if files else ""
        said = {"channel": known.channel, "place": known.place, "note": known.note} if known is not None else {}
        day, channel = day_line(), Line(said.get("channel", ""), placeholder=_("官网、公众号、大堂公示、年度报告"))
        self.add_row("on", _("日期"), day, missing=_("请填日期。"))
        self.add_row("channel", _("渠道"), channel, missing=_("请写渠道。"))
        self.add_row("place", _("位置"), Line(said.get("place", ""), placeholder=_("网址、栏目或张贴的地方")))
        self.add_row("note", _("内容"), Line(said.get("note", ""), placeholder=_("说了什么，一两句话")))
        self.add_row("file", _("照片或截图"), FileField(ask, _("选文件"), _("再附一份") if files else _("可以不附")), hint)
        day.setText(day_text(known.on if known is not None else today))

    def day(self) -> date | None:
        """The day; None after saying at the field what is wrong with it."""
        return _day(self, "on")


class StandingDialog(FormDialog):
    """A status that a platform or an office gave."""

    def __init__(self, today: date, ask: Callable[[], str], *, parent: QWidget) -> None:
        body = _("照平台或主管部门给出的登记。程序不计算，也不推断。最近一次是黑名单的，声明停用。")
        super().__init__(_("登记外部名单或评级"), body, _("登记"), parent=parent)
        self.kind = Choice(((StandingKind.LIST.value, _("绿名单、黑名单")), (StandingKind.STARS.value, _("企业绿色影响力星级"))))
        self.status = Choice(
            ((ListStatus.GREEN.value, _("绿名单")), (ListStatus.NONE.value, _("不在名单上")), (ListStatus.BLACK.value, _("黑名单")))
        )
        self.kind.chosen.connect(lambda _value: self._follow())
        self.add_row("kind", _("种类"), self.kind)
        self.listed = self.add_row("status", _("名单"), self.status)
        self.rated = self.add_row("value", _("评级"), Line(placeholder=_("照原文，如 四星")))
        self.add_row("on", _("日期"), day_line(), missing=_("请填日期。"))
        self.add_row("source", _("来源"), Line(placeholder=_("谁在哪份文件里给出")), missing=_("请写来源。"))
        self.add_row("file", _("文件"), FileField(ask, _("选文件"), _("公告或通知，可以不附")))
        line = self.rows["on"].editor
        if isinstance(line, Line):
            line.setText(day_text(today))
        self._follow()

    def _follow(self) -> None:
        stars = self.kind.value() == StandingKind.STARS.value
        self.listed.setVisible(not stars)
        self.rated.setVisible(stars)
        self.fit()

    def day(self) -> date | None:
        """The day; None after saying at the field what is wrong with it."""
        return _day(self, "on")

    def result_value(self) -> tuple[StandingKind, str]:
        """Kind and value."""
        kind = StandingKind(self.kind.value())
        return kind, self.text("value") if kind is StandingKind.STARS else self.status.value()


def _day(dialog: FormDialog, key: str) -> date | None:
    try:
        return read_day(dialog.text(key))
    except InputError as error:
        dialog.refuse(str(error), key)
        return None
