"""`mine_restoration:share_records`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterString,
)

from ..domain.errors import MineRestorationError
from ..qgis_bridge.error_text import sentence_of
from ..qgis_bridge.translation import tr
from ..sync.merge_rules import CLASSIFICATION_COLUMN, CLASSIFIED
from ..workflows.grants import Grant, SharedRecord, share_all
from .algorithm import Parameters, Results
from .install_hub import HubAlgorithm

INPUT, COUNTY, TO_COUNTY, GRANT = "INPUT", "COUNTY", "TO_COUNTY", "GRANT"
UUID = "uuid"
GRANTS: Mapping[str, Grant | None] = {"read": "read", "propose": "propose", "withdraw": None}


@dataclass(frozen=True)
class Answer:
    """How many records were asked for, and why some of them were refused."""

    asked: tuple[SharedRecord, ...]
    refused: Mapping[tuple[str, str], MineRestorationError]


class ShareRecords(HubAlgorithm):
    """Shares records across the county line, or takes that back."""

    ID = "share_records"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Share records across the county line")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Lets another county see records at the province's hub: read them, or also propose changes; "
            "“withdraw” takes that back. INPUT is a layer with a field uuid, such as one of the workspace or "
            "of the province's project; choose “selected features only”. Photos go with their records. A "
            "reviewer of the county that the records belong to does this. Classified records, and those the "
            "hub does not have, are left out and named."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_hub(tr("Login of the county's reviewer"))
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                INPUT, tr("Records (a layer with the field uuid)"), [QgsProcessing.SourceType.TypeVector]
            )
        )
        self.addParameter(QgsProcessingParameterString(COUNTY, tr("County of the records (six digits)")))
        self.addParameter(QgsProcessingParameterString(TO_COUNTY, tr("County beyond the line (six digits)")))
        self.addParameter(
            QgsProcessingParameterEnum(
                GRANT, tr("It may"), list(GRANTS), usesStaticStrings=True, defaultValue="read"
            )
        )
        self.add_number("CHANGED", tr("Records whose grant was given or taken back"))
        self.add_number("REFUSED", tr("Records left out"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Answer]:
        """Return the work on the hub."""
        source = self.parameterAsSource(parameters, INPUT, context)
        if source is None or source.fields().lookupField(UUID) < 0:
            raise QgsProcessingException(
                tr("The layer has no field “uuid”; take one of the workspace or of the province's project.")
            )
        county = self.parameterAsString(parameters, COUNTY, context).strip()
        records, classified = _records(source, county)
        beyond = self.parameterAsString(parameters, TO_COUNTY, context).strip()
        may = GRANTS[self.parameterAsEnumString(parameters, GRANT, context)]
        place = self.place(parameters, context)
        return lambda: Answer(records, share_all(place, records, beyond, may, classified=classified))

    def results(
        self,
        answer: Answer,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the numbers; each record that was left out is a line of the log."""
        titles = {record.key: record.title or record.uuid for record in answer.asked}
        for key, error in answer.refused.items():
            feedback.pushWarning(f"{titles[key]}: {sentence_of(error)}")
        return {"CHANGED": len(answer.asked) - len(answer.refused), "REFUSED": len(answer.refused)}


def _records(
    source: QgsProcessingFeatureSource, county: str
) -> tuple[tuple[SharedRecord, ...], frozenset[str]]:
    """Return the records of a layer, and the uuids of those that are classified."""
    names = set(source.fields().names())
    records: list[SharedRecord] = []
    classified: set[str] = set()
    for feature in source.getFeatures():
        uuid = str(feature[UUID])
        title = str(feature["number"] or "") if "number" in names else ""
        records.append(SharedRecord(county=county, table=source.sourceName(), uuid=uuid, title=title))
        if CLASSIFICATION_COLUMN in names and feature[CLASSIFICATION_COLUMN] == CLASSIFIED:
            classified.add(uuid)
    return tuple(records), frozenset(classified)
