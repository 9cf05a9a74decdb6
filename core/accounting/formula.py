"""The formulas of reduction measures: plain expressions over named numbers, walked exactly; nothing else can run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from threading import Lock

from core.errors import AppError
from core.i18n import _

_ROOTS = Context(prec=50)
"""Powers that are not whole leave the rationals; they are taken at 50 digits (architecture.md §5)."""


_ONE_AT_A_TIME = Lock()


class FormulaError(AppError):
    """The expression uses something a formula may not, or a name that has no value."""


def evaluate(expression: str, names: Mapping[str, Fraction]) -> Fraction:
    """Value of an expression with + − × ÷ **, `min`, parentheses, numbers and the given names.

    Raises:
        FormulaError: any other construct, an unknown name, or a division by zero; the sentence quotes the place.
    """
    try:
        tree = read_expression(expression)
    except SyntaxError as error:
        raise _refused(expression) from error
    return _value(tree.body, names, expression)


def read_expression(expression: str) -> ast.Expression:
    """An expression as a tree; nobody may change it, since it is kept for whoever asks again.

    Python 3.11 counts the depth of all trees that are being read in one place: two threads reading at a time fall over each other,
    so one reads after the other.

    Raises:
        SyntaxError: no expression.
    """
    with _ONE_AT_A_TIME:
        return _read(expression)


@lru_cache(maxsize=1024)
def _read(expression: str) -> ast.Expression:
    return ast.parse(expression, mode="eval")


def names_in(expression: str) -> frozenset[str]:
    """The names an expression reads, `min` excepted."""
    return frozenset(node.id for node in ast.walk(read_expression(expression)) if isinstance(node, ast.Name)) - {"min"}


def _refused(text: str) -> FormulaError:
    return FormulaError(
        "formula.refused", _("公式「{text}」里有不能使用的写法。").format(text=text), _("只能用数字、参数名、加减乘除、乘方和 min。")
    )


def _value(node: ast.expr, names: Mapping[str, Fraction], whole: str) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            # The number as written: 0.28 is 28/100, not the nearest binary float.
            return Fraction(Decimal(ast.get_source_segment(whole, node) or ""))
        case ast.Name(id=name):
            if name not in names:
                raise FormulaError("formula.name", _("公式里的「{name}」没有数值。").format(name=name), _("请填写这个参数。"))
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names, whole)
        case ast.BinOp(left=left, op=operator, right=right):
            return _binary(operator, _value(left, names, whole), _value(right, names, whole), whole)
        case ast.Call(func=ast.Name(id="min"), args=arguments, keywords=[]) if arguments:
            return min(_value(argument, names, whole) for argument in arguments)
        case _:
            raise _refused(ast.get_source_segment(whole, node) or whole)


def _binary(operator: ast.operator, left: Fraction, right: Fraction, whole: str) -> Fraction:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            if right == 0:
                raise FormulaError("formula.zero", _("公式「{text}」里除以了 0。").format(text=whole), _("请核对参数，分母不能是 0。"))
            return left / right
        case ast.Pow():
            return _power(left, right, whole)
        case _:
            raise _refused(whole)


def _power(base: Fraction, exponent: Fraction, whole: str) -> Fraction:
    if exponent.denominator == 1 and abs(exponent) <= 64 and (base or exponent >= 0):
        return base ** int(exponent)
    if base <= 0 or abs(exponent) > 64:
        raise _refused(whole)
    numerator, denominator = Decimal(base.numerator), Decimal(base.denominator)
    power = _ROOTS.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
    return Fraction(_ROOTS.power(_ROOTS.divide(numerator, denominator), power))
