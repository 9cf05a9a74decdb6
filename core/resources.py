"""The one door to the files that ship with the program, frozen or not."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path, PurePosixPath

import resources  # a real import: a name in a string is missed when the program is frozen
from core.errors import EnvironmentFault


def file(path: str) -> Path:
    """Where a shipped file lies on the disk.

    Args:
        path: place under `resources/`, with `/` between the parts, such as `fonts/OFL.txt`.

    Raises:
        EnvironmentFault: the file is not there; the installation is damaged.
        ValueError: the path leads outside `resources/`.
    """
    found = _place(path)
    if not found.is_file():
        raise _missing(path)
    return found


def folder(path: str) -> Path:
    """Where a shipped folder lies on the disk; arguments and errors as in `file`."""
    found = _place(path)
    if not found.is_dir():
        raise _missing(path)
    return found


def text(path: str) -> str:
    """The content of a shipped UTF-8 text file; arguments and errors as in `file`."""
    return file(path).read_text(encoding="utf-8")


def data(path: str) -> bytes:
    """The bytes of a shipped file; arguments and errors as in `file`."""
    return file(path).read_bytes()


def _place(path: str) -> Path:
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or "\\" in path:
        raise ValueError(f"not a path under resources/: {path!r}")
    # The program is never run from inside an archive, so each resource is a real file.
    return Path(str(files(resources))).joinpath(*parts)


def _missing(path: str) -> EnvironmentFault:
    # Not translated: the translations are shipped files themselves.
    return EnvironmentFault("resource_missing", f"程序自带的文件“{path}”不见了。", "您的数据不受影响。请重新安装本程序。")
