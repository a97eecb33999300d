"""Rules whose reach is no distance all around: sand bans along a river, and tunnels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from ..domain.progress import Progress, Silent, check
from ..domain.protection import ALONG_RIVER, TUNNEL, DistanceRule, buffer_distance_m
from ..geometry.arrays import GeometryArray, IntArray, geometry_array
from ..geometry.river_reaches import SEARCH_M, RiverNetwork, river_network
from ..geometry.tunnel_zones import tunnel_zones
from .protection_inputs import ProtectedObjects

RIVER_CLASSES = frozenset({"X4A", "X4D", "X4E"})
"""The classes whose lines are the courses along which sand bans run."""

AGAINST, UNKNOWN = "against", "unknown"
"""Codes of the list ``flow_direction``; a blank means that the line is drawn with the flow."""

_SPECIAL = frozenset({ALONG_RIVER, TUNNEL})


@dataclass(frozen=True, kw_only=True)
class SpecialShapes:
    """The polygon (EPSG:4490) of a rule around an object by (object's index, rule id), and what was not
    found."""

    polygons: Mapping[tuple[int, str], shapely.Geometry] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def of(self, index: int, rule: DistanceRule) -> shapely.Geometry | None:
        """Return the polygon of a rule around an object, None where there is none."""
        return self.polygons.get((index, rule.rule_id))


def is_special(rule: DistanceRule) -> bool:
    """Return whether the rule's reach is a shape of its own, not a distance all around."""
    return rule.measured_from in _SPECIAL


def is_river(objects: ProtectedObjects) -> IntArray:
    """Return the indices of the objects along whose line sand bans run."""
    linear = shapely.get_dimensions(objects.geometries) == 1
    named = np.array([c in RIVER_CLASSES for c in objects.classes], dtype=bool)
    return np.flatnonzero(linear & named)


def special_shapes(
    objects: ProtectedObjects,
    rules: Mapping[int, Sequence[DistanceRule]],
    *,
    classes: Collection[str] | None = None,
    progress: Progress | None = None,
) -> SpecialShapes:
    """Return the shapes of the special rules that hold for each object's index, of all or of some classes.

    Raises :class:`~plugin.domain.progress.CancelledError`.
    """
    asked = [
        (i, rule)
        for i, held in rules.items()
        if classes is None or objects.classes[i] in classes
        for rule in held
        if is_special(rule)
    ]
    along = [(i, rule) for i, rule in asked if rule.measured_from == ALONG_RIVER]
    polygons, lost = _along_rivers(objects, along, progress or Silent())
    polygons.update(_tunnels(objects, [(i, rule) for i, rule in asked if rule.measured_from == TUNNEL]))
    return SpecialShapes(polygons=polygons, warnings=_warnings(objects, lost, bool(along)))


def _along_rivers(
    objects: ProtectedObjects, asked: Sequence[tuple[int, DistanceRule]], progress: Progress
) -> tuple[dict[tuple[int, str], shapely.Geometry], set[int]]:
    """Return the stretches of river, and the indices of the objects at which no river was found."""
    network = _network(objects) if asked else None
    found: dict[tuple[int, str], shapely.Geometry] = {}
    lost = set()
    for i, rule in asked:
        check(progress)
        stretch = None
        if network is not None:
            stretch = network.reach(objects.geometries[i], rule.distance_m, rule.direction)
        if stretch is None:
            lost.add(i)
        else:
            found[i, rule.rule_id] = stretch
    return found, lost


def _network(objects: ProtectedObjects) -> RiverNetwork | None:
    rivers = is_river(objects)
    flows = np.array([objects.flows[i] for i in rivers], dtype=object)
    return river_network(
        objects.geometries[rivers],
        names=[objects.names[i] for i in rivers],
        half_width_m=objects.river_half_width_m[rivers],
        against=flows == AGAINST,
        flow_known=flows != UNKNOWN,
    )


def _tunnels(
    objects: ProtectedObjects, asked: Sequence[tuple[int, DistanceRule]]
) -> dict[tuple[int, str], shapely.Geometry]:
    index = np.array([i for i, _ in asked], dtype=np.intp)
    widths = objects.half_width_m[index]
    mouths = np.array(
        [buffer_distance_m(rule, half_width_m=float(w)) for (_, rule), w in zip(asked, widths, strict=True)]
    )
    zones = tunnel_zones(objects.geometries[index], widths, mouths)
    return {(i, rule.rule_id): zone for (i, rule), zone in zip(asked, zones, strict=True) if zone is not None}


def _warnings(objects: ProtectedObjects, lost: Collection[int], along: bool) -> tuple[str, ...]:
    sentences = []
    if lost:
        each = ", ".join(f"{n} {c}" for c, n in sorted(Counter(objects.classes[i] for i in lost).items()))
        sentences.append(
            f"{len(lost)} bridges have no river line within {SEARCH_M:g} m ({each}); their sand bans are not "
            "drawn: import the rivers as lines."
        )
    rivers = is_river(objects) if along else ()
    unknown = sum(objects.flows[i] == UNKNOWN for i in rivers)
    if unknown:
        sentences.append(f"{unknown} rivers have no known flow; their sand bans run both ways.")
    return tuple(sentences)


def targets_in(shapes: SpecialShapes, targets: GeometryArray) -> list[tuple[int, int, str]]:
    """Return (target's index, object's index, rule id) for each target that meets a shape."""
    keys = list(shapes.polygons)
    if not keys or not len(targets):
        return []
    tree = shapely.STRtree(targets)
    polygon, target = tree.query(geometry_array(shapes.polygons[k] for k in keys), predicate="intersects")
    return [(int(t), *keys[int(p)]) for p, t in zip(polygon, target, strict=True)]
