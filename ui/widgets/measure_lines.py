"""The list of measures as plain lines: the plan and its sum, what is filled in, what the data suggest, and the rest, folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from core.domain.measure import MeasureState
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.measure_views import MeasureRow, MeasuresView

Kind = Literal["head", "measure", "sum", "total", "fold", "note"]

REST, HINTS, VERIFIED, STOPPED = "rest", "hints", "verified", "stopped"
"""Keys of the folds."""

_HINTS = 5
"""So many suggestions are seen at once."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One line: the head of a group, a measure, a sum, a fold, or a note.

    Attributes:
        key: id of the measure, or of the fold.
        detail: the small words below the name; for a fold the words at its right.
        figure: expected tonnes a year; for a head what the figures below it are.
        state: of a measure in the plan.
        ticked: the measure is in the plan.
        open: the fold shows what it holds.
    """

    kind: Kind
    name: str
    key: str = ""
    detail: str = ""
    figure: str = ""
    state: MeasureState | None = None
    state_name: str = ""
    ticked: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Sieve:
    """What the list is narrowed to.

    Attributes:
        search: every word of it is in id, name, end use or programme.
        chip: ``use:NAME``, ``programme:NAME`` or ``scope:1``; empty for all.
    """

    search: str = ""
    chip: str = ""

    def lets(self, row: MeasureRow) -> bool:
        """Whether a measure is shown."""
        kind, _colon, value = self.chip.partition(":")
        held: dict[str, Sequence[str]] = {"use": (row.end_use_name,), "programme": row.programmes, "scope": row.scopes(), "": ("",)}
        return value in held[kind] and row.found_by(self.search)

    @property
    def narrow(self) -> bool:
        """Whether anything is left out; then no fold hides what was looked for."""
        return bool(self.search.strip() or self.chip)


def scope_words(row: MeasureRow) -> str:
    """Which scopes a measure works on, in words."""
    codes = row.scopes()
    apart = _("市场法，另列") if row.market_t else _("范围三，另列") if "3" in codes else ""
    direct, power = "1" in codes, "2" in codes
    own = _("范围一、二") if direct and power else _("范围一") if direct else _("范围二") if power else ""
    return "，".join(part for part in (own, apart) if part)


def tonnes_words(row: MeasureRow) -> str:
    """Expected tonnes with one decimal; what is only shown apart has its own figure in brackets."""
    if not row.tonnes and (row.scope3_t or row.market_t):
        return _("（{tonnes}）").format(tonnes=shown(row.scope3_t or row.market_t, 1))
    return shown(row.tonnes, 1)


def all_rows(view: MeasuresView) -> tuple[MeasureRow, ...]:
    """Every measure of the view once, those of the plan first."""
    groups = (view.plan, view.verified, view.drafts, view.candidates, view.stopped)
    return tuple({row.measure.id: row for group in groups for row in group}.values())


def open_plan(view: MeasuresView) -> tuple[MeasureRow, ...]:
    """The measures of the plan whose saving is still expected; what was proven is in the used amounts already."""
    proven = {row.measure.id for row in view.verified}
    return tuple(row for row in view.plan if row.measure.id not in proven)


def lines_of(view: MeasuresView, sieve: Sieve, unfolded: frozenset[str] = frozenset()) -> tuple[MeasureLine, ...]:
    """The list as it is to be shown.

    Args:
        view: the measures.
        sieve: which of them are looked for.
        unfolded: keys of the folds that are open.
    """
    lines = [*_plan_lines(view, sieve)]
    drafts = _let(view.drafts, sieve)
    if drafts:
        lines.append(MeasureLine("head", _("可选，已填参数 {count} 项").format(count=len(drafts)), figure=_("按减排量排序")))
        lines.extend(_line(row) for row in drafts)
    hinted = _let((row for row in view.candidates if row.suggestion), sieve)
    if hinted:
        lines.append(MeasureLine("head", _("从本店数据看，值得先算 {count} 项").format(count=len(hinted)), figure=_("tCO₂e/年，预计")))
        first = len(hinted) if sieve.narrow else _HINTS
        lines.extend(_line(row, row.suggestion) for row in hinted[:first])
        more = hinted[first:]
        if more:
            lines.append(MeasureLine("fold", _("还有 {count} 项建议").format(count=len(more)), HINTS, open=HINTS in unfolded))
            lines.extend(_line(row, row.suggestion) for row in more if HINTS in unfolded)
    rest = _let((row for row in view.candidates if not row.suggestion), sieve)
    lines.extend(_fold(REST, _("其余 {count} 项还没有填参数，不参与比较").format(count=len(rest)), _("去填"), rest, sieve, unfolded))
    stopped = _let(view.stopped, sieve)
    lines.extend(_fold(STOPPED, _("停用，{count} 项").format(count=len(stopped)), _("不计入合计"), stopped, sieve, unfolded))
    proven = _let(view.verified, sieve)
    if proven and (sieve.narrow or VERIFIED in unfolded):
        lines.append(MeasureLine("head", _("已核实，{count} 项").format(count=len(proven)), figure=_("不再扣减")))
        lines.extend(_line(row) for row in proven)
    if sieve.narrow and not any(line.kind == "measure" for line in lines):
        return (MeasureLine("note", _("没有找到，换个词或点「适用本店」试试。")),)
    return tuple(lines)


def verified_words(view: MeasuresView) -> tuple[str, str]:
    """The foot of the list: what was proven, and its tonnes."""
    if not view.verified:
        return "", ""
    words = _("{year} 年已核实，{count} 项").format(year=view.dossier.period.label, count=len(view.verified))
    return words, shown(view.verified_t, 1)


def _let(rows: Iterable[MeasureRow], sieve: Sieve) -> list[MeasureRow]:
    return [row for row in rows if sieve.lets(row)]


def _plan_lines(view: MeasuresView, sieve: Sieve) -> list[MeasureLine]:
    plan = open_plan(view)
    rows = _let(plan, sieve)
    if not rows and sieve.narrow:
        return []
    year = view.dossier.period.end.year + 1
    title = _("{year} 年计划，{count} 项").format(year=year, count=len(rows))
    lines = [MeasureLine("head", title, figure=_("tCO₂e/年，预计"))]
    if not rows:
        lines.append(MeasureLine("note", _("计划还是空的，从下面勾选一项。")))
    lines.extend(_line(row) for row in rows)
    if rows and not sieve.narrow:
        lines.extend(
            MeasureLine("sum", _("同一末端（{name}）重叠扣减").format(name=one.name), figure=shown(one.tonnes, 1))
            for one in view.overlaps
            if one.tonnes
        )
        # What is proven stands below; the column above the sum adds up to it.
        total = sum((row.tonnes for row in plan), Fraction(0)) + sum((one.tonnes for one in view.overlaps), Fraction(0))
        lines.append(MeasureLine("total", _("计划合计"), figure=shown(total, 1)))
    return lines


def _fold(key: str, name: str, detail: str, rows: Sequence[MeasureRow], sieve: Sieve, unfolded: frozenset[str]) -> list[MeasureLine]:
    if not rows:
        return []
    is_open = sieve.narrow or key in unfolded
    return [MeasureLine("fold", name, key, "" if is_open else detail, open=is_open), *(_line(row, row.unfit) for row in rows if is_open)]


def _line(row: MeasureRow, reason: str = "") -> MeasureLine:
    planned = row.planned if not row.draft else None
    parts = (row.measure.id, scope_words(row), _("寿命 {years} 年").format(years=row.lifetime_years))
    return MeasureLine(
        "measure",
        row.name,
        row.measure.id,
        reason or "，".join(part for part in parts if part),
        tonnes_words(row),
        planned.state if planned else None,
        row.state_name if planned else "",
        ticked=planned is not None and planned.state is not MeasureState.STOPPED,
    )
