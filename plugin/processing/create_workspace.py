"""`mine_restoration:create_workspace`."""

from __future__ import annotations

import functools
from collections.abc import Callable

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..domain.errors import UnknownCodeError
from ..domain.protection import NATIONAL
from ..qgis_bridge.translation import tr
from ..store.workspace import Workspace
from ..workflows import workspaces
from ..workflows.reading import profiles
from .algorithm import MineRestorationAlgorithm, Parameters, Results


class CreateWorkspace(MineRestorationAlgorithm):
    """Makes an empty survey workspace of a county."""

    ID = "create_workspace"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Create workspace")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Makes an empty survey workspace of one county: a GeoPackage with the tables, code lists "
            "and rules, in EPSG:4490. A workspace that exists already is not replaced. The county "
            "code has six digits (GB/T 2260)."
        )

    def flags(self) -> Qgis.ProcessingAlgorithmFlags:
        """Return that it may run in a thread and in batches; it is too short to be cancelled."""
        return Qgis.ProcessingAlgorithmFlags(Qgis.ProcessingAlgorithmFlag.SupportsBatch)

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters."""
        self.addParameter(QgsProcessingParameterString("COUNTY_CODE", tr("County code (six digits)")))
        self.addParameter(
            QgsProcessingParameterString(
                "COUNTY_NAME", tr("County name (empty: as in the national list)"), optional=True
            )
        )
        profile = QgsProcessingParameterString("PROFILE", tr("Profile of the rules"), "national")
        profile.setHelp(tr("Whose rules hold: national, or a province's such as shandong or henan."))
        self.addParameter(profile)
        self.addParameter(
            QgsProcessingParameterFileDestination("OUTPUT", tr("Workspace"), "GeoPackage (*.gpkg)")
        )

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Workspace]:
        """Return the making of the workspace."""
        return functools.partial(
            workspaces.create,
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            county_code=self.parameterAsString(parameters, "COUNTY_CODE", context).strip(),
            county_name=self.parameterAsString(parameters, "COUNTY_NAME", context).strip() or None,
            profile=_profile(self.parameterAsString(parameters, "PROFILE", context).strip()),
        )

    def results(
        self,
        workspace: Workspace,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the path of the workspace."""
        feedback.pushInfo(f"{workspace.county_name} {workspace.county_code}")
        return {"OUTPUT": str(workspace.path)}


def _profile(text: str) -> str:
    """Return the code of the profile that a code or a name means, the national one for nothing.

    Raises UnknownCodeError.
    """
    if not text:
        return NATIONAL
    wanted = text.casefold()
    for profile in profiles():
        if wanted in {profile.code, profile.name_zh, profile.name_en.casefold()}:
            return profile.code
    raise UnknownCodeError("profile", text)
