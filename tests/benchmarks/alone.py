"""Print, as JSON, the most memory that dissolved buffers and questions about distance need at a share.

A process of its own: `python -m tests.benchmarks.alone 0.01`. Memory never goes down in these figures; each
row is the peak so far, with the sets read and the results dropped.
"""

from __future__ import annotations

import json
import sys

from plugin.geometry.buffers import metric_buffer
from tests.benchmarks.measuring import peak_mb
from tests.benchmarks.province import CLASSES


def peaks(share: float) -> dict[str, dict[str, float]]:
    """Return for each class the peak before and after, from the smallest to the largest."""
    found = {}
    for protected in sorted(CLASSES, key=lambda c: c.name == "county roads"):
        geoms = protected.objects(share)
        before = peak_mb()
        metric_buffer(geoms, protected.distance_m, dissolve=True)
        found[protected.name] = {"read_mb": before, "peak_mb": peak_mb()}
        del geoms
    return found


if __name__ == "__main__":
    json.dump(peaks(float(sys.argv[1])), sys.stdout)
