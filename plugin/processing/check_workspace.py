"""`mine_restoration:check_workspace`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingUtils,
)

from ..qgis_bridge.translation import tr
from ..workflows import workspaces
from ..workflows.workspaces import CheckReport
from .algorithm import WORKSPACE, MineRestorationAlgorithm, Parameters, Results


class CheckWorkspace(MineRestorationAlgorithm):
    """Says what is wrong with a workspace."""

    ID = "check_workspace"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Check workspace")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Looks for what is wrong with a workspace: the file's integrity, tables, triggers, uuids, "
            "rows without their parent, codes, geometries, spatial index, missing photos and grades "
            "that are out of date. Errors want mending before the next sync, warnings are for a "
            "person to judge. The report is HTML, or JSON where its name ends in .json."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "REPORT", tr("Report"), "HTML (*.html);;JSON (*.json)", optional=True, createByDefault=True
            )
        )
        self.add_number("ERRORS", tr("Errors"))
        self.add_number("WARNINGS", tr("Warnings"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], CheckReport]:
        """Return the check of the file that is named, which may be no workspace."""
        path_given = self.parameterAsFile(parameters, WORKSPACE, context)
        return lambda: workspaces.check(path_given)

    def results(
        self,
        report: CheckReport,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return how many errors and warnings there are, and where the report is."""
        for finding in report.errors:
            feedback.reportError(finding.message)
        for finding in report.warnings:
            feedback.pushWarning(finding.message)
        named = self.parameterAsFileOutput(parameters, "REPORT", context)
        path = Path(named or QgsProcessingUtils.generateTempFilename("check.html", context))
        if path.suffix.lower() == ".json":
            text = json.dumps(report.as_dict(), ensure_ascii=False, indent=1)
        else:
            head = '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>'
            text = f"{head}<body>{report.html()}</body></html>\n"
        path.write_text(text, encoding="utf-8")
        return {"ERRORS": len(report.errors), "WARNINGS": len(report.warnings), "REPORT": str(path)}
