"""The lines of the mapping: what must be answered first, then the items, the columns, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.i18n import _
from core.workflows.import_views import (
    IGNORE,
    UNSET,
    Certainty,
    ColumnPlan,
    ImportPlan,
    ItemPlan,
    MeaningChoice,
    PlanQuestion,
    TablePlan,
)
from ui.widgets.import_choice import Offer
from ui.widgets.import_words import CERTAINTY

_SAMPLES = 3
_PLACES = 3
_ROWS_OF_ITEMS = ("subject:", "output:")

UnitLabel = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class MappingLine:
    """One column or item as texts.

    Attributes:
        kind: ``column``, ``item``, or ``head`` for a line that only parts the groups.
        index, key: what `put_column` or `put_item` takes.
        asked: the questions that stand against it: ``column``, ``item``, ``unit``.
    """

    kind: str
    name: str
    index: int = -1
    key: str = ""
    place: str = ""
    samples: str = ""
    meaning: str = UNSET
    meaning_words: str = ""
    unit: str = ""
    unit_words: str = ""
    certainty: Certainty = Certainty.SURE
    reason: str = ""
    asked: frozenset[str] = frozenset()

    @property
    def certainty_words(self) -> str:
        """How sure it is, in words."""
        if self.kind == "head":
            return ""
        if self.left_out and self.certainty is not Certainty.CHOSEN:
            return _("用不到")
        return _(CERTAINTY[self.certainty][1])

    @property
    def left_out(self) -> bool:
        """Whether it is not read, and nobody is asked about it."""
        return self.meaning in {IGNORE, UNSET} and not self.asked


def lines(plan: ImportPlan, table: TablePlan, known: Mapping[str, MeaningChoice], unit_label: UnitLabel) -> tuple[MappingLine, ...]:
    """The lines of a sheet, what is asked first; `known` names every meaning there is."""
    open_questions = [one for one in plan.questions if one.sheet == table.sheet]
    every = [_item(one, known, open_questions, unit_label) for one in table.items]
    every += [_column(one, known, open_questions, unit_label) for one in table.columns]
    asked = [one for one in every if one.asked]
    rest = [one for one in every if not one.asked]
    left_out = [one for one in rest if one.left_out]
    items = [one for one in rest if one.kind == "item" and one not in left_out]
    columns = [one for one in rest if one.kind == "column" and one not in left_out]
    listed: list[MappingLine] = []
    for title, members in (
        (_("请先回答 {count}"), asked),
        (_("项目 {count}"), items),
        (_("列 {count}"), columns),
        (_("不导入 {count}"), left_out),
    ):
        if members:
            listed += [MappingLine("head", title.format(count=len(members))), *members]
    return tuple(listed)


def offers(line: MappingLine, choices: Sequence[MeaningChoice], questions: Sequence[PlanQuestion]) -> tuple[Offer, ...]:
    """What a line may mean: what comes into question first, then everything by group; an item means a row of the ledger only."""
    fitting = [one for one in choices if line.kind == "column" or one.code == IGNORE or one.code.startswith(_ROWS_OF_ITEMS)]
    proposed = [code for question in questions for code in question.proposals]
    by_code = {one.code: one for one in fitting}
    first = [Offer(code, by_code[code].name, _("最可能的")) for code in dict.fromkeys(proposed) if code in by_code]
    leave = Offer(IGNORE, _("不导入这一列") if line.kind == "column" else _("不导入这一项"), _("不导入"))
    rest = [Offer(one.code, one.name, one.group) for one in fitting if one.code != IGNORE]
    if line.meaning not in {UNSET, IGNORE} and line.meaning not in by_code:
        rest.insert(0, Offer(line.meaning, line.meaning_words, _("现在的意思")))
    return (*first, leave, *rest)


def questions_of(plan: ImportPlan, table: TablePlan, line: MappingLine) -> tuple[PlanQuestion, ...]:
    """The open questions about a line."""
    of_sheet = [one for one in plan.questions if one.sheet == table.sheet]
    if line.kind == "item":
        return tuple(one for one in of_sheet if one.item == line.key)
    letter = next((one.letter for one in table.columns if one.index == line.index), "")
    return tuple(one for one in of_sheet if one.column == letter and not one.item)


def _item(one: ItemPlan, known: Mapping[str, MeaningChoice], asked: Sequence[PlanQuestion], unit_label: UnitLabel) -> MappingLine:
    return MappingLine(
        "item",
        one.name,
        key=one.key,
        place=_rows(one.rows),
        samples=_samples(one.samples),
        meaning=one.meaning,
        meaning_words=_meaning(one.meaning, known),
        unit=one.unit,
        unit_words=_unit(one.meaning, one.unit, known, unit_label),
        certainty=one.certainty,
        reason=one.reason,
        asked=frozenset(question.what for question in asked if question.item == one.key),
    )


def _column(one: ColumnPlan, known: Mapping[str, MeaningChoice], asked: Sequence[PlanQuestion], unit_label: UnitLabel) -> MappingLine:
    return MappingLine(
        "column",
        one.heading or _("（没有列名）"),
        index=one.index,
        place=_("{letter} 列").format(letter=one.letter),
        samples=_samples(one.samples),
        meaning=one.meaning,
        meaning_words=_meaning(one.meaning, known),
        unit=one.unit,
        unit_words=_unit(one.meaning, one.unit, known, unit_label),
        certainty=one.certainty,
        reason=one.reason,
        asked=frozenset(question.what for question in asked if question.column == one.letter and not question.item),
    )


def _rows(rows: Sequence[int]) -> str:
    if len(rows) <= _PLACES:
        return _("第 {rows} 行").format(rows="、".join(map(str, rows)))
    return _("第 {row} 行等 {count} 行").format(row=rows[0], count=len(rows))


def _samples(samples: Sequence[str]) -> str:
    return "　".join(samples[:_SAMPLES])


def _meaning(code: str, known: Mapping[str, MeaningChoice]) -> str:
    if code == UNSET:
        return _("请选择")
    if code == IGNORE:
        return _("不导入")
    if code in known:
        return known[code].name
    kind, _colon, rest = code.partition(":")
    if kind == "month" and rest:
        year, _dash, month = rest.partition("-")
        return _("{year}年{month}月").format(year=year, month=int(month))
    return code


def _unit(meaning: str, unit: str, known: Mapping[str, MeaningChoice], unit_label: UnitLabel) -> str:
    """The unit that the figures are in: the one that was read, else the row's own; empty where there are no figures."""
    choice = known.get(meaning)
    code = unit or (choice.unit if choice is not None else "")
    return unit_label(code) if code else ""
