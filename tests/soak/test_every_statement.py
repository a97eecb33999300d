"""The faults of CI at every statement, where CI dies only at what lasts; `make soak` says so to them."""

from __future__ import annotations

from tests.sync.deaths import EVERY
from tests.workflows.test_packages_faults import (
    test_a_package_that_dies_at_any_moment_of_its_way_is_completed,
)
from tests.workflows.test_synchronise_faults import (
    here,
    test_a_sync_that_dies_at_any_moment_is_completed_by_the_next,
    test_the_first_sync_of_a_laptop_that_dies_at_any_moment_is_completed_by_the_next,
)
from tests.workflows.test_workspace_faults import (
    test_work_on_a_workspace_that_dies_at_any_moment_is_completed_by_the_next_try,
)

__all__ = [
    "here",
    "test_a_package_that_dies_at_any_moment_of_its_way_is_completed",
    "test_a_sync_that_dies_at_any_moment_is_completed_by_the_next",
    "test_the_first_sync_of_a_laptop_that_dies_at_any_moment_is_completed_by_the_next",
    "test_work_on_a_workspace_that_dies_at_any_moment_is_completed_by_the_next_try",
]


def test_these_die_at_every_statement() -> None:
    assert EVERY, "make soak sets MINE_RESTORATION_EVERY_STATEMENT"
