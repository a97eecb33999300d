"""The algorithms as scripts run them: `qgis_process` with the plugin in a scratch profile."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from plugin.store.workspace import create_workspace
from plugin.sync.addresses import make_hub

from .conftest import results_of

Process = Callable[..., subprocess.CompletedProcess[str]]


def test_the_provider_is_listed_with_its_algorithms(qgis_process: Process) -> None:
    listed = json.loads(qgis_process("list", "--json").stdout)["providers"]["mine_restoration"]["algorithms"]
    assert {
        f"mine_restoration:{name}" for name in ("create_workspace", "import_records", "sync", "map_sheet")
    } <= set(listed)


def test_a_script_makes_a_workspace_imports_into_it_and_computes(
    qgis_process: Process, tmp_path: Path
) -> None:
    path = str(tmp_path / "w.gpkg")
    made = qgis_process(
        "run", "mine_restoration:create_workspace", "--json", "--", "COUNTY_CODE=141125", f"OUTPUT={path}"
    )
    assert results_of(made) == {"OUTPUT": path}
    river = {
        "type": "Feature",
        "properties": {"waterway": "river", "name": "黄河"},
        "geometry": {"type": "LineString", "coordinates": [[110.8, 37.3], [110.8, 37.5]]},
    }
    source = tmp_path / "river.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": [river]}), encoding="utf-8")
    done = qgis_process(
        "run", "mine_restoration:import_records", "--json", "--",
        f"WORKSPACE={path}", f"INPUT={source}", "TARGET=protected_object", f"REPORT={tmp_path / 'r.html'}",
    )  # fmt: skip
    assert results_of(done) == {"IMPORTED": 1, "SKIPPED": 0, "REPORT": str(tmp_path / "r.html")}
    zones = results_of(
        qgis_process("run", "mine_restoration:protection_zones", "--json", "--", f"WORKSPACE={path}")
    )
    assert (zones["ZONE_COUNT"], zones["HIT_COUNT"]) == (1, 0)


def test_a_data_defined_distance_is_given_on_the_command_line(qgis_process: Process, tmp_path: Path) -> None:
    points = [
        {
            "type": "Feature",
            "properties": {"d": d},
            "geometry": {"type": "Point", "coordinates": [110.8, 37.3]},
        }
        for d in (100, 200)
    ]
    source = tmp_path / "p.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": points}))
    output = tmp_path / "b.geojson"
    done = qgis_process(
        "run",
        "mine_restoration:metric_buffer",
        "--json",
        "--",
        f"INPUT={source}",
        "DISTANCE=field:d",
        f"OUTPUT={output}",
    )
    assert results_of(done)["OUTPUT"] == str(output)
    widths = []
    for feature in json.loads(output.read_text())["features"]:
        xs = [x for polygon in feature["geometry"]["coordinates"] for x, _ in polygon[0]]
        widths.append(max(xs) - min(xs))
    assert widths[1] == pytest.approx(2 * widths[0], rel=1e-3)


def test_a_workspace_is_synced_with_a_hub(
    qgis_process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE_RESTORATION_PROFILE", str(tmp_path / "device"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "device"))
    workspace = create_workspace(tmp_path / "w.gpkg", county_code="141125")
    with closing(make_hub(tmp_path / "province.mrhub")):
        pass
    done = qgis_process(
        "run",
        "mine_restoration:sync",
        "--json",
        "--",
        f"WORKSPACE={workspace.path}",
        f"HUB={tmp_path / 'province.mrhub'}",
    )
    assert results_of(done) == {"PUSHED": 0, "PULLED": 0, "CONFLICTS": 0, "PHOTOS_MISSING": 0}


def test_what_fails_ends_with_a_sentence_and_a_status(qgis_process: Process, tmp_path: Path) -> None:
    failed = qgis_process(
        "run",
        "mine_restoration:create_workspace",
        "--",
        "COUNTY_CODE=149999",
        f"OUTPUT={tmp_path / 'w.gpkg'}",
    )
    assert failed.returncode != 0
    assert "“149999” is no county in the list of codes" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert list(tmp_path.iterdir()) == []
