"""Ann and Bo, who survey one county, and the hub between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.sync.embedded_hub import create_hub
from tests.sync.laptops import Laptop, quick_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that is quick to write."""
    with quick_folder() as name:
        yield Path(name)


@pytest.fixture
def hub(folder: Path) -> Path:
    """Return the file of a new, empty hub; a test file may put another hub in its place."""
    create_hub(folder / "province.mrhub").close()
    return folder / "province.mrhub"


@pytest.fixture
def ann(folder: Path, hub: Path) -> Laptop:
    """Return the laptop of the first surveyor."""
    return Laptop.empty(folder, "ann", hub)


@pytest.fixture
def bo(folder: Path, hub: Path) -> Laptop:
    """Return the laptop of the second surveyor, who works in the same county."""
    return Laptop.empty(folder, "bo", hub)
