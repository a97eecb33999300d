"""The two tables of the protection dock: distance rules with their legal basis, and hits."""

from __future__ import annotations

from ...domain.protection import DistanceRule
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.listing import listed
from ...qgis_bridge.translation import tr
from ...store.records import Record
from ..widgets.field_editors import number_text
from .table_model import ColumnSpec


def rule_columns(labels: Labels) -> list[ColumnSpec[DistanceRule]]:
    """Return the columns of the rule table."""
    return [
        ColumnSpec(heading=tr("Class"), text=lambda r: labels.code("protected_class", r.protected_class)),
        ColumnSpec(
            heading=tr("Distance (m)"),
            text=lambda r: number_text(r.distance_m),
            sort=lambda r: r.distance_m,
            numeric=True,
        ),
        ColumnSpec(heading=tr("Condition"), text=lambda r: _codes(labels, "object_condition", r.conditions)),
        ColumnSpec(heading=tr("Activity"), text=lambda r: _codes(labels, "activity", r.activities)),
        ColumnSpec(heading=tr("Kind"), text=lambda r: labels.code("rule_kind", r.kind)),
        ColumnSpec(heading=tr("Legal basis"), text=lambda r: r.legal_basis),
        ColumnSpec(heading=tr("Direction"), text=lambda r: labels.code("direction", r.direction)),
        ColumnSpec(heading=tr("Measured from"), text=lambda r: labels.code("measured_from", r.measured_from)),
        ColumnSpec(heading=tr("Right"), text=lambda r: labels.code("right_age", r.right_age)),
        ColumnSpec(heading=tr("Valid"), text=_valid),
        ColumnSpec(heading=tr("Profile"), text=lambda r: labels.code("profile", r.profile)),
        ColumnSpec(heading=tr("Confidence"), text=lambda r: confidence_text(r.confidence)),
    ]


def confidence_text(confidence: str) -> str:
    """Return how sure the source of a rule is."""
    names = {
        "verified": tr("verified"),
        "derived": tr("derived"),
        "recalled": tr("to be checked"),
        "proposed": tr("proposal"),
    }
    return names.get(confidence, confidence)


def rule_text(rule: DistanceRule, labels: Labels) -> str:
    """Return a rule in words, with its clause and its confidence."""
    return rule.reason().sentence(labels.language)


def hit_columns(labels: Labels) -> list[ColumnSpec[Record]]:
    """Return the columns of the hit table."""
    return [
        ColumnSpec(heading=tr("Class"), text=lambda h: labels.code("protected_class", h.values["class"])),
        ColumnSpec(
            heading=tr("Record"),
            text=lambda h: _text(h, "target_name") or labels.table(_text(h, "target_table")),
            tooltip=lambda h: f"{labels.table(_text(h, 'target_table'))}\n{_text(h, 'target_name')}",
        ),
        ColumnSpec(
            heading=tr("Distance (m)"),
            text=lambda h: f"{_number(h, 'distance_m'):,.0f}",
            sort=lambda h: _number(h, "distance_m"),
            tooltip=lambda h: tr("{} m; the rule says {} m").format(
                f"{_number(h, 'distance_m'):,.1f}", number_text(_number(h, "rule_distance_m"))
            ),
            numeric=True,
        ),
        ColumnSpec(
            heading=tr("Overlap (hm²)"),
            text=lambda h: f"{_number(h, 'overlap_hm2'):,.2f}" if h.values.get("overlap_hm2") else "",
            sort=lambda h: _number(h, "overlap_hm2"),
            numeric=True,
        ),
        ColumnSpec(
            heading=tr("In sight"), text=_sight, sort=lambda h: _number(h, "seen_share"), tooltip=_sight_tip
        ),
        ColumnSpec(
            heading=tr("No. 63"),
            text=lambda h: "●" if h.values.get("priority_63") else "",
            tooltip=lambda h: tr("Priority for treatment under document No. 63 of 2016"),
        ),
        ColumnSpec(
            heading=tr("Restricted"),
            text=lambda h: "●" if h.values.get("legal_restriction") else "",
            tooltip=lambda h: tr("Mining is restricted by law here: {}").format(_text(h, "legal_basis")),
        ),
        ColumnSpec(heading=tr("Object"), text=lambda h: _text(h, "object_name") or tr("(unnamed)")),
        ColumnSpec(heading=tr("Legal basis"), text=lambda h: _text(h, "legal_basis")),
    ]


def _sight(hit: Record) -> str:
    if hit.values.get("visible") is None:
        return ""
    return f"{100 * _number(hit, 'seen_share'):.0f} %" if hit.values["visible"] else tr("hidden")


def _sight_tip(hit: Record) -> str:
    if hit.values.get("visible") is None:
        return tr("Not computed; see the tab “Visible range”")
    if not hit.values["visible"]:
        return tr("Terrain hides it from the object")
    return tr("This share of its area is seen from the object, from {}").format(_text(hit, "seen_from"))


def _codes(labels: Labels, list_name: str, codes: frozenset[str]) -> str:
    return listed(sorted(labels.code(list_name, code) for code in codes))


def _valid(rule: DistanceRule) -> str:
    begin = rule.valid_from.isoformat() if rule.valid_from else ""
    return f"{begin} – {rule.valid_to.isoformat()}" if rule.valid_to else begin


def _text(record: Record, column: str) -> str:
    return str(record.values.get(column) or "")


def _number(record: Record, column: str) -> float:
    value = record.values.get(column)
    return float(value) if isinstance(value, int | float) else 0.0
