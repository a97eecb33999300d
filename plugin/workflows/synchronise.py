"""Sync of a workspace with a hub: receive, merge, send, and the photos; and what a person does about
conflicts.

Stopped at any point, by a crash, a lost network or a person, workspace and hub are whole, and the next sync
goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.changes import HubRow
from ..domain.progress import Progress, Silent
from ..store import change_log
from ..store.errors import StoreError
from ..store.workspace import Workspace
from ..sync import conflicts as kept_conflicts
from ..sync import devices, journal
from ..sync.addresses import HubAddress, open_hub
from ..sync.conflicts import Side
from ..sync.devices import Device
from ..sync.errors import HubNotWritableError, HubWentBackError, WrongHubError
from ..sync.hub import Hub, HubInfo, JoiningHub
from ..sync.operations import Key
from . import sync_classified, sync_photos, sync_pull, sync_push, sync_quiet
from .sync_account import SyncResult, result_of
from .sync_conflicts import ConflictView, conflicts, reopen, resolve
from .sync_session import PACKAGE_OUT, Access, Session, Tally, cursor_key, merge_rules

__all__ = [
    "ConflictView",
    "Side",
    "SyncResult",
    "Waiting",
    "conflicts",
    "continue_as_new_device",
    "reopen",
    "resolve",
    "synchronise",
    "synchronise_with",
    "waiting",
    "waiting_here",
]

MAX_ROUNDS = 8
"""How often we receive and send again where others send at the same time; the rest waits for the next
sync."""

MAX_COUNTED = 100_000
"""Up to how many rows are counted where the numbers of a hub's sequence do not tell their count."""

MAX_LOOKED_AT = 5_000
"""Up to how many rows are looked at one by one where the numbers tell how many they may be."""

HUB = "hub"


class ChangeLogError(StoreError):
    """A workspace whose triggers were lost: what was edited since is not known."""

    def __init__(self, path: Path, tables: tuple[str, ...]) -> None:
        self.path = path
        self.tables = tables
        super().__init__(
            f"The workspace “{path}” no longer notes changes of {', '.join(tables) or 'its tables'}"
            " (another tool has made them anew); nothing was exchanged,"
            " check and repair the workspace, then sync again."
        )


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits in each direction: changes to send, changes to receive (at most), conflicts for a person.

    ``to_receive`` is None where the hub was not asked; ``packages`` were written and have no receipt yet.
    Of ``photos_total`` photos the originals of ``photos_here`` are on this computer, and ``photos_to_send``
    of them are not known to be at the hub.
    """

    to_send: int
    to_receive: int | None
    conflicts: int
    packages: int = 0
    photos_here: int = 0
    photos_total: int = 0
    photos_to_send: int = 0


def synchronise(
    workspace: Workspace,
    hub_address: HubAddress,
    *,
    busy: Iterable[Key] = frozenset(),
    progress: Progress | None = None,
    profile_folder: Path | None = None,
) -> SyncResult:
    """Return the account of one sync of the workspace with the hub at an address.

    ``busy`` are the (table, uuid) with unsaved edits: they are not written, and merged at the next sync. A
    collection is asked anew before each write, so that it may follow what a person does meanwhile.
    Records that are classified never go. ``profile_folder`` keeps the device's identity; by default the
    person's own. Raises HubAddressError and the other errors of `sync.errors`, CancelledError; the next
    sync then goes on.
    """
    with closing(open_hub(hub_address, profile_folder=profile_folder)) as hub:
        return synchronise_with(
            workspace,
            hub,
            address=str(hub_address),
            busy=busy,
            progress=progress,
            profile_folder=profile_folder,
        )


def synchronise_with(
    workspace: Workspace,
    hub: Hub,
    *,
    address: str,
    busy: Iterable[Key] = frozenset(),
    progress: Progress | None = None,
    profile_folder: Path | None = None,
) -> SyncResult:
    """Return the account of one sync with a hub that is open; see :func:`synchronise`."""
    folder = profile_folder or devices.profile_folder()
    state = sync_quiet.state_of(workspace)
    info = hub.hello(workspace.county_code)
    known = sync_quiet.known_result(workspace, address, info, profile=folder, state=state)
    if known is not None:
        (progress or Silent()).report(1.0, "done")
        return known
    with closing(Access(workspace)) as access:
        require_healthy_log(workspace, access)
        _require_same_hub(access, address, info)
        device, taken_back = identify_to_send(workspace, access, folder)
        session = Session(
            workspace=workspace,
            access=access,
            hub=hub,
            hub_uuid=info.hub_uuid,
            device=device,
            busy=busy if isinstance(busy, Collection) else frozenset(busy),
            progress=progress or Silent(),
            tally=Tally(taken_back=taken_back),
            shared_sequence=info.shared_sequence,
        )
        result = _exchange(session)
    sync_quiet.note_result(
        workspace, address, info, profile=folder, state=state, device=device.uuid, result=result
    )
    return result


def _exchange(session: Session) -> SyncResult:
    session.step(0.0, "connected")
    answered: list[HubRow] = []
    with _reading_anyway(session):
        answered = sync_push.resend(session)
    if isinstance(session.hub, JoiningHub):
        with suppress(HubNotWritableError):
            session.hub.join(session.county, merge_rules())
    for _ in range(MAX_ROUNDS):
        sync_pull.pull(session, extra=answered)
        sent, answered = 0, []
        if session.tally.closed is None:
            with session.sending():
                sent, answered = sync_push.push(session)
        if not sent and not session.tally.raced:
            break
    photos = sync_photos.exchange(session)
    with suppress(HubNotWritableError):
        _acknowledge(session)
    session.progress.report(1.0, "done")
    return result_of(session, photos)


@contextmanager
def _reading_anyway(session: Session) -> Iterator[None]:
    """Go on without sending again where that is safe: what a mailbox cannot take, it does not hold either."""
    if isinstance(session.hub, JoiningHub):
        with session.sending():
            yield
    else:
        yield


def waiting(workspace: Workspace, hub_address: HubAddress) -> Waiting:
    """Return the numbers of what waits in each direction, without exchanging anything.

    A row counts as received where the workspace holds its version, as after a sync that stopped. Of more rows
    than can be looked at the numbers tell the most that they may be. Raises as synchronise.
    """
    with closing(open_hub(hub_address)) as hub, closing(Access(workspace)) as access:
        info = hub.hello(workspace.county_code)
        _require_same_hub(access, str(hub_address), info)
        behind = _count_to_receive(hub, access, workspace.county_code, info)
        return replace(_waiting_here(workspace, access), to_receive=behind)


def waiting_here(workspace: Workspace) -> Waiting:
    """Return the numbers of what waits on this computer, where no hub can be asked."""
    with closing(Access(workspace)) as access:
        return _waiting_here(workspace, access)


def _waiting_here(workspace: Workspace, access: Access) -> Waiting:
    with access.read() as connection:
        to_send = sync_push.count_waiting(connection)
        open_conflicts = sum(kept.resolution is None for kept in kept_conflicts.read(connection))
        packages = journal.keys_with_prefix(connection, PACKAGE_OUT)
        batches = {journal.get_number(connection, PACKAGE_OUT + package) for package in packages}
    photos = sync_photos.count(workspace)
    return Waiting(
        to_send=to_send,
        to_receive=None,
        conflicts=open_conflicts,
        packages=len(batches),
        photos_here=photos.here,
        photos_total=photos.total,
        photos_to_send=photos.to_send,
    )


def _count_to_receive(hub: Hub, access: Access, county: str, info: HubInfo) -> int:
    with access.read() as connection:
        received = journal.get_number(connection, cursor_key(info.hub_uuid))
        (known,) = connection.execute("SELECT count(*) FROM _sync_base WHERE version > 0").fetchone()
    behind = info.last_sequence - received
    if info.shared_sequence and behind == 0:
        return 0
    if info.shared_sequence and behind > MAX_LOOKED_AT:
        return behind if received else max(0, behind - known)
    rows = hub.pull(county, received, MAX_LOOKED_AT if info.shared_sequence else MAX_COUNTED).rows
    with access.read() as connection:
        versions = journal.base_versions(connection, [(row.table, row.uuid) for row in rows])
    return sum(row.version > versions.get((row.table, row.uuid), 0) for row in rows)


def continue_as_new_device(workspace: Workspace, *, profile_folder: Path | None = None) -> None:
    """Give the workspace a new identity: the way on for a restored backup, whose batch numbers are used up.

    What waits in its log stays and is merged at the next sync.
    """
    with closing(Access(workspace)) as access:
        _become_new(workspace, access, profile_folder or devices.profile_folder())


def require_watching(workspace: Workspace) -> None:
    """Raise ChangeLogError where the workspace's change log is not watching: one look at its catalogue."""
    with closing(Access(workspace)) as access:
        require_healthy_log(workspace, access)


def require_healthy_log(workspace: Workspace, access: Access) -> None:
    with access.read() as connection:
        health = change_log.health(connection)
    if not health.ok:
        raise ChangeLogError(workspace.path, health.tables)


def _require_same_hub(access: Access, address: str, info: HubInfo) -> None:
    with access.read() as connection:
        known = journal.get_state(connection, HUB)
        cursor = journal.get_number(connection, cursor_key(info.hub_uuid))
    if isinstance(known, str) and known != info.hub_uuid:
        raise WrongHubError(address, known, info.hub_uuid)
    if info.shared_sequence and cursor > info.last_sequence:
        raise HubWentBackError(address, cursor, info.last_sequence)
    if known is None:
        with access.write() as connection:
            journal.set_state(connection, HUB, info.hub_uuid)


def identify(workspace: Workspace, access: Access, folder: Path) -> Device:
    """Return the device this workspace is on this profile; a copy becomes a new one."""
    with access.read() as connection:
        device = journal.get_state(connection, "device")
        epoch = journal.get_state(connection, "device_epoch")
    if not isinstance(device, str) or not isinstance(epoch, str):
        return _become_new(workspace, access, folder)
    if not devices.is_known(folder, device, workspace.path):
        return _become_new(workspace, access, folder)
    return Device(device, epoch)


def identify_to_send(workspace: Workspace, access: Access, folder: Path) -> tuple[Device, frozenset[Key]]:
    """Return the device, and what the batch on its way holds of records that were classified since.

    That batch is not sent again, so that the device is a new one: what else the batch holds is in the log,
    and is merged where it has arrived.
    """
    taken_back = sync_classified.on_their_way(access)
    if taken_back:
        return _become_new(workspace, access, folder), taken_back
    return identify(workspace, access, folder), taken_back


def _become_new(workspace: Workspace, access: Access, folder: Path) -> Device:
    """Return a new device. A batch in flight is the old one's; its changes are still in the log."""
    device = devices.new_device()
    devices.remember(folder, device.uuid, workspace.path)
    with access.write() as connection:
        journal.set_state(connection, "device", device.uuid)
        journal.set_state(connection, "device_epoch", device.epoch)
        journal.set_state(connection, sync_push.BATCH_NUMBER, 0)
        journal.set_state(connection, sync_push.IN_FLIGHT, None)
        journal.set_state(connection, sync_push.IN_FLIGHT_LOG, None)
        for package in journal.keys_with_prefix(connection, PACKAGE_OUT):
            journal.set_state(connection, PACKAGE_OUT + package, None)
    return device


def _acknowledge(session: Session) -> None:
    """Tell the hub how far this device has come, where that is news."""
    key = f"acknowledged:{session.hub_uuid}"
    with session.access.read() as connection:
        cursor = journal.get_number(connection, session.cursor_key)
        if journal.get_number(connection, key) == cursor:
            return
    session.hub.ack(session.device.uuid, session.county, cursor)
    with session.access.write() as connection:
        journal.set_state(connection, key, cursor)
