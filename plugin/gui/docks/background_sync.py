"""Sync from time to time while a person works: quiet where there is no network, never in the way."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QObject, QTime, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu, QWidget

from ...domain.errors import MineRestorationError
from ...domain.progress import CancelledError
from ...qgis_bridge.error_text import sentence_of
from ...qgis_bridge.translation import tr

CHOICES_MIN = (5, 10, 30, 60)
"""Every how many minutes; none of them is never."""

MINUTE_MS = 60_000


class BackgroundSync(QObject):
    """A clock that asks for a sync, and the line that tells how the last one went.

    ``start`` begins a sync and returns whether it did: it does not where other work is under way or the login
    would have to be asked for. ``chosen`` carries the minutes, 0 for never.
    """

    chosen = pyqtSignal(int)
    told = pyqtSignal(str)

    def __init__(self, start: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self.minutes = 0
        self.line = ""
        self.is_running = False
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.tick)
        self.menu = QMenu(tr("Sync by itself"), parent)
        self.actions = {0: self.menu.addAction(tr("Never"))}
        for minutes in CHOICES_MIN:
            self.actions[minutes] = self.menu.addAction(tr("Every {} minutes while online").format(minutes))
        for minutes, action in self.actions.items():
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, chosen=minutes: self.choose(chosen))
        self.set_minutes(0)

    def choose(self, minutes: int) -> None:
        """Take what the person chose, and tell it."""
        self.set_minutes(minutes)
        self.chosen.emit(self.minutes)

    def set_minutes(self, minutes: int) -> None:
        """Ask for a sync every so many minutes, 0 for never."""
        self.minutes = minutes if minutes in self.actions else 0
        self._tell("")
        for choice, action in self.actions.items():
            action.setChecked(choice == self.minutes)
        if self.minutes:
            self.timer.start(self.minutes * MINUTE_MS)
        else:
            self.timer.stop()

    def tick(self) -> None:
        """Ask for a sync now."""
        if not self.is_running:
            self.is_running = self._start()

    def synced(self) -> None:
        """Take note that the sync came to its end."""
        self.is_running = False
        self._tell("")

    def failed(self, error: MineRestorationError) -> None:
        """Tell in one line that it did not, and that it is tried again."""
        self.is_running = False
        if isinstance(error, CancelledError):
            return
        self._tell(
            tr("{}: no sync by itself ({}) It is tried again every {} minutes.").format(
                QTime.currentTime().toString("HH:mm"), sentence_of(error), self.minutes
            )
        )

    @property
    def is_offline(self) -> bool:
        """Whether the last sync by itself did not come to its end."""
        return bool(self.line)

    def _tell(self, line: str) -> None:
        self.line = line
        self.told.emit(line)

    def stop(self) -> None:
        """Ask no more."""
        self.timer.stop()
