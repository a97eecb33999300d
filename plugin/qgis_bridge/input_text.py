"""What is wrong with what a person gave: layers, files, distances, coordinates, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .translation import tr


def _unknown_crs(error: Any) -> str:
    return tr("The coordinate reference system “{}” is not known; give a code like EPSG:4490.").format(
        error.crs
    )


def _extent(error: Any) -> str:
    west, south, east, north = (f"{number:.4f}" for number in error.bounds)
    return tr(
        "The data reach from {}, {} to {}, {} (degrees), too far for one projection; check their coordinate"
        " reference system, or work on a part of them."
    ).format(west, south, east, north)


def _empty_input(error: Any) -> str:
    return tr("There is no geometry to work on; choose a layer with a drawn record.")


def _distance(error: Any) -> str:
    if error.index is None:
        return tr("The distance {} m cannot be used; give a number of metres not below 0.").format(
            error.distance_m
        )
    return tr("The distance {} m of the feature {} cannot be used; give a number not below 0.").format(
        error.distance_m, error.index
    )


def _map_sheet(error: Any) -> str:
    return tr("“{}” is outside the national division into map sheets; check the scale and the place.").format(
        error.what
    )


def _layer_choice(error: Any) -> str:
    layers = ", ".join(error.layers) or "–"
    if error.wanted:
        return tr("“{}” has no layer “{}”; name one of its layers: {}.").format(
            error.path, error.wanted, layers
        )
    return tr("“{}” has several layers; name one of them: {}.").format(error.path, layers)


def _library(error: Any) -> str:
    return tr("This kind of file needs the Python library “{}”, which is not installed.").format(
        error.library
    )


def _field_mapping(error: Any) -> str:
    return tr(
        'The mapping of columns cannot be used ({}); write it as JSON such as {{"source": "target"}}.'
    ).format(error.problem)


def _import_setting(error: Any) -> str:
    return tr("The setting “{}” of the import cannot be used; correct it and import again.").format(
        error.setting
    )


def _import_target(error: Any) -> str:
    return tr("Nothing can be imported into “{}”; choose another table.").format(error.target)


INPUT_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "UnknownCrsError": _unknown_crs,
    "UnsupportedExtentError": _extent,
    "EmptyInputError": _empty_input,
    "InvalidDistanceError": _distance,
    "MapSheetError": _map_sheet,
    "LayerChoiceError": _layer_choice,
    "MissingLibraryError": _library,
    "FieldMappingError": _field_mapping,
    "ImportSettingError": _import_setting,
    "UnknownTargetError": _import_target,
}
"""The sentences of errors about input, by the name of their class."""
