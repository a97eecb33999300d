"""`mine_restoration:forget_deletions`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterNumber,
)

from ..qgis_bridge.translation import tr
from ..workflows import hub_administration
from ..workflows.hub_administration import Forgetting, SilentDevice
from .algorithm import Parameters, Results
from .install_hub import HubAlgorithm

SILENT_DAYS = "SILENT_DAYS"


@dataclass(frozen=True)
class Forgotten:
    """What was forgotten in each county, the devices that were not waited for, and the photos dropped."""

    counties: tuple[Forgetting, ...]
    silent: tuple[SilentDevice, ...]
    photos: int


class ForgetDeletions(HubAlgorithm):
    """Lets the province's hub forget deletions that every device has received."""

    ID = "forget_deletions"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Forget deletions in the province's hub")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "A deleted record travels until every device has received that; then the hub forgets it, and only"
            " its history keeps the values. Devices that were silent for longer than the number of days are"
            " not waited for and are named: when one comes back it compares everything anew, keeps its own"
            " edits and merges them. Without a number the hub's own term holds. Photos that no record and no"
            " conflict has named for thirty days are dropped."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_hub()
        self.addParameter(
            QgsProcessingParameterNumber(
                SILENT_DAYS,
                tr("Devices silent for so many days are not waited for"),
                Qgis.ProcessingNumberParameterType.Integer,
                optional=True,
                minValue=1,
            )
        )
        self.add_number("FORGOTTEN", tr("Deletions forgotten"))
        self.add_number("BEHIND", tr("Devices not waited for"))
        self.add_number("PHOTOS", tr("Photos dropped"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Forgotten]:
        """Return the work on the hub."""
        hub = self.place(parameters, context)
        given = parameters.get(SILENT_DAYS) is not None
        days = self.parameterAsInt(parameters, SILENT_DAYS, context) if given else None

        def forget() -> Forgotten:
            counties = hub_administration.forget_deleted(
                hub.address, silent_days=days, user=hub.user, password=hub.password
            )
            silent = hub_administration.silent_devices(hub.address, user=hub.user, password=hub.password)
            photos = hub_administration.collect_photos(hub.address, user=hub.user, password=hub.password)
            return Forgotten(counties, silent, photos)

        return forget

    def results(
        self,
        result: Forgotten,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the numbers; each device that is behind is a line of the log."""
        for device in result.silent:
            feedback.pushInfo(
                tr("{}: the device {} of {} was last seen on {}.").format(
                    device.county, device.device, device.login, device.seen.date().isoformat()
                )
            )
        return {
            "FORGOTTEN": sum(county.forgotten for county in result.counties),
            "BEHIND": len(result.silent),
            "PHOTOS": result.photos,
        }
