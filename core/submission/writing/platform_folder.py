"""A platform's folder: what it knows of itself in platform.json, and its keys, each opened when it is used."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.domain.submission import Environment
from core.errors import FileError
from core.i18n import _
from core.submission.writing import files

if TYPE_CHECKING:
    from core.submission.writing.key_files import HeldKey

FACTS = "platform.json"
_FIELDS = frozenset({"id", "name", "environment", "root", "tsa", "profiles"})


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform's folder, with the passphrase that opens each of its keys when it is used.

    Attributes:
        id: ``urn:platform:…``.
        root_fingerprint: SHA-256 of the root certificate, to be read to others from paper.
    """

    folder: Path
    id: str
    name: str
    environment: Environment
    root_fingerprint: str
    passphrase: str = field(repr=False)

    def key(self, file: str) -> HeldKey:
        """Open one of its keys.

        Raises:
            InputError: the passphrase is wrong.
            FileError: the key file is gone or damaged.
        """
        from core.submission.writing.key_files import read_key_file

        return read_key_file(self.folder / file, self.passphrase)


def platform_of(folder: Path, facts: Mapping[str, Any], passphrase: str) -> Platform:
    """The platform in a folder, from what platform.json says."""
    fingerprint = hashlib.sha256(base64.b64decode(facts["root"])).hexdigest()
    return Platform(folder, facts["id"], facts["name"], Environment(facts["environment"]), fingerprint, passphrase)


def write_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    """Keep what the platform must know of itself.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    text = json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)
    files.write_whole(folder / FACTS, f"{text}\n".encode())


def facts_of(folder: Path) -> dict[str, Any]:
    """What platform.json says.

    Raises:
        FileError: no platform lives in this folder.
    """
    try:
        facts: Any = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_platform(folder) from error
    if not isinstance(facts, dict) or _FIELDS - set(facts):
        raise _no_platform(folder)
    return facts


def _no_platform(folder: Path) -> FileError:
    return FileError(
        "platform.missing",
        _("「{folder}」里没有完整的平台。").format(folder=folder),
        _("请选平台的文件夹，或用 desk init 新建一个。"),
    )
