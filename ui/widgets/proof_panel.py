"""The tab 实测核减: what carried-out measures really saved, from the data of before and after, and whether that proves anything."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.domain.reduction import MonthProof
from core.i18n import _
from core.workflows.change import Change
from ui import theme
from ui.widgets.buttons import Button
from ui.widgets.card import Card, EmptyState
from ui.widgets.event_edits import Edits
from ui.widgets.fact_table import FactColumn, FactRow, FactTable
from ui.widgets.fields import Choice, FieldRow
from ui.widgets.marks import Mark, MarkLabel
from ui.widgets.page import Page, Scroll
from ui.widgets.proof_chart import ProofChart
from ui.widgets.proof_form import ProofForm
from ui.widgets.text import Text

if TYPE_CHECKING:
    from core.workflows.saving_proofs import ProofRow, ProofsView
    from ui.session import Session

_PROOF = "*.pdf *.jpg *.jpeg *.png *.xlsx *.docx *.ofd *.csv"
_NONE = "—"


class ProofPanel(QWidget):
    """Reads the proofs of the venue; every change is one step that can be undone."""

    def __init__(self, page: Page, session: Session, *, parent: QWidget | None = None) -> None:
        """Make the panel.

        Args:
            page: the page it stands on.
            session: the open ledger.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._page = page
        self._session = session
        self._edits = Edits(session, page.window_frame)
        self._view: ProofsView | None = None
        self._chosen = ""
        self.table = FactTable(_columns())
        self.choice = Choice(())
        self.choice.setAccessibleName(_("看哪一项措施"))
        self.choice.chosen.connect(self.show_measure)
        self.form = ProofForm()
        self.form.kept.connect(self._keep)
        self.verdict = Text("", "body", wrap=True)
        self.fit = Text("", "label", "text2", wrap=True)
        self.chart = ProofChart()
        self.months = FactTable(_month_columns())
        self.files = Text("", "label", "text2", wrap=True)
        self._mark = MarkLabel(Mark.TODO, line="label")
        self.attach = Button(_("附佐证"))
        self.attach.clicked.connect(lambda _on=False: self._attach())
        self.verify = Button(_("记为已核实"), "primary")
        self.verify.clicked.connect(lambda _on=False: self._verify())
        self.remove = Button(_("删除实测"))
        self.remove.clicked.connect(lambda _on=False: self._remove())
        self._lay_out()

    def _lay_out(self) -> None:
        self._summary, self._card, self._result = Card(), Card(), Card()
        self._summary.body.setSpacing(theme.M)
        self._summary.body.addWidget(Text(_("预计与实测"), "title", bold=True))
        self._summary.body.addWidget(self.table)
        self._limits = Text("", "label", "text2", wrap=True)
        self._summary.body.addWidget(self._limits)
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(Text(_("实测核减"), "title", bold=True))
        head.addWidget(self.choice, 1)
        for button in (self.remove, self.attach, self.verify):
            head.addWidget(button)
        said = QHBoxLayout()
        said.setSpacing(theme.S)
        said.addWidget(self._mark)
        said.addWidget(self.verdict, 1)
        self._card.body.setSpacing(theme.M)
        self._card.body.addLayout(head)
        self._card.body.addLayout(said)
        self._card.body.addWidget(self.form)
        self._card.body.addWidget(self.files)
        self._result.body.setSpacing(theme.M)
        self._title = Text("", "title", bold=True, wrap=True)
        legend = Text(_("虚线：基线按当月情况推算的用量；实心：实际用量"), "label", "text2", wrap=True)
        for widget in (self._title, self.fit, legend, self.chart, self.months):
            self._result.body.addWidget(widget)
        words = _("还没有已实施的措施。实施后在这里用前后两段数据核减。")
        self._empty = EmptyState(_("没有可核减的措施"), words, "")
        scroll = Scroll()
        for card in (self._summary, self._card, self._result, self._empty):
            scroll.content.addWidget(card)
        scroll.content.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the proofs."""
        from core.workflows import saving_proofs

        self._view = view = saving_proofs.proofs_view(self._session.workspace, self._session.dossier_id)
        for card in (self._summary, self._card):
            card.setVisible(bool(view.rows))
        self._empty.setVisible(not view.rows)
        self.table.set_rows([_row(one) for one in view.rows])
        self._limits.setText(view.limits)
        self.choice.set_choices([(one.measure_id, f"{one.measure_id}　{one.name}") for one in view.rows])
        known = {one.measure_id for one in view.rows}
        self.show_measure(self._chosen if self._chosen in known else next(iter(known), ""))

    def show_measure(self, key: str) -> None:
        """Look at a measure; one that is not carried out shows nothing."""
        self._chosen = key
        row = self._row()
        self._result.setVisible(row is not None and bool(row.months))
        if row is None or self._view is None:
            return
        self.choice.set_value(key)
        self.form.show_row(self._view, row)
        self._mark.set_mark(Mark.DONE if not row.refusal else Mark.HINT if row.proof is not None else Mark.TODO)
        self.verdict.setText(row.refusal or _verdict(row))
        names = _("、").join(file.original_name for file in row.evidence)
        self.files.setText(_("佐证：{names}").format(names=names) if names else _("还没有附实测的佐证（热量表记录、检测报告）。"))
        for button in (self.attach, self.remove):
            button.setEnabled(row.proof is not None)
        verified = row.planned.state is MeasureState.VERIFIED
        self.verify.setEnabled(not row.refusal and not verified)
        self.verify.setToolTip(row.refusal or (_("已经核实") if verified else ""))
        self._title.setText(_verdict(row))
        self.fit.setText(_("；").join(part for part in (row.equation, row.fit) if part))
        self.chart.set_months(row.months, row.unit)
        self.months.set_rows([*(_month(one) for one in row.months), _sum(row)])

    def _row(self) -> ProofRow | None:
        rows = self._view.rows if self._view is not None else ()
        return next((one for one in rows if one.measure_id == self._chosen), None)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def _keep(self, name: str) -> None:
        from core.workflows import proving_savings

        row: FieldRow | None = self.form.rows.get(name)

        def job() -> Change:
            fields = self.form.field(name)
            return proving_savings.set_proof(self._session.workspace, self._session.venue_id, self._chosen, **fields)

        if not self._edits.do(job, row) and row is None:
            self.show_measure(self._chosen)

    def _attach(self) -> None:
        from core.workflows import proving_savings

        chosen = self._page.window_frame.ask_open_path(_("附佐证"), _("热量表记录、检测报告 ({kinds})").format(kinds=_PROOF))
        if not chosen:
            return
        path, workspace, venue_id = Path(chosen), self._session.workspace, self._session.venue_id
        said = _("已附 {name}").format(name=path.name)
        self._edits.do(lambda: proving_savings.attach_to_proof(workspace, venue_id, self._chosen, path), said=said)

    def _remove(self) -> None:
        from core.workflows import proving_savings

        workspace, venue_id = self._session.workspace, self._session.venue_id
        said = _("已删除实测，可用 Ctrl + Z 撤销")
        self._edits.do(lambda: proving_savings.remove_proof(workspace, venue_id, self._chosen), said=said)

    def _verify(self) -> None:
        from core.workflows import reducing

        workspace, venue_id = self._session.workspace, self._session.venue_id
        self._edits.do(lambda: reducing.change_state(workspace, venue_id, self._chosen, MeasureState.VERIFIED))


def _columns() -> tuple[FactColumn, ...]:
    return (
        FactColumn(_("措施")),
        FactColumn(_("月数"), "right"),
        FactColumn(_("预计"), "right"),
        FactColumn(_("实测"), "right"),
        FactColumn(_("单位")),
        FactColumn(_("实测 t"), "right"),
        FactColumn(_("结论"), wraps=True),
    )


def _row(one: ProofRow) -> FactRow:
    measured = _NONE if one.measured is None else shown(one.measured, 0)
    tonnes = _NONE if one.measured_t is None else shown(one.measured_t, 1)
    words = one.refusal or one.difference or _("成立")
    return FactRow((f"{one.measure_id} {one.name}", str(one.months_measured), shown(one.claimed, 0), measured, one.unit, tonnes, words))


def _month_columns() -> tuple[FactColumn, ...]:
    return (
        FactColumn(_("月份")),
        FactColumn(_("基线"), "right"),
        FactColumn(_("实际"), "right"),
        FactColumn(_("少用"), "right"),
        FactColumn("", wraps=True),
    )


def _month(one: MonthProof) -> FactRow:
    return FactRow((str(one.month), shown(one.baseline, 0), shown(one.actual, 0), shown(one.saved, 0), ""))


def _sum(row: ProofRow) -> FactRow:
    baseline = sum(one.baseline for one in row.months)
    actual = sum(one.actual for one in row.months)
    return FactRow((_("合计"), shown(baseline, 0), shown(actual, 0), shown(baseline - actual, 0), row.unit), bold=True)


def _verdict(row: ProofRow) -> str:
    """What was found, in one sentence."""
    if row.measured is None or row.measured_t is None:
        return ""
    words = _("{months} 个月实测少用 {amount} {unit}，合 {tonnes} t；{difference}")
    difference = row.difference or _("没有预计值可比")
    return words.format(
        months=row.months_measured, amount=shown(row.measured, 0), unit=row.unit, tonnes=shown(row.measured_t, 1), difference=difference
    )
