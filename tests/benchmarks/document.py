"""The blocks of docs/benchmarks.md that figures fill."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.benchmarks import sync_document
from tests.benchmarks.measuring import Figures, read_figures, table, write_document
from tests.benchmarks.province import CLASSES

Row = dict[str, float | str | None]

AREAS = ("county", "0.1 of a province", "province")
PEERS = (("qgis_s", "QGIS"), ("postgis_s", "PostGIS"), ("geopandas_s", "geopandas"))


def write() -> None:
    """Fill the document with every figure that is known."""
    known = read_figures()
    blocks = {"versions": _versions(known), "goals": _goals(known)}
    for area in AREAS:
        blocks[f"dissolve {area}"] = _dissolve(known.get(f"dissolve {area}", {}))
        blocks[f"distances {area}"] = _distances(known.get(f"distances {area}", {}))
        blocks[f"memory {area}"] = _memory(known.get(f"memory {area}", {}))
    blocks["growth"] = _plain(known.get("growth", {}), "from a county to")
    blocks["analysis"] = _plain(known.get("analysis", {}), "of a")
    blocks["sync goals"] = sync_document.goals(known)
    blocks["sync"] = sync_document.figures(known)
    blocks["visible range"] = _plain(known.get("visible range", {}), "one viewshed an observer by")
    write_document(blocks)


def _versions(known: Figures) -> str:
    rows = known.get("versions", {}).get("all", {})
    return ", ".join(f"{name} {version}" for name, version in rows.items()) + "."


def _dissolve(rows: dict[str, Row]) -> str:
    head = ["class", "features", "positions", "m", "ours s", "processor s"]
    head += [f"{name} s" for _, name in PEERS] + ["GEOS alone s", "alone, to 0.1 % s"]
    head += ["QGIS processor s", "load"]
    lines = []
    for name, row in [*rows.items(), *_sum(rows)]:
        cells = [name, *(_number(row.get(k)) for k in ("features", "positions", "distance_m"))]
        cells += [_number(row.get("ours_s")), _number(row.get("ours_cpu_s"))]
        cells += [_beside(row, peer) for peer, _ in PEERS]
        cells += [_of(row, "geos_s"), _of(row, "geos_fine_s"), _beside(row, "qgis_cpu_s", "ours_cpu_s")]
        cells.append(_number(row.get("load")))
        lines.append(cells)
    return table(head, lines) if rows else "Not measured yet."


def _distances(rows: dict[str, Row]) -> str:
    head = ["class", "points", "features", "reading s", "within s", "processor s", "nearest s", "processor s"]
    head += ["QGIS join by nearest s", "QGIS processor s", "geopandas s", "load"]
    lines = []
    for name, row in rows.items():
        keys = ("points", "features", "read_s", "within_s", "within_cpu_s", "nearest_s", "nearest_cpu_s")
        peers = [
            _beside(row, "qgis_s", "nearest_s"),
            _beside(row, "qgis_cpu_s", "nearest_cpu_s"),
            _beside(row, "geopandas_s", "nearest_s"),
        ]
        lines.append([name, *(_number(row.get(k)) for k in keys), *peers, _number(row.get("load"))])
    return table(head, lines) if rows else "Not measured yet."


def _memory(rows: dict[str, Row]) -> str:
    lines = [[n, _number(r.get("read_mb")), _number(r.get("peak_mb"))] for n, r in rows.items()]
    return table(["class", "MB before", "MB at most"], lines) if rows else "Not measured yet."


def _plain(rows: dict[str, Row], what: str) -> str:
    if not rows:
        return "Not measured yet."
    keys = list(dict.fromkeys(key for row in rows.values() for key in row))
    lines = [[name, *(_number(row.get(key)) for key in keys)] for name, row in rows.items()]
    return table([what, *(key.replace("_", " ") for key in keys)], lines)


def _goals(known: Figures) -> str:
    lines = []
    for area in AREAS:
        rows = known.get(f"dissolve {area}", {})
        some = f" ({len(rows)} of {len(CLASSES)} classes)" if len(rows) < len(CLASSES) else ""
        place = f"{area}{some}"
        for peer, name, goal in (("qgis_s", "QGIS", 10.0), ("postgis_s", "PostGIS", 5.0)):
            ratio = _ratio(rows.values(), peer)
            lines.append(_goal(f"dissolve, {place}: ≥ {goal:g} × {name}", ratio, lambda v, g=goal: v >= g))
        ratio = _ratio(rows.values(), "qgis_cpu_s", "ours_cpu_s")
        lines.append(_goal(f"the same in processor seconds, {place}: ≥ 5 × QGIS", ratio, lambda v: v >= 5))
        for peer, name in (("geos_s", "GEOS alone"), ("geos_fine_s", "GEOS alone to 0.1 %")):
            ratio = _ratio(rows.values(), peer)
            inverse = None if ratio is None else 1 / ratio
            lines.append(_goal(f"dissolve, {place}: ≤ 1.5 × {name}", inverse, lambda v: v <= 1.5))
        peak = _largest(known.get(f"memory {area}", {}).values(), "peak_mb")
        lines.append(_goal(f"memory, {area}: < 1000 MB", peak, lambda v: v < 1000))
        lines += _distance_goals(area, known.get(f"distances {area}", {}).get("all classes", {}))
    for area, row in known.get("growth", {}).items():
        exponent = row.get("exponent")
        lines.append(
            _goal(f"time exponent, county to {area}: ≤ 1.05", _as_float(exponent), lambda v: v <= 1.05)
        )
    analysis = known.get("analysis", {}).get("county", {})
    computed, drawn = (_as_float(analysis.get(name)) for name in ("anew_s", "map_s"))
    lines.append(_goal("a county's analysis, without the map: < 3 s", computed, lambda v: v < 3))
    whole = None if computed is None or drawn is None else computed + drawn
    lines.append(_goal("a county's analysis, to the drawn map: < 3 s", whole, lambda v: v < 3))
    seen = _as_float(known.get("visible range", {}).get("gdal_viewshed", {}).get("times_ours"))
    lines.append(_goal("visible range: ≥ 20 × gdal_viewshed", seen, lambda v: v >= 20))
    return table(["goal", "measured", "met"], [line for line in lines if line[1] != "–"])


def _distance_goals(area: str, row: Row) -> list[list[str]]:
    lines = []
    for name, peer, ours in (
        ("QGIS join by nearest", "qgis_s", "nearest_s"),
        ("QGIS in processor seconds", "qgis_cpu_s", "nearest_cpu_s"),
    ):
        goal = f"points, {area}, all classes: ≥ 20 × {name}"
        lines.append(_goal(goal, _ratio([row], peer, ours), lambda v: v >= 20))
    for key, name in (("within_s", "within distance"), ("nearest_s", "nearest")):
        goal = f"points, {area}, all classes, {name}: < 1 s"
        lines.append(_goal(goal, _as_float(row.get(key)), lambda v: v < 1))
    return lines


def _goal(name: str, value: float | None, met: Callable[[float], bool]) -> list[str]:
    return [
        name,
        "–" if value is None else _number(value),
        "–" if value is None else "yes" if met(value) else "no",
    ]


def _sum(rows: dict[str, Row]) -> list[tuple[str, Row]]:
    """Return the row of all classes: what every class has is added up, and peers' times beside ours alone."""
    if not rows:
        return []
    keys = ("features", "positions", "ours_s", "ours_cpu_s", "geos_s", "geos_fine_s", "qgis_cpu_s")
    keys += tuple(peer for peer, _ in PEERS)
    total: Row = {}
    for key in keys:
        if all(row.get(key) is not None for row in rows.values()):
            total[key] = sum(float(row[key] or 0) for row in rows.values())
    return [("**all**", total)]


def _ratio(rows: Iterable[Row], peer: str, ours: str = "ours_s") -> float | None:
    both = [(r[peer], r[ours]) for r in rows if r.get(peer) is not None and r.get(ours) is not None]
    mine = sum(float(o or 0) for _, o in both)
    return sum(float(p or 0) for p, _ in both) / mine if mine else None


def _largest(rows: Iterable[Row], key: str) -> float | None:
    found = [float(r[key] or 0) for r in rows if r.get(key) is not None]
    return max(found) if found else None


def _beside(row: Row, key: str, mine: str = "ours_s") -> str:
    theirs, ours = _as_float(row.get(key)), _as_float(row.get(mine))
    return "–" if theirs is None or not ours else f"{_number(theirs)} ({theirs / ours:.1f} ×)"


def _of(row: Row, key: str) -> str:
    theirs, ours = _as_float(row.get(key)), _as_float(row.get("ours_s"))
    return "–" if not theirs or ours is None else f"{_number(theirs)} (ours {ours / theirs:.1f} ×)"


def _as_float(value: float | str | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _number(value: float | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if abs(value) >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
