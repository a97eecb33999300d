"""Before and after: what changed in a record since the version that somebody accepted or gave back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

import shapely

from ..domain.changes import Value
from ..domain.review import DRAFT, RETURNED, REVIEW_COLUMNS, SNAPSHOT, STATE
from ..store import replica
from ..store.schema import Schema
from ..store.workspace import Workspace
from ..sync.addresses import HubAddress, open_hub
from ..sync.hub import PastVersion, RememberingHub
from ..sync.merge_rules import GEOMETRY_COLUMN
from .review_snapshot import read_snapshot

LADDER = ("draft", "submitted", "county", "city", "province")
"""The states from the surveyor up to the province."""

Since = Literal["accepted", "returned", "new", "unknown", "readable", "proposable", "proposed"]

NOT_COMPARED = frozenset(
    {"grade_reasons", "responsibility_reasons", "derived_profile", "derived_input_hash", "derived_at"}
)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One column that differs, with its value before and after; ``derived``: a result, not an entry."""

    column: str
    before: Value
    after: Value
    derived: bool = False


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A record as it was and as it is.

    ``since`` says what the earlier version is: the last one that a higher level accepted, the one that was
    given back, none (the record is new), or unknown (this hub keeps no history). Another county's record is
    readable, or proposable, with nothing earlier; of one for which something is proposed, what it is now is
    earlier. Geometries are shapely ones in degrees of EPSG:4490.
    """

    since: Since
    at: str
    reason: str
    differences: tuple[Difference, ...]
    before: shapely.Geometry | None
    after: shapely.Geometry | None


def before_and_after(
    workspace: Workspace, hub_address: HubAddress | None, table: str, uuid: str
) -> Comparison:
    """Return what changed in a record since it was last accepted or given back, as the hub remembers it.

    Raises the errors of `sync.errors` where the hub does not answer; without a hub nothing earlier is known.
    """
    versions: Sequence[PastVersion] | None = None
    if hub_address:
        with closing(open_hub(hub_address)) as hub:
            if isinstance(hub, RememberingHub):
                versions = hub.history(workspace.county_code, table, uuid)
    with workspace.connect() as connection:
        row = replica.read_rows(connection, [(table, uuid)]).get((table, uuid), {})
    return compare(workspace.schema, table, row, versions)


def compare(
    schema: Schema, table: str, row: Mapping[str, Value], versions: Sequence[PastVersion] | None
) -> Comparison:
    """Return the comparison of a row with the earlier one of its versions that matters to a reviewer."""
    since, at, earlier = ("unknown", "", {}) if versions is None else _earlier(row, versions)
    columns = [c.name for c in schema.table(table).data_columns if c.name not in REVIEW_COLUMNS]
    known = since in ("accepted", "returned")
    differences = [
        Difference(column=name, before=earlier.get(name), after=row.get(name))
        for name in columns
        if earlier.get(name) != row.get(name)
    ]
    results = (read_snapshot(earlier.get(SNAPSHOT)), read_snapshot(row.get(SNAPSHOT)))
    differences += [
        Difference(
            column=column.name,
            before=results[0].get(column.name),
            after=results[1].get(column.name),
            derived=True,
        )
        for column in schema.table(table).derived_columns
        if column.name not in NOT_COMPARED and results[0].get(column.name) != results[1].get(column.name)
    ]
    return Comparison(
        since=since,
        at=at,
        reason=str(earlier.get("return_reason") or "") if known else "",
        differences=tuple(differences),
        before=geometry_of(earlier.get(GEOMETRY_COLUMN)),
        after=geometry_of(row.get(GEOMETRY_COLUMN)),
    )


def _earlier(
    row: Mapping[str, Value], versions: Sequence[PastVersion]
) -> tuple[Since, str, Mapping[str, Value]]:
    """Return the last version that stood higher than the record stands now, or that was given back."""
    state = str(row.get(STATE) or DRAFT)
    above = set(LADDER[LADDER.index(state) + 1 :]) if state in LADDER else set(LADDER[2:])
    whole: dict[str, Value] = {}
    found: tuple[Since, str, Mapping[str, Value]] = ("new", "", {})
    for version in versions:
        left = whole.get(STATE)
        whole.update(version.values)
        reached = whole.get(STATE)
        if reached == left:
            continue
        if reached in above:
            found = ("accepted", version.at, dict(whole))
        elif reached == RETURNED and state != RETURNED:
            found = ("returned", version.at, dict(whole))
    return found


def geometry_of(shape: Value) -> shapely.Geometry | None:
    """Return the geometry of a row's WKB; None where there is none, or where it is no WKB."""
    return shapely.from_wkb(shape, on_invalid="ignore") if isinstance(shape, bytes) else None
