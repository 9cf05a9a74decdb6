"""`import`: our template, bill lists and the tables that people have, with a preview, or the questions that are open."""

from __future__ import annotations

import argparse
from typing import Any

from core.cli.printing import complain, say, say_json
from core.domain.quantity import canonical, shown, signed
from core.errors import UsageError
from core.i18n import _
from core.workflows import importing_free
from core.workflows.import_views import Fate, ImportPlan, ImportPreview, PreviewRow
from core.workflows.views import ImportReport
from core.workflows.workspace import Workspace

_MOST_LINES = 40


def import_file(ws: Workspace, dossier_id: str, options: argparse.Namespace) -> int:
    """Run the command; 1 where something was refused or has to be answered first."""
    if options.plan and options.columns:
        raise UsageError("import.plan", _("--plan 和 --columns 不能同用。"), _("先用 --plan 打印，改好后用 --columns 交回。"))
    if options.columns:
        plan = importing_free.plan_from(ws, dossier_id, options.file, options.columns)
    else:
        plan = importing_free.guess(ws, dossier_id, options.file)
    if options.plan:
        say(importing_free.plan_text(ws, dossier_id, plan).rstrip())
        return 0
    if not options.dry_run and not plan.ready:
        return _ask(plan, options)
    if options.dry_run:
        preview = importing_free.try_import(ws, dossier_id, options.file, plan)
        report = importing_free.preview_report(ws, dossier_id, preview)
        if options.annotated and report.refused:
            importing_free.annotate(options.file, plan, options.annotated, report.refused)
    else:
        preview = None
        report = importing_free.take_import(ws, dossier_id, options.file, plan, annotated=options.annotated)
    if options.json:
        say_json({**_document(report), **_plan_document(plan), **(_preview_document(preview) if preview is not None else {})})
    else:
        _say(report, preview, options)
        _say_questions(plan)
    return 1 if report.refused or plan.questions else 0


def _ask(plan: ImportPlan, options: argparse.Namespace) -> int:
    """Say what has to be answered, and how; nothing was imported."""
    if options.json:
        say_json({"file": plan.file, "dossier": options.dossier or "", "read": 0, **_plan_document(plan)})
    complain(
        _("没有导入：还有 {count} 处没弄清。").format(count=len(plan.questions)) if plan.questions else _("没有导入：没有可导入的表。")
    )
    _say_questions(plan)
    return 1


def _say_questions(plan: ImportPlan) -> None:
    if not plan.questions:
        return
    names = {one.code: one.name for one in plan.choices}
    for one in plan.questions:
        proposed = "、".join(names.get(code, code) for code in one.proposals)
        complain(f"  {one.question}{one.hint}" + (_("可能是：{names}。").format(names=proposed) if proposed else ""))
    complain(_("回答办法：加 --plan 打印列对照，填好 means 后存成文件，再用 --columns 交回；或在窗口里导入。"))


def _plan_document(plan: ImportPlan) -> dict[str, Any]:
    return {
        "layout": plan.layout.value,
        "questions": [
            {
                "sheet": one.sheet,
                "what": one.what,
                "column": one.column,
                "item": one.item,
                "question": one.question,
                "proposals": list(one.proposals),
            }
            for one in plan.questions
        ],
        "tables": [
            {
                "sheet": one.sheet,
                "layout": one.layout.value,
                "header_rows": list(one.header_rows),
                "taken": one.taken,
                "remembered": one.remembered,
                "columns": [
                    {"column": c.letter, "heading": c.heading, "means": c.meaning, "certainty": c.certainty.value, "unit": c.unit}
                    for c in one.columns
                ],
                "items": [{"name": i.name, "means": i.meaning, "certainty": i.certainty.value, "unit": i.unit} for i in one.items],
            }
            for one in plan.tables
        ],
    }


def _document(report: ImportReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "dossier": report.dossier_id,
        "dry_run": report.dry_run,
        "read": report.read,
        "accepted": report.accepted,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": len(report.refused),
        "refusals": [{"sheet": r.sheet, "row": r.row, "column": r.column, "found": r.found, "reason": r.reason} for r in report.refused],
        "notes": list(report.notes),
        "tco2e_before": canonical(report.tco2e_before),
        "tco2e_after": canonical(report.tco2e_after),
    }


def _preview_document(preview: ImportPreview) -> dict[str, Any]:
    return {
        "rows": [_row(one) for one in preview.rows],
        "effects": [
            {"source": one.subject, "name": one.name, "tco2e_before": canonical(one.before), "tco2e_after": canonical(one.after)}
            for one in preview.effects
        ],
    }


def _row(one: PreviewRow) -> dict[str, Any]:
    return {
        "fate": one.fate.value,
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "name": one.name,
        "period": one.period,
        "before": one.before,
        "after": one.after,
        "tco2e": None if one.effect is None else canonical(one.effect),
        "reason": one.reason,
    }


def _say(report: ImportReport, preview: ImportPreview | None, options: argparse.Namespace) -> None:
    counts = _("读到 {read} 项：新增 {accepted}，更改 {changed}，未变 {unchanged}，未导入 {refused}")
    say(
        counts.format(
            read=report.read, accepted=report.accepted, changed=report.changed, unchanged=report.unchanged, refused=len(report.refused)
        )
    )
    if preview is not None:
        _say_preview(preview)
    for refusal in report.refused:
        say(f"  {refusal.place}：{refusal.reason}")
    for note in report.notes:
        say(f"  {note}")
    if report.tco2e_before != report.tco2e_after:
        effect = _("排放量 {before} → {after} tCO₂e（{difference}）")
        before, after = shown(report.tco2e_before, 2), shown(report.tco2e_after, 2)
        say(effect.format(before=before, after=after, difference=signed(report.tco2e_after - report.tco2e_before)))
    if options.dry_run:
        say(_("这是试导入，账本没有改动。"))
    if options.annotated and report.refused:
        say(_("标注后的工作簿已写到 {path}").format(path=options.annotated))


def _say_preview(preview: ImportPreview) -> None:
    """What would change, line by line, and what that does to each row's tonnes."""
    signs = {Fate.NEW: _("新增"), Fate.CHANGED: _("更改")}
    lines = [one for one in preview.rows if one.fate in signs]
    for one in lines[:_MOST_LINES]:
        change = f"{one.before} → {one.after}" if one.before else one.after
        effect = _("，{tonnes} t").format(tonnes=signed(one.effect)) if one.effect is not None else ""
        say(f"  {signs[one.fate]} {one.place} {one.name} {one.period} {change}{effect}".rstrip())
    if len(lines) > _MOST_LINES:
        say(_("  ……另有 {count} 条，全部见 --json。").format(count=len(lines) - _MOST_LINES))
    for effect_line in preview.effects:
        before, after = shown(effect_line.before, 2), shown(effect_line.after, 2)
        say(f"  {effect_line.name} {before} → {after} t（{signed(effect_line.difference)}）")
