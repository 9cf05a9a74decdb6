"""Parse the command, run it, and turn every failure into a sentence and the contract's exit code."""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from core import logs, settings
from core.cli import (
    base_year_commands,
    bill_commands,
    boundary_commands,
    comment_commands,
    desk_commands,
    dossier_commands,
    evaluate_commands,
    event_commands,
    evidence_commands,
    explain_commands,
    factor_commands,
    find_commands,
    footprint_commands,
    ledger_commands,
    measure_commands,
    offset_commands,
    own_measure_commands,
    paper_commands,
    proof_commands,
    self_check_command,
    submission_commands,
    suggest_commands,
    target_commands,
    threshold_commands,
    unavailable,
)
from core.cli.printing import complain
from core.cli.window_jobs import WindowJobs
from core.errors import AppError, EnvironmentFault
from core.i18n import _, use_language

logger = logging.getLogger(__name__)


FAMILIES = (
    ledger_commands,
    dossier_commands,
    event_commands,
    boundary_commands,
    bill_commands,
    evidence_commands,
    footprint_commands,
    explain_commands,
    comment_commands,
    base_year_commands,
    factor_commands,
    threshold_commands,
    measure_commands,
    own_measure_commands,
    suggest_commands,
    proof_commands,
    target_commands,
    offset_commands,
    evaluate_commands,
    paper_commands,
    submission_commands,
    find_commands,
    desk_commands,
    self_check_command,
    unavailable,
)
"""The families of commands, in the order of the help."""


class _Formatter(argparse.HelpFormatter):
    """Help under headings in the language in use."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The line that shows the form."""
        super().add_usage(usage, actions, groups, _("用法：") if prefix is None else prefix)


def _in_words(message: str) -> str:
    """What argparse found wrong, in the language in use; a part it does not know stays as it is."""
    known = (
        ("the following arguments are required: ", _("缺少 ")),
        ("unrecognized arguments: ", _("不认识 ")),
        ("expected one argument", _("后面要跟一个值")),
        ("invalid choice: ", _("没有这个选择：")),
        ("(choose from ", _("（可选 ")),
        ("invalid int value: ", _("不是整数：")),
        ("argument ", ""),
    )
    for english, words in known:
        message = message.replace(english, words)
    return message


class _Parser(argparse.ArgumentParser):
    """argparse that speaks of wrong use in the program's own words and ends with 2."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"formatter_class": _Formatter, **options})
        for group, title in zip(self._action_groups, (_("参数"), _("选项")), strict=False):
            group.title = title

    def error(self, message: str) -> NoReturn:
        """Say what was wrong and how to see the right form."""
        complain(_("命令写法不对：{message}").format(message=_in_words(message)))
        complain(_("用「{command} --help」查看写法。").format(command=self.prog))
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = _Parser(prog="main.py", description=_("碳账本：饭店、商场、景区的碳账户。不带命令时打开窗口。"))
    _common(top)
    commands = top.add_subparsers(dest="command", metavar=_("命令"), parser_class=_Parser)
    for family in FAMILIES:
        family.add_commands(commands)
    for command in commands.choices.values():
        _common(command, default=argparse.SUPPRESS)
    return top


def _common(one: argparse.ArgumentParser, default: object = None) -> None:
    one.add_argument("--lang", choices=["zh", "en"], default=default or "zh", help=_("界面语言，默认中文"))
    one.add_argument("--data-dir", type=Path, default=default, metavar=_("文件夹"), help=_("设置与日志放在哪里"))
    one.add_argument("--debug", action="store_true", default=default or False, help=_("出错时附上技术细节"))


def run(arguments: Sequence[str], window: WindowJobs) -> int:
    """Run one command and give its exit code: 0 good, 1 findings or refused, 2 wrong use, 3 the machine."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if "--lang" in arguments and arguments[-1] != "--lang":
        wanted = arguments[list(arguments).index("--lang") + 1]
        use_language("en" if wanted == "en" else "zh")
    try:
        options = parser().parse_args(arguments)
    except SystemExit as ending:
        return int(ending.code or 0)
    if options.command is None:
        parser().print_help()
        return 2
    options.window = window
    return guarded(options)


def guarded(options: argparse.Namespace) -> int:
    """Run the chosen command; nothing but a sentence comes out of a failure."""
    try:
        logs.start_logging(settings.settings_folder(options.data_dir))
    except (OSError, AppError):
        complain(_("日志无法写入，程序照常运行。"))
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except AppError as error:
        return _explain(error, debug=options.debug)
    except KeyboardInterrupt:
        complain(_("已中断。没有完成的改动已撤回，账本保持原样。"))
        return 1
    except BrokenPipeError:
        return 0
    except OSError as error:
        logger.exception("operating system refused")
        fault = EnvironmentFault(
            "machine",
            _("系统没有完成这项操作：{reason}。").format(reason=error.strerror or error),
            _("账本没有改动。请检查磁盘空间和权限。"),
        )
        return _explain(fault, debug=options.debug)
    return code


def _explain(error: AppError, *, debug: bool) -> int:
    logger.info("command failed: %s", error.code)
    complain(str(error))
    if debug:
        complain(f"[{error.code}]")
        traceback.print_exc()
    return error.exit_code
