"""What the desk shows of a package: texts made from what the verifier said, and the mark of its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.domain.quantity import shown
from core.i18n import _
from ui import theme
from ui.widgets.marks import Mark, paint_mark

if TYPE_CHECKING:
    from core.domain.catalogue import Catalogue
    from core.workflows.reviewing import Reviewed

NOTHING = "—"
VALID, AT_RECEIPT, UNREGISTERED, UNDECIDED, INVALID = "valid", "valid-at-receipt-time", "unregistered", "indeterminate", "invalid"
DIFFERS = "differs"
"""复算不符: signatures sound, the figure does not come out again; an invalid package with a mark and words of its own."""

ORDER = (VALID, AT_RECEIPT, UNREGISTERED, DIFFERS, UNDECIDED, INVALID)
GOOD = frozenset({VALID, AT_RECEIPT})
_MARKS = {VALID: Mark.DONE, AT_RECEIPT: Mark.CLOCK, UNDECIDED: Mark.HOLLOW, INVALID: Mark.BLOCKED, DIFFERS: Mark.DIFFERS}
_RECOMPUTED = frozenset({"E_RECOMPUTE", "E_RECOMPUTE_TABLE"})


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One package as a row of texts.

    Attributes:
        verdict: one of `ORDER`.
        result: the recomputed figure against the stated one, in a word.
        reason: the first thing that is wrong.
    """

    reviewed: Reviewed
    verdict: str
    words: str
    organization: str
    kind: str
    period: str
    revision: str
    total: str
    result: str
    retired: str
    reason: str
    event: bool

    @property
    def path(self) -> Path:
        """The file."""
        return self.reviewed.path

    @property
    def good(self) -> bool:
        """Whether the package can be relied on."""
        return self.verdict in GOOD


def desk_row(reviewed: Reviewed, catalogue: Catalogue) -> DeskRow:
    """Put a judgement into words."""
    from core.workflows import verdicts

    verdict = reviewed.verdict.value
    wrong = set(reviewed.codes)
    if verdict == INVALID and reviewed.equal is False and wrong and wrong <= _RECOMPUTED:
        verdict = DIFFERS
    stated: dict[str, Any] = dict(reviewed.statement or {})
    event = stated.get("dossierKind") == "event"
    kinds = {code: kind.zh for code, kind in catalogue.venue_types.items()}
    return DeskRow(
        reviewed=reviewed,
        verdict=verdict,
        words=_("复算不符") if verdict == DIFFERS else verdicts.verdict_name(reviewed.verdict),
        organization=stated["organization"]["name"] if stated else reviewed.path.name,
        kind=NOTHING if not stated else _("活动") if event else kinds.get(stated["site"]["kind"], stated["site"]["kind"]),
        period=_period(stated, event=event),
        revision=f"r{stated['revision']}" if stated else NOTHING,
        total=_tonnes(stated["result"]["totalTCO2e"]) if stated else NOTHING,
        result=NOTHING if reviewed.equal is None else _("一致") if reviewed.equal else _("不符"),
        retired=f"{sum(int(one['tonnes']) for one in stated['offsets']):,}" if stated else NOTHING,
        reason=reviewed.problems[0] if reviewed.problems else "",
        event=event,
    )


def _period(stated: dict[str, Any], *, event: bool) -> str:
    if not stated:
        return NOTHING
    period = stated["period"]
    if event or not str(period["label"]).isdigit():
        return period["from"] if period["from"] == period["to"] else f"{period['from']}—{period['to']}"
    return _("{year} 年").format(year=period["label"])


def _tonnes(text: str) -> str:
    return shown(Fraction(Decimal(text)), 2)


def facts_of(row: DeskRow) -> tuple[tuple[str, str], ...]:
    """What the statement of a package says, label and text; empty where it cannot be trusted."""
    stated: dict[str, Any] = dict(row.reviewed.statement or {})
    if not stated:
        return ()
    result, scopes = stated["result"], stated["result"]["byScope"]
    names = {"1": _("范围一"), "2": _("范围二"), "3": _("范围三")}
    levels = {"L0": _("草稿"), "L1": _("自我承诺"), "L2": _("平台确认"), "L3": _("独立机构评价")}
    return (
        (_("场所"), stated["site"]["name"]),
        (_("声明排放"), f"{row.total} tCO₂e"),
        (_("分范围"), "　".join(f"{names.get(scope, scope)} {_tonnes(value)}" for scope, value in scopes.items())),
        (_("应抵消"), _("{tonnes} 吨").format(tonnes=f"{int(result['offsetNeededT']):,}")),
        (_("已注销"), _("{tonnes} 吨").format(tonnes=row.retired)),
        (_("声明级别"), levels.get(stated["claimLevel"], stated["claimLevel"])),
        (_("证据"), _("{count} 件").format(count=len(stated["evidence"]))),
    )


def paint_verdict(painter: QPainter, box: QRect, verdict: str, paper: str = "surface") -> None:
    """Paint the mark of a verdict; an unregistered signature is an open padlock."""
    if verdict == UNREGISTERED:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(box.topLeft(), theme.pixmap("unlock", "info", size=box.width(), ratio=ratio))
    else:
        paint_mark(painter, box, _MARKS[verdict], paper)


class VerdictMark(QWidget):
    """The mark of a verdict as a widget."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict = VALID
        edge = theme.metrics().mark
        self.setFixedSize(QSize(edge, edge))

    def show_verdict(self, verdict: str, words: str) -> None:
        """Show another verdict."""
        self._verdict = verdict
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_verdict(painter, self.rect(), self._verdict)
