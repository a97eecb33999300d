"""Foreign rows made into records of the workspace, or into a sentence why one cannot be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely

from ..domain.changes import Value
from ..exchange.field_matching import POSITION_TARGETS, FieldMatch
from ..exchange.protected_class_guess import ClassGuess, guess_class
from ..exchange.source_table import SourceTable
from ..geometry.errors import IncompatibleGeometryError
from ..geometry.repair import as_multi
from ..store.records import Record, new_uuid
from ..store.schema import Table
from ..store.values import UnfitValueError
from .import_positions import Positions
from .import_targets import SHAPES, ImportTarget
from .import_values import CodeReader, UnknownImportCodeError, complete_times, import_value

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_UNCERTAIN = frozenset({"low", "recalled"})


@dataclass(frozen=True)
class SkippedRow:
    """A row that was not imported: its number as a person counts in the source, and why, in English."""

    number: int
    reason: str


class RowProblemError(ValueError):
    """Why a row cannot be imported."""


@dataclass
class RowReader:
    """Reads the rows of one source for one target; collects what the report tells.

    ``mines`` are the workspace's mines by name: outlines of the same mine are added to it, not made anew.
    ``known_uuids`` are those that the workspace holds already.
    """

    source: SourceTable
    target: ImportTarget
    match: FieldMatch
    positions: Positions
    constants: Mapping[str, Value]
    codes: CodeReader
    mines: dict[str, str]
    known_uuids: set[str]
    county_code: str
    skipped: list[SkippedRow] = field(default_factory=list)
    noted: list[SkippedRow] = field(default_factory=list)
    guesses: Counter[tuple[str, str]] = field(default_factory=Counter)

    def records(self) -> Iterator[list[Record]]:
        """Yield for each row the records it becomes, parents first; nothing for a row that is skipped."""
        for row in range(len(self.source)):
            try:
                yield self._row(row)
            except (RowProblemError, UnknownImportCodeError) as problem:
                self.skipped.append(SkippedRow(self.number(row), str(problem)))
                yield []

    def number(self, row: int) -> int:
        """Return the number of a row as a person counts it in the source."""
        return self.source.first_row + row

    def _row(self, row: int) -> list[Record]:
        values = self._values(row)
        geometry, dimension = self._geometry(row)
        if self.target.family == "protected_object" and not values.get("class"):
            self._guess(row, values, dimension)
        self._require(values)
        table = self.target.table_for(dimension)
        if table is None:
            kind = {0: "a point", 1: "a line", 2: "an area", None: "a row without geometry"}[dimension]
            raise RowProblemError(f"{kind} cannot be imported into “{self.target.name}”")
        uuid = self._uuid(row)
        if self.target.outlined is not None and dimension == 2:
            return self._mine_with_area(uuid, values, geometry, self.target.outlined)
        return [Record(table.name, uuid, _fitting(table, values), _shaped(geometry, table))]

    def _values(self, row: int) -> dict[str, Value]:
        foreign = self.source.rows[row]
        values: dict[str, Value] = {}
        left: list[str] = []
        for name, source in self.match.sources.items():
            if name in POSITION_TARGETS or name == "uuid":
                continue
            column = self.target.columns[name]
            try:
                values[name] = import_value(column, foreign.get(source), self.codes)
            except UnfitValueError as problem:
                if column.required or "note" not in self.target.columns:
                    raise RowProblemError(f"the column “{source}” {problem}") from None
                left.append(f"{source}: {foreign.get(source)!s}")
        for name, value in self.constants.items():
            if values.get(name) is None:
                values[name] = value
        try:
            complete_times(values, self.target.columns)
        except UnfitValueError as problem:
            raise RowProblemError(f"the time of damage {problem}") from None
        if left:
            values["note"] = "; ".join([*([str(values["note"])] if values.get("note") else []), *left])
            self.noted.append(SkippedRow(self.number(row), "kept in the note: " + "; ".join(left)))
        return values

    def _geometry(self, row: int) -> tuple[Any | None, int | None]:
        if not self.target.has_geometry:
            return None, None
        if row in self.positions.problems:
            raise RowProblemError(self.positions.problems[row])
        geometry = self.positions.geometries[row]
        if geometry is None:
            raise RowProblemError("it has no geometry, or an empty one")
        dimension = int(shapely.get_dimensions(geometry))
        if geometry.geom_type == "GeometryCollection" and not _is_uniform(geometry, dimension):
            raise RowProblemError("its geometry mixes points, lines or areas; import it part by part")
        return geometry, dimension

    def _guess(self, row: int, values: dict[str, Value], dimension: int | None) -> None:
        shape = SHAPES[dimension] if dimension is not None else ""
        guess = guess_class(self.source.rows[row], geometry=shape, layer=self.source.name)
        if guess is None:
            raise RowProblemError(
                "nothing tells its protected class; map a column to “class” or give one for all"
            )
        self._take_guess(values, guess)

    def _take_guess(self, values: dict[str, Value], guess: ClassGuess) -> None:
        values["class"] = guess.protected_class
        for name, value in (("condition", guess.condition), ("level", guess.level)):
            if not values.get(name) and value:
                values[name] = value
        if guess.confidence in _UNCERTAIN:
            remark = f"类别为推测 class guessed ({guess.confidence}): {guess.because}"
            values["note"] = f"{values['note']!s}; {remark}" if values.get("note") else remark
        self.guesses[(guess.protected_class, guess.confidence)] += 1

    def _require(self, values: dict[str, Value]) -> None:
        if self.target.name == "county":
            values["code"] = values.get("code") or self.county_code
            if str(values["code"]) != self.county_code:
                raise RowProblemError(
                    f"it is county {values['code']!s}, the workspace is of county {self.county_code}"
                )
        for column in self.target.columns.values():
            own_table = self.target.outlined is None or column.name in {
                other.name for table in self.target.tables.values() for other in table.columns
            }
            if column.required and own_table and column.default is None and values.get(column.name) is None:
                raise RowProblemError(f"the required column “{column.name}” ({column.name_zh}) is empty")

    def _uuid(self, row: int) -> str:
        source = self.match.sources.get("uuid")
        given = str(self.source.rows[row].get(source) or "").strip("{} ").lower() if source else ""
        if not _UUID.fullmatch(given):
            return new_uuid()
        if given in self.known_uuids:
            raise RowProblemError(f"a record with its uuid {given} is in the workspace already")
        self.known_uuids.add(given)
        return given

    def _mine_with_area(
        self, uuid: str, values: dict[str, Value], geometry: Any, outlined: Table
    ) -> list[Record]:
        """Return the licensed area, before it the mine at a point inside unless a mine of the name is
        there."""
        records = []
        name = str(values["name"])
        mine_table = self.target.tables[0]
        if name not in self.mines:
            self.mines[name] = uuid
            point = shapely.point_on_surface(geometry)
            records.append(Record(mine_table.name, uuid, _fitting(mine_table, values), point))
        area = {**_fitting(outlined, values), "mine_uuid": self.mines[name]}
        records.append(Record(outlined.name, new_uuid(), area, _shaped(geometry, outlined)))
        return records


def _fitting(table: Table, values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None and table.has(name)}


def _shaped(geometry: Any | None, table: Table) -> Any | None:
    if geometry is None or table.geometry is None:
        return None
    try:
        return as_multi(geometry, table.geometry)
    except IncompatibleGeometryError as error:
        raise RowProblemError(str(error).rstrip(".")) from None


def _is_uniform(geometry: Any, dimension: int) -> bool:
    return all(int(shapely.get_dimensions(part)) == dimension for part in shapely.get_parts(geometry))
