"""The demonstration: the whole job on sample years and their events, and the sample ledgers that the window opens."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import resources
from core.domain.dossier import DossierId
from core.domain.finding import Severity
from core.domain.quantity import shown
from core.domain.submission import PlatformCertificate
from core.errors import EnvironmentFault, FileError
from core.i18n import _
from core.workflows import comparing, compiling, dossiers, events, filing, importing, offsetting, organizing, plan_files, reporting, trying
from core.workflows.import_views import Cancelled, Progress
from core.workflows.workspace import SUFFIX, Workspace

VENUE_TYPES = ("hotel", "mall", "scenic")
_BEFORE = "data-2024.xlsx"
_YEAR = "data.xlsx"

Pictures = Callable[[Path, Path], Sequence[Path]]


def _sample_clock() -> datetime:
    """The samples are filled in on one day, so that their papers always come out the same."""
    return datetime(2026, 3, 25, 14, 2, tzinfo=UTC)


@dataclass(slots=True)
class _Steps:
    """What was done, how long it took, and which files it left."""

    out: Path
    say: Callable[[str], None]
    venue: str = ""
    rows: list[dict[str, Any]] = field(default_factory=list)
    _since: float = field(default_factory=time.perf_counter)

    def done(self, name: str, text: str, files: Sequence[Path] = ()) -> None:
        """Print and keep one step."""
        now = time.perf_counter()
        seconds = now - self._since
        self._since = now
        names = [path.relative_to(self.out).as_posix() for path in files]
        self.rows.append({"venue": self.venue, "step": name, "seconds": round(seconds, 3), "files": names})
        self.say(f"[{seconds:6.2f} s] {text}")
        for one in names:
            self.say(f"           {one}")


@dataclass(frozen=True, slots=True)
class SampleDossiers:
    """The dossiers of a sample ledger: its newest year, and the event it hosted."""

    operation: DossierId
    event: DossierId


def sample_folder(venue_type: str) -> Path:
    """Where a shipped sample lies.

    Raises:
        FileError: there is no sample of this type.
    """
    folder = resources.folder("samples") / venue_type
    if not (folder / _YEAR).is_file():
        known = "、".join(VENUE_TYPES)
        raise FileError(
            "sample.missing", _("没有「{type}」的示例。").format(type=venue_type), _("这个版本带有：{known}。").format(known=known)
        )
    return folder


def build_sample(ledger: Path, venue_type: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> SampleDossiers:
    """Make the sample ledger from its shipped workbooks, evidence, plan, credits and event.

    A ledger that is not whole is taken away again: the next one who asks for the sample would take it for one.

    Raises:
        FileError: the sample is missing or damaged.
        InputError: the place is taken.
        EnvironmentFault: the place cannot be written.
        ImportCancelledError: stopped by the person.
    """
    folder = sample_folder(venue_type)
    draft = importing.venue_draft(folder / _YEAR)
    ws = Workspace.create(ledger, author=_("陈示例"), clock=_sample_clock)
    made = None
    try:
        with ws:
            place, _change = organizing.create_venue(ws, draft, sample=True)
            for name, year in ((_BEFORE, draft.year - 1), (_YEAR, draft.year)):
                importing.import_workbook(ws, folder / name, venue_id=place.id, year=year, progress=progress, cancelled=cancelled)
            operation = dossiers.operation_dossier(ws, place.id, draft.year).id
            comparing.set_base_year(ws, place.id, draft.year - 1, _("有完整数据的第一年（示例）"))
            plan_files.load_plan(ws, place.id, folder / "plan.toml")
            event = events.load_event(ws, place.id, folder / "event.toml").id
            for dossier_id, part in ((operation, ""), (event, "event-")):
                offsetting.load_lots(ws, dossier_id, folder / f"{part}offsets.toml")
                filing.load_documents(ws, dossier_id, folder / f"{part}documents.toml")
            ws.daily_backup()
            made = SampleDossiers(operation, event)
    finally:
        if made is None:
            shutil.rmtree(ledger, ignore_errors=True)
    return made


def open_sample(folder: Path, venue_type: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Path:
    """The sample ledger in a person's own folder; made when it is not there yet, kept with her changes when it is."""
    names = {"hotel": _("示例竹溪酒店"), "mall": _("示例云栈购物中心"), "scenic": _("示例雪岭景区")}
    ledger = folder / f"{names.get(venue_type, venue_type)}{SUFFIX}"
    if not ledger.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build_sample(ledger, venue_type, progress, cancelled)
    return ledger


def demonstrate(out: Path, venue_types: Sequence[str], say: Callable[[str], None], pictures: Pictures | None) -> None:
    """Do the whole job on samples and leave every file of it in `out`.

    Raises:
        FileError: `out` already holds a demonstration.
        EnvironmentFault: `out` cannot be written.
    """
    for venue_type in venue_types:
        target = out / venue_type
        if target.exists() and any(target.iterdir()):
            raise FileError("demo.taken", _("文件夹「{path}」里已有内容。").format(path=target), _("请换一个空文件夹，原有文件没有动。"))
    steps = _Steps(out, say)
    try:
        for venue_type in venue_types:
            steps.venue = venue_type
            _demonstrate_one(out / venue_type, venue_type, steps, pictures)
        _sum_up(out, venue_types, steps)
    except OSError as error:
        raise EnvironmentFault(
            "demo.place",
            _("「{out}」不能写入：{reason}。").format(out=out, reason=error.strerror or error),
            _("请检查这个位置是否可以写入、磁盘是否已满，或换一个空文件夹。"),
        ) from error


def _sum_up(out: Path, venue_types: Sequence[str], steps: _Steps) -> None:
    summary = out / "summary.json"
    document = {"venues": list(venue_types), "environment": "trial", "sample": True, "steps": steps.rows}
    summary.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    steps.done("summary", _("全部文件在 {out}").format(out=out), [summary])


def _demonstrate_one(target: Path, venue_type: str, steps: _Steps, pictures: Pictures | None) -> None:
    target.mkdir(parents=True, exist_ok=True)
    ledger = target / "ledger"
    sample = sample_folder(venue_type)
    shutil.copyfile(sample / _YEAR, target / "data.xlsx")
    steps.done("sample", _("取出示例数据（示例，不可递交）"), [target / "data.xlsx"])
    made = build_sample(ledger, venue_type)
    steps.done("import", _("新建账本，导入两年数据、票据、措施、抵消和活动"), [ledger])
    with Workspace.open(ledger, author=_("陈示例")) as ws:
        _figures(ws, made, target, steps)
        desk = trying.open_trial_desk(ws, made.operation, target, steps.done)
        trying.try_out(ws, made.operation, desk, target, _certificate(ws, made.operation, "A"), steps.done)
        trying.try_out(ws, made.event, desk, target / "event", _certificate(ws, made.event, "B"), steps.done)
        _papers(ws, made, target, steps)
    if pictures is not None:
        steps.done("pictures", _("画出各页图片"), list(pictures(ledger, target / "pages")))


def _figures(ws: Workspace, made: SampleDossiers, target: Path, steps: _Steps) -> None:
    taken = compiling.snapshot(ws, made.operation)
    document = compiling.footprint_document(taken, compiling.inventory_of(taken))
    footprint_file = target / "footprint.json"
    footprint_file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    steps.done("footprint", _("核算碳足迹：{total} tCO₂e").format(total=document["total_tco2e"]), [footprint_file])
    views = compiling.findings(ws, made.operation)
    words = _("检查：阻断 {blocking} 项，待说明 {open} 项，已说明 {answered} 项")
    blocking = sum(1 for view in views if view.severity is Severity.BLOCK)
    asking = [view for view in views if view.severity is Severity.WARN and not view.finding.answered]
    answered = sum(1 for view in views if view.finding.answered)
    steps.done("check", words.format(blocking=blocking, open=len(asking), answered=answered))


def _papers(ws: Workspace, made: SampleDossiers, target: Path, steps: _Steps) -> None:
    wanted = (
        (made.operation, "footprint", "footprint.pdf"),
        (made.operation, "statement", "statement.pdf"),
        (made.operation, "application", "application.pdf"),
        (made.event, "form1", "form1.pdf"),
        (made.event, "form2", "form2.pdf"),
        (made.event, "form2", "form2.xlsx"),
    )
    for dossier_id, kind, name in wanted:
        reporting.write_report(ws, dossier_id, kind, target / name)
    steps.done("papers", _("写出核算报告、自我承诺书、申请书、附表1、附表2"), [target / name for _dossier, _kind, name in wanted])
    book = target / "live-workbook.xlsx"
    reporting.write_report(ws, made.operation, "workbook", book)
    steps.done("workbook", _("写出带公式的核算工作簿"), [book])


def _certificate(ws: Workspace, dossier_id: str, letter: str) -> PlatformCertificate:
    claim = filing.claim(ws, dossier_id)
    kind = _("运营碳中和（试用）") if letter == "A" else _("活动碳中和（试用）")
    return trying.trial_certificate(f"SHILI-{letter}-0001", shown(claim.balance.total, 2, grouped=False), kind, ws.today())
