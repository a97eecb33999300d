"""The backports suite is copied from the machine's own source, whichever of apt's two forms that has."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SUITE = "bookworm-backports"


@pytest.fixture(scope="module")
def backports(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "debian_backports", repository / ".ci" / "debian_backports.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_a_stanza_keeps_its_address_components_and_key(backports: ModuleType, apt: Path) -> None:
    (apt / "sources.list.d" / "debian.sources").write_text(
        "Types: deb deb-src\n# a snapshot\nURIs: http://mirror.example/debian\n"
        "Suites: bookworm bookworm-updates\nComponents: main contrib\n"
        "Signed-By: /usr/share/keyrings/debian.gpg\n\n"
        "Types: deb\nURIs: http://mirror.example/security\nSuites: bookworm-security\nComponents: main\n"
    )
    written = backports.add_suite(SUITE, apt=apt)
    assert written.name == "mine-restoration-backports.sources"
    assert written.read_text() == (
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\n"
        "Components: main contrib\nSigned-By: /usr/share/keyrings/debian.gpg\n"
    )


def test_a_key_inside_the_stanza_is_copied_with_it(backports: ModuleType) -> None:
    key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY-----\n .\n mQINBF\n -----END PGP PUBLIC KEY-----\n"
    stanza = f"Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\nComponents: main\n{key}"
    assert key in backports.stanza_for_suite(stanza, SUITE)


def test_a_disabled_stanza_and_one_of_sources_only_are_passed_over(backports: ModuleType) -> None:
    disabled = "Types: deb\nEnabled: no\nURIs: http://a.example/\nSuites: bookworm\nComponents: main\n"
    sources_only = "Types: deb-src\nURIs: http://a.example/\nSuites: bookworm\nComponents: main\n"
    assert backports.stanza_for_suite(f"{disabled}\n{sources_only}", SUITE) is None


@pytest.mark.parametrize(
    ("line", "copied"),
    [
        (
            "deb http://mirror.example/debian bookworm main",
            "deb http://mirror.example/debian bookworm-backports main\n",
        ),
        (
            "deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian bookworm main contrib # ours",
            "deb [arch=amd64 signed-by=/k.gpg] http://m.example/debian bookworm-backports main contrib\n",
        ),
    ],
)
def test_a_one_line_source_keeps_its_options(
    backports: ModuleType, apt: Path, line: str, copied: str
) -> None:
    (apt / "sources.list").write_text(
        f"deb-src http://x.example/ bookworm main\n# deb http://y.example/ bookworm main\n{line}\n"
    )
    written = backports.add_suite(SUITE, apt=apt)
    assert written.name == "mine-restoration-backports.list"
    assert written.read_text() == copied


def test_a_suite_that_the_machine_has_already_is_not_added_again(backports: ModuleType, apt: Path) -> None:
    (apt / "sources.list").write_text(
        "deb http://m.example/debian bookworm main\ndeb http://m.example/debian bookworm-backports main\n"
    )
    assert backports.add_suite(SUITE, apt=apt) is None
    assert list((apt / "sources.list.d").iterdir()) == []


def test_a_machine_without_a_source_of_the_release_is_refused_with_a_sentence(
    backports: ModuleType, apt: Path
) -> None:
    (apt / "sources.list").write_text("deb http://m.example/debian trixie main\n")
    with pytest.raises(LookupError, match="serves bookworm; add bookworm-backports by hand"):
        backports.add_suite(SUITE, apt=apt)
