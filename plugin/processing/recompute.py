"""`mine_restoration:recompute`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ..qgis_bridge.translation import tr
from ..workflows.recompute import RecomputeResult, recompute
from .algorithm import MineRestorationAlgorithm, Parameters, Results
from .feedback_progress import FeedbackProgress

UNDETERMINED = "DD"
"""The code of 待认定: a person has to find out more."""


class Recompute(MineRestorationAlgorithm):
    """Computes all derived values anew."""

    ID = "recompute"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Recompute grades and responsibility")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Computes every derived value of the workspace anew by the rules in force today: impact "
            "grade (DZ/T 0223-2011, annex E), responsibility for the problem and for the land, scale, "
            "areas (hm²), lengths (m) and map sheet, each with its reasons. GRADED counts the "
            "problems that got a grade, RESPONSIBILITY those whose responsibility could be "
            "determined."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        self.add_number("GRADED", tr("Problems with a grade"))
        self.add_number("RESPONSIBILITY", tr("Problems with a responsibility"))
        self.add_number("PROBLEMS", tr("Problems"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], RecomputeResult]:
        """Return the recomputation of the whole workspace."""
        workspace = self.workspace(parameters, context)
        self.will_write(workspace)
        progress = FeedbackProgress(feedback)
        return lambda: recompute(workspace, progress=progress)

    def results(
        self,
        result: RecomputeResult,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return how many problems were graded, and of how many the responsibility is determined."""
        for uuid, column in result.unread:
            feedback.pushWarning(
                tr("The column “{column}” of the problem {uuid} could not be read.").format(
                    column=column, uuid=uuid
                )
            )
        return {
            "GRADED": sum(count for code, count in result.graded.items() if code),
            "RESPONSIBILITY": sum(
                n for code, n in result.responsibility.items() if code not in ("", UNDETERMINED)
            ),
            "PROBLEMS": result.problems,
        }
