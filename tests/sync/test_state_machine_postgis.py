"""The random lives of `test_state_machine`, with a PostGIS hub in the middle."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.sync.laptops import LIULIN
from tests.sync.postgres import lent_hub, person
from tests.sync.steps import live
from tests.sync.test_state_machine import Lives


class PostgisLives(Lives):
    """Laptops whose surveyors share one login, as far as the hub is concerned."""

    def __init__(self) -> None:
        super().__init__()
        self.hub_in_use = ExitStack()

    def new_hub(self, folder: Path) -> str:
        """Return the address of an empty hub."""
        server, database = self.hub_in_use.enter_context(lent_hub(person("team", surveyor=LIULIN)))
        return server.address(database, "team")

    def teardown(self) -> None:
        """Let all sync to the end, compare, and give the hub back."""
        try:
            super().teardown()
        finally:
            self.hub_in_use.close()


TestPostgisLives = live(PostgisLives, share=0.15, lives=4)
