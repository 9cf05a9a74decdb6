"""What a sample claims besides its figures: its event, its plan, its credits, its papers; and the TOML files they become."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from sample_claim_faults import ClaimSpots, claim_faults, fault_tables
from sample_parts import MARK, Sheet, Site

STATED_ON = date(2026, 1, 23)
"""Day of the commitments."""
REGISTRY = "示例登记机构"
LICENCE = f"{MARK}-营业执照副本复印件.pdf"

Value = str | bool | int | Decimal | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the event used; quantities in the row's unit."""

    stage: str
    type_code: str
    name: str
    unit: str
    estimate: Decimal
    actual: Decimal
    basis: str
    papers: tuple[str, ...]
    factor: str = ""


def item(stage: str, type_code: str, name: str, quantities: str, basis: str, paper: str, *, factor: str = "") -> Item:
    """A row of the event's table; `quantities` are estimate, actual and unit, parted by spaces."""
    estimate, actual, unit = quantities.split()
    return Item(stage, type_code, name, unit, Decimal(estimate), Decimal(actual), basis, (paper,), factor)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the plan; `paper` proves that it was carried out."""

    id: str
    state: str
    owner: str
    start_on: date
    done_on: date | None
    cost_yuan: Decimal
    note: str
    values: tuple[tuple[str, Decimal], ...]
    paper: Sheet | None = None
    at_supplier: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A measure that is compared with others and is in no plan; what is not named comes from the venue's data."""

    id: str
    cost_yuan: int
    values: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Lot:
    """Credits that were bought and retired; whole tonnes, each with a serial of its own.

    Attributes:
        prefix, first: the serials run from `first` on behind the prefix.
        for_operation, for_event: tonnes used by each of the two dossiers.
    """

    product: str
    subtype: str
    project: str
    methodology: str
    location: str
    vintage: int
    tonnes: int
    prefix: str
    first: int
    acquired_on: date
    retired_on: date
    retirement_id: str
    price: Decimal
    priority_region: bool = False
    for_operation: int = 0
    for_event: int = 0

    @property
    def serials(self) -> tuple[str, str]:
        """First and last serial."""
        return f"{self.prefix}{self.first:07d}", f"{self.prefix}{self.first + self.tonnes - 1:07d}"


@dataclass(frozen=True, slots=True)
class Claims:
    """Everything of one venue that is no workbook.

    Attributes:
        boundary: what the operation covers, in the words of the claim.
        event: the fields of 附表1 by their names in event.toml.
        pages: title, number and issuer of each paper of the event, by file name; its lines are the items that name it.
        plan_text: paragraphs of the enclosed plan; empty where none is enclosed.
        scans: other papers of the operation.
        spots: where the faults of broken-claims.toml are put.
        operation_tonnes, event_tonnes: what the program computes for the two dossiers, to the second decimal.
    """

    site: Site
    boundary: str
    event: Mapping[str, Value]
    items: tuple[Item, ...]
    pages: Mapping[str, tuple[str, str, str]]
    measures: tuple[Measure, ...]
    drafts: tuple[Draft, ...]
    prices: tuple[tuple[str, Decimal], ...]
    lots: tuple[Lot, ...]
    licence: tuple[tuple[str, str], ...]
    operation_tonnes: Decimal
    event_tonnes: Decimal
    spots: ClaimSpots
    plan_text: tuple[str, ...] = ()
    scans: tuple[Sheet, ...] = ()


# ---------------------------------------------------------------- TOML


def claim_files(claims: Claims) -> dict[str, str]:
    """File name → text of the TOML files that the program loads."""
    items = [("[[item]]", _item(one)) for one in claims.items]
    return {
        "event.toml": _document("the event and what it used", [("[event]", claims.event), *items]),
        "plan.toml": _document("the venue's reduction measures", [*_planned(claims)]),
        "offsets.toml": _document("credits for the year's operation", [("[[lot]]", lot) for lot in _lots(claims, of_event=False)]),
        "event-offsets.toml": _document("credits for the event", [("[[lot]]", lot) for lot in _lots(claims, of_event=True)]),
        "documents.toml": _document("papers of the operation's dossier", _documents(claims, of_event=False)),
        "broken-claims.toml": _document(
            "one change of the set-up for each rule about claims that it breaks",
            fault_tables(claim_faults(claims.spots, REGISTRY, claims.site.organization)),
        ),
        "event-documents.toml": _document("papers of the event's dossier", _documents(claims, of_event=True)),
    }


def _document(what: str, parts: Iterable[tuple[str, Mapping[str, Value]]]) -> str:
    lines = [f"# 示例: {what}; simulated, written by packaging/make_samples.py. Not to be submitted."]
    for heading, fields in parts:
        lines += ["", heading, *(f"{name} = {_value(value)}" for name, value in fields.items())]
    return "\n".join([*lines, ""])


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(json.dumps(one, ensure_ascii=False) for one in value)}]"
    return json.dumps(str(value), ensure_ascii=False)


def _item(item: Item) -> Mapping[str, Value]:
    fields: dict[str, Value] = {"stage": item.stage, "type": item.type_code, "name": item.name, "unit": item.unit}
    if item.factor:
        fields["factor"] = item.factor
    return fields | {"estimate": item.estimate, "actual": item.actual, "basis": item.basis, "evidence": item.papers}


_BUDGET = Decimal(1_000_000)


def _planned(claims: Claims) -> Iterator[tuple[str, Mapping[str, Value]]]:
    yield "[settings]", {"budget_yuan": _BUDGET}
    yield "[settings.prices]", dict(claims.prices)
    for measure in claims.measures:
        yield from _measure(measure)
    for draft in claims.drafts:
        yield from _draft(draft)


def _measure(measure: Measure) -> list[tuple[str, Mapping[str, Value]]]:
    fields: dict[str, Value] = {"id": measure.id, "state": measure.state, "owner": measure.owner, "start_on": measure.start_on}
    if measure.done_on is not None:
        fields["done_on"] = measure.done_on
    fields |= {"cost_yuan": measure.cost_yuan, "note": measure.note}
    if measure.at_supplier:
        fields["at_supplier"] = True
    if measure.paper is not None:
        fields["evidence"] = (measure.paper.file,)
    return [("[[measure]]", fields), ("[measure.values]", dict(measure.values))]


def _draft(draft: Draft) -> list[tuple[str, Mapping[str, Value]]]:
    fields: dict[str, Value] = {"id": draft.id, "draft": True, "cost_yuan": Decimal(draft.cost_yuan)}
    return [("[[measure]]", fields), *([("[measure.values]", dict(draft.values))] if draft.values else [])]


def _lots(claims: Claims, *, of_event: bool) -> list[Mapping[str, Value]]:
    found: list[Mapping[str, Value]] = []
    for lot in claims.lots:
        use = lot.for_event if of_event else lot.for_operation
        if use:
            found.append(_lot(lot, claims, use))
    return found


def _lot(lot: Lot, claims: Claims, use: int) -> Mapping[str, Value]:
    first, last = lot.serials
    return {
        "product": lot.product,
        "subtype": lot.subtype,
        "registry": REGISTRY,
        "project": lot.project,
        "methodology": lot.methodology,
        "location": lot.location,
        "vintage": lot.vintage,
        "tonnes": lot.tonnes,
        "serial_from": first,
        "serial_to": last,
        "account": f"示例账户 {claims.site.credit_code[-4:]}",
        "acquired_on": lot.acquired_on,
        "retired_on": lot.retired_on,
        "retirement_id": lot.retirement_id,
        "beneficiary": beneficiary(claims, lot),
        "unit_price_yuan": lot.price,
        "source": "institution",
        "priority_region": lot.priority_region,
        "note": "示例，登记机构、项目和序列号均为虚构",
        "proof": (proof_name(lot),),
        "use": use,
    }


def beneficiary(claims: Claims, lot: Lot) -> str:
    """For whom and what a lot was retired."""
    uses = [f"{claims.site.venue} 2025 年度运营"] if lot.for_operation else []
    return "；".join([*uses, str(claims.event["name"])] if lot.for_event else uses)


def proof_name(lot: Lot) -> str:
    """File name of the proof of retirement."""
    return f"{MARK}-注销证明-{lot.retirement_id}.pdf"


def _documents(claims: Claims, *, of_event: bool) -> list[tuple[str, Mapping[str, Value]]]:
    files = [("statement", statement_name(of_event=of_event)), ("licence", LICENCE)]
    files += [("scan", sheet.file) for sheet in claims.scans if not of_event]
    return [
        ("[[document]]", {"kind": kind, "file": file, "issuer": claims.site.organization, "issued_on": STATED_ON}) for kind, file in files
    ]


def statement_name(*, of_event: bool) -> str:
    """File name of the scanned commitment."""
    return f"{MARK}-自我承诺书-{'活动' if of_event else '运营'}-盖章扫描.pdf"


def whole_tonnes(tonnes: Decimal) -> int:
    """Tonnes to offset: rounded up (domain.md §7.1)."""
    return int(tonnes.to_integral_value(ROUND_CEILING))


def with_uses(lots: Sequence[Lot], operation: Decimal, event: Decimal) -> tuple[Lot, ...]:
    """The lots with what each gives to the two dossiers: the event takes from the last, the operation from the first on."""
    left = whole_tonnes(operation)
    found: list[Lot] = []
    for number, lot in enumerate(lots):
        for_event = whole_tonnes(event) if number == len(lots) - 1 else 0
        use = min(left, lot.tonnes - for_event)
        left -= use
        found.append(replace(lot, for_operation=use, for_event=for_event))
    if left:
        raise SystemExit(f"{left} tonnes are missing")
    return tuple(found)
