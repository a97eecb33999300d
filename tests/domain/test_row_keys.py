"""The short form of a uuid gives back every text as it was."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.row_keys import long_key, short_key


@given(st.uuids())
def test_a_uuid_takes_sixteen_bytes(key: UUID) -> None:
    assert short_key(str(key)) == key.bytes
    assert long_key(key.bytes) == str(key)


@given(st.one_of(st.text(max_size=40), st.text("0123456789abcdefABCDEF-{}", min_size=34, max_size=38)))
def test_any_text_comes_back(text: str) -> None:
    assert long_key(short_key(text)) == text


@given(st.uuids())
def test_a_uuid_in_capitals_is_another_key(key: UUID) -> None:
    text = str(key).upper()
    assert text == str(key) or short_key(text) == text
