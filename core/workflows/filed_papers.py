"""Papers on file: what is written on one, and the file a list of them is read from."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from core.domain.activity import EvidenceRef
from core.domain.dossier import DossierId
from core.domain.submission import DocumentId, DocumentKind, OfficialDocument
from core.errors import InputError
from core.i18n import _
from core.workflows.toml_files import TomlFile, TomlTable
from core.workflows.workspace import Workspace, new_id


class DocumentFields(TypedDict, total=False):
    """What is written on a paper."""

    issuer: str
    number: str
    issued_on: date | None
    scope: str
    conclusion: str


def document_kind_name(kind: DocumentKind) -> str:
    """The kind of a paper in words."""
    names = {
        DocumentKind.STATEMENT: _("自我承诺书（盖章扫描件）"),
        DocumentKind.REPORT: _("独立机构评价报告"),
        DocumentKind.CERTIFICATE: _("平台签发的证书"),
        DocumentKind.LICENCE: _("营业执照、等级证明"),
        DocumentKind.SCAN: _("其他盖章扫描件"),
    }
    return names[kind]


def document_of(ws: Workspace, dossier_id: DossierId, kind: DocumentKind, file: EvidenceRef, fields: DocumentFields) -> OfficialDocument:
    """The paper that a file is, checked and not yet kept.

    Raises:
        InputError: its day lies ahead, or it is a report without what makes it one.
    """
    issued = fields.get("issued_on")
    if issued is not None and issued > ws.today():
        raise InputError("document.future", _("签发日期 {day} 在今天之后。").format(day=issued.isoformat()), _("请核对文件上的日期。"))
    made = OfficialDocument(
        id=DocumentId(new_id()),
        dossier_id=dossier_id,
        kind=kind,
        evidence_id=file.id,
        issuer=fields.get("issuer", "").strip(),
        number=fields.get("number", "").strip(),
        issued_on=issued,
        scope=fields.get("scope", "").strip(),
        conclusion=fields.get("conclusion", "").strip(),
    )
    if kind is DocumentKind.REPORT and not all((made.issuer, made.number, made.scope, made.conclusion)):
        raise InputError(
            "document.report",
            _("评价报告缺少机构、编号、范围或结论。"),
            _("请照报告填写，四项都有，报告才能提高声明的级别。"),
        )
    return made


def entry_of(ws: Workspace, file: TomlFile, table: TomlTable) -> tuple[DocumentKind, EvidenceRef, DocumentFields]:
    """One [[document]] table: kind, file, and what is written on it; the file is taken into the evidence folder.

    Raises:
        FileError: a value is not what it should be, or the file is not there.
    """
    fields = DocumentFields(
        issuer=table.text("issuer", ""),
        number=table.text("number", ""),
        issued_on=table.day("issued_on"),
        scope=table.text("scope", ""),
        conclusion=table.text("conclusion", ""),
    )
    return table.needed_choice("kind", DocumentKind), file.keep(ws.store, table.text("file")), fields
