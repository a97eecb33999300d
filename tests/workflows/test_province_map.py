"""What a project over the province's hub needs to know, and who may have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.sync.addresses import HubPlace
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_errors import HubRightsError
from plugin.workflows.province_map import NO_MAPS, read_province
from tests.sync.laptops import Laptop
from tests.sync.postgres import LIULIN, ZHONGYANG, lent_hub, person


def test_an_analyst_learns_the_counties_and_what_the_problems_cover(tmp_path: Path) -> None:
    people = (person("liu1", surveyor=LIULIN), person("sheng", province_reviewer="140000"))
    with lent_hub(*people) as (server, database):
        with HubInstaller(server.address(database)) as installer:
            installer.let_analyse("sheng")
        place = HubPlace(server.address(database, None), "sheng", "secret")
        empty = read_province(place)
        laptop = Laptop.empty(tmp_path, "liu1", server.address(database, "liu1"))
        laptop.pit()
        laptop.sync()
        found = read_province(place)

    assert empty.extent is None
    assert found.counties == {LIULIN: "柳林县", ZHONGYANG: "中阳县"}
    assert found.extent == (110.9, 37.4, 110.9, 37.4)
    assert found.parameters["user"] == "sheng" and "password" not in found.parameters


def test_who_is_no_analyst_gets_no_map() -> None:
    with (
        lent_hub(person("liu1", surveyor=LIULIN)) as (server, database),
        pytest.raises(HubRightsError) as refused,
    ):
        read_province(HubPlace(server.address(database, "liu1")))
    assert refused.value.problem == NO_MAPS
