"""The hand-over: a Pyomo model to arrays, with row and column maps. Refuses anything that is not linear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression
from pyomo.repn import generate_standard_repn
from scipy import sparse

from models.highs import Arrays, Vector

Key = tuple[str, Any]
"""Name of a component (a constraint family by its label) and the index of one of its members."""


class NotLinearError(ValueError):
    """A row or the objective multiplies two decisions."""


@dataclass(frozen=True)
class RowView:
    """One row as it was handed over: coefficient by variable, and its bounds."""

    terms: dict[Key, float]
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class HandOver:
    """Arrays for the solver and the maps back: `columns` by variable, `rows` by constraint."""

    arrays: Arrays
    variables: tuple[Any, ...]
    columns: dict[Key, int]
    rows: dict[Key, int]

    def column(self, variable: Any) -> int:
        """Column of a Pyomo variable."""
        return self.columns[_key(variable)]

    def terms(self, expression: Any) -> dict[int, float]:
        """Coefficient by column of a linear Pyomo expression; its constant is left out.

        Raises:
            NotLinearError: it multiplies two decisions.
        """
        repn = generate_standard_repn(expression, compute_values=True)
        if not repn.is_linear():
            raise NotLinearError("an expression is not linear")
        terms: dict[int, float] = {}
        for coefficient, variable in _pairs(repn):
            column = self.column(variable)
            terms[column] = terms.get(column, 0.0) + coefficient
        return terms

    def view(self, label: str, *index: Any) -> RowView:
        """One row of a constraint family, for tests: `view("A2", "oxide", "A", node)`."""
        number = self.rows[label, index[0] if len(index) == 1 else index if index else None]
        start = self.arrays.matrix.tocsr()
        part = slice(start.indptr[number], start.indptr[number + 1])
        names = list(self.columns)
        cells = zip(start.indices[part], start.data[part], strict=True)
        terms = {names[column]: float(value) for column, value in cells}
        bounds = self.arrays.row_lower[number], self.arrays.row_upper[number]
        lower, upper = (None if np.isinf(bound) else float(bound) for bound in bounds)
        return RowView(terms, lower, upper)

    def load(self, values: Vector) -> None:
        """Put solution values into the Pyomo variables, so that expressions can be evaluated."""
        for variable, value in zip(self.variables, values.tolist(), strict=True):
            variable.set_value(value, skip_validation=True)


def hand_over(model: pyo.ConcreteModel) -> HandOver:
    """Arrays of an active Pyomo model.

    Raises:
        NotLinearError: a body or the objective is not linear.
    """
    variables = tuple(model.component_data_objects(pyo.Var, active=True, descend_into=True))
    place = {id(variable): i for i, variable in enumerate(variables)}
    constraints = tuple(model.component_data_objects(pyo.Constraint, active=True, descend_into=True))
    indptr, indices, data = [0], [], []
    lower, upper = np.full(len(constraints), -np.inf), np.full(len(constraints), np.inf)
    for number, constraint in enumerate(constraints):
        low, body, high = constraint.to_bounded_expression(evaluate_bounds=True)
        constant, terms = _linear(body, constraint.name)
        for variable, coefficient in terms.items():
            indices.append(place[variable])
            data.append(coefficient)
        indptr.append(len(indices))
        lower[number] = -np.inf if low is None else low - constant
        upper[number] = np.inf if high is None else high - constant
    shape = (len(constraints), len(variables))
    matrix = sparse.csr_matrix((np.array(data), np.array(indices, dtype=np.int32), np.array(indptr)), shape=shape)
    offset, costs = _objective(model)
    cost = np.zeros(len(variables))
    for variable, coefficient in costs.items():
        cost[place[variable]] = coefficient
    arrays = Arrays(
        cost=cost,
        offset=offset,
        lower=np.array([-np.inf if v.lb is None else v.lb for v in variables]),
        upper=np.array([np.inf if v.ub is None else v.ub for v in variables]),
        integer=np.array([v.is_integer() for v in variables], dtype=bool),
        matrix=matrix.tocsc(),
        row_lower=lower,
        row_upper=upper,
    )
    columns = {_key(variable): i for i, variable in enumerate(variables)}
    return HandOver(arrays, variables, columns, {_key(constraint): i for i, constraint in enumerate(constraints)})


def _key(component: Any) -> Key:
    return component.parent_component().local_name, component.index()


def _objective(model: pyo.ConcreteModel) -> tuple[float, dict[int, float]]:
    objective = next(model.component_data_objects(pyo.Objective, active=True))
    return _linear(objective.expr, "objective")


def _linear(body: Any, name: str) -> tuple[float, dict[int, float]]:
    """Constant and coefficient by id of variable; flat bodies are read inline, which is most of the speed."""
    if body.__class__ is LinearExpression:
        constant = 0.0
        terms: dict[int, float] = {}
        for argument in body.args:
            kind = argument.__class__
            if kind is MonomialTermExpression:
                coefficient, variable = argument.args
                terms[id(variable)] = terms.get(id(variable), 0.0) + float(coefficient)
            elif kind is float or kind is int:
                constant += argument
            else:
                break
        else:
            return constant, {variable: value for variable, value in terms.items() if value}
    return _walked(body, name)


def _walked(body: Any, name: str) -> tuple[float, dict[int, float]]:
    repn = generate_standard_repn(body, compute_values=True)
    if not repn.is_linear():
        raise NotLinearError(f"{name} is not linear")
    terms: dict[int, float] = {}
    for coefficient, variable in _pairs(repn):
        terms[id(variable)] = terms.get(id(variable), 0.0) + coefficient
    return float(repn.constant), {variable: value for variable, value in terms.items() if value}


def _pairs(repn: Any) -> Iterator[tuple[float, Any]]:
    for coefficient, variable in zip(repn.linear_coefs, repn.linear_vars, strict=True):
        yield float(coefficient), variable
