"""What the rules say of one problem: its grade of impact, who has to restore it, and its measures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import shapely

from ..domain.changes import Value
from ..domain.codes import CodeLists
from ..domain.errors import MineRestorationError
from ..domain.grading import GradeResult, GradingInput, GradingRule, grade_impact
from ..domain.hazard_scale import HazardScaleResult, HazardScaleRule, hazard_size
from ..domain.intervals import DateInterval, parse_when
from ..domain.land_classes import LandClass, land_areas
from ..domain.legal_dates import LegalDate, Term
from ..domain.responsibility import (
    Determination,
    LandDetermination,
    ResponsibilityInput,
    ResponsibilityResult,
    determine_responsibility,
)
from ..domain.review import REVIEW_COLUMNS
from ..domain.shared_causation import combined_land, combined_problem, summary_code
from ..geometry.areas import area_hm2, length_m
from ..geometry.arrays import geometry_array, whole_numbers
from ..geometry.distances import nearest
from ..geometry.map_sheets import sheet_number
from ..store.records import Record, read_records
from ..store.rules import (
    read_code_lists,
    read_grading_rules,
    read_hazard_scale_rules,
    read_land_class_mapping,
    read_legal_dates,
    read_terms,
)
from ..store.workspace import Workspace
from .protection_inputs import ProtectedObjects, input_hash, read_protected_objects

SHEET_SCALE = 10_000
"""Survey sheets of a county are 1:10 000 (63号's detailed survey; the problem's own sheet)."""

FARMLAND_CRITERION = "E009"
LAND_DAMAGE_CLASS = "P4"
INDICATOR_COLUMNS = {
    "loss_wan_yuan": "loss_wan_yuan",
    "threatened_people": "threatened_people",
    "inflow_m3_d": "inflow_m3_d",
}


@dataclass(frozen=True, kw_only=True)
class AssessmentContext:
    """The rules, codes, mines and protected objects that an assessment looks into; read once, used often."""

    codes: CodeLists
    grading_rules: tuple[GradingRule, ...]
    legal_dates: tuple[LegalDate, ...]
    terms: tuple[Term, ...]
    land_classes: tuple[LandClass, ...]
    hazard_scale_rules: tuple[HazardScaleRule, ...]
    mines: Mapping[str, Record]
    protected: ProtectedObjects
    profile: str
    on: dt.date

    @classmethod
    def load(cls, workspace: Workspace, *, on: dt.date | None = None) -> AssessmentContext:
        """Return the context of a workspace for the rules in force ``on`` that day (default: today)."""
        with workspace.connect() as connection:
            return cls(
                codes=read_code_lists(connection),
                grading_rules=tuple(read_grading_rules(connection)),
                legal_dates=tuple(read_legal_dates(connection)),
                terms=tuple(read_terms(connection)),
                land_classes=tuple(read_land_class_mapping(connection)),
                hazard_scale_rules=tuple(read_hazard_scale_rules(connection)),
                mines={r.uuid: r for r in read_records(connection, "mine")},
                protected=read_protected_objects(connection),
                profile=workspace.profile,
                on=on or dt.date.today(),
            )

    @cached_property
    def rules_hash(self) -> str:
        """Return a digest of the rules and the day that a grade and a responsibility rest on."""
        return input_hash(self.grading_rules, self.legal_dates, [self.on])


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """The answers with their reasons, ``derived``: the columns to write, ``unread``: what could not be
    read."""

    grade: GradeResult
    responsibility: ResponsibilityResult
    scale: HazardScaleResult
    derived: Mapping[str, Value] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def assess_problem(
    values: Mapping[str, Value],
    geometry: shapely.Geometry | None,
    *,
    land: Iterable[tuple[str, float]] = (),
    mines: Sequence[str] = (),
    context: AssessmentContext,
    near: Mapping[str, Value] | None = None,
) -> Assessment:
    """Return the grade, the responsibility and the derived columns of one problem.

    ``values`` are the problem's columns, ``geometry`` is in EPSG:4490, ``land`` pairs a land class with its
    hm², ``mines`` are the uuids of the mines that caused it. What cannot be read, such as a date, is named
    in ``unread`` and counts as not known. Sources: DZ/T 0223-2011 appendix E; 国土资发〔2016〕63号 二(一)2;
    土地复垦条例实施办法 art. 28.
    """
    unread: list[str] = []
    land = tuple(land)
    grade = _grade(values, land, context)
    responsibility = _responsibility(values, land, [context.mines.get(m) for m in mines], context, unread)
    measures = _measures(geometry)
    scale = _scale(values, measures, context)
    derived: dict[str, Value] = {
        **measures,
        **(nearest_objects([geometry], context.protected)[0] if near is None else near),
        "grade": grade.grade,
        "grade_reasons": _json([r.to_dict() for r in grade.reasons]),
        "scale_class": scale.scale,
        "responsibility": responsibility.problem.code,
        "land_responsibility": summary_code(responsibility.land),
        "responsibility_reasons": _json(_explained(responsibility)),
        "derived_profile": f"{context.profile} {context.on.isoformat()}",
        "derived_input_hash": _input_hash(values, geometry, land, mines, context),
    }
    return Assessment(
        grade=grade, responsibility=responsibility, scale=scale, derived=derived, unread=tuple(unread)
    )


def _grade(
    values: Mapping[str, Value], land: Sequence[tuple[str, float]], context: AssessmentContext
) -> GradeResult:
    indicators = dict(land_areas(land, context.land_classes, on=context.on).indicators)
    for indicator, column in INDICATOR_COLUMNS.items():
        value = values.get(column)
        if isinstance(value, int | float):
            indicators[indicator] = float(value)
    criteria = {c for c in str(values.get("criteria") or "").split(";") if c}
    if values.get("basic_farmland_occupied"):
        criteria.add(FARMLAND_CRITERION)
    return grade_impact(
        GradingInput(indicators=indicators, criteria=frozenset(criteria)),
        context.grading_rules,
        on=context.on,
        profile=context.profile,
    )


def _responsibility(
    values: Mapping[str, Value],
    land: Sequence[tuple[str, float]],
    mines: Sequence[Record | None],
    context: AssessmentContext,
    unread: list[str],
) -> ResponsibilityResult:
    """Return the determination for every mine that caused the problem, taken together."""
    kind = str(values.get("type") or "")
    known: list[Record | None] = [m for m in mines if m is not None] or [None]
    results = [
        determine_responsibility(
            ResponsibilityInput(
                damage_begin=_when(values, "damage_begin", unread),
                damage_end=_when(values, "damage_end", unread),
                damage_ongoing=bool(values.get("damage_ongoing")),
                mine_status=_of(mine, "status"),
                obligor_state=_of(mine, "obligor_state"),
                transferee=_of(mine, "transferee"),
                right_transferred_on=_day(_of(mine, "transferred_on"), unread),
                is_land_damage=bool(land or values.get("land_damage_type"))
                or kind.startswith(LAND_DAMAGE_CLASS),
                evidence=str(values.get("damage_evidence") or "") or None,
            ),
            context.legal_dates,
            on=context.on,
            terms=context.terms,
        )
        for mine in known
    ]
    unread[:] = list(dict.fromkeys(unread))
    steps = {s.rule_id: s for r in results for s in r.next_steps}
    return ResponsibilityResult(
        problem=combined_problem([r.problem for r in results]),
        land=combined_land([r.land for r in results]),
        next_steps=tuple(steps.values()),
    )


def _when(values: Mapping[str, Value], column: str, unread: list[str]) -> DateInterval | None:
    text = str(values.get(column) or "").strip()
    if not text:
        return None
    try:
        return parse_when(text, str(values.get(f"{column}_precision") or "") or None)
    except MineRestorationError:
        unread.append(column)
        return None


def _day(text: str | None, unread: list[str]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        unread.append("transferred_on")
        return None


def _of(mine: Record | None, column: str) -> str | None:
    value = mine.values.get(column) if mine is not None else None
    return str(value) if value else None


def _measures(geometry: shapely.Geometry | None) -> dict[str, Value]:
    """Return area (hm²) of a polygon, length (m) of a line, and the map sheet of the middle."""
    nothing: dict[str, Value] = {"area_hm2": None, "length_m": None, "map_sheet": None}
    if geometry is None or geometry.is_empty:
        return nothing
    array = geometry_array([geometry])
    middle = geometry.representative_point()
    dimension = shapely.get_dimensions(geometry)
    return {
        "area_hm2": round(float(area_hm2(array)[0]), 4) if dimension == 2 else None,
        "length_m": round(float(length_m(array)[0]), 2) if dimension == 1 else None,
        "map_sheet": sheet_number(middle.x, middle.y, SHEET_SCALE),
    }


def _scale(
    values: Mapping[str, Value], measures: Mapping[str, Value], context: AssessmentContext
) -> HazardScaleResult:
    area = measures["area_hm2"] if measures["area_hm2"] is not None else values.get("measured_area_hm2")
    return hazard_size(
        str(values.get("type") or ""),
        rules=context.hazard_scale_rules,
        on=context.on,
        volume_m3=_number(values.get("volume_m3")),
        area_hm2=_number(area),
    )


def nearest_objects(
    geometries: Sequence[shapely.Geometry | None], protected: ProtectedObjects
) -> list[dict[str, Value]]:
    """Return for each problem (EPSG:4490) the columns ``nearest_…``: class, name and metres to the nearest
    object.

    They are None for a problem without a geometry, and where no object is recorded.
    """
    index, distance = nearest(geometry_array(geometries), protected.geometries)
    return [
        {
            "nearest_class": protected.classes[found] if found >= 0 else None,
            "nearest_name": protected.names[found] if found >= 0 else None,
            "nearest_distance_m": round(max(float(metres) - float(protected.half_width_m[found]), 0.0), 2)
            if found >= 0
            else None,
        }
        for found, metres in zip(whole_numbers(index), distance, strict=True)
    ]


def _explained(result: ResponsibilityResult) -> dict[str, Any]:
    return {
        "problem": _determination(result.problem),
        "land": [{**_determination(part), "period": str(part.period)} for part in result.land],
        "next_steps": [r.to_dict() for r in result.next_steps],
    }


def _determination(part: Determination | LandDetermination) -> dict[str, Any]:
    return {"code": part.code, "missing": list(part.missing), "reasons": [r.to_dict() for r in part.reasons]}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _input_hash(
    values: Mapping[str, Value],
    geometry: shapely.Geometry | None,
    land: Sequence[tuple[str, float]],
    mines: Sequence[str],
    context: AssessmentContext,
) -> str:
    causes = [sorted(m.values.items(), key=lambda i: i[0]) for u in mines if (m := context.mines.get(u))]
    return input_hash(
        [geometry] if geometry is not None else [],
        sorted((k, v) for k, v in values.items() if v is not None and k not in REVIEW_COLUMNS),
        land,
        causes,
        [context.rules_hash],
    )
