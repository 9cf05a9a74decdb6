"""Own factors of the ledger: added with their document, proved by a file, used by sources; a value is never altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.domain.activity import EvidenceId, EvidenceRef
from core.domain.emission import EmissionSource, SourceId
from core.domain.factor_unit import read_factor
from core.domain.own_factor import OwnFactor, OwnFactorId, is_own
from core.errors import InputError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import boundary
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.factor_fit import fits, own_factor
from core.workflows.wording import required_text
from core.workflows.workspace import Workspace, new_id

_EARLIEST, _LATEST = 1990, 2100


@dataclass(frozen=True, slots=True)
class OwnFactorCard:
    """One row of the list of own factors.

    Attributes:
        proof: the attached files, in order.
        used_by: (venue name, source name) of each source that names it.
    """

    factor: OwnFactor
    proof: tuple[EvidenceRef, ...]
    used_by: tuple[tuple[str, str], ...]


def own_factors(ws: Workspace) -> tuple[OwnFactorCard, ...]:
    """The ledger's own factors with their proof and where they are used, by name."""
    with ws.store.read() as work:
        factors = work.own_factors.all()
        users = _users(work) if factors else {}
        files = {one.id: one for one in work.evidence.all()} if factors else {}
    return tuple(OwnFactorCard(one, tuple(files[file] for file in one.evidence), tuple(users.get(one.factor_id, ()))) for one in factors)


def fitting(ws: Workspace, sources: Iterable[EmissionSource]) -> Mapping[SourceId, tuple[OwnFactor, ...]]:
    """For each row the own factors it could compute with; rows that none fits are left out."""
    with ws.store.read() as work:
        factors = work.own_factors.all()
    found = {}
    for source in sources if factors else ():
        kind = ws.catalogue.source_types[source.type_code]
        own = tuple(one for one in factors if fits(source, kind, one, ws.catalogue.units))
        if own:
            found[source.id] = own
    return found


def _users(work: UnitOfWork) -> dict[str, list[tuple[str, str]]]:
    users: dict[str, list[tuple[str, str]]] = {}
    for venue in work.venues.all():
        for source in work.sources.of_venue(venue.id):
            if is_own(source.factor_id):
                users.setdefault(source.factor_id, []).append((venue.name, source.name))
    return users


def add_own_factor(
    ws: Workspace,
    name: str,
    value_text: str,
    unit_text: str,
    document: str,
    *,
    clause: str = "",
    vintage: int | None = None,
    files: Sequence[Path] = (),
) -> tuple[OwnFactor, Change]:
    """Add a factor; another value is another factor.

    Args:
        ws: the open ledger.
        name: what it is, in the person's words.
        value_text: the value as written in the document; a unit may stand behind it.
        unit_text: such as ``kgCO2e/kWh``; empty where it stands behind the value.
        document: title, number and publisher of the document.
        clause: page, table or line in it.
        vintage: data year.
        files: the files that prove it. Without one it is kept, and blocks locking where it is used (V46).

    Raises:
        InputError: value, unit, name, document or year is not right, or the very same factor is there already.
        FileError: a file cannot be read.
    """
    value, unit = read_factor(value_text, unit_text, ws.catalogue.units)
    if vintage is not None and not _EARLIEST <= vintage <= _LATEST:
        raise InputError("factor.vintage", _("因子年份 {year} 不对。").format(year=vintage), _("请填四位年份，没有年份可不填。"))
    made = OwnFactor(
        OwnFactorId(new_id()),
        required_text(name, _("因子名称")),
        value,
        unit.numerator,
        unit.per,
        unit.gas,
        required_text(document, _("因子出处（文件名称、文号或出具单位）")),
        " ".join(clause.split()),
        vintage,
    )
    references = [ws.store.keep_evidence(file, file.name) for file in files]
    with ws.job(_("登记自有因子「{name}」").format(name=made.name)) as job:
        if any(one == replace(made, id=one.id, evidence=one.evidence) for one in job.work.own_factors.all()):
            raise InputError("factor.twice", _("已有一个完全相同的自有因子「{name}」。").format(name=made.name), _("请直接选用它。"))
        made = replace(made, evidence=_entered(job.work, references))
        job.work.own_factors.put(made, job.change)
    return made, frozenset({ChangeKind.SOURCE})


def _entered(work: UnitOfWork, references: Iterable[EvidenceRef]) -> tuple[EvidenceId, ...]:
    kept = tuple(references)
    for one in kept:
        work.evidence.put(one)
    return tuple(one.id for one in kept)


def attach_proof(ws: Workspace, factor_id: str, file: Path) -> Change:
    """Attach a file that proves a factor; the factor itself stays as it is.

    Raises:
        InputError: there is no such factor.
        FileError: the file cannot be read.
    """
    with ws.store.read() as work:
        own_factor(work, factor_id)
    reference = ws.store.keep_evidence(file, file.name)
    with ws.job(_("附因子证明 {name}").format(name=file.name)) as job:
        found = own_factor(job.work, factor_id)
        evidence = (*found.evidence, *_entered(job.work, [reference]))
        altered = job.work.own_factors.put(replace(found, evidence=evidence), job.change)
    return frozenset({ChangeKind.SOURCE, ChangeKind.EVIDENCE}) if altered else NOTHING


def remove_own_factor(ws: Workspace, factor_id: str) -> Change:
    """Take away a factor that no source names; its history stays in the journal.

    Raises:
        InputError: there is no such factor.
        RuleError: a source names it.
    """
    with ws.job(_("删除自有因子")) as job:
        job.work.own_factors.remove(own_factor(job.work, factor_id).id, job.change)
    return frozenset({ChangeKind.SOURCE})


def use_own_factor(ws: Workspace, source_id: str, factor_id: str) -> Change:
    """Let a source compute with an own factor instead of the published ones.

    Raises:
        InputError: no such source or factor, or nothing leads from the row's unit to the factor's.
    """
    with ws.store.read() as work:
        found = own_factor(work, factor_id)
    return boundary.change_source(ws, source_id, factor_id=found.factor_id)
