"""The form of one bill: what stands on the paper is typed, what follows from it is grey; it says what was typed and decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from core.domain.activity import Subject
from core.i18n import _
from core.workflows.bill_views import BillDraft, BillView, FieldProblem
from core.workflows.wording import sentences
from ui.widgets.bill_cells import FieldLine
from ui.widgets.bill_fields import BillLine, DateField, FigureField, select_all
from ui.widgets.bill_numbers import bare_number, tidy
from ui.widgets.bill_parts import NUMBERED, STOCK, TIMES, BillParts
from ui.widgets.fields import Choice
from ui.widgets.marks import Mark

_IN_UNIT = ("losses", "quantity", *STOCK)


class BillForm(BillParts):
    """Groups 票据, 电表示数 or 库存, 计费, 计入月份; only what makes sense for the row is seen."""

    edited = Signal(str)
    """A field of the draft was changed by hand: its name."""

    entered = Signal(str)
    """The keyboard came into a field: its name."""

    finished = Signal()
    """Enter in the last field."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._base: BillDraft | None = None
        self._view: BillView | None = None
        self._seen: set[str] = set()
        self._refused = False
        self._locked = False
        self._sharp = False
        self.advance.fill_asked.connect(self._fill_quantity)
        self.sharp_link.clicked.connect(self._show_sharp)
        for name, cell in self.fields.items():
            self._connect(name, cell.editor)

    def _connect(self, name: str, editor: QWidget) -> None:
        if isinstance(editor, BillLine):
            editor.textEdited.connect(lambda _text, field=name: self._on_edited(field))
            editor.focused.connect(lambda field=name: self.entered.emit(field))
            editor.left.connect(lambda field=name: self._on_left(field))
            editor.advanced.connect(lambda field=name: self.go_on(field))
        if isinstance(editor, FigureField):
            editor.unit_chosen.connect(self._on_unit)
        if isinstance(editor, Choice):
            editor.installEventFilter(self)
        if isinstance(editor, Choice) and name != "subject":
            editor.chosen.connect(lambda _value, field=name: self._on_edited(field))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            name = next((name for name, cell in self.fields.items() if cell.editor is watched), "")
            if name and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.go_on(name)
                return True
        return super().eventFilter(watched, event)

    # ---- what was typed ---------------------------------------------------------------------------------------------

    def load(self, draft: BillDraft, *, year: int, carried: Collection[str] = (), proposed: Collection[str] = ()) -> None:
        """Show another draft."""
        self._base = draft
        self._seen = set()
        self._refused = False
        self._sharp = bool(draft.sharp)
        for name, cell in self.fields.items():
            if isinstance(cell.editor, DateField):
                cell.editor.year = year
            if isinstance(cell.editor, FigureField):
                cell.editor.set_carried(name in carried)
            cell.set_proposed(name in proposed)
        self._put_all(draft)
        self.more.load(draft)

    def _put_all(self, draft: BillDraft) -> None:
        for name, cell in self.fields.items():
            if isinstance(cell.editor, DateField):
                cell.editor.put_day(getattr(draft, name))
            elif isinstance(cell.editor, BillLine) and hasattr(draft, name):
                cell.editor.put(getattr(draft, name))
        for name, value in (("meter_id", draft.meter_id), ("estimated", "yes" if draft.estimated else "no")):
            if self.choice(name).findData(value) >= 0:
                self.choice(name).set_value(value)

    def draft(self) -> BillDraft:
        """What stands in the form."""
        base = self._base or BillDraft(Subject(self.source.value()))
        texts = {
            name: cell.editor.text()
            for name, cell in self.fields.items()
            if isinstance(cell.editor, BillLine) and not isinstance(cell.editor, DateField) and hasattr(base, name)
        }
        if any(texts[name].strip() for name in STOCK):
            texts["quantity"] = ""
        account = self.fields["meter_id"].editor
        answers: dict[str, Any] = {**texts, **self.more.answers()}
        return replace(
            base,
            **answers,
            meter_id=account.value() if isinstance(account, Choice) and account.count() else base.meter_id,
            start=self.date_field("start").day(),
            last=self.date_field("last").day(),
            estimated=self.choice("estimated").value() == "yes" if self.choice("estimated").count() else base.estimated,
        )

    def fill(self, draft: BillDraft, touched: Collection[str], base: BillDraft) -> tuple[set[str], list[str]]:
        """Put a proposal into the form; what was typed by hand stays.

        Args:
            draft: the proposal.
            touched: fields that were typed by hand.
            base: what stood there before anything was typed.

        Returns:
            The fields that were filled, and those where the paper says something else than was typed.
        """
        filled, differing = set(), []
        for name in (*NUMBERED, "estimated"):
            value = getattr(draft, name)
            if not value or value == getattr(self.draft(), name):
                continue
            if name in touched:
                differing.append(name)
            elif value != getattr(base, name) or name not in {"meter_id", "estimated"}:
                filled.add(name)
        changes = {name: getattr(draft, name) for name in filled}
        if draft.unit and "quantity" not in differing:
            changes["unit"] = draft.unit
        self.rebase(replace(self.draft(), **changes))
        for name in filled:
            self.fields[name].set_proposed(True)
            if isinstance(editor := self.fields[name].editor, FigureField):
                editor.set_carried(False)
        return filled, differing

    def rebase(self, draft: BillDraft) -> None:
        """Show a draft without forgetting which fields have been passed."""
        self._base = draft
        self._put_all(draft)

    def account(self) -> str:
        """The account of the bill, the only one where none is named."""
        accounts = self._view.accounts if self._view is not None else ()
        return self.draft().meter_id or (accounts[0].meter_id if len(accounts) == 1 else "")

    def _on_edited(self, name: str) -> None:
        self.fields[name].set_proposed(False)
        editor = self.fields[name].editor
        if isinstance(editor, FigureField):
            editor.set_carried(False)
        if name == "start":
            self.date_field("last").not_before = self.date_field("start").day()
        self.edited.emit(name)

    def _on_left(self, name: str) -> None:
        editor = self.fields[name].editor
        self._seen.add(name)
        if isinstance(editor, FigureField) and not editor.isReadOnly() and (neat := tidy(editor.text())) != editor.text():
            editor.put(neat)
        if self._view is not None:
            self.show_problems(self._view.problems)

    def _on_unit(self, code: str) -> None:
        if self._base is not None:
            self._base = replace(self.draft(), unit=code)
            self.edited.emit("unit")

    def _fill_quantity(self) -> None:
        if self._view is not None:
            self.put("quantity", self._view.advance_quantity)
            select_all(self.fields["quantity"].editor)
            self._on_edited("quantity")

    def _show_sharp(self) -> None:
        self._sharp = True
        if self._view is not None:
            self._arrange(self._view)
        select_all(self.fields["sharp"].editor)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def set_sources(self, sources: Sequence[tuple[str, str]], tokens: dict[str, str], subject: str, *, fixed: bool) -> None:
        """Offer the rows that bills are for; a kept bill stays with its row."""
        self.source.set_choices(sources)
        self.source.set_tokens(tokens)
        self.source.set_value(subject)
        self.source.setEnabled(not fixed)

    def show_view(self, view: BillView, tokens: tuple[str, str]) -> None:
        """Show what was computed from the draft; what is being typed is left alone."""
        self._view = view
        self._show_choices(view)
        self._arrange(view)
        self._show_computed(view)
        self.more.show_view(view)
        self.days.show_view(view, tokens)
        self.checks.show_checks([check for check in view.checks if check.rule not in self._shown_above(view)])
        self.show_problems(view.problems)

    def _shown_above(self, view: BillView) -> set[str]:
        """Rules whose good news stand at their fields already."""
        return {check.rule for check in view.checks if check.rule == "V07" and check.good and view.fields.readings}

    def _show_choices(self, view: BillView) -> None:
        account = self.choice("meter_id")
        account.set_choices([(one.meter_id, one.account or one.name) for one in view.accounts])
        if len(view.accounts) > 1 and not view.draft.meter_id:
            account.setCurrentIndex(-1)
        else:
            account.set_value(view.draft.meter_id)
        account.setFocusPolicy(Qt.FocusPolicy.StrongFocus if len(view.accounts) > 1 else Qt.FocusPolicy.NoFocus)
        estimated = self.choice("estimated")
        settled = _("否，按示数结算") if view.fields.readings else _("否，按票据结算")
        estimated.set_choices([("no", settled), ("yes", _("是，暂估待更正"))])
        estimated.set_value("yes" if view.draft.estimated else "no")
        self.fields["last"].set_label(view.end_words)

    def _arrange(self, view: BillView) -> None:
        """Show the fields that make sense for the row."""
        fields = view.fields
        self.fields["meter_id"].setVisible(bool(view.accounts))
        for part in (self._meter_head, self._readings, self.advance):
            part.setVisible(fields.readings)
        self._meter_head.set_title(_("电表示数") if fields.time_of_use else _("表计示数"))
        self.fields["losses"].setVisible(fields.losses)
        for part in (self._stock_head, self._stock):
            part.setVisible(fields.stock)
        self._times.setVisible(fields.time_of_use)
        sharp = self._sharp or bool(self.text("sharp"))
        self.fields["sharp"].setVisible(sharp)
        self.sharp_link.setVisible(fields.time_of_use and not sharp and not self._locked)
        self.meter_change.setVisible(bool(view.accounts) and fields.readings and not self._locked)
        units = [(one.code, one.label) for one in view.units]
        for name in _IN_UNIT:
            typed = "delivered" if fields.stock else "quantity"
            self.figure(name).set_unit(view.unit_label, units if name == typed and not self._locked else ())
        for name in TIMES:
            # Five fields in a row have no room for the unit; the total beside them names it.
            self.figure(name).set_unit("" if sharp else view.unit_label)

    def _show_computed(self, view: BillView) -> None:
        self.figure("days").put(str(view.days) if view.days else "")
        price, _space, unit = view.unit_price.partition(" ")
        self.figure("price").set_unit(unit)
        self.figure("price").put(price)
        total, _space, unit = view.time_of_use_total.rpartition(" ")
        self.figure("times_total").set_unit(unit or view.unit_label)
        self.figure("times_total").put(total)
        self._show_quantity(view)
        fillable = bool(view.advance_quantity) and not self.text("quantity").strip() and not self._locked
        self.advance.show_advance(view.advance, view.difference, view.difference_good, fillable=fillable)
        if not view.advance and self._ran_back():
            self.advance.show_refusal(_("止示数比起示数小：换过表请登记换表，抄错请改示数"))
        self._per_day.setText(view.per_day)
        self._show_joint(view)

    def _ran_back(self) -> bool:
        start, end = (bare_number(self.text(name)) for name in ("reading_start", "reading_end"))
        return start is not None and end is not None and end < start

    def _show_quantity(self, view: BillView) -> None:
        """The quantity is typed, or follows from the stock."""
        quantity = self.figure("quantity")
        kept = view.fields.stock and any(self.text(name).strip() for name in STOCK)
        quantity.set_computed(kept)
        if kept:
            quantity.put(view.stock_used.rpartition(" ")[0])
        label = _("计费电量") if view.fields.time_of_use else _("计费量") if view.fields.readings else _("用量") if kept else _("数量")
        self.fields["quantity"].set_label(label)
        plain = kept or (tidy(quantity.text()) == quantity.text() and (not quantity.text() or bare_number(quantity.text()) is not None))
        self._line_of("quantity").set_note("" if plain or not view.quantity else _("读作 {quantity}").format(quantity=view.quantity))

    def _show_joint(self, view: BillView) -> None:
        check = next((one for one in view.checks if one.rule == "V07"), None)
        before, name = view.before, ""
        account = next((one for one in view.accounts if one.meter_id == view.draft.meter_id), None)
        if account is not None and account.name:
            name = account.name
        words = _("接上张（{span}）的止示数").format(span=before.span) if before is not None else _("这一户的第一张，起示数照票面填")
        self._meter_head.set_sentence(_("{name}，{words}").format(name=name, words=words) if name else words)
        good = check is not None and check.good is not False
        self._joined.show_words("" if check is None else check.words if good else check.name, Mark.DONE if good else Mark.QUESTION)
        if before is None and good:
            self._joined.show_words("", Mark.DONE)

    # ---- what is wrong ----------------------------------------------------------------------------------------------

    def _line_of(self, name: str) -> FieldLine:
        return next(line for line in self.lines if self.fields[name] in line.cells)

    def problems(self, found: Sequence[FieldProblem]) -> list[FieldProblem]:
        """The problems with their fields as the form has them; a day that cannot be read says so."""
        told = []
        if self.more.lacks_original():
            told.append(FieldProblem("original", _("还没有选原票据。"), _("请选要更正或冲正的那一张；都不是的，把票据性质改回正常票据。")))
        for one in found:
            field = {"corrects": "original", "reverses": "original", "unit": "quantity", "evidence": "invoice"}.get(one.field, one.field)
            if field in {"start", "last"} and self.text(field).strip() and self.date_field(field).day() is None:
                text = self.text(field).strip()
                told.append(FieldProblem(field, _("「{text}」不是日期。").format(text=text), _("请写成 2025-06-21 这样。")))
            elif field == "original" and not self.more.shows_kind():
                told.append(replace(one, field="quantity"))
            else:
                told.append(replace(one, field=field if field in self.fields else "subject"))
        return told

    def show_problems(self, found: Sequence[FieldProblem]) -> None:
        """Say at its field what is wrong; what has not been filled in yet is no fault until the person has passed it or wants to save."""
        problems = self.problems(found)
        for line in self.lines:
            here = [one for one in problems if self.fields[one.field] in line.cells and (self._refused or self._is_due(one.field))]
            words = sentences((here[0].message, here[0].hint)) if here else ""
            line.set_problem(words, [self.fields[one.field] for one in here])

    def _is_due(self, name: str) -> bool:
        editor = self.fields[name].editor
        if isinstance(editor, BillLine):
            return (not editor.hasFocus() and bool(editor.text().strip())) or (name in self._seen and not editor.hasFocus())
        return True

    def show_refusal(self, found: Sequence[FieldProblem]) -> None:
        """Say everything that is wrong and go to the first field of it."""
        self._refused = True
        self.show_problems(found)
        wrong = {one.field for one in self.problems(found)}
        first = next((name for name in self.fields if name in wrong), None)
        if first is not None:
            self.go_to(first)

    def go_to(self, name: str) -> None:
        """Give the keyboard to a field."""
        cell = self.fields.get(name)
        if cell is not None:
            select_all(cell.editor)
            self.ensureWidgetVisible(cell)

    def go_on(self, name: str) -> None:
        """Enter: on to the next field that can be filled in; after the last one the bill is finished."""
        names = list(self.fields)
        rest = names[names.index(name) + 1 :]
        found = next((one for one in rest if self._can_be_entered(one)), None)
        if found is not None:
            self.go_to(found)
        else:
            self.finished.emit()

    def _can_be_entered(self, name: str) -> bool:
        cell = self.fields[name]
        return cell.isVisibleTo(self) and cell.editor.isEnabled() and cell.editor.focusPolicy() != Qt.FocusPolicy.NoFocus

    def go_to_next_empty(self) -> None:
        """Give the keyboard to the first field that has to be filled in."""
        wanted = [name for name in ("start", "last", "reading_end", "quantity") if self._can_be_entered(name)]
        empty = [name for name in wanted if not self.text(name).strip()]
        filled = [name for name in ("reading_end", "quantity") if name in wanted]
        self.go_to((*empty, *filled, "start")[0])

    # ---- marks ------------------------------------------------------------------------------------------------------

    def set_numbers(self, numbers: Mapping[str, int]) -> None:
        """Tie fields to their places on the paper."""
        for name, cell in self.fields.items():
            cell.disc.set_number(numbers.get(name, 0))

    def set_locked(self, locked: bool) -> None:
        """Let nothing be changed."""
        self._locked = locked
        for cell in self.fields.values():
            editor = cell.editor
            if isinstance(editor, FigureField):
                editor.set_locked(locked)
            elif isinstance(editor, BillLine):
                editor.setReadOnly(locked)
            elif isinstance(editor, Choice) and editor is not self.source:
                editor.setEnabled(not locked)
        self.more.set_locked(locked)
