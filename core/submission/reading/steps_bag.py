"""Steps 1 to 4 and 7 of a judgement: the zip, the names, the layout, the tag files, the payload."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from core.submission.codes import passed
from core.submission.reading import archive as archives
from core.submission.reading import bag
from core.submission.reading.archive import Archive
from core.submission.reading.case import Case
from core.submission.reading.refusing import refuse
from core.submission.reading.zip_structure import entries


def zip_step(case: Case) -> None:
    """1: the structure of the zip, from its raw bytes."""
    case.entries = entries(case.file, case.length)
    case.checks.append(passed("ZIP", count=len(case.entries)))


def names_step(case: Case) -> None:
    """2: the names."""
    archives.check_names(case.entries)
    case.checks.append(passed("NAMES"))


def layout_step(case: Case) -> None:
    """3: the tag files, and nothing that the format does not know."""
    archive = Archive(case.file, case.entries)
    bag.layout(case.entries, archive)
    case.archive = archive
    case.checks.append(passed("LAYOUT"))


def tags_step(case: Case) -> None:
    """4: the tag manifest and the files it covers."""
    case.tags = bag.tags(cast("Archive", case.archive))
    case.checks.append(passed("TAGS"))


def payload_step(progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None) -> Callable[[Case], None]:
    """7: every payload file, streamed."""

    def step(case: Case) -> None:
        archive, tags = case.bag()
        if case.platform is not None:
            whole = sum(entry.size for entry in case.entries)
            if len(case.entries) > case.platform.max_entries:
                raise refuse("E_LIMIT_ENTRIES", count=len(case.entries), limit=case.platform.max_entries)
            if whole > case.platform.max_bytes:
                raise refuse("E_LIMIT_BYTES", count=whole, limit=case.platform.max_bytes)
        stated = bag.manifest(archive)
        bag.payload(archive, tags, stated, progress, cancelled)
        case.manifest = stated
        case.checks.append(passed("PAYLOAD", count=len(stated)))

    return step
