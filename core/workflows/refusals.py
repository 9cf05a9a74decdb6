"""What an import could not take, as a list for the person who must mend it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from core.documents.placing import place_file
from core.documents.plain_tables import PlainColumn, PlainSheet, plain_workbook
from core.documents.workbook import CellValue
from core.i18n import _
from core.workflows.import_views import Fate, PreviewRow


def write_list(rows: Sequence[PreviewRow], file: str, target: Path) -> None:
    """Write the refused items as a workbook: place, what it speaks of, what stands there, why it was not taken.

    Args:
        rows: of a preview; those that are not refused are passed over.
        file: name of the file that was read.
        target: where to.

    Raises:
        EnvironmentFault: the target cannot be written.
    """
    columns = (
        PlainColumn(_("工作表"), 16),
        PlainColumn(_("行"), 8, figures=True),
        PlainColumn(_("列"), 6),
        PlainColumn(_("项目"), 28),
        PlainColumn(_("月份或账期"), 22),
        PlainColumn(_("文件里写的"), 24),
        PlainColumn(_("原因与办法"), 72),
    )
    listed: list[list[CellValue]] = [
        [row.sheet, Decimal(row.row), row.column, row.name, row.period, row.found, row.reason] for row in rows if row.fate is Fate.REFUSED
    ]
    sentence = _("共 {count} 项没有导入，改好后可以整份再导入一次，已导入的不会重复。").format(count=len(listed))
    sheet = PlainSheet(_("没有导入的"), sentence, columns, listed)
    place_file(target, plain_workbook(_("{file} 的错误清单").format(file=file), (sheet,), sample=False))
