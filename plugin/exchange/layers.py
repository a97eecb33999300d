"""Any file that somebody hands over, read into a source table: the one door for imports."""

from __future__ import annotations

import os
from pathlib import Path

from .ogr_reader import layer_names, read_ogr
from .source_table import SourceTable
from .spreadsheets import read_csv, read_xlsx

__all__ = ["SourceTable", "layer_names", "read_layer"]


def read_layer(
    path: str | os.PathLike[str], layer: str | None = None, encoding: str | None = None
) -> SourceTable:
    """Return one layer of a GeoPackage, Shapefile, GeoJSON, KML or OSM extract, or one sheet of a CSV or XLSX
    file.

    ``layer`` names the layer or sheet where a file has several; ``encoding`` overrules what the file's bytes
    suggest.

    :raises UnreadableFileError: where the file cannot be opened.
    :raises LayerChoiceError: where no layer or a wrong one is named.
    :raises MissingLibraryError: where GDAL or openpyxl is needed and not there.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix in {".csv", ".txt", ".tsv"}:
        return read_csv(file, encoding=encoding)
    if suffix in {".xlsx", ".xlsm"}:
        return read_xlsx(file, sheet=layer)
    return read_ogr(file, layer=layer, encoding=encoding)
