"""`mine_restoration:import_records`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ..exchange.field_matching import parse_mapping
from ..qgis_bridge.problem_words import said
from ..qgis_bridge.translation import tr
from ..store.schema import load_schema
from ..workflows.import_records import ImportResult, import_records
from ..workflows.import_targets import importable
from ..workflows.import_traps import TRAPS
from .algorithm import MineRestorationAlgorithm, Parameters, Results
from .feedback_progress import FeedbackProgress
from .foreign_table import file_table, layer_table

SHOWN_ROWS = 20


class ImportRecords(MineRestorationAlgorithm):
    """Brings a layer or spreadsheet into the workspace."""

    ID = "import_records"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Import records")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Brings a layer or a spreadsheet (GeoPackage, Shapefile in GBK or UTF-8, GeoJSON, "
            "OpenStreetMap extract, CSV, XLSX) into the workspace. Columns are matched by name, "
            "Chinese or English label and alias; codes may be codes or labels. Geometry is "
            "reprojected to EPSG:4490 and repaired. A row that cannot be imported is skipped with a "
            "reason; the report lists them all. A failure or a cancel leaves nothing half-written.\n\n"
            "TARGET is a table or a family (problem, protected_object, mine), which takes points, "
            "lines and areas apart. MAPPING is a JSON object of source columns and their target "
            "columns; a key that begins with = is a value for all rows, an empty target leaves the "
            "column out."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_workspace()
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                "INPUT", tr("Layer or spreadsheet"), [QgsProcessing.SourceType.TypeVector]
            )
        )
        self.addParameter(
            _choice("TARGET", tr("Target table or family"), importable(load_schema()), "problem")
        )
        mapping = QgsProcessingParameterString(
            "MAPPING", tr("Columns (JSON; empty: by name)"), multiLine=True, optional=True
        )
        self.addParameter(mapping)
        trap = _choice("SOURCE_CRS_TRAP", tr("Shifted coordinates (GCJ-02)"), TRAPS, "auto")
        trap.setHelp(
            tr(
                "auto: take the GCJ-02 shift off where it is certain, else warn; gcj02: the source is "
                "shifted, take it off; none: leave the coordinates as they are."
            )
        )
        self.addParameter(trap)
        self.addParameter(
            QgsProcessingParameterFileDestination(
                "REPORT", tr("Report"), "HTML (*.html)", optional=True, createByDefault=True
            )
        )
        self.add_number("IMPORTED", tr("Rows imported"))
        self.add_number("SKIPPED", tr("Rows skipped"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], ImportResult]:
        """Return the import of the rows, which are read already."""
        workspace = self.workspace(parameters, context)
        mapping = parse_mapping(self.parameterAsString(parameters, "MAPPING", context))
        table = file_table(parameters.get("INPUT"), context)
        if table is None:
            source = self.parameterAsSource(parameters, "INPUT", context)
            if source is None:
                raise QgsProcessingException(self.invalidSourceError(parameters, "INPUT"))
            table = layer_table(source, feedback)
        self.will_write(workspace)
        return functools.partial(
            import_records,
            workspace,
            table,
            target=self.parameterAsEnumString(parameters, "TARGET", context),
            mapping=mapping,
            source_crs_trap=self.parameterAsEnumString(parameters, "SOURCE_CRS_TRAP", context),
            progress=FeedbackProgress(feedback),
        )

    def results(
        self,
        result: ImportResult,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return how many rows were imported and skipped, and where the report is."""
        _tell(result, feedback)
        report = self.parameterAsFileOutput(parameters, "REPORT", context)
        path = Path(report or QgsProcessingUtils.generateTempFilename("import_report.html", context))
        path.write_text(result.report_html, encoding="utf-8")
        return {"IMPORTED": result.imported, "SKIPPED": result.skipped, "REPORT": str(path)}


def _choice(
    name: str, description: str, options: tuple[str, ...], default: str
) -> QgsProcessingParameterEnum:
    return QgsProcessingParameterEnum(
        name, description, list(options), defaultValue=default, usesStaticStrings=True
    )


def _tell(result: ImportResult, feedback: QgsProcessingFeedback) -> None:
    """Say the warnings and the first of the skipped rows in the log of the run."""
    for warning in result.warnings:
        feedback.pushWarning(warning)
    for row in result.skipped_rows[:SHOWN_ROWS]:
        feedback.pushInfo(
            tr("Row {number} was skipped: {reason}").format(
                number=row.number, reason=said(row.reason) or row.reason
            )
        )
    rest = len(result.skipped_rows) - SHOWN_ROWS
    if rest > 0:
        feedback.pushInfo(tr("{count} more skipped rows stand in the report.").format(count=rest))
