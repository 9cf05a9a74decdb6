"""Commands of the factor library: factors list, show, preview, adopt, rollback."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path
from typing import Any

from core.cli import own_factor_commands
from core.cli.printing import add_command, complain, say, say_json, table
from core.cli.submission_commands import trust_of
from core.domain.edition import EditionAct
from core.domain.quantity import canonical, shown
from core.errors import UsageError
from core.i18n import _
from core.workflows import editions, factor_rows
from core.workflows.edition_effects import DossierEffect
from core.workflows.edition_views import EditionCard, EditionPreview, EditionsView
from core.workflows.factor_rows import FactorRow
from core.workflows.wording import localized
from core.workflows.workspace import Workspace, system_clock

_MOST_ROWS = 40
"""Rows of a preview that are printed; the JSON has them all."""


def add_commands(commands: Any) -> None:
    """Add this family to the parser."""
    factors = add_command(commands, "factors", _("因子库：查看、采用因子包、回退"), "main.py factors list 账本.tanzhang --all --json")
    acts = factors.add_subparsers(dest="act", metavar=_("动作"), required=True)
    one = _act(acts, "list", _("在用的版本、历次变更和用到的行"), "main.py factors list 账本.tanzhang --json", _list)
    one.add_argument("--all", action="store_true", help=_("列出全部的行，不只是档案用到的"))
    one.add_argument("--json", action="store_true")
    one = _act(acts, "show", _("一行的全部内容和同系列各年"), "main.py factors show 账本.tanzhang grid_prov_sichuan_2023", _show)
    one.add_argument("id", help=_("行的编号"))
    one.add_argument("--json", action="store_true")
    one = _act(acts, "preview", _("采用前先看对各档案的影响"), "main.py factors preview 账本.tanzhang 因子包-2026.03.zip", _preview)
    _offer_options(one)
    one.add_argument("--json", action="store_true")
    one = _act(acts, "adopt", _("采用因子包，或程序自带的因子库"), "main.py factors adopt 账本.tanzhang 因子包-2026.03.zip --yes", _adopt)
    _offer_options(one)
    one.add_argument("--yes", action="store_true", help=_("看过影响，确认采用；不加只显示，不采用"))
    example = "main.py factors rollback 账本.tanzhang --to d71ebaced2af --reason 发布方撤回了因子包"
    one = _act(acts, "rollback", _("回退到账本用过的版本"), example, _rollback)
    one.add_argument("--to", required=True, metavar=_("摘要"), help=_("版本的摘要，前几位即可"))
    one.add_argument("--reason", required=True, help=_("回退的原因"))
    own_factor_commands.add_to(acts)


def _act(acts: Any, name: str, words: str, example: str, run: Any) -> argparse.ArgumentParser:
    one = add_command(acts, name, words, example)
    one.add_argument("ledger", type=Path)
    one.set_defaults(run=run)
    return one


def _offer_options(one: argparse.ArgumentParser) -> None:
    one.add_argument("file", type=Path, nargs="?", help=_("因子包（.zip）"))
    one.add_argument("--shipped", action="store_true", help=_("程序自带的因子库"))
    one.add_argument("--profile", type=Path, action="append", default=[], help=_("信任的平台配置；不给时用已导入的和程序自带的"))


# ---------------------------------------------------------------- list and show


def _list(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        view = editions.editions(ws)
        rows = factor_rows.rows(ws, everything=options.all)
    if options.json:
        say_json({**_editions_document(view), "rows": [_row_document(row) for row in rows]})
        return 0
    _say_editions(view)
    say("")
    say(_("全部 {count} 行：").format(count=len(rows)) if options.all else _("各档案用到的 {count} 行：").format(count=len(rows)))
    table([(row.id, row.value, row.unit, row.name) for row in rows], right=(1,))
    return 0


def _say_editions(view: EditionsView) -> None:
    say(_("在用的因子库：{edition}").format(edition=_card_words(view.in_force)))
    names = {"factors": _("因子"), "gwp": "GWP", "blends": _("混合工质"), "benchmarks": _("基准值")}
    say("，".join(_("{name} {count} 行").format(name=names[kind], count=count) for kind, count in view.counts.items()))
    say(_("历次变更："))
    acts = {EditionAct.BEGIN: _("建立账本"), EditionAct.ADOPT: _("采用"), EditionAct.ROLL_BACK: _("回退")}
    for line in view.lines:
        say(f"{line.step.at[:16].replace('T', ' ')}  {acts[line.step.act]}  {line.edition.name}  {line.edition.short}  {line.step.author}")
        if line.step.note:
            say(f"    {line.step.note}")
    if view.shipped is not None:
        say(shipped_notice(view.shipped, view.in_force))


def shipped_notice(shipped: EditionCard, current: EditionCard) -> str:
    """That the program ships a library this ledger has never computed with."""
    return _("本程序自带因子库 {name}（{digest}），账本仍用 {current}。可用 factors preview 账本 --shipped 查看影响后采用。").format(
        name=shipped.name, digest=shipped.short, current=current.name
    )


def _card_words(card: EditionCard) -> str:
    whose = _("{publisher}发布的因子包").format(publisher=card.publisher) if card.publisher else _("随程序提供")
    return _("{name}（{digest}，{whose}）").format(name=card.name, digest=card.short, whose=whose)


def _show(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        found, others = factor_rows.row(ws, options.id)
    if options.json:
        say_json({"rows": [_row_document(row) for row in found], "series": [_row_document(row) for row in others]})
        return 0
    marks = {"checked": _("● 已核对"), "transcribed": _("◐ 转录一致"), "unchecked": _("○ 未核对")}
    first = found[0]
    for row in found:
        say(f"{row.id}  {row.value} {row.unit}  {row.name}")
    pairs = [
        (_("年份"), str(first.vintage or "—")),
        (_("地区"), first.region or "—"),
        (_("文件"), first.document),
        (_("条款"), first.clause or "—"),
        (_("核对"), marks.get(first.mark, first.mark)),
        (_("用于"), "、".join(first.used_by) or _("没有档案用到")),
    ]
    table(pairs)
    if others:
        say(_("同系列各年："))
        table([(row.id, row.value, row.unit, row.document) for row in others], right=(1,))
    return 0


# ---------------------------------------------------------------- preview, adopt, roll back


def _offered(ws: Workspace, options: argparse.Namespace) -> EditionPreview:
    if (options.file is None) == (not options.shipped):
        raise UsageError("factors.which", _("请给出因子包文件，或加 --shipped，二者选一。"))
    if options.shipped:
        return editions.preview_shipped(ws)
    return editions.preview_pack(ws, options.file, trust_of(options, system_clock()))


def _preview(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        offer = _offered(ws, options)
    if options.json:
        say_json(_offer_document(offer))
    else:
        _say_offer(offer)
    return 1 if offer.blocked else 0


def _adopt(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        offer = _offered(ws, options)
        _say_offer(offer)
        if not options.yes and not offer.blocked:
            complain(_("没有采用，账本没有改动。看过以上影响后，加 --yes 采用。"))
            return 1
        editions.adopt(ws, offer)
    say(_("已采用因子库 {name}（{digest}）").format(name=offer.card.name, digest=offer.card.short))
    return 0


def _rollback(options: argparse.Namespace) -> int:
    with Workspace.open(options.ledger) as ws:
        offer = editions.preview_return(ws, options.to)
        editions.roll_back(ws, offer.card.digest, options.reason)
    _say_offer(offer)
    say(_("已回退到因子库 {name}（{digest}）").format(name=offer.card.name, digest=offer.card.short))
    return 0


def _say_offer(offer: EditionPreview) -> None:
    say(_("在用：{edition}").format(edition=_card_words(offer.base)))
    say(_("改为：{edition}").format(edition=_card_words(offer.card)))
    if offer.signer and offer.issued_at is not None:
        say(_("「{title}」，{signer} 签名于 {time}").format(title=offer.title, signer=offer.signer, time=f"{offer.issued_at:%Y-%m-%d}"))
    changes = offer.changes
    for words, rows in ((_("新增 {count} 行："), changes.added), (_("不再有 {count} 行："), changes.gone)):
        if rows:
            say(words.format(count=len(rows)))
            table([(row.id, row.value, row.unit, localized(row.zh, row.en)) for row in rows[:_MOST_ROWS]], right=(1,))
        if len(rows) > _MOST_ROWS:
            say(_("……另有 {count} 行，--json 列出全部").format(count=len(rows) - _MOST_ROWS))
    if offer.known:
        say(_("另有 {count} 行与现有的完全相同").format(count=offer.known))
    if changes.others:
        say(_("排放源、检查规则等 {count} 个表也不同").format(count=len(changes.others)))
    for thing in offer.blocked:
        complain(_("不能采用：账本用到而它没有——{thing}").format(thing=thing))
    if not offer.blocked:
        _say_effects(offer.effects)


def _say_effects(effects: tuple[DossierEffect, ...]) -> None:
    say(_("对各档案的影响（tCO₂e）："))
    for one in effects:
        if one.locked:
            say(_("{title}：{before}，已锁定，不变").format(title=one.title, before=shown(one.before, 2)))
        elif not one.changed:
            say(_("{title}：{before}，不变").format(title=one.title, before=shown(one.before, 2)))
        else:
            change = one.after - one.before
            share = f"（{_signed(one.share * 100, 2)}%）" if one.share is not None else ""
            say(f"{one.title}：{shown(one.before, 2)} → {shown(one.after, 2)}，{_signed(change, 2)}{share}")
            table(
                [
                    ("  " + row.name, shown(row.before, 2), "→", shown(row.after, 2), _signed(row.after - row.before, 2))
                    for row in one.changed
                ],
                right=(1, 3, 4),
            )


def _signed(value: Fraction, decimals: int) -> str:
    text = shown(value, decimals)
    return text if value <= 0 else f"+{text}"


# ---------------------------------------------------------------- JSON


def _card_document(card: EditionCard) -> dict[str, Any]:
    return {"name": card.name, "digest": card.digest, "publisher": card.publisher, "pack": card.pack, "trial": card.trial}


def _editions_document(view: EditionsView) -> dict[str, Any]:
    return {
        "in_force": _card_document(view.in_force),
        "counts": dict(view.counts),
        "shipped": None if view.shipped is None else _card_document(view.shipped),
        "steps": [
            {
                "number": line.step.number,
                "at": line.step.at,
                "author": line.step.author,
                "act": line.step.act.value,
                "note": line.step.note,
                "edition": _card_document(line.edition),
            }
            for line in view.lines
        ],
    }


def _row_document(row: FactorRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "id": row.id,
        "name": row.name,
        "value": row.value,
        "unit": row.unit,
        "vintage": row.vintage,
        "region": row.region,
        "document": row.document,
        "clause": row.clause,
        "mark": row.mark,
        "used_by": list(row.used_by),
    }


def _offer_document(offer: EditionPreview) -> dict[str, Any]:
    rows = {"added": offer.changes.added, "gone": offer.changes.gone}
    return {
        "base": _card_document(offer.base),
        "edition": _card_document(offer.card),
        "title": offer.title,
        "signer": offer.signer,
        "issued_at": None if offer.issued_at is None else offer.issued_at.isoformat(),
        **{
            name: [
                {"table": one.table, "id": one.id, "value": one.value, "unit": one.unit, "name": localized(one.zh, one.en)} for one in found
            ]
            for name, found in rows.items()
        },
        "known": offer.known,
        "other_tables": list(offer.changes.others),
        "blocked": list(offer.blocked),
        "effects": [
            {
                "dossier": one.dossier_id,
                "title": one.title,
                "venue": one.venue,
                "locked": one.locked,
                "before_tco2e": canonical(one.before),
                "after_tco2e": canonical(one.after),
                "sources": [
                    {"source": row.name, "before_tco2e": canonical(row.before), "after_tco2e": canonical(row.after)} for row in one.sources
                ],
            }
            for one in offer.effects
        ],
    }
