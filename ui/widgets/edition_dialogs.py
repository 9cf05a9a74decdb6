"""Dialogs of the factor library: what another edition would change, dossier by dossier, and the question whether to use it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.card import Rule
from ui.widgets.fields import Line
from ui.widgets.sign_dialog import FormDialog
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language

if TYPE_CHECKING:
    from core.workflows.edition_effects import DossierEffect
    from core.workflows.edition_views import EditionPreview

_WIDTH = 640
_MOST_ROWS = 6
_MOST_DOSSIERS = 8
_MOST_SOURCES = 4

Cells = tuple[str, ...]


def signed(value: Fraction, decimals: int = 2) -> str:
    """A change with its sign; the true minus comes from `shown`."""
    text = shown(value, decimals)
    return f"+{text}" if value > 0 else text


class FigureTable(QWidget):
    """A quiet table: words left, numbers right; a row may be a lesser one, set smaller and indented."""

    def __init__(self, heads: Cells, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells: list[Cells] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(0, 1)
        self._heads = len(heads)
        if any(heads):
            self._put(heads, "label", "text2")
            self._grid.addWidget(Rule(), self._grid.rowCount(), 0, 1, self._heads)

    def add(self, cells: Cells, *, lesser: bool = False) -> None:
        """Add a row at the end."""
        self.cells.append(cells)
        self._put((f"　{cells[0]}", *cells[1:]) if lesser else cells, "label" if lesser else "body", "text2" if lesser else "text")

    def _put(self, cells: Cells, step: theme.Step, tone: str) -> None:
        row = self._grid.rowCount()
        for column, text in enumerate(cells):
            label = Text(text, step, tone)
            if column:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            else:
                label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(label, row, column)


def effect_rows(effects: Sequence[DossierEffect]) -> Iterator[tuple[Cells, bool]]:
    """The rows of the table of effects: those that change first, with the sources that change; then the rest in a line each."""
    moved = [one for one in effects if one.changed]
    for one in moved[:_MOST_DOSSIERS]:
        share = f"{signed(one.share * 100)}%" if one.share is not None else "—"
        yield (one.title, shown(one.before, 2), shown(one.after, 2), signed(one.after - one.before), share), False
        for row in one.changed[:_MOST_SOURCES]:
            yield (row.name, shown(row.before, 2), shown(row.after, 2), signed(row.after - row.before), ""), True
        if len(one.changed) > _MOST_SOURCES:
            yield (_("另有 {count} 个排放源变动").format(count=len(one.changed) - _MOST_SOURCES), "", "", "", ""), True
    if len(moved) > _MOST_DOSSIERS:
        yield (_("另有 {count} 份档案变动").format(count=len(moved) - _MOST_DOSSIERS), "", "", "", ""), False
    rest = [one for one in effects if not one.changed]
    for one in rest[:_MOST_DOSSIERS]:
        why = _("已锁定，不变") if one.locked else _("不变")
        yield (one.title, shown(one.before, 2), shown(one.after, 2), why, ""), False
    if len(rest) > _MOST_DOSSIERS:
        yield (_("另有 {count} 份档案不变").format(count=len(rest) - _MOST_DOSSIERS), "", "", "", ""), False


class EditionDialog(FormDialog):
    """Adopt an edition, or go back to one: who signed it, which rows come and go, and every dossier before and after."""

    def __init__(self, offer: EditionPreview, *, back: bool, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            offer: the preview.
            back: it is an edition that the ledger has computed with before, and a reason is asked for.
            parent: the page.
        """
        name = offer.card.name
        title = _("回退到因子库 {name}？").format(name=name) if back else _("采用因子库 {name}？").format(name=name)
        super().__init__(title, _origin(offer), _("回退") if back else _("采用"), parent=parent)
        self.setFixedWidth(_WIDTH * (4 if theme.metrics().large else 3) // 3)
        self.leave_button.setText(_("取消"))
        self.offer = offer
        self.tables: list[FigureTable] = []
        for words, rows in ((_("新增 {count} 行"), offer.changes.added), (_("不再有 {count} 行"), offer.changes.gone)):
            if rows:
                table = self._section(words.format(count=len(rows)), ("", ""))
                for row in rows[:_MOST_ROWS]:
                    table.add((f"{in_language(row.zh, row.en)}（{row.id}）", f"{row.value} {row.unit}".strip()))
                if len(rows) > _MOST_ROWS:
                    table.add((_("……其余 {count} 行").format(count=len(rows) - _MOST_ROWS), ""))
        if not offer.blocked:
            heads = (_("对各档案的影响（tCO₂e）"), _("现在"), _("改用后"), _("变化"), "%")
            table = self._section("", heads)
            for cells, lesser in effect_rows(offer.effects):
                table.add(cells, lesser=lesser)
        note = _("已锁定和已递交的档案永远用锁定时的因子库。改用后不能用 Ctrl+Z 撤销，但可以随时回退。")
        self.add_widget(Text(note, "label", "text2", wrap=True))
        if back:
            self.add_row("reason", _("回退的原因"), Line(placeholder=_("如：发布方撤回了因子包")), missing=_("请写明回退的原因。"))
        if offer.blocked:
            things = "；".join(offer.blocked)
            self.refuse(_("不能改用：账本用到的几项它没有——{things}。请先改选因子。").format(things=things))
            self.send_button.setEnabled(False)

    def _section(self, title: str, heads: Cells) -> FigureTable:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        if title:
            column.addWidget(Text(title, "body", bold=True))
        table = FigureTable(heads)
        column.addWidget(table)
        self.add_widget(holder)
        self.tables.append(table)
        return table


def _origin(offer: EditionPreview) -> str:
    """Where the edition comes from, in a sentence or two."""
    parts = []
    if offer.signer and offer.issued_at is not None:
        parts.append(
            _("「{title}」：{publisher}于 {day} 签名，签名有效，签名人由您信任的平台登记。").format(
                title=offer.title, publisher=offer.card.publisher, day=f"{offer.issued_at:%Y-%m-%d}"
            )
        )
    elif offer.card.publisher:
        parts.append(_("{publisher}的因子包，账本用过这个版本。").format(publisher=offer.card.publisher))
    else:
        parts.append(_("随程序提供的因子库。"))
    if offer.card.trial:
        parts.append(_("这是试用平台的数据，只用于示例。"))
    parts.append(_("摘要 {digest}。").format(digest=offer.card.short))
    if offer.known:
        parts.append(_("另有 {count} 行与现有的完全相同。").format(count=offer.known))
    if offer.changes.others:
        parts.append(_("排放源、检查规则等 {count} 个表也不同。").format(count=len(offer.changes.others)))
    return "".join(parts)
