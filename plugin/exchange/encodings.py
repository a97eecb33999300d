"""Which encoding a table of text is in, where the file does not say: UTF-8 or one of the GB family."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path

_SAMPLE_RECORDS = 400
# Language drivers that say nothing reliable: 0 is unset, 0x57 is what ESRI writes for "the system's ANSI".
_SILENT_DRIVERS = frozenset({0x00, 0x57})


def text_encoding(sample: bytes) -> str:
    """Return ``utf-8-sig``, ``utf-16`` or ``gb18030`` for a text whose end may be cut off.

    >>> text_encoding("矿山名称,经度".encode("gbk"))
    'gb18030'
    >>> text_encoding(b"")
    'utf-8-sig'
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig" if _decodes([sample], "utf-8") else "gb18030"


def dbf_encoding(shapefile: Path) -> str | None:
    """Return the encoding to read a Shapefile's .dbf with, or None where the file itself says it.

    A .cpg file or a telling language driver is believed; else the field names and the first records are tried
    as UTF-8 and then taken for GBK, which nearly every domestic Shapefile without a .cpg is in.
    """
    dbf = next((path for path in _siblings(shapefile, ".dbf")), None)
    if dbf is None or any(_siblings(shapefile, ".cpg")):
        return None
    with dbf.open("rb") as file:
        head = file.read(32)
        if len(head) < 32 or head[29] not in _SILENT_DRIVERS:
            return None
        header_size, record_size = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
        fields = file.read(max(0, header_size - 32))
        records = file.read(record_size * _SAMPLE_RECORDS)
    texts = list(_dbf_texts(fields, records, record_size))
    if not any(byte > 0x7F for text in texts for byte in text):
        return None
    return "UTF-8" if _decodes(texts, "utf-8") else "CP936"


def _siblings(path: Path, suffix: str) -> Iterator[Path]:
    return (
        other for other in (path.with_suffix(suffix), path.with_suffix(suffix.upper())) if other.is_file()
    )


def _dbf_texts(fields: bytes, records: bytes, record_size: int) -> Iterator[bytes]:
    """Yield the raw field names and the raw values of the text fields (dBASE III file structure)."""
    widths: list[tuple[str, int]] = []
    for start in range(0, len(fields) - 31, 32):
        descriptor = fields[start : start + 32]
        if descriptor[0] == 0x0D:
            break
        yield descriptor[:11].split(b"\x00")[0]
        widths.append((chr(descriptor[11]), descriptor[16]))
    for start in range(0, len(records), max(1, record_size)):
        place = start + 1
        for kind, width in widths:
            if kind == "C":
                yield records[place : place + width].rstrip(b" \x00")
            place += width


def _decodes(texts: Iterable[bytes], encoding: str) -> bool:
    """Return whether all texts are in the encoding; a last character that was cut off is forgiven."""
    for text in texts:
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(text, final=False)
        except UnicodeDecodeError:
            return False
    return True
