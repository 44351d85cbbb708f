"""Result tables as pandas frames, for scripts: one frame a row class, a `plan` column first."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from models.exposure_trace import Exposure
from models.plan import Cost, Delivery, Disposal, Flow, InputUse, LineOutput, Node, Start, StockLevel
from planner.result import Option, Result

TABLES: dict[str, type[Any]] = {
    "starts": Start,
    "outputs": LineOutput,
    "inputs": InputUse,
    "flows": Flow,
    "deliveries": Delivery,
    "stocks": StockLevel,
    "disposals": Disposal,
    "costs": Cost,
}


def plans(result: Result) -> pd.DataFrame:
    """One row a plan, No action first: place, name, cost, bound, gap (million), certainty, projects."""
    return pd.DataFrame(
        {
            "plan": option.number,
            "place": option.standing.place if option.standing else "",
            "name": option.name,
            "status": option.plan.status.value,
            "cost": option.plan.cost,
            "bound": option.plan.bound,
            "gap": option.plan.gap,
            "certain": option.standing.certain if option.standing else False,
            "projects": ", ".join(sorted(option.plan.signature)),
        }
        for option in (result.no_action, *result.options)
    )


def table(result: Result, name: str) -> pd.DataFrame:
    """A result table of all plans: a name of `TABLES`, or "exposures".

    Raises:
        KeyError: no table of that name.
    """
    options = (result.no_action, *result.options)
    row = Exposure if name == "exposures" else TABLES[name]
    records = [_record(option, item) for option in options for item in _rows(option, row)]
    return pd.DataFrame(records, columns=None if records else ["plan", *_columns(row)])


def _rows(option: Option, row: type[Any]) -> tuple[Any, ...]:
    return option.trace.exposures if row is Exposure else option.plan[row]


def _columns(row: type[Any]) -> list[str]:
    names = (("state", "year", "block") if field.name == "node" else (field.name,) for field in fields(row))
    return [name for group in names for name in group]


def _record(option: Option, item: Any) -> dict[str, Any]:
    record: dict[str, Any] = {"plan": option.number}
    for field in fields(item):
        value = getattr(item, field.name)
        if isinstance(value, Node):
            record.update(state=value.state, year=value.year, block=value.block)
        else:
            record[field.name] = value
    return record
