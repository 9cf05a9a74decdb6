"""What can be looked up in a ledger: each thing with the texts it is found by and the place where it is shown."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from core.accounting.credit_serials import Serials, serials
from core.domain.dossier import Dossier, DossierId, DossierKind, DossierStatus
from core.domain.event import EventForm
from core.domain.finding import Place
from core.domain.measure import PlannedMeasure, ReductionMeasure
from core.domain.neutrality_papers import ListStatus, Standing
from core.domain.offset import CreditLot, LotId
from core.domain.organization import Organization, OrganizationId, Venue, VenueId
from core.domain.submission import OfficialDocument, PackageId, Receipt, SealedPackage
from core.i18n import _, mark
from core.store.unit_of_work import UnitOfWork
from core.workflows import factor_rows, own_measures
from core.workflows.disclosing import list_words, standing_words
from core.workflows.factor_rows import FactorRow
from core.workflows.filed_papers import document_kind_name
from core.workflows.measure_desk import state_name
from core.workflows.offset_desk import product_name
from core.workflows.wording import localized
from core.workflows.workspace import Workspace

Fact = tuple[str, str]
"""What a text is, and the text."""

_MARKS = {"checked": "●", "transcribed": "◐", "unchecked": "○"}


class FindKind(Enum):
    """What can be found, in the order in which equally good hits are shown; `title` says it in words."""

    DOSSIER = "dossier"
    OFFSET = "offset"
    PACKAGE = "package"
    RECEIPT = "receipt"
    FACTOR = "factor"
    MEASURE = "measure"
    ARTICLE = "article"

    @property
    def title(self) -> str:
        """The kind in the language in use."""
        return _(_TITLES[self])


_TITLES = {
    FindKind.DOSSIER: mark("运营和活动档案"),
    FindKind.OFFSET: mark("抵消批次"),
    FindKind.PACKAGE: mark("材料包和文件"),
    FindKind.RECEIPT: mark("回执和外部名单"),
    FindKind.FACTOR: mark("因子和基准值"),
    FindKind.MEASURE: mark("减排措施"),
    FindKind.ARTICLE: mark("知识库"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    Attributes:
        lead: what is always said of it beside its title.
        facts: what it is found by besides title and lead; said where it was what was looked for.
        numbers: what names this thing and no other, long and without meaning; found by its beginning only.
        place: where the window shows it.
        dossier_id: the dossier that has to be looked at for that; empty for none.
        venues: the venues one of which has to be looked at; empty for any.
        serials: the serial numbers that it holds.
    """

    kind: FindKind
    id: str
    title: str
    lead: str
    facts: tuple[Fact, ...]
    place: Place
    numbers: tuple[Fact, ...] = ()
    dossier_id: str = ""
    venues: tuple[VenueId, ...] = ()
    serials: Serials | None = None


def entries(ws: Workspace) -> tuple[Entry, ...]:
    """Everything that can be found in a ledger but the articles, which know how to be searched."""
    with ws.store.read() as work:
        reader = _Reader(ws, work)
        kept = (*reader.dossiers(), *reader.lots(), *reader.papers(), *reader.receipts(), *reader.measures())
    return (*kept, *(_factor(ws, row) for row in factor_rows.library(ws)))


def _entry(
    kind: FindKind,
    thing_id: str,
    words: tuple[str, str],
    facts: list[Fact],
    place: Place,
    *,
    numbers: tuple[Fact, ...] = (),
    seen_in: tuple[str, tuple[VenueId, ...]] = ("", ()),
    held: Serials | None = None,
) -> Entry:
    """An entry whose texts are all in one spelling, without the facts that nobody wrote."""
    title, lead = (_spelled(text) for text in words)
    told = tuple((name, _spelled(text)) for name, text in facts if text.strip())
    return Entry(kind, thing_id, title, lead, told, place, tuple(one for one in numbers if one[1]), *seen_in, held)


def _spelled(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


class _Reader:
    """Reads the entries of a ledger within one transaction."""

    def __init__(self, ws: Workspace, work: UnitOfWork) -> None:
        self._ws = ws
        self._work = work
        self._venues: Mapping[VenueId, Venue] = {one.id: one for one in work.venues.all()}
        self._owners: Mapping[OrganizationId, Organization] = {one.id: one for one in work.organizations.all()}
        self._dossiers: Mapping[DossierId, Dossier] = {one.id: one for one in work.dossiers.all()}
        self._packages: Mapping[PackageId, SealedPackage] = {one.id: one for one in work.packages.all()}

    def _at(self, dossier_id: DossierId) -> tuple[str, tuple[VenueId, ...]]:
        return dossier_id, (self._dossiers[dossier_id].venue_id,)

    # ---- dossiers -----------------------------------------------------------------------------------------------------

    def dossiers(self) -> Iterator[Entry]:
        """Years and events."""
        forms = {form.dossier_id: form for form in self._work.events.all()}
        for one in self._dossiers.values():
            venue = self._venues[one.venue_id]
            owner = self._owners[venue.organization_id]
            kind = _("运营") if one.kind is DossierKind.OPERATION else _("活动")
            state = _("已锁定") if one.status is DossierStatus.LOCKED else _("草稿")
            facts = [
                *self._form(forms.get(one.id)),
                (_("场所"), venue.name),
                (_("单位名称"), owner.name),
                (_("统一社会信用代码"), owner.credit_code),
            ]
            place = Place("overview") if one.kind is DossierKind.OPERATION else Place("events", record=one.id)
            form = forms.get(one.id)
            when = f"{form.start.isoformat()}—{form.end.isoformat()}" if form else one.period.label
            words = (one.title, f"{kind}　{when}　{state}")
            numbers = ((_("档案编号"), one.id),)
            yield _entry(FindKind.DOSSIER, one.id, words, facts, place, numbers=numbers, seen_in=self._at(one.id))

    def _form(self, form: EventForm | None) -> list[Fact]:
        if form is None:
            return []
        region = self._ws.catalogue.regions.get(form.region)
        return [
            (_("组织者"), form.organizer),
            (_("地点"), f"{region.name if region else form.region} {form.place}"),
            (_("活动类型"), form.kind),
            (_("规模"), form.scale),
            (_("内容"), form.content),
            (_("联系人"), f"{form.contact} {form.phone}"),
            (_("独立机构名称"), f"{form.accounting_body} {form.confirming_body}"),
        ]

    # ---- offsets ------------------------------------------------------------------------------------------------------

    def lots(self) -> Iterator[Entry]:
        """Credits, found by any number within their range too."""
        users: dict[LotId, list[Dossier]] = defaultdict(list)
        for allocation in self._work.allocations.all():
            users[allocation.lot_id].append(self._dossiers[allocation.dossier_id])
        for lot in self._work.lots.all():
            used = users[lot.id]
            place = Place("offsets", subject=lot.id, record=used[0].id if used else "")
            seen_in = self._at(used[0].id) if used else ("", ())
            state = _("已注销 {day}").format(day=lot.retired_on.isoformat()) if lot.retired_on else _("未注销")
            words = (f"{product_name(lot.product)} {lot.project}", _("{count} 吨").format(count=lot.tonnes) + f"　{state}")
            held = serials(lot.serial_from, lot.serial_to) if lot.serial_from else None
            numbers = (
                (_("序列号"), lot.serial_from),
                (_("序列号"), lot.serial_to),
                (_("注销编号"), lot.retirement_id),
                (_("批次编号"), lot.id),
            )
            yield _entry(FindKind.OFFSET, lot.id, words, _lot_facts(lot, used), place, numbers=numbers, seen_in=seen_in, held=held)

    # ---- packages and papers ------------------------------------------------------------------------------------------

    def papers(self) -> Iterator[Entry]:
        """Packages that were sealed, and papers on file."""
        for package in self._packages.values():
            yield self._package(package)
        files = {reference.id: reference.original_name for reference in self._work.evidence.all()}
        for dossier_id in self._dossiers:
            for document in self._work.documents.of_dossier(dossier_id):
                yield self._document(document, files[document.evidence_id])

    def _package(self, package: SealedPackage) -> Entry:
        handed = [f"{one.channel} {one.on.isoformat()}" for one in self._work.deliveries.of_package(package.id)]
        facts = [
            (_("档案"), self._dossiers[package.dossier_id].title),
            (_("递交"), "、".join(handed)),
            (_("签名"), "、".join(signer.name for signer in package.signers)),
        ]
        day = package.made_at.astimezone().date().isoformat()
        words = (package.file_name, _("修订 {number}").format(number=package.revision) + f"　{day}")
        numbers = ((_("材料包"), package.file_name), (_("材料包摘要"), package.digest), (_("材料包编号"), package.id))
        return _entry(
            FindKind.PACKAGE, package.id, words, facts, Place("submission"), numbers=numbers, seen_in=self._at(package.dossier_id)
        )

    def _document(self, document: OfficialDocument, file_name: str) -> Entry:
        facts = [
            (_("档案"), self._dossiers[document.dossier_id].title),
            (_("出具单位"), document.issuer),
            (_("范围"), document.scope),
            (_("结论"), document.conclusion),
            (_("文件"), file_name),
        ]
        words = (
            f"{document_kind_name(document.kind)} {document.number}",
            document.issued_on.isoformat() if document.issued_on else _("没有写日期"),
        )
        numbers = ((_("文件编号"), document.number), (_("文件"), file_name))
        return _entry(
            FindKind.PACKAGE, document.id, words, facts, Place("declaration"), numbers=numbers, seen_in=self._at(document.dossier_id)
        )

    # ---- receipts -----------------------------------------------------------------------------------------------------

    def receipts(self) -> Iterator[Entry]:
        """Receipts, and what others said of the organizations as it was imported."""
        for receipt in self._work.receipts.all():
            yield self._receipt(receipt)
        for owner in self._owners.values():
            venues = tuple(venue.id for venue in self._venues.values() if venue.organization_id == owner.id)
            for standing in self._work.standings.of_organization(owner.id):
                yield _standing(standing, owner, venues)

    def _receipt(self, receipt: Receipt) -> Entry:
        certificate = receipt.certificate
        corrections = [(_("补正 {code}").format(code=one.code), one.message) for one in receipt.corrections]
        facts = [
            (_("名单状态"), list_words(ListStatus(receipt.list_status)) if receipt.list_status else ""),
            *corrections,
            (_("档案"), self._dossiers[receipt.dossier_id].title),
            (_("材料包"), self._packages[receipt.package_id].file_name),
        ]
        number = certificate.number if certificate else ""
        day = receipt.issued_at.astimezone().date().isoformat()
        words = (f"{receipt.stage.value} {number}", f"{receipt.issuer}　{day}")
        place = Place("certificates") if certificate else Place("submission")
        numbers = ((_("证书编号"), number), (_("回执编号"), receipt.id), (_("回执摘要"), receipt.digest))
        return _entry(FindKind.RECEIPT, receipt.id, words, facts, place, numbers=numbers, seen_in=self._at(receipt.dossier_id))

    # ---- measures -----------------------------------------------------------------------------------------------------

    def measures(self) -> Iterator[Entry]:
        """The catalogue's measures and the ledger's own, with where they are planned."""
        planned: dict[str, list[tuple[Venue, PlannedMeasure]]] = defaultdict(list)
        for venue in self._venues.values():
            for one in self._work.plan.of_venue(venue.id):
                planned[one.measure_id].append((venue, one))
        for measure in own_measures.catalogue(self._ws, self._work).values():
            yield self._measure(measure, planned[measure.id])

    def _measure(self, measure: ReductionMeasure, planned: list[tuple[Venue, PlannedMeasure]]) -> Entry:
        fits = tuple(venue.id for venue in self._venues.values() if venue.type_code in measure.venue_types)
        where = "、".join(f"{venue.name} {state_name(one.state)}" for venue, one in planned)
        facts = [
            (_("别名"), localized(measure.en, measure.zh)),
            (_("证明"), measure.proof),
            (_("负责人"), "、".join(one.owner for _venue, one in planned if one.owner)),
            (_("备注"), "、".join(one.note for _venue, one in planned if one.note)),
        ]
        state = where or (_("不在计划里") if fits else _("账本里没有适用的场所"))
        words = (localized(measure.zh, measure.en), f"{measure.id} {measure.mark.value}　{state}")
        place = Place("measures", subject=measure.id)
        seen_in = ("", tuple(venue.id for venue, _one in planned) or fits)
        return _entry(FindKind.MEASURE, measure.id, words, facts, place, numbers=((_("编号"), measure.id),), seen_in=seen_in)


def _lot_facts(lot: CreditLot, used: list[Dossier]) -> list[Fact]:
    numbers = lot.serial_from if lot.serial_to in {"", lot.serial_from} else f"{lot.serial_from}—{lot.serial_to}"
    return [
        (_("序列号"), numbers),
        (_("登记机构"), lot.registry),
        (_("注销编号"), lot.retirement_id),
        (_("受益人"), lot.beneficiary),
        (_("用于"), "、".join(one.title for one in used)),
        (_("方法学"), lot.methodology),
        (_("产品"), lot.product.value),
        (_("种类"), lot.subtype),
        (_("所在地"), lot.location),
        (_("账户"), lot.account),
        (_("备注"), lot.note),
    ]


def _standing(standing: Standing, owner: Organization, venues: tuple[VenueId, ...]) -> Entry:
    facts = [(_("单位名称"), owner.name), (_("来源"), standing.source), (_("备注"), standing.note)]
    words = (standing_words(standing), f"{_('照外部给出的登记')}　{standing.on.isoformat()}")
    place = Place("certificates", field="standings")
    return _entry(FindKind.RECEIPT, standing.id, words, facts, place, seen_in=("", venues))


def _factor(ws: Workspace, row: FactorRow) -> Entry:
    published = ws.catalogue.factors.get(row.id)
    facts = [
        (_("出处"), row.document),
        (_("条款"), row.clause),
        (_("编号"), row.id),
        (_("地区"), row.region),
        (_("别名"), localized(published.en, published.zh) if published else ""),
    ]
    year = _("{year} 年数据").format(year=row.vintage) if row.vintage else ""
    lead = "　".join(part for part in (f"{row.value} {row.unit} {_MARKS[row.mark]}", year) if part)
    place = Place("inventory", field="factor", record=row.id)
    return _entry(FindKind.FACTOR, row.id, (row.name, lead), facts, place, numbers=((_("编号"), row.id),))
