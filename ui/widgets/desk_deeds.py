"""What the officer does at the desk: receipts, the roll-up of 附表2, a trial platform, certificates; all off the main thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.domain.submission import Environment, SignerRole
from core.errors import AppError
from core.i18n import _
from ui.session import Session
from ui.tasks import Task
from ui.widgets.desk_dialogs import EnrolDialog, PlatformDialog, ReceiptDialog, desk_field
from ui.widgets.desk_rows import DeskRow
from ui.widgets.page import Window
from ui.widgets.sign_dialog import FormDialog, NoticeDialog, attempt
from ui.widgets.timeline import digest_words

_PROFILE = "profile.zip"


class Arrivals(QObject):
    """Brings each judged package over to the main thread as soon as it is judged."""

    came = Signal(object)


class DeskDeeds(QObject):
    """Remembers, while the program runs, which folder holds the platform; never its passphrase."""

    platform_changed = Signal()
    """Another platform is trusted now."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        self._parent = parent
        self.folder: Path | None = None

    # ---- judging ----------------------------------------------------------------------------------------------------

    def trusted(self) -> Callable[[], Any]:
        """Whom the desk trusts: its own platform, and those that were imported."""
        profile = self.folder / _PROFILE if self.folder is not None else None
        named = (profile,) if profile is not None and profile.is_file() else ()
        settings, now = self._session.folder, self._session.workspace.clock()

        def job() -> Any:
            from core.workflows import identifying

            return identifying.trust(named, settings, at=now)

        return job

    def review(self, places: Sequence[Path], on_row: Callable[[Any], None], on_done: Callable[[int, bool], None]) -> int:
        """Judge packages one after the other; each is told as it comes.

        Args:
            places: files and folders.
            on_row: takes each judgement, on the main thread.
            on_done: takes how many were judged, and whether it was stopped.

        Returns:
            How many packages there are; 0 starts nothing.
        """
        from core.workflows import reviewing

        paths = reviewing.packages_in(places)
        if not paths:
            return 0
        arrivals = Arrivals(self)
        arrivals.came.connect(on_row)
        trusted, now = self.trusted(), self._session.workspace.clock()

        def work(task: Task) -> tuple[int, bool]:
            count = 0
            judged = reviewing.review(paths, trusted(), at=now, progress=task.report, cancelled=task.cancelled, beside=True)
            for reviewed in judged:
                arrivals.came.emit(reviewed)
                count += 1
            return count, count < len(paths)

        def done(result: tuple[int, bool]) -> None:
            arrivals.deleteLater()
            on_done(*result)

        self._window.run(_("正在逐包验签并复算"), work, done)
        return len(paths)

    # ---- receipts ---------------------------------------------------------------------------------------------------

    def issue(self, row: DeskRow) -> ReceiptDialog:
        """Ask what was decided and write a signed receipt."""
        desk = desk_field(self._window.ask_folder, self.folder)
        dialog = ReceiptDialog(row, desk, self._session.workspace.today(), parent=self._parent)
        dialog.sent.connect(partial(self._issue, dialog, row))
        dialog.open()
        return dialog

    def _issue(self, dialog: ReceiptDialog, row: DeskRow) -> None:
        order, folder = dialog.order(), dialog.path("desk")
        if order is None or folder is None:
            return
        proposal = _("回执-{name}-{stage}.zip").format(name=row.organization, stage=order.stage.value)
        chosen = self._window.ask_save_path(_("回执存到哪里"), proposal, "ZIP (*.zip)")
        if not chosen:
            return
        passphrase, now, target = dialog.secret.take(), self._session.workspace.clock(), Path(chosen)

        def job() -> Path:
            from core.workflows import reviewing

            return reviewing.issue_receipt(folder, passphrase, row.path, order, target, now=now)

        self._wait(dialog, _("正在签发回执"), job, lambda path: self._issued(folder, path))

    def _issued(self, folder: Path, path: Path) -> None:
        self._use(folder)
        self._window.say(_("已签发回执 {name}").format(name=path.name))

    def _use(self, folder: Path) -> None:
        if folder != self.folder:
            self.folder = folder
            self.platform_changed.emit()

    def _wait(self, dialog: FormDialog, words: str, job: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do a job while the dialog stays; a refusal is said in it, a success closes it."""

        def ended(result: Any) -> None:
            if not isinstance(result, AppError):
                if not dialog.gone:
                    dialog.accept()
                done(result)
            elif dialog.gone:
                self._window.show_error(result)
            else:
                dialog.set_busy("")
                keys = {"key.passphrase": "secret", "platform.missing": "desk", "platform.exists": "desk"}
                dialog.refuse(str(result), keys.get(result.code, ""))

        dialog.set_busy(words)
        self._window.run(words, lambda _task: attempt(job), ended)

    # ---- 附表2 ------------------------------------------------------------------------------------------------------

    def roll_up(self, rows: Sequence[DeskRow]) -> None:
        """Write 附表2 from the event packages that hold."""
        paths = [row.path for row in rows if row.good and row.event]
        chosen = self._window.ask_save_path(_("汇总附表2"), _("附表2 四川省各类活动碳中和清单.xlsx"), _("Excel 工作簿 (*.xlsx)"))
        if not chosen:
            return
        card = self._session.card
        compiler = card.organization.name if card is not None else ""
        trusted, now, target = self.trusted(), self._session.workspace.clock(), Path(chosen)

        def work(_task: Task) -> tuple[int, tuple[tuple[Path, str], ...]]:
            from core.workflows import reviewing

            return reviewing.roll_up(paths, trusted(), target, compiler=compiler, at=now)

        self._window.run(_("正在汇总附表2"), work, partial(self._rolled, target))

    def _rolled(self, target: Path, result: tuple[int, tuple[tuple[Path, str], ...]]) -> None:
        count, refused = result
        self._window.say(_("已写出 {name}：{count} 行").format(name=target.name, count=count))
        if not refused:
            return
        dialog = NoticeDialog(
            _("有 {count} 个材料包没有汇总").format(count=len(refused)),
            _("其余 {count} 行已写出。").format(count=count),
            "\n".join(f"{path.name}　{why}" for path, why in refused),
            parent=self._parent,
        )
        dialog.open()

    # ---- the platform -----------------------------------------------------------------------------------------------

    def choose_platform(self) -> None:
        """Work with a platform whose keys are here."""
        chosen = self._window.ask_folder(_("选平台文件夹"), str(self.folder or Path.home()))
        if not chosen:
            return
        folder = Path(chosen)
        if (folder / _PROFILE).is_file():
            self._use(folder)
        else:
            self._window.say(_("这个文件夹里没有平台（缺 profile.zip），没有采用"))

    def found_platform(self) -> PlatformDialog:
        """Make a trial platform."""
        dialog = PlatformDialog(self._window.ask_folder, parent=self._parent)
        dialog.sent.connect(partial(self._found, dialog))
        dialog.open()
        return dialog

    def _found(self, dialog: PlatformDialog) -> None:
        folder, name, passphrase = dialog.path("desk"), dialog.text("name"), dialog.passphrase()
        if folder is None or not passphrase:
            return
        now = self._session.workspace.clock()

        def job() -> Any:
            from core.workflows import reviewing

            return reviewing.init_desk(folder, name=name, environment=Environment.TRIAL, passphrase=passphrase, now=now)

        self._wait(dialog, _("正在建立试用平台"), job, self._founded)

    def _founded(self, card: Any) -> None:
        self._use(card.folder)
        words = _("配置文件 {profile} 发给递交单位。根证书指纹（SHA-256）写在纸上另行告知，由他们照纸输入：")
        fingerprint = digest_words(card.root_fingerprint)
        dialog = NoticeDialog(_("试用平台已建立"), words.format(profile=card.profile.name), fingerprint, parent=self._parent)
        dialog.open()

    def enrol(self) -> EnrolDialog:
        """Issue a certificate for a request."""
        ask = partial(self._window.ask_open_path, _("选证书申请"), "CSR (*.csr *.pem)")
        roles = ((SignerRole.PREPARER.value, _("填报人")), (SignerRole.APPROVER.value, _("审核人")))
        dialog = EnrolDialog(ask, desk_field(self._window.ask_folder, self.folder), roles, parent=self._parent)
        dialog.sent.connect(partial(self._enrol, dialog))
        dialog.open()
        return dialog

    def _enrol(self, dialog: EnrolDialog) -> None:
        request, folder = dialog.path("request"), dialog.path("desk")
        if request is None or folder is None:
            return
        chosen = self._window.ask_save_path(_("证书存到哪里"), request.with_suffix(".pem").name, "X.509 (*.pem)")
        if not chosen:
            return
        passphrase, role, target = dialog.secret.take(), SignerRole(dialog.roles.value()), Path(chosen)
        now = self._session.workspace.clock()

        def job() -> Path:
            from core.workflows import reviewing

            reviewing.enrol(folder, passphrase, request, role=role, out=target, now=now)
            return target

        self._wait(dialog, _("正在签发证书"), job, lambda path: self._window.say(_("已签发证书 {name}").format(name=path.name)))
