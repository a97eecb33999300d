"""`mine_restoration:province_project`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..qgis_bridge.hub_place import hub_name
from ..qgis_bridge.province_project import write_province_project
from ..qgis_bridge.translation import tr
from ..workflows.province_map import Province, read_province
from .algorithm import Parameters, Results
from .install_hub import HUB, LOGIN, HubAlgorithm

AREA = "AREA"


class ProvinceProject(HubAlgorithm):
    """Writes the project with which a province looks at its hub."""

    ID = "province_project"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("The province's project over its hub")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Writes a QGIS project over the hub's views, in the styles of a workspace: problems and "
            "treatment zones by the state of their review, the mines, and a table of counts by county, "
            "grade, responsibility and state. An action on that table narrows the map to one county. The "
            "project opens with the login that is chosen here and holds no password. For people who may "
            "read the rows of the whole province (analysts)."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters."""
        self.add_hub()
        area = QgsProcessingParameterString(AREA, tr("Only this county or city (code)"), optional=True)
        area.setHelp(tr("141125 is a county, 141100 a city; empty is the whole province."))
        self.addParameter(area)
        self.addParameter(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Project"), tr("QGIS project (*.qgz)"))
        )

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Province]:
        """Return the look at the hub."""
        area = self.parameterAsString(parameters, AREA, context).strip()
        if area and not re.fullmatch(r"[0-9]{6}", area):
            raise QgsProcessingException(
                tr("“{}” is no code of a county or city; write its six digits.").format(area)
            )
        place = self.place(parameters, context)
        return lambda: read_province(place)

    def results(
        self,
        province: Province,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the file of the project."""
        login = self.parameterAsString(parameters, LOGIN, context).strip()
        login = login or hub_name(self.parameterAsString(parameters, HUB, context)).login
        area = self.parameterAsString(parameters, AREA, context).strip()
        path = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        if province.parameters.get("sslrootcert"):
            feedback.pushWarning(
                tr(
                    "QGIS's layers look for the certificate “{}” in the folder of libpq alone; copy it to"
                    " “{}” on every computer that opens the project."
                ).format(province.parameters["sslrootcert"], "~/.postgresql/root.crt")
            )
        written = write_province_project(province, path, login=login, area=re.sub("(00){1,2}$", "", area))
        return {"OUTPUT": str(written)}
