"""Rule tables as files: CSV, XLSX and JSON, out and in, every cell a text on its way in."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..domain.changes import Value
from .encodings import text_encoding
from .errors import MissingLibraryError, UnreadableFileError, UnwritableFileError

FORMATS = (".csv", ".xlsx", ".json")


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Value]]) -> int:
    """Return how many rows were written; the format follows the suffix: `.csv`, `.xlsx` or `.json`.

    CSV is UTF-8 with a byte order mark, because spreadsheets take it for another encoding without one. Raises
    UnwritableFileError and, for a workbook without openpyxl, MissingLibraryError.
    """
    listed = [{name: row.get(name) for name in columns} for row in rows]
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx, ".json": _write_json}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UnwritableFileError(path, f"“{path.suffix}” is none of {', '.join(FORMATS)}")
    try:
        writer(path, columns, listed)
    except OSError as error:
        raise UnwritableFileError(path, error.strerror or str(error)) from error
    return len(listed)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file by their headings; empty cells are ``""``, numbers and days written out.

    Raises UnreadableFileError for another kind of file, for no rows, or for more cells than headings.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UnreadableFileError(path, f"“{path.suffix}” is none of {', '.join(FORMATS)}")
    try:
        found = _xlsx_rows(path) if suffix == ".xlsx" else _text_rows(path)
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    rows = [{str(k).strip(): _text(v) for k, v in row.items() if k is not None} for row in found]
    rows = [row for row in rows if any(row.values())]
    if not rows:
        raise UnreadableFileError(path, "it holds no rows")
    return rows


def _text_rows(path: Path) -> list[dict[str, Any]]:
    from sqlite_utils.utils import Format, RowError, rows_from_file

    raw = path.read_bytes()
    kind = Format.JSON if path.suffix.lower() == ".json" else Format.CSV
    try:
        text = raw.decode("utf-8-sig" if kind is Format.JSON else text_encoding(raw))
        rows, _ = rows_from_file(io.BytesIO(text.encode()), format=kind, encoding="utf-8")
        return [dict(row) for row in rows]
    except RowError as error:
        raise UnreadableFileError(path, "a row has more cells than there are headings") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFileError(path, "its text is neither UTF-8 nor GBK") from error
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        raise UnreadableFileError(path, "it is no list of rows") from error


def _xlsx_rows(path: Path) -> list[dict[str, Any]]:
    openpyxl = _openpyxl(path, "Reading")
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError:
        raise
    except Exception as error:  # zipfile.BadZipFile, KeyError and whatever a broken workbook brings up
        raise UnreadableFileError(path, "it is not a workbook that can be opened") from error
    try:
        lines = [
            line
            for line in book.worksheets[0].iter_rows(values_only=True)
            if any(c is not None for c in line)
        ]
    finally:
        book.close()
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1:]]


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({name: _text(value) for name, value in row.items()} for row in rows)


def _write_json(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> None:
    path.write_text(json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_xlsx(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> None:
    openpyxl = _openpyxl(path, "Writing")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "rules"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([row.get(name) for name in columns])
    sheet.freeze_panes = "B2"
    book.save(path)


def _openpyxl(path: Path, doing: str) -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingLibraryError(
            "openpyxl", f"{doing} the workbook “{path.name}”", "choose CSV, or install openpyxl"
        ) from error
    return openpyxl


def _text(value: object) -> str:
    """Return a cell as text: a whole number without a point, a moment at midnight as a day."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
