"""What can be wrong with a file that somebody hands over, each a sentence to act on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..domain.errors import MineRestorationError


class ExchangeError(MineRestorationError):
    """A file that cannot be brought in or given out."""


class UnreadableFileError(ExchangeError):
    """A file that is not there, not readable, or not of the kind its name says."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"“{path}” cannot be read: {problem}; check the file and choose it again.")


class UnwritableFileError(ExchangeError):
    """A file that cannot be written."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"“{path}” cannot be written: {problem}; choose another name or folder.")


class LayerChoiceError(ExchangeError):
    """A file with several layers of which none, or one that is not there, was named."""

    def __init__(self, path: Path, wanted: str | None, layers: Sequence[str]) -> None:
        self.path = path
        self.wanted = wanted
        self.layers = tuple(layers)
        listed = ", ".join(layers) or "none"
        said = f"has no layer “{wanted}”" if wanted else "has several layers"
        super().__init__(f"“{path}” {said}; name one of its layers: {listed}.")


class MissingCrsError(ExchangeError):
    """Coordinates of which nobody said in which system they are."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The layer “{name}” says no coordinate reference system, so its coordinates could lie anywhere;"
            " set the layer's CRS (for a Shapefile, add its .prj), then import it again."
        )


class MissingLibraryError(ExchangeError):
    """A Python library that this kind of file needs."""

    def __init__(self, library: str, purpose: str, remedy: str) -> None:
        self.library = library
        super().__init__(f"{purpose} needs the Python library “{library}”, which is not installed; {remedy}.")


class FieldMappingError(ExchangeError):
    """A field mapping that does not fit the source or the target."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f'The field mapping {problem}; write it as JSON such as {{"source column": "target column"}}.'
        )
