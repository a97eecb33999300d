"""The right to check, from what a person gives: an outline or corner points, activities, age and day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import shapely

from ..domain.access import RightAge
from ..domain.changes import Value
from ..domain.codes import CodeLists
from ..domain.errors import UnknownCodeError, UnreadableDateError
from ..domain.protection import ANY, activity_for
from ..geometry.corner_points import parse_corners
from ..store.records import read_records
from ..store.rules import read_code_lists
from ..store.workspace import Workspace
from .access_check import AccessFinding, MiningRight, NoOutlineError

RIGHT_AGES: tuple[RightAge, ...] = ("new", "existing")


@dataclass(frozen=True, kw_only=True)
class LicensedArea:
    """A licensed area of the workspace that can be checked: outline in EPSG:4490, day as ``yyyy-mm-dd``."""

    uuid: str
    name: str
    outline: shapely.Geometry
    activities: frozenset[str]
    established_on: str = ""


def licensed_areas(workspace: Workspace) -> list[LicensedArea]:
    """Return the licensed areas that have an outline, by name; their activities are those of their mines."""
    with workspace.connect() as connection:
        areas = [a for a in read_records(connection, "mine_area") if a.geometry is not None]
        mines = {m.uuid: m.values for m in read_records(connection, "mine")}
        codes = read_code_lists(connection)
    found = []
    for area in areas:
        mine = mines.get(str(area.values.get("mine_uuid") or ""), {})
        found.append(
            LicensedArea(
                uuid=area.uuid,
                name=str(mine.get("name") or area.values.get("licence_number") or area.uuid[:8]),
                outline=area.geometry,
                activities=activity_for(
                    codes,
                    mining_method=str(mine.get("method") or "") or None,
                    mineral=str(mine.get("mineral") or "") or None,
                ),
                established_on=str(area.values.get("established_on") or "")[:10],
            )
        )
    return sorted(found, key=lambda area: area.name)


def requested_right(
    workspace: Workspace,
    *,
    name: str,
    outline: shapely.Geometry | None = None,
    corners: str = "",
    activities: Iterable[str] = (),
    right_age: RightAge = "new",
    established_on: str = "",
    central_meridian_deg: float | None = None,
) -> tuple[MiningRight, tuple[str, ...]]:
    """Return the right to check, and what was taken for granted in reading its corner points.

    ``outline`` (polygon, EPSG:4490) goes before ``corners``, the text of a list of corner points. No activity
    means that it is not known: then every rule counts. Raises NoOutlineError, CoordinateTextError and
    CornerListError, UnknownCodeError, UnreadableDateError.
    """
    notes: tuple[str, ...] = ()
    if outline is None and corners.strip():
        read = parse_corners(corners, central_meridian_deg=central_meridian_deg)
        outline, notes = read.outline, read.notes
    if outline is None or outline.is_empty:
        raise NoOutlineError(name)
    with workspace.connect() as connection:
        codes = read_code_lists(connection)
    given = frozenset(code.strip() for code in activities if code.strip()) or frozenset({ANY})
    for code in sorted(given):
        codes.require("activity", code)
    right = MiningRight(
        name=name,
        outline=outline,
        activities=given,
        right_age=_age(right_age),
        established_on=_day(established_on),
    )
    return right, notes


def finding_row(finding: AccessFinding, codes: CodeLists, language: str) -> dict[str, Value]:
    """Return a finding as a row of a table, codes with their labels in a language; units as in the names."""

    def label(listing: str, code: str) -> str:
        return codes.label(listing, code, language)

    day = finding.object_established_on
    return {
        "conclusion": finding.conclusion,
        "conclusion_text": label("access_conclusion", finding.conclusion),
        "object_name": finding.object_name,
        "class": finding.protected_class,
        "class_text": label("protected_class", finding.protected_class),
        "zone": finding.condition,
        "zone_text": label("object_condition", finding.condition),
        "distance_m": finding.distance_m,
        "rule_distance_m": finding.rule.distance_m,
        "overlap_hm2": finding.overlap_hm2,
        "overlap_share": finding.overlap_share,
        "object_overlap_hm2": finding.object_overlap_hm2,
        "first": finding.first,
        "object_established_on": day.isoformat() if day else None,
        "kind": finding.rule.kind,
        "rule_id": finding.rule.rule_id,
        "legal_basis": finding.rule.legal_basis,
        "object_uuid": finding.object_uuid,
    }


def _age(right_age: str) -> RightAge:
    for known in RIGHT_AGES:
        if known == right_age:
            return known
    raise UnknownCodeError("right_age", right_age)


def _day(text: str) -> dt.date | None:
    written = text.strip()
    if not written:
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError:
        raise UnreadableDateError(text, "is no day of the calendar") from None
