"""Importing the chosen layers in the protection dock: what came of it in words, and back again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QPushButton, QWidget

from ...domain.progress import Progress
from ...qgis_bridge.problem_words import said
from ...qgis_bridge.session import Session
from ...qgis_bridge.translation import tr
from ...store.workspace import Workspace
from ...workflows.import_records import ImportResult, undo_import
from ...workflows.reading import PROTECTED_TABLES
from ..messages import Messages
from ..widgets.progress_strip import ProgressStrip
from .layer_mapping import LayerMapping, import_job

REASONS_SHOWN = 3


class ObjectImport(QObject):
    """Imports in the background; ``undo_button`` takes the last import back as long as its workspace is
    open."""

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        messages: Messages,
        *,
        mapping: LayerMapping,
        progress: ProgressStrip,
    ) -> None:
        super().__init__(parent)
        self._session, self._messages = session, messages
        self._mapping, self._progress = mapping, progress
        self._last: tuple[Workspace, list[ImportResult]] | None = None
        self.undo_button = QPushButton(tr("Undo the import"))
        self.undo_button.setToolTip(tr("Take out again what the last import brought in"))
        self.undo_button.clicked.connect(self.undo)
        progress.busyChanged.connect(lambda _: self.update())
        session.workspaceChanged.connect(self.update)
        self.update()

    def update(self) -> None:
        """Offer to undo where there is something to undo, and nothing is under way."""
        here = self._last is not None and self._last[0] is self._session.workspace
        self.undo_button.setVisible(here)
        self.undo_button.setEnabled(not self._progress.is_busy)

    def run(self, *_: object) -> None:
        """Import the chosen layers."""
        workspace = self._session.workspace
        if workspace is None:
            return
        with self._messages.told():
            job = import_job(workspace, self._mapping.chosen())
            self._progress.run(
                tr("Importing protected objects"),
                job,
                on_done=lambda results: self._done(workspace, results),
                on_error=self._messages.error,
            )

    def _done(self, workspace: Workspace, results: list[ImportResult]) -> None:
        imported, skipped = sum(r.imported for r in results), sum(r.skipped for r in results)
        self._last = (workspace, results) if imported else None
        self.update()
        self._session.reload(PROTECTED_TABLES)
        sentence = tr("{} protected objects are imported, {} were left out.").format(imported, skipped)
        notes = dict.fromkeys(note for result in results for note in result.warnings)
        told = " ".join((sentence, *skip_reasons(results), *notes))
        if skipped or notes:
            self._messages.warn(told)
        else:
            self._messages.done(told)

    def undo(self, *_: object) -> None:
        """Take the last import back."""
        if self._last is None:
            return
        workspace, results = self._last

        def take_back(progress: Progress) -> int:
            return sum(undo_import(workspace, result) for result in reversed(results))

        self._progress.run(
            tr("Undoing the import"), take_back, on_done=self._undone, on_error=self._messages.error
        )

    def _undone(self, count: int) -> None:
        self._last = None
        self.update()
        self._session.reload(PROTECTED_TABLES)
        self._messages.done(tr("{} protected objects are taken out again.").format(count))


def skip_reasons(results: Sequence[ImportResult]) -> list[str]:
    """Return why rows were left out, the most frequent reason first, with how many each."""
    reasons = Counter(row.reason for result in results for row in result.skipped_rows)
    return [
        tr("{} rows: {}.").format(count, said(reason) or reason)
        for reason, count in reasons.most_common(REASONS_SHOWN)
    ]
