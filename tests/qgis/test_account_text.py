"""What a sync did and what it is at, said in the interface's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import plugin
from plugin.qgis_bridge.account_text import account_lines
from plugin.qgis_bridge.stage_text import STAGES, stage_text
from plugin.workflows.synchronise import SyncResult

ROOT = Path(plugin.__file__).parent


def result(**values: object) -> SyncResult:
    nothing: dict[str, object] = dict.fromkeys(
        ("pushed", "pulled", "conflicts", "photos_sent", "photos_received", "photos_total"), 0
    )
    nothing |= dict.fromkeys(("deferred", "withheld", "locked", "changed"), frozenset())
    return SyncResult(**{**nothing, "photos_missing": (), "refused": {}, "account": "", **values})  # type: ignore[arg-type]


def test_an_accepted_record_that_took_no_edit_is_told_of() -> None:
    (_, locked) = account_lines(result(locked=frozenset({("problem_point", "u")})))

    assert locked.startswith("1 records are accepted by the province")


def test_photos_that_moved_are_counted_and_missing_ones_named() -> None:
    missing = tuple(f"IMG_{number}.jpg" for number in range(25))

    told = account_lines(result(photos_sent=2, photos_received=1, photos_total=30, photos_missing=missing))

    assert told[1:3] == ["2 photos were sent, 1 were received.", "5 of 30 photos are here."]
    assert told[3].startswith("Missing: IMG_0.jpg, IMG_1.jpg") and told[3].endswith("IMG_19.jpg")
    assert told[4] == "… and 5 more photos."


def test_the_reason_of_a_refusal_is_in_the_words_of_the_interface() -> None:
    refused = {("problem_point", "u"): "it is not in the hub"}

    assert account_lines(result(refused=refused))[-1] == (
        "The hub refused a row of “Problem (point)”: it is not in the hub"
    )


def stages() -> Iterator[str]:
    for folder in ("workflows", "geometry", "sync", "store"):
        for file in sorted((ROOT / folder).glob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("report", "step"):
                    for words in node.args[1:]:
                        if isinstance(words, ast.Constant) and isinstance(words.value, str):
                            yield words.value


def test_every_stage_that_the_engine_names_is_translated() -> None:
    assert sorted(set(stages()) - STAGES.keys()) == []
    assert stage_text("道路") == "道路"
    assert stage_text("道路 3/12") == "道路 3/12"
    assert stage_text("sending photos 3/12") == f"{stage_text('sending photos')} 3/12"
