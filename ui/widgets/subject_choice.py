"""Which dossier a page speaks of: the year, or one of the events that the venue hosted."""

from __future__ import annotations

from core.domain.dossier import DossierKind
from core.i18n import _
from ui import theme
from ui.session import Session
from ui.widgets.fields import Choice

_WIDTH = 200
"""In pixels at the standard size of letters: an event's name is shortened, and whole in the list."""


class SubjectChoice(Choice):
    """The year and the events of the venue in view; hidden where there is no event."""

    def __init__(self, session: Session) -> None:
        super().__init__(())
        self._session = session
        self.setAccessibleName(_("档案"))
        self.setFixedWidth(_WIDTH * theme.metrics().label // 12)
        self.chosen.connect(session.choose_subject)

    def offer(self) -> None:
        """Show what there is to choose from, and what is chosen."""
        held = self._session.subjects()
        self.set_choices(
            [
                (str(one.id), one.title if one.kind is DossierKind.EVENT else _("{year} 年运营").format(year=one.period.label))
                for one in held
            ]
        )
        if held:
            self.set_value(str(self._session.subject_id))
        self.setVisible(len(held) > 1)
