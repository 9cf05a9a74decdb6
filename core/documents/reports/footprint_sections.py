"""The sections of the footprint report, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.accounting.statement import printed_factor
from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_charts import largest_chart, monthly_chart
from core.documents.reports.footprint_comparison import comparison_section
from core.documents.reports.footprint_factors import factor_section
from core.documents.reports.footprint_paper import FootprintPaper, PaperExclusion, PaperFinding
from core.documents.reports.footprint_profiles import profile_section
from core.documents.reports.footprint_quality import quality_section
from core.documents.reports.footprint_words import (
    TONNES,
    Numbers,
    basis_text,
    day_text,
    factor_text,
    gas_text,
    grid_text,
    intensity_rows,
    mark_of,
    method_rows,
    period_text,
    references,
    scope_of,
    scope_text,
    severity_text,
    share_of,
    tonnes,
    unit_text,
)
from core.domain.dossier import DossierStatus
from core.domain.emission import EmissionSource, Gas, Scope, Scope2Basis
from core.domain.finding import Severity
from core.domain.inventory import SourceResult
from core.domain.organization import ROLES
from core.domain.quantity import shown, shown_total, whole_tonnes_up
from core.i18n import _

_SCOPES = (Scope.ONE, Scope.TWO, Scope.THREE)


def composed(paper: FootprintPaper) -> PaperBuilder:
    """The whole report, ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    title = _("温室气体排放核算报告")
    made = PaperBuilder(
        title,
        author=paper.organization.name,
        subject=f"{paper.titled} {period_text(paper)}",
        running_head=f"{title} · {paper.titled} · {period_text(paper)}",
        sample=paper.venue.sample,
        draft=paper.dossier.status is DossierStatus.OPEN,
    )
    made.heading(f"{paper.titled} · {period_text(paper)}")
    made.facts(_head_rows(paper))
    numbers = Numbers()
    _conclusion(made, paper, numbers)
    profile_section(made, paper, numbers)
    _sources(made, paper, numbers)
    factor_section(made, paper, numbers)
    comparison_section(made, paper, numbers)
    _boundary(made, paper, numbers)
    _memo(made, paper, numbers)
    quality_section(made, paper, numbers)
    _findings(made, paper.findings, numbers)
    made.keep_room(_CLOSING)
    made.section(numbers.head(_("编制依据")))
    made.paragraph(_("编制时参考了下列文件；本报告由报告主体自行编制，未经第三方核查。"))
    made.items(references(paper.written_on))
    made.note(_("因修约，合计可能与分项之和略有差异。"))
    made.signatures(_signers(paper), _("（盖公章）"), day_text(paper.written_on))
    return made


def _head_rows(paper: FootprintPaper) -> list[tuple[str, str]]:
    region = paper.catalogue.regions.get(paper.venue.region)
    inventory = paper.inventory
    names = "、".join(result.source.name for result in inventory.results)
    return [
        (_("报告主体"), paper.organization.name),
        (_("统一社会信用代码"), paper.organization.credit_code or MISSING),
        *([(_("活动"), paper.event.name)] if paper.event else []),
        (_("场所"), _("{name}（{kind}）").format(name=paper.venue.name, kind=paper.venue_type.zh)),
        (_("所在地"), region.name if region else paper.venue.region or MISSING),
        (_("活动时间") if paper.event else _("核算期间"), period_text(paper)),
        (_("核算边界"), _("运营控制：报告主体控制其运营的下列排放源。{names}").format(names=names or MISSING)),
        *method_rows(inventory.method, paper),
        (_("因子库"), _("{edition} 版，摘要 {digest}").format(edition=inventory.factor_set, digest=inventory.factor_digest[:12])),
        (_("编制日期"), day_text(paper.written_on)),
    ]


# ---------------------------------------------------------------- 一、结论


def _conclusion(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    inventory, p1 = paper.inventory, paper.p1
    total = inventory.total(p1=p1)
    made.section(numbers.head(_("结论")))
    sentence = _("核算期间温室气体排放总量为 {total} tCO2e（{profile}，{basis}）。").format(
        total=tonnes(total), profile=inventory.method.profile.value, basis=basis_text(inventory.method.basis)
    )
    if unanswered := sum(1 for result in inventory.results if result.unanswered):
        sentence += _("另有 {count} 个排放源未核算，不在总量内。").format(count=unanswered)
    made.paragraph(sentence)
    made.paragraph(
        _("应抵消 {whole} 吨（{total} 吨向上取整）。").format(whole=shown(max(0, whole_tonnes_up(total)), 0), total=tonnes(total))
    )
    _totals(made, paper)
    _electricity(made, paper)
    intensity = intensity_rows(paper)
    if intensity:
        made.subsection(_("排放强度与分母"))
        columns = (
            Column(_("指标"), 40),
            Column("P2", 18, number=True),
            Column("P1", 18, number=True),
            Column(_("单位"), 32),
            Column(_("分母"), 58),
        )
        made.table(columns, [Row(row) for row in intensity])
        made.note(_("P2、P1 表示分子所用的口径，取三位有效数字；缺分母的写 —。用电和能耗的强度没有口径之分。"))
    monthly_chart(made, paper)
    largest_chart(made, paper)


def _totals(made: PaperBuilder, paper: FootprintPaper) -> None:
    inventory = paper.inventory
    full, guide = inventory.total(), inventory.total(p1=True)
    scopes, guide_scopes = inventory.by_scope(), inventory.by_scope(p1=True)
    gases, guide_gases = inventory.by_gas(), inventory.by_gas(p1=True)
    columns = (
        Column(_("项目"), 66),
        Column(_("P2 完整口径"), 34, "tCO2e", number=True),
        Column(_("占 P2"), 22, "%", number=True),
        Column(_("P1 公共建筑指南口径"), 44, "tCO2e", number=True),
    )
    counted, guided = {line.scope for line in inventory.lines()}, {line.scope for line in inventory.lines(p1=True)}
    rows = [
        Row(
            (
                scope_text(scope),
                tonnes(scopes[scope]) if scope in counted else MISSING,
                share_of(scopes[scope], full) if scope in counted else MISSING,
                tonnes(guide_scopes[scope]) if scope in guided else MISSING,
            )
        )
        for scope in _SCOPES
    ]
    rows.append(Row((_("合计"), tonnes(full), share_of(full, full), tonnes(guide)), total=True))
    # A scope or gas without a line has no figure: that nothing was counted is not the same as none emitted.
    rows += [
        Row((gas_text(gas), tonnes(gases[gas]), share_of(gases[gas], full), tonnes(guide_gases[gas]) if gas in guide_gases else MISSING))
        for gas in Gas
        if gas in gases
    ]
    made.subsection(_("按范围和气体"))
    made.table(columns, rows)


def _electricity(made: PaperBuilder, paper: FootprintPaper) -> None:
    inventory = paper.inventory
    method = inventory.method
    located = method.basis is Scope2Basis.LOCATION
    used = _("本报告采用")
    rows = [
        Row((_("基于位置，{grid}").format(grid=grid_text(name)), *_grid_factor(name, paper), tonnes(value), chosen))
        for name, value in inventory.location
        for chosen in (used if located and name == method.grid.value else "",)
    ]
    market = tonnes(inventory.market_based) if inventory.market_based is not None else MISSING
    state = inventory.market_note or paper.green_power
    remark = "；".join(part for part in ("" if located else used, state) if part)
    rows.append(Row((_("市场法"), *_grid_factor("residual", paper), market, remark)))
    made.subsection(_("不同电力因子下的合计（P2）"))
    columns = (
        Column(_("算法"), 50),
        Column(_("因子"), 22, "kgCO2/kWh", number=True),
        Column(_("因子年份"), 18, number=True),
        Column(_("合计"), 24, "tCO2e", number=True),
        Column(_("备注"), 52),
    )
    made.table(columns, rows)
    vintage, year = _grid_factor(method.grid.value, paper)[1], paper.dossier.period.end.year
    if vintage not in {MISSING, str(year)}:
        made.note(
            _("采用{vintage}年因子：{year}年的尚未公布。一份档案只用一个电力口径，锁定后不再改动。").format(vintage=vintage, year=year)
        )
    for change in paper.method_changes:
        made.note(_("口径改动：{change}").format(change=change))


def _grid_factor(name: str, paper: FootprintPaper) -> tuple[str, str]:
    """The published factor and its data year: the reader sees when an older vintage had to serve (factors.md R2)."""
    series = paper.catalogue.grid_series(paper.venue.region)[name]
    factor = paper.catalogue.for_year(series, paper.dossier.period.end.year) if series else None
    return (str(factor.value), str(factor.vintage)) if factor else (MISSING, MISSING)


# ---------------------------------------------------------------- 二、各排放源


def _sources(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    inventory, p1 = paper.inventory, paper.p1
    total, scopes = inventory.total(p1=p1), inventory.by_scope(p1=p1)
    columns = (
        Column(_("排放源"), 44),
        Column(_("活动量"), 25, number=True),
        Column(_("单位"), 15),
        Column(_("因子"), 22, number=True),
        Column(_("因子单位"), 27),
        Column(_("排放量"), 22, "tCO2e", number=True),
        Column(_("占比"), 14, "%", number=True),
    )
    rows = []
    for scope in _SCOPES:
        members = [result for result in inventory.results if scope_of(result) is scope]
        if members:
            counted = any(result.lines for result in members)
            sums = (tonnes(scopes[scope]), share_of(scopes[scope], total)) if counted else (MISSING, MISSING)
            rows.append(Row((scope_text(scope), "", "", "", "", *sums), strong=True))
            rows += [_source_row(result, paper, total) for result in members]
    rows.append(Row((_("合计"), "", "", "", "", tonnes(total), share_of(total, total)), total=True))
    made.section(numbers.head(_("各排放源")))
    made.table(columns, rows)
    made.note(_("因子为每单位活动量的 CO2（或 CO2e）公斤数，由下一节的公布值相乘得出。排放量另含燃料的 CH4、N2O。○ 用到未核对的因子。"))
    if reasons := [f"{result.source.name}：{result.unanswered}" for result in inventory.results if result.unanswered]:
        made.paragraph(_("未核算的排放源及原因："))
        made.items(reasons)


def _source_row(result: SourceResult, paper: FootprintPaper, total: Fraction) -> Row:
    unit = paper.catalogue.units[result.source.unit]
    name = f"{result.source.name} {mark_of((*result.lines, *result.memo))}".rstrip()
    if result.unanswered:
        return Row((name, MISSING, unit.label, MISSING, "", _("未核算"), MISSING))
    if not result.lines:
        # HCFC and biogenic CO2 stand beside the total; anything else without a line was never filled in.
        state = _("备忘项") if result.memo else _("未填报")
        amount = shown_total(result.quantity(), unit.decimals) if result.memo else MISSING
        return Row((name, amount, unit.label, MISSING, "", state, MISSING))
    factor, gas = printed_factor(result)
    printed = factor_text(factor) if factor is not None else MISSING
    per = unit_text(f"kg{gas}/{unit.label}") if factor is not None else ""
    amount = shown_total(result.quantity(), unit.decimals)
    if paper.p1 and not any(line.in_p1 for line in result.lines):
        return Row((name, amount, unit.label, printed, per, _("不在 P1"), MISSING))
    tons = result.total(p1=paper.p1)
    return Row((name, amount, unit.label, printed, per, tonnes(tons), share_of(tons, total)))


# ---------------------------------------------------------------- what stands beside


def _boundary(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    made.section(numbers.head(_("边界与不计入")))
    excluded = paper.exclusions or tuple(_excluded(source) for source in paper.inventory.excluded)
    made.paragraph(_("下列排放源不计入，原因如下：") if excluded else _("没有不计入的排放源。"))
    columns = (Column(_("排放源"), 44), Column(_("原因"), 62), Column(_("经营单位"), 26), Column(_("估计规模"), 34))
    rows = []
    for one in excluded:
        size = one.size + (_("；重大") if one.significant else "")
        rows.append(Row((one.name, one.reason, one.operator or _("本单位"), size)))
    made.table(columns, rows)
    if excluded and paper.coverage:
        made.paragraph(paper.coverage)


def _excluded(source: EmissionSource) -> PaperExclusion:
    size = _("未估计")
    if source.excluded_tonnes is not None:
        size = _("约 {tonnes} tCO2e/a").format(tonnes=shown_total(Fraction(source.excluded_tonnes), TONNES))
    return PaperExclusion(source.name, source.excluded_reason, source.operator, size)


def _memo(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    sums: dict[tuple[str, Gas], Fraction] = {}
    names = {result.source.id: result.source.name for result in paper.inventory.results}
    for result in paper.inventory.results:
        for line in result.memo:
            key = (names[result.source.id], line.gas)
            sums[key] = sums.get(key, Fraction(0)) + line.tco2e
    made.section(numbers.head(_("备忘项")))
    made.paragraph(_("受控物质（HCFC）和生物源 CO2 单独列出，不计入总量。") if sums else _("没有备忘项。"))
    columns = (Column(_("排放源"), 70), Column(_("气体"), 56), Column(_("数量"), 40, "tCO2e", number=True))
    made.table(columns, [Row((name, gas_text(gas), tonnes(value))) for (name, gas), value in sums.items()])


_CLOSING = 130.0
"""Millimetres of the references with the signatures, which nobody should sign on a page of their own."""

_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}


def _findings(made: PaperBuilder, findings: Sequence[PaperFinding], numbers: Numbers) -> None:
    made.section(numbers.head(_("检查与说明")))
    if not findings:
        made.paragraph(_("各项检查没有发现问题。"))
        return
    for one in sorted(findings, key=lambda one: _ORDER[one.severity]):
        head = " · ".join(part for part in (f"{severity_text(one.severity)} {one.rule}", one.place_name) if part)
        explanation = [_("说明：{text}").format(text=one.explanation)] if one.explanation else []
        made.entry(head, [one.message, *explanation])


def _signers(paper: FootprintPaper) -> list[tuple[str, str]]:
    titles = {"preparer": _("填报人"), "approver": _("审核人"), "responsible": _("负责人")}
    people = {role: "、".join(person.name for person in paper.people if person.role == role) for role in ROLES}
    return [(titles[role], people[role]) for role in ROLES]
