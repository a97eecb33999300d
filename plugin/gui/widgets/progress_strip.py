"""A strip that shows how far long work is, and stops it; hidden while nothing runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...domain.errors import MineRestorationError
from ...domain.progress import Progress
from ...qgis_bridge.stage_text import stage_text
from ...qgis_bridge.tasks import BackgroundTask, run_in_background
from ...qgis_bridge.translation import tr

Result = TypeVar("Result")


class ProgressStrip(QWidget):
    """Runs one piece of work at a time beside the window; ``busyChanged`` follows its begin and its end."""

    busyChanged = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: BackgroundTask | None = None
        self.label = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.clicked.connect(self.cancel)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(self.label)
        box.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._task is not None

    def run(
        self,
        description: str,
        function: Callable[[Progress], Result],
        *,
        on_done: Callable[[Result], None],
        on_error: Callable[[MineRestorationError], None],
    ) -> None:
        """Start the work; while other work is under way nothing happens."""
        if self._task is not None:
            return
        self.label.setText(description)
        self.bar.setValue(0)
        self.cancel_button.setEnabled(True)
        self.show()

        def done(result: Result) -> None:
            self._end()
            on_done(result)

        def failed(error: MineRestorationError) -> None:
            self._end()
            on_error(error)

        self._task = run_in_background(description, function, on_done=done, on_error=failed)
        self._task.progressChanged.connect(self._on_progress)
        self._task.progressMessage.connect(lambda stage: self._on_stage(description, stage))
        self.busyChanged.emit(True)

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next step."""
        if self._task is not None:
            self.cancel_button.setEnabled(False)
            self.label.setText(tr("Stopping …"))
            self._task.cancel()

    def _on_progress(self, percent: float) -> None:
        self.bar.setValue(round(percent))

    def _on_stage(self, description: str, stage: str) -> None:
        if self.cancel_button.isEnabled():
            self.label.setText(f"{description}: {stage_text(stage)}")

    def _end(self) -> None:
        self._task = None
        self.hide()
        self.busyChanged.emit(False)
