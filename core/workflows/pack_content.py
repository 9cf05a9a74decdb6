"""Whether the rows of a factor pack fit: the part of judging a pack that needs the factor library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.catalogue_loader.archiving import shipped_edition, shipped_texts
from core.catalogue_loader.extending import extend
from core.errors import FileError
from core.submission.codes import Check, Verdict, failed, not_checked, passed

if TYPE_CHECKING:
    from core.submission.reading.judgement import Judgement


def judge_content(path: Path, judged: Judgement) -> Judgement:
    """Add what the library that ships with the program has to say about a pack whose container is sound.

    A pack that extends another edition can only be held against the ledger that computes with that one.
    """
    from core.submission.reading.packs import pack_tables

    if judged.statement is None:
        return judged
    shipped = shipped_edition()
    if judged.statement["basedOn"] not in {None, shipped.digest}:
        return replace(judged, checks=(*judged.checks, not_checked("PACK_OTHER_BASE")))
    check: Check
    try:
        made = extend(shipped_texts(), pack_tables(path, judged), judged.statement["name"])
        check = passed("PACK_FITS", name=shipped.name, count=len(made.added))
    except FileError as error:
        check = failed("E_PACK_CONTENT", detail=error.message.rstrip("。"))
    return replace(judged, checks=(*judged.checks, check), verdict=Verdict.INVALID if check.failed else judged.verdict)
