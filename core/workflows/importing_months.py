"""Taking in monthly figures, reasons for months without use, and explanations."""

from __future__ import annotations

from core.accounting.checks import run_checks
from core.accounting.footprint import footprint
from core.documents.workbook import MONTH_COLUMNS, SheetRow, month_of
from core.domain.finding import Finding, kept_key
from core.domain.period import Month
from core.domain.quantity import TypedQuantity
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows.compiling import check_context, snapshot_in
from core.workflows.importing_desk import Desk, RefusedItem, Taken, text_of
from core.workflows.recording import CellWriter, Row, zero_quantity


class MonthTaker:
    """Takes the sheets 月度数据, 无用量说明 and 情况说明; made after the bills, since bills feed cells."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._cells = CellWriter(desk.ws, desk.job, desk.dossier)
        self._findings: tuple[Finding, ...] = ()

    def zero_reasons(self) -> None:
        """Take the sheet 无用量说明."""
        for row in self._desk.contents.of("zero_reasons"):
            self._desk.take(row, self._zero_reason)

    def explanations(self) -> None:
        """Take the sheet 情况说明: each answers the findings that the imported data really fires."""
        rows = self._desk.contents.of("explanations")
        self._findings = self._fired() if rows else ()
        for row in rows:
            self._desk.take(row, self._explanation)

    def monthly(self) -> None:
        """Take the sheet 月度数据, cell by cell."""
        for row in self._desk.contents.of("monthly"):
            bad = self._desk.unreadable("monthly", row.row)
            for column, month in zip(MONTH_COLUMNS, self._desk.dossier.period, strict=False):
                letter = self._desk.contents.letter("monthly", column)
                name = text_of(row, "subject")
                if letter in bad:
                    self._desk.refuse("monthly", row.row, letter, bad[letter], name, month)
                elif row.values.get(column) is not None:
                    self.take_cell(row, column, letter, month, self._desk.by_name.get(name))

    def take_cell(self, row: SheetRow, column: str, letter: str, month: Month, target: Row | None) -> None:
        """Take one cell of the sheet 月度数据, or refuse it; `target` is the row of the grid, None where nothing is called so."""
        found, name = str(row.values[column]), text_of(row, "subject")
        if target is None:
            reason = _("没有名为「{name}」的项目，名称要与模板一致。").format(name=name)
            self._desk.refuse("monthly", row.row, letter, (found, reason), name, month)
            return
        try:
            existing = self._cells.existing(target.subject, month)
            altered = self._cells.write(target, month, self._not_negative(row, column, target.unit))
        except RefusedItem as refusal:
            self._desk.refuse("monthly", row.row, letter, (found, refusal.reason), target.name, month)
        except (InputError, RuleError) as error:
            self._desk.refuse("monthly", row.row, letter, (found, str(error)), target.name, month)
        else:
            place = self._desk.sheet_name("monthly"), row.row, letter
            self._desk.enter_cell(place, target, month, existing, self._cells.existing(target.subject, month), altered=altered)

    def _not_negative(self, row: SheetRow, column: str, unit: str) -> TypedQuantity:
        typed = self._desk.quantity(row, column, unit)
        if typed.micro < 0:
            raise RefusedItem(column, str(row.values[column]), _("月度数据不能是负数；冲正请登记在「票据」表。"))
        return typed

    def _zero_reason(self, row: SheetRow) -> Taken:
        name = text_of(row, "subject")
        target = self._desk.by_name.get(name)
        month = month_of(row.values.get("month"), self._desk.dossier.period.start.year)
        if target is None:
            raise RefusedItem("subject", name, _("没有这个项目，名称要与「月度数据」一致。"))
        if month is None or month not in self._desk.dossier.period:
            raise RefusedItem(
                "month", text_of(row, "month"), _("月份不在 {label} 年内，请填 1—12。").format(label=self._desk.dossier.period.label)
            )
        reason = text_of(row, "reason")
        if not reason:
            raise RefusedItem("reason", "", _("还没有写原因。"))
        existing = self._cells.existing(target.subject, month)
        if existing is not None and existing.micro:
            raise RefusedItem("subject", name, _("{month}月已有数字，不能再写无用量。").format(month=month.month))
        nothing = TypedQuantity(zero_quantity(target), 0, converted=False)
        return self._cells.write(target, month, nothing, reason), existing is not None and bool(existing.zero_reason)

    def _fired(self) -> tuple[Finding, ...]:
        taken = snapshot_in(self._desk.ws, self._desk.work, self._desk.dossier)
        computed = footprint(taken.facts(), self._desk.dossier.method, taken.catalogue, compare=False)
        return run_checks(check_context(self._desk.ws, taken, computed))

    def _explanation(self, row: SheetRow) -> Taken:
        rule, name, text = text_of(row, "rule").upper(), text_of(row, "subject"), text_of(row, "text")
        month = month_of(row.values.get("month"), self._desk.dossier.period.start.year)
        target = self._desk.by_name.get(name)
        found = [
            f
            for f in self._findings
            if f.rule == rule
            and (not name or (target is not None and f.place.subject == target.subject) or f.place_name == name)
            and (month is None or f.place.month == month)
        ]
        if not found:
            raise RefusedItem("rule", rule, _("没有这样一处疑问，不需要说明。"))
        kept = self._desk.work.explanations
        before = kept.of_venue(self._desk.venue.id)
        keys = [kept_key(f.key(), self._desk.dossier.period.label) for f in found]
        altered = [kept.put(self._desk.venue.id, key, text, self._desk.job.change) for key in keys]
        return any(altered), all(key in before for key in keys)
