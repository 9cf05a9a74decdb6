"""The figures of the offsets page as words: the five of the band, and what the side panel says when one is asked."""

from __future__ import annotations

from decimal import Decimal

from core.domain.dossier import DossierKind
from core.domain.quantity import shown
from core.i18n import _
from core.workflows.submission_views import LotState, OffsetsView
from ui import theme
from ui.widgets.card import Figure
from ui.widgets.figure_notes import NoteLine, Notes

NEEDED, RETIRED, PENDING, MISSING, DEADLINE = "needed", "retired", "pending", "missing", "deadline"
_NOTHING = "—"
_EXACT = 6


def yuan(amount: Decimal) -> str:
    """Money with thousands separators and two decimals."""
    return shown(amount, 2)


def cost_words(view: OffsetsView) -> str:
    """What the tonnes used for the dossier cost; empty where no lot has a price."""
    if not view.cost_yuan:
        return ""
    said = _("用于本档案的减排量 {amount} 元").format(amount=yuan(view.cost_yuan))
    return said + (_("，另有 {tonnes} 吨没有填单价").format(tonnes=f"{view.unpriced:,}") if view.unpriced else "") + _("。")


def figures(view: OffsetsView) -> list[Figure]:
    """The five facts; without a footprint there is no need to speak of."""
    known = bool(view.balance.total)
    tonnes = shown(view.balance.total, 2)
    needed = _("{tonnes} 吨向上取整").format(tonnes=tonnes) if known else _("还没有核算结果")
    retired = _("批次 {numbers}").format(numbers=_numbers(view, counts=True)) if view.retired else _("注销并附凭证后计入")
    if view.personal:
        retired = _("其中个人自愿 {personal}").format(personal=f"{view.personal:,}")
    pending = _("批次 {numbers}，注销后计入").format(numbers=_numbers(view, counts=False)) if view.pending else _("没有")
    missing = _missing_words(view) if known else _("有了核算结果再算")
    left = (
        _("还有 {days} 天").format(days=view.days_left)
        if view.days_left >= 0
        else _("已过 {days} 天，之后注销的不能计入").format(days=-view.days_left)
    )
    day = view.deadline.isoformat()
    if theme.metrics().large:
        # The whole date is wider than its cell in large type.
        left, day = _("{year} 年，{left}").format(year=view.deadline.year, left=left), view.deadline.strftime("%m-%d")
    return [
        Figure(NEEDED, _("需抵消（吨）"), f"{view.needed:,}" if known else _NOTHING, note=needed),
        Figure(RETIRED, _("已注销并计入（吨）"), f"{view.retired:,}", note=retired),
        Figure(PENDING, _("已登记未计入（吨）"), f"{view.pending:,}", note=pending),
        Figure(MISSING, _("还差（吨）"), f"{view.missing:,}" if known else _NOTHING, note=missing),
        Figure(DEADLINE, _("注销截止日"), day, note=left),
    ]


def _missing_words(view: OffsetsView) -> str:
    if not view.missing:
        return _("已足额")
    if view.pending >= view.missing:
        return _("注销已登记的批次后为 0")
    return _("再登记并注销 {tonnes} 吨").format(tonnes=f"{view.missing - view.pending:,}") if view.pending else _("还要登记并注销")


def _numbers(view: OffsetsView, *, counts: bool) -> str:
    return "、".join(row.number for row in view.rows if row.allocated and (row.state is LotState.COUNTS) is counts)


def rounding_lines(view: OffsetsView) -> tuple[str, ...]:
    """Why so many tonnes."""
    exact = shown(view.balance.total, _EXACT)
    year = view.dossier.period.label
    event = view.dossier.kind is DossierKind.EVENT
    return (
        _("绿证、绿电只影响市场法，不抵消位置法排放量"),
        _("活动的减排已体现在用量里，不再扣减") if event else _("{year} 年已核实的减排已体现在用量里，不再扣减").format(year=year),
        _("按未修约值 {exact} 吨向上取整 = {needed} 吨").format(exact=exact, needed=f"{view.needed:,}"),
    )


def notes_of(key: str, view: OffsetsView) -> Notes:
    """What the side panel says about a figure."""
    figure = next(one for one in figures(view) if one.key == key)
    if key == DEADLINE:
        sink = _("新造林碳汇项目：{day}").format(day=view.sink_deadline.isoformat())
        return Notes(
            figure.label,
            view.deadline.isoformat(),
            "",
            remarks=(figure.note, _("须在核算期或活动结束后一年内注销。"), *((sink,) if view.sink_deadline != view.deadline else ())),
        )
    if key == NEEDED:
        return Notes(figure.label, figure.value, "", formula=rounding_lines(view))
    counted = key == RETIRED
    rows = [row for row in view.rows if row.allocated and (row.state is LotState.COUNTS) is counted]
    lines = tuple(
        NoteLine(_("批次 {number} {name}").format(number=row.number, name=row.product_name), f"{row.allocated:,}") for row in rows
    )
    if counted and view.personal:
        lines += (
            NoteLine(_("其中机构集中"), f"{view.retired - view.personal:,}"),
            NoteLine(_("其中个人自愿"), f"{view.personal:,}"),
        )
    if key == MISSING:
        lines = (
            NoteLine(_("需抵消"), f"{view.needed:,}"),
            NoteLine(_("已注销并计入"), f"−{view.retired:,}"),
            NoteLine(_("还差"), figure.value, bold=True),
        )
    return Notes(figure.label, figure.value, "", lines=lines, remarks=(figure.note,))
