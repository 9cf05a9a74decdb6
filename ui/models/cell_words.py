"""What is said of one cell of the monthly grid: its exact text, its state in words, what hovering tells."""

from __future__ import annotations

from collections.abc import Sequence

from core.domain.quantity import micro_to_decimal
from core.i18n import _
from core.workflows.views import CellState, FindingView, GridCell, GridRow


def cell_text(cell: GridCell) -> str:
    """The exact figure without separators: what an editor starts with and the clipboard gets."""
    return "" if cell.micro is None else f"{micro_to_decimal(cell.micro):f}"


def state_words(cell: GridCell) -> str:
    """The state of a cell in words, as the legend names it."""
    return {
        CellState.EMPTY: "",
        CellState.WANTED: _("待填"),
        CellState.TYPED: _("手工录入"),
        CellState.FROM_BILL: _("来自票据"),
        CellState.EVIDENCE: _("有证据"),
        CellState.ESTIMATED: _("估算"),
        CellState.EXPLAINED: _("已说明"),
        CellState.QUESTIONED: _("有疑问"),
        CellState.BLOCKED: _("阻断"),
    }[cell.state]


def comment_words(cell: GridCell) -> str:
    """The comment of a cell with its name in front; empty for none."""
    return _("批注：{text}").format(text=cell.comment) if cell.comment else ""


def hint_of(cell: GridCell, row: GridRow, findings: Sequence[FindingView]) -> str:
    """What hovering tells: what is questioned, the original, the reason of a zero, last year, the comment, why it is locked."""
    words = [view.message for view in findings if view.finding.key() in cell.findings]
    if cell.original:
        words.append(_("录入时写作 {original}").format(original=cell.original))
    if cell.zero_reason:
        words.append(_("无用量：{reason}").format(reason=cell.zero_reason))
    if not cell.text and cell.last_year:
        words.append(last_year_words(cell, row))
    words += [text for text in (comment_words(cell), cell.locked_because) if text]
    return "\n".join(words)


def last_year_words(cell: GridCell, row: GridRow) -> str:
    """「去年同月 12,345 kWh」."""
    return _("去年同月 {number} {unit}").format(number=cell.last_year, unit=row.unit_label)


def same_figure(cell: GridCell, text: str) -> bool:
    """Whether a pasted text is the figure that stands there, exactly or as it is shown."""
    return text.strip().replace(",", "") in {cell_text(cell), cell.text.replace(",", "")}
