"""The sections of 08 碳中和实施计划, in the order in which they are read."""

from __future__ import annotations

from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import ImplementationPaper
from core.documents.reports.package_words import excluded_text, included_text, method_text, offsets_text, scopes_text
from core.domain.quantity import shown
from core.i18n import _

_CLOSING = 70.0


def composed(paper: ImplementationPaper) -> PaperBuilder:
    """The plan ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    package = paper.package
    made = PackageBuilder(package, _("碳中和实施计划"), subtitle=_("非官方样表"), draft=package.open)
    made.note(_("本表由碳账本拟定：数字取自账本，文字由本单位填写。国际性、全国性大型活动的计划盖章后附在登记表后面。"))
    made.section(_("一、边界与排放量"))
    made.facts(
        [
            (_("计入"), included_text(package)),
            (_("不计入"), excluded_text(package)),
            (_("方法与因子"), method_text(package)),
            (_("预估排放量") if package.event is not None and not package.event.settled else _("排放量"), scopes_text(package)),
        ]
    )
    made.section(_("二、减排措施"))
    _measures(made, paper)
    made.section(_("三、抵消"))
    needed = _("{tonnes} 吨").format(tonnes=f"{package.balance.needed:,}") if package.balance.needed else _("核算后确定")
    last = _("{day}以前注销").format(day=day_text(paper.deadline))
    made.facts([(_("需抵消"), needed), (_("已登记"), offsets_text(package)), (_("期限"), last)])
    made.section(_("四、组织与安排"))
    made.facts([(head, text or _("（未填写）")) for head, text in paper.parts])
    made.keep_room(_CLOSING)
    made.section(_("五、编制单位"))
    made.signatures([(_("负责人"), ""), (_("编制人"), "")], _("（盖公章）"))
    return made


def _measures(made: PaperBuilder, paper: ImplementationPaper) -> None:
    package = paper.package
    if package.event is not None:
        lines = [line.strip() for line in package.event.measures.splitlines() if line.strip()]
        made.items(lines or [_("（未填写）")])
        return
    columns = (Column(_("措施"), 70), Column(_("负责人"), 26), Column(_("起止"), 42), Column(_("预计年减排"), 28, "tCO2e", number=True))
    rows = []
    for use in package.measures:
        days = "—".join(day.isoformat() if day else "…" for day in (use.planned.start_on, use.planned.done_on))
        tonnes = shown(use.expected.tonnes, 2) if use.expected is not None else "—"
        rows.append(Row((use.measure.zh, use.planned.owner or "—", days, tonnes)))
    made.table(columns, rows)
    if not rows:
        made.paragraph(_("还没有列入计划的措施。"))
