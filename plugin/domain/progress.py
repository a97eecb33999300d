"""How long work says how far it is, and hears that it should stop."""

from __future__ import annotations

from typing import Protocol

from .errors import MineRestorationError


class CancelledError(MineRestorationError):
    """The person stopped the work; nothing was half-written."""

    def __init__(self) -> None:
        super().__init__("The work was cancelled; nothing was changed by the cancelled step.")


class Progress(Protocol):
    """What a workflow is given to report to."""

    def report(self, fraction: float, message: str = "") -> None:
        """Take note that ``fraction`` (0 … 1) of the work is done."""

    def cancelled(self) -> bool:
        """Return whether the person asked to stop."""


class Silent:
    """A progress nobody watches."""

    def report(self, fraction: float, message: str = "") -> None:
        """Take no note."""

    def cancelled(self) -> bool:
        """Return False: nobody can stop it."""
        return False


def check(progress: Progress) -> None:
    """Raise :class:`CancelledError` where the person asked to stop."""
    if progress.cancelled():
        raise CancelledError
