"""The sections of 按计划清单: one for each programme."""

from __future__ import annotations

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import Numbers, tonnes
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.reduction_paper import ProgrammesPaper
from core.documents.reports.reduction_words import not_subtracted
from core.i18n import _

_TABLE = 40.0
"""Millimetres of the beginning of a table."""


def composed(paper: ProgrammesPaper) -> PaperBuilder:
    """The lists ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made, number = PackageBuilder(paper.package, _("减排措施按计划清单")), Numbers()
    made.note(sentence())
    if not paper.programmes:
        made.paragraph(_("没有与这类场所有关的计划。"))
    columns = (
        Column(_("措施"), 52),
        Column(_("状态"), 27),
        Column(_("年减排"), 18, "tCO2e", number=True),
        Column(_("对应条目"), 46),
        Column(_("佐证"), 32),
    )
    for name, rows in paper.programmes.items():
        made.keep_room(_TABLE)
        made.section(number.head(name))
        made.table(
            columns,
            [
                Row(
                    (
                        f"{row.id} {row.name}",
                        row.state or _("未入计划"),
                        tonnes(row.tonnes) if row.tonnes else MISSING,
                        row.links or MISSING,
                        "；".join(row.evidence) or MISSING,
                    )
                )
                for row in rows
            ],
        )
    made.note(not_subtracted())
    return made


def sentence() -> str:
    """What the lists are and are not."""
    return _("按措施目录归类，供申报和自查时对照；条目以主管部门现行文件为准，不代表已通过评定。年减排为预计值，范围一、二。")
