"""The door that papers leave by: whatever a paper says, it holds no word that its level forbids (domain.md §3.3).

The finished file is judged, and not what it was made from: nothing that stands on a page is passed over. Names are not ours to judge:
the organization, the venue or event, projects, registries, and the files that are listed by their names.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable
from io import BytesIO

from core.accounting.claim_words import forbidden_words, level_name, place_of
from core.catalogue_loader.claim_rules import claim_words
from core.documents.drawn_text import drawn_text
from core.domain.submission import ClaimLevel
from core.errors import RuleError
from core.i18n import _
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import ClaimView

_CELL_TEXT = re.compile(r"<t(?:\s[^>]*)?>([^<]*)</t>")
_AROUND = 12


def let_out(data: bytes, kind: str, taken: Snapshot, view: ClaimView, level: ClaimLevel) -> bytes:
    """The same bytes, once they are found to hold no word that may not leave.

    Args:
        data: a PDF or a workbook.
        kind: kind of the paper, as reports and packages name it.
        taken: the dossier that it is of.
        view: what may be claimed of it.
        level: the level whose words it may use.

    Raises:
        RuleError: a blocked word stands in it; the sentence says which, and where.
    """
    words = claim_words()
    text = text_of(data)
    names = (*words.names, *names_of(taken, view))
    found = forbidden_words(text, words.blocked_in(kind, level), names)
    if found:
        raise RuleError(
            "claim.blocked_word",
            _("这份文件里有「{word}」（{place}），{level}这一级不能对外使用。").format(
                word=found[0], place=f"…{place_of(found[0], text, _AROUND, names)}…", level=level_name(level)
            ),
            _("请改写填入的文字，或补齐下一级所需的依据。文件没有写出。"),
        )
    return data


def require_name(name: str, kind: str, taken: Snapshot, view: ClaimView, level: ClaimLevel) -> None:
    """Refuse a file name that says more than its paper may.

    Raises:
        RuleError: a blocked word stands in it.
    """
    words = claim_words()
    found = forbidden_words(name, words.blocked_in(kind, level), (*words.names, *names_of(taken, view)))
    if found:
        raise RuleError(
            "claim.blocked_name",
            _("文件名「{name}」里有「{word}」，{level}这一级不能对外使用。").format(name=name, word=found[0], level=level_name(level)),
            _("请换一个文件名。文件没有写出。"),
        )


def suspicious(name: str) -> bool:
    """Whether a file name holds a word that some level forbids, so that it is worth asking which."""
    words = claim_words()
    return any(forbidden_words(name, words.blocked(level), words.names) for level in ClaimLevel)


def names_of(taken: Snapshot, view: ClaimView) -> tuple[str, ...]:
    """The names that stand in a dossier's papers."""
    event = (taken.event.name, taken.event.organizer, taken.event.place) if taken.event is not None else ()
    lots = (name for lot in (*taken.lots, *taken.claims.lots) for name in (lot.project, lot.registry, lot.beneficiary))
    papers = (text for one in view.file.documents for text in (one.issuer, one.number, one.conclusion))
    files = (reference.original_name for reference in taken.evidence.values())
    measures = (measure.zh for measure in taken.catalogue.measures.values())
    return (taken.organization.name, taken.venue.name, taken.dossier.title, *event, *lots, *papers, *files, *measures)


def text_of(data: bytes) -> str:
    """All that a PDF or a workbook says, in the order of its pages or parts."""
    return "\n".join(drawn_text(data) if data.startswith(b"%PDF") else _cells(data))


def _cells(data: bytes) -> Iterable[str]:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        for name in sorted(parts.namelist()):
            if name.endswith(".xml") and ("sharedStrings" in name or "/worksheets/" in name or "/charts/" in name):
                yield from map(html.unescape, _CELL_TEXT.findall(parts.read(name).decode("utf-8")))
