"""Commands of the files behind the figures: evidence add, list, remove, read, coverage."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.cli.ledger_commands import which_dossier
from core.cli.printing import add_command, complain, say, say_json, table
from core.domain.quantity import canonical, shown
from core.errors import InputError
from core.i18n import _
from core.workflows import boundary, compiling, dossiers, evidencing, proposing
from core.workflows.change import NOTHING
from core.workflows.evidencing import EvidenceFile
from core.workflows.proposing import InvoiceFacts, Proposal, Spot
from core.workflows.workspace import Workspace

_ADD_EXAMPLE = "main.py evidence add 账本.tanzhang 电费单.pdf --for 记录编号"
_FAULTS_IN_FILE = 1


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    evidence = add_command(commands, "evidence", _("附证据、列出、取下，读取发票，查看证据覆盖"), _ADD_EXAMPLE)
    acts = evidence.add_subparsers(dest="act", metavar=_("动作"), required=True)
    add = _act(acts, "add", _("把文件附到记录上"), _ADD_EXAMPLE, _add)
    add.add_argument("ledger", type=Path)
    add.add_argument("file", type=Path)
    add.add_argument("--for", dest="records", action="append", required=True, metavar=_("记录"), help=_("记录编号，见 explain；可重复"))
    listing = _act(acts, "list", _("列出一份年度档案的附件和它们的用处"), "main.py evidence list 账本.tanzhang --year 2025 --json", _list)
    listing.add_argument("ledger", type=Path)
    _which(listing)
    listing.add_argument("--for", dest="record", metavar=_("记录"), help=_("只列这条记录的附件"))
    remove = _act(
        acts, "remove", _("把附件从记录上取下；文件留在账本里"), "main.py evidence remove 账本.tanzhang 附件编号 --for 记录编号", _remove
    )
    remove.add_argument("ledger", type=Path)
    remove.add_argument("evidence", metavar=_("附件"), help=_("附件编号或它的开头，见 evidence list"))
    remove.add_argument("--for", dest="record", required=True, metavar=_("记录"))
    read = _act(
        acts, "read", _("读出 PDF、数电票 XML、OFD 上的内容；写明账本的，提出票据草稿"), "main.py evidence read 电费单.pdf --json", _read
    )
    read.add_argument("file", type=Path)
    read.add_argument("--ledger", type=Path)
    _which(read)
    read.add_argument("--source", help=_("归入哪个排放源，名称或编号"))
    read.add_argument("--account", help=_("户号"))
    coverage = _act(acts, "coverage", _("有票据证据的排放占比"), "main.py evidence coverage 账本.tanzhang --year 2025 --json", _coverage)
    coverage.add_argument("ledger", type=Path)
    _which(coverage)


def _act(acts: Any, name: str, words: str, example: str, run: Any) -> argparse.ArgumentParser:
    one = add_command(acts, name, words, example)
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run)
    return one


def _which(one: argparse.ArgumentParser) -> None:
    one.add_argument("--venue")
    one.add_argument("--year", type=int)
    one.add_argument("--dossier")


# ---------------------------------------------------------------- attaching


def _add(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        dossier_id = evidencing.dossier_of(ws, options.records[0])
        attached = evidencing.attach(ws, dossier_id, options.records, options.file)
    if options.json:
        before = [{"record": use.record_id, "words": use.words} for use in attached.used_before]
        say_json({"id": attached.file.evidence_id, "name": attached.file.name, "added": attached.added, "used_before": before})
    else:
        say(attached.words)
    return 0


def _remove(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        found = [one for one in evidencing.files_of(ws, options.record) if one.evidence_id.startswith(options.evidence)]
        if len(found) != 1:
            raise InputError(
                "evidence.not_attached", _("这条记录没有附件「{id}」。").format(id=options.evidence), _("用 evidence list 查看编号。")
            )
        change = evidencing.detach(ws, evidencing.dossier_of(ws, options.record), options.record, found[0].evidence_id)
    if options.json:
        say_json({"removed": found[0].evidence_id if change != NOTHING else None})
    else:
        say(_("已取下 {name}").format(name=found[0].name))
    return 0


def _list(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        files = evidencing.files_of(ws, options.record) if options.record else evidencing.files_in(ws, which_dossier(ws, options))
    if options.json:
        say_json({"files": [_file_document(one) for one in files]})
    else:
        head = (_("文件"), _("类型"), _("大小"), _("用于"), _("编号"))
        rows = [(one.name, one.kind, one.size_words, "、".join(use.words for use in one.uses), one.evidence_id[:12]) for one in files]
        table([head, *rows], right=(2,))
    for one in files:
        if one.problem:
            complain(one.problem)
    return 1 if any(one.problem for one in files) else 0


def _file_document(one: EvidenceFile) -> dict[str, Any]:
    return {
        "id": one.evidence_id,
        "name": one.name,
        "media_type": one.media_type,
        "size": one.size,
        "problem": one.problem or None,
        "uses": [{"record": use.record_id, "month": str(use.month) if use.month else None, "words": use.words} for use in one.uses],
    }


# ---------------------------------------------------------------- reading


def _read(options: argparse.Namespace) -> int:
    if options.ledger is None:
        facts = proposing.facts_of(evidencing.file_content(options.file), options.file.name)
        if facts is None:
            raise InputError("evidence.not_read", _("「{name}」这种文件不识别文字。").format(name=options.file.name))
        if options.json:
            say_json(_facts_document(facts))
        else:
            _say_facts(facts)
        return 0 if facts.facts or facts.items else _FAULTS_IN_FILE
    with Workspace.open(options.ledger) as ws:
        dossier_id = which_dossier(ws, options)
        subject, meter_id = _place(ws, dossier_id, options)
        proposal = proposing.propose(ws, dossier_id, options.file, subject=subject, meter_id=meter_id)
    if options.json:
        say_json(_proposal_document(proposal))
    else:
        _say_proposal(proposal)
    return 0 if proposal.facts is not None else _FAULTS_IN_FILE


def _place(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> tuple[str, str]:
    """The row and the account that were named."""
    venue_id = dossiers.dossier(ws, dossier_id).venue_id
    subject = meter_id = ""
    if options.source:
        found = [one for one in boundary.sources(ws, venue_id) if options.source in {one.id, one.name}]
        if not found:
            names = "、".join(one.name for one in boundary.sources(ws, venue_id) if one.active)
            raise InputError(
                "bill.source", _("没有排放源「{name}」。").format(name=options.source), _("可选：{names}。").format(names=names)
            )
        subject = str(found[0].id)
    if options.account:
        meters = [one for one in boundary.meters(ws, venue_id) if options.account in {one.account, one.id}]
        if not meters:
            names = "、".join(one.account for one in boundary.meters(ws, venue_id)) or _("（还没有户号）")
            raise InputError(
                "bill.account", _("没有户号「{account}」。").format(account=options.account), _("可选：{names}。").format(names=names)
            )
        subject, meter_id = subject or str(meters[0].source_id), str(meters[0].id)
    return subject, meter_id


def _facts_document(facts: InvoiceFacts) -> dict[str, Any]:
    return {
        "kind": facts.kind.value,
        "pages": [[page.width, page.height] for page in facts.pages],
        "facts": [
            {"name": one.name.value, "text": one.text, "value": one.value, "unit": one.unit or None, "spot": _spot(one.spot)}
            for one in facts
        ],
        "items": [{**{k: v for k, v in asdict(one).items() if not k.endswith("spot")}, "spot": _spot(one.spot)} for one in facts.items],
        "doubts": list(facts.doubts),
    }


def _spot(spot: Spot | None) -> dict[str, Any] | None:
    return asdict(spot) if spot is not None else None


def _say_facts(facts: InvoiceFacts) -> None:
    table([(proposing.fact_word(one.name), f"{one.text} {one.unit}".strip()) for one in facts])
    for item in facts.items:
        say(f"  {item.name}　{item.quantity} {item.unit}　{item.amount}".rstrip())
    for doubt in facts.doubts:
        complain(doubt)


def _proposal_document(proposal: Proposal) -> dict[str, Any]:
    draft = {
        name: value.isoformat() if hasattr(value, "isoformat") else list(value) if isinstance(value, tuple) else value
        for name, value in asdict(proposal.draft).items()
    }
    return {
        "draft": draft,
        "settled": proposal.settled,
        "facts": _facts_document(proposal.facts) if proposal.facts is not None else None,
        "spots": {name: _spot(spot) for name, spot in proposal.spots.items()},
        "why": list(proposal.why),
        "warnings": list(proposal.warnings),
        "unused": [{"name": one.name, "text": one.text, "spot": _spot(one.spot)} for one in proposal.unused],
        "candidates": [asdict(one) for one in proposal.candidates],
        "same_as": [asdict(one) for one in proposal.same_as],
    }


def _say_proposal(proposal: Proposal) -> None:
    for sentence in proposal.why:
        say(sentence)
    for one in proposal.unused:
        say(_("  没有采用：{name} {text}").format(name=one.name, text=one.text))
    if not proposal.settled:
        for candidate in proposal.candidates:
            say(_("  可能是：{name}（{why}）").format(name=candidate.name, why=candidate.why))
    for sentence in (*(use.words for use in proposal.same_as), *proposal.warnings):
        complain(sentence)


# ---------------------------------------------------------------- how much is proven


def _coverage(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        taken = compiling.snapshot(ws, which_dossier(ws, options))
        covered = evidencing.coverage(taken, compiling.inventory_of(taken))
    names = {str(source.id): source.name for source in taken.sources}
    if options.json:
        rows = [{"source": one, "name": names.get(one, one), "share": canonical(share)} for one, share in covered.by_subject.items()]
        say_json({"share": canonical(covered.share) if covered.share is not None else None, "sources": rows})
        return 0
    if covered.share is None:
        say(_("还没有排放量"))
        return 0
    say(_("有证据的排放占 {share}%").format(share=shown(covered.share * 100, 1)))
    table([(names.get(one, one), f"{shown(share * 100, 1)}%") for one, share in covered.by_subject.items()], right=(1,))
    return 0
