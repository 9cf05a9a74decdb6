"""The section of the footprint report that holds P1 and P2 side by side and says why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from core.accounting.profile_difference import REASONS, DifferenceRow, Reason, profile_difference
from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_paper import FootprintPaper
from core.documents.reports.footprint_words import Numbers, tonnes
from core.i18n import _


def profile_section(made: PaperBuilder, paper: FootprintPaper, numbers: Numbers) -> None:
    """Each line that only P2 counts, under its reason; the differences add up to P2 − P1."""
    found = profile_difference(paper.inventory)
    made.section(numbers.head(_("两种口径的差别")))
    if not found.rows:
        made.paragraph(_("核算期间没有排放，两种口径没有差别。"))
        return
    made.paragraph(
        _("P1 公共建筑指南口径 {p1} tCO2e，P2 完整口径 {p2} tCO2e，P2 多 {difference} tCO2e，逐项如下。").format(
            p1=tonnes(found.p1), p2=tonnes(found.p2), difference=tonnes(found.difference)
        )
    )
    columns = (
        Column(_("理由与排放源"), 86),
        Column(_("气体"), 32),
        Column("P1", 24, "tCO2e", number=True),
        Column("P2", 24, "tCO2e", number=True),
    )
    rows = []
    sums = found.by_reason()
    for reason, difference in sums.items():
        rows.append(Row((_(REASONS[reason].words), "", MISSING, tonnes(difference)), strong=True))
        rows += [Row((source, gases, MISSING, tonnes(amount))) for source, gases, amount in _by_source(found.rows, reason)]
    both = sum((row.p1 for row in found.rows if row.reason is Reason.BOTH), Fraction(0))
    if both:
        rows.append(Row((_(REASONS[Reason.BOTH].words), "", tonnes(both), tonnes(both)), strong=True))
    rows.append(Row((_("合计"), "", tonnes(found.p1), tonnes(found.p2)), total=True))
    made.table(columns, rows)
    papers = dict.fromkeys(f"{REASONS[reason].mark.value} {_(REASONS[reason].document)}" for reason in (*sums, Reason.BOTH))
    made.note(_("理由的出处：{papers}。").format(papers="；".join(papers)))


def _by_source(rows: Sequence[DifferenceRow], reason: Reason) -> list[tuple[str, str, Fraction]]:
    """Name, gases and tonnes of each source that the reason is about."""
    found: dict[str, list[DifferenceRow]] = {}
    for row in rows:
        if row.reason is reason:
            found.setdefault(row.source_id, []).append(row)
    return [
        (own[0].source, "、".join(dict.fromkeys(row.gas.value for row in own)), sum((row.p2 for row in own), Fraction(0)))
        for own in found.values()
    ]
