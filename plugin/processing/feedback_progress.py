"""A workflow's progress, shown by Processing's feedback."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback

from ..qgis_bridge.stage_text import stage_text


class FeedbackProgress:
    """The progress that a workflow reports to: a bar from 0 to 100, and a cancel that is heard."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback

    def report(self, fraction: float, message: str = "") -> None:
        """Show that `fraction` (0 … 1) of the work is done."""
        self._feedback.setProgress(100.0 * min(max(fraction, 0.0), 1.0))
        if message:
            self._feedback.setProgressText(stage_text(message))

    def cancelled(self) -> bool:
        """Return whether the person asked to stop."""
        return bool(self._feedback.isCanceled())
