"""Comments on the cells of the monthly grid: written, changed and taken away, each an act that can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.activity import Subject
from core.domain.dossier import Dossier
from core.domain.period import Month
from core.domain.remark import CellComment
from core.errors import InputError
from core.i18n import _
from core.store.monthly import comment_key
from core.workflows import boundary, dossiers, organizing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.dossiers import require_operation
from core.workflows.recording import rows_of
from core.workflows.workspace import Workspace

LONGEST = 500
"""Characters a comment may have: what is longer belongs into a file that is attached."""


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment with its place, and who wrote it when.

    Attributes:
        row: the row's name.
        at: when, as the journal has it: ISO 8601 with its offset from UTC.
    """

    subject: Subject
    row: str
    month: Month
    text: str
    author: str
    at: str


def set_comment(ws: Workspace, dossier_id: str, subject: str, month: Month, text: str) -> Change:
    """Write the comment of a cell; an empty text takes it away.

    A comment counts nothing, so a closed month and a locked dossier take one too.

    Raises:
        InputError: there is no such cell, or the text is too long.
        RuleError: the dossier is an event's.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_operation(found)
    row = _row_name(ws, found, subject, month)
    written = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(written) > LONGEST:
        raise InputError(
            "comment.long",
            _("批注有 {count} 字，最多 {most} 字。").format(count=len(written), most=LONGEST),
            _("请写短些，长的材料作为证据附上。"),
        )
    act = _("批注") if written else _("删除批注")
    with ws.job(_("{act} {row} {month}月").format(act=act, row=row, month=month.month)) as job:
        if written:
            altered = job.work.comments.put(CellComment(found.venue_id, Subject(subject), month, written), job.change)
        else:
            altered = job.work.comments.remove(comment_key(found.venue_id, Subject(subject), month), job.change)
    return frozenset({ChangeKind.EXPLANATION}) if altered else NOTHING


def comments(ws: Workspace, dossier_id: str) -> tuple[CommentLine, ...]:
    """All comments of a dossier, month by month, those on rows that were taken out of the boundary too."""
    found = dossiers.dossier(ws, dossier_id)
    names = {**{Subject(source.id): source.name for source in boundary.sources(ws, found.venue_id)}, **_names(ws, found)}
    with ws.store.read() as work:
        kept = work.comments.of_venue(found.venue_id, found.period.start, found.period.end)
        lines = []
        for one in kept:
            last = work.journal.revisions_of("cell_comment", comment_key(one.venue_id, one.subject, one.month))[-1]
            name = names.get(one.subject, str(one.subject))
            lines.append(CommentLine(one.subject, name, one.month, one.text, last.author, last.at))
    return tuple(lines)


def comment_at(ws: Workspace, dossier_id: str, subject: str, month: Month) -> CommentLine | None:
    """The comment of one cell, and who wrote it when; None where there is none."""
    return next((one for one in comments(ws, dossier_id) if (one.subject, one.month) == (subject, month)), None)


def _names(ws: Workspace, found: Dossier) -> dict[Subject, str]:
    place = organizing.venue(ws, found.venue_id)
    return {subject: row.name for subject, row in rows_of(ws, place, boundary.sources(ws, place.id)).items()}


def _row_name(ws: Workspace, found: Dossier, subject: str, month: Month) -> str:
    names = _names(ws, found)
    if Subject(subject) not in names:
        raise InputError(
            "comment.row",
            _("这张表里没有「{row}」这一行。").format(row=subject),
            _("可选：{names}。").format(names="、".join(names.values())),
        )
    if month not in found.period:
        raise InputError("comment.month", _("{month} 不在本档案的核算期内。").format(month=month), _("请从档案的十二个月里选一个。"))
    return names[Subject(subject)]
