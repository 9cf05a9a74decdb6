"""The papers of a package (domain.md §6.1), each made from the same figures; a paper alone is made by the same function."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from core.accounting import reduction
from core.accounting.neutrality import deadline
from core.catalogue_loader.claim_rules import claim_words
from core.documents.forms import Form1Context, Form2Context, Form2Row, form1_pdf, form2_pdf, form2_row, form2_xlsx
from core.documents.reports.application import ApplicationPaper, application_pdf
from core.documents.reports.boundary import boundary_pdf
from core.documents.reports.cover import CoverFile, CoverPaper, CoverSigner, cover_pdf
from core.documents.reports.disclosure import DisclosurePaper, disclosure_pdf
from core.documents.reports.evidence_index import evidence_index_pdf
from core.documents.reports.factors_table import factors_pdf
from core.documents.reports.footprint import footprint_pdf
from core.documents.reports.implementation import implementation_pdf
from core.documents.reports.measures_list import measures_pdf
from core.documents.reports.offset_list import OffsetsPaper, offsets_pdf
from core.documents.reports.package_paper import NO_FACTS, Claim, ImplementationPaper, MeasureUse, OffsetUse, PackagePaper, PlanFacts
from core.documents.reports.quality import quality_pdf
from core.documents.self_declaration import SelfDeclarationPaper, self_declaration_pdf
from core.domain.dossier import DossierId, DossierStatus
from core.domain.event import Confirmation
from core.domain.inventory import GhgInventory
from core.domain.neutrality_papers import Application, ImplementationPlan
from core.domain.offset import Allocation, CreditLot
from core.domain.quantity import shown
from core.domain.submission import ClaimLevel, Environment
from core.i18n import _
from core.submission.cards import SignerCard
from core.submission.writing.payload import SubmissionFacts
from core.workflows import compiling, disclosing, events, filing, implementing, offsetting, reducing, saving_proofs
from core.workflows.claim_door import let_out
from core.workflows.claiming import netted_words
from core.workflows.compiling import Snapshot
from core.workflows.datasheets import datasheet
from core.workflows.evidence_words import evidence_rows, proofs_of_factors
from core.workflows.excluding import boundary_paper
from core.workflows.packing import package_file_name
from core.workflows.quoting import footprint_paper
from core.workflows.submission_views import ClaimView, LotState
from core.workflows.workspace import Workspace

Progress = Callable[[int, int, str], None]

DOCUMENTS = "data/documents/"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a package: where it lies, what kind it is (package-format.md §3), its title and its bytes."""

    path: str
    kind: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the papers of one dossier are written from, read once."""

    package: PackagePaper
    claim: Claim
    taken: Snapshot
    inventory: GhgInventory
    view: ClaimView
    estimate: Fraction | None = None
    application: Application | None = None
    plan: ImplementationPlan | None = None
    plan_facts: PlanFacts = NO_FACTS
    log: tuple[tuple[str, str, str, str], ...] = ()


def desk(ws: Workspace, dossier_id: str, environment: Environment | None = None) -> Desk:
    """Read what the papers of a dossier need."""
    taken = compiling.snapshot(ws, dossier_id)
    inventory = compiling.inventory_of(taken)
    view = filing.claim(ws, dossier_id)
    first, last = period_days(taken)
    shown_event = events.event_view(ws, dossier_id) if taken.event is not None else None
    package = PackagePaper(
        report=footprint_paper(ws, taken, inventory),
        level=view.level,
        environment=environment or view.file.environment,
        first_day=first,
        last_day=last,
        boundary=view.boundary,
        balance=view.balance,
        offsets=_offsets(ws, dossier_id),
        measures=_measures(ws, taken),
        event=taken.event,
        items=tuple(row.item for row in shown_event.rows()) if shown_event else (),
        netted=tuple(netted_words(event) for event in compiling.netted_events(ws, taken)),
    )
    claim = _claim(ws, taken, inventory, view)
    with ws.store.read() as work:
        applied, plan = work.applications.get(taken.dossier.id), work.implementation_plans.get(taken.dossier.id)
    return Desk(
        package,
        claim,
        taken,
        inventory,
        view,
        shown_event.estimated_t if shown_event else None,
        application=applied,
        plan=plan,
        plan_facts=implementing.plan_facts(ws, taken, shown_event),
        log=_log(ws, dossier_id),
    )


def _log(ws: Workspace, dossier_id: str) -> tuple[tuple[str, str, str, str], ...]:
    rows = disclosing.disclosures(ws, dossier_id)
    return tuple(
        (
            row.disclosure.on.isoformat(),
            row.disclosure.channel,
            row.disclosure.place,
            "、".join(one.original_name for one in row.evidence),
        )
        for row in rows
    )


def period_days(taken: Snapshot) -> tuple[date, date]:
    """First and last day of what a dossier covers."""
    if taken.event is not None:
        return taken.event.start, taken.event.end
    return taken.dossier.period.first_day, taken.dossier.period.day_after - timedelta(days=1)


def words_level(view: ClaimView, kind: str) -> ClaimLevel:
    """The level whose words a paper may use: the 自我承诺书 is printed to be signed, and nothing else says more than what is on file."""
    return view.to_sign[0] if kind == "statement" else view.level


def allocated_lots(ws: Workspace, dossier_id: str) -> tuple[tuple[CreditLot, Allocation], ...]:
    """The lots used for a dossier, with what of each."""
    with ws.store.read() as work:
        lots = {lot.id: lot for lot in work.lots.all()}
        return tuple((lots[one.lot_id], one) for one in work.allocations.of_dossier(DossierId(dossier_id)))


def _offsets(ws: Workspace, dossier_id: str) -> tuple[OffsetUse, ...]:
    rows = offsetting.lots_view(ws, dossier_id).rows
    return tuple(
        OffsetUse(row.lot, row.allocated, row.state is LotState.COUNTS, row.why, tuple(one.original_name for one in row.proof))
        for row in rows
        if row.allocated
    )


def _measures(ws: Workspace, taken: Snapshot) -> tuple[MeasureUse, ...]:
    view = reducing.plan_view(ws, taken.dossier.id)
    proofs = saving_proofs.proofs_view(ws, taken.dossier.id).rows
    achieved = {one.measure_id: one.measured_t for one in proofs if not one.refusal}
    return tuple(
        MeasureUse(
            row.planned,
            row.measure,
            reduction.MeasureResult({one.name: one.value for one in row.outputs}, row.tonnes, row.scope3_t, row.market_t),
            achieved.get(row.measure.id),
            tuple(one.original_name for one in row.evidence),
        )
        for row in view.plan
        if row.planned is not None
    )


def _comparison(taken: Snapshot, inventory: GhgInventory) -> str:
    """The change against last year in one sentence; empty without last year's data."""
    before = compiling.last_year_inventory(taken)
    if before is None or not before.total():
        return ""
    change = (inventory.total() - before.total()) / before.total() * 100
    word = _("减少") if change < 0 else _("增加")
    return _("较 {year} 年（{before} tCO₂e）{word} {percent}%").format(
        year=taken.dossier.period.previous().label, before=shown(before.total(), 2), word=word, percent=shown(abs(change), 1)
    )


def _claim(ws: Workspace, taken: Snapshot, inventory: GhgInventory, view: ClaimView) -> Claim:
    form = taken.event
    confirmed = [receipt for receipt in view.file.receipts if receipt.certificate is not None]
    newest = confirmed[-1] if confirmed and view.level is ClaimLevel.PLATFORM_CONFIRMED else None
    retired = [lot.retired_on for lot, _allocation in allocated_lots(ws, taken.dossier.id) if lot.retired_on is not None]
    return Claim(
        sentence=view.wording,
        blocked=view.blocked,
        comparison=_comparison(taken, inventory),
        confirmation=Confirmation.PLATFORM if newest else Confirmation.SELF,
        confirmed_by=newest.issuer if newest else "",
        confirmation_number=newest.certificate.number if newest and newest.certificate else "",
        achieved_on=max(retired, default=None),
        department=form.department if form else "",
        contact=form.contact if form else "",
        phone=form.phone if form else "",
    )


def out(desk: Desk, kind: str, data: bytes) -> bytes:
    """A paper of this dossier on its way out; every paper goes through here.

    Raises:
        RuleError: it holds a word that the dossier's level forbids.
    """
    return let_out(data, kind, desk.taken, desk.view, words_level(desk.view, kind))


# ---------------------------------------------------------------- single papers


def form1(desk: Desk) -> bytes:
    """附表1 of an event, addressed to nobody."""
    return out(desk, "form1", form1_pdf(desk.package.event, form1_context(desk)))


def form1_context(desk: Desk) -> Form1Context:
    """What 附表1 needs besides the event's own form."""
    package = desk.package
    plan = desk.taken.evidence.get(package.event.plan) if package.event is not None and package.event.plan else None
    return Form1Context(
        estimate=desk.estimate,
        plan_name=plan.original_name if plan else "",
        file_number=desk.taken.dossier.id[:8].upper(),
        revision=desk.taken.dossier.revision,
        sample=desk.taken.venue.sample,
        trial=package.environment is Environment.TRIAL,
        draft=desk.taken.dossier.status is DossierStatus.OPEN,
    )


def form2_rows(desk: Desk) -> tuple[Form2Row, ...]:
    """The venue's own row of 附表2."""
    form = desk.package.event
    return (form2_row(form, desk.package.offsets),) if form is not None and form.files_form else ()


def form2_context(desk: Desk) -> Form2Context:
    """Who compiled the list, and what marks it."""
    return Form2Context(
        compiler=desk.taken.organization.name,
        written_on=desk.package.report.written_on,
        sample=desk.taken.venue.sample,
        trial=desk.package.environment is Environment.TRIAL,
    )


def statement(desk: Desk, package_digest: str = "") -> bytes:
    """自我承诺书, in the words that it is signed for."""
    level, sentence = desk.view.to_sign
    package = replace(desk.package, level=level)
    claim = replace(desk.claim, sentence=sentence, blocked=claim_words().blocked(level))
    return out(desk, "statement", self_declaration_pdf(SelfDeclarationPaper(package, claim, package_digest)))


def application(desk: Desk) -> bytes:
    """碳中和申请书 of an operation dossier or of an event that the venue takes part in, 非官方样表."""
    asked = desk.application or Application(desk.taken.dossier.id)
    paper = ApplicationPaper(
        desk.package,
        desk.claim,
        "",
        asked.neutrality,
        confirmation=asked.confirmation if desk.application is not None else None,
        confirming_body=asked.confirming_body,
        credit_sharing=asked.credit_sharing,
    )
    return out(desk, "application", application_pdf(paper))


def implementation(desk: Desk) -> bytes:
    """08 碳中和实施计划, 非官方样表; what nobody has written yet stands there as not written."""
    paper = ImplementationPaper(desk.package, implementing.parts_of(desk.plan), deadline(desk.package.last_day), desk.plan_facts)
    return out(desk, "implementation", implementation_pdf(paper))


def disclosure(desk: Desk) -> bytes:
    """14 披露文本, with the log of what was made public."""
    return out(desk, "disclosure", disclosure_pdf(DisclosurePaper(desk.package, desk.claim, desk.log)))


# ---------------------------------------------------------------- the set


def package_papers(
    desk: Desk, facts: SubmissionFacts, signers: Sequence[SignerCard], files: Mapping[str, bytes], tell: Progress
) -> tuple[Paper, ...]:
    """All papers of a package; the cover comes last, because it lists the digests of all the others.

    Args:
        ws: the open ledger.
        desk: what the papers say.
        facts: what the statement will say, for the cover.
        signers: those who sign.
        files: the tables and results that are already made, by path.
        tell: told of each paper.
    """
    package = desk.package
    event = package.event is not None and package.event.files_form
    numbers = {one.sha256: one.number for one in facts.evidence}
    form_name = _("四川省大型活动碳中和登记表") if event else _("碳中和申请书（非官方样表）")
    makers: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (f"02-{form_name}.pdf", "form" if event else "application", form_name, partial(form1 if event else application, desk)),
        (_("03-温室气体排放核算报告.pdf"), "report", _("温室气体排放核算报告"), lambda: footprint_pdf(package.report)),
        (_("04-活动水平数据表.xlsx"), "table", _("活动水平数据表"), lambda: datasheet(desk.taken.catalogue, desk.taken, numbers)),
        (_("05-排放因子表.pdf"), "factors", _("排放因子表"), lambda: factors_pdf(package, proofs_of_factors(facts.evidence))),
        (
            _("06-核算边界与排除说明.pdf"),
            "boundary",
            _("核算边界与排除说明"),
            lambda: boundary_pdf(boundary_paper(package, desk.taken, desk.inventory)),
        ),
        (_("07-减排措施清单.pdf"), "plan", _("减排措施清单"), lambda: measures_pdf(package)),
        (_("08-碳中和实施计划.pdf"), "plan", _("碳中和实施计划"), partial(implementation, desk)),
        (_("09-抵消清单.pdf"), "offset", _("抵消清单"), lambda: offsets_pdf(OffsetsPaper(package, deadline(package.last_day)))),
        (_("10-自我承诺书.pdf"), "statement", _("自我承诺书"), partial(statement, desk)),
        (
            _("11-证据材料清单.pdf"),
            "evidence-index",
            _("证据材料清单"),
            lambda: evidence_index_pdf(package, evidence_rows(package, desk.taken, facts.evidence)),
        ),
        (_("12-数据质量与校验结果.pdf"), "findings", _("数据质量与校验结果"), lambda: quality_pdf(package)),
        (_("14-披露文本.pdf"), "disclosure", _("披露文本"), partial(disclosure, desk)),
    ]
    if event:
        list_name = _("四川省各类活动碳中和清单")
        makers.append((f"15-{list_name}.pdf", "form", list_name, lambda: form2_pdf(form2_rows(desk), form2_context(desk))))
        makers.append((f"15-{list_name}.xlsx", "form", list_name, lambda: form2_xlsx(form2_rows(desk), form2_context(desk))))
    papers = []
    for done, (name, kind, title, make) in enumerate(makers):
        tell(done, len(makers) + 1, _("正在写「{title}」").format(title=title))
        papers.append(Paper(f"{DOCUMENTS}{package_file_name(name)}", kind, title, out(desk, kind, make())))
    cover = _cover(desk, facts, signers, files, papers)
    name = _("01-递交封面与目录.pdf")
    path = f"{DOCUMENTS}{package_file_name(name)}"
    return (Paper(path, "cover", _("递交封面与目录"), cover), *papers)


def _cover(desk: Desk, facts: SubmissionFacts, signers: Sequence[SignerCard], files: Mapping[str, bytes], papers: Sequence[Paper]) -> bytes:
    listed = [CoverFile(path, "", len(content), _digest(content)) for path, content in files.items()]
    listed += [CoverFile(paper.path, paper.title, len(paper.content), _digest(paper.content)) for paper in papers]
    listed += [CoverFile(one.path, one.original_name, one.size, one.sha256) for one in facts.evidence]
    program, version, _build = facts.program
    return cover_pdf(
        CoverPaper(
            package=desk.package,
            package_id=facts.package_id,
            made_at=facts.created_at,
            files=tuple(sorted(listed, key=lambda file: file.path.encode())),
            signers=tuple(
                CoverSigner(card.role, card.name, card.sha256, card.key_sha256, card.algorithm, card.self_signed) for card in signers
            ),
            software=f"{program} {version}",
            previous_digest=facts.previous_digest or "",
            single_signer_reason=facts.single_signer_reason,
        )
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
