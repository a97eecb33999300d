"""Map files through GDAL's OGR: GeoPackage, Shapefile, GeoJSON, KML, OpenStreetMap extracts and what else
it knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..domain.changes import Value
from .encodings import dbf_encoding
from .errors import LayerChoiceError, UnreadableFileError
from .gdal_access import load_gdal, quiet
from .source_table import GeometryArray, SourceTable

_OSM_LAYERS = ("points", "lines", "multipolygons")
_HSTORE = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def layer_names(path: Path) -> list[str]:
    """Return the names of the vector layers of a file.

    :raises UnreadableFileError: where GDAL cannot open it. :raises MissingLibraryError: without GDAL.
    """
    gdal, _, _ = load_gdal()
    with quiet(gdal):
        dataset = _open(gdal, path, None)
        return [dataset.GetLayer(index).GetName() for index in range(dataset.GetLayerCount())]


def read_ogr(path: Path, *, layer: str | None = None, encoding: str | None = None) -> SourceTable:
    """Return one layer of a map file; of an OpenStreetMap extract without a named layer, points, lines and
    areas together.

    Attributes come as SQLite types (dates as ISO text), geometries as stored, 2-D and without curves; the
    tags that OSM keeps aside in ``other_tags`` become columns of their own.

    :raises UnreadableFileError: where GDAL cannot open it.
    :raises LayerChoiceError: where the layer is not there, or several are and none is named.
    :raises MissingLibraryError: without GDAL.
    """
    gdal, ogr, _ = load_gdal()
    with quiet(gdal, OSM_USE_CUSTOM_INDEXING="YES"):
        dataset = _open(gdal, path, encoding)
        names = [dataset.GetLayer(index).GetName() for index in range(dataset.GetLayerCount())]
        driver = dataset.GetDriver().ShortName
        is_osm = driver == "OSM"
        if layer is not None:
            wanted = [layer]
        elif is_osm:
            wanted = [name for name in _OSM_LAYERS if name in names]
        else:
            wanted = _filled(dataset, names)
        if (layer is not None and layer not in names) or (not is_osm and len(wanted) != 1):
            raise LayerChoiceError(path, layer, names)
        tables = [_read_layer(ogr, dataset.GetLayerByName(name), path, driver) for name in wanted]
        message = gdal.GetLastErrorMsg() if gdal.GetLastErrorType() >= gdal.CE_Failure else ""
    if message and not any(len(table) for table in tables):
        raise UnreadableFileError(path, message)
    return tables[0] if len(tables) == 1 else _together(path.stem.split(".")[0], tables)


def _filled(dataset: Any, names: list[str]) -> list[str]:
    """Return the layers to choose from: those with rows, where not all are empty."""
    if len(names) == 1:
        return names
    return [name for name in names if dataset.GetLayerByName(name).GetFeatureCount() > 0] or names


def _open(gdal: Any, path: Path, encoding: str | None) -> Any:
    if not path.exists():
        raise UnreadableFileError(path, "it is not there")
    chosen = encoding or (dbf_encoding(path) if path.suffix.lower() == ".shp" else None)
    options = [f"ENCODING={chosen}"] if chosen and path.suffix.lower() == ".shp" else []
    gdal.ErrorReset()
    try:
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_READONLY, open_options=options)
    except RuntimeError as error:
        raise UnreadableFileError(path, str(error)) from error
    if dataset is None or dataset.GetLayerCount() == 0:
        raise UnreadableFileError(path, gdal.GetLastErrorMsg() or "it holds no layer of features")
    return dataset


def _read_layer(ogr: Any, layer: Any, path: Path, driver: str) -> SourceTable:
    definition = layer.GetLayerDefn()
    fields = [definition.GetFieldDefn(index) for index in range(definition.GetFieldCount())]
    names = [field.GetName() for field in fields]
    kinds = [field.GetType() for field in fields]
    rows: list[Mapping[str, Value]] = []
    blobs: list[bytes | None] = []
    layer.ResetReading()
    while (feature := layer.GetNextFeature()) is not None:
        rows.append(_row(ogr, feature, names, kinds))
        blobs.append(_wkb(feature.GetGeometryRef()))
    tags = dict.fromkeys(key for row in rows for key in row if key not in names)
    return SourceTable(
        name=layer.GetName() if layer.GetName() != "OGRGeoJSON" else path.stem,
        columns=(*(name for name in names if name != "other_tags"), *tags),
        rows=rows,
        geometries=_geometries(blobs),
        crs=_crs(layer.GetSpatialRef()),
        kind=driver,
    )


def _row(ogr: Any, feature: Any, names: list[str], kinds: list[int]) -> dict[str, Value]:
    row: dict[str, Value] = {}
    for index, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        if not feature.IsFieldSetAndNotNull(index):
            continue
        if name == "other_tags":
            for key, value in _HSTORE.findall(feature.GetFieldAsString(index)):
                row.setdefault(_unescaped(key), _unescaped(value))
        elif kind == ogr.OFTInteger:
            row[name] = feature.GetFieldAsInteger(index)
        elif kind == ogr.OFTInteger64:
            row[name] = feature.GetFieldAsInteger64(index)
        elif kind == ogr.OFTReal:
            row[name] = feature.GetFieldAsDouble(index)
        elif kind == ogr.OFTBinary:
            row[name] = bytes(feature.GetFieldAsBinary(index))
        elif kind in (ogr.OFTDate, ogr.OFTDateTime):
            row[name] = _iso(feature.GetFieldAsDateTime(index), with_time=kind == ogr.OFTDateTime)
        else:
            text = feature.GetFieldAsString(index).strip()
            if text:
                row[name] = text
    return row


def _iso(parts: list[Any], *, with_time: bool) -> str:
    year, month, day, hour, minute, second = parts[:6]
    text = f"{year:04d}-{month:02d}-{day:02d}"
    return (
        f"{text}T{hour:02d}:{minute:02d}:{int(second):02d}"
        if with_time and (hour or minute or second)
        else text
    )


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")


def _wkb(geometry: Any) -> bytes | None:
    if geometry is None:
        return None
    if geometry.HasCurveGeometry():
        geometry = geometry.GetLinearGeometry()
    flat = geometry.Clone()
    flat.FlattenTo2D()
    return bytes(flat.ExportToIsoWkb())


def _geometries(blobs: list[bytes | None]) -> GeometryArray:
    array = np.empty(len(blobs), dtype=object)
    array[:] = blobs
    return np.asarray(shapely.from_wkb(array, on_invalid="ignore"), dtype=object)


def _crs(reference: Any) -> str | None:
    if reference is None:
        return None
    name, code = reference.GetAuthorityName(None), reference.GetAuthorityCode(None)
    if name and code:
        return f"{name}:{code}"
    text = reference.ExportToWkt()
    return text if text and not reference.IsLocal() else None


def _together(name: str, tables: list[SourceTable]) -> SourceTable:
    """Return the layers of one extract as one table."""
    return SourceTable(
        name=name,
        columns=tuple(dict.fromkeys(column for table in tables for column in table.columns)),
        rows=[row for table in tables for row in table.rows],
        geometries=np.concatenate([table.geometries for table in tables]),
        crs=tables[0].crs,
        kind="OSM",
        notes=tuple(f"{table.name}: {len(table)}" for table in tables),
    )
