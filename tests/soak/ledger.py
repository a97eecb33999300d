"""What is done of a long run, in a file, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DONE = ROOT / "build" / "soak"
FOLDERS = ("plugin/domain", "plugin/store", "plugin/sync", "plugin/workflows", "resources", "tests/sync")


@dataclass(frozen=True)
class Ledger:
    """A file in `build/soak` with a line for each slice that is done."""

    name: str
    columns: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Return the file, which may not be there."""
        return DONE / self.name

    def rows(self, **wanted: object) -> list[dict[str, str]]:
        """Return the lines in which the columns hold what is wanted."""
        if not self.path.is_file():
            return []
        with self.path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return [row for row in rows if all(row[name] == str(value) for name, value in wanted.items())]

    def note(self, account: Mapping[str, object]) -> None:
        """Write down that a slice is done."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.is_file()
        with self.path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.columns)
            if is_new:
                writer.writeheader()
            writer.writerow(account)


@lru_cache(maxsize=4)
def code(also: tuple[str, ...] = ()) -> str:
    """Return what names the code that is tested, and the tests; ``also`` names files that belong to them."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".sql", ".csv"}:
                digest.update(path.read_bytes())
    for name in also:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:12]
