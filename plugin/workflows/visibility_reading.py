"""What a window shows of the visible ranges: settings, results, and which of them are out of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.visibility import VisibilityDefaults, visibility_defaults
from ..store.records import Record, read_records
from ..store.rules import read_distance_rules, read_visibility_settings
from ..store.workspace import Workspace
from .protection_inputs import read_protected_objects
from .visibility_groups import sight_groups, zone_hash


@dataclass(frozen=True, kw_only=True)
class VisibilityState:
    """The settings that hold, how many objects people look from, and the ``visible_zone`` records.

    ``stale`` are uuids of zones whose objects changed since they were computed.
    """

    defaults: VisibilityDefaults
    objects: int
    zones: Sequence[Record]
    stale: frozenset[str]


def visibility_state(
    workspace: Workspace, *, profile: str | None = None, on: dt.date | None = None
) -> VisibilityState:
    """Return what there is of visible ranges under a profile (default: the workspace's) on a day."""
    profile, on = profile or workspace.profile, on or dt.date.today()
    with workspace.connect() as connection:
        objects = read_protected_objects(connection)
        rules = read_distance_rules(connection)
        zones = read_records(connection, "visible_zone")
        defaults = visibility_defaults(read_visibility_settings(connection), on=on, profile=profile)
    groups = sight_groups(objects, rules, on=on, profile=profile, blind=defaults.blind_conditions)
    return VisibilityState(
        defaults=defaults,
        objects=sum(len(group.members) for group in groups),
        zones=zones,
        stale=frozenset(
            zone.uuid
            for zone in zones
            if zone.values["input_hash"] != zone_hash(objects, str(zone.values["class"]))
        ),
    )
