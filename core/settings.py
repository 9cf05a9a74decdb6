"""What a person has chosen for this program on this machine; nothing a report depends on is kept here."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import platformdirs

from core.errors import EnvironmentFault
from core.i18n import Language, _

logger = logging.getLogger(__name__)

Theme = Literal["system", "light", "dark"]
"""Colours: as the desktop has them, light, or dark."""

TypeSize = Literal["standard", "large"]
"""Size of letters in the window."""

SETTINGS_NAME = "settings.json"
PORTABLE_MARKER = "portable"
"""A file of this name beside the program keeps settings and logs beside the program too."""

_APP = "tanzhangben"
_RECENT_LEDGERS = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """One person's choices.

    Attributes:
        language: language of window, papers and command line.
        theme: colours of the window.
        type_size: size of letters in the window.
        last_ledger: folder of the ledger to open at the start.
        recent_ledgers: folders of ledgers opened before, the newest first.
        author: name written beside each change (填报人); empty until the person gives one.
        unknown: keys of a newer version of the program, kept as they are.
    """

    language: Language = "zh"
    theme: Theme = "system"
    type_size: TypeSize = "standard"
    last_ledger: Path | None = None
    recent_ledgers: tuple[Path, ...] = ()
    author: str = ""
    unknown: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def with_ledger(self, ledger: Path) -> Settings:
        """The same choices after this ledger was opened."""
        others = tuple(path for path in self.recent_ledgers if path != ledger)
        return replace(self, last_ledger=ledger, recent_ledgers=(ledger, *others)[:_RECENT_LEDGERS])

    def without_ledger(self, ledger: Path) -> Settings:
        """The same choices after this ledger turned out to be gone."""
        others = tuple(path for path in self.recent_ledgers if path != ledger)
        return replace(self, last_ledger=None if self.last_ledger == ledger else self.last_ledger, recent_ledgers=others)


def settings_folder(data_dir: Path | None = None) -> Path:
    """Where settings and logs lie: the folder given, else beside a portable program, else the person's own folder.

    Args:
        data_dir: the `--data-dir` of the command line; wins over all else.
    """
    if data_dir is not None:
        return data_dir
    program = _program_folder()
    if (program / PORTABLE_MARKER).is_file():
        return program / "data"
    return platformdirs.user_data_path(_APP, appauthor=False)


def load(folder: Path) -> Settings:
    """The settings kept in this folder; what is missing or unusable there has its default, and the log says so."""
    path = folder / SETTINGS_NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        logger.warning("settings not readable, defaults taken: %s", type(error).__name__)
        return Settings()
    if not isinstance(document, dict):
        logger.warning("settings are not a JSON object, defaults taken")
        return Settings()
    known: dict[str, Any] = {}
    for key, read in _READERS.items():
        if key not in document:
            continue
        try:
            known[key] = read(document[key])
        except ValueError:
            logger.warning("setting %s has a bad value, default taken", key)
    unknown = {key: value for key, value in document.items() if key not in _READERS}
    return Settings(**known, unknown=MappingProxyType(unknown))


def save(folder: Path, settings: Settings) -> None:
    """Keep the settings in this folder; the old file stays whole until the new one is complete.

    Raises:
        EnvironmentFault: the folder cannot be written.
    """
    document = {
        **settings.unknown,
        "language": settings.language,
        "theme": settings.theme,
        "type_size": settings.type_size,
        "last_ledger": None if settings.last_ledger is None else str(settings.last_ledger),
        "recent_ledgers": [str(path) for path in settings.recent_ledgers],
        "author": settings.author,
    }
    try:
        _write_whole(folder / SETTINGS_NAME, json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise EnvironmentFault(
            "settings_not_saved",
            _("设置没有保存：文件夹“{folder}”不能写入。").format(folder=folder),
            _("账本数据不受影响。请检查磁盘空间和该文件夹的权限，再保存一次。"),
        ) from error


def _program_folder() -> Path:
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parent.parent


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _one_of(kind: Any) -> Callable[[object], object]:
    allowed = get_args(kind)

    def read(value: object) -> object:
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one kind of failure for all readers
    return value


def _path(value: object) -> Path:
    if not _text(value):
        raise ValueError(value)
    return Path(_text(value))


def _path_or_none(value: object) -> Path | None:
    return None if value is None else _path(value)


def _paths(value: object) -> tuple[Path, ...]:
    if not isinstance(value, list):
        raise ValueError(value)  # noqa: TRY004 - one kind of failure for all readers
    return tuple(_path(item) for item in value)


_READERS: Mapping[str, Callable[[object], object]] = MappingProxyType(
    {
        "language": _one_of(Language),
        "theme": _one_of(Theme),
        "type_size": _one_of(TypeSize),
        "last_ledger": _path_or_none,
        "recent_ledgers": _paths,
        "author": _text,
    }
)
