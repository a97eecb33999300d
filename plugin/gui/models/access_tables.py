"""The table of an access check's findings, the weightiest first."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor

from ...domain.access import RANK
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.translation import tr
from ...workflows.access_check import AccessFinding
from ..widgets.field_editors import number_text
from .table_model import ColumnSpec

COLOURS = {
    "prohibited": "#f8d7da", "unlawful_since_start": "#f8d7da", "existing_to_handle": "#ffe5c2",
    "order_unknown": "#ffe5c2", "needs_consent": "#fff3cd", "needs_agreement": "#fff3cd",
    "needs_check": "#fff3cd", "information": "#e2eefb", "clear": "#d4edda",
}  # fmt: skip
"""Background of a conclusion's code."""


def finding_columns(labels: Labels) -> list[ColumnSpec[AccessFinding]]:
    """Return the columns of the findings."""
    return [
        ColumnSpec(
            heading=tr("Conclusion"),
            text=lambda f: labels.code("access_conclusion", f.conclusion),
            sort=lambda f: RANK.index(f.conclusion),
            background=lambda f: QColor(COLOURS[f.conclusion]),
        ),
        ColumnSpec(heading=tr("Object"), text=lambda f: f.object_name or tr("(unnamed)")),
        ColumnSpec(heading=tr("Class, zone"), text=lambda f: _class_and_zone(f, labels)),
        ColumnSpec(
            heading=tr("Overlap (hm²)"),
            text=lambda f: f"{f.overlap_hm2:,.2f}",
            sort=lambda f: f.overlap_hm2,
            tooltip=lambda f: tr("{} of the right lies within the rule's reach").format(
                f"{f.overlap_share:.1%}"
            ),
            numeric=True,
        ),
        ColumnSpec(
            heading=tr("Distance (m)"),
            text=lambda f: f"{f.distance_m:,.0f} / {number_text(f.rule.distance_m)}",
            sort=lambda f: f.distance_m,
            numeric=True,
        ),
        ColumnSpec(heading=tr("First"), text=lambda f: first_text(f.first)),
        ColumnSpec(heading=tr("Legal basis"), text=lambda f: f.rule.legal_basis),
    ]


def first_text(first: str) -> str:
    """Return which of right and object was established first."""
    names = {
        "right": tr("the right"),
        "object": tr("the object"),
        "same_day": tr("the same day"),
        "unknown": tr("not known"),
    }
    return names.get(first, first)


def _class_and_zone(finding: AccessFinding, labels: Labels) -> str:
    name = labels.code("protected_class", finding.protected_class)
    if finding.condition in {"", "none"}:
        return name
    return f"{name}, {labels.code('object_condition', finding.condition)}"
