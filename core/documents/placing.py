"""Putting a finished file in its place: whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from core.errors import EnvironmentFault
from core.i18n import _

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def place_file(target: Path, data: bytes) -> None:
    """Write a file so that a reader, or a power cut, sees the old one or the whole new one.

    Raises:
        EnvironmentFault: the folder is missing or not writable, the target is a folder or held by another program, the disk is full.
    """
    try:
        _check_place(target)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
        fresh = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.chmod(0o644)  # mkstemp makes files for their owner only; a paper is handed on
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise _in_words(target, error) from error


def _check_place(target: Path) -> None:
    if not target.parent.is_dir():
        raise EnvironmentFault(
            "file.no_folder",
            _("不能保存「{file}」：文件夹「{folder}」不存在。").format(file=target.name, folder=target.parent),
            _("请先建立该文件夹，或另选位置。"),
        )
    if target.is_dir():
        raise EnvironmentFault(
            "file.is_folder", _("不能保存「{file}」：这里已有同名的文件夹。").format(file=target.name), _("请换一个文件名。")
        )


def _in_words(target: Path, error: OSError) -> EnvironmentFault:
    if error.errno in _FULL:
        return EnvironmentFault(
            "file.disk_full", _("磁盘已满，没有保存「{file}」。").format(file=target.name), _("请清理磁盘空间，或另选位置后重试。")
        )
    return EnvironmentFault(
        "file.not_writable",
        _("不能写入「{file}」。").format(file=target.name),
        _("请核对文件夹的写入权限；文件若正在其他程序中打开，请关闭后重试。"),
    )
