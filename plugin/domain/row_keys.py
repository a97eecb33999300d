"""The short form of a row's uuid: 16 bytes where the text is one in its usual form, else the text itself."""

from __future__ import annotations

import re

_USUAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def short_key(uuid: str) -> bytes | str:
    """Return the short form of a uuid; any text comes back from it as it was.

    >>> short_key("0f8fad5b-d9cb-469f-a165-70867728950e").hex()
    '0f8fad5bd9cb469fa16570867728950e'
    >>> short_key("{0F8FAD5B}")
    '{0F8FAD5B}'
    """
    return bytes.fromhex(uuid.replace("-", "")) if _USUAL.fullmatch(uuid) else uuid


def long_key(key: bytes | str) -> str:
    """Return the uuid of its short form.

    >>> long_key(bytes.fromhex("0f8fad5bd9cb469fa16570867728950e"))
    '0f8fad5b-d9cb-469f-a165-70867728950e'
    """
    if isinstance(key, str):
        return key
    text = key.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
