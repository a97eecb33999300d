"""The provider `mine_restoration`: its algorithms' ids are stable, scripts depend on them."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .. import paths
from ..qgis_bridge.translation import tr
from .access_check import AccessCheck
from .check_workspace import CheckWorkspace
from .create_workspace import CreateWorkspace
from .export_package import ExportPackage
from .forget_deletions import ForgetDeletions
from .hub_accounts import HubAccounts
from .import_package import ImportPackage
from .import_records import ImportRecords
from .install_hub import InstallHub
from .map_sheet import MapSheet
from .metric_buffer import MetricBuffer
from .package_keys import PackageKeys
from .protection_zones import ProtectionZones
from .province_project import ProvinceProject
from .recompute import Recompute
from .share_records import ShareRecords
from .sync import Sync
from .treatment_zones import TreatmentZones
from .visibility import ComputeVisibility
from .visible_range import DrawVisibleRange

ALGORITHMS = (
    CreateWorkspace,
    ImportRecords,
    Recompute,
    ProtectionZones,
    MetricBuffer,
    DrawVisibleRange,
    ComputeVisibility,
    AccessCheck,
    TreatmentZones,
    MapSheet,
    CheckWorkspace,
    Sync,
    ExportPackage,
    ImportPackage,
    PackageKeys,
    InstallHub,
    HubAccounts,
    ForgetDeletions,
    ShareRecords,
    ProvinceProject,
)


class MineRestorationProvider(QgsProcessingProvider):
    """Lists the algorithms under one name and icon."""

    def loadAlgorithms(self) -> None:
        """Add every algorithm; called by QGIS, also when it refreshes the Toolbox."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

    def id(self) -> str:
        """Return the part of an algorithm's id that stands before the colon."""
        return "mine_restoration"

    def name(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Mine Restoration")

    def longName(self) -> str:
        """Return the name where there is room."""
        return tr("Mine geological environment: survey and restoration")

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(str(paths.icon("plugin")))

    def svgIconPath(self) -> str:
        """Return the file of the plugin's icon."""
        return str(paths.icon("plugin"))

    def versionInfo(self) -> str:
        """Return the plugin's version, which `qgis_process` prints beside results."""
        return paths.version()
