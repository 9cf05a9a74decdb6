"""The pre-flight list: what a platform's reviewer will look at, judged before anything is sealed (domain.md §6.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from core.accounting.neutrality import LOCK_GATE, STATEMENT_GATE
from core.domain.dossier import DossierKind
from core.domain.event import EventLevel
from core.domain.finding import Place, Severity
from core.domain.organization import read_credit_code
from core.domain.quantity import shown
from core.domain.submission import DocumentKind, SignerRole
from core.errors import InputError
from core.i18n import _
from core.workflows import compiling, filing, identifying
from core.workflows.compiling import Snapshot
from core.workflows.submission_views import ClaimView
from core.workflows.views import FindingView
from core.workflows.workspace import Workspace


class RowState(Enum):
    """How a line of the pre-flight list stands; only BLOCKED keeps a package from being made."""

    PASSED = "passed"
    EXPLAINED = "explained"
    QUESTION = "question"
    BLOCKED = "blocked"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class PreflightRow:
    """One line: the reviewer's rule, how it stands, why, and the place that mends it."""

    code: str
    title: str
    detail: str
    state: RowState
    place: Place


@dataclass(frozen=True, slots=True)
class PreflightGroup:
    """One part of the review: 形式, 数据, 减排, 抵消, 声明."""

    title: str
    rows: tuple[PreflightRow, ...]

    def count(self, state: RowState) -> int:
        """How many lines stand so."""
        return sum(1 for row in self.rows if row.state is state)


@dataclass(frozen=True, slots=True)
class Preflight:
    """The whole list."""

    groups: tuple[PreflightGroup, ...]

    def rows(self) -> Iterator[PreflightRow]:
        """All lines in order."""
        return (row for group in self.groups for row in group.rows)

    @property
    def blocked(self) -> int:
        """Lines that keep the package from being made."""
        return sum(1 for row in self.rows() if row.state is RowState.BLOCKED)

    @property
    def questions(self) -> int:
        """Lines that a reviewer will ask about."""
        return sum(1 for row in self.rows() if row.state is RowState.QUESTION)


@dataclass(frozen=True, slots=True)
class _Desk:
    ws: Workspace
    taken: Snapshot
    claim: ClaimView
    findings: tuple[FindingView, ...]


def preflight(ws: Workspace, dossier_id: str) -> Preflight:
    """Judge a dossier as a reviewer would."""
    taken = compiling.snapshot(ws, dossier_id)
    inventory = compiling.inventory_of(taken)
    desk = _Desk(ws, taken, filing.claim(ws, dossier_id), compiling.findings_of(ws, taken, inventory))
    quality = dict(inventory.quality)
    return Preflight(
        (
            PreflightGroup(_("形式"), (*_form(desk), *_found(desk, _FORM))),
            PreflightGroup(_("数据"), (*_data(desk), _coverage(quality["A"] + quality["B"]))),
            PreflightGroup(_("减排"), (_reduction(desk), *_found(desk, _REDUCTION))),
            PreflightGroup(_("抵消"), (_quantity(desk), *_found(desk, _OFFSETS))),
            PreflightGroup(_("声明"), (*_statement(desk), *_found(desk, _STATEMENT))),
        )
    )


def _row(code: str, title: str, detail: str, *, good: bool, page: str, field: str = "", bad: RowState = RowState.QUESTION) -> PreflightRow:
    return PreflightRow(code, title, detail, RowState.PASSED if good else bad, Place(page, field=field))


def _form(desk: _Desk) -> Iterator[PreflightRow]:
    organization = desk.taken.organization
    try:
        valid = read_credit_code(organization.credit_code).check_digit_good
    except InputError:
        valid = False
    yield _row(
        "R04", _("统一社会信用代码"), organization.credit_code, good=valid, page="profile", field="credit_code", bad=RowState.BLOCKED
    )
    roles = {person.role for person in desk.taken.people}
    named = {"preparer", "approver", "responsible"} <= roles
    people = _("填报人、审核人、负责人都已登记") if named else _("填报人、审核人、负责人还没有登记齐")
    yield _row("R05", _("签字人员"), people, good=named, page="profile", field="people")
    approver = identifying.registered_signer(desk.ws, SignerRole.APPROVER)
    detail = _("审核人证书：{name}").format(name=approver.name) if approver else _("还没有登记审核人的证书，封装时要用")
    yield _row("R05", _("审核人证书"), detail, good=approver is not None, page="submission")
    kinds = {document.kind for document in desk.claim.file.documents}
    licence = DocumentKind.LICENCE in kinds
    detail = _("已附") if licence else _("还没有附营业执照等资质复印件")
    yield _row("R01", _("营业执照、等级证明"), detail, good=licence, page="declaration")
    form = desk.taken.event
    if form is not None and form.files_form and form.level is not EventLevel.OTHER:
        detail = _("已附") if form.plan else _("国际性、全国性活动须附碳中和计划或实施方案")
        yield _row("R01", _("实施方案"), detail, good=form.plan is not None, page="events", field="plan", bad=RowState.BLOCKED)


def _data(desk: _Desk) -> Iterator[PreflightRow]:
    whole = _("12 个月") if desk.taken.dossier.kind is DossierKind.OPERATION else _("活动全部条目")
    open_ones = [view for view in desk.findings if view.finding.severity is not Severity.INFO and not view.finding.answered]
    if not open_ones:
        yield _row("R08", _("完整性与合理性"), _("{whole}核对完毕，没有未解决的问题").format(whole=whole), good=True, page="activity")
    yield from _found(desk, {view.finding.rule for view in desk.findings} - _ELSEWHERE)


_FORM, _REDUCTION, _OFFSETS, _STATEMENT = {"V36", "V40"}, {"V33"}, {"V34"}, {"V35", "V41"}
"""Rules whose findings belong to another part of the review than the data."""

_ELSEWHERE = _FORM | _REDUCTION | _OFFSETS | _STATEMENT

_SAID = {"V01", "E09"}
"""Rules that lines of the form say already when they block: R04 the credit code, R01 the enclosed plan."""


def _found(desk: _Desk, rules: Collection[str]) -> Iterator[PreflightRow]:
    """The findings of some rules, each as a line."""
    for view in desk.findings:
        state, finding = _finding_state(view), view.finding
        said = finding.rule in _SAID and state is RowState.BLOCKED
        if state is not None and finding.rule in rules and not said:
            title = view.title if finding.place_name in view.title else f"{finding.place_name} {view.title}"
            yield PreflightRow(finding.rule, title.strip(), view.message, state, finding.place)


def _finding_state(view: FindingView) -> RowState | None:
    if view.finding.severity is Severity.BLOCK:
        return RowState.BLOCKED
    if view.finding.severity is Severity.WARN:
        return RowState.EXPLAINED if view.finding.answered else RowState.QUESTION
    return None


_ENOUGH_EVIDENCE = 80
"""Percent of the emissions that should stand on bills or sub-meters; our proposal, no rule (domain.md R10 names samples only)."""


def _coverage(share: Fraction) -> PreflightRow:
    percent = share * 100
    detail = _("排放量的 {percent}% 有票据或分表支持").format(percent=shown(percent, 1))
    return _row("R10", _("证据覆盖"), detail, good=percent >= _ENOUGH_EVIDENCE, page="activity")


def _reduction(desk: _Desk) -> PreflightRow:
    done = [one for one in desk.claim.file.measures if one.state.carried_out and one.evidence]
    detail = _("{count} 项已实施，附有证据").format(count=len(done)) if done else _("还没有已实施并附证据的减排措施")
    return _row("R16", _("先减排"), detail, good=bool(done), page="measures")


def _quantity(desk: _Desk) -> PreflightRow:
    held = desk.claim.balance
    detail = _("需抵消 {needed} 吨，已注销 {retired} 吨").format(needed=held.needed, retired=held.retired)
    return _row("R18", _("抵消数量"), detail, good=held.covered, page="offsets")


def _statement(desk: _Desk) -> Iterator[PreflightRow]:
    claim = desk.claim
    yield PreflightRow("R24", _("可用的表述"), claim.wording, RowState.NOTE, Place("declaration"))
    yield PreflightRow("R25", _("边界与排除"), claim.boundary, RowState.NOTE, Place("declaration"))
    for gate in claim.missing:
        if gate.code in {LOCK_GATE, STATEMENT_GATE}:
            yield PreflightRow("R03", gate.title, gate.detail, RowState.NOTE, Place(gate.page))
