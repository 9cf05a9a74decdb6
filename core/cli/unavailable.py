"""Commands of the contract that this version does not have: they say so and end with 2, instead of being unknown words."""

from __future__ import annotations

import argparse
from typing import Any

from core.cli.printing import complain
from core.i18n import _

LATER = (
    "token",
    "backup",
    "restore",
    "integrity",
    "export-spec",
)


def add_commands(commands: Any) -> None:
    """Add each command, hidden from the list of help."""
    for name in LATER:
        one = commands.add_parser(name, add_help=False)
        one.add_argument("rest", nargs=argparse.REMAINDER)
        one.set_defaults(run=_unavailable, name=name)


def _unavailable(options: argparse.Namespace) -> int:
    complain(_("命令「{name}」在这个版本里不可用。").format(name=options.name))
    complain(_("用「main.py --help」查看现有命令。"))
    return 2
