"""场所档案: who reports, which venue, how large, which sources, who answers; saved at once and undone like everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.activity import output_subject
from core.domain.catalogue import ProfileField
from core.domain.emission import Meter
from core.domain.finding import Place
from core.domain.organization import VenueId, read_credit_code
from core.domain.period import Month
from core.errors import AppError, InputError, RuleError
from core.i18n import _, mark
from core.workflows.change import Change
from ui import theme
from ui.people_deeds import PeopleDeeds
from ui.session import Session
from ui.venue_commands import VenueCommands
from ui.widgets.allocation_card import AllocationCard
from ui.widgets.card import Card
from ui.widgets.dated_field import DatedField
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.meter_tree import MeterTree
from ui.widgets.own_factor_section import OwnFactorSection
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.people_list import PeopleList
from ui.widgets.small_form import SmallForm
from ui.widgets.source_forms import MeterAnswer
from ui.widgets.source_list import SourceList
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language, unit_words

_DATED_UNITS = {"m2", "ha", "room"}
"""Sizes that may change on a day: areas and numbers of rooms."""


class ProfilePage(Page):
    """Step 1 of the policy's process. It is also what `SourceList` calls."""

    NAME = "profile"
    TITLE = mark("场所档案")
    ICON = "building"
    STEP = 1
    SIDE = False

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session, window)
        self._commands = VenueCommands(session)
        self._shown: VenueId | None = None
        self._rows: dict[str, FieldRow] = {}
        self._dated: dict[str, DatedField] = {}
        self._identity = Card(padding=theme.XL)
        self._profile = Card(padding=theme.XL)
        people = Card(padding=theme.XL)
        people.body.addWidget(Text(_("人员"), "title", bold=True))
        self.people = PeopleList(PeopleDeeds(session, window, self, self._do))
        self.people.opened.connect(self._bring)
        people.body.addWidget(self.people)
        boundary = Card(padding=theme.XL)
        boundary.body.setSpacing(0)
        boundary.body.addWidget(Text(_("排放源与户号"), "title", bold=True))
        boundary.body.addWidget(Text(_("移出边界要写原因，会写进边界说明；已填的数据保留。"), "label", "text2", wrap=True))
        self.sources = SourceList(self)
        boundary.body.addWidget(self.sources)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in ((left, (self._identity, self._profile, people)), (right, (boundary,))):
            column.setSpacing(theme.L)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        columns = QVBoxLayout() if theme.metrics().large else QHBoxLayout()
        columns.setSpacing(theme.L)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        self.tree = MeterTree(self._assign)
        self.tree.asked.connect(self._lead_to_month)
        self.allocation = AllocationCard()
        self.sections = QVBoxLayout()
        """Cards as wide as the page, below the two columns."""
        self.sections.setSpacing(theme.L)
        for card in (self.tree, self.allocation):
            card.hide()
            self.sections.addWidget(card)
        self.own_factors = OwnFactorSection(session, window)
        self.sections.addWidget(self.own_factors)
        self._scroll = Scroll()
        self._scroll.content.addLayout(columns)
        self._scroll.content.addLayout(self.sections)
        self._scroll.content.addStretch(1)
        self.body.addWidget(self._scroll)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import authorizing, boundary, organizing, own_factors

        card = self.session.card
        if card is None:
            return
        workspace = self.session.workspace
        if self._shown != card.venue.id:
            self._build_fields(card.venue.type_code)
            self._shown = card.venue.id
        self.head.set_sentence(f"{card.organization.name}　{card.type_name}　{card.region_name}")
        values = {
            "name": card.venue.name,
            "organization": card.organization.name,
            "credit_code": card.organization.credit_code,
            "region": card.venue.region,
            **{f"profile.{key}": value for key, value in card.venue.current_profile().items()},
        }
        for key, row in self._rows.items():
            if isinstance(row.editor, Line | Choice):
                row.editor.set_value(values.get(key, ""))
        self._check_code(card.organization.credit_code)
        meters: dict[str, list[Meter]] = {}
        for meter in boundary.meters(workspace, card.venue.id):
            meters.setdefault(meter.source_id, []).append(meter)
        sources = boundary.sources(workspace, card.venue.id)
        self.sources.show_sources(sources, meters, workspace.catalogue, own_factors.fitting(workspace, sources))
        self.own_factors.refresh()
        self.people.show_people(authorizing.people_cards(workspace), self.session.settings.author)
        for key, dated in self._dated.items():
            dated.show_values(organizing.profile_history(card.venue, key))
        self._show_sections()

    def _show_sections(self) -> None:
        """What only some venue types have: the mall's meter tree, the hotel's figures by room and meeting."""
        from core.workflows import profiling

        found = profiling.boundary_sections(self.session.workspace, self.session.dossier_id)
        self.sources.say_coverage(found.coverage.sentence)
        self.tree.setVisible(found.meters)
        if found.tree is not None:
            self.tree.show_view(found.tree)
        else:
            self.tree.show_nothing(_("先在「场所概况」里选定核算边界，这里会核对总进线与各分表。"))
        self.allocation.setVisible(found.allocation is not None)
        if found.allocation is not None:
            self.allocation.show_view(found.allocation)

    def show_place(self, place: Place) -> None:
        if place.field == "people":
            QTimer.singleShot(0, self.people, lambda: self._scroll.ensureWidgetVisible(self.people.lead_to(place.record)))
        row = self._rows.get(place.field) or self._rows.get(f"profile.{place.field}")
        if row is not None:
            # After the layout of a page that was just made.
            QTimer.singleShot(0, row, lambda: self._lead_to(row))

    def _bring(self, form: QWidget) -> None:
        """Bring a form that was just opened into view, once it is laid out."""
        QTimer.singleShot(0, form, lambda: self._scroll.ensureWidgetVisible(form))

    def _lead_to(self, row: FieldRow) -> None:
        self._scroll.ensureWidgetVisible(row)
        row.editor.setFocus()

    # ---- the fields -------------------------------------------------------------------------------------------------

    def _build_fields(self, type_code: str) -> None:
        catalogue = self.session.workspace.catalogue
        self._rows.clear()
        self._dated.clear()
        empty(self._identity.body)
        self._identity.body.setSpacing(theme.M)
        self._identity.body.addWidget(Text(_("单位与场所"), "title", bold=True))
        self._add_line("name", _("场所名称"), self._commands.rename)
        self._add_line("organization", _("单位名称"), lambda text: self._set_organization(name=text))
        self._add_line("credit_code", _("统一社会信用代码"), lambda text: self._set_organization(credit_code=text))
        region = Choice([(r.code, r.name) for r in catalogue.regions.values() if not r.code.endswith("0000")])
        region.chosen.connect(lambda value: self._do(lambda: self._commands.move(value), "region"))
        self._rows["region"] = FieldRow(_("所在市（州）"), region, _("决定采用哪个电网因子。"))
        self._identity.body.addWidget(self._rows["region"])
        empty(self._profile.body)
        self._profile.body.setSpacing(theme.M)
        self._profile.body.addWidget(Text(_("场所概况"), "title", bold=True))
        halves = (QVBoxLayout(), QVBoxLayout())
        for index, asked in enumerate(catalogue.venue_types[type_code].profile):
            halves[index % 2].addWidget(self._profile_row(asked))
        pair = QHBoxLayout()
        pair.setSpacing(theme.L)
        for half in halves:
            half.setSpacing(theme.M)
            half.addStretch(1)
            pair.addLayout(half, 1)
        self._profile.body.addLayout(pair)

    def _add_line(self, key: str, label: str, job: Callable[[str], Change]) -> None:
        line = Line()
        line.kept.connect(lambda text: self._do(lambda: job(text), key))
        self._rows[key] = FieldRow(label, line, required=True)
        self._identity.body.addWidget(self._rows[key])

    def _profile_row(self, asked: ProfileField) -> QWidget:
        key = f"profile.{asked.code}"

        def keep(value: str) -> None:
            dated = self._dated.get(asked.code)
            self._keep_field(asked.code, value, dated.since if dated else None)

        editor: Line | Choice
        if asked.kind == "choice":
            editor = Choice([("", _("请选择")), *((code, in_language(zh, en)) for code, zh, en in asked.choices)])
            editor.chosen.connect(keep)
        else:
            editor = Line(placeholder=_("年-月-日，如 2025-03-05") if asked.kind == "date" else "")
            editor.kept.connect(keep)
        name = in_language(asked.zh, asked.en)
        label = name + unit_words(asked, self.session.workspace.catalogue)
        row = FieldRow(label, editor, required=asked.required, help_key=f"profile.{asked.code}")
        row.setToolTip(in_language(asked.help_zh, asked.help_en))
        self._rows[key] = row
        if asked.kind not in {"number", "integer"} or asked.unit not in _DATED_UNITS:
            return row
        self._dated[asked.code] = DatedField(row, name, lambda value, since: self._keep_field(asked.code, value, since))
        return self._dated[asked.code]

    def _keep_field(self, code: str, value: str, since: date | None = None, reason: str = "") -> bool:
        key = f"profile.{code}"
        try:
            return self._do(lambda: self._commands.set_profile(code, value, since, reason), key, asking=not reason)
        except RuleError as error:
            self._ask_reason(code, value, str(error))
            return False

    def _ask_reason(self, code: str, value: str, words: str) -> None:
        """Ask why the boundary changes although figures rest on it; until it is said, nothing has changed."""
        row = self._rows[f"profile.{code}"]
        row.set_error(words)
        why = Line(placeholder=_("如：2026 年起物业整体移交，租户用能一并管理"))
        why_row = FieldRow(_("为什么改核算边界"), why)

        def deed() -> bool:
            if not why.text().strip():
                why_row.set_error(_("请写一句原因；它会留在修改记录里。"))
                return False
            return self._keep_field(code, value, reason=why.text())

        form = SmallForm([why_row], _("改核算边界"), deed, indent=0)
        form.destroyed.connect(lambda: self.refresh_field(code))
        layout = row.layout()
        if layout is not None:
            layout.addWidget(form)
        why.setFocus()

    def refresh_field(self, code: str) -> None:
        """Show the stored value of a field again."""
        row, card = self._rows.get(f"profile.{code}"), self.session.card
        if row is not None and card is not None and isinstance(row.editor, Line | Choice):
            row.set_error("")
            row.editor.set_value(card.venue.current_profile().get(code, ""))

    def _check_code(self, text: str) -> None:
        try:
            good = read_credit_code(text).check_digit_good
        except InputError:
            good = False
        row = self._rows["credit_code"]
        if not good and not row.error():
            row.set_error(_("末位校验码不对，请对照营业执照核对；锁定前须改正。"))

    # ---- saving -----------------------------------------------------------------------------------------------------

    def _do(self, job: Callable[[], Change], key: str = "", *, asking: bool = False) -> bool:
        """Run a job at once; what it refuses is said at its field, else in the bar.

        With `asking`, a rule that stands against it is raised: a reason may answer it.
        """
        row = self._rows.get(key)
        try:
            change = job()
        except InputError as error:
            if row is None:
                self.window_frame.show_error(error)
                return False
            row.set_error(str(error))
            if isinstance(row.editor, Line):
                row.editor.take_back()
            return False
        except AppError as error:
            if asking and isinstance(error, RuleError):
                raise
            self.window_frame.show_error(error)
            return False
        if row is not None:
            row.set_error("")
        self.session.apply(change)
        if change:
            self.window_frame.say(_("已保存，可用 Ctrl + Z 撤销"))
        return True

    def _set_organization(self, *, name: str | None = None, credit_code: str | None = None) -> Change:
        card = self.session.card
        if card is None:
            return frozenset()
        owner = card.organization
        return self._commands.set_organization(owner.id, owner.name if name is None else name, credit_code or owner.credit_code)

    def _assign(self) -> bool:
        return self._do(self._commands.assign_unexplained)

    def _lead_to_month(self, month: Month) -> None:
        self.window_frame.go(Place("activity", output_subject("main_meter_electricity"), month))

    # ---- the boundary, as ui.widgets.source_forms.Boundary ----------------------------------------------------------

    def add_source(self, type_code: str, name: str, species: str) -> bool:
        """Add a row to the boundary."""
        return self._do(lambda: self._commands.add_source(type_code, name, species))

    def name_source(self, source_id: str, name: str, operator: str) -> bool:
        """Give a row another name, and say who runs it."""
        return self._do(lambda: self._commands.name_source(source_id, name.strip(), operator.strip()))

    def exclude_source(self, source_id: str, reason: str, tonnes: Decimal | None, operator: str) -> bool:
        """Leave a row out."""
        return self._do(lambda: self._commands.exclude_source(source_id, reason, tonnes, operator))

    def include_source(self, source_id: str) -> bool:
        """Take a row back."""
        return self._do(lambda: self._commands.include_source(source_id))

    def estimate_size(self, source_id: str, text: str) -> Decimal:
        """Tonnes that a yearly quantity would be."""
        from core.workflows import excluding

        return excluding.estimate(self.session.workspace, self.session.dossier_id, source_id, text)

    def choose_factor(self, source_id: str, factor_id: str) -> bool:
        """Choose the factor of a row."""
        return self._do(lambda: self._commands.choose_factor(source_id, factor_id))

    def put_meter(self, source_id: str, answer: MeterAnswer) -> bool:
        """Add or change an account or a machine."""
        return self._do(lambda: self._commands.put_meter(source_id, answer))

    def remove_meter(self, meter_id: str) -> bool:
        """Take an account or a machine away."""
        return self._do(lambda: self._commands.remove_meter(meter_id))
