"""What the geometry layer raises: each message says what failed, on what, and what to do next."""

from __future__ import annotations

from ..domain.errors import MineRestorationError


class GeometryError(MineRestorationError):
    """The root of every error of the geometry layer."""


class UnknownCrsError(GeometryError):
    """A coordinate reference system that PROJ does not know."""

    def __init__(self, crs: object) -> None:
        self.crs = crs
        super().__init__(f"The coordinate reference system “{crs}” is not known; give a code like EPSG:4490.")


class UnsupportedExtentError(GeometryError):
    """Data at a pole, over the antimeridian, outside the globe, or too wide for one projection."""

    def __init__(self, bounds: tuple[float, float, float, float], problem: str) -> None:
        self.bounds = bounds
        west, south, east, north = bounds
        super().__init__(
            f"The extent {west:.4f}, {south:.4f} to {east:.4f}, {north:.4f} (degrees) {problem}; "
            "check the coordinate reference system of the data, or work on a part of it."
        )


class EmptyInputError(GeometryError):
    """No usable geometry where at least one is needed."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"There is no geometry to {what}; choose a layer with a drawn record.")


class InvalidDistanceError(GeometryError):
    """A distance that is negative or no number."""

    def __init__(self, distance_m: float, index: int | None = None) -> None:
        self.distance_m = distance_m
        self.index = index
        where = "" if index is None else f" of feature {index}"
        super().__init__(
            f"The distance {distance_m} m{where} cannot be used; give a number of metres not below 0."
        )


class InvalidToleranceError(GeometryError):
    """A tolerance outside the range that can be kept."""

    def __init__(self, tolerance: float, lowest: float, highest: float) -> None:
        self.tolerance = tolerance
        super().__init__(
            f"The tolerance {tolerance} cannot be kept; give a share from {lowest} to {highest}."
        )


class LengthMismatchError(GeometryError):
    """Two arrays that must run in parallel do not."""

    def __init__(self, what: str, length: int, expected: int) -> None:
        self.what = what
        self.length = length
        self.expected = expected
        super().__init__(f"There are {length} {what} for {expected} geometries; give one for each.")


class IncompatibleGeometryError(GeometryError):
    """A geometry that cannot become the type that is asked for."""

    def __init__(self, found: str, wanted: str) -> None:
        self.found = found
        self.wanted = wanted
        super().__init__(f"A {found} cannot become a {wanted}; import it into a layer of its own type.")


class CoordinateTextError(GeometryError):
    """A pair of coordinates that cannot be read."""

    def __init__(self, text: str, problem: str) -> None:
        self.text = text
        super().__init__(f"The coordinates “{text}” {problem}.")


class MapSheetError(GeometryError):
    """A sheet number, scale or place outside the national sheet division."""

    def __init__(self, what: object, problem: str) -> None:
        self.what = what
        super().__init__(f"“{what}” {problem}.")


class UnsoundBufferError(GeometryError):
    """A buffer that could not be drawn soundly by any way known."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__(
            f"The buffer of feature {index} cannot be drawn soundly; redraw the feature and try again."
        )


class ObserverOutsideGridError(GeometryError):
    """Observers of a visible range stand where there is no elevation."""

    def __init__(self, count: int, where: str) -> None:
        self.count = count
        self.where = where
        super().__init__(
            f"{count} observers stand {where}: take an elevation model that covers them, or leave them out."
        )


class ElevationError(GeometryError):
    """An elevation model that cannot be used."""

    def __init__(self, source: object, problem: str) -> None:
        self.source = source
        self.problem = problem
        super().__init__(f"The elevation model “{source}” {problem}.")


class CornerListError(GeometryError):
    """Corner points 拐点 that make no outline: none, few, far, flat, crossing or rings.

    ``first`` and ``second`` name corners or sides, ``number`` is a count or kilometres.
    """

    def __init__(self, kind: str, *, first: str = "", second: str = "", number: float = 0) -> None:
        self.kind = kind
        self.first = first
        self.second = second
        self.number = number
        problem = _CORNER_PROBLEMS[kind].format(first=first, second=second, number=number)
        super().__init__(f"The corner points make no outline: {problem}.")


_CORNER_PROBLEMS = {
    "none": "there is none; paste one corner in each line, such as 1, 4144605.743, 37489671.577",
    "few": "there are {number:.0f} different corners; give at least 3 in their order",
    "far": "corner {first} lies {number:.0f} km from the others; check its digits and its zone",
    "flat": "all corners lie on one line; check their digits",
    "crossing": "the side {first} meets the side {second}; check the order of the corners and their digits",
    "rings": "two of its rings overlap; check which corners belong together",
}
