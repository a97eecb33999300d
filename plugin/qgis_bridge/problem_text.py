"""What is wrong with a file or a record, in a few words of the interface's language."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..store.schema import load_schema
from .hub_text import HUB_WORDS
from .labels import language
from .package_text import PACKAGE_WORDS
from .problem_words import said
from .translation import tr

_REQUIRED = re.compile(r"“(\w+)” is required and (cannot be blank|missing)")


def problem_text(problem: str, table: str = "") -> str:
    """Return the engine's words for a problem translated, or as they stand where they are not known."""
    return known_problem(problem, table) or problem


def known_problem(problem: str, table: str = "") -> str | None:
    """Return the engine's words for a problem translated, None where nobody translated them."""
    required = _REQUIRED.match(problem)
    if required is not None:
        return tr("“{}” must be filled in").format(column_name(table, required[1]))
    say = _WORDS.get(problem)
    return said(problem) if say is None else say()


def column_name(table: str, column: str) -> str:
    """Return the label of a column in the interface's language."""
    description = load_schema().tables.get(table)
    if description is None or not description.has(column):
        return column
    found = description.column(column)
    return found.name_zh if language() == "zh" else found.name_en


_WORDS: dict[str, Callable[[], str]] = {
    **PACKAGE_WORDS,
    **HUB_WORDS,
    "there is no such file": lambda: tr("there is no such file"),
    "it is a folder": lambda: tr("it is a folder"),
    "it is no GeoPackage": lambda: tr("it is no GeoPackage"),
    "it is an SQLite file but no GeoPackage": lambda: tr("it is no GeoPackage"),
    "it is a GeoPackage of another kind": lambda: tr("it is a GeoPackage of another kind"),
    "the file is damaged": lambda: tr("the file is damaged"),
    "it is no database": lambda: tr("it is a file of another kind"),
    "it is a database of another kind": lambda: tr("it is a file of another kind"),
    "the file or its folder is read-only": lambda: tr("the file or its folder is read-only"),
    "the disk is full and nothing was saved": lambda: tr("the disk is full"),
    "the disk reported an error and nothing was saved": lambda: tr("the disk reported an error"),
    "the file cannot be opened with your rights": lambda: tr("you have no right to open it"),
    "a file of this name exists already and would be lost": lambda: tr("a file of this name exists already"),
    "there is no such record any more": lambda: tr("it does not exist any more"),
    "has no coordinate reference system; assign one in QGIS first": lambda: tr(
        "it has no coordinate reference system; assign one in the layer's properties"
    ),
    "does not cover the place; choose an elevation model of this county": lambda: tr(
        "it does not cover the place; choose one of this county"
    ),
    "has no height where anyone stands; choose one that covers the input": lambda: tr(
        "it has no height where anyone stands; choose one that covers the input"
    ),
    "cannot be read as an elevation model; choose a GeoTIFF or another raster": lambda: tr(
        "it is no raster of heights; choose a GeoTIFF or another raster"
    ),
    "has no band of heights": lambda: tr("it has no band of heights; choose another raster"),
    "lies outside its own coordinate reference system; assign the right one": lambda: tr(
        "it lies outside its own coordinate reference system; assign the right one"
    ),
}
