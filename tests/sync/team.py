"""Laptops of a county that meet at one hub, of whatever kind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from plugin.sync.hub import Hub
from plugin.workflows.synchronise import SyncResult, synchronise_with
from tests.sync.hubs import HubPlace, forget_deleted
from tests.sync.laptops import FailingHub, Laptop, LostError

Wrap = Callable[[Hub], Any]


class Team:
    """Laptops at one hub."""

    def __init__(self, folder: Path, place: HubPlace) -> None:
        self.folder, self.place = folder, place

    def laptop(self, name: str) -> Laptop:
        """Return a laptop with an empty workspace."""
        return Laptop.empty(self.folder, name, self.folder / "the hub")

    def sync(self, laptop: Laptop, wrap: Wrap = lambda hub: hub) -> SyncResult:
        """Sync a laptop."""
        with closing(self.place()) as hub:
            return synchronise_with(
                laptop.workspace, wrap(hub), address="the hub", profile_folder=laptop.profile
            )

    def forget(self, *, silent: bool) -> bool:
        """Let the hub forget; return whether it can."""
        with closing(self.place()) as hub:
            return forget_deleted(hub, silent=silent)

    def sync_dying(self, laptop: Laptop, call: int, *, after: bool = False) -> str | None:
        """Return at which call a sync died, which is killed at its n-th; None where it had fewer."""
        try:
            self.sync(laptop, lambda hub: FailingHub(hub, call, after))
        except LostError as lost:
            return str(lost)
        return None
