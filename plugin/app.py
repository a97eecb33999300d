"""The composition root: the one place that builds the plugin's parts, wires them, and takes them down."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsApplication, QgsMessageLog, QgsProcessingProvider, QgsSettings
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QByteArray, QCoreApplication, Qt
from qgis.PyQt.QtGui import QAction, QIcon
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar

from . import paths
from .qgis_bridge import startup_check, translation

if TYPE_CHECKING:
    from qgis.gui import QgisInterface
    from qgis.PyQt.QtCore import QTranslator

    from .gui.unexpected import UnexpectedErrors
    from .qgis_bridge.session import Session

LOG_TAG = "Mine Restoration"


class MineRestorationPlugin:
    """The plugin as QGIS sees it: `initGui` in a window, `initProcessing` in `qgis_process`, and `unload`."""

    def __init__(self, iface: QgisInterface | None) -> None:
        self._iface = iface
        self._translator: QTranslator | None = translation.load_translator()
        self._provider: QgsProcessingProvider | None = None
        self._session: Session | None = None
        self._unexpected: UnexpectedErrors | None = None
        self._docks: list[QDockWidget] = []
        self._actions: list[QAction] = []
        self._toolbar: QToolBar | None = None

    @property
    def docks(self) -> tuple[QDockWidget, ...]:
        """Return the docks in the order of their tabs; none where the start-up check found a problem."""
        return tuple(self._docks)

    @property
    def session(self) -> Session | None:
        """Return the state that the docks share; None where the start-up check found a problem."""
        return self._session

    def initProcessing(self) -> None:
        """Register the algorithms; a problem of the installation is logged with its remedy instead."""
        if self._provider is None and self._installation_is_sound():
            self._register_provider()

    def initGui(self) -> None:
        """Add the algorithms, the docks, the toolbar and the menu to the window of QGIS.

        Where the installation has a problem nothing is loaded, and the message bar says how to mend it.
        """
        if not self._installation_is_sound():
            return
        self._register_provider()
        if self._iface is not None:
            self._add_docks(self._iface)
            self._add_toolbar_and_menu(self._iface)

    def unload(self) -> None:
        """Take everything down in the reverse order; what QGIS has already deleted is left alone."""
        if self._iface is not None:
            with contextlib.suppress(TypeError):  # it was not connected where the window was there already
                self._iface.initializationCompleted.disconnect(self._place_docks)
            for action in self._actions:
                self._iface.removePluginMenu(self._title(), action)
        if self._toolbar is not None and not sip.isdeleted(self._toolbar):
            self._toolbar.deleteLater()
        for dock in reversed(self._docks):
            if not sip.isdeleted(dock):
                dock.close()
                if self._iface is not None:
                    self._iface.removeDockWidget(dock)
                dock.deleteLater()
        if self._unexpected is not None:
            self._unexpected.remove()
        if self._session is not None and not sip.isdeleted(self._session):
            self._session.close()
            self._session.deleteLater()
        if self._provider is not None and not sip.isdeleted(self._provider):
            QgsApplication.processingRegistry().removeProvider(self._provider)
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        self._actions, self._docks = [], []
        self._toolbar = self._session = self._provider = self._translator = self._unexpected = None

    def _title(self) -> str:
        return translation.tr("Mine Restoration")

    def _installation_is_sound(self) -> bool:
        paths.use_vendored_packages()
        problems = startup_check.find_problems()
        for problem in problems:
            QgsMessageLog.logMessage(
                f"{problem.sentence} {problem.remedy}", LOG_TAG, Qgis.MessageLevel.Critical
            )
        if problems and self._iface is not None:
            explanation = "\n\n".join(f"{problem.sentence}\n{problem.remedy}" for problem in problems)
            self._iface.messageBar().pushMessage(
                self._title(),
                translation.tr("The plugin was not started. {reason}").format(reason=problems[0].sentence),
                explanation,
                Qgis.MessageLevel.Critical,
                0,
            )
        return not problems

    def _register_provider(self) -> None:
        from .processing.provider import MineRestorationProvider

        self._provider = MineRestorationProvider()
        if not QgsApplication.processingRegistry().addProvider(self._provider):
            QgsMessageLog.logMessage(
                translation.tr("The Processing algorithms could not be registered: their name is taken."),
                LOG_TAG,
                Qgis.MessageLevel.Warning,
            )
            self._provider = None

    def _add_docks(self, iface: QgisInterface) -> None:
        from .gui.docks.planning_dock import PlanningDock
        from .gui.docks.protection_dock import ProtectionDock
        from .gui.docks.survey_dock import SurveyDock
        from .gui.docks.sync_dock import SyncDock
        from .gui.messages import Messages
        from .gui.unexpected import UnexpectedErrors
        from .qgis_bridge.session import Session

        self._unexpected = UnexpectedErrors(Messages(iface))
        self._unexpected.install()
        self._session = Session(iface.mainWindow())
        window = iface.mainWindow()
        survey = SurveyDock(iface, self._session, window)
        protection = ProtectionDock(iface, self._session, window)
        protection.hit_links.recordWanted.connect(survey.open_record)
        others = (dock_type(iface, self._session, window) for dock_type in (PlanningDock, SyncDock))
        self._docks += [survey, protection, *others]
        if iface.mainWindow().isVisible() or self._docks_are_remembered():
            self._place_docks()
        else:
            iface.initializationCompleted.connect(self._place_docks)

    def _docks_are_remembered(self) -> bool:
        """Return whether the window's remembered state knows each dock, so that QGIS puts it where it was.

        QGIS restores the state after loading the plugins, and puts docks it does not know one above another:
        four of them are higher than a small screen. Such docks come after that, in one stack of tabs.
        """
        state = bytes(QgsSettings().value("UI/state", QByteArray(), type=QByteArray))
        return all(dock.objectName().encode("utf-16-be") in state for dock in self._docks)

    def _place_docks(self) -> None:
        if self._iface is None or not self._docks:
            return
        for dock in self._docks:
            self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
            if dock is not self._docks[0]:
                self._iface.mainWindow().tabifyDockWidget(self._docks[0], dock)
        self._docks[0].raise_()

    def _add_toolbar_and_menu(self, iface: QgisInterface) -> None:
        self._toolbar = iface.addToolBar(self._title())
        self._toolbar.setObjectName("mine_restoration_toolbar")
        for dock, icon in zip(self._docks, ("survey", "protection", "planning", "sync"), strict=True):
            action = dock.toggleViewAction()
            action.setIcon(QIcon(str(paths.icon(icon))))
            self._toolbar.addAction(action)
            iface.addPluginToMenu(self._title(), action)
            self._actions.append(action)
