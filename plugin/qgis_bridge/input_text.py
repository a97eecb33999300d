"""What is wrong with what a person gave: layers, files, distances, coordinates, settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .problem_words import said
from .translation import tr


def _unknown_crs(error: Any) -> str:
    if not str(error.crs).strip():
        return tr(
            "The layer has no geometry or no coordinate reference system: choose another layer, or assign it"
            " one in its properties, such as EPSG:4490."
        )
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
    ).format(said(error.problem) or error.problem)


def _import_setting(error: Any) -> str:
    return tr("The setting “{}” of the import cannot be used; correct it and import again.").format(
        error.setting
    )


def _import_target(error: Any) -> str:
    return tr("Nothing can be imported into “{}”; choose another table.").format(error.target)


def _tolerance(error: Any) -> str:
    return tr("The tolerance {} cannot be kept; give a smaller share, such as 0.001.").format(error.tolerance)


def _lengths(error: Any) -> str:
    return tr("There are {} values for {} geometries; give one for each.").format(
        error.length, error.expected
    )


def _incompatible(error: Any) -> str:
    return tr("A {} cannot become a {}; import it into a layer of its own type.").format(
        error.found, error.wanted
    )


def _unsound(error: Any) -> str:
    return tr("The zone around the feature {} cannot be drawn; redraw the feature and try again.").format(
        error.index
    )


def _observers(error: Any) -> str:
    return tr(
        "{} observers stand where there is no elevation; take an elevation model that covers them, or leave"
        " them out."
    ).format(error.count)


def _number(error: Any) -> str:
    return tr("The number “{}” cannot be used; correct it, or the pattern of the province's numbers.").format(
        error.number
    )


def _demo_folder(error: Any) -> str:
    return tr("The folder “{}” cannot be used for the demonstration; choose an empty one.").format(
        error.folder
    )


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
    "InvalidToleranceError": _tolerance,
    "LengthMismatchError": _lengths,
    "IncompatibleGeometryError": _incompatible,
    "UnsoundBufferError": _unsound,
    "ObserverOutsideGridError": _observers,
    "InvalidNumberError": _number,
    "NotADemoFolderError": _demo_folder,
}
"""The sentences of errors about input, by the name of their class."""
