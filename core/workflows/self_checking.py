"""The self-check of an installed program: the whole job once, in a folder of its own, each step named."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from core import resources
from core.documents.lettering import FACES, load_faces
from core.domain.quantity import shown
from core.errors import AppError
from core.i18n import _, mark
from core.store.database import create_store
from core.store.upgrading import SHIPPED, Migrations, revision_of
from core.workflows import choosing, compiling, demonstrating, importing, reporting, trying
from core.workflows.workspace import SUFFIX, Workspace, reference_data

_SAMPLE = "hotel"
_LANGUAGES = ("en",)
_BUDGET = 1_000_000


class SelfCheckError(AppError):
    """A step of the self-check did not end as it must."""


@dataclass(slots=True)
class Bench:
    """Where the steps work, and what they leave for the next ones.

    Attributes:
        folder: an empty folder that is removed at the end.
        sample: the sample ledger; there from the step `sample` on.
        dossier_id: its newest operation dossier.
    """

    folder: Path
    sample: Path = field(init=False)
    dossier_id: str = ""

    def __post_init__(self) -> None:
        self.sample = self.folder / f"sample{SUFFIX}"

    def open_sample(self) -> Workspace:
        """The sample ledger, to work in."""
        return Workspace.open(self.sample)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the program must be able to do.

    Attributes:
        code: stable English name.
        title: what a person reads; marked for translation, not translated yet.
        work: does it and says in a few words what was found; raises where it fails.
    """

    code: str
    title: str
    work: Callable[[Bench], str]


def self_check(say: Callable[[str], None], steps: Sequence[Step] | None = None) -> None:
    """Carry out all steps, one after the other, and say for each what was found and how long it took.

    Args:
        say: takes each line.
        steps: other steps than all of them.

    Raises:
        SelfCheckError: a step failed; the sentence names it.
    """
    with tempfile.TemporaryDirectory(prefix="tanzhangben-", ignore_cleanup_errors=True) as name:
        bench = Bench(Path(name))
        for step in STEPS if steps is None else steps:
            start = time.perf_counter()
            found = _carry_out(step, bench)
            say(_("[{seconds:6.2f} s] {step}：{found}").format(seconds=time.perf_counter() - start, step=_(step.title), found=found))


def _carry_out(step: Step, bench: Bench) -> str:
    try:
        return step.work(bench)
    except AppError as error:
        raise _failed(step, str(error)) from error
    except ImportError as error:  # what a build forgot shows itself only here
        raise _failed(step, _("缺少部件 {name}。").format(name=error.name or error)) from error
    except OSError as error:
        raise _failed(step, _("系统没有完成这项操作：{reason}。").format(reason=error.strerror or error)) from error


def _failed(step: Step, reason: str) -> SelfCheckError:
    return SelfCheckError(
        f"self_check.{step.code}",
        _("自检没有通过：「{step}」这一步没有成功。{reason}").format(step=_(step.title), reason=reason),
        _("您的账本不受影响。请重新安装本程序，再运行一次 self-check。"),
    )


def _expect(*, holds: bool, otherwise: str) -> None:
    if not holds:
        raise SelfCheckError("self_check.unexpected", otherwise)


def _letters(_bench: Bench) -> str:
    """The faces of screen and paper, and the languages."""
    load_faces()
    size = sum(len(resources.data(file)) for file in FACES.values())
    for language in _LANGUAGES:
        resources.file(f"i18n/{language}/LC_MESSAGES/tanzhangben.mo")
    return _("{count} 个字库，共 {size} MB").format(count=len(FACES), size=round(size / 1_000_000))


def _catalogue(_bench: Bench) -> str:
    """Every table of the reference data."""
    catalogue = reference_data()
    counts = (len(catalogue.factors), len(catalogue.rules), len(catalogue.measures), len(catalogue.venue_types))
    _expect(holds=all(counts), otherwise=_("有一张参考数据表是空的。"))
    words = _("{edition} 版，排放因子 {factors} 条，检查规则 {rules} 条，减排措施 {measures} 项，场所类型 {types} 类")
    return words.format(edition=catalogue.edition, factors=counts[0], rules=counts[1], measures=counts[2], types=counts[3])


def _upgrade(bench: Bench) -> str:
    """A ledger of the first version comes up to date, and its backup stays."""
    old = bench.folder / f"old{SUFFIX}"
    first = Migrations(SHIPPED.folder, SHIPPED.revisions[:1])
    create_store(old, migrations=first).close()
    Workspace.open(old).close()
    _expect(holds=revision_of(old) == SHIPPED.head, otherwise=_("旧版账本没有升级到 {head}。").format(head=SHIPPED.head))
    if first.head != SHIPPED.head:
        _expect(holds=any((old / "backups").iterdir()), otherwise=_("升级前没有留下备份。"))
    return _("数据版本 {first} 升级到 {head}").format(first=first.head, head=SHIPPED.head)


def _sample(bench: Bench) -> str:
    """The sample's workbooks and papers, taken in; the attached files read again."""
    bench.dossier_id = demonstrating.build_sample(bench.sample, _SAMPLE).operation
    with bench.open_sample() as ws:
        _expect(holds=not ws.store.check_evidence(), otherwise=_("附上的票据读回来不一样了。"))
        taken = compiling.snapshot(ws, bench.dossier_id)
    words = _("「{venue}」，记录 {records} 条，票据 {papers} 份")
    return words.format(venue=taken.venue.name, records=len(taken.records), papers=len(taken.evidence))


def _footprint(bench: Bench) -> str:
    """The year's total."""
    with bench.open_sample() as ws:
        computed = compiling.inventory(ws, bench.dossier_id)
    _expect(holds=computed.total() > 0, otherwise=_("示例的碳足迹算出来是零。"))
    return _("{total} tCO2e").format(total=shown(computed.total(), 2))


def _paper(bench: Bench) -> str:
    """The report as PDF, read back by a reader that did not write it: the same total stands in its text."""
    import pypdfium2  # type: ignore[import-untyped]

    path = bench.folder / "footprint.pdf"
    with bench.open_sample() as ws:
        reporting.write_footprint(ws, bench.dossier_id, path)
        total = shown(compiling.inventory(ws, bench.dossier_id).total(), 2)
    with closing(pypdfium2.PdfDocument(path.read_bytes())) as document:
        pages = len(document)
        text = "".join(document[number].get_textpage().get_text_bounded() for number in range(pages))
        document[0].render(scale=0.5)
    _expect(holds=total in text, otherwise=_("写出的 PDF 里读不到合计 {total}。").format(total=total))
    return _("{pages} 页，读回的合计是 {total}").format(pages=pages, total=total)


def _workbook(bench: Bench) -> str:
    """The workbook of the year, written and taken in again: nothing in the ledger changes."""
    path = bench.folder / "data.xlsx"
    with bench.open_sample() as ws:
        reporting.write_template(ws, bench.dossier_id, path)
        report = importing.import_workbook(ws, path, dossier_id=bench.dossier_id, dry_run=True)
    _expect(holds=report.read > 0 and report.unchanged == report.read, otherwise=_("写出的工作簿读回来不一样了。"))
    return _("{count} 项写出又读入，没有一项改变").format(count=report.read)


def _package(bench: Bench) -> str:
    """The year sealed by two trial keys, verified, recomputed, answered by a trial platform, and the marked copy printed."""
    out = bench.folder / "package"
    with bench.open_sample() as ws:
        desk = trying.open_trial_desk(ws, bench.dossier_id, out, _quiet)
        certificate = trying.trial_certificate("SELF-CHECK", "1", _("自检"), ws.today())
        package = trying.try_out(ws, bench.dossier_id, desk, out, certificate, _quiet)
    return _("{name}：签名有效，复算一致，回执收下").format(name=package.name)


def _best_set(bench: Bench) -> str:
    """The solver is a program of its own beside ours: a build without it would only be noticed when somebody asks for a plan."""
    with bench.open_sample() as ws:
        found = choosing.best(ws, bench.dossier_id, budget_yuan=_BUDGET)
    _expect(holds=found.feasible and 0 < found.cost_yuan <= _BUDGET and found.tonnes > 0, otherwise=_("求解器没有给出可用的组合。"))
    return found.finding


def _quiet(_name: str, _words: str, _files: Sequence[Path]) -> None:
    """The parts of one step are not reported one by one."""


STEPS: tuple[Step, ...] = (
    Step("letters", mark("字库和译文"), _letters),
    Step("catalogue", mark("参考数据"), _catalogue),
    Step("upgrade", mark("升级旧账本"), _upgrade),
    Step("sample", mark("导入示例"), _sample),
    Step("footprint", mark("核算"), _footprint),
    Step("paper", mark("写 PDF"), _paper),
    Step("workbook", mark("写工作簿并读入"), _workbook),
    Step("measures", mark("求最优措施组合"), _best_set),
    Step("package", mark("签章、核验、收回执"), _package),
)
"""All steps, in their order: a later one may use what an earlier one left on the bench."""
