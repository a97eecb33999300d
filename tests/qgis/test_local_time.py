"""Moments are stored in UTC and shown as the clock on the wall shows them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from plugin.qgis_bridge.local_time import local_time


@pytest.fixture
def in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the time zone of a process is set on Unix alone")
def test_an_evening_in_utc_is_the_next_day_in_china(qgis_iface: object, in_china: None) -> None:
    assert local_time("2026-11-24T20:56:07Z") == "2026-11-25 04:56"


def test_what_is_no_moment_stays_as_it_stands(qgis_iface: object) -> None:
    assert local_time("") == ""
    assert local_time("as delivered") == "as delivered"
