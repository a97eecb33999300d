"""The rows with unsaved edits as they are now, for work that goes on while a person edits."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from qgis.PyQt import sip
from qgis.PyQt.QtCore import QTimer

from .session import Session

EVERY_MS = 100
Key = tuple[str, str]


class BusyRows(Collection[Key]):
    """A collection of (table, uuid) that the main thread keeps up to date until it is stopped.

    Another thread may read it at any time: it sees the rows of one moment.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows = session.busy_rows()
        self._timer = QTimer(session)
        self._timer.timeout.connect(self.refresh)
        self._timer.start(EVERY_MS)

    def refresh(self) -> None:
        """Look at the edit buffers; on the main thread."""
        self._rows = self._session.busy_rows()

    def stop(self) -> None:
        """Look no more."""
        if not sip.isdeleted(self._timer):
            self._timer.stop()
            self._timer.deleteLater()

    def __iter__(self) -> Iterator[Key]:
        """Yield the rows of one moment."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._rows)

    def __contains__(self, key: object) -> bool:
        """Return whether a row has unsaved edits."""
        return key in self._rows
