"""Random lives of three laptops and a hub against a small model: nothing saved is lost, and all end equal.

`MINE_RESTORATION_STEPS` says how many steps they take in all; see `tests.sync.steps`.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import shapely
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from plugin.domain.changes import Value
from plugin.store import change_log, replica
from plugin.store.records import UNCHANGED, duplicate_record
from plugin.sync.addresses import open_hub
from plugin.sync.embedded_hub import create_hub
from plugin.sync.errors import RestoredBackupError
from plugin.sync.hub import RememberingHub
from plugin.sync.operations import Key
from plugin.workflows import sync_windows
from plugin.workflows.audit import audit, repair_workspace
from plugin.workflows.synchronise import conflicts, continue_as_new_device, resolve
from tests.sync.hubs import forget_deleted
from tests.sync.laptops import LIULIN, FailingHub, Laptop, LostError, live_rows, quick_folder
from tests.sync.steps import live

NAMES = ("ann", "bo", "cleo")
LAPTOPS = st.sampled_from(NAMES)
PIT, LAND = "problem_point", "problem_land"
MANY = 10**6
USUAL_WINDOW = (sync_windows.PAGE_ROWS, sync_windows.PAGES_AT_ONCE)
DEPTHS = st.sampled_from([0.5, 110.88333333333334, 7.0, None])
Found = dict[tuple[str, str, str], set[Value]]
POSITIONS = st.sampled_from([(110.9, 37.4), (110.91, 37.41), (110.92, 37.42)])


class Lives(RuleBasedStateMachine):
    """Laptops that edit, delete, sync, crash, resend and are copied; the model remembers what was saved."""

    steps: ClassVar[int] = 0
    lives: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).lives += 1
        self.folder = quick_folder()
        self.saved: dict[Key, list[tuple[str, Value]]] = {}
        self.thrown_away: Found = {}
        self.number = 0

    @initialize(rows=st.sampled_from([3, 1000]))
    def read_in_windows(self, rows: int) -> None:
        """Let all rows of a pull be seen at one time, or few."""
        sync_windows.PAGE_ROWS, sync_windows.PAGES_AT_ONCE = rows, 10 if rows > 100 else 1

    @initialize()
    def start(self) -> None:
        """Give each person an empty workspace, and all a hub."""
        folder = Path(self.folder.name)
        hub = self.new_hub(folder)
        self.laptops = {name: Laptop.empty(folder, name, hub) for name in NAMES}

    @invariant()
    def count(self) -> None:
        """Count the steps of all lives."""
        type(self).steps += 1

    def new_hub(self, folder: Path) -> Path | str:
        """Return the address of a new hub; the machine of another kind of hub overrides this."""
        create_hub(folder / "hub.mrhub").close()
        return folder / "hub.mrhub"

    def teardown(self) -> None:
        """Let all sync to the end, compare, and clean up."""
        try:
            if hasattr(self, "laptops"):
                self.all_end_equal_and_nothing_is_lost()
        finally:
            for laptop in getattr(self, "laptops", {}).values():
                laptop.workspace.close()
            self.folder.cleanup()
            sync_windows.PAGE_ROWS, sync_windows.PAGES_AT_ONCE = USUAL_WINDOW

    def remember(self, table: str, uuid: str, **values: Value) -> None:
        """Note what a person saved."""
        self.saved.setdefault((table, uuid), []).extend(values.items())

    def one_of(self, laptop: Laptop, table: str, data: st.DataObject) -> str | None:
        """Return a record of a table that a laptop has, or None.

        What is drawn does not depend on the rows: their order can depend on the random names of devices.
        """
        chosen = data.draw(st.integers(0, MANY))
        with laptop.workspace.connect() as connection:
            here = {row[0] for row in connection.execute(f"SELECT uuid FROM {table}")}
        uuids = [key[1] for key in self.saved if key[0] == table and key[1] in here]
        return uuids[chosen % len(uuids)] if uuids else None

    def settle(self, name: str, sync: Callable[[Laptop], object]) -> None:
        """Let a laptop sync; where its file is an older copy of itself, it goes on as a new device."""
        laptop = self.laptops[name]
        try:
            sync(laptop)
        except RestoredBackupError:
            continue_as_new_device(laptop.workspace, profile_folder=laptop.profile)
            laptop.sync()
        except LostError:
            pass
        self.no_child_is_without_its_parent(laptop)

    @rule(name=LAPTOPS, depth=DEPTHS)
    def make_a_pit(self, name: str, depth: float | None) -> None:
        self.number += 1
        uuid = self.laptops[name].pit(f"number {self.number}", depth_m=depth)
        self.remember(PIT, uuid, number=f"number {self.number}", depth_m=depth)

    @rule(name=LAPTOPS, data=st.data())
    def make_a_child(self, name: str, data: st.DataObject) -> None:
        pit = self.one_of(self.laptops[name], PIT, data)
        if pit is not None:
            uuid = self.laptops[name].add(LAND, problem_uuid=pit, land_use="0103", area_hm2=1.0)
            self.remember(LAND, uuid, problem_uuid=pit, area_hm2=1.0)

    @rule(name=LAPTOPS, data=st.data(), depth=DEPTHS, position=st.none() | POSITIONS)
    def edit_a_pit(
        self, name: str, data: st.DataObject, depth: float | None, position: tuple[float, float] | None
    ) -> None:
        pit = self.one_of(self.laptops[name], PIT, data)
        if pit is not None:
            shape: Any = UNCHANGED if position is None else shapely.Point(position)
            self.laptops[name].edit(PIT, pit, shape, depth_m=depth)
            self.remember(PIT, pit, depth_m=depth)
            if position is not None:
                self.remember(PIT, pit, geom=shapely.to_wkb(shape, byte_order=1))

    @rule(name=LAPTOPS, data=st.data(), people=st.integers(1, 3))
    def edit_another_group(self, name: str, data: st.DataObject, people: int) -> None:
        pit = self.one_of(self.laptops[name], PIT, data)
        if pit is not None:
            self.laptops[name].edit(PIT, pit, threatened_people=people)
            self.remember(PIT, pit, threatened_people=people)

    @rule(name=LAPTOPS, data=st.data(), area=st.sampled_from([2.0, 3.0]))
    def edit_a_child(self, name: str, data: st.DataObject, area: float) -> None:
        land = self.one_of(self.laptops[name], LAND, data)
        if land is not None:
            self.laptops[name].edit(LAND, land, area_hm2=area)
            self.remember(LAND, land, area_hm2=area)

    @rule(name=LAPTOPS, data=st.data(), table=st.sampled_from([PIT, LAND]))
    def delete_something(self, name: str, data: st.DataObject, table: str) -> None:
        uuid = self.one_of(self.laptops[name], table, data)
        if uuid is not None:
            self.laptops[name].delete(table, uuid)

    @rule(name=LAPTOPS)
    def agree_with_the_hub(self, name: str) -> None:
        """Sync. Hypothesis takes the rule that is the first by arguments and name more often than others."""
        self.settle(name, Laptop.sync)

    @rule(name=LAPTOPS, data=st.data())
    def sync_while_editing(self, name: str, data: st.DataObject) -> None:
        pit = self.one_of(self.laptops[name], PIT, data)
        before = self.laptops[name].rows()

        def sync_busy(laptop: Laptop) -> None:
            laptop.sync(busy={(PIT, pit)} if pit else frozenset())
            assert pit is None or laptop.rows()[(PIT, pit)] == before[(PIT, pit)]

        self.settle(name, sync_busy)

    @rule(name=LAPTOPS, call=st.integers(1, 8), after=st.booleans())
    def sync_and_crash(self, name: str, call: int, after: bool) -> None:
        self.settle(name, lambda laptop: laptop.sync_through(lambda hub: FailingHub(hub, call, after)))

    @rule(name=LAPTOPS)
    def sync_with_every_push_doubled(self, name: str) -> None:
        class Doubling(FailingHub):
            def __getattr__(self, method: str) -> Any:
                call = super().__getattr__(method)
                if method != "push":
                    return call

                def twice(batch: Any) -> Any:
                    first = call(batch)
                    again = call(batch)
                    assert again.rows == first.rows
                    return again

                return twice

        self.settle(name, lambda laptop: laptop.sync_through(lambda hub: Doubling(hub, 0, False)))

    @rule(name=LAPTOPS, choice=st.sampled_from(["mine", "theirs"]), by_field=st.booleans(), data=st.data())
    def decide_a_conflict(self, name: str, choice: Any, by_field: bool, data: st.DataObject) -> None:
        laptop, chosen = self.laptops[name], data.draw(st.integers(0, MANY))
        here = laptop.rows()
        waiting = [view for view in conflicts(laptop.workspace) if (view.table, view.uuid) in here]
        order = list(self.saved)
        waiting.sort(
            key=lambda view: (order.index((view.table, view.uuid)), view.field_group, str(view.mine))
        )
        if waiting:
            view = waiting[chosen % len(waiting)]
            if by_field and view.by_field:
                columns = sorted(c for c in view.mine if view.mine.get(c) != view.theirs.get(c))
                choice = {c: ("mine", "theirs")[chosen >> place & 1] for place, c in enumerate(columns)}
            resolve(laptop.workspace, view.id, choice)

    @rule(name=LAPTOPS, data=st.data())
    def duplicate_a_pit(self, name: str, data: st.DataObject) -> None:
        laptop = self.laptops[name]
        pit = self.one_of(laptop, PIT, data)
        if pit is not None:
            with laptop.workspace.write() as connection:
                twin = duplicate_record(connection, PIT, pit)
            self.remember(PIT, twin, depth_m=laptop.value(PIT, twin, "depth_m"))

    @rule(name=LAPTOPS, data=st.data(), depth=DEPTHS, choice=st.sampled_from(["send", "restore"]))
    def another_tool_makes_the_table_anew(
        self, name: str, data: st.DataObject, depth: float | None, choice: Any
    ) -> None:
        """Lose the triggers, change a pit and delete another unseen, and repair as a person decides."""
        laptop = self.laptops[name]
        pit, gone = self.one_of(laptop, PIT, data), self.one_of(laptop, LAND, data)
        self.harvest_rows(laptop, {(PIT, pit or ""), (LAND, gone or "")})
        with laptop.workspace.write() as connection:
            for table in (PIT, LAND):
                for event in ("insert", "update", "delete"):
                    connection.execute(f"DROP TRIGGER sync_log_{table}_{event}")
            connection.execute(f"UPDATE {PIT} SET depth_m = ? WHERE uuid = ?", (depth, pit))
            connection.execute(f"DELETE FROM {LAND} WHERE uuid = ?", (gone,))
        report = audit(laptop.workspace)
        repair_workspace(laptop.workspace, report, choice)
        if any(row.what == "changed" and row.uuid == pit for row in report.unseen):
            self.remember(PIT, str(pit), depth_m=depth)

    @rule(name=LAPTOPS, silent=st.booleans())
    def forget_what_was_deleted(self, name: str, silent: bool) -> None:
        """Let the hub forget deletions, without waiting for anybody where all were silent for long."""
        with closing(open_hub(self.laptops[name].hub)) as hub:
            forget_deleted(hub, silent=silent)

    @rule(name=LAPTOPS)
    def go_on_from_a_copy_made_by_another_profile(self, name: str) -> None:
        laptop = self.laptops[name]
        laptop.profile = laptop.profile.with_name(f"profile {self.number}")

    @rule(name=LAPTOPS)
    def go_on_as_a_new_device(self, name: str) -> None:
        continue_as_new_device(self.laptops[name].workspace, profile_folder=self.laptops[name].profile)

    @rule(name=LAPTOPS, colleague=LAPTOPS)
    def start_again_from_a_colleagues_file(self, name: str, colleague: str) -> None:
        """Take a colleague's file instead of one's own, unless a sync leaves something to be sent."""
        if name == colleague:
            return
        self.settle(name, Laptop.sync)
        with self.laptops[name].workspace.connect() as connection:
            waits = bool(change_log.pending_changes(connection, after_lsn=0))
        if not waits:
            self.harvest(self.laptops[name], self.thrown_away)
            self.laptops[name].workspace.close()
            shutil.copyfile(self.laptops[colleague].workspace.path, self.laptops[name].workspace.path)

    def no_child_is_without_its_parent(self, laptop: Laptop) -> None:
        """Assert that every child of a laptop has its parent there."""
        with laptop.workspace.connect() as connection:
            orphans = connection.execute(
                f"SELECT uuid FROM {LAND} WHERE problem_uuid NOT IN (SELECT uuid FROM {PIT})"
            ).fetchall()
        assert not orphans

    def all_end_equal_and_nothing_is_lost(self) -> None:
        """Assert equal replicas, nothing left to send, and every saved value in a history or a conflict."""
        laptops = list(self.laptops.values())
        for name in NAMES * 3:
            self.settle(name, Laptop.sync)
        for laptop in laptops:
            result = laptop.sync()
            assert (result.pushed, result.pulled, result.conflicts) == (0, 0, 0), result.account
        hub = laptops[0].hub
        assert all(laptop.rows() == live_rows(hub) for laptop in laptops)
        decided = [_decided(laptop) for laptop in laptops]
        assert all(one == decided[0] for one in decided), [one - decided[0] for one in decided]
        found = self.values_to_be_found(hub)
        for (table, uuid), values in self.saved.items():
            for column, value in values:
                assert value is None or value in found.get((table, uuid, column), ()), (
                    table,
                    uuid,
                    column,
                    value,
                )

    def values_to_be_found(self, hub: Path | str) -> Found:
        """Return every value that the hub's history, or a workspace's log or conflicts, hold of a column."""
        found = {key: set(values) for key, values in self.thrown_away.items()}
        with closing(open_hub(hub)) as opened:
            assert isinstance(opened, RememberingHub)
            for table, uuid in self.saved:
                for version in opened.history(LIULIN, table, uuid):
                    for column, value in version.values.items():
                        found.setdefault((table, uuid, column), set()).add(value)
        for laptop in self.laptops.values():
            self.harvest(laptop, found)
        return found

    def harvest_rows(self, laptop: Laptop, keys: set[Key]) -> None:
        """Note what stands in rows that the other tool then takes away without anybody watching."""
        with laptop.workspace.connect() as connection:
            for key, values in replica.read_rows(connection, keys).items():
                for column, value in values.items():
                    self.thrown_away.setdefault((*key, column), set()).add(value)

    def harvest(self, laptop: Laptop, found: Found) -> None:
        """Add what a workspace's log and conflicts hold."""
        with laptop.workspace.connect() as workspace:
            for table, uuid, column, old in workspace.execute(
                "SELECT tbl, uuid, col, old FROM _sync_log WHERE col IS NOT NULL"
            ):
                found.setdefault((table, uuid, column), set()).add(replica.exact_value(column, old))
        for view in conflicts(laptop.workspace, resolved=True):
            for side in (view.mine, view.theirs):
                for column, shown in side.items():
                    value: Any = shapely.to_wkb(shown, byte_order=1) if column == "geom" else shown
                    found.setdefault((view.table, view.uuid, column), set()).add(value)


def _decided(laptop: Laptop) -> Counter[tuple[str, str]]:
    """Return each conflict with the values that were chosen, which all devices must see alike.

    Two conflicts of one second may be about the same values and be decided differently: both count.
    """
    decided: Counter[tuple[str, str]] = Counter()
    for view in conflicts(laptop.workspace, resolved=True):
        sides = sorted(str(sorted(side.items())) for side in (view.mine, view.theirs))
        whole = {"mine": view.mine, "theirs": view.theirs, None: {}}[view.resolution]
        fields = {c: (view.mine if s == "mine" else view.theirs).get(c) for c, s in view.chosen.items()}
        chosen = whole or {c: v for c, v in fields.items() if view.mine.get(c) != view.theirs.get(c)}
        decided[f"{view.uuid} {view.field_group} {view.at} {sides}", str(sorted(chosen.items()))] += 1
    return decided


TestLives = live(Lives, share=0.55, lives=6)
