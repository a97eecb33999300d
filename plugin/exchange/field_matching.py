"""Which column of a foreign table is which of ours: by name, by label in either language, by alias, or as
told."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .. import paths
from .errors import FieldMappingError

POSITION_TARGETS = ("@longitude", "@latitude", "@x", "@y", "@wkt")
"""Not columns: where a table without geometry keeps its position."""

_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_NOT_WORD = re.compile(r"[\W_]+")
_SHAPEFILE_NAME_BYTES = 10


@dataclass(frozen=True, kw_only=True)
class TargetField:
    """A column that can be filled, under all the names it goes by."""

    column: str
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FieldMatch:
    """``sources`` says for each target column its source column, ``how`` by what it was recognised.

    ``constants`` are values given for all rows; ``unused`` are the source columns that go nowhere.
    """

    sources: Mapping[str, str]
    how: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()


def match_fields(
    columns: Sequence[str], targets: Sequence[TargetField], *, mapping: Mapping[str, str] | None = None
) -> FieldMatch:
    """Return how the source columns fill the targets; each column is used once, a mapping before any name.

    In `mapping` a key is a source column, or ``=value`` for a value that holds for all rows; its value is the
    target column, empty to leave the source column out. Without a mapping a column is recognised by the name
    or a label of the target, then by an alias, then by a name that a Shapefile cut off after ten bytes.

    :raises FieldMappingError: where the mapping names a column that is not there.

    >>> match_fields(["矿山名称", "foo"], [TargetField(column="name", names=("name", "矿山名称"))]).sources
    {'name': '矿山名称'}
    """
    sources, constants, left_out = _mapped(columns, targets, mapping or {})
    how = dict.fromkeys(sources, "mapping")
    free = [column for column in columns if column not in left_out and column not in sources.values()]
    open_targets = [
        target for target in targets if target.column not in sources and target.column not in constants
    ]
    for rank in range(max((len(target.names) for target in open_targets), default=0)):
        for target in open_targets:
            if target.column in sources or rank >= len(target.names):
                continue
            wanted = plain_name(target.names[rank])
            found = next((column for column in free if plain_name(column) == wanted), None)
            if found is not None:
                sources[target.column], how[target.column] = found, "name" if rank == 0 else "label"
                free.remove(found)
    for target in open_targets:
        found = _cut_off(target, free, open_targets) if target.column not in sources else None
        if found is not None:
            sources[target.column], how[target.column] = found, "cut off name"
            free.remove(found)
    return FieldMatch(sources=sources, how=how, constants=constants, unused=tuple(free))


def parse_mapping(text: str | None) -> dict[str, str]:
    """Return the mapping that a JSON text holds; nothing for an empty text.

    :raises FieldMappingError: where it is no JSON object of texts.

    >>> parse_mapping('{"名称": "name", "=SC": "status"}')
    {'名称': 'name', '=SC': 'status'}
    """
    if text is None or not text.strip():
        return {}
    try:
        loaded = json.loads(text)
    except ValueError as error:
        raise FieldMappingError(f"“{text[:60]}” is no JSON") from error
    if not isinstance(loaded, dict) or not all(isinstance(value, str | None) for value in loaded.values()):
        raise FieldMappingError(f"“{text[:60]}” is no object of column names")
    return {str(key): value or "" for key, value in loaded.items()}


@lru_cache(maxsize=1)
def aliases() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Return the aliases of `resources/rules/field_aliases.csv` by (family or ``*``, column)."""
    found: dict[tuple[str, str], list[str]] = {}
    with paths.resource("rules", "field_aliases.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault((row["family"], row["column"]), []).append(row["alias"])
    return {key: tuple(names) for key, names in found.items()}


def target_fields(family: str, labels: Sequence[tuple[str, Sequence[str]]]) -> list[TargetField]:
    """Return the targets of a family of tables from (column, labels), the places of a position added."""
    known = aliases()
    return [
        TargetField(
            column=column,
            names=tuple(
                dict.fromkeys(
                    [column, *names, *known.get((family, column), ()), *known.get(("*", column), ())]
                )
            ),
        )
        for column, names in [*labels, *((position, ()) for position in POSITION_TARGETS)]
    ]


def plain_name(name: str) -> str:
    """Return a column name without case, blanks, punctuation and what stands in brackets, such as a unit.

    >>> plain_name("Mine_Name"), plain_name("面积（公顷）")
    ('minename', '面积')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _NOT_WORD.sub("", _BRACKETS.sub("", folded)) or _NOT_WORD.sub("", folded)


def _mapped(
    columns: Sequence[str], targets: Sequence[TargetField], mapping: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], set[str]]:
    known = {target.column for target in targets}
    sources: dict[str, str] = {}
    constants: dict[str, str] = {}
    left_out: set[str] = set()
    for source, target in mapping.items():
        if target and target not in known:
            raise FieldMappingError(
                f"names the target column “{target}”, which the target table does not have"
            )
        if source.startswith("=") and target:
            constants[target] = source[1:]
        elif source not in columns:
            raise FieldMappingError(f"names the source column “{source}”, which the source does not have")
        elif target:
            sources[target] = source
        else:
            left_out.add(source)
    return sources, constants, left_out


def _cut_off(target: TargetField, free: Sequence[str], targets: Sequence[TargetField]) -> str | None:
    """Return the source column whose ten bytes are the head of this target's name and of no other's."""
    for column in free:
        if len(column.encode()) != _SHAPEFILE_NAME_BYTES:
            continue
        heads = [other for other in targets if other.column.startswith(column.casefold())]
        if heads == [target]:
            return column
    return None
