"""`mine_restoration:install_hub`."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterString,
)

from ..qgis_bridge.hub_place import hub_place
from ..qgis_bridge.translation import tr
from ..sync.addresses import HubPlace
from ..workflows import hub_administration
from .algorithm import MineRestorationAlgorithm, Parameters, Results

HUB, LOGIN = "HUB", "LOGIN"


class HubAlgorithm(MineRestorationAlgorithm):
    """An algorithm over a PostGIS hub."""

    GROUP = "workspace"

    def flags(self) -> Qgis.ProcessingAlgorithmFlags:
        """Return that it may run in a thread; it is one transaction, which is not cancelled."""
        return Qgis.ProcessingAlgorithmFlags()

    def add_hub(self, login: str = "") -> None:
        """Add the parameters that name the database and who logs in; ``login`` says who that is."""
        hub = QgsProcessingParameterString(HUB, tr("Database (postgresql://host/database)"))
        hub.setHelp(
            tr("TLS is required unless the host is this computer. Write no password here: choose a login.")
        )
        self.addParameter(hub)
        self.addParameter(
            QgsProcessingParameterAuthConfig(
                LOGIN, login or tr("Login of who runs the database"), optional=True
            )
        )

    def place(self, parameters: Parameters, context: QgsProcessingContext) -> HubPlace:
        """Return where the database is and who logs in. Raises CredentialsError, NoAddressOfLoginError."""
        return hub_place(
            self.parameterAsString(parameters, HUB, context),
            login=self.parameterAsString(parameters, LOGIN, context),
        )


class InstallHub(HubAlgorithm):
    """Makes the province's hub in a database, or upgrades it."""

    ID = "install_hub"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Install or upgrade the province's hub")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Makes the hub in a PostgreSQL database (15 or later) with PostGIS, or brings it to the newest "
            "version; doing it again changes nothing. Needs the rights of a superuser. All of it is one "
            "transaction: it is done as a whole or not at all."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_hub()
        self.add_number("VERSION", tr("Version of the hub"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], int]:
        """Return the installation."""
        hub = self.place(parameters, context)
        return lambda: hub_administration.install_hub(hub.address, user=hub.user, password=hub.password)

    def results(
        self,
        version: int,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the version."""
        return {"VERSION": version}
