"""The profile of rules, which every algorithm that asks the distance rules takes."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterString

from ..domain.errors import UnknownCodeError
from ..qgis_bridge.translation import tr
from ..store.workspace import Workspace
from ..workflows.reading import code_lists
from .algorithm import MineRestorationAlgorithm, Parameters

PROFILE = "PROFILE"


def add_profile(algorithm: MineRestorationAlgorithm) -> None:
    """Add the profile, empty for the workspace's own."""
    title = tr("Profile of the rules (empty: the workspace's)")
    algorithm.addParameter(QgsProcessingParameterString(PROFILE, title, optional=True))


def asked_profile(
    algorithm: MineRestorationAlgorithm,
    parameters: Parameters,
    context: QgsProcessingContext,
    workspace: Workspace,
) -> str | None:
    """Return the code of the profile that is asked for by code or name, None for the workspace's own.

    Raises UnknownCodeError for one that the workspace does not know: its rules would be the national ones,
    and a slip of the pen would go unnoticed.
    """
    text = str(algorithm.parameterAsString(parameters, PROFILE, context)).strip()
    if not text:
        return None
    found = code_lists(workspace).find("profile", text)
    if found is None:
        raise UnknownCodeError("profile", text)
    return found.code
