"""The tables around a rule's versions: its history, and how rules differ from the plugin's."""

from __future__ import annotations

from ...domain.changes import Value
from ...qgis_bridge.labels import Labels, language
from ...qgis_bridge.listing import clauses
from ...qgis_bridge.local_time import local_time
from ...qgis_bridge.rule_text import rule_column
from ...qgis_bridge.translation import tr
from ...store.rule_versions import RuleVersion
from ...workflows.rule_profiles import RuleDifference
from ...workflows.rule_provinces import ProvinceProfile
from ..widgets.field_editors import number_text
from .table_model import ColumnSpec


def history_columns() -> list[ColumnSpec[RuleVersion]]:
    """Return the columns of a rule's history."""
    return [
        ColumnSpec(heading=tr("Version"), text=lambda v: str(v.revision), numeric=True),
        ColumnSpec(heading=tr("Distance (m)"), text=lambda v: cell(v.values.get("distance_m")), numeric=True),
        ColumnSpec(heading=tr("Valid"), text=_valid),
        ColumnSpec(heading=tr("Legal basis"), text=lambda v: cell(v.values.get("legal_basis"))),
        ColumnSpec(heading=tr("Made"), text=lambda v: local_time(v.changed_at) or tr("as delivered")),
        ColumnSpec(heading=tr("By"), text=lambda v: v.changed_by),
        ColumnSpec(heading=tr("Reason"), text=lambda v: v.change_reason),
        ColumnSpec(
            heading=tr("State"),
            text=lambda v: (
                tr("counts") if v.counts else tr("replaced {}").format(local_time(v.superseded_at))
            ),
        ),
    ]


def half_width_columns(labels: Labels) -> list[ColumnSpec[RuleVersion]]:
    """Return the columns of the default half-widths."""
    return [
        ColumnSpec(
            heading=tr("Class"), text=lambda v: labels.code("protected_class", v.values["protected_class"])
        ),
        ColumnSpec(
            heading=tr("Condition"), text=lambda v: labels.code("object_condition", v.values["condition"])
        ),
        ColumnSpec(heading=tr("Half-width (m)"), text=lambda v: cell(v.values["half_width_m"]), numeric=True),
        ColumnSpec(heading=tr("Profile"), text=lambda v: labels.code("profile", v.values["profile"])),
        ColumnSpec(heading=tr("Source"), text=lambda v: cell(v.values["clause"])),
    ]


def profile_columns() -> list[ColumnSpec[ProvinceProfile]]:
    """Return the columns of the list of profiles."""
    return [
        ColumnSpec(heading=tr("Profile"), text=lambda p: p.name_zh if language() == "zh" else p.name_en),
        ColumnSpec(heading=tr("Region code"), text=lambda p: p.region),
        ColumnSpec(heading=tr("Own rules"), text=lambda p: str(p.rules), numeric=True),
        ColumnSpec(heading=tr("From"), text=lambda p: tr("this workspace") if p.own else tr("the plugin")),
        ColumnSpec(heading=tr("What was done"), text=lambda p: clauses(map(_done, p.history))),
    ]


def difference_columns() -> list[ColumnSpec[RuleDifference]]:
    """Return the columns of a comparison with the plugin's rules."""
    kinds = {"changed": tr("changed here"), "added": tr("added here"), "missing": tr("taken out here")}
    return [
        ColumnSpec(heading=tr("Rule"), text=lambda d: d.rule_id),
        ColumnSpec(heading=tr("Difference"), text=lambda d: kinds.get(d.kind, d.kind)),
        ColumnSpec(
            heading=tr("Plugin → here"),
            text=lambda d: clauses(
                f"{rule_column(name)}: {cell(old) or '—'} → {cell(new) or '—'}"
                for name, (old, new) in d.columns.items()
            ),
        ),
    ]


def cell(value: Value) -> str:
    """Return a cell of a rule as text."""
    return number_text(value) if isinstance(value, float) else str(value or "")


def _valid(version: RuleVersion) -> str:
    first, last = (cell(version.values.get(name)) for name in ("valid_from", "valid_to"))
    return f"{first} – {last}" if last else first


def _done(line: str) -> str:
    """Return a line of a profile's history, which begins with its moment, with that as it is here."""
    stamp, _, rest = line.partition(" ")
    return f"{local_time(stamp)} {rest}"
