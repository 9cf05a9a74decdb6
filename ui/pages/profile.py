"""场所档案: who reports, which venue, how large, which sources, who answers; saved at once and undone like everything else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.domain.catalogue import ProfileField
from core.domain.emission import Meter
from core.domain.finding import Place
from core.domain.organization import VenueId, read_credit_code
from core.errors import AppError, InputError
from core.i18n import _, mark
from core.workflows.change import Change
from ui import theme
from ui.session import Session
from ui.venue_commands import VenueCommands
from ui.widgets.card import Card
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.page import Page, Scroll, Window
from ui.widgets.people_list import PeopleList
from ui.widgets.source_list import SourceList
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language, unit_words


class ProfilePage(Page):
    """Step 1 of the policy's process. It is also what `SourceList` and `PeopleList` call."""

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
        self._identity = Card(padding=theme.XL)
        self._profile = Card(padding=theme.XL)
        people = Card(padding=theme.XL)
        people.body.addWidget(Text(_("人员"), "title", bold=True))
        self.people = PeopleList(self._add_person, lambda person_id: self._do(lambda: self._commands.remove_person(person_id)))
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
        self._scroll = Scroll()
        self._scroll.content.addLayout(columns)
        self._scroll.content.addStretch(1)
        self.body.addWidget(self._scroll)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        from core.workflows import boundary, organizing

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
        self.sources.show_sources(boundary.sources(workspace, card.venue.id), meters, workspace.catalogue)
        self.people.show_people(organizing.people(workspace))

    def show_place(self, place: Place) -> None:
        row = self._rows.get(place.field) or self._rows.get(f"profile.{place.field}")
        if row is not None:
            # After the layout of a page that was just made.
            QTimer.singleShot(0, row, lambda: self._lead_to(row))

    def _lead_to(self, row: FieldRow) -> None:
        self._scroll.ensureWidgetVisible(row)
        row.editor.setFocus()

    # ---- the fields -------------------------------------------------------------------------------------------------

    def _build_fields(self, type_code: str) -> None:
        catalogue = self.session.workspace.catalogue
        self._rows.clear()
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

    def _profile_row(self, asked: ProfileField) -> FieldRow:
        def keep(value: str) -> None:
            self._do(lambda: self._commands.set_profile(asked.code, value), f"profile.{asked.code}")

        editor: Line | Choice
        if asked.kind == "choice":
            editor = Choice([("", _("请选择")), *((code, in_language(zh, en)) for code, zh, en in asked.choices)])
            editor.chosen.connect(keep)
        else:
            editor = Line(placeholder=_("年-月-日，如 2025-03-05") if asked.kind == "date" else "")
            editor.kept.connect(keep)
        label = in_language(asked.zh, asked.en) + unit_words(asked, self.session.workspace.catalogue)
        row = FieldRow(label, editor, required=asked.required)
        row.setToolTip(in_language(asked.help_zh, asked.help_en))
        self._rows[f"profile.{asked.code}"] = row
        return row

    def _check_code(self, text: str) -> None:
        try:
            good = read_credit_code(text).check_digit_good
        except InputError:
            good = False
        row = self._rows["credit_code"]
        if not good and not row.error():
            row.set_error(_("末位校验码不对，请对照营业执照核对；锁定前须改正。"))

    # ---- saving -----------------------------------------------------------------------------------------------------

    def _do(self, job: Callable[[], Change], key: str = "") -> bool:
        """Run a job at once; what it refuses is said at its field, else in the bar."""
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

    def _add_person(self, name: str, role: str, department: str, phone: str) -> bool:
        return self._do(lambda: self._commands.put_person(name, role, department, phone))

    # ---- the boundary, as ui.widgets.source_list.Boundary -----------------------------------------------------------

    def add_source(self, type_code: str, name: str, species: str) -> bool:
        """Add a row to the boundary."""
        return self._do(lambda: self._commands.add_source(type_code, name, species))

    def rename_source(self, source_id: str, name: str) -> bool:
        """Give a row another name."""
        return self._do(lambda: self._commands.change_source(source_id, name=name.strip()))

    def exclude_source(self, source_id: str, reason: str) -> bool:
        """Leave a row out."""
        return self._do(lambda: self._commands.exclude_source(source_id, reason))

    def include_source(self, source_id: str) -> bool:
        """Take a row back."""
        return self._do(lambda: self._commands.include_source(source_id))

    def choose_factor(self, source_id: str, factor_id: str) -> bool:
        """Choose the factor of a row."""
        return self._do(lambda: self._commands.change_source(source_id, factor_id=factor_id))

    def put_meter(self, source_id: str, account: str, multiplier: Decimal, *, end_included: bool, meter_id: str) -> bool:
        """Add or change an account."""
        return self._do(lambda: self._commands.put_meter(source_id, account, multiplier, end_included=end_included, meter_id=meter_id))
