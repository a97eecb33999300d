"""Records of the sample county before they are written: values, and a geometry still in metres."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...domain.changes import Value


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One row to be: its table, its uuid, its values, and its geometry in metres of the frame (or None)."""

    table: str
    uuid: str
    values: Mapping[str, Value] = field(default_factory=dict)
    geometry: Any = None


def mint(rng: np.random.Generator) -> str:
    """Return a version-4 uuid that follows from the generator, lower case and without braces."""
    return str(uuid.UUID(bytes=rng.bytes(16), version=4))


def pick(rng: np.random.Generator, choices: Mapping[str, float]) -> str:
    """Return one of the keys, drawn by its weight."""
    weights = np.array(list(choices.values()), dtype=np.float64)
    return list(choices)[int(rng.choice(weights.size, p=weights / weights.sum()))]


def iso_day(rng: np.random.Generator, first_year: int, last_year: int) -> str:
    """Return a day between the two years, both included, as ISO text."""
    year = int(rng.integers(first_year, max(first_year, last_year) + 1))
    return f"{year:04d}-{int(rng.integers(1, 13)):02d}-{int(rng.integers(1, 29)):02d}"
