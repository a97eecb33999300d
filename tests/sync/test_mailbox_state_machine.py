"""Random lives of three laptops on two sticks that are copied into each other now and then.

The rules and the model are those of `test_state_machine`; here sticks are copied whole or in part, laptops
change from one to the other, and indexes are lost.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from plugin.sync.errors import BatchGapError
from plugin.sync.mailbox_hub import MailboxHub, create_mailbox
from plugin.workflows.sync_account import SyncResult
from plugin.workflows.synchronise import continue_as_new_device, synchronise_with
from tests.sync.laptops import LIULIN, SYNCED, Laptop
from tests.sync.steps import live
from tests.sync.test_state_machine import LAPTOPS, NAMES, Found, Lives, _decided

STICKS = ("a", "b")
STICK = st.sampled_from(STICKS)


class StickLaptop(Laptop):
    """A laptop whose hub is a mailbox."""

    def sync_through(self, make: Any) -> SyncResult:
        """Sync through a hub that ``make`` wraps around the mailbox."""
        with closing(self.open_mailbox()) as hub:
            return synchronise_with(
                self.workspace, make(hub), address=str(self.hub), profile_folder=self.profile
            )

    def open_mailbox(self) -> MailboxHub:
        """Return the mailbox as this laptop opens it."""
        return MailboxHub(self.hub, index_folder=self.profile / "mailboxes")


class LivesOnSticks(Lives):
    """The lives of `test_state_machine`, with two sticks in the place of the hub."""

    laptops: dict[str, StickLaptop]  # type: ignore[assignment]

    @initialize()
    def start(self) -> None:
        """Give each person an empty workspace, and a stick of two that are the same mailbox."""
        folder = Path(self.folder.name)
        self.sticks = {name: folder / name for name in STICKS}
        create_mailbox(self.sticks["a"], index_folder=folder / "made").close()
        shutil.copytree(self.sticks["a"], self.sticks["b"])
        self.laptops = {
            name: StickLaptop.empty(folder, name, self.sticks[stick])  # type: ignore[misc]
            for name, stick in zip(NAMES, ("a", "b", "b"), strict=True)
        }

    def settle(self, name: str, sync: Callable[[Laptop], object]) -> None:
        """Let a laptop sync; one whose letters are on the other stick alone goes on as a new device."""
        try:
            super().settle(name, sync)
        except BatchGapError:
            laptop = self.laptops[name]
            continue_as_new_device(laptop.workspace, profile_folder=laptop.profile)
            laptop.sync()

    @rule(source=STICK)
    def copy_a_stick_into_the_other(self, source: str) -> None:
        target = "b" if source == "a" else "a"
        shutil.copytree(self.sticks[source], self.sticks[target], dirs_exist_ok=True)

    @rule(source=STICK, seed=st.integers(0, 1000))
    def copy_a_part_of_a_stick(self, source: str, seed: int) -> None:
        chance = random.Random(seed)
        target = self.sticks["b" if source == "a" else "a"]
        letters = sorted(self.sticks[source].glob("*/letters/*/*.json"))
        for letter in letters:
            if chance.random() < 0.5:
                place = target / letter.relative_to(self.sticks[source])
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(letter, place)

    @rule(name=LAPTOPS, stick=STICK)
    def take_the_other_stick(self, name: str, stick: str) -> None:
        self.laptops[name].hub = self.sticks[stick]

    @rule(name=LAPTOPS)
    def lose_the_index(self, name: str) -> None:
        shutil.rmtree(self.laptops[name].profile / "mailboxes", ignore_errors=True)

    def all_end_equal_and_nothing_is_lost(self) -> None:
        """Assert that all are equal when the sticks have met, and that every value is somewhere."""
        for _ in range(4):
            for name in NAMES:
                self.settle(name, Laptop.sync)
            for source in STICKS:
                self.copy_both(source)
        laptops = list(self.laptops.values())
        for laptop in laptops:
            result = laptop.sync()
            assert (result.pushed, result.pulled, result.conflicts) == (0, 0, 0), result.account
        with closing(laptops[0].open_mailbox()) as hub:
            assert hub.damaged(LIULIN) == ()
            rows = hub.pull(LIULIN, 0, 1_000_000).rows
        living = {(r.table, r.uuid): dict(r.values) for r in rows if not r.deleted and r.table in SYNCED}
        assert all(laptop.rows() == living for laptop in laptops)
        assert all(_decided(laptop) == _decided(laptops[0]) for laptop in laptops)
        found = self.values_to_be_found(laptops[0].hub)
        for (table, uuid), values in self.saved.items():
            for column, value in values:
                assert value is None or value in found.get((table, uuid, column), ())

    def copy_both(self, source: str) -> None:
        """Copy a stick into the other."""
        target = self.sticks["b" if source == "a" else "a"]
        shutil.copytree(self.sticks[source], target, dirs_exist_ok=True)

    def values_to_be_found(self, hub: Path) -> Found:
        """Return every value that a letter, or a workspace's log or conflicts, hold of a column."""
        found = {key: set(values) for key, values in self.thrown_away.items()}
        (index,) = (self.laptops[NAMES[0]].profile / "mailboxes").glob("*.sqlite")
        with closing(sqlite3.connect(index)) as connection:
            for table, uuid, column, value in connection.execute(
                "SELECT tbl, uuid, col, value FROM version_cell JOIN row ON row.id = row_id"
            ):
                found.setdefault((table, uuid, column), set()).add(value)
        for laptop in self.laptops.values():
            self.harvest(laptop, found)
        return found


TestLivesOnSticks = live(LivesOnSticks, share=0.3, lives=3)
