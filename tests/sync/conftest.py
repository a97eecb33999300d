"""What the tests of sync share."""

from __future__ import annotations

import pytest

from tests.sync.postgres import NoServerError, Server, shared_server
from tests.sync.two_laptops import ann, bo, folder, hub

__all__ = ["ann", "bo", "folder", "hub", "server"]


@pytest.fixture(scope="session")
def server() -> Server:
    """Return the PostgreSQL server of the test run; a machine without one fails, and says what to install."""
    try:
        return shared_server()
    except NoServerError as error:
        pytest.fail(str(error))
