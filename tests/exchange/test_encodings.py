"""Files that do not say their encoding."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.exchange.encodings import dbf_encoding, text_encoding

CHINESE = st.text(alphabet="矿山名称经纬度沟坪塌陷滑坡abc123,", min_size=1)


@given(CHINESE)
def test_what_is_written_in_utf8_or_gbk_is_read_as_it_was(text: str) -> None:
    assert text.encode("utf-8").decode(text_encoding(text.encode("utf-8"))) == text
    assert text.encode("gbk").decode(text_encoding(text.encode("gbk"))) in {text, _looks_like_utf8(text)}


def _looks_like_utf8(text: str) -> str:
    """Return what GBK bytes mean in UTF-8, for the rare text whose bytes are right in both."""
    try:
        return text.encode("gbk").decode("utf-8")
    except UnicodeDecodeError:
        return text


def test_a_sample_that_cuts_a_character_in_two_is_still_utf8() -> None:
    assert text_encoding("矿山".encode()[:-1]) == "utf-8-sig"


def test_excel_unicode_text_is_utf16() -> None:
    assert text_encoding("矿山".encode("utf-16")) == "utf-16"


def test_a_byte_order_mark_does_not_end_up_in_the_first_column_name() -> None:
    raw = "矿山".encode("utf-8-sig")
    assert raw.decode(text_encoding(raw)) == "矿山"


def _dbf(folder: Path, text: bytes, *, driver: int = 0, field: bytes = b"NAME") -> Path:
    """Write a dBASE III table of one text field of ten bytes and one record, as a Shapefile's .dbf."""
    header = bytearray(32)
    header[0] = 3
    header[4:8] = (1).to_bytes(4, "little")
    header[8:10] = (65).to_bytes(2, "little")
    header[10:12] = (11).to_bytes(2, "little")
    header[29] = driver
    descriptor = bytearray(32)
    descriptor[: len(field)] = field
    descriptor[11:12] = b"C"
    descriptor[16] = 10
    (folder / "layer.dbf").write_bytes(
        bytes(header) + bytes(descriptor) + b"\r" + b" " + text.ljust(10)[:10] + b"\x1a"
    )
    return folder / "layer.shp"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("柳林县".encode("gbk"), "CP936"),
        ("柳林县".encode(), "UTF-8"),
        ("柳林县煤矿".encode()[:10], "UTF-8"),
        (b"Liulin", None),
    ],
)
def test_a_dbf_without_cpg_is_tried(tmp_path: Path, text: bytes, expected: str | None) -> None:
    assert dbf_encoding(_dbf(tmp_path, text)) == expected


def test_field_names_count_as_text(tmp_path: Path) -> None:
    assert dbf_encoding(_dbf(tmp_path, b"1", field="名称".encode("gbk"))) == "CP936"


def test_a_cpg_file_or_a_telling_language_driver_is_believed(tmp_path: Path) -> None:
    assert dbf_encoding(_dbf(tmp_path, "柳林县".encode("gbk"), driver=0x4D)) is None
    shape = _dbf(tmp_path, "柳林县".encode("gbk"))
    (tmp_path / "layer.cpg").write_text("GBK")
    assert dbf_encoding(shape) is None
