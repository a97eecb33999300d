"""Runs inside a real QGIS (`qgis --code`): shows the plugin's docks, takes a picture, tells, and quits.

Where to tell and where to leave the picture stands in the environment: QGIS keeps the command line to itself.
"""

import importlib.util
import json
import os
import sys
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QMessageBox
from qgis.utils import iface

RESULT = Path(os.environ["MINE_RESTORATION_RESULT"])
PICTURE = Path(os.environ["MINE_RESTORATION_PICTURE"])
NAME = "mine_restoration"


def where(module: str) -> str:
    """Return the file of an imported module; empty where it was not imported."""
    return str(getattr(sys.modules.get(module), "__file__", "") or "")


def found(module: str) -> str:
    """Return the file that an import would take; empty where there is none."""
    spec = importlib.util.find_spec(module)
    return str(spec.origin) if spec is not None else ""


def observe() -> dict[str, object]:
    """Return what a user would find: whether the plugin runs, its docks, its algorithms, and its messages."""
    plugin = qgis.utils.plugins.get(NAME)
    provider = QgsApplication.processingRegistry().providerById(NAME)
    docks = list(plugin.docks) if plugin is not None else []
    for dock in docks:
        dock.show()
    if docks:
        docks[0].raise_()
    return {
        "active": NAME in qgis.utils.active_plugins,
        "folder": str(Path(where(NAME)).parent),
        "docks": [dock.windowTitle() for dock in docks],
        "height": iface.mainWindow().height(),
        "tabbed": len(iface.mainWindow().tabifiedDockWidgets(docks[0])) if docks else 0,
        "algorithms": sorted(a.name() for a in provider.algorithms()) if provider is not None else [],
        "messages": [item.text() for item in iface.messageBar().items()],
        "bundled": {name: found(name) for name in os.environ["MINE_RESTORATION_BUNDLED"].split()},
    }


def finish() -> None:
    """Write what was seen, unload the plugin as the plugin manager does, and quit as the menu does."""
    seen: dict[str, object] = {}
    try:
        seen = observe()
        QgsApplication.processEvents()
        iface.mainWindow().grab().save(str(PICTURE))
        seen["unloaded"] = qgis.utils.unloadPlugin(NAME)
        seen["provider_left"] = QgsApplication.processingRegistry().providerById(NAME) is not None
    except Exception:  # noqa: BLE001  # the test shows it; a dialog of QGIS would wait for a click that never comes
        seen["error"] = traceback.format_exc()
    RESULT.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
    QgsProject.instance().setDirty(False)
    QTimer.singleShot(0, iface.actionExit().trigger)


def close_dialogs() -> None:
    """Close message boxes: nobody is there to read them, and what they say is part of the answer."""
    for widget in QgsApplication.topLevelWidgets():
        if isinstance(widget, QMessageBox):
            print("dialog:", widget.text(), file=sys.stderr)
            widget.close()


iface.mainWindow().resize(1366, 768)
timer = QTimer(iface.mainWindow())
timer.timeout.connect(close_dialogs)
timer.start(500)
QTimer.singleShot(3000, finish)
