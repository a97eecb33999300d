"""What a new record starts with: defaults of the schema, today, and what the surveyor wrote last."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import QDate

from ...domain.changes import Value
from ...qgis_bridge.labels import Labels
from ..settings import remember, remembered

KEPT = ("surveyor", "position_method", "township")
"""Columns that a new record takes over from the one saved last."""


def new_values(labels: Labels, table: str, given: Mapping[str, object]) -> dict[str, Value]:
    """Return the values of a new record of a table, those given on top."""
    description = labels.schema.table(table)
    values: dict[str, Value] = {
        column.name: column.default for column in description.data_columns if column.default is not None
    }
    if description.has("surveyed_on"):
        values["surveyed_on"] = str(QDate.currentDate().toString("yyyy-MM-dd"))
        for name in KEPT:
            if description.has(name) and remembered(f"survey/last_{name}", ""):
                values[name] = remembered(f"survey/last_{name}", "")
    return {**values, **{name: value for name, value in given.items() if value not in (None, "")}}


def keep_for_the_next(values: Mapping[str, Value]) -> None:
    """Remember what the next new record starts with."""
    for name in KEPT:
        if name in values:
            remember(f"survey/last_{name}", str(values[name] or ""))
