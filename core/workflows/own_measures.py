"""Own measures: a saving that the catalogue does not know, with its formula and the ranges of its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from core.accounting.formula import FormulaError, names_in
from core.accounting.reduction import constants, expected
from core.catalogue_loader.end_uses import end_uses
from core.domain.measure import MeasureParameter, ReductionMeasure
from core.domain.quantity import plain_number
from core.domain.reduction import OwnMeasure
from core.errors import AppError, InputError, RuleError
from core.i18n import _
from core.store.unit_of_work import UnitOfWork
from core.workflows import weighing
from core.workflows.change import NOTHING, Change, ChangeKind
from core.workflows.planning_rules import LONGEST_LIFE
from core.workflows.toml_files import TomlFile
from core.workflows.weighing import UNITS
from core.workflows.workspace import Workspace

_PARAMETER = re.compile(
    r"^\s*(?P<name>[A-Za-z]\w*)\s*(?:\[(?P<unit>[^\]]*)\])?\s*(?P<low>[\d.,]+)\s*[~～—–-]\s*(?P<high>[\d.,]+)"
    r"\s*[(（]?\s*(?:默认)?\s*(?P<default>[\d.,]+)\s*[)）]?\s*(?P<note>.*)$"
)
_PREFIX = "X"


@dataclass(frozen=True, slots=True)
class OwnMeasureDraft:
    """What is typed for an own measure.

    Attributes:
        formula: ``dE = P*h*s; dG = …``: outputs of a year, in their units.
        parameters: one on each line: ``P [kW] 1~100 (默认 20) 受控功率``.
        lifetime: years, as typed.
        venue_types: codes; empty for the type of the venue it is made for.
    """

    name: str
    formula: str
    parameters: str
    lifetime: str
    venue_types: tuple[str, ...]
    end_use: str = ""
    proof: str = ""
    source: str = ""


def all_measures(ws: Workspace) -> tuple[OwnMeasure, ...]:
    """Every own measure of the ledger, by id."""
    with ws.store.read() as work:
        return work.own_measures.all()


def catalogue(ws: Workspace, work: UnitOfWork) -> Mapping[str, ReductionMeasure]:
    """The measures of the catalogue and the ledger's own."""
    return {**ws.catalogue.measures, **{one.id: one.as_measure() for one in work.own_measures.all()}}


def put(ws: Workspace, draft: OwnMeasureDraft, measure_id: str = "") -> tuple[OwnMeasure, Change]:
    """Take in an own measure, or change the one of this id.

    Raises:
        InputError: a field makes no sense; the code ends with its name.
    """
    wanted = read(ws, draft)
    with ws.job(_("自建措施：{name}").format(name=wanted.name)) as job:
        known = job.work.own_measures.all()
        if measure_id and measure_id not in {one.id for one in known}:
            raise _unknown(measure_id)
        wanted = replace(wanted, id=measure_id or _next_id(known))
        altered = job.work.own_measures.put(wanted, job.change)
    return wanted, frozenset({ChangeKind.MEASURE}) if altered else NOTHING


def trial(ws: Workspace, dossier_id: str, draft: OwnMeasureDraft) -> Fraction:
    """Tonnes a year that a measure would save with its defaults, by the factors of a dossier.

    Raises:
        InputError: as `put`.
    """
    found = read(ws, draft)
    return expected(found.as_measure(), {}, weighing.weigh(ws, dossier_id).using).tonnes


def remove(ws: Workspace, measure_id: str) -> Change:
    """Take an own measure away.

    Raises:
        InputError: there is none of this id.
        RuleError: it stands in a plan, or something is filled in for it.
    """
    with ws.job(_("删除自建措施 {id}").format(id=measure_id)) as job:
        found = job.work.own_measures.get(measure_id)
        if found is None:
            raise _unknown(measure_id)
        for place in job.work.venues.all():
            if any(one.measure_id == measure_id for one in job.work.plan.with_drafts(place.id)):
                message = _("「{name}」在「{venue}」的计划或已填参数里，不能删除。").format(name=found.name, venue=place.name)
                raise RuleError("own_measure.used", message, _("请先移出计划并清除已填参数。"))
        job.work.own_measures.remove(measure_id, job.change)
    return frozenset({ChangeKind.MEASURE})


def _unknown(measure_id: str) -> InputError:
    return InputError(
        "own_measure.unknown", _("没有编号为「{id}」的自建措施。").format(id=measure_id), _("用 own-measures list 查看编号。")
    )


def _next_id(known: Iterable[OwnMeasure]) -> str:
    numbers = [int(one.id.removeprefix(_PREFIX)) for one in known if one.id.removeprefix(_PREFIX).isdecimal()]
    return f"{_PREFIX}{max(numbers, default=0) + 1:02d}"


# ---------------------------------------------------------------- reading what was typed


def read(ws: Workspace, draft: OwnMeasureDraft) -> OwnMeasure:
    """An own measure as it would be taken in, without an id; what a preview computes with.

    Raises:
        InputError: a field makes no sense; the code ends with its name.
    """
    if not draft.name.strip():
        raise InputError("own_measure.name", _("请写措施名称。"))
    if not draft.venue_types:
        raise InputError("own_measure.venue_types", _("请选适用的场所类型。"))
    unknown = [code for code in draft.venue_types if code not in ws.catalogue.venue_types]
    if unknown:
        raise InputError("own_measure.venue_types", _("没有场所类型「{code}」。").format(code=unknown[0]))
    if draft.end_use and draft.end_use not in end_uses().uses:
        raise InputError("own_measure.end_use", _("没有用能环节「{code}」。").format(code=draft.end_use), _("不清楚就空着。"))
    parameters = _parameters(draft.parameters)
    found = OwnMeasure(
        id="",
        name=draft.name.strip(),
        venue_types=draft.venue_types,
        formulas=_formulas(draft.formula),
        parameters=parameters,
        lifetime_years=_lifetime(draft.lifetime),
        end_use=draft.end_use,
        proof=draft.proof.strip(),
        source=draft.source.strip(),
    )
    _computes(ws, found)
    return found


def _lifetime(text: str) -> int:
    try:
        years = plain_number(text)
    except InputError as error:
        raise InputError("own_measure.lifetime", error.message, error.hint) from error
    if years != years.to_integral_value() or not 1 <= years <= LONGEST_LIFE:
        message = _("寿命不能是 {years} 年。").format(years=text.strip())
        raise InputError("own_measure.lifetime", message, _("应为 1 到 {most} 的整数。").format(most=LONGEST_LIFE))
    return int(years)


def _formulas(text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for part in re.split(r"[;；\n]", text):
        output, equals, expression = (one.strip() for one in part.partition("="))
        if not part.strip():
            continue
        if not equals or output not in UNITS or not expression:
            known = "、".join(f"{name}（{unit}）" for name, unit in UNITS.items())
            message = _("公式「{text}」读不懂。").format(text=part.strip()[:40])
            raise InputError("own_measure.formula", message, _("写成 结果 = 算式；可用的结果：{known}。").format(known=known))
        if output in found:
            raise InputError("own_measure.formula", _("结果「{output}」写了两次。").format(output=output))
        found[output] = expression
    if not found:
        raise InputError("own_measure.formula", _("请写公式。"), _("如 dE = P*h*s。"))
    return tuple(found.items())


def _parameters(text: str) -> tuple[MeasureParameter, ...]:
    found: dict[str, MeasureParameter] = {}
    for number, line in enumerate((one for one in re.split(r"[;；\n]", text) if one.strip()), start=1):
        match = _PARAMETER.match(line)
        if match is None:
            message = _("第 {number} 个参数「{line}」读不懂。").format(number=number, line=line.strip()[:40])
            raise InputError("own_measure.parameters", message, _("写成 P [kW] 1~100 (默认 20) 说明。"))
        low, high, default = (_number(match[name]) for name in ("low", "high", "default"))
        if not low <= default <= high:
            message = _("参数「{name}」的默认值不在 {low}–{high} 之内。").format(name=match["name"], low=low, high=high)
            raise InputError("own_measure.parameters", message)
        if match["name"] in found:
            raise InputError("own_measure.parameters", _("参数「{name}」写了两次。").format(name=match["name"]))
        found[match["name"]] = MeasureParameter(match["name"], (match["unit"] or "").strip(), match["note"].strip(), low, high, default)
    return tuple(found.values())


def _number(text: str) -> Decimal:
    try:
        return plain_number(text)
    except InputError as error:
        raise InputError("own_measure.parameters", error.message, error.hint) from error


def _computes(ws: Workspace, found: OwnMeasure) -> None:
    """Refuse formulas whose names nobody gives a value, that cannot be computed within the ranges, or parameters nobody reads."""
    using = constants(ws.catalogue, next(iter(ws.catalogue.regions)), ws.today().year)
    names = {one.name for one in found.parameters}
    clash = sorted(names & using.names.keys())
    if clash:
        raise InputError("own_measure.parameters", _("「{name}」是常数的名字，请换一个。").format(name=clash[0]))
    measure = found.as_measure()
    try:
        read_names = {name for _output, expression in found.formulas for name in names_in(expression)}
        for pick in ("low", "default", "high"):
            expected(measure, {one.name: getattr(one, pick) for one in found.parameters}, using)
    except (AppError, SyntaxError, ArithmeticError) as error:
        words = error.message if isinstance(error, FormulaError) else _("公式写法不对。")
        hint = _("可用的名字：{names}。").format(names="、".join(sorted(names | using.names.keys())))
        raise InputError("own_measure.formula", words, hint) from error
    unused = sorted(names - read_names)
    if unused:
        raise InputError("own_measure.parameters", _("公式里没有用到参数「{name}」。").format(name=unused[0]))


def from_file(path: Path) -> OwnMeasureDraft:
    """An own measure out of a TOML file with the keys of `OwnMeasureDraft`; formula and parameters may be lists of lines.

    Raises:
        FileError: the file cannot be read, or a key is not what it should be.
    """
    file = TomlFile(path, None)
    file.only("measure")
    table = file.one("measure")
    draft = OwnMeasureDraft(
        name=table.text("name"),
        formula="\n".join(table.texts("formula")),
        parameters="\n".join(table.texts("parameters")),
        lifetime=str(table.number("lifetime_years") or ""),
        venue_types=table.texts("venue_types"),
        end_use=table.text("end_use", ""),
        proof=table.text("proof", ""),
        source=table.text("source", ""),
    )
    table.finish()
    return draft
