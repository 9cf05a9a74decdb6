"""What is typed for an own measure, read and written back: formulas, ranges, lifetime; each refusal names its field."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from core.accounting.formula import names_in, read_expression
from core.accounting.reduction import constants, expected
from core.catalogue_loader.end_uses import end_uses
from core.domain.measure import MeasureParameter
from core.domain.quantity import plain_number
from core.domain.reduction import OwnMeasure
from core.errors import AppError, InputError
from core.i18n import _
from core.workflows.planning_rules import LONGEST_LIFE, bounded
from core.workflows.toml_files import TomlFile
from core.workflows.weighing import UNITS
from core.workflows.workspace import Workspace

_PARAMETER = re.compile(
    r"^\s*(?P<name>[A-Za-z]\w*)\s*(?:\[(?P<unit>[^\]]*)\])?\s*(?P<low>[\d.,]+)\s*[~～—–-]\s*(?P<high>[\d.,]+)"
    r"\s*[(（]?\s*(?:默认)?\s*(?P<default>[\d.,]+)\s*[)）]?\s*(?P<note>.*)$"
)
_LONGEST = 300
"""Letters of one expression; the longest of the catalogue has a sixth of it."""

_QUOTED = 40
"""Letters of what cannot be read that a refusal repeats; a number is never as long."""


@dataclass(frozen=True, slots=True)
class OwnMeasureDraft:
    """What is typed for an own measure.

    Attributes:
        formula: ``dE = P*h*s; dG = …``: outputs of a year, in their units.
        parameters: one on each line: ``P [kW] 1~100 (默认 20) 受控功率``.
        lifetime: years, as typed.
        venue_types: codes of the types of venues it may be planned for.
    """

    name: str
    formula: str
    parameters: str
    lifetime: str
    venue_types: tuple[str, ...]
    end_use: str = ""
    proof: str = ""
    source: str = ""


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
    years = _number(text, "own_measure.lifetime", _("寿命"))
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
            message = _("公式「{text}」读不懂。").format(text=part.strip()[:_QUOTED])
            raise InputError("own_measure.formula", message, _("写成 结果 = 算式；可用的结果：{known}。").format(known=known))
        if output in found:
            raise InputError("own_measure.formula", _("结果「{output}」写了两次。").format(output=output))
        if len(expression) > _LONGEST:
            raise InputError("own_measure.formula", _("公式太长：每个算式最多 {most} 个字。").format(most=_LONGEST))
        found[output] = expression
    if not found:
        raise InputError("own_measure.formula", _("请写公式。"), _("如 dE = P*h*s。"))
    return tuple(found.items())


def _parameters(text: str) -> tuple[MeasureParameter, ...]:
    found: dict[str, MeasureParameter] = {}
    for number, line in enumerate((one for one in re.split(r"[;；\n]", text) if one.strip()), start=1):
        match = _PARAMETER.match(line)
        if match is None:
            message = _("第 {number} 个参数「{line}」读不懂。").format(number=number, line=line.strip()[:_QUOTED])
            raise InputError("own_measure.parameters", message, _("写成 P [kW] 1~100 (默认 20) 说明。"))
        low, high, default = (_number(match[name], "own_measure.parameters", match["name"]) for name in ("low", "high", "default"))
        if not low <= default <= high:
            message = _("参数「{name}」的默认值不在 {low}–{high} 之内。").format(name=match["name"], low=low, high=high)
            raise InputError("own_measure.parameters", message)
        if match["name"] in found:
            raise InputError("own_measure.parameters", _("参数「{name}」写了两次。").format(name=match["name"]))
        found[match["name"]] = MeasureParameter(match["name"], (match["unit"] or "").strip(), match["note"].strip(), low, high, default)
    return tuple(found.values())


def _number(text: str, code: str, name: str) -> Decimal:
    if len(text) > _QUOTED:
        raise InputError(code, _("{name}的位数太多，无法计算。").format(name=name), _("请核对单位和位数。"))
    try:
        return bounded(plain_number(text), name)
    except InputError as error:
        raise InputError(code, error.message, error.hint) from error


def _computes(ws: Workspace, found: OwnMeasure) -> None:
    """Refuse formulas whose names nobody gives a value, that cannot be computed within the ranges, or parameters nobody reads."""
    using = constants(ws.catalogue, next(iter(ws.catalogue.regions)), ws.today().year)
    names = {one.name for one in found.parameters}
    clash = sorted(names & {*using.names, "min"})
    if clash:
        raise InputError("own_measure.parameters", _("「{name}」在公式里已有含义，请换一个名字。").format(name=clash[0]))
    measure = found.as_measure()
    try:
        for _output, expression in found.formulas:
            _modest(expression)
        read_names = {name for _output, expression in found.formulas for name in names_in(expression)}
        for pick in ("low", "default", "high"):
            expected(measure, {one.name: getattr(one, pick) for one in found.parameters}, using)
    except (AppError, SyntaxError, ArithmeticError) as error:
        words = error.message if isinstance(error, AppError) else _("公式写法不对。")
        hint = _("可用的名字：{names}。").format(names="、".join(sorted(names | using.names.keys())))
        raise InputError("own_measure.formula", words, hint) from error
    unused = sorted(names - read_names)
    if unused:
        raise InputError("own_measure.parameters", _("公式里没有用到参数「{name}」。").format(name=unused[0]))


def _modest(expression: str) -> None:
    """Refuse what is exact only in numbers of millions of digits before anything computes it: a slip must not stop the program.

    Raises:
        InputError: a number with too many digits, or a power within a power.
        SyntaxError: no expression.
    """
    for node in ast.walk(read_expression(expression)):
        if isinstance(node, ast.Constant):
            bounded(Decimal(ast.get_source_segment(expression, node) or ""), _("公式里的数"))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            inner = (one for side in (node.left, node.right) for one in ast.walk(side))
            if any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Pow) for one in inner):
                raise InputError("own_measure.formula", _("公式里不能有乘方的乘方。"))


def draft_of(known: OwnMeasure) -> OwnMeasureDraft:
    """A measure as it would be typed, to be changed."""
    return OwnMeasureDraft(
        name=known.name,
        formula="\n".join(f"{output} = {expression}" for output, expression in known.formulas),
        parameters="\n".join(_typed(one) for one in known.parameters),
        lifetime=str(known.lifetime_years),
        venue_types=known.venue_types,
        end_use=known.end_use,
        proof=known.proof,
        source=known.source,
    )


def _typed(one: MeasureParameter) -> str:
    unit = f" [{one.unit}]" if one.unit else ""
    return f"{one.name}{unit} {one.low:f}~{one.high:f} ({one.default:f}) {one.note}".rstrip()


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
