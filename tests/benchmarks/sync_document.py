"""The figures of sync in docs/benchmarks.md: the goals with both sides, and everything that was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.measuring import Figures, table

Row = Mapping[str, float | str | None]
Rows = Mapping[str, Row]

MISSING = "–"
_UNITS: dict[str, tuple[float, str]] = {
    "s": (1, "s"),
    "ms": (1000, "ms"),
    "kB": (1e-3, "kB"),
    "%": (1, "%"),
    "µs": (1, "µs"),
}


@dataclass(frozen=True)
class Goal:
    """What is asked of a figure at each size, and perhaps of its growth from the smallest to the largest."""

    name: str
    key: str
    peer: str | None
    unit: str
    most: float
    flat: bool = False


GOALS = (
    Goal("find and pack 100 changes", "pack_s", "geodiff_pack_s", "ms", 5, flat=True),
    Goal("the same, the file opened for it", "pack_and_open_s", "geodiff_pack_s", "ms", 5, flat=True),
    Goal("receive 100, merge, send 100", "cycle_s", "geodiff_cycle_s", "ms", 100, flat=True),
    Goal("nothing to do", "quiet_s", "geodiff_quiet_s", "ms", 2, flat=True),
    Goal("bytes of a signed package", "package_bytes", "geodiff_zlib_bytes", "kB", 10),
    Goal("extra disk", "extra_disk_percent", "geodiff_extra_disk_percent", "%", 10),
    Goal("a saved edit of a row", "update_us", None, "µs", 15),
    Goal("a new row", "insert_us", None, "µs", 15),
    Goal("10,000 changes", "pack_many_s", "geodiff_pack_many_s", "ms", 250),
)
MOST_GROWTH = 1.5
HUB_GOALS = (
    ("PostGIS, row security on: push 100 edits", "push_ms", 10.0),
    ("PostGIS, row security on: push 100 new rows", "push_new_ms", 10.0),
    ("PostGIS, row security on: pull 100 rows", "pull_ms", 3.0),
)


def goals(known: Figures) -> str:
    """Return the table of goals: ours and geodiff's at each size, their ratio at the largest, met or not."""
    rows = _by_size(known.get("sync", {}))
    lines = [line for goal in GOALS for line in _lines(goal, rows)]
    for size, row in known.get("sync hub", {}).items():
        for name, key, most in HUB_GOALS:
            value = row.get(key)
            if isinstance(value, int | float):
                lines.append(
                    [name, f"≤ {most:g} ms", size, f"{value:.1f} ms", MISSING, MISSING, _met(value <= most)]
                )
    if not lines:
        return "Not measured yet."
    return table(["", "goal", "at", "ours", "geodiff", "times ours", "met"], lines)


def figures(known: Figures) -> str:
    """Return everything that was measured, one line a figure, one column a size."""
    rows = _by_size(known.get("sync", {}))
    if not rows:
        return "Not measured yet."
    keys = list(dict.fromkeys(key for row in rows.values() for key in row))
    lines = [
        [key.replace("_", " "), *(_plain(row.get(key)) for row in rows.values())] for key in sorted(keys)
    ]
    return table(["", *rows], lines)


def _lines(goal: Goal, rows: Rows) -> list[list[str]]:
    found = {size: _number(row.get(goal.key)) for size, row in rows.items()}
    measured = {size: value for size, value in found.items() if value is not None}
    lines = []
    for size, value in measured.items():
        theirs = _number(rows[size].get(goal.peer)) if goal.peer else None
        ratio = f"{theirs / value:.1f}" if theirs is not None and value else MISSING
        shown = _shown(value, goal.unit)
        met = _met(value * _UNITS[goal.unit][0] <= goal.most)
        peer = MISSING if theirs is None else _shown(theirs, goal.unit)
        lines.append([goal.name, f"≤ {goal.most:g} {goal.unit}", size, shown, peer, ratio, met])
    if goal.flat and len(measured) > 1:
        sizes = list(measured)
        growth = measured[sizes[-1]] / measured[sizes[0]]
        theirs = [_number(rows[size].get(goal.peer)) if goal.peer else None for size in (sizes[0], sizes[-1])]
        peer = f"{theirs[1] / theirs[0]:.1f}" if theirs[0] and theirs[1] else MISSING
        span = f"{sizes[-1]} to {sizes[0]}"
        lines.append(
            [
                f"{goal.name}: growth",
                f"≤ {MOST_GROWTH:g}",
                span,
                f"{growth:.2f}",
                peer,
                MISSING,
                _met(growth <= MOST_GROWTH),
            ]
        )
    return lines


def _by_size(rows: Rows) -> Rows:
    return dict(sorted(rows.items(), key=lambda item: int(item[0].split()[0].replace(",", ""))))


def _shown(value: float, unit: str) -> str:
    scaled = value * _UNITS[unit][0]
    text = f"{scaled:,.0f}" if scaled >= 100 else f"{scaled:.1f}" if scaled >= 10 else f"{scaled:.2f}"
    return f"{text} {unit}"


def _number(value: float | str | None) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _plain(value: float | str | None) -> str:
    return MISSING if value is None else f"{value:,.4g}" if isinstance(value, int | float) else value


def _met(met: bool) -> str:
    return "yes" if met else "no"
