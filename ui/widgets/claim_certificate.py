"""The certificate as the platform's receipt states it, and the picture of its marked copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from core.domain.submission import Environment, PlatformCertificate, Receipt, SealedPackage
from core.i18n import _
from ui import theme
from ui.widgets.card import Card, Rule, Tag
from ui.widgets.layouts import empty
from ui.widgets.text import Text, draw_text
from ui.widgets.timeline import day_words, digest_words, moment_words

if TYPE_CHECKING:
    from core.workflows.submission_views import ClaimView

_LANDSCAPE = 210 / 297
_NAMES = 6


def list_words(receipt: Receipt) -> str:
    """What the receipt says of the platform's lists."""
    words = {"green": _("在绿名单上"), "none": _("不在名单上"), "black": _("在违规名单上")}
    if not receipt.list_status:
        return _("回执没有写")
    said = words.get(receipt.list_status, receipt.list_status)
    return _("{said}（{day}）").format(said=said, day=receipt.list_date.isoformat()) if receipt.list_date else said


class CertificateFacts(Card):
    """Number, issuer, validity and the digests, word for word as the receipt has them."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(padding=theme.XL, parent=parent)
        self.body.setSpacing(theme.M)
        self.facts: dict[str, str] = {}

    def show_certificate(self, certificate: PlatformCertificate, receipt: Receipt, package: SealedPackage, view: ClaimView) -> None:
        """Show what was confirmed.

        Args:
            certificate: as it stands in the receipt.
            receipt: the receipt that carries it.
            package: what it speaks of.
            view: the claim, for the level in force.
        """
        empty(self.body)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(Text(certificate.number, "title", bold=True))
        if receipt.environment is Environment.TRIAL:
            head.addWidget(Tag(_("试用"), "info"))
        head.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(Rule())
        days = _("{start} 至 {end}").format(start=certificate.valid_from.isoformat(), end=certificate.valid_to.isoformat())
        self.facts = {
            _("签发单位"): receipt.issuer,
            _("签发日期"): day_words(receipt.issued_at),
            _("有效期"): days,
            _("载明数量"): f"{certificate.tco2e} tCO₂e",
            _("类别"): certificate.kind,
            _("现在的级别"): view.level_name,
            _("名单状态"): list_words(receipt),
            _("材料包"): _("修订 {number}").format(number=package.revision),
            _("材料包摘要"): digest_words(package.digest, short=True),
            _("回执摘要"): digest_words(receipt.digest, short=True),
            _("收下回执"): moment_words(receipt.taken_in_at),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.S)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _NAMES * theme.metrics().label)
        for number, (label, value) in enumerate(self.facts.items()):
            grid.addWidget(Text(label, "label", "text2"), number, 0, Qt.AlignmentFlag.AlignTop)
            words = Text(value, "body", wrap=True)
            if value in {digest_words(package.digest, short=True), digest_words(receipt.digest, short=True)}:
                words.setFont(theme.mono())
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(words, number, 1)
        self.body.addLayout(grid)
        if receipt.environment is Environment.TRIAL:
            note = _("试用平台签发，不是正式证书，不能对外使用。")
            self.body.addWidget(Text(note, "label", "text2", wrap=True))


class PaperPicture(QAbstractButton):
    """The first page of a paper as wide as its place; pressing it opens the preview."""

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._words = ""
        self._share = _LANDSCAPE
        self.setAccessibleName(name)
        self.setToolTip(_("打开预览"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_words(self, words: str) -> None:
        """Say what is happening while there is no picture."""
        self._image, self._words = None, words
        self.setEnabled(False)
        self.update()

    def show_image(self, image: QImage) -> None:
        """Show the page."""
        self._image, self._words = image, ""
        self._share = image.height() / image.width()
        self.setEnabled(True)
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * self._share)

    def sizeHint(self) -> QSize:
        return QSize(640, self.heightForWidth(640))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = min(self.width(), round(self.height() / self._share))
        box = QRect((self.width() - width) // 2, 0, width, min(self.height(), round(width * self._share)))
        if self._image is None:
            painter.fillRect(box, theme.color("sunken"))
            draw_text(painter, box, self._words, theme.font(), theme.color("text2"), Qt.AlignmentFlag.AlignHCenter)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            ratio = self.devicePixelRatioF()
            wanted = QSize(round(box.width() * ratio), round(box.height() * ratio))
            scaled = self._image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
            scaled.setDevicePixelRatio(ratio)
            painter.drawImage(box.topLeft(), scaled)
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line2"), 2 if self.hasFocus() else 1))
        painter.drawRect(box.adjusted(0, 0, -1, -1))


class PictureCard(Card):
    """The picture with its name."""

    opened = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        head = QHBoxLayout()
        head.addWidget(Text(_("复印件"), "title", bold=True))
        head.addWidget(Text(_("按平台签名的回执排版，不是证书原件"), "label", "text2"), 1, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(head)
        self.picture = PaperPicture(_("证书复印件"))
        self.picture.clicked.connect(self.opened)
        self.body.addWidget(self.picture)
