"""No error of the engine reaches a person in English alone: classes and words have their translation."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import plugin
from plugin.domain.errors import MineRestorationError
from plugin.domain.file_problems import problem_of
from plugin.qgis_bridge.error_text import says_its_own, sentence_of
from plugin.qgis_bridge.problem_text import known_problem, problem_text
from plugin.qgis_bridge.problem_words import said
from plugin.store.errors import WorkspaceNotWritableError
from plugin.sync import embedded_push, mailbox_answer, postgis_errors
from plugin.sync.errors import HubUnavailableError

ROOT = Path(plugin.__file__).parent
BASES = frozenset({"BridgeError", "ExchangeError", "GeometryError", "StoreError", "SyncError"})
"""Roots of a layer, which nobody raises."""

WITH_WORDS = {
    **dict.fromkeys(
        ("NotAWorkspaceError", "WorkspaceNotWritableError", "UnreadableFileError", "UnwritableFileError"), 1
    ),
    **dict.fromkeys(("InvalidRecordError", "RuleTableError"), 2),
    **dict.fromkeys(("NotAHubError", "HubUnavailableError", "HubRightsError", "HubInstallError"), 1),
    **dict.fromkeys(("PostgisAddressError", "AccountsFileError", "ElevationError"), 1),
    **dict.fromkeys(("HostilePackageError", "PackageRefusedError"), 1),
    **dict.fromkeys(("PackageKeyError", "FieldMappingError", "UnfitValueError"), 0),
}
"""Errors whose sentence shows the engine's words for the problem, and which argument these are."""

FITTED = "the column “x” x"
"""What a value does not fit, before the words of `UnfitValueError`."""


def raised_classes() -> list[type[MineRestorationError]]:
    for module in pkgutil.walk_packages(plugin.__path__, "plugin."):
        importlib.import_module(module.name)
    found: dict[str, type[MineRestorationError]] = {}
    waiting = [MineRestorationError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind.__module__.startswith("plugin.") and kind.__name__ not in BASES:
                found[kind.__name__] = kind
            waiting.append(kind)
    return sorted(found.values(), key=lambda kind: kind.__name__)


def test_every_error_has_a_sentence_for_the_translator() -> None:
    bare = [kind.__name__ for kind in raised_classes() if says_its_own(kind)]

    assert bare == [], "give these a line in plugin/qgis_bridge/error_text.py"


def test_errors_raised_above_the_engine_speak_the_language_already() -> None:
    """Their message is translated where they are raised; the list stays short."""
    for file in ("credentials.py", "hub_place.py"):
        for call in calls(ROOT / "qgis_bridge" / file):
            if name_of(call) in ("CredentialsError", "NoAddressOfLoginError"):
                assert "tr(" in ast.unparse(call.args[0])


def calls(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def words_in_code() -> Iterator[tuple[str, str]]:
    """Yield where the engine names a problem, and its words with “x” for each value."""
    for file in sorted(ROOT.rglob("*.py")):
        for call in calls(file):
            place = WITH_WORDS.get(name_of(call))
            if place is None:
                continue
            named = [keyword.value for keyword in call.keywords if keyword.arg == "problem"]
            for words in [*call.args[place : place + 1], *named]:
                text = plain(words)
                if text is not None and not text.endswith(FITTED):
                    before = FITTED[:-1] if name_of(call) == "UnfitValueError" else ""
                    yield f"{file.name}:{call.lineno}", before + text


def plain(words: ast.expr) -> str | None:
    """Return a text in the code with “x” for its values, None for what is no text or a value alone."""
    if isinstance(words, ast.Constant) and isinstance(words.value, str):
        return words.value
    if isinstance(words, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else "x" for part in words.values]
        return "".join(parts)
    return None


def test_the_engines_words_for_a_problem_are_known_to_the_translator() -> None:
    unknown = [f"{where} {words}" for where, words in words_in_code() if known_problem(words) is None]

    assert unknown == [], "give these a line in plugin/qgis_bridge/problem_words.py"


@pytest.mark.parametrize(
    "words",
    [
        *postgis_errors._UNAVAILABLE.values(),
        *(embedded_push.LOCKED, embedded_push.NO_REASON, embedded_push.NO_PARENT, mailbox_answer.NO_BASE),
        *(problem_of(OSError(number, "x")) for number in (28, 30, 13, 1, 2, 5, 19)),
    ],
)
def test_what_a_hub_answers_is_known_to_the_translator(words: str) -> None:
    assert known_problem(words) is not None


def test_the_texts_of_the_province_hub_are_known_to_the_translator() -> None:
    """Those of the functions that laptops call, as the hub raises or answers them."""
    texts = [
        "this hub is a copy for reading; write and review on the hub on which the county lives",
        "there is no such record that you may see",
        "your role may not do this to a record in the review state “draft”",
        "it is not in the hub",
    ]
    sql = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT.parent / "resources/sql/postgis").glob("*.sql")
    )

    for text in texts:
        assert text.replace("“draft”", "“%s”") in sql
        assert known_problem(text) is not None


def test_a_value_in_the_words_stays_and_the_systems_words_are_translated_with_them() -> None:
    assert said("its member “../x” would be written outside of it") == (
        "its member “../x” would be written outside of it"
    )
    assert said("nobody knows this") is None
    assert problem_text("nobody knows this") == "nobody knows this"
    assert "Permission denied" in sentence_of(WorkspaceNotWritableError(Path("a"), "Permission denied"))
    assert "its disk is full" in sentence_of(HubUnavailableError("h", "its disk is full"))
