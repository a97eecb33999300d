"""Which points lie within each class's distance, and what is nearest: run with `make bench`.

100,000 points, 10,000 in a county. No buffer is drawn. The peers join each point to its nearest; ours also
says which lie within the distance.
"""

from __future__ import annotations

import shapely

from plugin.geometry.distances import nearest, within_distance
from plugin.geometry.projection import projection_of
from tests.benchmarks import peers
from tests.benchmarks.measuring import SHARE, area_name, best_of, load, record
from tests.benchmarks.province import CLASSES, COUNTY_SHARE, asked_points, asked_polygons

AREA = area_name(SHARE)
POINTS = 10_000 if SHARE <= COUNTY_SHARE else 100_000


def bench_questions_about_distance(qgis: peers.Qgis | None, geopandas: peers.Geopandas | None) -> None:
    """Points against every class, beside QGIS's join by nearest and geopandas'."""
    points = asked_points(SHARE, POINTS)
    plane_points = projection_of(points).forward(points)
    asked = qgis.layer(plane_points) if qgis else None
    frame = geopandas.frame(plane_points) if geopandas else None
    for protected in CLASSES:
        objects = protected.objects(SHARE)
        plane = projection_of(points).forward(objects)
        figures: dict[str, float | str | None] = {
            "points": len(points),
            "features": len(objects),
            "within_s": best_of(
                lambda o=objects, d=protected.distance_m: within_distance(points, o, d)
            ).wall_s,
            "nearest_s": best_of(lambda o=objects: nearest(points, o)).wall_s,
        }
        if qgis is not None:
            layer = qgis.layer(plane)
            figures["qgis_s"] = best_of(lambda y=layer: qgis.join_nearest(asked, y)).wall_s
        if geopandas is not None:
            other = geopandas.frame(plane)
            figures["geopandas_s"] = best_of(lambda y=other: geopandas.join_nearest(frame, y)).wall_s
        figures["load"] = load()
        record(f"distances {AREA}", protected.name, figures)
        said = ", ".join(f"{k} {v:.2f}" for k, v in figures.items() if isinstance(v, float))
        print(f"\n{AREA}, {POINTS} points, {protected.name}: {said}")


def bench_polygons_within_distance() -> None:
    """20,000 outlines (a share of them) against every class."""
    polygons = asked_polygons(SHARE)
    sets = [(c.objects(SHARE), c.distance_m) for c in CLASSES]
    within = best_of(lambda: [within_distance(polygons, objects, d) for objects, d in sets])
    near = best_of(lambda: [nearest(polygons, objects) for objects, _ in sets])
    figures = {"features": len(polygons), "within_s": within.wall_s, "nearest_s": near.wall_s}
    record(f"distances {AREA}", "polygons, all classes", figures)
    print(f"\n{AREA}, {shapely.get_num_geometries(polygons).sum()} polygons: {figures}")
