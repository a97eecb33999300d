"""The settings of the visible range: rows with a source, of which the province's goes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugin.domain.errors import RuleTableError
from plugin.domain.visibility import VisibilitySetting, visibility_defaults

from .conftest import read_table

ON = date(2026, 1, 1)


def rows() -> list[VisibilitySetting]:
    return [VisibilitySetting.from_row(row) for row in read_table("rules", "visibility_defaults")]


def test_the_curvature_is_one_less_a_seventh_as_in_gdals_viewshed() -> None:
    assert visibility_defaults(rows(), on=ON).curvature == pytest.approx(1 - 1 / 7, abs=1e-5)


def test_no_height_is_called_verified_because_no_regulation_states_one() -> None:
    assert all(row.confidence != "verified" for row in rows())


def test_nobody_looks_out_of_a_tunnel() -> None:
    assert "tunnel" in visibility_defaults(rows(), on=ON).blind_conditions


def test_a_province_sets_its_own_height_and_others_keep_the_national_one() -> None:
    own = next(row for row in rows() if row.key == "observer_height_m")
    settings = [replace(own, profile="shandong", value="2.5"), *rows()]
    assert visibility_defaults(settings, on=ON, profile="shandong").observer_height_m == 2.5
    assert visibility_defaults(settings, on=ON, profile="henan").observer_height_m == 1.6


@pytest.mark.parametrize(
    ("key", "value"), [("spacing_m", "0"), ("curvature", "round"), ("target_height_m", "-1")]
)
def test_a_setting_that_cannot_be_used_is_named(key: str, value: str) -> None:
    changed = [replace(row, value=value) if row.key == key else row for row in rows()]
    with pytest.raises(RuleTableError, match=key):
        visibility_defaults(changed, on=ON)


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(RuleTableError, match="spacing_m"):
        visibility_defaults([row for row in rows() if row.key != "spacing_m"], on=ON)
