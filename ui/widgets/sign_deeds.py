"""What the page 提交 does with keys: make one, enrol it, seal, countersign; each works off the main thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from core.domain.submission import Environment, SealedPackage, SignerRole
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.change import Change, ChangeKind
from ui.session import Session
from ui.tasks import Task
from ui.widgets.fields import Line
from ui.widgets.key_dialogs import KeyDialog, KeyOwner, NewKeyDialog
from ui.widgets.page import Window
from ui.widgets.sign_dialog import FileField, FormDialog, attempt

if TYPE_CHECKING:
    from core.workflows.history import SubmissionView
    from core.workflows.submitting import Sealed

KEY_FILES = "PKCS#12 (*.p12 *.pfx)"
CERTIFICATES = "X.509 (*.crt *.pem *.cer)"
_SEALED: Change = frozenset({ChangeKind.DOSSIER, ChangeKind.SUBMISSION})
_SIGNED: Change = frozenset({ChangeKind.SUBMISSION})

OnKey = Callable[[Path, str], None]


class SignDeeds:
    """Remembers, while the program runs, which key files and folders were chosen; never a passphrase."""

    def __init__(self, session: Session, window: Window, parent: QWidget) -> None:
        self._session = session
        self._window = window
        self._parent = parent
        self._keys: dict[SignerRole, Path] = {}
        self._packages: dict[str, Path] = {}
        self._folder = str(Path.home())

    # ---- keys -------------------------------------------------------------------------------------------------------

    def new_key(self, view: SubmissionView, role: SignerRole) -> NewKeyDialog:
        """Ask for what a key is made of, make it, and put its certificate on file."""
        from core.workflows import organizing

        people = organizing.people(self._session.workspace)
        owner = KeyOwner(
            organization=view.organization.name,
            credit_code=view.organization.credit_code,
            names={person.role: person.name for person in people},
            trial=view.venue.sample,
        )
        dialog = NewKeyDialog(owner, role, parent=self._parent)
        dialog.sent.connect(partial(self._make_key, dialog, view))
        dialog.open()
        return dialog

    def _make_key(self, dialog: NewKeyDialog, view: SubmissionView) -> None:
        from core.workflows import identifying

        passphrase = dialog.passphrase()
        if not passphrase:
            return
        role, name = dialog.role(), dialog.text("name")
        proposal = _("{role}-{name}.p12").format(role=_role_words(role), name=name)
        chosen = self._window.ask_save_path(_("签名密钥存到哪里"), proposal, KEY_FILES)
        if not chosen:
            return
        draft = identifying.KeyDraft(
            role, name, view.organization.name, view.organization.credit_code, view.venue.region, Environment(dialog.kinds.value())
        )
        workspace, path = self._session.workspace, Path(chosen)

        def job() -> Path:
            identifying.make_key(path, draft, passphrase, workspace.clock())
            identifying.register_signer(workspace, identifying.certificate_file(path))
            return path

        dialog.set_busy(_("正在生成密钥"))
        self._window.run(_("正在生成密钥"), lambda _task: attempt(job), partial(self._key_made, dialog, role))

    def _key_made(self, dialog: NewKeyDialog, role: SignerRole, made: Path | AppError) -> None:
        if isinstance(made, AppError):
            self._refuse(dialog, made)
            return
        self._keys[role] = made
        if not dialog.gone:
            dialog.accept()
        self._session.apply(_SIGNED)
        self._window.say(_("密钥已存为 {name}，证书已登记").format(name=made.name))

    def register_certificate(self) -> None:
        """Put the public certificate of a colleague on file, so that a package can name her."""
        from core.workflows import identifying

        chosen = self._window.ask_open_path(_("登记签名人的证书"), CERTIFICATES)
        if not chosen:
            return
        try:
            card = identifying.register_signer(self._session.workspace, Path(chosen))
        except AppError as error:
            self._window.show_error(error)
            return
        self._session.apply(_SIGNED)
        self._window.say(_("已登记{role}：{name}").format(role=_role_words(card.role), name=card.name))

    def save_request(self) -> KeyDialog:
        """Write the request with which the platform enrols a key."""
        body = _("申请文件里只有公钥和签名人信息，交给平台登记；平台发回证书后，再「装入平台证书」。")
        dialog = self._key_dialog(_("导出证书申请"), body, _("选位置并导出"), SignerRole.PREPARER)
        dialog.sent.connect(partial(self._open_key, dialog, None, self._write_request))
        dialog.open()
        return dialog

    def _write_request(self, key: Path, passphrase: str) -> None:
        from core.workflows import identifying

        chosen = self._window.ask_save_path(_("证书申请存到哪里"), key.with_suffix(".csr").name, "CSR (*.csr)")
        if not chosen:
            return
        target = Path(chosen)

        def job() -> Path:
            data = identifying.certificate_request(key, passphrase)
            try:
                target.write_bytes(data)
            except OSError as error:
                raise InputError("request.write", _("「{name}」没有写成。").format(name=target.name), _("请换一个位置。")) from error
            return target

        self._window.run(_("正在写证书申请"), lambda _task: job(), lambda path: self._window.say(_("已保存 {name}").format(name=path.name)))

    def take_certificate(self) -> KeyDialog:
        """Put the certificate that the platform issued into the key file, and on file."""
        body = _("平台发回的证书装进密钥文件，代替自签证书；密钥本身不变。")
        dialog = self._key_dialog(_("装入平台证书"), body, _("装入"), SignerRole.PREPARER)
        field = FileField(
            lambda: self._window.ask_open_path(_("平台发回的证书"), CERTIFICATES), _("选证书"), _("平台发回的文件（.pem、.crt）")
        )
        dialog.add_row("certificate", _("平台证书"), field, missing=_("请选平台发回的证书文件。"))
        dialog.sent.connect(partial(self._put_certificate, dialog))
        dialog.open()
        return dialog

    def _put_certificate(self, dialog: KeyDialog) -> None:
        from core.workflows import identifying

        key, certificate, passphrase = dialog.path("key"), dialog.path("certificate"), dialog.secret.take()
        if key is None or certificate is None:
            return
        workspace = self._session.workspace

        def job() -> Any:
            identifying.take_certificate(key, passphrase, certificate)
            return identifying.register_signer(workspace, identifying.certificate_file(key))

        def done(card: Any) -> None:
            if isinstance(card, AppError):
                self._refuse(dialog, card)
                return
            if not dialog.gone:
                dialog.accept()
            self._session.apply(_SIGNED)
            self._window.say(_("{name}的证书已装入，并已登记").format(name=card.name))

        dialog.set_busy(_("正在装入证书"))
        self._window.run(_("正在装入证书"), lambda _task: attempt(job), done)

    # ---- opening a key ----------------------------------------------------------------------------------------------

    def _key_dialog(self, title: str, body: str, verb: str, role: SignerRole) -> KeyDialog:
        ask = partial(self._window.ask_open_path, _("选签名密钥"), KEY_FILES)
        return KeyDialog(title, body, verb, ask, self._keys.get(role), parent=self._parent)

    def _open_key(self, dialog: KeyDialog, role: SignerRole | None, then: OnKey) -> None:
        """Open the key while the dialog waits: a wrong passphrase is said at its field, and nothing else has happened yet."""
        from core.workflows import identifying

        key, passphrase = dialog.path("key"), dialog.secret.take()
        if key is None:
            return
        dialog.set_busy(_("正在打开密钥"))

        def opened(card: Any) -> None:
            if isinstance(card, AppError):
                self._refuse(dialog, card)
                return
            if dialog.gone:
                return
            if role is not None and card.role is not role:
                dialog.set_busy("")
                words = _("这是{name}的{role}密钥，请选{wanted}的。")
                said = words.format(name=card.name, role=_role_words(card.role), wanted=_role_words(role))
                dialog.refuse(said, "key")
                return
            self._keys[card.role] = key
            dialog.accept()
            then(key, passphrase)

        self._window.run(_("正在打开密钥"), lambda _task: attempt(lambda: identifying.key_card(key, passphrase)), opened)

    def _refuse(self, dialog: FormDialog, error: AppError) -> None:
        if dialog.gone:
            self._window.show_error(error)
            return
        dialog.set_busy("")
        dialog.refuse(str(error), "secret" if error.code in {"key.passphrase", "key.short"} else "")

    # ---- signing ----------------------------------------------------------------------------------------------------

    def seal(self, view: SubmissionView) -> KeyDialog:
        """Ask for the preparer's key, then for a folder; lock, write the package, sign it and read it back."""
        body = _("核算将锁定，数据、票据和文件写进一个材料包，由填报人签名。锁定后要改数字，须写明原因重新打开。")
        dialog = self._key_dialog(_("签章并导出材料包？"), body, _("签章"), SignerRole.PREPARER)
        approver = next(line for line in view.sheet.signers if line.role is SignerRole.APPROVER)
        if approver.card is None:
            dialog.ask_reason()

        def then(key: Path, passphrase: str) -> None:
            row = dialog.rows.get("reason")
            reason = row.editor.text().strip() if row is not None and isinstance(row.editor, Line) else ""
            self._seal(view, key, passphrase, reason)

        dialog.sent.connect(partial(self._open_key, dialog, SignerRole.PREPARER, then))
        dialog.open()
        return dialog

    def _seal(self, view: SubmissionView, key: Path, passphrase: str, reason: str) -> None:
        folder = self._window.ask_folder(_("材料包存到哪个文件夹"), self._folder)
        if not folder:
            self._window.say(_("没有导出，账本没有改动"))
            return
        self._folder = folder
        workspace, dossier_id = self._session.workspace, view.dossier.id

        def work(task: Task) -> Any:
            from core.workflows import apart, submitting

            order = submitting.SealOrder(key, passphrase, Path(folder), single_signer_reason=reason)
            return attempt(
                lambda: apart.in_ledger(
                    workspace, submitting.seal, dossier_id, order, progress=task.report, cancelled=task.cancelled, heeds=True
                )
            )

        self._window.run(_("正在签章并导出"), work, self._sealed)

    def _sealed(self, made: Sealed | AppError) -> None:
        # The lock stands even where the package was not written.
        self._session.apply(_SEALED)
        if isinstance(made, AppError):
            self._window.show_error(made)
            return
        self._packages[made.package.id] = made.path
        self._window.say(_("已导出 {name}，{count} 个文件，回读核验无误").format(name=made.path.name, count=made.files))

    def countersign(self, package: SealedPackage) -> KeyDialog | None:
        """Let the approver sign the package on this PC with her own key."""
        path = self._packages.get(package.id)
        if path is None or not path.is_file():
            chosen = self._window.ask_open_path(_("选材料包 {name}").format(name=package.file_name), "ZIP (*.zip)")
            if not chosen:
                return None
            path = Path(chosen)
        body = _("审核人核对签名单和摘要后，用自己的密钥加签。材料包的内容和摘要不变。")
        dialog = self._key_dialog(_("审核并签名？"), body, _("加签"), SignerRole.APPROVER)
        dialog.sent.connect(partial(self._open_key, dialog, SignerRole.APPROVER, partial(self._countersign, package, path)))
        dialog.open()
        return dialog

    def _countersign(self, package: SealedPackage, path: Path, key: Path, passphrase: str) -> None:
        workspace, settings = self._session.workspace, self._session.folder

        def work(_task: Task) -> Change:
            from core.workflows import identifying, receiving

            trust = identifying.trust((), settings, at=workspace.clock())
            receiving.countersign(path, key, passphrase, trust=trust, at=workspace.clock())
            return receiving.register_signatures(workspace, path, trust)

        def done(change: Change) -> None:
            self._packages[package.id] = path
            self._session.apply(change)
            self._window.say(_("审核人已加签，可以递交"))

        self._window.run(_("正在加签"), work, done)


def _role_words(role: SignerRole) -> str:
    from core.workflows import history

    return history.role_name(role)
