"""Numbers 统一编号 that a device gives to new records, until the hub allocates the final ones."""

from __future__ import annotations

import hashlib
import uuid

from ..domain.numbering import TYPE_LETTERS, next_number
from ..store.records import read_records
from ..store.workspace import Workspace
from ..sync import journal

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Capitals and digits that nobody takes for one another."""
SUFFIX_LENGTH = 3


def provisional_number(workspace: Workspace, table: str, *, year: int) -> str | None:
    """Return the next free number of a table's family in a year, or None where the family has no letter."""
    return next(iter(provisional_numbers(workspace, table, year=year, count=1)), None)


def provisional_numbers(workspace: Workspace, table: str, *, year: int, count: int) -> list[str]:
    """Return the next free numbers of a table's family in a year, none where the family has no letter.

    They carry a suffix of this device, since twenty laptops that start from one copied file would otherwise
    give the same numbers. Before its first sync a workspace's device is told by the computer itself.
    """
    family = workspace.schema.table(table).family
    letter = TYPE_LETTERS.get(family)
    if letter is None or not workspace.schema.table(table).has("number"):
        return []
    tables = [t.name for t in workspace.schema.tables.values() if t.family == family]
    with workspace.connect() as connection:
        taken = [r.values.get("number") for name in tables for r in read_records(connection, name)]
        device = journal.get_state(connection, "device")
    suffix = device_suffix(str(device or uuid.getnode()))
    known = [str(number) for number in taken if number is not None]
    numbers: list[str] = []
    for _ in range(count):
        newest = next_number(
            [*known, *numbers[-1:]], county=workspace.county_code, letter=letter, year=year, device=suffix
        )
        numbers.append(newest)
    return numbers


def device_suffix(identity: str) -> str:
    """Return three capitals or digits that stand for a device.

    >>> device_suffix("a"), device_suffix("a") == device_suffix("b")
    ('LZB', False)
    """
    digest = hashlib.sha256(identity.encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:SUFFIX_LENGTH])
