"""What a benchmark measures, and where it leaves its figures: docs/benchmarks.json, and from it the document.

Figures of a benchmark stay until the same benchmark runs again, so that a province can be measured class by
class. `docs/benchmarks.md` is written by hand but for the blocks between `<!-- measured … -->` and
`<!-- end -->`, which :func:`write_document` fills.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .province import COUNTY_SHARE

SHARE = float(os.environ.get("MINE_RESTORATION_BENCH_SHARE", "1"))
PEERS = frozenset(
    os.environ.get("MINE_RESTORATION_BENCH_PEERS", "qgis postgis geopandas geos gdal geodiff").split()
)
"""The peers to measure; figures of the others stay as they are."""

MOST_REPEATS = 3
LONG_ENOUGH_S = 1.0
_DOCS = Path(__file__).resolve().parents[2] / "docs"
FIGURES, DOCUMENT = _DOCS / "benchmarks.json", _DOCS / "benchmarks.md"

Figures = dict[str, dict[str, dict[str, float | str | None]]]
"""Section, row, name of a figure."""


@dataclass(frozen=True)
class Taken:
    """The seconds that work took by the clock, and of the processors together."""

    wall_s: float
    cpu_s: float


def best_of(work: Callable[[], object], *, repeats: int = MOST_REPEATS) -> Taken:
    """Return the shortest time of a few runs; what takes long runs once."""
    found: list[Taken] = []
    while len(found) < repeats and sum(taken.wall_s for taken in found) < LONG_ENOUGH_S:
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        found.append(Taken(time.perf_counter() - wall, time.process_time() - cpu))
    return min(found, key=lambda taken: taken.wall_s)


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB, without what the one that started it held."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = re.search(r"^VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
        if peak:
            return int(peak[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1024
    )


def load() -> float:
    """Return how many processes wanted a processor in the last minute; 0 where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def area_name(share: float) -> str:
    """Return what a share of the province is called.

    >>> area_name(0.01)
    'county'
    """
    if share == COUNTY_SHARE:
        return "county"
    return "province" if share == 1 else f"{share:g} of a province"


def record(section: str, row: str, figures: Mapping[str, float | str | None]) -> None:
    """Add figures to a row; those of peers that were not measured this time stay."""
    known = read_figures()
    rows = known.setdefault(section, {})
    rows[row] = {**rows.get(row, {}), **{k: _rounded(v) for k, v in figures.items()}}
    FIGURES.write_text(
        json.dumps(known, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


def read_figures() -> Figures:
    """Return all figures that were ever recorded."""
    if not FIGURES.exists():
        return {}
    found: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose first column is text and whose others are figures."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def write_document(blocks: Mapping[str, str]) -> None:
    """Put the blocks where the document has room for them."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, block in blocks.items():
        place = re.compile(rf"(<!-- measured {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = place.sub(lambda match, block=block: f"{match[1]}\n{block}\n\n{match[2]}", text)
    DOCUMENT.write_text(text, encoding="utf-8")


def _rounded(value: float | str | None) -> float | str | None:
    return float(f"{value:.4g}") if isinstance(value, float) else value
