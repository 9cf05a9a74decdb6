"""The command 信息查询: find."""

from __future__ import annotations

import argparse
from itertools import groupby
from pathlib import Path
from typing import Any

from core.cli.printing import add_command, say, say_json, table
from core.i18n import _
from core.workflows import inquiring
from core.workflows.inquiring import FindKind, Found
from core.workflows.workspace import Workspace


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    words = _("信息查询：档案、抵消批次、材料包、回执、因子、措施和知识库一起查")
    one = add_command(commands, "find", words, "main.py find 账本.tanzhang 年会 --kind dossier --json")
    one.add_argument("ledger", type=Path)
    one.add_argument("text", help=_("要查的词或编号；几个词用空格分开，都要有"))
    one.add_argument("--kind", action="append", default=[], choices=[kind.value for kind in FindKind], help=_("只查这一类，可重复"))
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=_find)


def _find(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        found = inquiring.search(ws, options.text, [FindKind(kind) for kind in options.kind])
    if options.json:
        say_json([_document(one) for one in found])
        return 0
    for kind, hits in groupby(found, key=lambda one: one.kind):
        rows = [(f"  {one.title}", one.note) for one in hits]
        say(_("{kind}（{count}）").format(kind=kind.title, count=len(rows)))
        table(rows)
    if not found:
        say(_("没有找到「{text}」。").format(text=options.text))
    say(inquiring.out_of_reach())
    return 0


def _document(one: Found) -> dict[str, Any]:
    place = {"page": one.place.page, "subject": one.place.subject, "field": one.place.field, "record": one.place.record}
    return {
        "kind": one.kind.value,
        "id": one.id,
        "title": one.title,
        "note": one.note,
        "number": one.number,
        "dossier": one.dossier_id or None,
        "venues": list(one.venues),
        "place": place,
    }
