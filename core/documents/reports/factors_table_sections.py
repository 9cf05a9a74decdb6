"""The sections of 05 排放因子表, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import factor_name
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import PackagePaper
from core.documents.reports.package_words import method_text
from core.domain.inventory import FactorUse
from core.domain.own_factor import is_own
from core.i18n import _


def composed(paper: PackagePaper, proofs: Mapping[str, Sequence[str]]) -> PaperBuilder:
    """The table ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made = PackageBuilder(paper, _("排放因子表"))
    inventory = paper.inventory
    made.section(_("一、因子库与方法"))
    made.facts(
        [
            (_("因子库"), _("{edition} 版").format(edition=inventory.factor_set)),
            (_("因子库 SHA-256"), inventory.factor_digest),
            (_("方法"), method_text(paper)),
        ]
    )
    made.section(_("二、用到的因子"))
    columns = (
        Column(_("因子与编号"), 46),
        Column(_("公布值"), 18, number=True),
        Column(_("单位"), 27),
        Column(_("出处"), 40),
        Column(_("年份"), 12, number=True),
        Column(_("标记"), 12),
        Column(_("用于"), 25),
    )
    used = _used(paper)
    made.table(columns, [_row(use, sources, paper, proofs) for use, sources in used])
    if not used:
        made.paragraph(_("没有用到因子。"))
    made.note(_("因子按公布值列出，不增减位数。● 已与原件核对；◐ 转录一致，未见原件；○ 未核对。"))
    if any(is_own(use.factor_id) for use, _sources in used):
        made.note(_("自有因子由填报单位提供，未经公开核对，标 ○；证明文件的编号与证据材料清单（11）一致。"))
    made.note(_("碳换算为 CO2 用 44/12，单位换算按定义，均为精确值，不列入本表。"))
    return made


def _used(paper: PackagePaper) -> list[tuple[FactorUse, list[str]]]:
    """Each factor once, with the names of the sources it is used for; memo lines use factors too."""
    names: dict[str, str] = {result.source.id: result.source.name for result in paper.inventory.results}
    uses: dict[tuple[str, str], tuple[FactorUse, dict[str, None]]] = {}
    for line in (*paper.inventory.lines(), *paper.inventory.memo_lines()):
        for use in line.uses:
            if use.factor_id:  # a blend's components stand under one id and differ by their unit
                uses.setdefault((use.factor_id, use.unit), (use, {}))[1][names[line.source_id]] = None
    return [(use, list(sources)) for use, sources in uses.values()]


def _row(use: FactorUse, sources: list[str], paper: PackagePaper, proofs: Mapping[str, Sequence[str]]) -> Row:
    name, unit = factor_name(use, paper.report)
    document = "，".join(part for part in (use.document, use.clause) if part)
    if is_own(use.factor_id):
        name = _("自有因子：{name}").format(name=name)
        document += "\n" + _("证明：{files}").format(files="、".join(proofs.get(use.factor_id, ())) or _("未附"))
    vintage = str(use.vintage) if use.vintage is not None else MISSING
    return Row((f"{name}\n{use.factor_id}", use.shown, unit, document or MISSING, vintage, use.mark.value, "、".join(sources)))
