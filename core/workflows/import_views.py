"""An import before and after it is taken: what the program understood of a file, what it would change, and why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from core.documents.free_tables import FreeBook
from core.documents.workbook import WorkbookContents
from core.domain.period import Month

Progress = Callable[[int, int, str], None]
"""Told what is done, what there is (0 where nobody knows), and words."""

Cancelled = Callable[[], bool]
"""Asked again and again; True stops, and nothing is written."""


class Layout(Enum):
    """How a table is laid out.

    TEMPLATE is our own workbook. ACROSS has a row for each item and a column for each month; DOWN a row for each month and a column
    for each item; LONG a row for each item and month with one column of figures; BILLS a row for each bill. UNKNOWN is asked.
    """

    TEMPLATE = "template"
    ACROSS = "months_across"
    DOWN = "months_down"
    LONG = "long"
    BILLS = "bills"
    UNKNOWN = "unknown"


class Certainty(Enum):
    """How sure the program is of what a column or an item means.

    REMEMBERED: so it was taken the last time. SURE: the name leaves no choice. LIKELY: a synonym fits one thing only; taken and shown.
    UNSURE: nothing or several fit; it is asked and not taken before it is answered. CHOSEN: the person said so.
    """

    REMEMBERED = "remembered"
    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"
    CHOSEN = "chosen"


class Fate(Enum):
    """What becomes of one item of the file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


IGNORE = "ignore"
"""The meaning of what is left out on purpose."""

UNSET = ""
"""The meaning of what nobody has understood yet."""


@dataclass(frozen=True, slots=True)
class MeaningChoice:
    """One thing that a column or an item may mean, for a list to choose from.

    Attributes:
        code: a field (``month``, ``start``, ``quantity`` …), ``subject:`` with a source's id or ``output:`` with its code, or `IGNORE`.
        name: in words; group: the heading that it stands under in a list.
        unit: code of the row's own unit; units: codes that the figures may be written in; empty where it has none.
    """

    code: str
    name: str
    group: str
    unit: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column of a table as it was understood.

    Attributes:
        index: from 0; letter: as the person sees it.
        heading: all lines of the heading together, as they stand; of a heading that stands twice with its place: 用量（F 列）.
        key: the heading as it is remembered, folded, with the number of its turn where it stands more than once.
        meaning: code of a `MeaningChoice`, `IGNORE`, or `UNSET`; in an ACROSS table a month column says ``month:2025-03``.
        unit: code of the unit that the heading names; empty for the row's own, or where another column says it.
        reason: why it was understood so, in words.
        samples: the first figures or texts below it, as they stand.
        filled: how many cells below it say something.
        proposals: codes that come into question, where it is not sure.
    """

    index: int
    letter: str
    heading: str
    key: str
    meaning: str
    certainty: Certainty
    reason: str
    unit: str = ""
    samples: tuple[str, ...] = ()
    filled: int = 0
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """A name in the item column of an ACROSS, LONG or BILLS table (or an account number), with the row that it means.

    Attributes:
        name: as it stands; key: folded, with its unit.
        rows: the rows of the file it stands in.
        meaning: ``subject:…``, `IGNORE` or `UNSET`.
        unit: code of the unit that the name or the unit column says; empty for the row's own.
    """

    name: str
    key: str
    rows: tuple[int, ...]
    meaning: str
    certainty: Certainty
    reason: str
    unit: str = ""
    samples: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One sheet as it was understood.

    Attributes:
        sheet: its name; of a text file the file's.
        header_rows: numbers of the rows that the headings stand in; empty where none were found.
        first_row, last_row: numbers of the first and last row of figures.
        columns: every column that has a heading or a figure.
        items: what the item column says, each once; empty in a DOWN table.
        subject: the one row that the whole table speaks of, ``subject:…``; empty where columns or items say it; `subject_asked`
            where nothing says it and it must be answered.
        year: of months that are written without one.
        taken: False leaves the sheet out.
        fingerprint: of its headings; remembered: the name of the file that it was learnt from; empty where it was guessed.
        left_out: what was recognised and is not read on purpose (sums, blank marks, hidden rows …), in words.
    """

    sheet: str
    layout: Layout
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: tuple[ColumnPlan, ...]
    items: tuple[ItemPlan, ...] = ()
    subject: str = UNSET
    subject_asked: bool = False
    unit: str = ""
    year: int | None = None
    taken: bool = True
    fingerprint: str = ""
    remembered: str = ""
    left_out: tuple[str, ...] = ()
    sum_rows: tuple[int, ...] = ()

    def column(self, meaning: str) -> ColumnPlan | None:
        """The column with this meaning; None where there is none."""
        return next((one for one in self.columns if one.meaning == meaning), None)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """What must be answered before the import can be taken.

    Attributes:
        sheet: of the table; column: its letter, where the question is about a column; item: the name, where it is about one.
        what: ``layout``, ``subject``, ``column``, ``item``, ``unit`` or ``year``.
        question: in words; hint: how to answer.
        proposals: codes of the choices that come into question, the most likely first.
    """

    sheet: str
    what: str
    question: str
    hint: str
    column: str = ""
    item: str = ""
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What the program understood of a file; frozen, so that each answer gives a new one.

    Attributes:
        file: its name.
        layout: TEMPLATE for our own workbook, which has no tables here; else the layout of the first table that is taken.
        tables: the sheets with figures in them.
        questions: open; none where the import can be taken.
        notes: about the file as a whole, in words: hidden sheets, encoding, macros …
        choices: the rows of the ledger that figures may go to.
        book, template: what was read; the import takes exactly this, whatever becomes of the file in the meantime.
    """

    file: str
    layout: Layout
    tables: tuple[TablePlan, ...] = ()
    questions: tuple[PlanQuestion, ...] = ()
    notes: tuple[str, ...] = ()
    choices: tuple[MeaningChoice, ...] = field(default=(), repr=False)
    book: FreeBook | None = field(default=None, repr=False, compare=False)
    template: WorkbookContents | None = field(default=None, repr=False, compare=False)

    @property
    def ready(self) -> bool:
        """Whether it can be taken as it is."""
        return not self.questions and (self.template is not None or any(one.taken for one in self.tables))

    def table(self, sheet: str) -> TablePlan:
        """The plan of a sheet; KeyError is a fault of the program."""
        for one in self.tables:
            if one.sheet == sheet:
                return one
        raise KeyError(sheet)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One item of the file: a cell of a month, a bill, or a line of our template.

    Attributes:
        sheet, row, column: where it stands; the letter is empty where the whole row is meant.
        name: what it speaks of: 外购电力·主楼户, 已售间夜, 票据 DF-0001, 填报人 陈示例.
        subject: of the grid; empty for people, the venue and its sources.
        month: of a month's cell; `period` says the month or the days in words.
        before, after: with their units; `before` is empty for something new, `after` for what is refused.
        effect: tonnes of CO2e that it adds to the total; None where it has none, or only the source's change is known.
        found: what stands in the cell; reason: why it is refused, and what to do.
    """

    fate: Fate
    sheet: str
    row: int
    column: str
    name: str
    subject: str = ""
    month: Month | None = None
    period: str = ""
    before: str = ""
    after: str = ""
    effect: Fraction | None = None
    found: str = ""
    reason: str = ""

    @property
    def place(self) -> str:
        """「用电」第 7 行 F 列."""
        return f"「{self.sheet}」第 {self.row} 行" + (f" {self.column} 列" if self.column else "")


@dataclass(frozen=True, slots=True)
class SourceEffect:
    """What the import does to one row's tonnes of the dossier."""

    subject: str
    name: str
    before: Fraction
    after: Fraction

    @property
    def difference(self) -> Fraction:
        """Tonnes more."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would happen; nothing was written. read = new + changed + unchanged + refused, always.

    Attributes:
        rows: every item of the file, in its order.
        effects: the rows of the ledger whose tonnes change, the largest change first.
        notes: what was recognised and left out, in words.
    """

    plan: ImportPlan
    rows: tuple[PreviewRow, ...]
    tco2e_before: Fraction
    tco2e_after: Fraction
    effects: tuple[SourceEffect, ...]
    notes: tuple[str, ...]

    def count(self, fate: Fate) -> int:
        """How many items have this fate."""
        return sum(1 for one in self.rows if one.fate is fate)

    @property
    def read(self) -> int:
        """Items read."""
        return len(self.rows)
