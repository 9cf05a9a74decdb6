"""The dialogs around a signing key: making one, and opening one to do something with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from core.domain.submission import SignerRole
from core.i18n import _
from ui.widgets.buttons import SegmentedControl
from ui.widgets.fields import Line
from ui.widgets.sign_dialog import FileField, FormDialog
from ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """What a new key is made out to.

    Attributes:
        names: name on file for each role.
        trial: only a trial key makes sense, since the ledger is a sample.
    """

    organization: str
    credit_code: str
    names: Mapping[str, str]
    trial: bool


class NewKeyDialog(FormDialog):
    """Role, name and passphrase; the organization is that of the ledger."""

    def __init__(self, owner: KeyOwner, role: SignerRole, *, parent: QWidget) -> None:
        body = _("密钥存成一个文件，由签名人自己保管，不进账本。口令丢失无法找回，只能另做密钥。")
        super().__init__(_("新建签名密钥"), body, _("选位置并生成"), parent=parent)
        self._owner = owner
        self.roles = SegmentedControl(((SignerRole.PREPARER.value, _("填报人")), (SignerRole.APPROVER.value, _("审核人"))), _("签名人角色"))
        self.roles.set_value(role.value)
        self.name = Line(owner.names.get(role.value, ""))
        self._proposed = self.name.text()
        self.roles.changed.connect(self._follow)
        self.kinds = SegmentedControl((("production", _("正式")), ("trial", _("试用"))), _("用途"))
        self.kinds.set_value("trial" if owner.trial else "production")
        self.kinds.setEnabled(not owner.trial)
        self.add_row("role", _("角色"), self.roles, _("审核人的密钥最好在审核人自己的电脑上生成。"))
        self.add_row("name", _("姓名"), self.name, missing=_("请填签名人的姓名。"))
        self.add_widget(Text(f"{owner.organization}　{owner.credit_code}", "label", "text2", wrap=True))
        hint = _("示例账本只能用试用密钥。") if owner.trial else _("试用密钥只能签试用材料包。")
        self.add_row("kind", _("用途"), self.kinds, hint)
        self.secret = self.add_secret("secret", _("口令"), _("至少 8 个字，可以用中文。"))
        self.again = self.add_secret("again", _("再输一遍口令"))
        self.add_show_secrets(self.secret, self.again)

    def role(self) -> SignerRole:
        """Whose key it will be."""
        return SignerRole(self.roles.value())

    def passphrase(self) -> str:
        """The passphrase, handed over once; empty after saying at the field that the two differ."""
        first, second = self.secret.take(), self.again.take()
        if first != second:
            self.refuse(_("两次输入的口令不一样，请再输一遍。"), "again")
            return ""
        return first

    def _follow(self, value: str) -> None:
        if self.name.text() == self._proposed:
            self._proposed = self._owner.names.get(value, "")
            self.name.setText(self._proposed)


class KeyDialog(FormDialog):
    """A key file and its passphrase, for one act that is named by the button."""

    def __init__(self, title: str, body: str, verb: str, ask: Callable[[], str], key: Path | None, *, parent: QWidget) -> None:
        super().__init__(title, body, verb, parent=parent)
        self.key = FileField(ask, _("选密钥"), _("还没有选密钥文件（.p12）"), key)
        self.add_row("key", _("签名密钥"), self.key, missing=_("请选签名密钥文件。"))
        self.secret = self.add_secret("secret", _("口令"), _("口令只用这一次，不保存。"))
        self.add_show_secrets(self.secret)

    def ask_reason(self) -> None:
        """Ask why only one person signs, since nobody is known who could countersign."""
        note = _("还没有登记审核人的证书。请先在「签名密钥」里登记；确实只有一人时，写明理由，它会印在封面上。")
        self.add_widget(Text(note, "label", "text2", wrap=True))
        self.add_row("reason", _("单人签名的理由"), Line(), missing=_("请写明理由，或先登记审核人的证书。"))
