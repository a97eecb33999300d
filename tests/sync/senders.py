"""Devices that push to a hub by hand, and the changes they push."""

from __future__ import annotations

from plugin.domain.changes import Value
from plugin.sync.batches import Batch, Change
from plugin.sync.hub import Accepted, Hub, Refused, Stale
from tests.sync.hubs import LIULIN


class Sender:
    """A device that numbers its batches."""

    def __init__(self, hub: Hub, county: str = LIULIN, device: str = "ann") -> None:
        self.hub, self.county, self.device, self.number = hub, county, device, 0

    def batch(self, *changes: Change) -> Batch:
        """Return the next batch."""
        self.number += 1
        return Batch(
            county=self.county,
            device=self.device,
            device_epoch="1",
            number=self.number,
            changes=changes,
        )

    def push(self, *changes: Change) -> tuple[Accepted | Stale | Refused, ...]:
        """Send the next batch."""
        return self.hub.push(self.batch(*changes)).rows


def insert(uuid: str, table: str = "mine", parents: tuple[str, ...] = (), **values: Value) -> Change:
    return Change(table=table, uuid=uuid, operation="insert", base_version=0, parents=parents, values=values)


def update(uuid: str, base: int, **values: Value) -> Change:
    return Change(table="mine", uuid=uuid, operation="update", base_version=base, values=values)


def delete(uuid: str, base: int, table: str = "mine", parents: tuple[str, ...] = ()) -> Change:
    return Change(table=table, uuid=uuid, operation="delete", base_version=base, parents=parents)
