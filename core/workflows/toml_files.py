"""TOML files of a person's own with the evidence folder that lies beside them."""

from __future__ import annotations

from pathlib import Path

from core.documents.toml_table import TomlDocument, TomlTable
from core.domain.activity import EvidenceRef
from core.errors import FileError
from core.i18n import _
from core.store.database import Store

__all__ = ["TomlFile", "TomlTable"]


class TomlFile(TomlDocument):
    """A whole file with its evidence folder.

    Raises:
        FileError: it cannot be read, or is not TOML.
    """

    def __init__(self, path: Path, evidence: Path | None) -> None:
        super().__init__(path)
        self._evidence = evidence if evidence is not None else path.parent / "evidence"

    def keep(self, store: Store, name: str) -> EvidenceRef:
        """Take a file of the evidence folder into the ledger's; it is entered with `work.evidence.put`.

        Raises:
            FileError: it is not there or cannot be read.
        """
        found = self._evidence / name
        if not found.is_file():
            message = _("文件 {file} 提到的「{name}」不在「{folder}」里。").format(
                file=self.path.name, name=name, folder=self._evidence.name
            )
            raise FileError("toml.evidence", message, _("请核对文件名。账本没有改动。"))
        return store.keep_evidence(found, found.name)
