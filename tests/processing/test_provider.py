"""What scripts and models depend on: ids, parameters, results, help and flags."""

from __future__ import annotations

import pytest
from qgis.core import Qgis

from plugin.processing.provider import MineRestorationProvider

INTERFACE = {
    "create_workspace": (["COUNTY_CODE", "COUNTY_NAME", "PROFILE", "OUTPUT"], ["OUTPUT"]),
    "import_records": (
        ["WORKSPACE", "INPUT", "TARGET", "MAPPING", "SOURCE_CRS_TRAP", "REPORT"],
        ["IMPORTED", "SKIPPED", "REPORT"],
    ),
    "recompute": (["WORKSPACE"], ["GRADED", "RESPONSIBILITY"]),
    "protection_zones": (["WORKSPACE", "PROFILE"], ["ZONES", "HITS"]),
    "metric_buffer": (["INPUT", "DISTANCE", "DISSOLVE", "CLASS_FIELD", "SEGMENTS", "OUTPUT"], ["OUTPUT"]),
    "visible_range": (
        ["INPUT", "DEM", "RADIUS", "OBSERVER_HEIGHT", "TARGET_HEIGHT", "SPACING", "OUTPUT", "SEEN"],
        ["OUTPUT"],
    ),
    "visibility": (
        [
            "WORKSPACE",
            "DEM",
            "RADIUS",
            "OBSERVER_HEIGHT",
            "TARGET_HEIGHT",
            "SPACING",
            "PROFILE",
            "COUNTS",
        ],
        ["ZONES", "SIGHTINGS", "OBSERVERS"],
    ),
    "access_check": (
        [
            "WORKSPACE",
            "RIGHT",
            "CORNERS",
            "NAME",
            "RIGHT_AGE",
            "ESTABLISHED_ON",
            "ACTIVITY",
            "PROFILE",
            "FINDINGS",
            "SHEET",
            "SHEET_PDF",
        ],
        ["CONCLUSION", "CONCLUSION_TEXT", "FINDINGS", "SHEET", "SHEET_PDF"],
    ),
    "treatment_zones": (["WORKSPACE", "GAP", "MIN_AREA"], ["ZONES"]),
    "map_sheet": (["INPUT", "SCALE", "OUTPUT"], ["OUTPUT"]),
    "check_workspace": (["WORKSPACE", "REPORT"], ["ERRORS", "WARNINGS", "REPORT"]),
    "sync": (["WORKSPACE", "HUB", "NEW_DEVICE"], ["PUSHED", "PULLED", "CONFLICTS", "PHOTOS_MISSING"]),
    "export_package": (
        ["WORKSPACE", "ENCRYPT", "FILE"],
        ["FILE", "CHANGES", "PHOTOS", "WITHHELD", "FINGERPRINT"],
    ),
    "import_package": (
        ["FILE", "WORKSPACE", "HUB", "LOGIN", "RECEIPT", "AGAIN"],
        ["RECEIPT", "CHANGES", "CONFLICTS", "PHOTOS"],
    ),
    "package_keys": (["SCOPE", "CARD", "FINGERPRINT", "OUTPUT"], ["OWN", "TRUSTED"]),
    "install_hub": (["HUB", "LOGIN"], ["VERSION"]),
    "hub_accounts": (
        ["HUB", "LOGIN", "COUNTIES", "PEOPLE", "OUTPUT"],
        ["OUTPUT", "COUNTY_COUNT", "PERSON_COUNT", "NEW_LOGINS"],
    ),
    "forget_deletions": (["HUB", "LOGIN", "SILENT_DAYS"], ["FORGOTTEN", "BEHIND", "PHOTOS"]),
    "share_records": (
        ["HUB", "LOGIN", "INPUT", "COUNTY", "TO_COUNTY", "GRANT"],
        ["CHANGED", "REFUSED"],
    ),
    "province_project": (["HUB", "LOGIN", "AREA", "OUTPUT"], ["OUTPUT"]),
}


def test_the_provider_has_its_stable_id_an_icon_and_the_version(provider: MineRestorationProvider) -> None:
    assert provider.id() == "mine_restoration"
    assert not provider.icon().isNull()
    assert provider.versionInfo().count(".") == 2


def test_the_algorithms_are_those_of_the_interface(provider: MineRestorationProvider) -> None:
    assert {algorithm.name() for algorithm in provider.algorithms()} == set(INTERFACE)


@pytest.mark.parametrize("name", INTERFACE)
def test_parameters_results_and_help_are_there(provider: MineRestorationProvider, name: str) -> None:
    algorithm = provider.algorithm(name)
    parameters, results = INTERFACE[name]
    assert [definition.name() for definition in algorithm.parameterDefinitions()] == parameters
    assert {definition.name() for definition in algorithm.outputDefinitions()} >= set(results)
    assert len(algorithm.shortHelpString()) > 80
    assert algorithm.displayName() and algorithm.group()
    assert not algorithm.flags() & Qgis.ProcessingAlgorithmFlag.NoThreading


def test_trap_and_target_are_offered_as_words(provider: MineRestorationProvider) -> None:
    algorithm = provider.algorithm("import_records")
    assert algorithm.parameterDefinition("SOURCE_CRS_TRAP").options() == ["auto", "gcj02", "none"]
    assert algorithm.parameterDefinition("TARGET").options()[:3] == ["problem", "protected_object", "mine"]


def test_the_distance_can_be_data_defined(provider: MineRestorationProvider) -> None:
    assert provider.algorithm("metric_buffer").parameterDefinition("DISTANCE").isDynamic()
