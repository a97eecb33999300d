"""Every error that a person can meet has a sentence that names what failed and what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.domain.errors import MineRestorationError, UnreadableDateError
from plugin.exchange.errors import FieldMappingError, LayerChoiceError
from plugin.geometry.errors import InvalidDistanceError, UnknownCrsError, UnsupportedExtentError
from plugin.qgis_bridge.error_text import sentence_of
from plugin.qgis_bridge.labels import Labels
from plugin.qgis_bridge.session import Session
from plugin.qgis_bridge.warning_text import warning_text
from plugin.store.errors import (
    InvalidRecordError,
    NotAWorkspaceError,
    UnknownCountyError,
    WorkspaceExistsError,
)
from plugin.sync.addresses import open_hub
from plugin.sync.errors import HubAddressError, HubNotFoundError, NotAHubError
from plugin.workflows.reading import code_lists


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            NotAWorkspaceError(Path("/data/a.gpkg"), "it is no GeoPackage"),
            "“/data/a.gpkg” cannot be opened as a workspace: it is no GeoPackage;"
            " choose a workspace or create one.",
        ),
        (
            InvalidRecordError("mine", "u", "“name” is required and missing"),
            "A record of “Mine” cannot be saved: “Mine name” must be filled in; correct it and save again.",
        ),
        (
            UnknownCountyError("999999"),
            "“999999” is no county in the list of codes; give the six digits of a county, such as 141125.",
        ),
        (
            WorkspaceExistsError(Path("/data/a.gpkg")),
            "“/data/a.gpkg” cannot be written: a file of this name exists already;"
            " choose another folder or mend that, then try again.",
        ),
        (
            UnreadableDateError("someday"),
            "The time “someday” cannot be read; write it like 1985, 1985-03, 1985-03-02 or 八十年代.",
        ),
        (
            HubNotFoundError("/net/hub.mrhub"),
            "There is no hub at “/net/hub.mrhub”: was a stick or a share taken away? Connect it and sync"
            " again, or choose where the hub is now.",
        ),
        (
            HubAddressError("/media/stick/mailbox", "its name does not end in .mrhub"),
            "There is no hub at “/media/stick/mailbox”: was a stick or a share taken away? Connect it and"
            " sync again, or choose where the hub is now.",
        ),
    ],
)
def test_an_error_says_what_failed_and_what_to_do(error: MineRestorationError, sentence: str) -> None:
    assert sentence_of(error) == sentence


def test_an_empty_place_where_a_stick_was_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(NotAHubError) as raised:
        open_hub(tmp_path)
    assert sentence_of(raised.value).startswith(
        f"There is no mailbox in the folder “{tmp_path}”: is the right stick or share connected?"
    )


def test_an_error_without_a_sentence_of_its_own_says_its_english_one() -> None:
    class NewError(MineRestorationError):
        pass

    assert sentence_of(NewError("The kettle is dry; fill it.")) == "The kettle is dry; fill it."


def test_the_unexpected_points_to_the_log() -> None:
    assert sentence_of(ValueError("x")) == "Something unexpected happened (x); the log panel has the details."


def test_a_warning_of_missing_cover_names_the_classes_by_their_labels(session: Session) -> None:
    labels = Labels(code_lists(session.workspace), session.workspace.schema)
    warning = (
        "The protected objects of Q1, X1A are known beyond the county line, but not everywhere: 5868.8 hm²"
        " within 500 m of it are not covered; import the rest."
    )
    assert warning_text(warning, labels) == (
        "Nature reserve, National highway: not known everywhere within 500 m beyond the county line;"
        " 5868.8 hm² are not covered: import the rest."
    )


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UnknownCrsError("EPSG:1"), "“EPSG:1” is not known"),
        (UnsupportedExtentError((9.0, 37.0, 110.0, 47.0), "is too wide"), "too far for one projection"),
        (InvalidDistanceError(-1.0), "The distance -1.0 m cannot be used"),
        (LayerChoiceError(Path("a.gpkg"), None, ["x", "y"]), "name one of them: x, y"),
        (FieldMappingError("is no JSON"), 'such as {"source": "target"}'),
    ],
)
def test_what_is_wrong_with_the_input_is_said_in_the_language_of_qgis(
    error: MineRestorationError, sentence: str
) -> None:
    assert sentence in sentence_of(error)
