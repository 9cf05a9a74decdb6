"""The sections of 14 披露文本, in the order in which they are read."""

from __future__ import annotations

from core.documents.pdf import Column, PaperBuilder, Row
from core.documents.reports.claim_facts import claim_facts
from core.documents.reports.footprint_words import day_text
from core.documents.reports.package_builder import PackageBuilder
from core.documents.reports.package_paper import DisclosurePaper, PackagePaper
from core.documents.reports.package_words import level_text, range_text, require_allowed
from core.domain.submission import ClaimLevel
from core.i18n import _

_CLOSING = 70.0


def composed(paper: DisclosurePaper) -> PaperBuilder:
    """The text ready to be laid out.

    Raises:
        RuleError: a text holds a word that the level does not allow.
        EnvironmentFault: a font file is missing.
    """
    package, claim = paper.package, paper.claim
    draft = package.level is ClaimLevel.DRAFT
    title = _("温室气体排放信息披露") if draft else _("碳中和信息披露")
    rules = [
        _("对外发布时，声明与期间、边界、级别和不计入的排放源同处列出，不单独使用其中的词句。"),
        _("数据有误、减排量被撤销或级别变化时，更正并重新发布。"),
    ]
    facts = [*_subject(package), *claim_facts(package, claim), *_responsible(paper)]
    require_allowed([title, claim.sentence, *rules, *(text for row in facts for text in row)], claim, package)
    made = PackageBuilder(package, title, draft=package.open or draft)
    made.section(_("一、声明"))
    made.paragraph(claim.sentence)
    made.note(_("级别：{level}。").format(level=level_text(package.level)))
    made.section(_("二、披露内容"))
    made.facts(facts)
    made.section(_("三、使用"))
    made.items(rules)
    if paper.log:
        made.section(_("四、披露记录"))
        columns = (Column(_("日期"), 24), Column(_("渠道"), 34), Column(_("位置"), 62), Column(_("证据"), 46))
        made.table(columns, [Row(line) for line in paper.log])
    made.keep_room(_CLOSING)
    made.signatures(
        [(_("声明单位"), package.report.organization.name), (_("声明日期"), day_text(package.report.written_on))], _("（盖公章）")
    )
    return made


def _subject(package: PackagePaper) -> list[tuple[str, str]]:
    """For an event: what it is, who holds it, when and where."""
    if package.event is None:
        return []
    event = package.event
    return [
        (_("活动名称"), event.name),
        (_("组织者"), event.organizer),
        (_("举办时间与地点"), f"{range_text(event.start, event.end)}，{event.place}"),
    ]


def _responsible(paper: DisclosurePaper) -> list[tuple[str, str]]:
    claim = paper.claim
    named = "，".join(part for part in (claim.department, claim.contact, claim.phone) if part)
    people = {person.role: person.name for person in paper.package.report.people}
    return [(_("责任人"), named or people.get("responsible") or people.get("preparer") or "—")]
