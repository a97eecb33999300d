"""The table of visible ranges: one row for each protected class and radius."""

from __future__ import annotations

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.local_time import local_time
from ...qgis_bridge.translation import tr
from ...store.records import Record
from ..widgets.field_editors import number_text
from .table_model import ColumnSpec


def zone_columns(labels: Labels) -> list[ColumnSpec[Record]]:
    """Return the columns of the table."""
    return [
        ColumnSpec(
            heading=tr("Class"),
            text=lambda z: labels.code("protected_class", z.values["class"]),
            tooltip=_settings,
        ),
        ColumnSpec(
            heading=tr("Seen (hm²)"),
            text=lambda z: f"{_number(z, 'area_hm2'):,.1f}",
            sort=lambda z: _number(z, "area_hm2"),
            tooltip=lambda z: tr("{} hm² within the radius have no elevation").format(
                f"{_number(z, 'uncovered_hm2'):,.2f}"
            ),
            numeric=True,
        ),
        ColumnSpec(
            heading=tr("Radius (m)"), text=lambda z: number_text(_number(z, "radius_m")), numeric=True
        ),
        ColumnSpec(
            heading=tr("Observers"), text=lambda z: number_text(_number(z, "observers")), numeric=True
        ),
        ColumnSpec(
            heading=tr("Computed"),
            text=lambda z: local_time(str(z.values.get("computed_at") or "")),
        ),
    ]


def _settings(zone: Record) -> str:
    return tr("{} objects over “{}”; eye {} m, target {} m above ground, an observer every {} m").format(
        number_text(_number(zone, "objects")),
        zone.values.get("dem") or "",
        number_text(_number(zone, "observer_height_m")),
        number_text(_number(zone, "target_height_m")),
        number_text(_number(zone, "spacing_m")),
    )


def _number(record: Record, column: str) -> float:
    value = record.values.get(column)
    return float(value) if isinstance(value, int | float) else 0.0
