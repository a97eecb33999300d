"""Where imported rows go: a table, or a family of tables that takes points, lines and areas apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..domain.errors import MineRestorationError
from ..exchange.field_matching import TargetField, target_fields
from ..store.schema import Column, Schema, Table

_DIMENSIONS = {"POINT": 0, "MULTIPOINT": 0, "MULTILINESTRING": 1, "MULTIPOLYGON": 2}
_FAMILIES = ("problem", "protected_object", "mine")
_NEVER = frozenset({"protection_zone", "protection_hit", "visible_zone", "sighting", "photo"})
SHAPES = ("point", "line", "area")


class UnknownTargetError(MineRestorationError):
    """A table or family that takes no imports."""

    def __init__(self, target: str, known: tuple[str, ...]) -> None:
        self.target = target
        super().__init__(f"Nothing can be imported into “{target}”; choose one of {', '.join(known)}.")


@dataclass(frozen=True, kw_only=True)
class ImportTarget:
    """The tables by dimension of the geometry (0 point, 1 line, 2 area, None without), and what columns they
    take.

    ``outlined`` is the table that takes the outline of a record whose own table holds a point: the licensed
    area of a mine.
    """

    name: str
    family: str
    tables: Mapping[int | None, Table]
    outlined: Table | None
    columns: Mapping[str, Column]
    fields: tuple[TargetField, ...]

    @property
    def has_geometry(self) -> bool:
        """Whether the rows need a geometry."""
        return None not in self.tables

    def table_for(self, dimension: int | None) -> Table | None:
        """Return the table that takes a geometry of this dimension, or None."""
        return self.tables.get(dimension)


def resolve_target(schema: Schema, name: str) -> ImportTarget:
    """Return the target of a table or family name.

    :raises UnknownTargetError: where there is none, or its rows are computed and not recorded.
    """
    known = importable(schema)
    if name not in known:
        raise UnknownTargetError(name, known)
    if name in _FAMILIES and name != "mine":
        members = [table for table in schema.tables.values() if table.family == name]
    else:
        members = [schema.table(name)]
    tables: dict[int | None, Table] = {}
    for table in members:
        tables[_DIMENSIONS.get(table.geometry or "")] = table
    outlined = None
    if name == "mine":
        outlined = schema.table("mine_area")
        tables[2] = members[0]
    columns = {column.name: column for column in members[0].data_columns}
    if outlined is not None:
        columns = {
            **{column.name: column for column in outlined.data_columns if column.name != "mine_uuid"},
            **columns,
        }
    labels = [("uuid", ()), *((c.name, (c.name_zh, c.name_en)) for c in columns.values())]
    family = members[0].family
    return ImportTarget(
        name=name,
        family=family,
        tables=tables,
        outlined=outlined,
        columns=columns,
        fields=tuple(target_fields(family, labels)),
    )


def importable(schema: Schema) -> tuple[str, ...]:
    """Return the names that a target can have: families first, then tables."""
    tables = [name for name in schema.tables if name not in _NEVER and name not in _FAMILIES]
    return (*_FAMILIES, *tables)
