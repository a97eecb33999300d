"""What the bridge remembers in the QGIS profile: under `mine_restoration/`, nothing else is written there."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsSettings

_LAST_WORKSPACE = "mine_restoration/last_workspace"


def last_workspace() -> Path | None:
    """Return the workspace that was open last, None where there was none or the file is gone."""
    text = str(QgsSettings().value(_LAST_WORKSPACE, "") or "")
    if not text:
        return None
    path = Path(text)
    return path if path.is_file() else None


def remember_workspace(path: Path) -> None:
    """Note which workspace is open, for the next start."""
    QgsSettings().setValue(_LAST_WORKSPACE, str(path))
