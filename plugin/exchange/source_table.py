"""A table from outside, as every reader hands it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from ..domain.changes import Value

GeometryArray = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class SourceTable:
    """Rows of a foreign layer or sheet, unchanged: nothing is dropped, renamed or reprojected yet.

    ``rows`` are sparse: a column that a row lacks is empty there. ``geometries`` has one shapely geometry or
    None a row. ``crs`` is an authority code or WKT, None where the source says none. ``first_row`` is the
    number of the first row as a person counts them in the file.
    """

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Value]]
    geometries: GeometryArray
    crs: str | None = None
    kind: str = ""
    first_row: int = 1
    notes: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_geometry(self) -> bool:
        """Whether any row has a geometry, empty ones included."""
        return any(geometry is not None for geometry in self.geometries)

    def where(self, keep: Callable[[Mapping[str, Value]], bool]) -> SourceTable:
        """Return the rows for which `keep` is true, as a table of their own that is counted from its first
        row."""
        chosen = [index for index, row in enumerate(self.rows) if keep(row)]
        return replace(
            self, rows=[self.rows[index] for index in chosen], geometries=self.geometries[chosen], first_row=1
        )


def no_geometries(count: int) -> GeometryArray:
    """Return an array of ``count`` missing geometries."""
    return np.full(count, None, dtype=object)
