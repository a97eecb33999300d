"""Algorithms run inside this process, and by `qgis_process` in a scratch profile as a script runs them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from plugin.processing.provider import MineRestorationProvider

ROOT = Path(__file__).resolve().parents[2]


class RecordedFeedback(QgsProcessingFeedback):
    """A feedback that remembers what was told."""

    def __init__(self) -> None:
        super().__init__(False)
        self.lines: list[str] = []

    def pushInfo(self, info: str | None) -> None:
        self.lines.append(info or "")

    def pushWarning(self, warning: str | None) -> None:
        self.lines.append(f"warning: {warning}")

    def reportError(self, error: str | None, fatalError: bool = False) -> None:
        self.lines.append(f"error: {error}")


@dataclass(frozen=True)
class Run:
    """What an algorithm gave back, and what it said."""

    ok: bool
    results: dict[str, Any]
    lines: list[str]


@pytest.fixture(scope="module")
def provider(qgis_app: QgsApplication) -> Iterator[MineRestorationProvider]:
    """Register the plugin's provider; other tests load the whole plugin, which registers its own."""
    made = MineRestorationProvider()
    assert QgsApplication.processingRegistry().addProvider(made)
    yield made
    QgsApplication.processingRegistry().removeProvider(made)


@pytest.fixture
def run(provider: MineRestorationProvider, qgis_new_project: None) -> Iterator[Callable[..., Run]]:
    """Return a function that runs an algorithm of the provider by its name.

    The layers that QGIS kept in the context go before QGIS does: a raster of a context that pytest still
    holds ends the process.
    """
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())

    def run_algorithm(name: str, *, feedback: QgsProcessingFeedback | None = None, **parameters: Any) -> Run:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"mine_restoration:{name}")
        assert algorithm is not None, name
        told = feedback or RecordedFeedback()
        acceptable, why = algorithm.checkParameterValues(parameters, context)
        assert acceptable, why
        results, ok = algorithm.run(parameters, context, told)
        for key, value in results.items():
            layer = context.takeResultLayer(value) if isinstance(value, str) else None
            results[key] = layer if layer is not None else value
        return Run(ok, results, getattr(told, "lines", []))

    yield run_algorithm
    context.temporaryLayerStore().removeAllMapLayers()


@pytest.fixture
def qgis_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs `qgis_process` as `make process` does, with the plugin in a scratch
    profile."""

    def run_process(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "ARGS": shlex.join(arguments)}
        environment.pop("QGIS_CUSTOM_CONFIG_PATH", None)
        return subprocess.run(
            [sys.executable, str(ROOT / ".ci" / "qgis_process.py")],
            env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    return run_process


def results_of(process: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the results that `qgis_process --json` printed."""
    assert process.returncode == 0, process.stderr
    return dict(json.loads(process.stdout)["results"])


def memory_layer(uri: str, *rows: tuple[Any, ...]) -> QgsVectorLayer:
    """Return a layer in memory with rows of (WKT or None, attributes …)."""
    layer = QgsVectorLayer(uri, "layer", "memory")
    features = []
    for wkt, *attributes in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(attributes))
        if wkt is not None:
            feature.setGeometry(QgsGeometry.fromWkt(wkt))
        features.append(feature)
    added, _ = layer.dataProvider().addFeatures(features)
    assert added
    layer.updateExtents()
    return layer
