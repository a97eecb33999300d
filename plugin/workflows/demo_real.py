"""The main job on real input: a Chinese mining county with the Yellow River, and an OpenStreetMap extract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..domain.progress import Progress
from ..exchange.layers import read_layer
from ..geometry.areas import area_hm2
from ..geometry.arrays import geometry_array
from ..store.records import Record
from ..store.workspace import Workspace, create_workspace
from .import_records import ImportResult, import_records
from .protection import ProtectionResult, compute_protection
from .sample_county import COUNTY_CODE

LIULIN_FILE = "liulin_141125.gpkg"
LIULIN_CODE = "141125"
RIVER_CLASS = "X4A"
"""Rivers and lakes, one of the two lines 两线."""


@dataclass(frozen=True, kw_only=True)
class RealInput:
    """A workspace made of real input: what was imported by target, and the protection zones and hits."""

    workspace: Workspace
    imports: Mapping[str, ImportResult]
    protection: ProtectionResult

    def hit_names(self, protected_class: str) -> list[str]:
        """Return the names of the records that lie in the zones of a class, each once, in order."""
        return sorted(
            {
                str(hit.values["target_name"])
                for hit in self.protection.hits
                if hit.values["class"] == protected_class
            }
        )

    def zone_hm2(self, protected_class: str) -> float:
        """Return the ellipsoidal area of the zones of a class, in hm²."""
        zones = [zone for zone in self.protection.zones if zone.values["class"] == protected_class]
        return float(np.nansum(area_hm2(geometry_array(zone.geometry for zone in zones))))

    def distances_m(self, protected_class: str) -> set[float]:
        """Return the distances that the rules of a class reach, in metres."""
        return {
            float(distance)
            for zone in self.protection.zones
            if zone.values["class"] == protected_class
            and isinstance(distance := zone.values["distance_m"], int | float)
        }


def find_liulin(folder: Path) -> Path | None:
    """Return the GeoPackage of Liulin county in a folder of reference data, or None."""
    return next(
        (path for path in (folder / LIULIN_FILE, folder / "liulin" / LIULIN_FILE) if path.is_file()), None
    )


def find_osm_extract(folder: Path) -> Path | None:
    """Return the first OpenStreetMap extract in a folder of reference data, or None."""
    return next(iter([*sorted(folder.glob("*.osm.pbf")), *sorted(folder.glob("osm/*.osm.pbf"))]), None)


def import_liulin(
    source: Path, target: Path, *, on: dt.date | None = None, progress: Progress | None = None
) -> RealInput:
    """Return Liulin county 柳林县: its boundary, coal mines and the Yellow River imported, zones and hits
    computed.

    The mines' outlines come without a status; all are recorded as producing coal mines, which is what GEM
    lists.
    """
    workspace = create_workspace(target, county_code=LIULIN_CODE, overwrite=True)
    imports = {
        "county": import_records(
            workspace, read_layer(source, "county_boundary"), target="county", progress=progress
        ),
        "mine": import_records(
            workspace,
            read_layer(source, "mine_boundary"),
            target="mine",
            defaults={"status": "SC", "mineral": "COAL"},
            progress=progress,
        ),
        "protected_object": import_records(
            workspace, read_layer(source, "river"), target="protected_object", progress=progress
        ),
    }
    return RealInput(
        workspace=workspace,
        imports=imports,
        protection=compute_protection(workspace, on=on, progress=progress),
    )


def import_osm_extract(
    source: Path, target: Path, *, on: dt.date | None = None, progress: Progress | None = None
) -> RealInput:
    """Return an OpenStreetMap extract as a workspace: its roads, railways, rivers, reserves and settlements
    as protected objects, its quarries as open-pit scars, with the zones and hits computed.

    It stands under the code of the sample county, because it lies in no Chinese county.
    """
    workspace = create_workspace(target, county_code=COUNTY_CODE, county_name=source.stem, overwrite=True)
    table = read_layer(source)
    quarries = table.where(lambda row: row.get("landuse") == "quarry")
    imports = {
        "protected_object": import_records(workspace, table, target="protected_object", progress=progress),
        "problem": import_records(
            workspace,
            quarries,
            target="problem",
            mapping={"osm_way_id": "name"} if "osm_way_id" in quarries.columns else None,
            defaults={"type": "P301", "activity": "quarry"},
            progress=progress,
        ),
    }
    return RealInput(
        workspace=workspace,
        imports=imports,
        protection=compute_protection(workspace, on=on, progress=progress),
    )


def nearest_hits(real: RealInput, *, most: int = 5) -> list[Record]:
    """Return the hits with the shortest distances, the nearest first."""

    def distance(hit: Record) -> float:
        value = hit.values["distance_m"]
        return float(value) if isinstance(value, int | float) else 0.0

    return sorted(real.protection.hits, key=distance)[:most]
