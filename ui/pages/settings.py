"""设置: language, colours, type size, the name beside each change, where the data lie; the ledger's factors and thresholds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.i18n import _, mark
from core.logs import LOG_NAME
from ui import theme
from ui.session import Session
from ui.widgets.buttons import Button, SegmentedControl
from ui.widgets.card import Card, KeyCap, Rule
from ui.widgets.edition_section import EditionSection
from ui.widgets.fields import FieldRow, Line
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.text import Text
from ui.widgets.threshold_section import ThresholdSection

_LABEL_WIDTH = 200


class SettingsPage(Page):
    """What belongs to the person and this machine; factor library and rules belong to the ledger and show first what they alter."""

    NAME = "settings"
    TITLE = mark("设置")
    ICON = "gear"
    GROUP = "foot"
    KEYS = "Ctrl+,"
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self.head.set_sentence(_("因子库和核对规则属于这本账，其余只影响这台电脑上的显示"))
        scroll = Scroll()
        self.body.addWidget(scroll)
        holder = QWidget()
        holder.setMaximumWidth(880)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.L)
        column.addWidget(self._make_look())
        column.addWidget(self._make_person())
        column.addWidget(self._make_data())
        self.editions = EditionSection(session, window)
        column.addWidget(self.editions)
        self.thresholds = ThresholdSection(session, window)
        column.addWidget(self.thresholds)
        column.addWidget(self._make_keys())
        scroll.content.addWidget(holder)
        scroll.content.addStretch(1)

    def refresh(self) -> None:
        self._ledger.setText(str(self.session.workspace.folder))
        self.editions.refresh()
        self.thresholds.refresh()

    def _make_look(self) -> Card:
        settings = self.session.settings
        card = self._card(_("显示"))
        colours = SegmentedControl((("system", _("跟随系统")), ("light", _("浅色")), ("dark", _("深色"))), _("颜色"))
        colours.set_value(settings.theme)
        colours.changed.connect(lambda value: self.window_frame.change_look(theme=value))
        self._line(card, _("颜色"), colours)
        size = SegmentedControl((("standard", _("标准字")), ("large", _("大字"))), _("字号"))
        size.set_value(settings.type_size)
        size.changed.connect(lambda value: self.window_frame.change_look(type_size=value))
        self._line(card, _("字号"), size, _("大字用更浅显的说法，按钮也更大。"))
        language = SegmentedControl((("zh", "中文"), ("en", "English")), _("语言"))
        language.set_value(settings.language)
        language.changed.connect(lambda value: self.window_frame.change_look(language=value))
        self._line(card, _("语言"), language, _("法定表格始终是中文。"))
        return card

    def _make_person(self) -> Card:
        card = self._card(_("填报人"))
        self.author = Line(self.session.settings.author, placeholder=_("姓名"))
        self.author.kept.connect(self._keep_author)
        card.body.addWidget(FieldRow(_("您的姓名"), self.author, _("写在每次改动旁，便于以后核对是谁在何时改的。")))
        return card

    def _make_data(self) -> Card:
        card = self._card(_("数据"))
        self._ledger = Text("", "label", "text2", wrap=True)
        self._ledger.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._line(card, _("打开的账本"), self._ledger, button=(_("打开文件夹"), self._open_ledger_folder))
        backup = Button(_("立即备份"), icon="archive")
        backup.clicked.connect(lambda: self.window_frame.perform("back_up"))
        self._line(card, _("备份"), backup, _("存进账本的 backups 文件夹；换电脑时把整个账本文件夹复制走即可。"))
        folder = Text(str(self.session.folder), "label", "text2", wrap=True)
        folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._line(card, _("设置与日志"), folder, _("日志 {name} 里没有个人信息。").format(name=LOG_NAME))
        return card

    def _make_keys(self) -> Card:
        card = self._card(_("快捷键"))
        pairs = (
            ("Alt+0 … Alt+3", _("总览与各步骤")),
            ("F1", _("这一项是什么、按哪条规则；再按进到说明里，Esc 回到原处")),
            ("Ctrl+K", _("信息查询：账本、回执、因子、措施和知识库")),
            ("Ctrl+Z / Ctrl+Y", _("撤销、重做，不限次数")),
            ("F9", _("打开或收起说明栏")),
            ("Ctrl+B", _("收起或展开导航")),
            ("Ctrl + 加号 / Ctrl+0", _("大字、标准字")),
            ("F10", _("程序菜单：新建、打开、备份")),
        )
        for keys, words in pairs:
            row = QHBoxLayout()
            row.setSpacing(theme.M)
            cap = QHBoxLayout()
            cap.addWidget(KeyCap(keys))
            cap.addStretch(1)
            holder = QWidget()
            holder.setFixedWidth(_LABEL_WIDTH * (4 if theme.metrics().large else 3) // 3)
            cap.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(cap)
            row.addWidget(holder)
            row.addWidget(Text(words, "body", "text2"), 1)
            card.body.addLayout(row)
        return card

    def _card(self, title: str) -> Card:
        card = Card(padding=theme.XL)
        card.body.setSpacing(theme.M)
        card.body.addWidget(Text(title, "title", bold=True))
        card.body.addWidget(Rule())
        return card

    def _line(
        self, card: Card, label: str, editor: QWidget, hint: str = "", *, button: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        name = Text(label, "body")
        name.setFixedWidth(_LABEL_WIDTH * 2 // 3 * (4 if theme.metrics().large else 3) // 3)
        row.addWidget(name)
        stretch = 1 if isinstance(editor, Text) else 0
        row.addWidget(editor, stretch)
        if hint:
            row.addWidget(Text(hint, "label", "text2", wrap=True), 1)
        elif not stretch:
            row.addStretch(1)
        if button is not None:
            press = Button(button[0], icon="folder")
            press.clicked.connect(button[1])
            row.addWidget(press)
        card.body.addLayout(row)

    def _keep_author(self, name: str) -> None:
        self.session.change_settings(author=name)
        self.session.workspace.author = name
        self.window_frame.say(_("已记下填报人 {name}").format(name=name) if name else _("已清空填报人"))

    def _open_ledger_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.session.workspace.folder)))
