"""The command about comments on cells: comment list, set, remove."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, say, say_json, table
from core.domain.period import Month
from core.errors import UsageError
from core.i18n import _
from core.workflows import commenting
from core.workflows.change import NOTHING
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    one = add_command(
        commands,
        "comment",
        _("格子的批注：列出、写、删除"),
        "main.py comment set 账本.tanzhang --venue 编号 --year 2025 --source 行 --month 2025-07 --text 换过表",
    )
    one.add_argument("act", choices=["list", "set", "remove"])
    one.add_argument("ledger", type=Path)
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")
    one.add_argument("--source", default="", help=_("行：排放源的编号，或 output:代码，见 comment list 和 explain"))
    one.add_argument("--month", default="")
    one.add_argument("--text", default="")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_comment)


def _comment(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        if options.act == "list":
            _list(commenting.comments(ws, dossier_id), as_json=options.json)
            return 0
        if not options.source or not options.month or (options.act == "set" and not options.text.strip()):
            raise UsageError(
                "comment.missing", _("写批注要有 --source、--month 和 --text，删除要有前两个。"), _("用 comment --help 查看写法。")
            )
        text = options.text if options.act == "set" else ""
        change = commenting.set_comment(ws, dossier_id, options.source, Month.parse(options.month), text)
    done = _("已写批注") if options.act == "set" else _("已删除批注")
    say(done if change != NOTHING else _("没有改动"))
    return 0


def _list(lines: tuple[commenting.CommentLine, ...], *, as_json: bool) -> None:
    if as_json:
        say_json(
            [
                {"source": one.subject, "row": one.row, "month": str(one.month), "text": one.text, "author": one.author, "at": one.at}
                for one in lines
            ]
        )
    elif lines:
        table([(str(one.month), one.row, one.text.replace("\n", " "), one.author, one.at[:10]) for one in lines])
    else:
        say(_("还没有批注。"))
