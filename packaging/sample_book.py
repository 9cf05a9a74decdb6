"""A sample year as the filled template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal

from sample_parts import Account, SampleYear, Signatory

from core.documents.workbook import YES, CellValue, WorkbookContent
from core.documents.workbook_venue import field_choices, venue_rows
from core.domain.catalogue import Catalogue

Rows = tuple[Mapping[str, CellValue], ...]


def content_of(sample: SampleYear, catalogue: Catalogue) -> WorkbookContent:
    """The workbook of a sample year, marked 示例 on every sheet."""
    kind = catalogue.venue_types[sample.site.venue_type]
    regions = tuple(region.name for region in catalogue.regions.values())
    return WorkbookContent(
        title=f"{sample.site.venue} {sample.year}年",
        rows={
            "venue": _venue(sample, catalogue),
            "sources": _sources(sample, catalogue),
            "monthly": _monthly(sample, catalogue),
            "bills": _bills(sample, catalogue),
            "meter_changes": tuple(
                {"account": c.account.number, "date": c.day, "old_end": c.old_last, "new_start": c.new_first, "note": c.note}
                for c in sample.changes
            ),
            "zero_reasons": tuple({"subject": n.row, "month": _month(n.month), "reason": n.reason} for n in sample.no_use),
            "explanations": tuple(
                {"rule": e.rule, "subject": e.row, "month": _month(e.month), "text": e.text} for e in sample.explanations
            ),
            "people": tuple(_person(person) for person in sample.people),
        },
        sample=True,
        dropdowns={
            ("sources", "type"): tuple(source_type.zh for source_type in catalogue.source_types.values()),
            ("bills", "source"): tuple(source.name for source in sample.sources if not source.excluded),
        },
        field_choices=field_choices(kind.profile, types=(kind.zh,), regions=regions),
    )


def _person(person: Signatory) -> Mapping[str, CellValue]:
    return {
        "name": person.name,
        "role": person.role,
        "department": person.department,
        "phone": person.phone,
        "legal_representative": YES if person.legal else None,
        "authorization": person.authorization or None,
    }


def _month(month: int) -> str:
    return f"{month}月"


def _venue(sample: SampleYear, catalogue: Catalogue) -> Rows:
    site, kind = sample.site, catalogue.venue_types[sample.site.venue_type]
    numbers = {field.code for field in kind.profile if field.kind in {"number", "integer"}}
    values: dict[str, CellValue] = {
        "organization": site.organization,
        "credit_code": site.credit_code,
        "name": site.venue,
        "type": kind.zh,
        "region": catalogue.regions[site.region].name,
        "year": str(sample.year),
    }
    values |= {code: Decimal(value) if code in numbers else value for code, value in site.profile}
    return venue_rows(values, kind.profile, {unit.code: unit.label for unit in catalogue.units})


def _sources(sample: SampleYear, catalogue: Catalogue) -> Rows:
    accounts: dict[str, Account] = {bill.account.source: bill.account for bill in sample.bills if bill.account.number}
    rows: list[Mapping[str, CellValue]] = []
    for source in sample.sources:
        billed = accounts.get(source.name)
        account = billed.number if billed else source.account
        rows.append(
            {
                "name": source.name,
                "type": catalogue.source_types[source.type_code].zh,
                "unit": catalogue.units[source.unit].label,
                "account": account or None,
                "multiplier": billed.multiplier if billed else source.ratio,
                "period_style": "含末日" if account else None,
                "species": source.species or None,
                "factor": source.factor or None,
                "excluded_reason": source.excluded or None,
                "excluded_tonnes": source.left_out,
            }
        )
    return tuple(rows)


def _monthly(sample: SampleYear, catalogue: Catalogue) -> Rows:
    units = {source.name: source.unit for source in sample.sources if not source.excluded}
    units |= {output.zh: output.unit for output in catalogue.outputs.values() if output.zh in sample.outputs}
    typed = {(figure.row, figure.month): figure.value for figure in sample.figures}
    return tuple(
        {
            "subject": row,
            "unit": catalogue.units[units[row]].label,
            **{f"m{month:02d}": typed.get((row, month)) for month in range(1, 13)},
        }
        for row in (*(source.name for source in sample.sources if not source.excluded), *sample.outputs)
    )


def _bills(sample: SampleYear, catalogue: Catalogue) -> Rows:
    return tuple(
        {
            "source": bill.account.source,
            "account": bill.account.number or None,
            "start": bill.first,
            "end": bill.last,
            "reading_start": bill.reading_start,
            "reading_end": bill.reading_end,
            "multiplier": bill.account.multiplier,
            "losses": bill.losses,
            "quantity": bill.quantity,
            "unit": catalogue.units[bill.unit].label,
            "amount_yuan": bill.amount,
            "invoice": bill.invoice,
            "estimated": YES if bill.estimated else None,
            "corrects": bill.corrects or None,
            **({} if bill.times is None else asdict(bill.times)),
            "attachment": ";".join((bill.evidence, *bill.more)) or None,
            "note": bill.note or None,
        }
        for bill in sample.bills
    )
