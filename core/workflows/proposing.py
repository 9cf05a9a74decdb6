"""From a bill or e-invoice to a proposed bill, which a person confirms: which row, which account, which figures, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from core.aside import Aside
from core.documents.invoice_facts import Fact, FactName, InvoiceFacts, InvoiceItem, PageSize, Spot
from core.documents.invoice_files import invoice_facts
from core.documents.invoice_settling import fact_word
from core.domain.activity import ActivityRecord, EvidenceId, Subject
from core.domain.dossier import Dossier
from core.domain.organization import Organization, Venue
from core.errors import AppError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import billing, dossiers, evidencing
from core.workflows.bill_views import BillDraft
from core.workflows.billing_desk import invoice_text
from core.workflows.billing_reading import NUMBERS
from core.workflows.dossiers import require_operation
from core.workflows.proposing_figures import Figures, shown_number
from core.workflows.proposing_rows import RowChoice, Rows, bare, choose, place_name
from core.workflows.workspace import Workspace

__all__ = [
    "Candidate",
    "EarlierUse",
    "Fact",
    "FactName",
    "InvoiceFacts",
    "InvoiceItem",
    "PageSize",
    "Proposal",
    "Spot",
    "UnusedFact",
    "fact_word",
    "facts_of",
    "propose",
]

_READER = Aside(megabytes=2048, seconds=60)
"""Foreign files are read in a process of their own: a damaged one that crashes the PDF library takes nothing else down."""

_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row, with one of its accounts where it has any, that the bill may belong to.

    Attributes:
        name: 外购电力·主楼户（5101-0001）.
        why: 户号 5101-0001 与档案一致, 票面写明「天然气」…
    """

    subject: str
    meter_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class EarlierUse:
    """A record that has this very file already, or the same invoice number.

    Attributes:
        by: ``file`` or ``invoice``.
        words: a sentence that names the record.
    """

    record_id: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class UnusedFact:
    """Something that stands on the paper and that the draft does not take: what it is called, and its text."""

    name: str
    text: str
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed bill; nothing is kept until a person saves it.

    Attributes:
        draft: for `billing.preview_bill` and `save_bill`; its `subject` is empty while no row is certain: choose one of `candidates`
            and propose again with it. `draft.evidence` names the file only where it is kept in the ledger already; another one is
            taken in with `evidencing.keep` and handed to `save_bill(files=…)`.
        facts: what was read; None for a photo or another file that is not read.
        spots: field of the draft → where its figure stands on the paper.
        why: sentences on what was taken from where.
        warnings: sentences that a person must see: another buyer, only money, what could not be read.
        unused: facts that the draft does not take.
        candidates: rows that it may belong to, the likeliest first; the chosen one is among them.
        same_as: records with this file or invoice number; empty for a new paper.
    """

    draft: BillDraft
    facts: InvoiceFacts | None = None
    spots: Mapping[str, Spot] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    unused: tuple[UnusedFact, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    same_as: tuple[EarlierUse, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the row is certain."""
        return bool(self.draft.subject)


def facts_of(data: bytes, name: str) -> InvoiceFacts | None:
    """What stands on a paper, read in a process of its own; None for a file that is not read.

    Raises:
        FileError: damaged, protected by a password, too large, with entities.
        EnvironmentFault: reading it took too long or too much, or the library is missing.
    """
    return cast("InvoiceFacts | None", _READER.call(invoice_facts, data, name))


def propose(ws: Workspace, dossier_id: str, source: Path | str, *, subject: str = "", meter_id: str = "") -> Proposal:
    """Read a file and propose the bill that it is; nothing is kept.

    Args:
        ws: the open ledger.
        dossier_id: an operation dossier.
        source: a file on the disk, or the id of a file kept already.
        subject: the row that was chosen; empty to find it.
        meter_id: the account that was chosen; empty to find it.

    Raises:
        InputError: no such dossier, or no such file in the ledger.
        RuleError: the dossier is an event's.
        FileError: the file cannot be opened. What is wrong inside it is said in `warnings`.
    """
    found = dossiers.dossier(ws, dossier_id)
    require_operation(found)
    if isinstance(source, Path):
        data, name = evidencing.file_content(source), source.name
    else:
        data, name = evidencing.content(ws, source), evidencing.reference_of(ws, source).original_name
    desk = _Desk.of(ws, found, hashlib.sha256(data).hexdigest())
    try:
        facts = facts_of(data, name)
    except AppError as error:
        return desk.unread(subject, meter_id, (str(error),))
    if facts is None:
        return desk.unread(subject, meter_id, (_("这种文件不识别文字，可以照常附上，请照票面填写。"),))
    return desk.proposal(facts, subject, meter_id)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a proposal looks up once."""

    ws: Workspace
    dossier: Dossier
    rows: Rows
    organization: Organization | None
    venue: Venue | None
    records: tuple[ActivityRecord, ...]
    names: Mapping[str, str]
    digest: str
    kept: bool

    @classmethod
    def of(cls, ws: Workspace, found: Dossier, digest: str) -> _Desk:
        """Look everything up in one short transaction."""
        with ws.store.read() as work:
            venue = work.venues.get(found.venue_id)
            sources = tuple(source for source in work.sources.of_venue(found.venue_id) if source.active)
            return cls(
                ws,
                found,
                Rows(sources, work.meters.of_venue(found.venue_id)),
                work.organizations.get(venue.organization_id) if venue is not None else None,
                venue,
                _all_records(work),
                {str(source.id): source.name for one in work.venues.all() for source in work.sources.of_venue(one.id)},
                digest,
                work.evidence.get(EvidenceId(digest)) is not None,
            )

    def unread(self, subject: str, meter_id: str, warnings: tuple[str, ...]) -> Proposal:
        """A file that says nothing: a draft for the row that was chosen, and the sentence why."""
        draft = self._base(subject, meter_id)
        return Proposal(draft, warnings=warnings, same_as=self._earlier(""))

    def _base(self, subject: str, meter_id: str) -> BillDraft:
        evidence = (self.digest,) if self.kept else ()
        return BillDraft(Subject(subject), meter_id=meter_id, evidence=evidence)

    def proposal(self, facts: InvoiceFacts, subject: str, meter_id: str) -> Proposal:
        """The draft of a paper that could be read."""
        choice = choose(self.rows, facts, subject, meter_id)
        figures = self._figures(facts, choice)
        figures.used |= {FactName.BUYER, FactName.BUYER_TAX, FactName.CUSTOMER}  # read to tell whose paper it is
        place = choice.chosen
        if place is not None and place.meter is not None and bare(place.meter.account) == bare(facts.value(FactName.ACCOUNT)):
            figures.used.add(FactName.ACCOUNT)
        why = [_("归入「{row}」：{why}。").format(row=place_name(place), why=place.why)] if place is not None else []
        warnings = [*choice.warnings, *self._buyer_words(facts)]
        if place is None and not choice.places:
            warnings.append(_("看不出这张票据属于哪个排放源，请选定。"))
        elif place is None:
            warnings.append(_("这张票据可能属于几个排放源，请选定一个。"))
        elif place.meter is None and len(self.rows.of(place.source)) > 1:
            warnings.append(_("「{row}」有几个户号，票面没有写明，请选定。").format(row=place.source.name))
        draft = self._base(str(place.source.id) if place is not None else "", str(place.meter.id) if place and place.meter else "")
        return Proposal(
            draft=replace(draft, **_texts(figures.fields)),
            facts=facts,
            spots=figures.spots,
            why=(*why, *figures.why),
            warnings=(*warnings, *figures.warnings, *facts.doubts),
            unused=tuple(UnusedFact(fact_word(one.name), f"{one.text} {one.unit}".strip(), one.spot) for one in figures.unused()),
            candidates=tuple(Candidate(str(p.source.id), str(p.meter.id) if p.meter else "", place_name(p), p.why) for p in choice.places),
            same_as=self._earlier(facts.value(FactName.NUMBER)),
        )

    def _figures(self, facts: InvoiceFacts, choice: RowChoice) -> Figures:
        """The figures in the unit of the row; while the row is open, of the likeliest one."""
        place = choice.chosen or (choice.places[0] if choice.places else None)
        table = self.ws.catalogue.units
        before = BillDraft(Subject(""))
        unit = table["kWh"]
        if place is not None:
            unit = table[place.source.unit]
            if choice.chosen is not None:
                before = billing.new_draft(self.ws, self.dossier.id, Subject(place.source.id), str(place.meter.id) if place.meter else "")
        figures = Figures(facts, unit, table, choice.kind, before)
        figures.take_all()
        return figures

    # ---------------------------------------------------------------- whose paper, and known already?

    def _buyer_words(self, facts: InvoiceFacts) -> list[str]:
        """A paper that is written to somebody else."""
        own = [one for one in (self.organization.name if self.organization else "", self.venue.name if self.venue else "") if one]
        warned: list[str] = []
        tax = facts.value(FactName.BUYER_TAX)
        code = self.organization.credit_code if self.organization is not None else ""
        for name in (FactName.BUYER, FactName.CUSTOMER):
            said = facts.value(name)
            same_tax = name is FactName.BUYER and bool(tax) and bare(tax) == bare(code)
            if said and own and not same_tax and not any(_alike(said, one) for one in own):
                sentence = _("票面的{name}是「{said}」，不是「{own}」，请核对这张票据归不归本场所。")
                warned.append(sentence.format(name=fact_word(name), said=said, own=own[0]))
        if tax and code and bare(tax) != bare(code):
            warned.append(_("票面的购买方税号 {tax} 与档案里的 {code} 不同。").format(tax=tax, code=code))
        return warned

    def _earlier(self, number: str) -> tuple[EarlierUse, ...]:
        found: list[EarlierUse] = []
        for record in self.records:
            name = f"{self.names.get(str(record.subject), '')} {evidencing.record_time(record)}".strip()
            if self.digest in record.evidence:
                found.append(EarlierUse(str(record.id), "file", _("这份文件已附在「{record}」。").format(record=name)))
            if number and number in invoice_text(record.invoice).split("；"):
                said = _("票据号 {number} 已录在「{record}」。").format(number=number, record=name)
                found.append(EarlierUse(str(record.id), "invoice", said))
        return tuple(found)


def _all_records(work: UnitOfWork) -> tuple[ActivityRecord, ...]:
    return tuple(record for venue in work.venues.all() for record in work.activities.all_of_venue(venue.id))


def _alike(said: str, own: str) -> bool:
    """Whether two names are the same company's, as far as signs and blanks go, or one is the short form of the other."""
    first, second = bare(said), bare(own)
    return first == second or (len(first) >= _SHORTEST_NAME and first in second) or (len(second) >= _SHORTEST_NAME and second in first)


def _texts(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers as the form shows them."""
    return {name: shown_number(value) if name in NUMBERS and isinstance(value, str) and value else value for name, value in fields.items()}
