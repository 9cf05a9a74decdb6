"""The form of a proof: method, row, months, what drives the use; each field is kept when it is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.domain.period import Month
from core.domain.quantity import plain_number
from core.domain.reduction import MeasureProof, ProofMethod
from core.errors import InputError
from core.i18n import _
from core.workflows.saving_proofs import ProofRow, ProofsView
from ui import theme
from ui.widgets.buttons import SegmentedControl
from ui.widgets.event_edits import number_text, read_number
from ui.widgets.fields import Check, Choice, FieldRow, Line
from ui.widgets.text import Text

_YEAR = 12


class MonthsEdit(QPlainTextEdit):
    """A driver by month, a line each: ``2025-01 310``; a column of numbers from a spreadsheet follows the months in order."""

    kept = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font())
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.line_height("body") * 4)
        self._before = ""

    def set_value(self, values: Mapping[str, Decimal]) -> None:
        """Show stored values; a text being typed is left alone."""
        text = "\n".join(f"{month}  {plain:f}" for month, plain in sorted(values.items()))
        self._before = text
        if not self.hasFocus():
            self.setPlainText(text)

    def values(self, months: Sequence[Month]) -> dict[str, Decimal]:
        """What is typed, by month.

        Raises:
            InputError: a line is neither a month with a number nor a number, with its place.
        """
        found: dict[str, Decimal] = {}
        lines = [line for line in self.toPlainText().splitlines() if line.strip()]
        for number, line in enumerate(lines):
            parts = line.replace("，", " ").split()
            try:
                month = str(Month.parse(parts[0])) if len(parts) > 1 else str(months[number])
                found[month] = plain_number(parts[-1])
            except (InputError, IndexError) as error:
                words = _("第 {number} 行「{line}」读不懂。").format(number=number + 1, line=line.strip()[:20])
                raise InputError("proof.typed", words, _("每行写成 2025-01 310，或按月份顺序只写数。")) from error
        return found

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.toPlainText() != self._before:
            self._before = self.toPlainText()
            self.kept.emit()


class ProofForm(QWidget):
    """Shows a proof or what one would begin with; `kept` names the field that was left."""

    kept = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proof: MeasureProof | None = None
        methods = ((ProofMethod.BASELINE.value, _("与基线比较")), (ProofMethod.METER.value, _("专用计量")))
        self.method = SegmentedControl(methods, _("怎样证明"))
        self.method.changed.connect(lambda _value: self.kept.emit("method"))
        self.source = Choice(())
        self.source.chosen.connect(lambda _value: self.kept.emit("source_id"))
        self.typed = MonthsEdit()
        self.typed.kept.connect(lambda: self.kept.emit("typed_values"))
        self.rows: dict[str, FieldRow] = {
            "source_id": FieldRow(_("比较哪一行"), self.source, _("措施改变了它的用量")),
            "baseline_from": FieldRow(_("基线起月，共 12 个月"), Line(), _("如 2024-01，最晚到完成的当月")),
            "first": FieldRow(_("核算起月"), Line(), _("完成的次月或以后")),
            "last": FieldRow(_("核算止月"), Line(), ""),
            "metered": FieldRow(_("计量得出的节约量"), Line(), ""),
            "note": FieldRow(_("备注"), Line(), ""),
            "typed_name": FieldRow(_("另填的驱动因素"), Line(), _("如度日数；空着就不用")),
            "typed_values": FieldRow(_("各月的数"), self.typed, _("基线和核算各月都要有；可从 Excel 粘贴")),
        }
        for name, row in self.rows.items():
            if isinstance(row.editor, Line):
                row.editor.kept.connect(lambda _text, field=name: self.kept.emit(field))
        self._ticks = QHBoxLayout()
        self._ticks.setSpacing(theme.L)
        self._drivers: dict[str, Check] = {}
        self._driver_words = Text(_("什么在左右用量（归一化）"), "label", "text2")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.M)
        for number, name in enumerate(("source_id", "baseline_from", "first", "last")):
            self._grid.addWidget(self.rows[name], 0, number, Qt.AlignmentFlag.AlignTop)
            self._grid.setColumnStretch(number, 1)
        # What a meter asks stands where a baseline asks for its other driver: only one of the two is seen.
        for name, number in (("typed_name", 0), ("metered", 0), ("typed_values", 1), ("note", 2)):
            self._grid.addWidget(self.rows[name], 1, number, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        head = QHBoxLayout()
        head.addWidget(self.method)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._driver_words)
        column.addLayout(self._ticks)
        column.addLayout(self._grid)

    def show_row(self, view: ProofsView, row: ProofRow) -> None:
        """Show the proof of a measure, or its proposal."""
        proof = self._proof = row.proposal
        for one in self.rows.values():
            one.set_error("")
        baseline = proof.method is ProofMethod.BASELINE
        self.method.set_value(proof.method.value)
        self.source.set_choices(view.sources)
        self.source.set_value(proof.source_id)
        self._show_drivers(view, proof)
        texts = {
            "baseline_from": str(proof.baseline_from or ""),
            "first": str(proof.first or ""),
            "last": str(proof.last or ""),
            "metered": number_text(proof.metered),
            "note": proof.note,
            "typed_name": proof.typed_name or (view.typed_name if proof.typed_values else ""),
        }
        for name, text in texts.items():
            editor = self.rows[name].editor
            if isinstance(editor, Line):
                editor.set_value(text)
        self.typed.set_value(proof.typed_values)
        for name in ("source_id", "baseline_from", "typed_name", "typed_values"):
            self.rows[name].setVisible(baseline)
        self.rows["metered"].setVisible(not baseline)
        self._driver_words.setVisible(baseline)
        for check in self._drivers.values():
            check.setVisible(baseline)

    def _show_drivers(self, view: ProofsView, proof: MeasureProof) -> None:
        if tuple(self._drivers) != tuple(code for code, _name in view.drivers[:_SHOWN]):
            while (item := self._ticks.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
            self._drivers = {code: Check(name) for code, name in view.drivers[:_SHOWN]}
            for check in self._drivers.values():
                check.clicked.connect(lambda _on=False: self.kept.emit("drivers"))
                self._ticks.addWidget(check)
            self._ticks.addStretch(1)
        for code, check in self._drivers.items():
            check.setChecked(code in proof.drivers)

    def field(self, name: str) -> dict[str, Any]:
        """What a field says, as `proving_savings.set_proof` takes it.

        Raises:
            InputError: it cannot be read.
        """
        if name == "method":
            return {"method": ProofMethod(self.method.value()), "metered": self._metered()}
        if name == "source_id":
            return {"source_id": self.source.value()}
        if name == "drivers":
            return {"drivers": tuple(code for code, check in self._drivers.items() if check.isChecked())}
        if name in {"typed_values", "typed_name"}:
            return {"typed_name": self._text("typed_name"), "typed_values": self.typed.values(self._months())}
        if name == "metered":
            return {"metered": self._metered()}
        text = self._text(name)
        return {name: (Month.parse(text) if text else None) if name in {"baseline_from", "first", "last"} else text}

    def _metered(self) -> Decimal | None:
        number = read_number(self._text("metered"))
        # Turning to the meter begins with nothing saved: what it really read is typed next.
        return Decimal(0) if number is None and self.method.value() == ProofMethod.METER.value else number

    def _months(self) -> list[Month]:
        """The months of baseline and proof, in order: what a column of numbers follows."""
        proof = self._proof
        if proof is None or proof.baseline_from is None or proof.first is None or proof.last is None:
            return []
        months = [proof.baseline_from.plus(number) for number in range(_YEAR)]
        month = proof.first
        while month <= proof.last:
            months.append(month)
            month = month.plus(1)
        return months

    def _text(self, name: str) -> str:
        editor = self.rows[name].editor
        return editor.text().strip() if isinstance(editor, Line) else ""


_SHOWN = 6
"""Outputs offered as drivers: the first of the venue type, which are those people keep."""
