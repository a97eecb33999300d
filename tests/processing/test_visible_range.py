"""The visible range as an algorithm: any layer and any elevation model, and a whole workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from qgis.core import QgsProcessingFeedback, QgsRasterLayer

from plugin.store.workspace import create_workspace
from plugin.workflows.visibility import compute_visibility
from tests.workflows.conftest import add, at, line, record, square
from tests.workflows.test_protection import problem
from tests.workflows.test_visibility import ROAD, dem_of

from .conftest import Run, memory_layer


def road_layer() -> object:
    return memory_layer("LineString?crs=EPSG:4490", (shapely.to_wkt(ROAD),))


def test_the_ridge_hides_what_lies_behind_it(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run(
        "visible_range",
        INPUT=road_layer(),
        DEM=str(dem_of(tmp_path)),
        RADIUS=1000,
        OUTPUT=str(tmp_path / "counts.tif"),
        SEEN="TEMPORARY_OUTPUT",
    )
    assert done.ok, done.lines
    raster = QgsRasterLayer(str(tmp_path / "counts.tif"))
    assert raster.isValid() and raster.crs().authid() == "EPSG:4546"
    [feature] = done.results["SEEN"].getFeatures()
    seen = shapely.from_wkb(bytes(feature.geometry().asWkb()))
    assert seen.contains(shapely.Point(at(600, 200)))
    assert not seen.intersects(shapely.Point(at(600, 800)))
    assert done.results["OBSERVERS"] == 22
    assert feature["area_hm2"] == pytest.approx(done.results["SEEN_HM2"], abs=0.001)


def test_a_model_whose_crs_the_project_alone_knows_is_read_with_it(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    from qgis.core import QgsCoordinateReferenceSystem

    layer = QgsRasterLayer(str(dem_of(tmp_path, crs="")), "dem")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4546"))
    done = run("visible_range", INPUT=road_layer(), DEM=layer, RADIUS=500, OUTPUT=str(tmp_path / "c.tif"))
    assert done.ok, done.lines
    assert done.results["SEEN_HM2"] > 100


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OUTPUT": "counts.png"}, "ends in .tif"),
        ({"INPUT": "elsewhere"}, "does not cover the place"),
        ({"INPUT": "empty"}, "no geometry to work on"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    run: Callable[..., Run], tmp_path: Path, given: dict[str, str], said: str
) -> None:
    layers = {
        "elsewhere": memory_layer("Point?crs=EPSG:4490", ("POINT (90 30)",)),
        "empty": memory_layer("Point?crs=EPSG:4490", (None,)),
    }
    done = run(
        "visible_range",
        INPUT=layers.get(given.get("INPUT", ""), road_layer()),
        DEM=str(dem_of(tmp_path)),
        OUTPUT=str(tmp_path / given.get("OUTPUT", "counts.tif")),
    )
    assert not done.ok
    assert any(said in text for text in done.lines)


def test_a_cancelled_run_writes_no_raster(run: Callable[..., Run], tmp_path: Path) -> None:
    feedback = QgsProcessingFeedback(False)
    feedback.cancel()
    run(
        "visible_range",
        feedback=feedback,
        INPUT=road_layer(),
        DEM=str(dem_of(tmp_path)),
        OUTPUT=str(tmp_path / "counts.tif"),
    )
    assert not (tmp_path / "counts.tif").exists()


def test_a_workspace_gets_the_rows_that_the_workflow_gives(run: Callable[..., Run], tmp_path: Path) -> None:
    rows = {}
    for name in ("algorithm", "workflow"):
        workspace = create_workspace(tmp_path / f"{name}.gpkg", county_code="141125")
        add(
            workspace,
            record("protected_line", ROAD, class_="X1A", name="G307"),
            problem("problem_area", square(600, 200, 100), activity="open_pit"),
            problem("problem_line", line((600, 700), (700, 720)), activity="open_pit", kind="P105"),
        )
        dem = dem_of(tmp_path)
        if name == "algorithm":
            done = run(
                "visibility", WORKSPACE=str(workspace.path), DEM=str(dem), COUNTS=str(tmp_path / "c.tif")
            )
            assert done.ok, done.lines
            assert (done.results["SEEN_COUNT"], done.results["HIDDEN_COUNT"]) == (1, 1)
            assert np.isclose(done.results["OBSERVERS"], 22)
            assert Path(done.results["COUNTS"]).exists()
        else:
            compute_visibility(workspace, dem, on=dt.date.today())
        with workspace.connect() as connection:
            rows[name] = [
                tuple(r)
                for r in connection.execute(
                    "SELECT visible, seen_share, stretch_share, from_m, to_m, observers FROM sighting"
                )
            ]
    assert rows["algorithm"] == rows["workflow"]
