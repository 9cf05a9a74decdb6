"""What the page 提交 does with what comes and goes: the countersigned file, the delivery, the platform's profile and its receipts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from core.domain.submission import SealedPackage
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.change import Change
from ui.session import Session
from ui.tasks import Task
from ui.widgets.event_edits import day_line, day_text, read_day
from ui.widgets.fields import Line
from ui.widgets.page import Window
from ui.widgets.sign_dialog import FileField, FormDialog, attempt

_PACKAGES = "ZIP (*.zip)"


class ReceiptDeeds:
    """Each asks for a file, works off the main thread, and says in one line what came of it."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session = session
        self._window = window
        self._parent = parent

    def _trusted(self, job: Callable[[Any], Any]) -> Callable[[Task], Any]:
        """Work that is given whom this person trusts."""
        workspace, settings = self._session.workspace, self._session.folder

        def work(_task: Task) -> Any:
            from core.workflows import identifying

            return job(identifying.trust((), settings, at=workspace.clock()))

        return work

    def import_countersigned(self) -> None:
        """Take note of the signature on a package that the approver signed on another PC."""
        chosen = self._window.ask_open_path(_("导入已加签的材料包"), _PACKAGES)
        if not chosen:
            return
        workspace = self._session.workspace

        def job(trust: Any) -> Change:
            from core.workflows import receiving

            return receiving.register_signatures(workspace, Path(chosen), trust)

        def done(change: Change) -> None:
            self._session.apply(change)
            self._window.say(_("已登记加签") if change else _("这个材料包上没有新的签名"))

        self._window.run(_("正在核对签名"), self._trusted(job), done)

    def import_receipt(self) -> None:
        """Take in a receipt of the platform."""
        chosen = self._window.ask_open_path(_("导入回执"), _PACKAGES)
        if not chosen:
            return
        workspace = self._session.workspace

        def job(trust: Any) -> Any:
            from core.workflows import receiving

            return receiving.accept_receipt(workspace, Path(chosen), trust)

        def done(taken: Any) -> None:
            receipt, change = taken
            self._session.apply(change)
            self._window.say(_("已收下回执：{stage}").format(stage=receipt.stage.value))

        self._window.run(_("正在核验回执"), self._trusted(job), done)

    def import_profile(self) -> FormDialog:
        """Trust a platform from now on; its fingerprint is typed from paper."""
        body = _("平台配置写明由谁签发回执。指纹请照平台纸面公布的逐字输入，不要从文件里抄。")
        dialog = FormDialog(_("信任这个平台？"), body, _("信任"), parent=self._parent)
        ask = partial(self._window.ask_open_path, _("选平台配置"), _PACKAGES)
        dialog.add_row("file", _("平台配置文件"), FileField(ask, _("选文件"), "profile.zip"), missing=_("请选平台配置文件。"))
        line = Line(placeholder=_("64 位，可以带空格"))
        dialog.add_row("fingerprint", _("根证书指纹 SHA-256"), line, missing=_("请照纸面输入指纹。"))
        dialog.sent.connect(partial(self._trust, dialog))
        dialog.open()
        return dialog

    def _trust(self, dialog: FormDialog) -> None:
        path, typed = dialog.path("file"), dialog.text("fingerprint")
        if path is None:
            return
        settings, workspace = self._session.folder, self._session.workspace

        def job() -> Any:
            from core.workflows import identifying

            return identifying.import_profile(path, settings, typed, at=workspace.clock())

        def done(card: Any) -> None:
            if isinstance(card, AppError):
                if dialog.gone:
                    self._window.show_error(card)
                    return
                dialog.set_busy("")
                dialog.refuse(str(card), "fingerprint" if card.code == "profile.fingerprint" else "file")
                return
            if not dialog.gone:
                dialog.accept()
            self._window.say(_("已信任平台「{name}」").format(name=card.platform))

        dialog.set_busy(_("正在核验平台配置"))
        self._window.run(_("正在核验平台配置"), lambda _task: attempt(job), done)

    def deliver(self, package: SealedPackage) -> FormDialog:
        """Note when and how a package was handed in."""
        body = _("登记后不能撤销。状态变为「已递交」；是否受理以平台签名的回执为准。")
        dialog = FormDialog(_("登记递交？"), body, _("登记"), parent=self._parent)
        day = day_line()
        day.setText(day_text(self._session.workspace.today()))
        dialog.add_row("day", _("递交日期"), day, missing=_("请填递交的日期。"))
        dialog.add_row("channel", _("递交方式"), Line(placeholder=_("如：U 盘，送市生态环境局")), missing=_("请写明怎样递交、交给谁。"))
        dialog.sent.connect(partial(self._keep_delivery, dialog, package))
        dialog.open()
        return dialog

    def _keep_delivery(self, dialog: FormDialog, package: SealedPackage) -> None:
        from core.workflows import filing

        try:
            on = read_day(dialog.text("day"))
            if on is None:
                return
            change = filing.record_delivery(self._session.workspace, package.id, on, dialog.text("channel"))
        except InputError as error:
            dialog.refuse(str(error), "day")
            return
        except AppError as error:
            dialog.refuse(str(error))
            return
        dialog.accept()
        self._session.apply(change)
        self._window.say(_("已登记递交"))
