"""What the README tells a person to type exists and works."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text(encoding="utf-8")


def test_every_make_target_of_the_readme_exists(readme: str, repository: Path) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", readme))
    assert {"demo", "test", "run", "package", "process"} <= named
    assert named <= targets


def test_every_file_that_the_readme_links_to_is_there(readme: str, repository: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", readme) if "://" not in link]
    assert [link for link in links if not (repository / link).exists()] == []


def test_the_readme_lists_every_algorithm_and_its_parameters(readme: str) -> None:
    from plugin.processing.provider import ALGORITHMS

    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) → ", readme, re.MULTILINE))
    assert set(rows) == {a.ID for a in ALGORITHMS}
    for algorithm_class in ALGORITHMS:
        algorithm = algorithm_class()
        algorithm.initAlgorithm({})
        declared = {p.name() for p in algorithm.parameterDefinitions()}
        plain = re.sub(r"\([^)]*\)", "", rows[algorithm_class.ID])
        named = set(re.findall(r"[A-Z][A-Z_]+", plain))
        assert named <= declared, algorithm_class.ID


def test_the_command_of_the_readme_buffers_roads(readme: str, repository: Path, tmp_path: Path) -> None:
    command = next(line for line in readme.splitlines() if line.startswith("make process ARGS="))
    arguments = re.search(r'ARGS="(.+)"', command)
    assert arguments is not None
    roads = tmp_path / "roads.geojson"
    roads.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"LineString","coordinates":[[110.9,37.4],[110.95,37.4]]}}]}',
        encoding="utf-8",
    )
    asked = (
        arguments.group(1).replace("roads.gpkg", str(roads)).replace("buffer.gpkg", str(tmp_path / "b.gpkg"))
    )
    done = subprocess.run(
        ["make", "process", f"ARGS={asked}"], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.gpkg").exists()
