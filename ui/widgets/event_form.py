"""附表1 as a form on screen: its fields in the official words and order, each kept when it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.domain.event import AccountingBy, Confirmation, EventForm, EventLevel, EventRole, EventStage, NeutralityType
from core.domain.offset import ProductType
from core.domain.quantity import shown
from core.errors import InputError
from core.i18n import _
from core.workflows.submission_views import EventView
from core.workflows.views import FindingView
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.event_edits import day_line, day_text, number_text, read_day, read_number, read_whole
from ui.widgets.event_fields import Area, AskRow, Rounds, Ticks
from ui.widgets.fields import Check, Choice, Line
from ui.widgets.text import Text

_REQUIRED = frozenset(
    {
        *("name", "organizer", "start", "end", "place", "region", "kind", "scale", "content", "measures", "products"),
        *("offset_tonnes", "neutral_on", "department", "contact", "phone"),
    }
)
"""What 附表1 may not leave empty (domain.md §1.5)."""

_DAYS = frozenset({"start", "end", "neutral_on", "filed_on", "copied_on"})
_FILING = frozenset({"bureau", "filed_on", "copied_on"})
"""What is known only after the form is signed."""

Change = Callable[[EventForm], EventForm]
"""Puts what was typed into the form; raises InputError where it cannot be read."""


class FormDeeds(Protocol):
    """What the form asks its page to do."""

    def keep(self, change: Change, row: AskRow) -> None:
        """Keep the form with this change; a refusal stands at the row."""

    def keep_filing(self, change: Change, row: AskRow) -> None:
        """Keep where and when the form was filed, also once the dossier is locked."""

    def attach_plan(self) -> None:
        """Ask for the plan or programme that stands behind the form."""


class EventFormCard(Card):
    """Built once; filled with another event whenever one is chosen."""

    def __init__(self, deeds: FormDeeds, regions: Sequence[tuple[str, str]], products: Sequence[tuple[str, str]]) -> None:
        """Make the form.

        Args:
            deeds: the page.
            regions: code and name of the divisions.
            products: code and words of the offset types, in the order of 附表1.
        """
        super().__init__(padding=theme.XL)
        self._deeds = deeds
        self.rows: dict[str, AskRow] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.XL)
        self._grid.setVerticalSpacing(theme.M)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self._line = 0
        self.body.addLayout(self._grid)
        self._identity(regions)
        self._accounting()
        self._offsetting(products)
        self._confirming()
        self._filing()

    # ---- the fields, in the order of 附表1 ---------------------------------------------------------------------------

    def _identity(self, regions: Sequence[tuple[str, str]]) -> None:
        self._wide(self._texts("name", _("活动名称")))
        self._wide(self._texts("organizer", _("组织者（盖公章）"), hint=_("打印后在框内盖公章")))
        self._pair(
            self._side_by_side(
                self._day("start", _("活动时间（起）"), lambda form, day: _begin(form, _given(day))),
                self._day("end", _("活动时间（止）"), lambda form, day: replace(form, end=_given(day))),
            ),
            self._choice("region", _("所在地区"), regions),
        )
        self._wide(self._texts("place", _("活动地点")))
        kinds = _("演出、赛事、会议、论坛、展览、年会、节庆等")
        scale = (
            ("people", _("人数"), read_whole),
            ("sessions", _("场次"), read_whole),
            ("area_m2", _("面积（㎡）"), read_number),
        )
        numbers = [self._number(name, label, reader) for name, label, reader in scale]
        self._pair(self._texts("kind", _("活动类型"), placeholder=kinds), self._texts("scale", _("活动规模")))
        levels = (
            (EventLevel.INTERNATIONAL.value, _("国际性")),
            (EventLevel.NATIONAL.value, _("全国性")),
            (EventLevel.OTHER.value, _("其他")),
        )
        roles = ((EventRole.ORGANIZER.value, _("本单位举办")), (EventRole.PARTICIPANT.value, _("本单位参加")))
        self._pair(self._side_by_side(*numbers), self._rounds("level", _("活动级别（表外）"), levels, EventLevel))
        promised = Check(_("申办文件承诺实施碳中和，须在举办前报送"))
        promised.toggled.connect(lambda on: self._keep("promised", lambda form: replace(form, promised=on)))
        self._pair(self._rounds("role", _("举办或参加（表外）"), roles, EventRole), self._add("promised", _("报送义务（表外）"), promised))
        self._wide(self._area("content", _("活动内容")))

    def _accounting(self) -> None:
        stages = (
            (EventStage.PREPARING.value, _("筹备阶段")),
            (EventStage.HOLDING.value, _("举办阶段")),
            (EventStage.CLOSING.value, _("收尾阶段")),
        )
        ticks = Ticks(stages, forced=EventStage.HOLDING.value)
        ticks.changed.connect(
            lambda: self._keep("stages", lambda form: replace(form, stages=tuple(EventStage(one) for one in ticks.values())))
        )
        self.estimate = Line()
        self.estimate.setReadOnly(True)
        self.estimate.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._pair(
            self._add("stages", _("温室气体排放核算边界范围"), ticks),
            self._add("estimate", _("预估温室气体排放量（吨CO2e）"), self.estimate, hint=_("按所勾阶段的排放项目合计，在「排放项目」里填")),
        )
        by = (
            (AccountingBy.SELF.value, _("自行核算")),
            (AccountingBy.PLATFORM.value, _("创新服务平台核算")),
            (AccountingBy.BODY.value, _("委托独立机构核算")),
        )
        self._wide(
            self._side_by_side(
                self._rounds("accounting", _("核算方式"), by, AccountingBy), self._texts("accounting_body", _("独立机构名称")), first=2
            )
        )
        self._wide(self._area("measures", _("减排措施"), hint=_("留空则按减排措施页的计划填入")))

    def _offsetting(self, products: Sequence[tuple[str, str]]) -> None:
        kinds = (
            (NeutralityType.ORGANIZER.value, _("组织者集中碳中和")),
            (NeutralityType.PARTICIPANTS.value, _("参与者自愿碳抵消")),
            (NeutralityType.BOTH.value, _("前两者均有")),
        )
        self._wide(self._rounds("neutrality", _("碳中和类型"), kinds, NeutralityType))
        ticks = Ticks(products)
        ticks.changed.connect(
            lambda: self._keep("products", lambda form: replace(form, products=tuple(ProductType(one) for one in ticks.values())))
        )
        offered = self._add("products", _("抵消方式"), ticks)
        right = QVBoxLayout()
        right.setSpacing(theme.M)
        right.addWidget(self._number("offset_tonnes", _("预计温室气体抵消量（吨CO2e）"), read_number))
        right.addWidget(self._texts("other_product", _("其他（写明是哪一种）")))
        right.addStretch(1)
        self._pair(offered, right)

    def _confirming(self) -> None:
        neutral = self._day("neutral_on", _("实现碳中和日期"), lambda form, day: replace(form, neutral_on=day))
        people = self._side_by_side(
            self._texts("department", _("责任部门")), self._texts("contact", _("联系人")), self._texts("phone", _("联系方式"))
        )
        column = QVBoxLayout()
        column.setSpacing(theme.XS)
        column.addWidget(Text(_("碳中和责任部门及联系方式"), "label", "text2"))
        column.addLayout(people)
        self._pair(neutral, column)
        ways = (
            (Confirmation.SELF.value, _("自我承诺")),
            (Confirmation.PLATFORM.value, _("创新服务平台")),
            (Confirmation.BODY.value, _("委托独立机构")),
        )
        self._wide(
            self._side_by_side(
                self._rounds("confirmation", _("碳中和确认方式"), ways, Confirmation),
                self._texts("confirming_body", _("独立机构名称")),
                first=2,
            )
        )
        self.plan = Button("", icon="clip")
        self.plan.clicked.connect(lambda _on=False: self._deeds.attach_plan())
        self._wide(
            self._add(
                "plan", _("附：国际性和全国性大型活动碳中和计划或实施方案"), self.plan, hint=_("国际性、全国性活动必附，其他活动可不附")
            )
        )

    def _filing(self) -> None:
        """Outside the form: to whom it goes, and when it went."""
        from core.workflows.addressing import bureaus

        self.bureau = Choice((("", _("按活动所在地区")), *bureaus().items()))
        self.bureau.chosen.connect(lambda value: self._file("bureau", lambda form: replace(form, bureau=value)))
        self._wide(Text(_("报送和抄送（表外）"), "label", "text2", bold=True))
        self._pair(
            self._add("bureau", _("报送单位"), self.bureau, hint=_("活动所在地区的地级及以上生态环境主管部门")),
            self._side_by_side(
                self._filed("filed_on", _("报送日期"), lambda form, day: replace(form, filed_on=day)),
                self._filed("copied_on", _("抄送服务平台日期"), lambda form, day: replace(form, copied_on=day)),
            ),
        )

    def _filed(self, name: str, label: str, put: Callable[[EventForm, date | None], EventForm]) -> AskRow:
        line = day_line()
        line.kept.connect(lambda text: self._file(name, lambda form: put(form, read_day(text))))
        return self._add(name, label, line)

    def _file(self, name: str, change: Change) -> None:
        self._deeds.keep_filing(change, self.rows[name])

    # ---- kinds of fields --------------------------------------------------------------------------------------------

    def _add(self, name: str, label: str, editor: QWidget, *, hint: str = "") -> AskRow:
        row = AskRow(label, editor, hint, required=name in _REQUIRED)
        self.rows[name] = row
        return row

    def _keep(self, name: str, change: Change) -> None:
        self._deeds.keep(change, self.rows[name])

    def _read(self, name: str, line: Line | Area, reader: Callable[[str], Any]) -> None:
        line.kept.connect(lambda text: self._keep(name, lambda form: replace(form, **{name: reader(text)})))

    def _texts(self, name: str, label: str, *, placeholder: str = "", hint: str = "") -> AskRow:
        line = Line(placeholder=placeholder)
        self._read(name, line, str)
        return self._add(name, label, line, hint=hint)

    def _area(self, name: str, label: str, *, hint: str = "") -> AskRow:
        area = Area()
        self._read(name, area, str)
        return self._add(name, label, area, hint=hint)

    def _day(self, name: str, label: str, put: Callable[[EventForm, date | None], EventForm]) -> AskRow:
        line = day_line()
        line.kept.connect(lambda text: self._keep(name, lambda form: put(form, read_day(text))))
        return self._add(name, label, line)

    def _number(self, name: str, label: str, reader: Callable[[str], Any]) -> AskRow:
        line = Line()
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._read(name, line, reader)
        return self._add(name, label, line)

    def _choice(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> AskRow:
        choice = Choice(choices)
        choice.chosen.connect(lambda value: self._keep(name, lambda form: replace(form, **{name: value})))
        return self._add(name, label, choice)

    def _rounds(self, name: str, label: str, choices: Sequence[tuple[str, str]], kind: Callable[[str], Any]) -> AskRow:
        rounds = Rounds(choices)
        rounds.chosen.connect(lambda value: self._keep(name, lambda form: replace(form, **{name: kind(value)})))
        return self._add(name, label, rounds)

    # ---- laying out -------------------------------------------------------------------------------------------------

    def _wide(self, part: QWidget | QHBoxLayout) -> None:
        if isinstance(part, QWidget):
            self._grid.addWidget(part, self._line, 0, 1, 2)
        else:
            self._grid.addLayout(part, self._line, 0, 1, 2)
        self._line += 1

    def _pair(self, *parts: QWidget | QHBoxLayout | QVBoxLayout) -> None:
        for column, part in enumerate(parts):
            if isinstance(part, QWidget):
                self._grid.addWidget(part, self._line, column, Qt.AlignmentFlag.AlignTop)
            else:
                self._grid.addLayout(part, self._line, column)
        self._line += 1

    def _side_by_side(self, *rows: QWidget, first: int = 1) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.M)
        for number, row in enumerate(rows):
            line.addWidget(row, first if number == 0 else 1, Qt.AlignmentFlag.AlignTop)
        return line

    # ---- filling ----------------------------------------------------------------------------------------------------

    def show_event(self, view: EventView) -> None:
        """Show an event; a text being typed is left alone."""
        form = view.form
        for name, row in self.rows.items():
            _fill(row.editor, form, name)
        self.estimate.setText(shown(view.estimated_t, 2) if view.estimated_t else "—")
        measures = self.rows["measures"].editor
        if isinstance(measures, Area):
            measures.setPlaceholderText(view.measures_text)
        self.plan.setText(view.plan.original_name if view.plan is not None else _("选文件"))
        for name, needed in (
            ("accounting_body", form.accounting is AccountingBy.BODY),
            ("confirming_body", form.confirmation is Confirmation.BODY),
            ("other_product", ProductType.OTHER in form.products),
        ):
            self.rows[name].setEnabled(needed and view.editable)
        for name, row in self.rows.items():
            row.set_finding(None)
            if name in _FILING:
                row.setEnabled(form.files_form)
            elif name not in {"accounting_body", "confirming_body", "other_product"}:
                row.setEnabled(view.editable)
            if isinstance(row.editor, Area):
                # The style greys a text area by this alone.
                row.editor.setReadOnly(not view.editable)
        self._show_findings(view.findings)

    def _show_findings(self, findings: Sequence[FindingView]) -> None:
        for view in findings:
            row = self.rows.get(view.finding.place.field)
            if row is not None and not view.finding.place.subject:
                row.set_finding(view)

    def holds(self, name: str) -> bool:
        """Whether a finding's field stands on this form."""
        return name in self.rows


def _given(day: date | None) -> date:
    if day is None:
        raise InputError("day.missing", _("活动时间还没有填。"), _("请写成 2025-03-05 这样。"))
    return day


def _begin(form: EventForm, start: date) -> EventForm:
    """An event that is moved past its end takes its end along."""
    return replace(form, start=start, end=max(form.end, start))


def _fill(editor: QWidget, form: EventForm, name: str) -> None:
    """Put the stored value of a field into its editor."""
    value = getattr(form, name, None)
    if isinstance(editor, Line) and not editor.isReadOnly():
        if isinstance(value, str):
            editor.set_value(value)
        else:
            editor.set_value(day_text(value) if name in _DAYS else number_text(value))
        if not editor.hasFocus():
            # A text longer than its field shows its beginning.
            editor.setCursorPosition(0)
    elif isinstance(editor, Area | Choice):
        editor.set_value(value or "")
    elif isinstance(editor, Rounds) and value is not None:
        editor.set_value(value.value)
    elif isinstance(editor, Ticks) and value is not None:
        editor.set_values([one.value for one in value])
    elif isinstance(editor, Check):
        editor.blockSignals(True)
        editor.setChecked(bool(value))
        editor.blockSignals(False)
