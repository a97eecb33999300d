"""The way to a province's hub, looked at step by step: each thing that can be wrong is told apart.

The TLS handshake is with a real server that has a certificate of its own making.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugin.domain.progress import CancelledError, Silent
from plugin.sync.addresses import HubPlace, open_hub
from plugin.sync.errors import HubUnavailableError
from plugin.sync.hub_installer import HubInstaller
from plugin.sync.postgis_check import check_connection
from plugin.sync.postgis_hub import VERSION
from tests.sync.postgres import LIULIN, ZHONGYANG, Server, lent_hub, person, running_server


@dataclass(frozen=True)
class Tls:
    """A server that listens on localhost with TLS, a hub in it, and two certificates."""

    server: Server
    database: str
    own: Path
    strange: Path

    def address(self, **options: object) -> str:
        """Return the address over TCP."""
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://qin@localhost:{self.server.port}/{self.database}?{query}"


def certificate(folder: Path, name: str) -> Path:
    """Return a certificate for localhost that signs itself; its key is beside it."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(folder / f"{name}.key"), "-out", str(folder / f"{name}.crt")),
        ],
        check=True,
        capture_output=True,
    )
    return folder / f"{name}.crt"


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])


@pytest.fixture(scope="module")
def tls() -> Iterator[Tls]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificates, is not installed")
    with running_server() as server:
        own, strange = certificate(server.folder, "own"), certificate(server.folder, "strange")
        key = own.with_suffix(".key")
        key.chmod(0o600)
        if server.user is not None:
            shutil.chown(key, server.user)
        server.stop()
        server.port = free_port()
        server.start(listen_addresses="127.0.0.1")
        for name, value in {"ssl_cert_file": own, "ssl_key_file": key, "ssl": "on"}.items():
            server.run(f"ALTER SYSTEM SET {name} = '{value}'")
        server.run("SELECT pg_reload_conf(), pg_sleep(0.2)")
        database = server.new_database()
        with HubInstaller(server.address(database)) as installer:
            installer.install()
            installer.create_counties({LIULIN: "柳林县"})
            installer.create_person(person("qin", surveyor=LIULIN))
        yield Tls(server, database, own, strange)


def steps(place: HubPlace | str, county: str = LIULIN) -> list[tuple[str, str | None]]:
    found = check_connection(place if isinstance(place, HubPlace) else HubPlace(place), county)
    return [(check.step, check.problem) for check in found]


def test_a_hub_behind_tls_is_reached_with_its_certificate_and_every_step_is_told(tls: Tls) -> None:
    found = check_connection(HubPlace(tls.address(sslmode="verify-ca", sslrootcert=tls.own)), LIULIN)

    assert [check.step for check in found] == ["name", "server", "tls", "login", "hub", "county"]
    assert [check.problem for check in found] == [None] * 6
    assert [check.detail for check in found[-3:]] == ["qin", str(VERSION), "surveyor"]
    with open_hub(tls.address(sslmode="verify-full", sslrootcert=tls.own)) as hub:
        assert hub.hello(LIULIN).last_sequence == 0


def test_a_certificate_that_is_not_trusted_is_refused(tls: Tls) -> None:
    address = tls.address(sslmode="verify-ca", sslrootcert=tls.strange)

    assert steps(address)[-1] == ("tls", "certificate")
    with open_hub(address) as hub, pytest.raises(HubUnavailableError, match="certificate"):
        hub.hello(LIULIN)


def test_a_server_without_tls_is_told_apart_from_one_with_a_wrong_certificate(tls: Tls) -> None:
    address = tls.address(sslmode="require")
    assert steps(address)[-1] == ("county", None)
    tls.server.run("ALTER SYSTEM SET ssl = off")
    try:
        tls.server.run("SELECT pg_reload_conf(), pg_sleep(0.2)")
        assert steps(address)[-1] == ("tls", "no_tls")
        with open_hub(address) as hub, pytest.raises(HubUnavailableError, match="no TLS"):
            hub.hello(LIULIN)
    finally:
        tls.server.run("ALTER SYSTEM SET ssl = on")
        tls.server.run("SELECT pg_reload_conf(), pg_sleep(0.2)")


def test_a_name_that_nobody_knows_and_a_port_that_nobody_listens_on() -> None:
    assert steps("postgresql://ann@hub.invalid/province") == [("name", "unknown_name")]
    assert steps(f"postgresql://ann@localhost:{free_port()}/province") == [
        ("name", None),
        ("server", "refused"),
    ]


def test_a_wrong_password_a_wrong_database_and_a_database_without_a_hub() -> None:
    with lent_hub(person("ann", surveyor=LIULIN)) as (server, database):
        with server.asking_for_passwords(database):
            wrong = HubPlace(server.address(database, None), user="ann", password="no")
            assert steps(wrong) == [("login", "login")]
        assert steps(server.address("nowhere", "ann")) == [("hub", "no_database")]
        assert steps(server.address("postgres", "ann"))[-1] == ("hub", "no_hub")


def test_a_login_that_is_nobodys_and_a_county_that_is_not_the_persons() -> None:
    with lent_hub(person("ann", surveyor=LIULIN)) as (server, database):
        server.run("CREATE ROLE stranger LOGIN")
        server.run(f'GRANT CONNECT ON DATABASE "{database}" TO stranger')
        try:
            assert steps(server.address(database, "stranger"))[-1] == ("hub", "no_person")
        finally:
            server.run(f'REVOKE CONNECT ON DATABASE "{database}" FROM stranger')
            server.run("DROP ROLE stranger")
        assert steps(server.address(database, "ann"), ZHONGYANG)[-1] == ("county", "no_membership")
        assert steps(server.address(database, "ann"), "") == [("login", None), ("hub", None)]


def test_a_hub_of_an_older_version_and_one_of_a_newer_format() -> None:
    with lent_hub(person("ann", surveyor=LIULIN)) as (server, database):
        change = "UPDATE mine_hub.meta SET value = '{}' WHERE key = '{}'"
        server.run(change.format(99, "format"), database=database)
        assert steps(server.address(database, "ann"))[-1] == ("hub", "newer")
        server.run(change.format(1, "version"), database=database)
        try:
            assert steps(server.address(database, "ann"))[-1] == ("hub", "outdated")
        finally:
            server.run(change.format(2, "version"), database=database)


def test_a_look_at_the_connection_can_be_cancelled() -> None:
    class Impatient(Silent):
        def cancelled(self) -> bool:
            return True

    with lent_hub(person("ann", surveyor=LIULIN)) as (server, database), pytest.raises(CancelledError):
        check_connection(HubPlace(server.address(database, "ann")), LIULIN, progress=Impatient())


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(HubPlace("postgresql://host/db", "ann", "secret"))
