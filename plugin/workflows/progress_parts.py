"""A stretch of a longer progress, for a step that counts from 0 to 1 itself."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.progress import Progress


@dataclass(frozen=True)
class Part:
    """The stretch from ``begin`` to ``end`` of the whole."""

    whole: Progress
    begin: float
    end: float

    def report(self, fraction: float, message: str = "") -> None:
        """Take note that ``fraction`` (0 … 1) of this stretch is done."""
        self.whole.report(self.begin + (self.end - self.begin) * fraction, message)

    def cancelled(self) -> bool:
        """Return whether the person asked to stop."""
        return self.whole.cancelled()
