"""The factor library as one archive: kept in a ledger, it computes the same for ever, whatever the program ships later."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from core import resources
from core.catalogue_loader.loading import load_catalogue
from core.catalogue_loader.tables import Tables, digest_of
from core.domain.catalogue import Catalogue
from core.domain.edition import CatalogueEdition
from core.errors import FileError
from core.i18n import _

_FIXED = (1980, 1, 1, 0, 0, 0)
_CHECKS = "checks.toml"
_LARGEST = 64 * 1024 * 1024


@cache
def shipped_texts() -> Mapping[str, str]:
    """The tables that this program ships, by name."""
    tables = Tables(resources.folder("catalogue"))
    load_catalogue(tables)
    return dict(tables.texts())


def edition_of(texts: Mapping[str, str], *, pack: str = "", publisher: str = "", read: Catalogue | None = None) -> CatalogueEdition:
    """An edition from its tables.

    Args:
        texts: the tables, by name.
        pack: digest of the pack that made it.
        publisher: who signed that pack.
        read: the catalogue, where the tables have just been read.

    Raises:
        FileError: the tables do not make a catalogue.
    """
    catalogue = read or load_catalogue(texts)
    return CatalogueEdition(catalogue.digest, catalogue.edition, _zip(texts), pack, publisher)


@cache
def shipped_edition() -> CatalogueEdition:
    """The edition that this program ships."""
    return edition_of(shipped_texts())


def texts_of(edition: CatalogueEdition) -> Mapping[str, str]:
    """The tables of a kept edition.

    Raises:
        FileError: what is kept is damaged, or its content does not have its digest.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(edition.content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                raise _damaged(edition)
            texts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    except (zipfile.BadZipFile, UnicodeDecodeError) as reason:
        raise _damaged(edition) from reason
    if digest_of(texts) != edition.digest:
        raise _damaged(edition)
    return texts


def catalogue_of(edition: CatalogueEdition) -> Catalogue:
    """The catalogue of a kept edition.

    A table that programs did not have yet when it was kept comes from this program; the digest stays that of what was kept.

    Raises:
        FileError: what is kept is damaged, or this program cannot read it any more.
    """
    return replace(load_catalogue(whole_texts(edition)), digest=edition.digest)


def whole_texts(edition: CatalogueEdition) -> Mapping[str, str]:
    """The tables of a kept edition, and from this program those that programs did not have yet when it was kept.

    The words of the checks always come from this program: a check is a function of this program with its row.

    Raises:
        FileError: what is kept is damaged.
    """
    kept = texts_of(edition)
    since = {name: text for name, text in shipped_texts().items() if name not in kept and "/" not in name}
    return {**since, **kept, _CHECKS: shipped_texts()[_CHECKS]}


def _zip(texts: Mapping[str, str]) -> bytes:
    """The same bytes for the same tables."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in sorted(texts):
            archive.writestr(zipfile.ZipInfo(name, _FIXED), texts[name].encode("utf-8"), zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _damaged(edition: CatalogueEdition) -> FileError:
    return FileError(
        "catalogue.edition",
        _("账本里保存的因子库「{name}」损坏。").format(name=edition.name),
        _("请从备份恢复账本；活动数据不受影响。"),
    )
