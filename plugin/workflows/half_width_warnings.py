"""What is said of objects whose half-width nobody recorded, though the law measures from their edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..domain.protection import TUNNEL, DistanceRule
from .protection_inputs import ProtectedObjects

ROAD_EDGE = "road_land_edge"


def half_width_warnings(
    objects: ProtectedObjects, rules: Mapping[int, Sequence[DistanceRule]]
) -> Iterator[str]:
    """Yield how many objects used the default half-width of their class, and how many had not even that.

    ``rules`` are those that hold for each object's index; objects without an entry are not asked about.
    """
    asked = [
        i
        for i in rules
        if not objects.half_width_known[i] and any(r.measured_from in {ROAD_EDGE, TUNNEL} for r in rules[i])
    ]
    stand_in = Counter(
        (objects.classes[i], float(objects.half_width_m[i])) for i in asked if objects.half_width_default[i]
    )
    if stand_in:
        each = ", ".join(f"{count} {name} ({width:g} m)" for (name, width), count in sorted(stand_in.items()))
        yield f"{sum(stand_in.values())} objects got the default half-width of their class: {each}."
    bare = sum(not objects.half_width_default[i] for i in asked)
    if bare:
        yield (
            f"{bare} roads have no half-width of their land; "
            "their distances are measured from the centre line."
        )
