"""The sections of 01 递交封面与目录, in the order in which they are read."""

from __future__ import annotations

from datetime import timedelta, timezone

from core.documents.paper_style import MISSING
from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import CoverFile, CoverPaper
from core.documents.reports.package_words import offsets_text, role_text, scopes_text
from core.domain.quantity import shown
from core.i18n import _

_BEIJING = timezone(timedelta(hours=8))
_GROUP = 16
_CLOSING = 70.0


def composed(paper: CoverPaper) -> PaperBuilder:
    """The cover ready to be laid out.

    Raises:
        EnvironmentFault: a font file is missing.
    """
    made = PackageBuilder(paper.package, _("递交封面与目录"))
    _facts(made, paper)
    _signers(made, paper)
    _ways(made)
    _files(made, paper)
    made.keep_room(_CLOSING)
    made.signatures([(_("签字人"), "")], _("（盖公章）"))
    return made


def _facts(made: PaperBuilder, paper: CoverPaper) -> None:
    moment = paper.made_at.astimezone(_BEIJING)
    rows = [
        (_("递交至"), paper.recipient or "＿" * 16),
        (_("材料包编号"), paper.package_id),
        (_("建立时间"), _("{day} {clock}（北京时间）").format(day=day_text(moment.date()), clock=f"{moment:%H:%M}")),
        (_("上一修订摘要"), grouped_digest(paper.previous_digest) if paper.previous_digest else _("无，首次递交")),
        (_("软件"), paper.software),
        (_("排放量"), scopes_text(paper.package)),
        (_("抵消"), offsets_text(paper.package)),
    ]
    made.section(_("一、材料包"))
    made.facts(rows)


def _signers(made: PaperBuilder, paper: CoverPaper) -> None:
    made.section(_("二、签名密钥指纹"))
    for signer in paper.signers:
        made.subsection(f"{role_text(signer.role)} {signer.name}")
        kind = _("自签名，尚未在平台登记") if signer.self_signed else _("由平台或电子认证机构签发")
        made.facts(
            [
                (_("公钥 SHA-256"), grouped_digest(signer.public_key_sha256)),
                (_("签名证书 SHA-256"), grouped_digest(signer.certificate_sha256)),
                (_("算法与登记"), f"{signer.algorithm}；{kind}"),
            ]
        )
    if not paper.signers:
        made.paragraph(_("没有签名密钥。"))
    if paper.single_signer_reason:
        made.paragraph(_("由一人签名，原因：{reason}").format(reason=paper.single_signer_reason))
    made.note(_("平台可据此纸面指纹登记密钥。指纹由签名人另行核对，与材料包内的文件无关。"))


def _ways(made: PaperBuilder) -> None:
    made.section(_("三、签名与盖章"))
    made.items(
        [
            _("S0 防篡改标记：程序用上列密钥对材料包签名，签名后的任何改动都能发现。它是防篡改标记，非电子签章。"),
            _("S1 纸面盖章：封面和须盖章的纸件打印后盖公章、签字，扫描件放入材料包。本材料以此为签章。"),
        ]
    )
    made.note(_("两级划分是本程序的约定。另有电子认证机构的证书或电子印章时，在此之外载明。"))


def _files(made: PaperBuilder, paper: CoverPaper) -> None:
    made.section(_("四、目录与文件摘要"))
    whole = shown(sum(file.size for file in paper.files), 0)
    made.paragraph(_("共 {count} 个文件，{size} 字节。").format(count=len(paper.files), size=whole))
    columns = (
        Column(_("序号"), 9, number=True),
        Column(_("文件"), 69),
        Column(_("大小"), 18, _("字节"), number=True),
        Column("SHA-256", 70, number=True),
    )
    rows = [
        Row((str(number), _named(file), shown(file.size, 0), grouped_digest(file.sha256)))
        for number, file in enumerate(paper.files, start=1)
    ]
    made.table(columns, rows)
    made.note(_("目录不含本封面、submission.json、清单文件和签名文件。submission.json 载有本封面的摘要，清单覆盖全部文件，签名覆盖清单。"))


def _named(file: CoverFile) -> str:
    return f"{file.path}\n{file.title}" if file.title and not file.path.endswith(file.title) else file.path


def grouped_digest(digest: str) -> str:
    """A digest in groups that fit a column; a dash where there is none."""
    return " ".join(digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)) or MISSING
