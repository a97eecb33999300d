"""The parts of a connection to the province, put together and taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.sync.addresses import HubPlace
from plugin.sync.postgis_address import PostgisAddress
from plugin.workflows.hub_connection import ServerPlace, read_server, try_connection
from tests.sync.postgres import LIULIN, lent_hub, person

names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)


@given(
    st.builds(
        ServerPlace,
        host=names | names.map(lambda name: f"/run/{name}"),
        database=names | st.just("省 厅&库?"),
        port=st.integers(1, 65535),
        sslmode=st.sampled_from(["require", "verify-ca", "verify-full"]),
        certificate=st.sampled_from(["", "/etc/ssl/省.crt", "C:/certs/root.crt"]),
    )
)
def test_an_address_that_was_put_together_is_taken_apart_again(place: ServerPlace) -> None:
    assert read_server(place.address) == place


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (ServerPlace(host="hub.example.org", database="province"), "postgresql://hub.example.org/province"),
        (ServerPlace(host="::1", database="p", port=5433), "postgresql://[::1]:5433/p"),
        (ServerPlace(host="/run", database="p"), "postgresql:///p?host=/run"),
    ],
)
def test_addresses_are_written_as_a_person_would(place: ServerPlace, address: str) -> None:
    assert place.address == address
    assert PostgisAddress.parse(address).parameters["host"] == place.host


def test_other_addresses_have_no_such_parts() -> None:
    assert read_server("/data/ann/hub.mrhub") is None
    assert read_server("postgresql://host/p?application_name=x") is None


def test_an_address_that_may_not_be_used_is_shown_to_be_mended() -> None:
    assert read_server("postgresql://host/p?sslmode=disable") == ServerPlace(
        host="host", database="p", sslmode="disable"
    )
    assert read_server("postgresql://host/?port=x") == ServerPlace(host="host", database="")


def test_a_connection_is_tried_up_to_the_county() -> None:
    with lent_hub(person("ann", surveyor=LIULIN)) as (server, database):
        found = try_connection(HubPlace(server.address(database, "ann")), county=LIULIN)
    assert [(check.step, check.problem) for check in found] == [
        ("login", None),
        ("hub", None),
        ("county", None),
    ]
