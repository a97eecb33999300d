"""The table of grants: with which county a record is shared, what it may do, by whom, since when."""

from __future__ import annotations

from ...qgis_bridge.border_text import county_label
from ...qgis_bridge.local_time import local_time
from ...qgis_bridge.translation import tr
from ...workflows.grants import Grant, Shared
from .table_model import ColumnSpec


def grant_names() -> dict[Grant, str]:
    """Return what each grant lets a county do."""
    return {"read": tr("read"), "propose": tr("read and propose changes")}


def grant_columns() -> list[ColumnSpec[Shared]]:
    """Return the columns of the grants of a record."""
    return [
        ColumnSpec(
            heading=tr("County"),
            text=lambda grant: county_label(grant.to_county),
            sort=lambda grant: grant.to_county,
            tooltip=lambda grant: grant.to_county,
        ),
        ColumnSpec(heading=tr("It may"), text=lambda grant: grant_names()[grant.may]),
        ColumnSpec(heading=tr("Granted by"), text=lambda grant: grant.by),
        ColumnSpec(heading=tr("Since"), text=lambda grant: local_time(grant.at)),
    ]
