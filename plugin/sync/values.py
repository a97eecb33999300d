"""The canonical text of a column's value: one value, one text, and back without loss."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring

from ..domain.changes import Value
from .errors import DamagedBatchError

Plain = None | int | str | dict[str, str]
"""A value as JSON carries it: floats and bytes are tagged texts: JSON rounds the one, lacks the other."""

_AS_THEY_ARE = frozenset({str, int, type(None)})


def to_plain(value: Value) -> Plain:
    """Return the JSON form of a value; a float keeps every bit through its `repr`.

    >>> to_plain(110.88333333333334)
    {'real': '110.88333333333334'}
    >>> to_plain(b"")
    {'blob': ''}
    """
    if isinstance(value, float):
        return {"real": repr(value)}
    if isinstance(value, bytes):
        return {"blob": _base64(value)}
    if isinstance(value, bool):
        return int(value)
    return value


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def from_plain(plain: object) -> Value:
    """Return the value of its JSON form. Raises DamagedBatchError where it is none."""
    if plain is None or isinstance(plain, str) or (isinstance(plain, int) and not isinstance(plain, bool)):
        return plain
    if isinstance(plain, dict) and len(plain) == 1:
        ((kind, text),) = plain.items()
        try:
            if kind == "real":
                return float(text)
            if kind == "blob":
                return base64.b64decode(text, validate=True)
        except (ValueError, TypeError, binascii.Error) as error:
            raise DamagedBatchError(f"“{str(text)[:40]}” is no {kind} value") from error
    raise DamagedBatchError(f"“{str(plain)[:40]}” is no value of a column")


def plain_row(values: Mapping[str, Value]) -> dict[str, Plain]:
    """Return the JSON form of a row's values."""
    return {
        column: value if type(value) in _AS_THEY_ARE else to_plain(value)  # type: ignore[misc]
        for column, value in values.items()
    }


def row_from_plain(plain: object) -> dict[str, Value]:
    """Return a row's values of their JSON form. Raises DamagedBatchError where it is none."""
    if not isinstance(plain, dict):
        raise DamagedBatchError("the values of a row are missing")
    return {str(column): from_plain(value) for column, value in plain.items()}


def row_text(values: Mapping[str, Value]) -> str:
    """Return the canonical text of a row's values: that of :func:`plain_row`, without making it first.

    >>> row_text({"note": None, "depth_m": 1.5})
    '{"depth_m":{"real":"1.5"},"note":null}'
    """
    texts = [
        head + ("null" if (value := values[column]) is None else _text(value))
        for column, head in _heads(tuple(values))
    ]
    return f"{{{','.join(texts)}}}"


quoted = encode_basestring
"""Return a text as canonical JSON quotes it."""


@lru_cache(maxsize=1024)
def _heads(columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the columns in canonical order, each with what stands before its value."""
    return tuple((column, f"{quoted(column)}:") for column in sorted(columns))


def _text(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float):
        return f'{{"real":"{value!r}"}}'
    if isinstance(value, bytes):
        return f'{{"blob":"{_base64(value)}"}}'
    return "null" if value is None else repr(int(value))


def digest(values: Mapping[str, Value]) -> bytes:
    """Return 8 bytes that name a row's values; a column that is NULL counts as one that is not there.

    >>> digest({"depth_m": 1.5, "note": None}) == digest({"depth_m": 1.5})
    True
    """
    present = {column: value for column, value in values.items() if value is not None}
    return hashlib.blake2b(row_text(present).encode(), digest_size=8).digest()


def canonical(document: object) -> bytes:
    """Return the one UTF-8 JSON text of a document of plain values: keys sorted, no blanks."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode("utf-8")
