"""What the year is held against: its two profiles, its base year, its denominators, and published benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.domain.inventory import GhgInventory
from core.errors import AppError
from core.workflows.change import Change
from core.workflows.comparing_views import ComparisonView
from ui import theme
from ui.session import Session
from ui.widgets.base_year_card import BaseYearCard
from ui.widgets.base_year_dialogs import AdjustmentDialog, BaseYearDialog
from ui.widgets.intensity_card import IntensityCard
from ui.widgets.page import Window
from ui.widgets.profiles_card import ProfilesCard
from ui.widgets.sign_dialog import FormDialog

if TYPE_CHECKING:
    from core.workflows.compiling import Snapshot


class Yardsticks(QWidget):
    """The cards below the footprint; each deed is saved at once and undone like everything else."""

    def __init__(self, session: Session, window: Window, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        self._comparison: ComparisonView | None = None
        self.profiles = ProfilesCard()
        self.base_year = BaseYearCard()
        self.base_year.choose.connect(self._choose_base_year)
        self.base_year.adjust.connect(self._adjust)
        self.base_year.removed.connect(self._remove_adjustment)
        self.intensities = IntensityCard()
        self.intensities.switched.connect(self._switch_benchmarks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self.profiles)
        column.addWidget(self.base_year)
        column.addWidget(self.intensities)

    def show_year(self, taken: Snapshot, computed: GhgInventory) -> None:
        """Show what belongs to a dossier and its footprint."""
        from core.workflows import comparing

        workspace = self._session.workspace
        self.profiles.show_profiles(computed)
        self._comparison = comparing.comparison(workspace, taken.dossier.id)
        self.base_year.setVisible(taken.event is None)
        self.base_year.show_comparison(self._comparison)
        self.intensities.setVisible(bool(computed.intensities))
        self.intensities.show_figures(computed, comparing.benchmarks_view(workspace, taken.dossier.id))

    # ---- deeds ------------------------------------------------------------------------------------------------------

    def _choose_base_year(self) -> None:
        view = self._comparison
        if view is None or not view.offered:
            return
        dialog = BaseYearDialog(view.offered, view.base, parent=self)
        dialog.sent.connect(partial(self._set_base_year, dialog))
        dialog.open()

    def _set_base_year(self, dialog: BaseYearDialog) -> None:
        from core.workflows import comparing

        threshold = dialog.threshold()
        if threshold is not None:
            venue_id, workspace = self._session.venue_id, self._session.workspace
            self._do(lambda: comparing.set_base_year(workspace, venue_id, dialog.year(), dialog.why(), threshold), dialog)

    def _adjust(self) -> None:
        dialog = AdjustmentDialog(self._session.workspace.today(), parent=self)
        dialog.sent.connect(partial(self._add_adjustment, dialog))
        dialog.open()

    def _add_adjustment(self, dialog: AdjustmentDialog) -> None:
        from core.workflows import comparing

        adjustment = dialog.adjustment()
        if adjustment is not None:
            self._do(lambda: comparing.add_adjustment(self._session.workspace, self._session.venue_id, adjustment), dialog)

    def _remove_adjustment(self, number: int) -> None:
        from core.workflows import comparing

        self._do(lambda: comparing.remove_adjustment(self._session.workspace, self._session.venue_id, number))

    def _switch_benchmarks(self, shown: bool) -> None:
        from core.workflows import comparing

        self._do(lambda: comparing.set_benchmarks_shown(self._session.workspace, shown))

    def _do(self, job: Callable[[], Change], dialog: FormDialog | None = None) -> None:
        """Do a job; a refusal stands in the dialog where it can be mended."""
        try:
            change = job()
        except AppError as error:
            if dialog is None:
                self._window.show_error(error)
            else:
                dialog.refuse(f"{error.message}{error.hint}")
            return
        if dialog is not None:
            dialog.accept()
        self._session.apply(change)
