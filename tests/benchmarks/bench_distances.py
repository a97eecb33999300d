"""Which points lie within each class's distance, and what is nearest: run with `make bench`.

100,000 points, 10,000 in a county. No buffer is drawn. Points and classes are read before: ours into the
plane of the questions, the peers' into layers in a plane; all build their indices in the time measured. The
peers join each point to its nearest; ours also says which lie within the distance. Beyond a county QGIS asks
about a tenth of the points for reserves, which takes it minutes, and ten times that is taken.
"""

from __future__ import annotations

from plugin.geometry.distances import DistanceQuestions, distance_questions
from plugin.geometry.point_distances import MeasuredSources
from plugin.geometry.projection import projection_of
from tests.benchmarks import peers
from tests.benchmarks.measuring import SHARE, Taken, area_name, best_of, load, record
from tests.benchmarks.province import CLASSES, COUNTY_SHARE, asked_points, asked_polygons

AREA = area_name(SHARE)
POINTS = 10_000 if SHARE <= COUNTY_SHARE else 100_000
SLOW_IN_QGIS = frozenset({"reserves"})
FEWER = 10


def bench_questions_about_distance(qgis: peers.Qgis | None, geopandas: peers.Geopandas | None) -> None:
    """Points against every class, beside QGIS's join by nearest and geopandas'."""
    points = asked_points(SHARE, POINTS)
    plane_points = projection_of(points).forward(points)
    asked = qgis.layer(plane_points) if qgis else None
    some = qgis.layer(plane_points[::FEWER]) if qgis else None
    frame = geopandas.frame(plane_points) if geopandas else None
    questions = distance_questions(points)
    known = []
    total: dict[str, float] = {}
    for protected in CLASSES:
        objects = protected.objects(SHARE)
        plane = projection_of(points).forward(objects)
        known.append((questions.read(objects), protected.distance_m))
        figures: dict[str, float | str | None] = {"points": len(points), "features": len(objects)}
        figures |= _figures("read", best_of(lambda o=objects: questions.read(o)))
        figures |= _asked(questions, known[-1:])
        if qgis is not None:
            layer = qgis.layer(plane)
            fewer = SHARE > COUNTY_SHARE and protected.name in SLOW_IN_QGIS
            taken = best_of(lambda y=layer, f=fewer: qgis.join_nearest(some if f else asked, y))
            times = FEWER if fewer else 1
            figures |= _figures("qgis", Taken(taken.wall_s * times, taken.cpu_s * times))
        if geopandas is not None:
            other = geopandas.frame(plane)
            figures |= _figures("geopandas", best_of(lambda y=other: geopandas.join_nearest(frame, y)))
        for name in ("read_s", "read_cpu_s", "qgis_s", "qgis_cpu_s", "geopandas_s", "geopandas_cpu_s"):
            if name in figures:
                total[name] = total.get(name, 0.0) + float(figures[name])
        figures["load"] = load()
        _say(protected.name, figures)
    count = sum(len(sources.planar) for sources, _ in known)
    whole = {"points": len(points), "features": count, **total, **_asked(questions, known), "load": load()}
    _say("all classes", whole)


def bench_polygons_within_distance() -> None:
    """20,000 outlines (a share of them) against every class."""
    polygons = asked_polygons(SHARE)
    questions = distance_questions(polygons)
    known = [(questions.read(c.objects(SHARE)), c.distance_m) for c in CLASSES]
    _say("polygons, all classes", {"features": len(polygons), **_asked(questions, known), "load": load()})


def _asked(questions: DistanceQuestions, known: list[tuple[MeasuredSources, float]]) -> dict[str, float]:
    within = best_of(lambda: [questions.within(sources, metres) for sources, metres in known])
    near = best_of(lambda: [questions.nearest(sources) for sources, _ in known])
    return {**_figures("within", within), **_figures("nearest", near)}


def _figures(name: str, taken: Taken) -> dict[str, float]:
    return {f"{name}_s": taken.wall_s, f"{name}_cpu_s": taken.cpu_s}


def _say(name: str, figures: dict[str, float | str | None]) -> None:
    record(f"distances {AREA}", name, figures)
    said = ", ".join(f"{k} {v:.3f}" for k, v in figures.items() if isinstance(v, float))
    print(f"\n{AREA}, {name}: {said}")
