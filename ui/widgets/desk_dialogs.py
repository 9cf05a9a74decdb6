"""The officer's dialogs: a receipt for one package, a trial platform, and a certificate for one who signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from core.domain.submission import Correction, DossierStage, PlatformCertificate, ReceiptResult
from core.errors import InputError
from core.i18n import _
from ui import theme
from ui.widgets.buttons import SegmentedControl
from ui.widgets.desk_rows import NOTHING, DeskRow
from ui.widgets.event_edits import day_line, day_text, read_day, read_number
from ui.widgets.fields import Choice, Line
from ui.widgets.sign_dialog import FileField, FormDialog

if TYPE_CHECKING:
    from core.workflows.reviewing import ReceiptOrder

_CODE = re.compile(r"^([A-Za-z]\d)\s*[：:、，,\s]\s*(.+)$")
_POINTERS = {"A": "/documents", "D": "/tables", "M": "/plan", "O": "/offsets", "C": "/declaration"}
_CERTIFICATE = ("number", "start", "end", "tonnes", "kind")


def corrections_of(text: str) -> tuple[Correction, ...]:
    """One correction for each line: 「D5 7 月锅炉用气没有说明」; a line without a code is Z9, as domain.md §6.5 has it."""
    found = []
    for line in (" ".join(part.split()) for part in text.splitlines()):
        if not line:
            continue
        named = _CODE.match(line)
        code, words = (named[1].upper(), named[2].strip()) if named else ("Z9", line)
        found.append(Correction(_POINTERS.get(code[:1], ""), code, "W", words))
    return tuple(found)


def desk_field(ask_folder: Callable[[str, str], str], folder: Path | None, nothing: str = "") -> FileField:
    """The field for the folder of the platform's keys; `nothing` stands there before one is chosen."""
    ask = lambda: ask_folder(_("选平台文件夹"), str(folder or Path.home()))  # noqa: E731 - one call with its words
    return FileField(ask, _("选文件夹"), nothing or _("存有 platform.json 的文件夹"), folder)


class ReceiptDialog(FormDialog):
    """What the officer decides about one package."""

    def __init__(self, row: DeskRow, desk: FileField, today: date, *, parent: QWidget) -> None:
        body = _("给「{name}」（{period}，修订 {revision}）签发一份平台签名的回执。签发后不能收回，只能再发一份。").format(
            name=row.organization, period=row.period, revision=row.revision.removeprefix("r")
        )
        super().__init__(_("签发回执？"), body, _("选位置并签发"), parent=parent)
        self._today = today
        results = (
            (ReceiptResult.RECEIVED.value, _("签收")),
            (ReceiptResult.RETURNED.value, _("退回")),
            (ReceiptResult.CONFIRMED.value, _("确认")),
            (ReceiptResult.REVOKED.value, _("撤销")),
        )
        self.results = SegmentedControl(results, _("结果"))
        self.results.set_value(ReceiptResult.RECEIVED.value)
        self.results.changed.connect(lambda _value: self._follow())
        self.stages = Choice(())
        self.stages.chosen.connect(lambda _value: self._show_fields())
        self.opinion = QPlainTextEdit()
        self.opinion.setFont(theme.font())
        self.opinion.setTabChangesFocus(True)
        self.opinion.setFixedHeight(4 * theme.line_height("body") + theme.L)
        start, end = day_line(), day_line()
        start.setText(day_text(today))
        end.setText(day_text(_year_later(today)))
        lists = (("", _("不写")), ("green", _("绿名单")), ("none", _("不在名单")), ("black", _("违规名单")))
        self.listed = SegmentedControl(lists, _("名单"))
        self.listed.set_value("")
        self.add_row("result", _("结果"), self.results)
        self.add_row("stage", _("状态"), self.stages)
        hint = _("每行一条：代码、空格、说明，如「D5 7 月锅炉用气没有说明」。没有代码的记作 Z9。")
        self.add_row("opinion", _("退回意见（写入回执）"), self.opinion, hint)
        self.add_row("number", _("证书编号"), Line(), missing=_("请填证书编号。"))
        self.add_row("kind", _("类别"), Line(_("活动碳中和") if row.event else _("运营碳中和")), beside=True, missing=_("请填类别。"))
        self.add_row("start", _("有效期起"), start, missing=_("请填起始日期。"))
        self.add_row("end", _("有效期止"), end, beside=True, missing=_("请填截止日期。"))
        total = Line("" if row.total == NOTHING else row.total.replace(",", ""))
        self.add_row("tonnes", _("数量（tCO₂e）"), total, beside=True, missing=_("请填数量。"))
        self.add_row("list", _("名单"), self.listed)
        self.add_row("desk", _("平台文件夹"), desk, missing=_("请选平台文件夹。"))
        self.secret = self.add_secret("secret", _("平台口令"), _("口令只用这一次，不保存。"))
        self._follow()

    def _follow(self) -> None:
        stages = ReceiptResult(self.results.value()).stages()
        self.stages.set_choices([(stage.value, stage.value) for stage in stages])
        if self.results.value() == ReceiptResult.CONFIRMED.value:
            self.stages.set_value(DossierStage.CONFIRMED.value)
        self._show_fields()

    def _show_fields(self) -> None:
        self.rows["opinion"].setVisible(self.results.value() == ReceiptResult.RETURNED.value)
        for key in _CERTIFICATE:
            self.rows[key].setVisible(self._confirms())
        self.fit()

    def _confirms(self) -> bool:
        return self.stages.value() == DossierStage.CONFIRMED.value

    def order(self) -> ReceiptOrder | None:
        """What is written into the receipt; None after saying at the fields what is wrong."""
        from core.workflows.reviewing import ReceiptOrder

        corrections = corrections_of(self.opinion.toPlainText()) if self.rows["opinion"].isVisibleTo(self) else ()
        if self.rows["opinion"].isVisibleTo(self) and not corrections:
            self.refuse(_("请写明退回的原因，每行一条。"), "opinion")
            return None
        certificate = self._certificate() if self._confirms() else None
        if self._confirms() and certificate is None:
            self.stop_at_error()
            return None
        listed = self.listed.value()
        return ReceiptOrder(
            ReceiptResult(self.results.value()),
            DossierStage(self.stages.value()),
            listed,
            self._today if listed else None,
            corrections,
            certificate,
        )

    def _certificate(self) -> PlatformCertificate | None:
        start, end, tonnes = self._day("start"), self._day("end"), None
        try:
            tonnes = read_number(self.text("tonnes"))
        except InputError as error:
            self.rows["tonnes"].set_error(str(error))
        if start is not None and end is not None and end < start:
            self.rows["end"].set_error(_("截止日期早于起始日期。"))
            return None
        if start is None or end is None or tonnes is None:
            return None
        return PlatformCertificate(self.text("number"), start, end, f"{tonnes:f}", self.text("kind"))

    def _day(self, key: str) -> date | None:
        try:
            return read_day(self.text(key))
        except InputError as error:
            self.rows[key].set_error(str(error))
            return None


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


class PlatformDialog(FormDialog):
    """A trial platform in an empty folder."""

    def __init__(self, ask_folder: Callable[[str, str], str], *, parent: QWidget) -> None:
        body = _("在空文件夹里生成试用平台的密钥和配置，用来演练递交、回执和证书。试用回执不会改变正式档案的状态。")
        super().__init__(_("建立试用平台？"), body, _("建立"), parent=parent)
        self.add_row("name", _("平台名称"), Line(_("试用平台")), missing=_("请填平台名称。"))
        self.add_row("desk", _("平台文件夹"), desk_field(ask_folder, None, _("一个空文件夹")), missing=_("请选一个空文件夹。"))
        self.secret = self.add_secret("secret", _("口令"), _("至少 8 个字，可以用中文。丢失无法找回。"))
        self.again = self.add_secret("again", _("再输一遍口令"))
        self.add_show_secrets(self.secret, self.again)

    def passphrase(self) -> str:
        """The passphrase, handed over once; empty after saying at the field what is wrong with it."""
        first, second = self.secret.take(), self.again.take()
        if first != second:
            self.refuse(_("两次输入的口令不一样，请再输一遍。"), "again")
            return ""
        if len(first) < _SHORTEST:
            self.refuse(_("口令太短，至少 {count} 个字。").format(count=_SHORTEST), "secret")
            return ""
        return first


_SHORTEST = 8


class EnrolDialog(FormDialog):
    """A certificate for somebody whose identity was confirmed on paper."""

    def __init__(self, ask_file: Callable[[], str], desk: FileField, roles: Sequence[tuple[str, str]], *, parent: QWidget) -> None:
        body = _("核对纸面申请和营业执照后，给填报人或审核人的证书申请签发证书。")
        super().__init__(_("登记签名人？"), body, _("选位置并签发"), parent=parent)
        self.roles = SegmentedControl(roles, _("角色"))
        self.roles.set_value(roles[0][0])
        self.add_row("request", _("证书申请"), FileField(ask_file, _("选文件"), "*.csr"), missing=_("请选证书申请文件。"))
        self.add_row("role", _("角色"), self.roles)
        self.add_row("desk", _("平台文件夹"), desk, missing=_("请选平台文件夹。"))
        self.secret = self.add_secret("secret", _("平台口令"), _("口令只用这一次，不保存。"))
