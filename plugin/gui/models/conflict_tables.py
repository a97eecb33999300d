"""The two tables of the sync dock: conflicts, and the two answers of one conflict beside what both began
from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import shapely
from qgis.PyQt.QtGui import QColor

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.local_time import local_time
from ...qgis_bridge.translation import tr
from ...workflows.synchronise import ConflictView, Side
from ..colours import CHOSEN_COLOUR
from .table_model import ColumnSpec

GEOMETRY = "geom"


@dataclass(frozen=True, kw_only=True)
class SideRow:
    """One column of a conflict, as a person reads it on each side; ``chosen`` is the side that is to hold."""

    column: str
    field: str
    base: str
    mine: str
    theirs: str
    chosen: Side


def conflict_columns(labels: Labels) -> list[ColumnSpec[ConflictView]]:
    """Return the columns of the list of conflicts."""
    return [
        ColumnSpec(heading=tr("Record"), text=lambda c: c.title or labels.table(c.table)),
        ColumnSpec(heading=tr("What differs"), text=lambda c: what_differs(c, labels)),
        ColumnSpec(heading=tr("Table"), text=lambda c: labels.table(c.table)),
        ColumnSpec(heading=tr("Since"), text=lambda c: local_time(c.at)),
    ]


def what_differs(conflict: ConflictView, labels: Labels) -> str:
    """Return in a few words what a conflict is about."""
    if conflict.kind == "edit_delete":
        return tr("changed here, deleted there") if conflict.mine else tr("deleted here, changed there")
    if conflict.kind == "parent":
        return tr("what it belongs to was deleted")
    names = [labels.column(conflict.table, column) for column in differing(conflict)]
    return ", ".join(names)


def differing(conflict: ConflictView) -> list[str]:
    """Return the columns whose two answers differ, in the order of the conflict."""
    columns = dict.fromkeys([*conflict.mine, *conflict.theirs])
    return [name for name in columns if not _same(conflict.mine.get(name), conflict.theirs.get(name))]


def side_rows(conflict: ConflictView, labels: Labels, chosen: Mapping[str, Side]) -> list[SideRow]:
    """Return the differing columns with their values; a side that deleted the record says so."""
    return [
        SideRow(
            column=name,
            chosen=chosen.get(name, conflict.standing),
            field=labels.column(conflict.table, name),
            base=_side_text(conflict, "base", name, labels),
            mine=_side_text(conflict, "mine", name, labels),
            theirs=_side_text(conflict, "theirs", name, labels),
        )
        for name in differing(conflict)
    ]


def side_columns() -> list[ColumnSpec[SideRow]]:
    """Return the columns of the side-by-side table."""
    return [
        ColumnSpec(heading=tr("Field"), text=lambda row: row.field),
        ColumnSpec(heading=tr("Before"), text=lambda row: row.base),
        ColumnSpec(heading=tr("Ours"), text=lambda row: row.mine, background=_tint("mine")),
        ColumnSpec(heading=tr("Theirs"), text=lambda row: row.theirs, background=_tint("theirs")),
    ]


def _tint(side: Side) -> Callable[[SideRow], QColor | None]:
    return lambda row: CHOSEN_COLOUR if row.chosen == side else None


def _side_text(conflict: ConflictView, side: str, name: str, labels: Labels) -> str:
    values = getattr(conflict, side)
    if not values and side != "base":
        return tr("(deleted)")
    value = values.get(name)
    if name == GEOMETRY:
        return shape_text(value)
    return labels.value(conflict.table, name, value)


def shape_text(value: object) -> str:
    """Return a geometry in a few words: how many points it has, and its middle."""
    if not isinstance(value, shapely.Geometry) or value.is_empty:
        return ""
    middle = value.representative_point()
    return tr("{} points near {:.4f}, {:.4f}").format(shapely.get_num_coordinates(value), middle.x, middle.y)


def _same(left: object, right: object) -> bool:
    if isinstance(left, shapely.Geometry) and isinstance(right, shapely.Geometry):
        return bool(shapely.equals_exact(left, right))
    return left == right
