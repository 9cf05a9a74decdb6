"""Reading a factor pack: sound, and signed by a platform that is believed (package-format.md §3 to §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.domain.submission import Environment
from core.errors import VerificationError
from core.i18n import _
from core.submission import naming
from core.submission.codes import Verdict
from core.submission.reading.extracting import payload_file
from core.submission.reading.judgement import Judgement
from core.submission.reading.judging import judge, not_believed
from core.submission.reading.trust import Trust


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A pack that may be looked at; whether its rows fit is for the catalogue to say.

    Attributes:
        digest: packageDigest of the pack.
        name: of the edition it makes.
        based_on: digest of the edition it extends; None for any.
        tables: name of each table → its text, rows to add under the usual head.
        signer: name in the certificate that signed.
    """

    digest: str
    name: str
    based_on: str | None
    environment: Environment
    issuer: str
    issued_at: datetime
    title_zh: str
    title_en: str
    tables: Mapping[str, str]
    signer: str


def read_pack(path: Path, trust: Trust, at: datetime | None = None) -> ReadPack:
    """Judge a pack that is to be adopted.

    Raises:
        VerificationError: not signed by a platform that is believed, or whatever else is wrong with the file.
        EnvironmentFault: the file cannot be opened or read.
    """
    judgement, _case = judge(path, trust, at)
    document = judgement.statement
    if judgement.kind != naming.PACK or document is None or judgement.verdict is not Verdict.VALID:
        raise _unknown_signer() if _unknown(judgement) else not_believed(judgement, naming.PACK, "E_PACK_INVALID")
    return ReadPack(
        digest=judgement.package_digest,
        name=document["name"],
        based_on=document["basedOn"],
        environment=Environment(document["environment"]),
        issuer=document["issuer"]["name"],
        issued_at=datetime.fromisoformat(document["issuedAt"]),
        title_zh=document["title"]["zh"],
        title_en=document["title"]["en"],
        tables=pack_tables(path, judgement),
        signer=judgement.signers[0].name,
    )


def _unknown(judgement: Judgement) -> bool:
    return judgement.kind == naming.PACK and judgement.verdict is Verdict.UNREGISTERED


def _unknown_signer() -> VerificationError:
    return VerificationError(
        "E_CERT_UNTRUSTED",
        _("因子包的签名人不属于您信任的任何平台。"),
        _("没有采用。如果它来自您认得的平台，请先导入该平台的配置，再试一次。"),
    )


def pack_tables(path: Path, judgement: Judgement) -> Mapping[str, str]:
    """The tables of a pack that was found sound.

    Raises:
        VerificationError: the file is no longer the one that was judged.
        EnvironmentFault: the file cannot be opened or read.
    """
    names = (name for name in judgement.attachments if name.startswith(naming.TABLES))
    return {name.removeprefix(naming.TABLES): payload_file(path, name, judgement).decode("utf-8") for name in names}
