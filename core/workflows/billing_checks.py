"""What the rules say about one bill before it is kept: the same functions that check the dossier, run on it with the bill in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.accounting.check_context import Account, Case
from core.accounting.checks import CHECKS, describe
from core.accounting.footprint import Facts, footprint
from core.domain.activity import ActivityRecord
from core.domain.finding import CheckRule, Finding
from core.i18n import _, current_language, mark
from core.workflows.bill_views import BillCheck
from core.workflows.compiling import Snapshot, check_context
from core.workflows.workspace import Workspace

_FIELDS: Mapping[str, str] = {"period": "start", "end": "last", "evidence": "evidence"}
"""Where the rules call a field otherwise than the draft does."""

_BETWEEN: Mapping[str, str] = {"V02": "", "V07": "reading_start"}
"""Rules that compare a bill with the one before it, and the field of the later one that they name then."""

_NAMES: Mapping[str, str] = {
    "V02": mark("账期衔接"),
    "V07": mark("示数衔接"),
    "V08": mark("示数 × 倍率"),
    "V09": mark("尖峰平谷合计"),
    "V10": mark("折合单价"),
    "V13": mark("票据号与附件"),
    "V31": mark("账期"),
}
"""The rules that look at a bill, and what each compares."""


@dataclass(frozen=True, slots=True)
class BillCase:
    """A dossier as it would be with a bill in it.

    Attributes:
        after: id of the account's next bill, at which the rules place what lies between the two.
    """

    case: Case
    bill: ActivityRecord
    after: str

    @classmethod
    def of(cls, ws: Workspace, taken: Snapshot, bill: ActivityRecord, after: str) -> BillCase:
        """Put a bill into what was read, in the place of the same bill as it is kept."""
        of_concern = replace(
            taken,
            records=(*(record for record in taken.records if record.id != bill.id and _concerns(record, bill)), bill),
            last_year=tuple(record for record in taken.last_year if _concerns(record, bill)),
            earlier=tuple(record for record in taken.earlier if _concerns(record, bill)),
        )
        # The rules about bills look at no emissions, so the footprint is that of nothing.
        nothing = footprint(Facts(taken.venue, taken.dossier.period, (), ()), taken.dossier.method, taken.catalogue, compare=False)
        return cls(Case.of(check_context(ws, of_concern, nothing)), bill, after)

    def findings(self, rule: str, *, force: bool = False) -> tuple[Finding, ...]:
        """What a rule finds at the bill; forced, it speaks whatever its limit is, which tells how far the bill is from it.

        An edition of the catalogue that does not know the rule finds nothing.
        """
        if rule not in self.case.context.catalogue.rules:
            return ()
        case = self._forced(rule) if force else self.case
        checks = [check for code, check in CHECKS if code == rule]
        return tuple(finding for check in checks for finding in check(case) if self._is_about(finding))

    def _is_about(self, finding: Finding) -> bool:
        """Whether a finding stands at the bill, or at the next one because of what lies between the two."""
        place = finding.place
        if finding.rule == "V02" and place.field:  # days before the first bill and after the last: the bills to come, not this one
            return False
        return place.record == self.bill.id or (
            bool(self.after) and place.record == self.after and place.field == _BETWEEN.get(finding.rule)
        )

    def _forced(self, rule: str) -> Case:
        rules = self.case.context.catalogue.rules
        below = replace(rules[rule], thresholds=dict.fromkeys(rules[rule].thresholds, Decimal(-1)))
        catalogue = replace(self.case.context.catalogue, rules={**rules, rule: below})
        return replace(self.case, context=replace(self.case.context, catalogue=catalogue))

    def account(self) -> Account | None:
        """The account that the bill belongs to, with the changes of its meter; None for a credit note."""
        return next((one for one in self.case.accounts if any(bill.id == self.bill.id for bill in one.bills)), None)

    def rule(self, rule: str) -> CheckRule:
        """The rule with its words and limits in force."""
        return self.case.context.catalogue.rules[rule]


def _concerns(record: ActivityRecord, bill: ActivityRecord) -> bool:
    """Whether the rules hold a record against the bill: it is of the same row, or the same paper may stand behind it."""
    if record.subject == bill.subject:
        return True
    return bool(set(record.evidence) & set(bill.evidence) or _numbers(record) & _numbers(bill))


def _numbers(bill: ActivityRecord) -> set[str]:
    return {number for part in bill.invoice.replace(";", "；").split("；") if (number := "".join(part.split()).upper())}


def bill_checks(case: BillCase) -> tuple[BillCheck, ...]:
    """What the rules say about the bill, in the order of the form; a rule that has nothing to look at is left out."""
    return tuple(_checks(case))


def _checks(case: BillCase) -> Iterator[BillCheck]:
    bill = case.bill
    if bill.reading_start is not None and bill.reading_end is not None and bill.micro:
        yield from _measured(case, "V08", _("与计费量相差 {off}（不超过 {limit}%）"))
    if bill.time_of_use is not None and bill.micro:
        yield from _measured(case, "V09", _("与计费量相差 {off}（不超过 {limit}%）"))
    if bill.reverses is None:
        yield _plain(case, "V02", _("无空档、无重叠"))
        if bill.reading_start is not None:
            yield _plain(case, "V07", _("示数连续"))
    if bill.amount_yuan is not None and bill.micro:
        yield from _measured(case, "V10", _("{price}，在常见范围内"))
    if bill.invoice or bill.evidence:
        yield _plain(case, "V13", _("未重复使用"))
    if case.findings("V31"):
        yield _plain(case, "V31", "")


def _plain(case: BillCase, rule: str, good: str) -> BillCheck:
    found = case.findings(rule)
    return _fired(case, rule, found) if found else BillCheck(rule, True, _(_NAMES[rule]), good)


def _measured(case: BillCase, rule: str, good: str) -> Iterator[BillCheck]:
    """A rule with a limit: how far the bill is from it is said where it is good, too."""
    found = case.findings(rule)
    if found:
        yield _fired(case, rule, found)
        return
    for forced in case.findings(rule, force=True)[:1]:
        limit = case.rule(rule).thresholds.get("percent", Decimal(0))
        words = {"off": "0%", **forced.parameters, "limit": f"{limit:,f}"}
        yield BillCheck(rule, True, _(_NAMES[rule]), good.format(**words))


def _fired(case: BillCase, rule: str, found: Collection[Finding]) -> BillCheck:
    first = next(iter(found))
    words = describe(first, case.rule(rule), current_language())
    field = _FIELDS.get(first.place.field, first.place.field) or "start"
    expected = _("{message}，应为{expected}").format(message=words.message, expected=words.expected)
    return BillCheck(rule, False, _(_NAMES[rule]), expected if words.expected else words.message, words.why, field)
