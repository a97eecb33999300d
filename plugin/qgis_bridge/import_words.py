"""Why a row is not imported and what is wrong with a geometry, in the language of the interface."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .translation import tr

IMPORT_WORDS: Mapping[str, Callable[[], str]] = {
    "it has no geometry, or an empty one": lambda: tr("it has no geometry, or an empty one"),
    "its geometry mixes points, lines or areas; import it part by part": lambda: tr(
        "its geometry mixes points, lines or areas; import it part by part"
    ),
    "it lies too far from the county; check its coordinates, or its coordinate reference system": lambda: tr(
        "it lies too far from the county; check its coordinates, or its coordinate reference system"
    ),
    "its position cannot be read: {}": lambda: tr("its position cannot be read: {}"),
    "nothing tells its protected class; map a column to “class” or give one for all": lambda: tr(
        "nothing tells its protected class; map a column to “class” or give one for all"
    ),
    "it is county {}, the workspace is of county {}": lambda: tr(
        "it is county {}, the workspace is of county {}"
    ),
    "the required column “{}” ({}) is empty": lambda: tr("the required column “{}” ({}) is empty"),
    "a record with its uuid {} is in the workspace already": lambda: tr(
        "a record with its uuid {} is in the workspace already"
    ),
    "a point cannot be imported into “{}”": lambda: tr("a point cannot be imported into “{}”"),
    "a line cannot be imported into “{}”": lambda: tr("a line cannot be imported into “{}”"),
    "an area cannot be imported into “{}”": lambda: tr("an area cannot be imported into “{}”"),
    "a row without geometry cannot be imported into “{}”": lambda: tr(
        "a row without geometry cannot be imported into “{}”"
    ),
    "the column “{}” takes a number, not “{}”": lambda: tr("the column “{}” takes a number, not “{}”"),
    "the column “{}” takes yes or no, not “{}”": lambda: tr("the column “{}” takes yes or no, not “{}”"),
    "the time of damage is no time that can be read: “{}”": lambda: tr(
        "the time of damage is no time that can be read: “{}”"
    ),
    "Self-intersection[{}]": lambda: tr("it crosses itself at {}"),
    "Ring Self-intersection[{}]": lambda: tr("a ring crosses itself at {}"),
    "Too few points in geometry component[{}]": lambda: tr("a part at {} has too few different points"),
    "Hole lies outside shell[{}]": lambda: tr("a hole lies outside at {}"),
    "Holes are nested[{}]": lambda: tr("a hole lies in a hole at {}"),
    "Nested shells[{}]": lambda: tr("a part lies in another part at {}"),
    "Duplicate Rings[{}]": lambda: tr("a ring is there twice at {}"),
    "Interior is disconnected[{}]": lambda: tr("its inside falls apart at {}"),
    "Invalid Coordinate[{}]": lambda: tr("a coordinate is no number at {}"),
}
"""The engine's words, `{}` where a value is, and those of GEOS with a place."""
