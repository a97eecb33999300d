"""Which columns a form asks for: all of a mine, but of a problem only what its type needs."""

from __future__ import annotations

from collections.abc import Mapping

from ...qgis_bridge.translation import tr
from ...store.schema import Column, Table

READ_ONLY = frozenset({"number", "review_state", "return_reason", "reviewed_by", "reviewed_at"})
"""Columns that a form shows and a person does not write: the store numbers, the hub reviews."""
UNASKED = frozenset({"mine_uuid", "origin", "gap_m", "return_reason", "reviewed_by", "reviewed_at"})
"""Columns that are asked for only where they hold something."""

_EVERY_TYPE = frozenset(
    {
        "number",
        "type",
        "name",
        "township",
        "village",
        "activity",
        "measured_area_hm2",
        "damage_begin",
        "damage_begin_precision",
        "damage_end",
        "damage_end_precision",
        "damage_ongoing",
        "damage_evidence",
        "loss_wan_yuan",
        "treatment_status",
        "position_method",
        "position_accuracy_m",
        "surveyor",
        "surveyed_on",
        "classification",
        "responsibility_confirmed",
        "confirmed_by",
        "confirmed_on",
        "confirmed_document",
        "review_state",
        "note",
        "criteria",
    }
)
_THREATENED = frozenset({"threatened_people", "threatened_objects"})
_BY_CLASS: Mapping[str, frozenset[str]] = {
    "P1": _THREATENED
    | {"volume_m3", "depth_m", "width_m", "height_m", "land_damage_type", "basic_farmland_occupied"},
    "P2": frozenset({"inflow_m3_d", "depth_m"}),
    "P3": frozenset({"height_m", "depth_m", "volume_m3", "land_damage_type", "basic_farmland_occupied"}),
    "P4": frozenset({"depth_m", "volume_m3", "land_damage_type", "basic_farmland_occupied"}),
    "P5": _THREATENED | {"land_damage_type", "basic_farmland_occupied", "inflow_m3_d"},
    "P6": _THREATENED | {"depth_m", "width_m"},
}
_NOT_OF_TYPE: Mapping[str, frozenset[str]] = {
    "P101": frozenset({"depth_m"}),
    "P105": frozenset({"volume_m3", "height_m"}),
    "P106": frozenset({"volume_m3", "height_m", "width_m"}),
    "P203": frozenset({"depth_m"}),
    "P204": frozenset({"depth_m"}),
}
WITHOUT_LAND = frozenset({"P2", "P6"})
"""Classes of problem that damage no land by themselves: their form has no land table."""
ELEMENTS_OF_CLASS: Mapping[str, tuple[str, ...]] = {
    "P1": ("hazard",),
    "P2": ("aquifer",),
    "P3": ("landscape", "land"),
    "P4": ("land", "landscape"),
    "P5": ("aquifer", "land"),
    "P6": ("hazard",),
}
"""The elements of the grading table whose statements a form offers, by class of problem."""
SECTION_ORDER = (
    "identity",
    "mining",
    "size",
    "land",
    "damage",
    "impact",
    "criteria",
    "mines",
    "photos",
    "survey",
    "duty",
)
COLLAPSED = frozenset({"survey", "duty"})


def section_title(section: str) -> str:
    """Return the heading of a section of a form."""
    titles = {
        "identity": tr("What and where"),
        "mining": tr("Mining"),
        "size": tr("Size and cause"),
        "land": tr("Land damaged"),
        "damage": tr("When the damage arose"),
        "impact": tr("Impact"),
        "criteria": tr("Statements of the grading table"),
        "mines": tr("Mines that caused it"),
        "photos": tr("Photos"),
        "survey": tr("Survey"),
        "duty": tr("Confirmed responsibility and review"),
    }
    return titles.get(section, section)


def problem_class(type_code: str) -> str:
    """Return the class of a problem type: ``P1`` of ``P105``; nothing for nothing."""
    return type_code[:2]


def is_asked(table: Table, column: Column, values: Mapping[str, object]) -> bool:
    """Return whether a form asks for a column, given what the record holds: a value is never hidden."""
    if column.derived:
        return False
    if values.get(column.name) not in (None, "") and column.name != "mine_uuid":
        return True
    if column.name in UNASKED:
        return False
    if table.family != "problem":
        return True
    type_code = str(values.get("type") or "")
    if column.name in _NOT_OF_TYPE.get(type_code, ()):
        return False
    own = _BY_CLASS.get(problem_class(type_code))
    return own is None or column.name in _EVERY_TYPE or column.name in own
