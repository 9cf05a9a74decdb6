"""What was made public of a dossier, and what others have said of its organization: logs with their papers (domain.md D4, F10, P15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.accounting.claim_words import forbidden_words, level_name
from core.catalogue_loader.claim_rules import claim_words
from core.domain.activity import EvidenceRef
from core.domain.neutrality_papers import Disclosure, DisclosureId, ListStatus, Standing, StandingId, StandingKind
from core.errors import InputError, RuleError
from core.i18n import _
from core.workflows import dossiers, filing, organizing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.wording import required_text
from core.workflows.workspace import Job, Workspace, new_id


@dataclass(frozen=True, slots=True)
class DisclosureRow:
    """One disclosure with its files."""

    disclosure: Disclosure
    evidence: tuple[EvidenceRef, ...]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """One status with its files; `words` is it in words."""

    standing: Standing
    words: str
    evidence: tuple[EvidenceRef, ...]


# ---------------------------------------------------------------- disclosures


def disclosures(ws: Workspace, dossier_id: str) -> tuple[DisclosureRow, ...]:
    """The log of a dossier, by day.

    Raises:
        InputError: there is no such dossier.
    """
    with ws.store.read() as work:
        found = dossiers.dossier_in(work, dossier_id)
        files = {reference.id: reference for reference in work.evidence.all()}
        kept = work.disclosures.of_dossier(found.id)
    return tuple(DisclosureRow(one, tuple(files[file] for file in one.evidence if file in files)) for one in kept)


def add_disclosure(
    ws: Workspace, dossier_id: str, on: date, channel: str, *, place: str = "", note: str = "", files: Iterable[Path] = ()
) -> Change:
    """Enter one disclosure.

    Args:
        ws: the open ledger.
        dossier_id: whose claim or figures were made public.
        on: the day.
        channel: where: 官网, 大堂公示 ….
        place: address or place where it can be found.
        note: what was said.
        files: pictures or copies.

    Raises:
        InputError: there is no such dossier, the day lies ahead, or the channel is missing.
        RuleError: a text holds a word that the dossier's level forbids.
        FileError: a file cannot be read.
    """
    found = dossiers.dossier(ws, dossier_id)
    return _keep(ws, Disclosure(DisclosureId(new_id()), found.id, on, channel, place, note), files, _("登记信息披露"))


def change_disclosure(
    ws: Workspace,
    disclosure_id: str,
    *,
    on: date | None = None,
    channel: str | None = None,
    place: str | None = None,
    note: str | None = None,
    files: Iterable[Path] = (),
) -> Change:
    """Set one line of the log right; what is None stays, files are added to those that are there.

    Raises:
        InputError: there is no such line, the day lies ahead, or the channel is missing.
        RuleError: a text holds a word that the dossier's level forbids.
        FileError: a file cannot be read.
    """
    with ws.store.read() as work:
        kept = work.disclosures.get(DisclosureId(disclosure_id))
    if kept is None:
        raise _no_disclosure()
    wanted = replace(
        kept,
        on=kept.on if on is None else on,
        channel=kept.channel if channel is None else channel,
        place=kept.place if place is None else place,
        note=kept.note if note is None else note,
    )
    return _keep(ws, wanted, files, _("修改一条披露记录"))


def _keep(ws: Workspace, wanted: Disclosure, files: Iterable[Path], label: str) -> Change:
    _past(ws, wanted.on)
    made = replace(wanted, channel=required_text(wanted.channel, _("渠道")), place=wanted.place.strip(), note=wanted.note.strip())
    _held_to_its_level(ws, made)
    references = [ws.store.keep_evidence(file, file.name) for file in files]
    added = tuple(one.id for one in references if one.id not in made.evidence)
    with ws.job(label) as job:
        _put_files(job, references)
        altered = job.work.disclosures.put(replace(made, evidence=(*made.evidence, *added)), job.change)
    return frozenset({ChangeKind.SUBMISSION, ChangeKind.EVIDENCE}) if altered else NOTHING


def _held_to_its_level(ws: Workspace, made: Disclosure) -> None:
    """The log stands on paper 14, so none of its texts may say more than the claim."""
    claim = filing.claim(ws, made.dossier_id)
    names = (*claim_words().names, dossiers.dossier(ws, made.dossier_id).title)
    for head, text in ((_("渠道"), made.channel), (_("位置"), made.place), (_("内容"), made.note)):
        if wrong := forbidden_words(text, claim.blocked, names):
            raise RuleError(
                "disclosure.blocked_word",
                _("披露记录的「{field}」里有「{word}」，{level}这一级不能使用。").format(
                    field=head, word=wrong[0], level=level_name(claim.level)
                ),
                _("请照评价声明页现在可用的表述写；已经发布的，请更正以后再登记。"),
            )


def remove_disclosure(ws: Workspace, disclosure_id: str) -> Change:
    """Take one line off the log.

    Raises:
        InputError: there is none.
    """
    with ws.job(_("删除一条披露记录")) as job:
        if not job.work.disclosures.remove(DisclosureId(disclosure_id), job.change):
            raise _no_disclosure()
    return frozenset({ChangeKind.SUBMISSION})


def _no_disclosure() -> InputError:
    return InputError("disclosure.unknown", _("没有这条披露记录。"), _("它可能已被撤销，请刷新页面。"))


# ---------------------------------------------------------------- standings


def standing_words(standing: Standing) -> str:
    """A status in words, as it was told."""
    if standing.kind is StandingKind.STARS:
        return _("企业绿色影响力 {value}").format(value=standing.value)
    return list_words(ListStatus(standing.value))


def list_words(status: ListStatus) -> str:
    """The platform's lists in words."""
    return {ListStatus.GREEN: _("绿名单"), ListStatus.NONE: _("不在名单上"), ListStatus.BLACK: _("黑名单")}[status]


def standings(ws: Workspace, venue_id: str) -> tuple[StandingRow, ...]:
    """What others have said of a venue's organization, by day.

    Raises:
        InputError: there is no such venue.
    """
    place = organizing.venue(ws, venue_id)
    with ws.store.read() as work:
        files = {reference.id: reference for reference in work.evidence.all()}
        kept = work.standings.of_organization(place.organization_id)
    return tuple(StandingRow(one, standing_words(one), tuple(files[file] for file in one.evidence if file in files)) for one in kept)


def add_standing(
    ws: Workspace, venue_id: str, kind: StandingKind, value: str, *, on: date, source: str, files: Iterable[Path] = ()
) -> Change:
    """Enter a status that a platform or an office gave; nothing of it is computed here.

    Raises:
        InputError: there is no such venue, the value is none of the list's, the day lies ahead, or the source is missing.
        FileError: a file cannot be read.
    """
    place = organizing.venue(ws, venue_id)
    _past(ws, on)
    if kind is StandingKind.LIST and value not in {status.value for status in ListStatus}:
        known = "、".join(status.value for status in ListStatus)
        raise InputError("standing.value", _("名单状态「{value}」不对。").format(value=value), _("可用：{known}。").format(known=known))
    references = [ws.store.keep_evidence(file, file.name) for file in files]
    made = Standing(
        StandingId(new_id()),
        place.organization_id,
        kind,
        required_text(value, _("结果")),
        on,
        required_text(source, _("来源")),
        evidence=tuple(reference.id for reference in references),
    )
    with ws.job(_("登记外部名单或评级")) as job:
        _put_files(job, references)
        altered = job.work.standings.put(made, job.change)
    return frozenset({ChangeKind.SUBMISSION, ChangeKind.EVIDENCE}) if altered else NOTHING


def remove_standing(ws: Workspace, standing_id: str) -> Change:
    """Take a status that was entered by mistake off the ledger.

    Raises:
        InputError: there is none.
    """
    with ws.job(_("删除一条外部名单或评级")) as job:
        if not job.work.standings.remove(StandingId(standing_id), job.change):
            raise InputError("standing.unknown", _("没有这条记录。"), _("它可能已被撤销，请刷新页面。"))
    return frozenset({ChangeKind.SUBMISSION})


def _past(ws: Workspace, on: date) -> None:
    if on > ws.today():
        message = _("日期 {day} 在今天之后。").format(day=on.isoformat())
        raise InputError("day.future", message, _("发生以后再登记；电脑日期不准的，先校准。"))


def _put_files(job: Job, references: Iterable[EvidenceRef]) -> None:
    for reference in references:
        job.work.evidence.put(reference)
