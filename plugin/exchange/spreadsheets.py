"""CSV and XLSX sheets as source tables: text stays text, so that no code loses its leading zeros."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from ..domain.changes import Value
from .encodings import text_encoding
from .errors import LayerChoiceError, MissingLibraryError, UnreadableFileError
from .source_table import SourceTable, no_geometries

_SAMPLE_BYTES = 65536


def read_csv(path: Path, *, encoding: str | None = None) -> SourceTable:
    """Return the rows of a CSV file, all values as text; the first line names the columns.

    UTF-8 and GBK are told apart, comma, semicolon and tab as well.

    :raises UnreadableFileError: where there is no line of column names or the text is in another encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(path, _reason(error)) from error
    try:
        text = raw.decode(encoding or text_encoding(raw[:_SAMPLE_BYTES]))
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(path, "its text is neither UTF-8 nor GBK") from error
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    return _table(path, path.stem, lines, kind="csv")


def read_xlsx(path: Path, *, sheet: str | None = None) -> SourceTable:
    """Return the rows of one sheet of a workbook; the first row that is not empty names the columns.

    :raises MissingLibraryError: without openpyxl.
    :raises LayerChoiceError: where the sheet is not there or not named.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingLibraryError(
            "openpyxl", f"Reading the workbook “{path.name}”", "save the sheet as CSV, or install openpyxl"
        ) from error
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (OSError, ValueError, KeyError, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise UnreadableFileError(path, _reason(error)) from error
    except Exception as error:  # zipfile.BadZipFile, and whatever else a broken workbook brings up
        raise UnreadableFileError(path, "it is not a workbook that can be opened") from error
    try:
        names = list(book.sheetnames)
        if sheet is None and len(names) > 1:
            filled = [name for name in names if next(book[name].iter_rows(max_row=1, values_only=True), None)]
            names = filled or names
        if (sheet is None and len(names) > 1) or (sheet is not None and sheet not in names):
            raise LayerChoiceError(path, sheet, names)
        chosen = sheet or names[0]
        return _table(path, chosen, book[chosen].iter_rows(values_only=True), kind="xlsx")
    finally:
        book.close()


def _table(path: Path, name: str, lines: Iterable[Sequence[Any]], *, kind: str) -> SourceTable:
    rows: list[Mapping[str, Value]] = []
    columns: tuple[str, ...] = ()
    first_row = 1
    for number, line in enumerate(lines, start=1):
        if not any(value not in (None, "") for value in line):
            continue
        if not columns:
            columns = _column_names(line)
            first_row = number + 1
            continue
        rows.append(
            {
                column: value
                for column, value in zip(columns, map(_value, line), strict=False)
                if column and value is not None
            }
        )
    if not columns:
        raise UnreadableFileError(path, "it has no row of column names")
    return SourceTable(
        name=name,
        columns=tuple(column for column in columns if column),
        rows=rows,
        geometries=no_geometries(len(rows)),
        kind=kind,
        first_row=first_row,
    )


def _column_names(line: Sequence[Any]) -> tuple[str, ...]:
    """Return different column names; a repeated one gets its position added."""
    names: list[str] = []
    for position, value in enumerate(line, start=1):
        name = "" if value is None else str(value).strip()
        names.append(f"{name}_{position}" if name and name in names else name)
    return tuple(names)


def _value(value: Any) -> Value:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time(0)
            else value.isoformat(sep="T", timespec="seconds")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    return str(value)


def _delimiter(text: str) -> str:
    """Return the separator that the first line holds most often: comma, semicolon, tab or a fullwidth
    comma."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t", "，"), key=head.count)


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or "it cannot be opened").strip(". ")
