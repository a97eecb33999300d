"""The profile of rules, which every algorithm that asks the distance rules takes."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterString

from ..qgis_bridge.translation import tr
from .algorithm import MineRestorationAlgorithm, Parameters

PROFILE = "PROFILE"


def add_profile(algorithm: MineRestorationAlgorithm) -> None:
    """Add the profile, empty for the workspace's own."""
    title = tr("Profile of the rules (empty: the workspace's)")
    algorithm.addParameter(QgsProcessingParameterString(PROFILE, title, optional=True))


def asked_profile(
    algorithm: MineRestorationAlgorithm, parameters: Parameters, context: QgsProcessingContext
) -> str | None:
    """Return the code of the profile that is asked for, None for the workspace's own."""
    return str(algorithm.parameterAsString(parameters, PROFILE, context)).strip() or None
