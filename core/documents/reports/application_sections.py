"""The sections of 02 碳中和申请书 of an operation dossier, in the order in which they are read."""

from __future__ import annotations

from core.documents.pdf import PaperBuilder
from core.documents.reports.claim_facts import achieved_text
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import ApplicationPaper
from core.documents.reports.package_words import (
    comparison_text,
    excluded_text,
    included_text,
    method_text,
    neutrality_text,
    offsets_text,
    reductions_text,
    require_allowed,
    scopes_text,
)
from core.domain.dossier import DossierKind
from core.domain.event import Confirmation, NeutralityType
from core.domain.submission import ClaimLevel
from core.errors import RuleError
from core.i18n import _

_CLOSING = 70.0


def composed(paper: ApplicationPaper) -> PaperBuilder:
    """The application ready to be laid out.

    Raises:
        RuleError: the dossier is an event, for which 附表1 is the form; or the claim holds a blocked word.
        EnvironmentFault: a font file is missing.
    """
    package = paper.package
    if package.event.files_form if package.event is not None else package.report.dossier.kind is DossierKind.EVENT:
        raise RuleError("application.event", _("活动档案用附表1，没有申请书。"), _("请打印《四川省大型活动碳中和登记表》。"))
    require_allowed([paper.claim.sentence], paper.claim, package)
    made = PackageBuilder(package, _("碳中和申请书"), subtitle=_("非官方样表"), draft=package.open or package.level is ClaimLevel.DRAFT)
    made.note(
        _("政策的登记表由活动组织者报送。本单位是参加者，本表由碳账本拟定，只含本单位参加活动产生的排放。")
        if package.event is not None
        else _("政策没有为场所运营碳中和规定表式，本表由碳账本拟定，内容对应平台的申请、核算、方式选择、抵消和评价各环节。")
    )
    made.paragraph(_("致：{recipient}").format(recipient=paper.recipient or "＿" * 16))
    _figures(made, paper)
    _choices(made, paper)
    _consent(made, ticked=paper.credit_sharing)
    made.section(_("四、附件"))
    made.items(paper.enclosures or (_("见递交封面与目录"),))
    made.keep_room(_CLOSING)
    made.section(_("五、申请单位"))
    made.paragraph(_("本单位对所填内容和所附材料的真实性负责。"))
    made.signatures(_signers(paper), _("（盖公章）"))
    return made


def _figures(made: PaperBuilder, paper: ApplicationPaper) -> None:
    package = paper.package
    made.section(_("一、核算与抵消"))
    made.paragraph(paper.claim.sentence)
    made.facts(
        [
            (_("计入"), included_text(package)),
            (_("不计入"), excluded_text(package)),
            (_("方法与因子"), method_text(package)),
            (_("排放量"), scopes_text(package)),
            (_("与基准年比"), comparison_text(package, paper.claim)),
            (_("减排"), reductions_text(package)),
            (_("抵消"), offsets_text(package)),
            (_("达成与确认"), achieved_text(package, paper.claim)),
        ]
    )


def _choices(made: PackageBuilder, paper: ApplicationPaper) -> None:
    made.section(_("二、碳中和类型与确认方式"))
    made.ticks([(neutrality_text(kind), kind is paper.neutrality) for kind in NeutralityType])
    chosen = paper.confirmation or paper.claim.confirmation
    body = paper.confirming_body or (paper.claim.confirmed_by if chosen is Confirmation.BODY else "")
    ways = {
        Confirmation.SELF: _("自我承诺"),
        Confirmation.PLATFORM: _("创新服务平台"),
        Confirmation.BODY: _("委托独立机构（名称：{name}）").format(name=body or "＿" * 10),
    }
    made.subsection(_("确认方式"))
    made.ticks([(text, way is chosen) for way, text in ways.items()])


def _consent(made: PackageBuilder, *, ticked: bool) -> None:
    """The box is empty until somebody has agreed in the ledger; the signature below makes it count (domain.md F11)."""
    made.section(_("三、信息提供"))
    made.ticks([(_("同意平台向「天府信用通」提供本单位碳中和信息"), ticked)])
    made.note(_("默认不勾选。是否同意由负责人决定，签字盖章后作数，不影响本申请。"))


def _signers(paper: ApplicationPaper) -> list[tuple[str, str]]:
    people = {person.role: person for person in paper.package.report.people}
    preparer = people.get("preparer")
    contact = paper.claim.contact or (preparer.name if preparer else "")
    phone = paper.claim.phone or (preparer.phone if preparer else "")
    return [(_("负责人"), ""), (_("联系人"), " ".join(part for part in (contact, phone) if part))]
