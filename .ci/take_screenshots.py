"""Runs inside QGIS (`qgis --code`): takes a picture with each dock in front, and quits."""

import os
import traceback
from collections.abc import Iterator
from pathlib import Path

import qgis.utils
from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtCore import QTimer
from qgis.utils import iface

WORKSPACE = Path(os.environ["MINE_RESTORATION_WORKSPACE"])
PICTURES = Path(os.environ["MINE_RESTORATION_PICTURES"])
PAUSE_MS = 2500


def steps() -> Iterator[None]:
    """Do one step at a time; between two of them the window has time to draw."""
    window = iface.mainWindow()
    window.resize(1600, 900)
    plugin = qgis.utils.plugins["mine_restoration"]
    plugin.session.open(WORKSPACE)
    yield
    county = plugin.session.layer("county")
    if county is not None:
        iface.setActiveLayer(county)
        iface.zoomToActiveLayer()
    yield
    for dock in plugin.docks:
        dock.show()
        dock.raise_()
        yield
        name = type(dock).__name__.removesuffix("Dock").lower()
        if not window.grab().save(str(PICTURES / f"{name}_dock.png")):
            raise OSError(f"the picture of the {name} dock could not be written to {PICTURES}")
    QgsProject.instance().setDirty(False)
    # A clone in a temporary folder makes QGIS ask whether the layers may be lost.
    QgsSettings().setValue("app/askToSaveMemoryLayers", False)
    iface.actionExit().trigger()


walk = steps()


def go_on() -> None:
    """Take the next step, and come back after a pause until there is none."""
    try:
        for _ in walk:
            QTimer.singleShot(PAUSE_MS, go_on)
            return
    except Exception:  # noqa: BLE001  # a dialog of QGIS would wait for a click that never comes
        traceback.print_exc()
        os._exit(1)


QTimer.singleShot(PAUSE_MS, go_on)
