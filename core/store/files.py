"""Files that are there whole or not at all, also after a power cut."""

from __future__ import annotations

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Have the content on the disk before going on."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(path: Path) -> None:
    """Have the names in this folder on the disk before going on."""
    if os.name == "nt":
        return  # Windows keeps names with the file and cannot open a folder
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_into_place(fresh: Path, target: Path) -> None:
    """Give a finished, synced file its name in one step, for good."""
    fresh.replace(target)
    sync_folder(target.parent)
