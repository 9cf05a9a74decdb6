"""The boundary as a list: each emission source with its accounts, those left out below, and the form that adds one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.domain.catalogue import Catalogue
from core.domain.emission import EmissionSource, Meter, Scope, SourceId
from core.domain.own_factor import OwnFactor
from core.i18n import _
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Rule
from ui.widgets.explain_sections import scope_name
from ui.widgets.fields import Choice, FieldRow, Line
from ui.widgets.layouts import empty
from ui.widgets.small_form import SmallForm
from ui.widgets.source_block import BlockFacts, SourceBlock
from ui.widgets.source_forms import Boundary
from ui.widgets.text import Text
from ui.widgets.venue_form import in_language


class SourceList(QWidget):
    """All sources by scope, those left out below, and the form that adds one."""

    def __init__(self, boundary: Boundary, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boundary = boundary
        self._catalogue: Catalogue | None = None
        self._own: Mapping[SourceId, Sequence[OwnFactor]] = {}
        self._blocks: list[SourceBlock] = []
        self._coverage: Text | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_sources(
        self,
        sources: Sequence[EmissionSource],
        meters: Mapping[str, Sequence[Meter]],
        catalogue: Catalogue,
        own: Mapping[SourceId, Sequence[OwnFactor]],
    ) -> None:
        """Show the boundary as it stands; `own` are the ledger's own factors that each row could compute with."""
        self._catalogue = catalogue
        self._own = own
        empty(self._column)
        self._blocks.clear()
        active = [source for source in sources if source.active]
        for scope, title in (
            (Scope.ONE, _("范围一 直接排放")),
            (Scope.TWO, _("范围二 外购电力、热力")),
            (Scope.THREE, _("范围三 其他间接")),
            (Scope.MEMO, _("备查，不计入总量")),
        ):
            self._add_group(title, [s for s in active if catalogue.source_types[s.type_code].scope is scope], meters)
        left_out = [source for source in sources if not source.active]
        self._add_group(_("不计入的排放源"), left_out, meters)
        self._coverage = Text("", "label", "text2", wrap=True)
        self._column.addWidget(self._coverage)
        add = Button(_("添加排放源"), icon="plus")
        add.clicked.connect(self._ask_source)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, theme.M, 0, 0)
        row.addWidget(add)
        row.addStretch(1)
        self._column.addWidget(holder)

    def say_coverage(self, words: str) -> None:
        """How much of what is known is counted, below what is left out."""
        if self._coverage is not None:
            self._coverage.setText(words)
            self._coverage.setVisible(bool(words))

    def blocks(self) -> tuple[SourceBlock, ...]:
        """The rows in order."""
        return tuple(self._blocks)

    def _add_group(self, title: str, sources: Sequence[EmissionSource], meters: Mapping[str, Sequence[Meter]]) -> None:
        if not sources or self._catalogue is None:
            return
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(0, theme.M, 0, theme.XS)
        row.setSpacing(theme.XS)
        row.addWidget(Text(title, "label", "text2"))
        row.addWidget(Rule())
        self._column.addWidget(holder)
        for source in sources:
            kind = self._catalogue.source_types[source.type_code]
            facts = BlockFacts(source, kind, meters.get(source.id, ()), self._own.get(source.id, ()))
            block = SourceBlock(facts, self._catalogue, self._boundary)
            self._blocks.append(block)
            self._column.addWidget(block)

    def _ask_source(self) -> None:
        from core.workflows import boundary

        if self._catalogue is None:
            return
        kinds = self._catalogue.source_types
        offered = boundary.offered_types(self._catalogue)
        scopes = Choice([(str(int(scope)), scope_name(scope)) for scope in (Scope.ONE, Scope.TWO, Scope.THREE)])
        kind_choice = Choice([])
        name = Line(placeholder=_("如：外购电力・副楼户"))
        species = Choice([])
        species_row = FieldRow(_("型号、含量或能效"), species, parent=self)

        def follow(code: str) -> None:
            kind = kinds[code]
            species.set_choices([(choice, choice) for choice in kind.species_choices])
            species_row.setVisible(bool(kind.species_choices))
            name.setText(in_language(kind.zh, kind.en))

        def narrow(scope: str) -> None:
            kind_choice.set_choices([(kind.code, in_language(kind.zh, kind.en)) for kind in offered if str(int(kind.scope)) == scope])
            follow(kind_choice.value())

        scopes.chosen.connect(narrow)
        kind_choice.chosen.connect(follow)
        fields = [FieldRow(_("范围"), scopes), FieldRow(_("类型"), kind_choice), species_row, FieldRow(_("名称"), name)]
        narrow(scopes.value())
        form = SmallForm(fields, _("添加"), lambda: self._boundary.add_source(kind_choice.value(), name.text(), species.value()))
        self._column.addWidget(form)
