"""The picture of a demonstration: `python -m plugin.qgis_bridge.demo_map FOLDER` draws its workspace."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qgis.core import QgsApplication

from ..domain.errors import MineRestorationError
from ..store.errors import NotAWorkspaceError
from ..store.workspace import open_workspace
from .map_picture import MapPicture, draw_map
from .project_file import export_qgz, repair_project

PICTURE = "map.png"


def main(folder: str | Path) -> MapPicture:
    """Return the map of the first workspace in the folder, drawn to `map.png` and `map.pdf` in it.

    The QGIS project is stored in the workspace and written as `.qgz` beside it. Needs a QgsApplication.
    Raises NotAWorkspaceError where the folder has no workspace, PictureError.
    """
    folder = Path(folder)
    path = find_workspace(folder)
    repair_project(path)
    export_qgz(path)
    return draw_map(open_workspace(path), folder / PICTURE)


def find_workspace(folder: Path) -> Path:
    """Return the folder's first GeoPackage that is a workspace. Raises NotAWorkspaceError."""
    for path in sorted(folder.glob("*.gpkg")):
        try:
            return open_workspace(path).path
        except NotAWorkspaceError:
            continue
    raise NotAWorkspaceError(folder, "no GeoPackage in it is a workspace")


def _run(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m plugin.qgis_bridge.demo_map FOLDER", file=sys.stderr)
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    try:
        picture = main(arguments[0])
    except MineRestorationError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        application.exitQgis()
    print(f"{picture.png} (1:{picture.scale:,.0f}), {picture.pdf}")
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
