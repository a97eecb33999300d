"""Bringing a foreign table or layer into a workspace: matched, reprojected, repaired, checked, and told
row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from ..domain.changes import Value
from ..domain.errors import MineRestorationError
from ..domain.progress import Progress, Silent, check
from ..exchange.field_matching import FieldMatch, match_fields
from ..exchange.source_table import SourceTable
from ..store.records import Record, delete_record, insert_records, read_records, replace_table
from ..store.rules import read_code_lists
from ..store.values import UnfitValueError
from ..store.workspace import Workspace
from .import_positions import locate
from .import_report import report_html
from .import_rows import RowReader, SkippedRow
from .import_targets import ImportTarget, resolve_target
from .import_traps import TRAPS
from .import_values import CodeReader, UnknownImportCodeError, import_value

BATCH = 200
"""Records written in one transaction: it lasts milliseconds, so that a layer in QGIS can be saved
meanwhile."""


class ImportSettingError(MineRestorationError):
    """A setting of the import that cannot be used."""

    def __init__(self, setting: str, problem: str) -> None:
        self.setting = setting
        super().__init__(f"The setting “{setting}” of the import {problem}; correct it and import again.")


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """What was done. ``imported`` and ``skipped`` count rows of the source; ``written`` holds the uuids by
    table in the order they were written, and is the mark by which :func:`undo_import` takes all of it
    back."""

    imported: int
    skipped: int
    report_html: str
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skipped_rows: tuple[SkippedRow, ...] = ()
    repaired_rows: tuple[SkippedRow, ...] = ()
    warnings: tuple[str, ...] = ()
    shifted: bool = False


def import_records(
    workspace: Workspace,
    source: SourceTable,
    *,
    target: str,
    mapping: Mapping[str, str] | None = None,
    source_crs_trap: str = "auto",
    defaults: Mapping[str, Value] | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Return what became of the rows of `source`: imported into the table or family `target`, or skipped with
    a reason.

    A family (``problem``, ``protected_object``, ``mine``) takes points, lines and areas into its own tables;
    an outline of a ``mine`` becomes its licensed area. `mapping` names target columns by source column (see
    :func:`~plugin.exchange.field_matching.match_fields`); `defaults` fill what a row leaves empty. Geometry
    comes out in EPSG:4490. All rows are made ready before the first is written; writing is in short
    transactions, and where one fails, or the user cancels, what was written is taken back.

    :raises import_targets.UnknownTargetError: for a target that takes no imports.
    :raises exchange.errors.FieldMappingError, MissingCrsError: where mapping or CRS cannot be used.
    :raises ImportSettingError: for an unknown trap or default.
    :raises CancelledError: when stopped.
    """
    progress = progress or Silent()
    if source_crs_trap not in TRAPS:
        raise ImportSettingError("source_crs_trap", f"is none of {', '.join(TRAPS)}")
    destination = resolve_target(workspace.schema, target)
    match = match_fields(source.columns, destination.fields, mapping=mapping)
    reader = _reader(workspace, source, destination, match, trap=source_crs_trap, defaults=defaults or {})
    rows: list[list[Record]] = []
    for number, records in enumerate(reader.records()):
        if number % BATCH == 0:
            check(progress)
            progress.report(0.6 * number / max(len(source), 1), "reading")
        rows.append(records)
    ready = [record for records in rows for record in records]
    if target == "county" and ready:
        with workspace.write() as connection:
            replace_table(connection, "county", ready)
    else:
        _write(workspace, ready, progress)
    progress.report(1.0, "done")
    return _result(reader, ready, imported=sum(1 for records in rows if records))


def undo_import(workspace: Workspace, result: ImportResult) -> int:
    """Return how many records of an import were deleted again; those that are gone already are passed
    over."""
    pairs = [(table, uuid) for table, uuids in result.written.items() for uuid in uuids]
    return _take_back(workspace, pairs)


def _reader(
    workspace: Workspace,
    source: SourceTable,
    target: ImportTarget,
    match: FieldMatch,
    *,
    trap: str,
    defaults: Mapping[str, Value],
) -> RowReader:
    with workspace.connect() as connection:
        codes = CodeReader(read_code_lists(connection))
        outlines = [r.geometry for r in read_records(connection, "county") if r.geometry is not None]
        tables = {table.name for table in target.tables.values()}
        known = (
            {r.uuid for name in tables for r in read_records(connection, name)}
            if "uuid" in match.sources
            else set()
        )
        named = read_records(connection, "mine") if target.outlined is not None else []
    county: Any | None = shapely.union_all(outlines) if outlines else None
    constants: dict[str, Value] = dict(defaults)
    constants.update(match.constants)
    if target.name == "county":
        constants = {"name": workspace.county_name, **constants}
    return RowReader(
        source=source,
        target=target,
        match=match,
        positions=locate(source, match, trap=trap, county=county, is_county=target.name == "county"),
        constants=_constants(target, constants, codes),
        codes=codes,
        mines={str(r.values["name"]): r.uuid for r in named},
        known_uuids=known,
        county_code=workspace.county_code,
    )


def _constants(target: ImportTarget, given: Mapping[str, Value], codes: CodeReader) -> dict[str, Value]:
    """Return the values that hold for all rows, as the columns store them."""
    constants: dict[str, Value] = {}
    for name, value in given.items():
        if name not in target.columns:
            raise ImportSettingError(name, f"is no column of “{target.name}”")
        try:
            constants[name] = import_value(target.columns[name], value, codes)
        except (UnfitValueError, UnknownImportCodeError) as problem:
            raise ImportSettingError(name, str(problem)) from None
    return constants


def _write(workspace: Workspace, records: Sequence[Record], progress: Progress) -> None:
    """Write all records or none: in short transactions, and back again where one of them fails."""
    written: list[tuple[str, str]] = []
    try:
        for start in range(0, len(records), BATCH):
            check(progress)
            batch = records[start : start + BATCH]
            with workspace.write() as connection:
                insert_records(connection, batch)
            written.extend((record.table, record.uuid) for record in batch)
            progress.report(0.6 + 0.4 * len(written) / len(records), "writing")
    except Exception:
        _take_back(workspace, written)
        raise


def _take_back(workspace: Workspace, pairs: Sequence[tuple[str, str]]) -> int:
    """Return how many of the records (table, uuid) were deleted, the last written first."""
    deleted = 0
    backwards = list(reversed(pairs))
    for start in range(0, len(backwards), BATCH):
        with workspace.write() as connection:
            for table, uuid in backwards[start : start + BATCH]:
                if read_records(connection, table, uuids=[uuid]):
                    delete_record(connection, table, uuid)
                    deleted += 1
    return deleted


def _result(reader: RowReader, records: Sequence[Record], *, imported: int) -> ImportResult:
    written: dict[str, list[str]] = {}
    for record in records:
        written.setdefault(record.table, []).append(record.uuid)
    skipped_before = {row.number for row in reader.skipped}
    repaired = [
        SkippedRow(reader.number(row), reason)
        for row, reason in reader.positions.repaired.items()
        if reader.number(row) not in skipped_before
    ]
    return ImportResult(
        imported=imported,
        skipped=len(reader.skipped),
        report_html=report_html(
            source=reader.source.name,
            target=reader.target.name,
            imported={table: len(uuids) for table, uuids in written.items()},
            matched=_matched(reader.match),
            unused=reader.match.unused,
            codes=Counter(reader.codes.translated),
            guesses=reader.guesses,
            repaired=repaired,
            noted=reader.noted,
            skipped=reader.skipped,
            warnings=[*reader.positions.warnings],
        ),
        written={table: tuple(uuids) for table, uuids in written.items()},
        skipped_rows=tuple(reader.skipped),
        repaired_rows=tuple(repaired),
        warnings=reader.positions.warnings,
        shifted=reader.positions.shifted,
    )


def _matched(match: FieldMatch) -> Iterable[tuple[str, str, str]]:
    yield from ((source, target, match.how.get(target, "")) for target, source in match.sources.items())
    yield from ((f"={value}", target, "mapping") for target, value in match.constants.items())
