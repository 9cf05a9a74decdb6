"""The demonstration: the whole job on a sample year, and the sample ledger that the window opens."""

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
from core.domain.finding import Severity
from core.errors import FileError
from core.i18n import _
from core.workflows import compiling, dossiers, importing, organizing, reporting
from core.workflows.importing import Cancelled, Progress
from core.workflows.workspace import SUFFIX, Workspace

_BEFORE = "data-2024.xlsx"
_YEAR = "data.xlsx"


def _sample_clock() -> datetime:
    """The samples are filled in on one day, so that their papers always come out the same."""
    return datetime(2026, 1, 25, 14, 2, tzinfo=UTC)


@dataclass(slots=True)
class _Steps:
    """What was done, how long it took, and which files it left."""

    out: Path
    say: Callable[[str], None]
    rows: list[dict[str, Any]] = field(default_factory=list)
    _since: float = field(default_factory=time.perf_counter)

    def done(self, name: str, text: str, files: Sequence[Path] = ()) -> None:
        """Print and keep one step."""
        now = time.perf_counter()
        seconds = now - self._since
        self._since = now
        names = [path.relative_to(self.out).as_posix() for path in files]
        self.rows.append({"step": name, "seconds": round(seconds, 3), "files": names})
        self.say(f"[{seconds:6.2f} s] {text}")
        for one in names:
            self.say(f"           {one}")


def sample_folder(venue_type: str) -> Path:
    """Where a shipped sample lies.

    Raises:
        FileError: there is no sample of this type.
    """
    folder = resources.folder("samples") / venue_type
    if not (folder / _YEAR).is_file():
        raise FileError("sample.missing", _("没有「{type}」的示例。").format(type=venue_type), _("这个版本带有酒店示例：hotel。"))
    return folder


def build_sample(ledger: Path, venue_type: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> str:
    """Make the sample ledger from its shipped workbooks and evidence; gives the id of its newest dossier.

    Raises:
        FileError: the sample is missing or the place is taken.
        ImportCancelledError: stopped by the person; nothing is left behind.
    """
    folder = sample_folder(venue_type)
    draft = importing.venue_draft(folder / _YEAR)
    try:
        with Workspace.create(ledger, author=_("陈示例"), clock=_sample_clock) as ws:
            place, _change = organizing.create_venue(ws, draft, sample=True)
            for name, year in ((_BEFORE, draft.year - 1), (_YEAR, draft.year)):
                importing.import_workbook(ws, folder / name, venue_id=place.id, year=year, progress=progress, cancelled=cancelled)
            ws.daily_backup()
            return dossiers.operation_dossier(ws, place.id, draft.year).id
    except importing.ImportCancelledError:
        shutil.rmtree(ledger, ignore_errors=True)
        raise


def open_sample(folder: Path, venue_type: str, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Path:
    """The sample ledger in a person's own folder; made when it is not there yet, kept with her changes when it is."""
    names = {"hotel": _("示例竹溪酒店")}
    ledger = folder / f"{names.get(venue_type, venue_type)}{SUFFIX}"
    if not ledger.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build_sample(ledger, venue_type, progress, cancelled)
    return ledger


def demonstrate(out: Path, venue_type: str, say: Callable[[str], None], pictures: Callable[[Path, Path], Sequence[Path]] | None) -> None:
    """Do the whole job on a sample and leave every file of it in `out`.

    Raises:
        FileError: `out` already holds a demonstration.
        EnvironmentFault: `out` cannot be written.
    """
    target = out / venue_type
    ledger = target / "ledger"
    if target.exists() and any(target.iterdir()):
        raise FileError("demo.taken", _("文件夹「{path}」里已有内容。").format(path=target), _("请换一个空文件夹，原有文件没有动。"))
    target.mkdir(parents=True, exist_ok=True)
    steps = _Steps(out, say)
    sample = sample_folder(venue_type)
    shutil.copyfile(sample / _YEAR, target / "data.xlsx")
    steps.done("sample", _("取出示例数据（示例，不可递交）"), [target / "data.xlsx"])
    dossier_id = build_sample(ledger, venue_type)
    steps.done("import", _("新建账本，导入两年数据和票据"), [ledger])
    with Workspace.open(ledger, clock=_sample_clock) as ws:
        taken = compiling.snapshot(ws, dossier_id)
        document = compiling.footprint_document(taken, compiling.inventory_of(ws, taken))
        footprint_file = target / "footprint.json"
        footprint_file.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        steps.done("footprint", _("核算碳足迹"), [footprint_file])
        views = compiling.findings(ws, dossier_id)
        blocking = sum(1 for view in views if view.severity is Severity.BLOCK)
        open_ones = sum(1 for view in views if view.severity is Severity.WARN and not view.finding.answered)
        steps.done(
            "check",
            _("检查：阻断 {blocking} 项，待说明 {open} 项，已说明 {answered} 项").format(
                blocking=blocking, open=open_ones, answered=sum(1 for view in views if view.finding.answered)
            ),
        )
        report = target / "footprint.pdf"
        reporting.write_footprint(ws, dossier_id, report)
        steps.done("report", _("写出核算报告"), [report])
    if pictures is not None:
        made = pictures(ledger, target / "pages")
        steps.done("pictures", _("画出各页图片"), list(made))
    summary = out / "summary.json"
    summary_document = {"venue": venue_type, "environment": "trial", "sample": True, "steps": steps.rows}
    summary.write_text(json.dumps(summary_document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    steps.done("summary", _("全部文件在 {out}").format(out=out), [summary])
