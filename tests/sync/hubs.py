"""The hubs that must all behave alike: each is a way to make a new one with two counties.

A further hub joins the conformance suite by a further entry in HUBS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

from plugin.sync.embedded_hub import EmbeddedHub, create_hub
from plugin.sync.hub import Hub
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.mailbox_hub import create_mailbox
from plugin.sync.postgis_hub import PostgisHub
from tests.sync.postgres import LIULIN, ZHONGYANG, lent_hub, person, shared_server
from tests.sync.ranked_mailbox import RankedMailbox

__all__ = ["HUBS", "LIULIN", "ZHONGYANG", "HubPlace", "forget_deleted"]


class HubPlace(Protocol):
    """Where a hub is: every call opens it anew, as another laptop would; the caller closes it."""

    def __call__(self) -> Hub:
        """Return the hub, open."""


@contextmanager
def embedded(folder: Path) -> Iterator[HubPlace]:
    """Yield a hub in a file."""
    create_hub(folder / "province.mrhub", counties=[LIULIN, ZHONGYANG]).close()
    yield lambda: EmbeddedHub(folder / "province.mrhub")


@contextmanager
def mailbox(folder: Path) -> Iterator[HubPlace]:
    """Yield a mailbox folder."""
    create_mailbox(folder / "share", counties=[LIULIN, ZHONGYANG], index_folder=folder / "index").close()
    yield lambda: RankedMailbox(folder / "share", folder / "index")


@contextmanager
def postgis(_: Path) -> Iterator[HubPlace]:
    """Yield a hub in a database, for somebody who may bring records into any state in both counties."""
    with lent_hub(person("both", admin=f"{LIULIN} {ZHONGYANG}")) as (server, database):
        yield lambda: PostgisHub(server.address(database, "both"))


def forget_deleted(hub: Hub, *, silent: bool) -> bool:
    """Let a hub forget deletions, as after a year of silence where ``silent``; return whether it can forget.

    The letters of a mailbox are its history: it keeps them all, so that nobody is ever too far behind.
    """
    if isinstance(hub, EmbeddedHub):
        days = timedelta(days=400 if silent else 0)
        hub.forget_deleted(LIULIN, at=datetime.now(timezone.utc) + days)
    elif isinstance(hub, PostgisHub):
        database = str(hub.address.parameters["dbname"])
        if silent:  # as the superuser, since nobody else may
            shared_server().run(
                "UPDATE mine_hub.device SET seen = seen - interval '1 year'", database=database
            )
        with HubInstaller(shared_server().address(database)) as installer:
            installer.forget_deleted(county=LIULIN)
    return isinstance(hub, EmbeddedHub | PostgisHub)


HUBS: dict[str, Callable[[Path], AbstractContextManager[HubPlace]]] = {
    "embedded": embedded,
    "mailbox": mailbox,
    "postgis": postgis,
}
