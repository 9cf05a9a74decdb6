"""The editions of the factor library a ledger computes with: which is in force, what another would change, adopting it, going back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.catalogue_loader.archiving import edition_of, shipped_edition, whole_texts
from core.catalogue_loader.extending import Differences, differences, extend
from core.domain.catalogue import Catalogue
from core.domain.edition import TRIAL_MARK, CatalogueEdition, EditionAct, is_trial_edition
from core.domain.quantity import shown
from core.domain.submission import Environment
from core.errors import RuleError, VerificationError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows.change import Change, ChangeKind
from core.workflows.edition_effects import effects
from core.workflows.edition_views import EditionCard, EditionLine, EditionPreview, EditionsView, card_of, counts_of
from core.workflows.wording import localized, required_text
from core.workflows.workspace import Workspace, reference_data

if TYPE_CHECKING:
    from core.submission.reading.packs import ReadPack

CATALOGUE: Change = frozenset({ChangeKind.CATALOGUE})

_KIND = "edition"
"""How the journal calls it."""

_SHORTEST_DIGEST = 6
_NOTED = 20
"""How many dossiers the note of a step names."""


def editions(ws: Workspace) -> EditionsView:
    """Read which editions this ledger has computed with."""
    with ws.store.read() as work:
        steps = work.editions.steps()
        known = {digest: _kept(work, digest) for digest in {step.digest for step in steps}}
        current = known[work.editions.in_force()]
    last = steps[-1].number
    lines = tuple(EditionLine(step, card_of(known[step.digest]), step.number == last) for step in reversed(steps))
    return EditionsView(card_of(current), lines, counts_of(ws.catalogue), _unseen(set(known), current))


def _unseen(known: set[str], current: CatalogueEdition) -> EditionCard | None:
    """The shipped edition where it is news: an older program has nothing to offer to a ledger that has gone on."""
    shipped = shipped_edition()
    return card_of(shipped) if shipped.digest not in known and shipped.name >= current.name.removesuffix(TRIAL_MARK) else None


def _kept(work: UnitOfWork, digest: str) -> CatalogueEdition:
    edition = work.editions.get(digest)
    if edition is None:  # the steps and the editions are written together, and neither is ever taken away
        raise RuleError("edition.unknown", _("账本里没有版本 {digest}。").format(digest=digest[:12]), _("用 factors list 查看各版本。"))
    return edition


# ---------------------------------------------------------------- what another edition would change


def preview_pack(ws: Workspace, path: Path, trust: Any) -> EditionPreview:
    """Judge a pack and compute what adopting it would change.

    Raises:
        VerificationError: not signed by a platform that is believed, damaged, or of a trial platform where that may not count.
        FileError: its rows cannot be added.
        RuleError: it extends another edition than the one in force, has nothing new, or its name is taken.
    """
    from core.submission.reading.packs import read_pack

    pack = read_pack(path, trust, ws.clock())
    with ws.store.read() as work:
        current = _kept(work, work.editions.in_force())
        _refuse_environment(work, pack, current)
        if pack.based_on not in {None, current.digest}:
            raise RuleError(
                "pack.base",
                _("因子包「{name}」接在版本 {wanted} 之后，账本在用的是 {found}。").format(
                    name=pack.name, wanted=str(pack.based_on)[:12], found=current.digest[:12]
                ),
                _("没有采用。请先采用它之前的版本，或向发布方索取接得上的因子包。"),
            )
        trial = pack.environment is Environment.TRIAL
        name = f"{pack.name}{TRIAL_MARK}" if trial else pack.name
        made = extend(whole_texts(current), pack.tables, name)
        if not made.added:
            raise RuleError(
                "pack.nothing_new",
                _("因子包「{name}」里的 {count} 行都已在因子库里。").format(name=pack.name, count=made.known),
                _("不需要采用，账本没有改动。"),
            )
        edition = edition_of(made.texts, pack=pack.digest, publisher=pack.issuer, read=made.catalogue)
        _refuse_taken_name(work, edition)
    found, blocked = effects(ws, made.catalogue)
    return EditionPreview(
        base=card_of(current),
        card=card_of(edition),
        edition=edition,
        catalogue=made.catalogue,
        title=localized(pack.title_zh, pack.title_en),
        signer=pack.signer,
        issued_at=pack.issued_at,
        changes=Differences(made.added, (), ()),
        known=made.known,
        blocked=blocked,
        effects=found,
    )


def preview_shipped(ws: Workspace) -> EditionPreview:
    """Compute what adopting the edition that ships with this program would change.

    Raises:
        RuleError: it is in force already.
    """
    return _preview_kept(ws, shipped_edition(), reference_data())


def preview_return(ws: Workspace, digest: str) -> EditionPreview:
    """Compute what going back to an earlier edition of this ledger would change.

    Args:
        ws: the ledger.
        digest: of the edition, or how it begins.

    Raises:
        RuleError: no or more than one edition of this ledger begins so, or it is in force.
    """
    with ws.store.read() as work:
        found = {step.digest for step in work.editions.steps() if step.digest.startswith(digest.strip().lower())}
        if len(digest.strip()) < _SHORTEST_DIGEST or len(found) != 1:
            raise RuleError(
                "edition.unknown",
                _("账本里没有、或不止一个以「{digest}」开头的版本。").format(digest=digest),
                _("用 factors list 查看各版本，摘要至少写 {count} 位。").format(count=_SHORTEST_DIGEST),
            )
        edition = _kept(work, found.pop())
        catalogue = ws.catalogue_of(edition.digest, work)
    return _preview_kept(ws, edition, catalogue)


def _preview_kept(ws: Workspace, edition: CatalogueEdition, catalogue: Catalogue) -> EditionPreview:
    with ws.store.read() as work:
        current = _kept(work, work.editions.in_force())
        if edition.digest == current.digest:
            raise RuleError(
                "edition.in_force", _("在用的就是因子库 {name}（{digest}）。").format(name=edition.name, digest=edition.digest[:12])
            )
    found, blocked = effects(ws, catalogue)
    return EditionPreview(
        base=card_of(current),
        card=card_of(edition),
        edition=edition,
        catalogue=catalogue,
        title="",
        signer="",
        issued_at=None,
        changes=differences(whole_texts(current), whole_texts(edition)),
        known=0,
        blocked=blocked,
        effects=found,
    )


def _refuse_environment(work: UnitOfWork, pack: ReadPack, current: CatalogueEdition) -> None:
    """Trial factors never reach figures that count: not by a trial pack in a real ledger, not under the rows of a real one."""
    places = work.venues.all()
    if pack.environment is Environment.TRIAL and not (places and all(place.sample for place in places)):
        raise VerificationError(
            "E_ENVIRONMENT",
            _("「{name}」是试用平台「{issuer}」的因子包，只能用于示例账本。").format(name=pack.name, issuer=pack.issuer),
            _("没有采用，账本没有改动。"),
        )
    if pack.environment is Environment.PRODUCTION and is_trial_edition(current.name):
        raise RuleError(
            "pack.trial_base",
            _("账本在用的是试用因子库 {name}，不能接上正式的因子包。").format(name=current.name),
            _("请先回退到正式的版本，再采用这个因子包。"),
        )


def _refuse_taken_name(work: UnitOfWork, edition: CatalogueEdition) -> None:
    for digest in {step.digest for step in work.editions.steps()} - {edition.digest}:
        if _kept(work, digest).name == edition.name:
            raise RuleError(
                "pack.name",
                _("账本里已有名为 {name} 的因子库（{digest}），内容不同。").format(name=edition.name, digest=digest[:12]),
                _("没有采用。请向发布方核对因子包的名称。"),
            )


# ---------------------------------------------------------------- putting it in force


def adopt(ws: Workspace, offer: EditionPreview) -> Change:
    """Compute with the offered edition from now on; locked dossiers keep theirs.

    Raises:
        RuleError: another edition came into force since the preview, or the ledger needs what this one does not have.
    """
    label = _("采用因子库 {name}").format(name=offer.card.name)
    return _put_in_force(ws, offer, EditionAct.ADOPT, label, effect_words(offer))


def roll_back(ws: Workspace, digest: str, reason: str) -> Change:
    """Go back to an edition that this ledger has computed with before.

    Raises:
        InputError: no reason is given.
        RuleError: there is no such edition, it is in force, or the ledger needs what it does not have.
    """
    why = required_text(reason, _("回退的原因"))
    offer = preview_return(ws, digest)
    label = _("回退到因子库 {name}：{reason}").format(name=offer.card.name, reason=why)
    return _put_in_force(ws, offer, EditionAct.ROLL_BACK, label, f"{why}。{effect_words(offer)}")


def _put_in_force(ws: Workspace, offer: EditionPreview, act: EditionAct, label: str, note: str) -> Change:
    if offer.blocked:
        raise RuleError(
            "edition.blocked",
            _("不能改用因子库 {name}：账本用到的几项它没有——{things}。").format(name=offer.card.name, things="；".join(offer.blocked)),
            _("账本没有改动。请先为这些排放源改选因子，再试一次。"),
        )
    with ws.job(label, undoable=False) as job:
        if job.work.editions.in_force() != offer.base.digest:
            raise RuleError("edition.moved", _("预览之后，在用的因子库已经变了。"), _("请重新预览，看过影响再采用。"))
        job.work.editions.keep(offer.edition)
        at = ws.clock().isoformat(timespec="seconds")
        job.work.editions.put_in_force(offer.card.digest, act, at=at, author=ws.author, note=note)
        before, after = (json.dumps({"digest": one.digest, "name": one.name}, ensure_ascii=False) for one in (offer.base, offer.card))
        job.work.journal.append(job.change, _KIND, "", before, after)
    ws.compute_with(offer.catalogue)
    return CATALOGUE


def effect_words(offer: EditionPreview) -> str:
    """The effect in one line, as the step keeps it."""
    moved = [one for one in offer.effects if one.changed]
    locked = sum(1 for one in offer.effects if one.locked)
    parts = [
        _("{title} {before} → {after} tCO₂e").format(title=one.title, before=shown(one.before, 2), after=shown(one.after, 2))
        for one in moved[:_NOTED]
    ]
    if len(moved) > _NOTED:
        parts.append(_("另有 {count} 份档案变动").format(count=len(moved) - _NOTED))
    if not moved:
        parts.append(_("没有档案的数字变动"))
    if locked:
        parts.append(_("{count} 份已锁定的档案不变").format(count=locked))
    return "；".join(parts)
