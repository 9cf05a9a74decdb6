"""One file out of a package that was judged before; looked at in memory, never unpacked to disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from core.errors import VerificationError
from core.i18n import _
from core.submission.codes import message
from core.submission.reading.archive import Archive, check_names, length_of, opened
from core.submission.reading.judgement import Judgement
from core.submission.reading.refusing import Refused, shown
from core.submission.reading.zip_structure import entries


def payload_file(path: Path, name: str, judgement: Judgement | None = None) -> bytes:
    """The content of a payload file, such as ``data/documents/03-….pdf``.

    Args:
        path: the package.
        name: path inside the bag.
        judgement: of this package; the content must then be the one that was judged.

    Raises:
        VerificationError: no such file, the zip is broken, or the content is not the one that was judged.
        EnvironmentFault: the package cannot be opened or read.
    """
    length = length_of(path)
    with opened(path) as file:
        try:
            found = entries(file, length)
            check_names(found)
            archive = Archive(file, found)
            if name not in archive.files:
                raise _missing(name)
            content = archive.read(name)
        except Refused as refusal:
            first = refusal.checks[0]
            raise VerificationError(first.code, first.message, _("请重新核验这个文件。")) from refusal
    if judgement is not None and judgement.attachments.get(name) != hashlib.sha256(content).hexdigest():
        raise VerificationError("E_PAYLOAD_HASH", message("E_PAYLOAD_HASH", name=shown(name)), _("请重新核验这个文件。"))
    return content


def _missing(name: str) -> VerificationError:
    return VerificationError("E_PAYLOAD_MISSING", message("E_PAYLOAD_MISSING", name=shown(name)), _("请重新核验这个文件。"))
