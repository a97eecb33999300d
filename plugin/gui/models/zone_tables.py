"""The planning dock's list of zones, and the chart of what a zone holds."""

from __future__ import annotations

from collections.abc import Mapping

from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...store.records import Record
from ...workflows.treatment import ZoneContents
from ..colours import BAR_COLOURS, grade_colour
from ..widgets.bar_chart import Bar, BarGroup
from .record_list import GRADE_ORDER
from .table_model import ColumnSpec


def zone_columns(labels: Labels) -> list[ColumnSpec[Record]]:
    """Return the columns of the list of zones."""
    return [
        ColumnSpec(
            heading=tr("Zone"), text=lambda z: _text(z, "name") or _text(z, "number") or tr("(unnamed)")
        ),
        ColumnSpec(
            heading=tr("Zone type"), text=lambda z: labels.code("zone_type", z.values.get("zone_type"))
        ),
        ColumnSpec(
            heading=tr("Area (hm²)"),
            text=lambda z: f"{_number(z, 'area_hm2'):,.2f}",
            sort=lambda z: _number(z, "area_hm2"),
            numeric=True,
        ),
        ColumnSpec(
            heading=tr("Problems"),
            text=lambda z: f"{_number(z, 'problem_count'):.0f}",
            sort=lambda z: _number(z, "problem_count"),
            numeric=True,
        ),
        ColumnSpec(
            heading=tr("Worst"),
            text=lambda z: labels.code("impact_grade", z.values.get("worst_grade")),
            sort=lambda z: GRADE_ORDER.get(_text(z, "worst_grade"), 3),
            background=lambda z: grade_colour(_text(z, "worst_grade")),
        ),
        ColumnSpec(
            heading=tr("Reuse"),
            text=lambda z: labels.code("reuse_direction", z.values.get("reuse_direction")),
        ),
        ColumnSpec(
            heading=tr("Year"),
            text=lambda z: _text(z, "planned_year"),
            sort=lambda z: _number(z, "planned_year"),
            numeric=True,
        ),
    ]


def contents_text(contents: ZoneContents) -> str:
    """Return what a zone holds in one sentence of numbers."""
    return tr("{} hm² · {} problems, {} of them priorities under No. 63, {} legally restricted").format(
        f"{contents.area_hm2:,.2f}",
        contents.problem_count,
        contents.priority_count,
        contents.restricted_count,
    )


def contents_chart(contents: ZoneContents, labels: Labels) -> list[BarGroup]:
    """Return the chart of a zone: problems by grade and responsibility, land and protected overlap in hm²."""
    grades = sorted(contents.by_grade.items(), key=lambda item: GRADE_ORDER.get(item[0], 3))
    return [
        BarGroup(
            title=tr("Problems by grade"),
            bars=tuple(
                Bar(
                    label=labels.code("impact_grade", code) or tr("not graded yet"),
                    value=count,
                    text=str(count),
                    colour=grade_colour(code),
                )
                for code, count in grades
            ),
        ),
        _group(tr("Problems by responsibility"), contents.by_responsibility, "responsibility", labels, 0),
        _group(tr("Land damaged (hm²)"), contents.land_hm2, "land_use", labels, 1, decimals=2),
        _group(
            tr("Overlap with protected areas (hm²)"),
            contents.protected_overlap_hm2,
            "protected_class",
            labels,
            2,
            decimals=2,
        ),
    ]


def _group(
    title: str, values: Mapping[str, float], list_name: str, labels: Labels, colour: int, *, decimals: int = 0
) -> BarGroup:
    ordered = sorted(values.items(), key=lambda item: -item[1])
    return BarGroup(
        title=title,
        bars=tuple(
            Bar(
                label=labels.code(list_name, code) or tr("open"),
                value=value,
                text=f"{value:,.{decimals}f}",
                colour=BAR_COLOURS[colour],
            )
            for code, value in ordered
        ),
    )


def _text(record: Record, column: str) -> str:
    value = record.values.get(column)
    return "" if value is None else str(value)


def _number(record: Record, column: str) -> float:
    value = record.values.get(column)
    return float(value) if isinstance(value, int | float) else 0.0
