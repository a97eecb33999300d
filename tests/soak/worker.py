"""One piece of work in a process of its own, to be killed: `python -m tests.soak.worker WORK FOLDER`.

Prints a line when the work begins and one when it is done, so that whoever kills it can time the kill.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from plugin.store.workspace import open_workspace
from plugin.workflows.audit import audit, repair_workspace
from plugin.workflows.synchronise import synchronise


def exchange(folder: Path) -> None:
    """Let the second laptop sync with the hub whose address stands in `hub.txt`."""
    home = folder / "bo"
    address = (folder / "hub.txt").read_text(encoding="utf-8")
    synchronise(open_workspace(home / "county.gpkg"), address, profile_folder=home / "profile")


def migrate(folder: Path) -> None:
    """Open a workspace, which brings it to a schema of two more tables and columns."""
    from tests.store.test_migrations import a_later_schema

    later = a_later_schema()
    modules = ("schema", "migrations", "change_log", "records")
    patches = [patch(f"plugin.store.{name}.load_schema", lambda: later) for name in modules]
    for one in patches:
        one.start()
    open_workspace(folder / "bo" / "county.gpkg")


def repair(folder: Path) -> None:
    """Audit and repair a workspace whose triggers were lost; what changed unseen is to be sent."""
    workspace = open_workspace(folder / "bo" / "county.gpkg")
    repair_workspace(workspace, audit(workspace), "send")


WORK: dict[str, Callable[[Path], None]] = {"exchange": exchange, "migrate": migrate, "repair": repair}

if __name__ == "__main__":
    print("begins", flush=True)
    begun = time.monotonic()
    WORK[sys.argv[1]](Path(sys.argv[2]))
    print(f"took {time.monotonic() - begun:.6f}", flush=True)
