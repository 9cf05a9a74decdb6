"""The sections of 11 证据材料清单, in the order in which they are read."""

from __future__ import annotations

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.evidence_row import EvidenceRow
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import PackagePaper
from core.domain.quantity import shown
from core.i18n import _

_PRINTED = 16
"""Characters of a digest that tell the files of one package apart; the cover prints whole ones."""


def composed(package: PackagePaper, rows: tuple[EvidenceRow, ...]) -> PaperBuilder:
    """The list ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made = PackageBuilder(package, _("证据材料清单"))
    made.section(_("一、编号"))
    if not rows:
        made.paragraph(_("本档案没有附证据文件。"))
        return made
    whole = shown(sum(row.size for row in rows), 0)
    made.paragraph(_("共 {count} 个文件，{size} 字节，存于材料包的 data/evidence/。").format(count=len(rows), size=whole))
    made.items(
        [
            _("编号与活动水平数据表（04）「证据编号」一栏一致，也是文件在包内名称的开头。"),
            _("同一文件证明几项数据的，只收一份、只编一号。"),
        ]
    )
    made.section(_("二、逐件清单"))
    columns = (
        Column(_("编号"), 13),
        Column(_("文件原名"), 34),
        Column(_("大小"), 19, _("字节"), number=True),
        Column(_("所属期间"), 30),
        Column(_("证明内容"), 35),
        Column("SHA-256", 35, _("前 16 位"), number=True),
    )
    made.table(columns, [_row(row) for row in rows])
    made.note(_("完整的 SHA-256 见递交封面与目录（01）和 submission.json。"))
    return made


def _row(row: EvidenceRow) -> Row:
    period = row.period.replace("—", "—\n") or MISSING  # two days stand below each other
    supports = "\n".join(row.supports) or MISSING
    return Row((row.number, row.original_name, shown(row.size, 0), period, supports, row.sha256[:_PRINTED]))
