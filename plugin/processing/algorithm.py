"""What the plugin's algorithms have in common: groups, help, flags, and errors as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QIcon

from .. import paths
from ..domain.codes import CodeLists
from ..domain.errors import MineRestorationError
from ..domain.progress import CancelledError
from ..qgis_bridge.error_text import sentence_of
from ..qgis_bridge.labels import Labels
from ..qgis_bridge.layers import file_of
from ..qgis_bridge.python_thread import in_python_thread
from ..qgis_bridge.translation import tr
from ..qgis_bridge.warning_text import warning_text
from ..store.schema import load_schema
from ..store.shape import require_whole
from ..store.workspace import Workspace, open_workspace

WORKSPACE = "WORKSPACE"

Parameters = dict[str, Any]
Results = dict[str, Any]


class MineRestorationAlgorithm(QgsProcessingAlgorithm):
    """An algorithm in two parts, `work` and `results`; its id is the class attribute `ID`.

    QGIS runs an algorithm in a thread of its own. There `work` reads the parameters and returns what is to be
    done; that is done in a thread of Python's (see `in_python_thread`), so it touches no object of QGIS but
    the feedback, and nothing else projects; then `results` writes, in the thread of QGIS again. What the
    person cancelled ends without a result, what failed ends with one sentence.
    """

    ID = ""
    GROUP = "workspace"

    def __init__(self) -> None:
        super().__init__()
        self._written: Path | None = None

    def createInstance(self) -> MineRestorationAlgorithm:
        """Return a new algorithm of the same kind; called by QGIS before each run."""
        return type(self)()

    def name(self) -> str:
        """Return the stable id."""
        return self.ID

    def group(self) -> str:
        """Return the group's name in the Toolbox."""
        return {"workspace": tr("Workspace"), "analysis": tr("Analysis"), "geometry": tr("Geometry")}[
            self.GROUP
        ]

    def groupId(self) -> str:
        """Return the group's stable id."""
        return self.GROUP

    def icon(self) -> QIcon:
        """Return the plugin's icon."""
        return QIcon(str(paths.icon("plugin")))

    def svgIconPath(self) -> str:
        """Return the file of the plugin's icon."""
        return str(paths.icon("plugin"))

    def flags(self) -> Qgis.ProcessingAlgorithmFlags:
        """Return that it may run in a thread and in batches, and can be cancelled."""
        return Qgis.ProcessingAlgorithmFlag.SupportsBatch | Qgis.ProcessingAlgorithmFlag.CanCancel

    def add_workspace(self) -> None:
        """Add the parameter that names the workspace."""
        parameter = QgsProcessingParameterFile(
            WORKSPACE,
            tr("Workspace (*.gpkg)"),
            behavior=Qgis.ProcessingFileParameterBehavior.File,
            extension="gpkg",
        )
        parameter.setHelp(tr("The county's survey workspace, one GeoPackage."))
        self.addParameter(parameter)

    def add_number(self, name: str, description: str) -> None:
        """Add a number to the results."""
        self.addOutput(QgsProcessingOutputNumber(name, description))

    def workspace(self, parameters: Parameters, context: QgsProcessingContext) -> Workspace:
        """Return the workspace that the parameters name. Raises the store's errors where it cannot be
        opened."""
        workspace = open_workspace(self.parameterAsFile(parameters, WORKSPACE, context))
        require_whole(workspace)
        return workspace

    def will_write(self, workspace: Workspace) -> None:
        """Note that layers of the workspace are to be reloaded when the work is done."""
        self._written = workspace.path

    def processAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> Results:
        """Do the work; called by QGIS, mostly in a thread of its own."""
        feedback = feedback or QgsProcessingFeedback()
        try:
            answer = in_python_thread(self.work(parameters, context, feedback))
            return self.results(answer, parameters, context, feedback)
        except CancelledError as error:
            feedback.pushInfo(sentence_of(error))
            return {}
        except MineRestorationError as error:
            raise QgsProcessingException(sentence_of(error)) from error

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Any]:
        """Return what is to be done, a call of a workflow or of geometry; overridden by each algorithm."""
        raise QgsProcessingException(f"The algorithm “{self.ID}” has no work.")

    def results(
        self,
        answer: Any,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the results by name from what the work gave; overridden by each algorithm."""
        raise QgsProcessingException(f"The algorithm “{self.ID}” has no results.")

    def postProcessAlgorithm(
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback | None
    ) -> Results:
        """Reload the project's layers of a workspace that was written; called by QGIS on the main thread."""
        if self._written is not None:
            reload_layers(context.project(), self._written)
        return {}


def reload_layers(project: QgsProject | None, path: Path) -> int:
    """Return how many layers of the project show the file and were read again; open edits stay open."""
    if project is None:
        return 0
    shown = [
        layer
        for layer in project.mapLayers().values()
        if isinstance(layer, QgsVectorLayer) and layer.providerType() == "ogr" and file_of(layer) == path
    ]
    for layer in shown:
        layer.dataProvider().reloadData()
        layer.updateExtents()
        layer.triggerRepaint()
    return len(shown)


def tell_warnings(
    warnings: Iterable[str], feedback: QgsProcessingFeedback, *, codes: CodeLists | None = None
) -> None:
    """Say the engine's warnings in the language of QGIS; `codes` names the classes that they are about."""
    labels = Labels(codes if codes is not None else CodeLists(()), load_schema())
    for sentence in warnings:
        feedback.pushWarning(warning_text(sentence, labels))


def layer_of(workspace: Workspace, table: str) -> str:
    """Return the address by which QGIS loads a table of the workspace."""
    return f"{workspace.path.as_posix()}|layername={table}"
