"""`mine_restoration:access_check`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import shapely
from qgis.core import (
    Qgis,
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import QMetaType

from ..domain.codes import CodeLists
from ..geometry.projection import to_geographic
from ..qgis_bridge.access_pdf import write_access_page, write_access_pdf
from ..qgis_bridge.layer_to_geometries import LayerArrays, read_layer, write_features
from ..qgis_bridge.translation import interface_language, tr
from ..store.workspace import Workspace
from ..workflows.access_check import AccessOpinion, check_access
from ..workflows.access_request import RIGHT_AGES, finding_row, requested_right
from ..workflows.reading import code_lists
from .algorithm import MineRestorationAlgorithm, Parameters, Results, tell_warnings
from .feedback_progress import FeedbackProgress
from .profile_parameter import add_profile, asked_profile

Checked = tuple[Workspace, CodeLists, tuple[str, ...], AccessOpinion]
"""The workspace, its code lists, notes on the corner points, and the opinion."""

NUMBERS = frozenset({"distance_m", "rule_distance_m", "overlap_hm2", "overlap_share", "object_overlap_hm2"})
COLUMNS = (
    "conclusion", "conclusion_text", "object_name", "class", "class_text", "zone", "zone_text", "distance_m",
    "rule_distance_m", "overlap_hm2", "overlap_share", "object_overlap_hm2", "first", "object_established_on",
    "kind", "rule_id", "legal_basis", "object_uuid",
)  # fmt: skip


class AccessCheck(MineRestorationAlgorithm):
    """Checks a mining right against reserves and every other restriction, and prints the opinion."""

    ID = "access_check"
    GROUP = "analysis"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Access check of a mining right (准入核查)")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Holds a mining right against every protected object of the workspace and the rules that "
            "fit its activities: overlap (hm² and share), functional zone, distance (m), legal basis, and "
            "which was established first. A new right is prohibited where a ban holds; an existing one is to "
            "be handled. The opinion is written as a sheet with a map (HTML, PDF). Nothing in the workspace "
            "is changed.\n\n"
            "RIGHT is a layer with one polygon, or with one that is selected. Without it CORNERS are the "
            "corner points, one in a line: longitude and latitude, or X and Y with the zone number in front "
            "of Y; a number may stand before them, a blank line begins another ring. ACTIVITY are codes "
            "such as open_pit, underground, quarry, sand or tailings, joined by semicolons; left empty, "
            "every rule counts."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        self._add_right()
        add_profile(self)
        self._add_sheets()
        self.addOutput(QgsProcessingOutputString("CONCLUSION", tr("Conclusion (code)")))
        self.addOutput(QgsProcessingOutputString("CONCLUSION_TEXT", tr("Conclusion")))
        self.add_number("FINDING_COUNT", tr("Findings"))

    def _add_right(self) -> None:
        """Declare what the right is, where it lies and what is done there."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "RIGHT",
                tr("Right (one polygon)"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterString("CORNERS", tr("Corner points"), multiLine=True, optional=True)
        )
        self.addParameter(QgsProcessingParameterString("NAME", tr("Name of the right"), optional=True))
        self.addParameter(
            QgsProcessingParameterEnum(
                "RIGHT_AGE",
                tr("New or existing"),
                list(RIGHT_AGES),
                defaultValue="new",
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                "ESTABLISHED_ON", tr("Established on (day, such as 2001-05-01)"), optional=True
            )
        )
        self.addParameter(QgsProcessingParameterString("ACTIVITY", tr("Activities (codes)"), optional=True))

    def _add_sheets(self) -> None:
        """Declare the table of findings and the two forms of the opinion sheet."""
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                "FINDINGS",
                tr("Findings"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
                createByDefault=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "SHEET", tr("Opinion sheet"), "HTML (*.html)", optional=True, createByDefault=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "SHEET_PDF", tr("Opinion sheet as PDF"), "PDF (*.pdf)", optional=True, createByDefault=False
            )
        )

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Checked]:
        """Return the check of the right that the parameters describe."""
        workspace = self.workspace(parameters, context)
        arrays = self._right(parameters, context, feedback)

        def asked(name: str) -> str:
            return str(self.parameterAsString(parameters, name, context)).strip()

        return functools.partial(
            _check,
            workspace,
            arrays,
            corners=asked("CORNERS"),
            name=asked("NAME"),
            right_age=self.parameterAsEnumString(parameters, "RIGHT_AGE", context),
            established_on=asked("ESTABLISHED_ON"),
            activities=asked("ACTIVITY").split(";"),
            profile=asked_profile(self, parameters, context, workspace),
            feedback=feedback,
        )

    def _right(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> LayerArrays | None:
        """Return the layer of the right, None where there is none. Raises where it has not one polygon."""
        source = self.parameterAsSource(parameters, "RIGHT", context)
        if source is None:
            if parameters.get("RIGHT"):
                raise QgsProcessingException(self.invalidSourceError(parameters, "RIGHT"))
            return None
        if source.featureCount() != 1:
            raise QgsProcessingException(
                tr(
                    "The layer of the right has {} features; select one, and check the selected alone."
                ).format(source.featureCount())
            )
        return read_layer(source, feedback=feedback)

    def results(
        self,
        checked: Checked,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the conclusion, the table of findings, and where the sheets are."""
        workspace, codes, notes, opinion = checked
        tell_warnings((*notes, *opinion.warnings), feedback, codes=codes)
        text = codes.label("access_conclusion", opinion.conclusion, interface_language())
        feedback.pushInfo(f"{opinion.right.name}: {text}")
        results: Results = {
            "CONCLUSION": opinion.conclusion,
            "CONCLUSION_TEXT": text,
            "FINDING_COUNT": len(opinion.findings),
        }
        table = self._findings(opinion, codes, parameters, context)
        if table is not None:
            results["FINDINGS"] = table
        sheet = self.parameterAsFileOutput(parameters, "SHEET", context)
        path = Path(sheet or QgsProcessingUtils.generateTempFilename("access_check.html", context))
        results["SHEET"] = str(write_access_page(workspace, opinion, path))
        pdf = self.parameterAsFileOutput(parameters, "SHEET_PDF", context)
        if pdf:
            results["SHEET_PDF"] = str(write_access_pdf(workspace, opinion, Path(pdf)))
        return results

    def _findings(
        self,
        opinion: AccessOpinion,
        codes: CodeLists,
        parameters: Parameters,
        context: QgsProcessingContext,
    ) -> str | None:
        """Return the address of the table of findings, None where nobody asked for it."""
        fields = QgsFields()
        for name in COLUMNS:
            kind = QMetaType.Type.Double if name in NUMBERS else QMetaType.Type.QString
            fields.append(QgsField(name, kind))
        sink, target = self.parameterAsSink(parameters, "FINDINGS", context, fields, Qgis.WkbType.NoGeometry)
        if sink is None:
            return None
        language = interface_language()
        rows = [finding_row(finding, codes, language) for finding in opinion.findings]
        values = [[row[name] for name in COLUMNS] for row in rows]
        if (
            write_features(sink, fields, [None] * len(values), values) != len(values)
            or not sink.flushBuffer()
        ):
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "FINDINGS"))
        return str(target)


def _check(
    workspace: Workspace,
    arrays: LayerArrays | None,
    *,
    corners: str,
    name: str,
    right_age: str,
    established_on: str,
    activities: list[str],
    profile: str | None,
    feedback: QgsProcessingFeedback,
) -> Checked:
    """Return the opinion on a right that is a layer's one polygon, or a list of corner points."""
    outline: shapely.Geometry | None = None
    if arrays is not None:
        outline = to_geographic(arrays.geometries, arrays.crs)[0]
        found = arrays.columns.get("name")
        name = name or str((found[0] if found is not None else None) or "")
    right, notes = requested_right(
        workspace,
        name=name or "—",
        outline=outline,
        corners=corners,
        activities=activities,
        right_age="existing" if right_age == "existing" else "new",
        established_on=established_on,
    )
    opinion = check_access(workspace, right, profile=profile, progress=FeedbackProgress(feedback))
    return workspace, code_lists(workspace), notes, opinion
