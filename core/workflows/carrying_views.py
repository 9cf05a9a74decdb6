"""What is shown before a year's set-up is carried over to the next: what goes on, and what somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from core.domain.dossier import DossierId
from core.domain.finding import Place
from core.i18n import _


class CarryKind(Enum):
    """Parts of a year's set-up, in the order in which they are shown."""

    METHOD = "method"
    SOURCE = "source"
    METER = "meter"
    MACHINE = "machine"
    PROFILE = "profile"
    PERSON = "person"
    FACTOR = "factor"
    THRESHOLD = "threshold"
    MEASURE = "measure"
    BASE_YEAR = "base_year"
    LEFT_BEHIND = "left_behind"


@dataclass(frozen=True, slots=True)
class CarryLine:
    """One thing that goes on, or does not.

    Attributes:
        key: what `carry` is told where the person may choose; empty where there is nothing to choose.
        words: what becomes of it in the new year.
        why: on what ground that is proposed.
        goes_on: whether it is proposed to go on.
    """

    kind: CarryKind
    name: str
    words: str
    why: str = ""
    goes_on: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class CarryNote:
    """Something that changes by itself with the year, or that somebody should look at; `place` is where it is mended."""

    name: str
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class CarryPlan:
    """How a year's set-up would go over to another year.

    Attributes:
        from_year: the year whose set-up is taken.
        existing: the dossier of the new year where it is there already; nothing is then made, and `differences` says how it differs.
        lines: what goes on, in the order of `CarryKind`.
        notes: what changes by itself, or should be looked at.
    """

    venue: str
    from_year: int
    to_year: int
    existing: DossierId | None
    differences: tuple[str, ...]
    lines: tuple[CarryLine, ...]
    notes: tuple[CarryNote, ...]

    def of(self, kind: CarryKind) -> tuple[CarryLine, ...]:
        """The lines of a part."""
        return tuple(line for line in self.lines if line.kind is kind)

    def proposed(self) -> frozenset[str]:
        """Keys of what is proposed to go on."""
        return frozenset(line.key for line in self.lines if line.key and line.goes_on)


def kind_title(kind: CarryKind) -> str:
    """The part in words."""
    titles = {
        CarryKind.METHOD: _("核算口径"),
        CarryKind.SOURCE: _("排放源"),
        CarryKind.METER: _("户号和表底"),
        CarryKind.MACHINE: _("设备"),
        CarryKind.PROFILE: _("场所概况"),
        CarryKind.PERSON: _("人员"),
        CarryKind.FACTOR: _("自有因子"),
        CarryKind.THRESHOLD: _("检查阈值"),
        CarryKind.MEASURE: _("减排措施"),
        CarryKind.BASE_YEAR: _("基准年"),
        CarryKind.LEFT_BEHIND: _("不延续"),
    }
    return titles[kind]
