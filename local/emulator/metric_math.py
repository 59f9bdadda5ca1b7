"""CloudWatch metric math, as much as alarms need: arithmetic, comparisons and a few functions.

Source: "Using math expressions with CloudWatch metrics", CloudWatch user guide.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping

Value = float | None
"""Of one period; None when there is no data for it."""

_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_OF_ONE: dict[str, Callable[[float], float]] = {
    "ABS": abs,
    "CEIL": math.ceil,
    "FLOOR": math.floor,
}
_OF_MANY: dict[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "MAX": max,
    "MIN": min,
    "AVG": lambda values: sum(values) / len(values),
}


class UnknownMathError(ValueError):
    """An expression uses what the local alarms cannot evaluate; the message names it."""


def check(expression: str) -> None:
    """Refuse an expression that could not be evaluated. Raises UnknownMathError."""
    names = [n.id for n in ast.walk(_parse(expression)) if isinstance(n, ast.Name)]
    evaluate(expression, dict.fromkeys(names, 1.0))


def evaluate(expression: str, metrics: Mapping[str, Value]) -> Value:
    """The expression's value of one period. Raises UnknownMathError."""
    return _Evaluation(expression, metrics).of(_parse(expression))


def _parse(expression: str) -> ast.expr:
    try:
        return ast.parse(expression.strip(), mode="eval").body
    except SyntaxError as problem:
        raise UnknownMathError(f"cannot read the metric math {expression!r}") from problem


class _Evaluation:
    def __init__(self, expression: str, metrics: Mapping[str, Value]) -> None:
        self._expression = expression
        self._metrics = metrics

    def of(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name) if name in self._metrics:
                return self._metrics[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self.of(operand)
                return None if value is None else -value
            case ast.BinOp(left=left, op=op, right=right):
                return self._combine(op, left, right)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._combine(op, left, right)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments)
        raise self._unknown(node)

    def _combine(self, op: ast.AST, left: ast.expr, right: ast.expr) -> Value:
        one, other = self.of(left), self.of(right)
        if one is None or other is None:
            return None
        if isinstance(op, ast.Div):
            return one / other if other else None
        if type(op) not in _OPERATORS:
            raise self._unknown(op)
        return float(_OPERATORS[type(op)](one, other))

    def _call(self, name: str, arguments: list[ast.expr]) -> Value:
        match name, arguments:
            case "IF", [condition, then, otherwise]:
                decided = self.of(condition)
                return None if decided is None else self.of(then if decided else otherwise)
            case "FILL", [metric, default]:
                value = self.of(metric)
                return self.of(default) if value is None else value
            case _, [argument] if name in _OF_ONE:
                value = self.of(argument)
                return None if value is None else float(_OF_ONE[name](value))
            case _, [argument] if name in _OF_MANY:
                present = [v for v in self._series(argument) if v is not None]
                return float(_OF_MANY[name](present)) if present else None
        raise UnknownMathError(f"local alarms do not know {name}() in {self._expression!r}")

    def _series(self, node: ast.expr) -> list[Value]:
        match node:
            case ast.List(elts=elements):
                return [self.of(each) for each in elements]
            case ast.Call(func=ast.Name(id="METRICS"), args=[]):
                return list(self._metrics.values())
        return [self.of(node)]

    def _unknown(self, node: ast.AST) -> UnknownMathError:
        return UnknownMathError(
            f"local alarms do not know {type(node).__name__} in the metric math"
            f" {self._expression!r}"
        )
