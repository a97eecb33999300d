"""A PostgreSQL server for the tests: made, started and stopped again by the tests themselves.

`initdb` refuses root, so that where the tests run as root the server runs as `postgres` or `nobody`.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.sql as sql

from plugin.paths import resource
from plugin.sync.hub_installer import HubInstaller, Membership, Person
from plugin.sync.postgis_hub import VERSION

LIULIN, ZHONGYANG = "141125", "141129"
OLDEST = 15
USUAL_PORT = 5432
MEMORY_NEEDED = 2 << 30
"""Bytes that must be free in memory for the server to keep its files there."""

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
}
_NUMBERS = count(1)


class NoServerError(Exception):
    """The machine has no PostgreSQL that the tests could start."""


@dataclass
class Server:
    """A server that listens on a socket in its own folder; everybody on this machine's account is let in."""

    folder: Path
    programs: Path
    user: str | None
    process: subprocess.Popen[bytes] | None = None
    port: int = USUAL_PORT

    @property
    def socket(self) -> str:
        """Return the folder of the socket, which stands for a host."""
        return str(self.folder)

    def connect(self, database: str = "postgres", user: str = "postgres", **options: Any) -> Any:
        """Return a connection in autocommit; the caller closes it."""
        connection = psycopg2.connect(host=self.socket, port=self.port, dbname=database, user=user, **options)
        connection.autocommit = True
        return connection

    def run(self, statement: str, parameters: Sequence[object] = (), **place: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a statement, run as the superuser where no ``user`` is named."""
        with closing(self.connect(**place)) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return list(cursor.fetchall()) if cursor.description else []

    def address(self, database: str, user: str | None = "postgres") -> str:
        """Return the address of a database as a person would type it."""
        login = f"{user}@" if user else ""
        port = "" if self.port == USUAL_PORT else f"&port={self.port}"
        return f"postgresql://{login}/{database}?host={self.socket}{port}"

    def new_database(self, *, template: str = "template1") -> str:
        """Return the name of a new database."""
        name = f"hub_{next(_NUMBERS)}"
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return name

    @contextmanager
    def asking_for_passwords(self, database: str) -> Iterator[None]:
        """Let the server ask for passwords in one database meanwhile."""
        rules = self.folder / "data" / "pg_hba.conf"
        usual = rules.read_text(encoding="utf-8")
        try:
            rules.write_text(f"local {database} all scram-sha-256\n{usual}", encoding="utf-8")
            self.run("SELECT pg_reload_conf(), pg_sleep(0.2)")
            yield
        finally:
            rules.write_text(usual, encoding="utf-8")
            self.run("SELECT pg_reload_conf(), pg_sleep(0.2)")

    def start(self, **settings: str) -> None:
        """Start the server and wait until it answers."""
        options = {**QUICK, "listen_addresses": "", "unix_socket_directories": self.socket}
        options |= {"port": str(self.port), **settings}
        arguments = [f"-c{name}={value}" for name, value in options.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *self._as_user(),
                    str(self.programs / "postgres"),
                    "-D",
                    str(self.folder / "data"),
                    *arguments,
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        for _ in range(300):
            try:
                self.connect().close()
            except psycopg2.OperationalError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        raise NoServerError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        """Stop the server at once, as a power cut would; its files stay."""
        if self.process is not None:
            self.process.send_signal(3)  # SIGQUIT: immediate
            self.process.wait(timeout=30)
            self.process = None

    def make(self) -> None:
        """Make the server's files: a copy of those of the first one, as making them takes a second."""
        original = _first_files(self.programs, self.user)
        command = [*self._as_user(), "cp", "-R", str(original / "data"), str(self.folder)]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    def make_anew(self) -> None:
        """Make the server's files."""
        subprocess.run(
            [
                *self._as_user(),
                *(str(self.programs / "initdb"), "-D", str(self.folder / "data"), "-U", "postgres"),
                *("-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
        )

    def _as_user(self) -> list[str]:
        setpriv = shutil.which("setpriv")
        if self.user is None:
            return [setpriv, "--pdeathsig=QUIT"] if setpriv else []
        if setpriv is None:
            raise NoServerError(
                "setpriv is not installed, which starts a program as another user; install util-linux."
            )
        identity = pwd.getpwnam(self.user)
        return [
            *(setpriv, f"--reuid={identity.pw_uid}", f"--regid={identity.pw_gid}", "--clear-groups"),
            "--pdeathsig=QUIT",
        ]


@lru_cache(maxsize=1)
def _first_files(programs: Path, user: str | None) -> Path:
    """Return the folder of a server that is never started: others begin as copies of it."""
    folder = Path(tempfile.mkdtemp(prefix="hub-", dir=_quick_place()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if user is not None:
        shutil.chown(folder, user)
    Server(folder, programs, user).make_anew()
    return folder


@contextmanager
def running_server() -> Iterator[Server]:
    """Yield a new server that is stopped and taken away at the end. Raises NoServerError."""
    folder = Path(tempfile.mkdtemp(prefix="hub-", dir=_quick_place()))
    server = Server(folder, _programs(), _user())
    try:
        if server.user is not None:
            shutil.chown(folder, server.user)
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=1)
def shared_server() -> Server:
    """Return the one server of a test run, which is stopped when the run ends. Raises NoServerError."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(running_server())


@lru_cache(maxsize=1)
def _template() -> str:
    """Return a database with an empty hub that nobody writes: hubs start from copies of it."""
    server = shared_server()
    name = server.new_database()
    with HubInstaller(server.address(name)) as installer:
        installer.install()
        installer.create_counties({LIULIN: "柳林县", ZHONGYANG: "中阳县"})
    return name


_IDLE: list[str] = []
"""Databases whose test is over: emptying one takes a fifth of the time of a new one."""

_EMPTY = """
SET session_replication_role = replica;
DELETE FROM mine_hub.row_parent; DELETE FROM mine_hub.row_version; DELETE FROM mine_hub.batch;
DELETE FROM mine_hub.device; DELETE FROM mine_hub.blob_chunk; DELETE FROM mine_hub.blob;
DELETE FROM mine_hub.share; DELETE FROM mine_hub.proposal; DELETE FROM mine_hub.stored_row;
DELETE FROM mine_hub.membership; DELETE FROM mine_hub.person;
UPDATE mine_hub.county SET last_sequence = 0;
UPDATE mine_hub.meta SET value = gen_random_uuid() WHERE key = 'hub_uuid';
UPDATE mine_hub.meta SET value = '1' WHERE key = 'format';
UPDATE mine_hub.meta SET value = %s WHERE key = 'version';
"""


@contextmanager
def lent_hub(*people: Person) -> Iterator[tuple[Server, str]]:
    """Yield the server and the database of an empty hub that is another test's afterwards."""
    if not _IDLE:
        _IDLE.append(new_hub()[1])
    server, name = shared_server(), _IDLE.pop()
    server.run(_EMPTY, (str(VERSION),), database=name)
    with HubInstaller(server.address(name)) as installer:
        installer.create_people((person, None) for person in people)
    yield server, name
    _IDLE.append(name)


def new_hub(*people: Person) -> tuple[Server, str]:
    """Return the server and the database of a new hub of two counties, with people who log in."""
    server = shared_server()
    name = server.new_database(template=_template())
    server.run(resource("sql", "postgis", "database_rights.sql").read_text(encoding="utf-8"), database=name)
    with HubInstaller(server.address(name)) as installer:
        for person in people:
            installer.create_person(person)
    return server, name


def person(login: str, **roles: str) -> Person:
    """Return a person by what they are where: `surveyor="141125"`, several areas with a blank between."""
    return Person(
        login=login,
        name=login.title(),
        memberships=tuple(
            Membership(area=area, role=role) for role, areas in roles.items() for area in areas.split()
        ),
    )


def _programs() -> Path:
    found: dict[int, Path] = {}
    for path in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        found[int(path.parent.parent.name)] = path.parent
    on_path = shutil.which("initdb")
    if not found and on_path:
        return Path(on_path).resolve().parent
    usable = {
        version: folder
        for version, folder in found.items()
        if version >= OLDEST and Path(f"/usr/share/postgresql/{version}/extension/postgis.control").is_file()
    }
    if not usable:
        raise NoServerError(
            f"These tests need PostgreSQL {OLDEST} or later with PostGIS, which this machine does not have;"
            " make setup installs it."
        )
    return usable[max(usable)]


def _user() -> str | None:
    """Return the account under which the server runs; None is the one the tests run under."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _quick_place() -> str | None:
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_NEEDED else None
