"""Moments as the clock on the wall shows them; they are stored in UTC."""

from __future__ import annotations

from qgis.PyQt.QtCore import QDateTime, Qt


def local_time(stamp: str) -> str:
    """Return a moment in UTC (ISO 8601) as day and time here; what is no moment stays as it stands."""
    moment = QDateTime.fromString(stamp, Qt.DateFormat.ISODate)
    return str(moment.toLocalTime().toString("yyyy-MM-dd HH:mm")) if moment.isValid() else stamp
