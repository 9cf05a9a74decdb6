"""Files that appear whole or not at all: written beside their place, synced, and given their name in one step."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from core.errors import EnvironmentFault
from core.i18n import _

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

PRIVATE = 0o600
"""Mode of a file that holds a private key."""

PUBLIC = 0o666
"""Mode of any other file, before the person's own mask."""


@contextmanager
def disk_in_words(place: Path) -> Iterator[None]:
    """Turn a failure to write at this place into words.

    Raises:
        EnvironmentFault: disk full, not writable, not there.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise EnvironmentFault(
                "package.disk_full",
                _("磁盘已满，没有写入「{place}」。").format(place=place),
                _("没有留下不完整的文件。请清出磁盘空间，或换一个位置，再试一次。"),
            ) from error
        if error.errno == errno.EFBIG:
            raise EnvironmentFault(
                "package.too_large",
                _("文件太大，「{place}」所在的磁盘存不下这么大的单个文件。").format(place=place),
                _("没有留下不完整的文件。请换一个位置，或把 U 盘改成 exFAT 格式。"),
            ) from error
        raise EnvironmentFault(
            "package.not_writable",
            _("「{place}」不能写入。").format(place=place),
            _("没有留下不完整的文件。请检查这个位置是否还在、是否只读、您有没有写入权限。"),
        ) from error


@contextmanager
def fresh_file(folder: Path, mode: int = PUBLIC) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file in this folder under a name of its own; whatever is still there under that name at the end is taken away."""
    path = folder / f".{uuid4().hex}.part"
    with disk_in_words(folder):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream, path
    finally:
        path.unlink(missing_ok=True)


def sync(stream: BinaryIO) -> None:
    """Have the content on the disk before going on."""
    stream.flush()
    os.fsync(stream.fileno())


def finish(stream: BinaryIO, fresh: Path, target: Path) -> None:
    """Give a fresh file its name in one step, for good, once its content is on the disk."""
    sync(stream)
    stream.close()
    fresh.replace(target)
    if os.name == "nt":
        return  # Windows keeps names with the file and cannot open a folder
    with suppress(OSError):  # the file is there; some network folders cannot promise their names
        handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_whole(target: Path, content: bytes, mode: int = PUBLIC) -> None:
    """Write a small file; one that is there is replaced.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    with disk_in_words(target), fresh_file(target.parent, mode) as (stream, fresh):
        stream.write(content)
        finish(stream, fresh, target)
