"""Faults at operations on files: the process dies before or after the n-th."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugin.sync import durable_files

STEPS = (
    "make_folder",
    "close_to_others",
    "write_draft",
    "flush",
    "take_name",
    "flush_folder",
    "remove",
)


class ProcessDiedError(BaseException):
    """The fault that a test injects: no `except Exception` sees it, and nothing works after it."""


class FileFaults:
    """Lets the n-th operation on a file fail, and all that follow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count, self._fail_at, self._after, self._dead = 0, 0, False, False
        for name in STEPS:
            monkeypatch.setattr(durable_files, name, self._failing(getattr(durable_files, name)))

    def arm(self, fail_at: int, *, after: bool) -> None:
        """Fail at the n-th operation from now on; 0: at none."""
        self.count, self._fail_at, self._after, self._dead = 0, fail_at, after, False

    def disarm(self) -> None:
        """Let everything work again."""
        self.arm(0, after=False)

    def _failing(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            if self._dead:
                raise ProcessDiedError
            self.count += 1
            due = self.count == self._fail_at
            if due and not self._after:
                self._dead = True
                raise ProcessDiedError
            result = operation(*args, **options)
            if due:
                self._dead = True
                raise ProcessDiedError
            return result

        return call
