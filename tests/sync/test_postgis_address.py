"""Addresses of a PostGIS hub: what they may say, what is encrypted, and what no message ever tells."""

from __future__ import annotations

import sys

import pytest

from plugin.sync.addresses import make_hub, open_hub
from plugin.sync.errors import HubAddressError
from plugin.sync.postgis_address import DriverMissingError, PostgisAddress
from plugin.sync.postgis_hub import PostgisHub


def test_an_address_names_server_database_and_person() -> None:
    address = PostgisAddress.parse("postgresql://ann@hub.example.org:5433/province?sslmode=verify-full")

    assert dict(address.parameters) == {
        "user": "ann",
        "host": "hub.example.org",
        "port": "5433",
        "dbname": "province",
        "sslmode": "verify-full",
        "connect_timeout": "10",
    }
    assert address.shown == "postgresql://ann@hub.example.org:5433/province"


def test_what_the_authentication_manager_keeps_goes_before_the_text() -> None:
    address = PostgisAddress.parse("postgresql://old:word@hub/province", user="安", password="p@ss/word")

    assert (address.parameters["user"], address.parameters["password"]) == ("安", "p@ss/word")
    assert "word" not in address.shown


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ann@10.1.2.3/province",
        "postgresql://ann@hub.example.org/province",
        "postgresql://ann@/province?host=hub.example.org",
        "postgresql://ann@localhost/province?hostaddr=10.1.2.3",
        "postgresql://ann@/province?host=/run/postgresql,hub.example.org",
        "postgresql://ann@[2001:db8::1]/province",
    ],
)
def test_the_way_to_another_computer_is_encrypted(text: str) -> None:
    assert PostgisAddress.parse(text).parameters["sslmode"] == "require"
    for mode in ("disable", "allow", "prefer"):
        with pytest.raises(HubAddressError, match="must be encrypted; take sslmode=require"):
            PostgisAddress.parse(f"{text}{'&' if '?' in text else '?'}sslmode={mode}")


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ann@localhost/province",
        "postgresql://ann@127.0.0.1:5433/province",
        "postgresql://ann@[::1]/province",
        "postgresql://ann@/province?host=/run/postgresql",
        "postgresql:///province",
    ],
)
def test_the_way_within_this_computer_need_not_be(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    monkeypatch.delenv("PGHOSTADDR", raising=False)

    assert "sslmode" not in PostgisAddress.parse(text).parameters


@pytest.mark.parametrize("variable", ["PGHOST", "PGHOSTADDR"])
def test_a_server_that_the_environment_names_is_another_computer_too(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "10.1.2.3")

    assert PostgisAddress.parse("postgresql:///province").parameters["sslmode"] == "require"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("postgresql://ann:secret@hub/", "names no database"),
        ("postgresql://ann:secret@hub:port/province", "cannot be read"),
        ("postgresql://ann:secret@hub/province?sslmode=disable", "must be encrypted"),
        ("postgresql://ann:secret@hub/province?service=other", "has the option “service”"),
        ("postgresql://ann:secret@hub/province?options=-csearch_path", "has the option “options”"),
        ("postgresql://ann:secret@[hub/province", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_says_why_without_its_password(text: str, sentence: str) -> None:
    with pytest.raises(HubAddressError, match=sentence) as raised:
        open_hub(text)
    assert "secret" not in str(raised.value)


def test_a_postgis_address_opens_a_postgis_hub_and_connects_later() -> None:
    hub = open_hub("PostgreSQL://ann@hub.example.org/province", password="secret")

    assert isinstance(hub, PostgisHub)
    hub.close()


def test_a_postgis_hub_is_made_by_who_runs_the_database() -> None:
    with pytest.raises(HubAddressError, match="install_hub"):
        make_hub("postgresql://ann:secret@hub/province")


def test_a_python_without_the_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg2", None)

    with pytest.raises(DriverMissingError, match="python3-psycopg2 on Debian"):
        open_hub("postgresql://ann@hub/province")
