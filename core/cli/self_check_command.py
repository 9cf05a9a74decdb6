"""The command `self-check`: whether this installation can do what the program is for."""

from __future__ import annotations

import argparse
from typing import Any

from core.cli.printing import add_command, say
from core.i18n import _


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    one = add_command(commands, "self-check", _("自检：在临时文件夹里把全部工作做一遍"), "main.py self-check")
    one.set_defaults(run=_self_check)


def _self_check(_options: argparse.Namespace) -> int:
    # Not at the top: a part that is missing is a finding of the check, and must not keep the other commands from starting.
    from core.workflows.self_checking import self_check

    self_check(say)
    say(_("自检通过。"))
    return 0
