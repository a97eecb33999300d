"""The sentences of a PostGIS hub and of its administration, and the words for what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..sync.devices import PROFILE_VARIABLE
from .problem_words import said
from .translation import tr

SHOWN_HASH = 8
"""How much of a photo's hash tells it from others."""


def _address(error: Any) -> str:
    return tr("The database “{}” cannot be used as a hub: {}.").format(
        error.address, hub_problem(error.problem)
    )


def _no_hub(error: Any) -> str:
    return tr(
        "There is no hub in the database “{}”; check its name, or ask who runs it to install the hub."
    ).format(error.address)


def _login(error: Any) -> str:
    return tr(
        "The hub “{}” does not let you in: the login or its password is wrong, or may not use this"
        " database; correct the connection, or ask who runs the hub."
    ).format(error.address)


def _rights(error: Any) -> str:
    return tr(
        "The hub “{}” refuses this ({}); nothing was changed, ask who runs the hub for the right."
    ).format(error.address, hub_problem(error.problem))


def _outdated(error: Any) -> str:
    return tr(
        "The hub “{}” has version {}, this plugin needs {}; ask who runs the hub to upgrade it,"
        " nothing was exchanged."
    ).format(error.address, error.found, error.needed)


def _driver(error: Any) -> str:
    return tr(
        "This Python has no psycopg2, which speaks with a PostGIS hub; install the package that QGIS"
        " brings with it (python3-psycopg2 on Debian), then sync again."
    )


def _install(error: Any) -> str:
    return tr("The hub “{}” was left as it was: {}.").format(error.address, hub_problem(error.problem))


def _accounts(error: Any) -> str:
    return tr("The list “{}” cannot be used ({}); nothing was changed, correct it and try again.").format(
        error.path, hub_problem(error.problem)
    )


def _damaged_batch(error: Any) -> str:
    return tr(
        "What was sent or received arrived damaged or is of another version; nothing was changed, sync again."
    )


def _damaged_photo(error: Any) -> str:
    return tr(
        "The photo {}… did not arrive whole or is not the file it was; it does not count as received and is"
        " sent again."
    ).format(error.sha256[:SHOWN_HASH])


def _no_profile(error: Any) -> str:
    return tr(
        "This computer's identity cannot be kept in the folder “{}”; nothing was exchanged, make the folder"
        " writable or name another one in {}."
    ).format(error.folder, PROFILE_VARIABLE)


def hub_problem(problem: str) -> str:
    """Return the engine's words for a problem translated, or as they stand where they are not known."""
    say = HUB_WORDS.get(problem)
    return (said(problem) or problem) if say is None else say()


HUB_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "PostgisAddressError": _address,
    "NoHubInDatabaseError": _no_hub,
    "HubLoginError": _login,
    "HubRightsError": _rights,
    "HubOutdatedError": _outdated,
    "DriverMissingError": _driver,
    "HubInstallError": _install,
    "AccountsFileError": _accounts,
    "DamagedBatchError": _damaged_batch,
    "DamagedBlobError": _damaged_photo,
    "ProfileNotWritableError": _no_profile,
}

HUB_WORDS: Mapping[str, Callable[[], str]] = {
    "it names no database; write postgresql://user@host/database": lambda: tr(
        "it names no database; write postgresql://user@host/database"
    ),
    "it cannot be read; write postgresql://user@host:port/database": lambda: tr(
        "it cannot be read; write postgresql://user@host:port/database"
    ),
    "the way to another computer must be encrypted; take sslmode=require, or verify-full with the"
    " server's certificate": lambda: tr(
        "the way to another computer must be encrypted; take sslmode=require, or verify-full with the"
        " server's certificate"
    ),
    "no server answers there": lambda: tr("no server answers there"),
    "the server was not reached": lambda: tr("the server was not reached"),
    "the server was not reached in time": lambda: tr("the server was not reached in time"),
    "the connection was lost": lambda: tr("the connection was lost"),
    "no server of that name is known here": lambda: tr("no server of that name is known here"),
    "the encrypted connection was not made (its certificate, or no TLS there)": lambda: tr(
        "the encrypted connection was not made: its certificate, or no TLS there"
    ),
    "it is starting or shutting down": lambda: tr("it is starting or shutting down"),
    "it is starting up": lambda: tr("it is starting or shutting down"),
    "it is shutting down": lambda: tr("it is starting or shutting down"),
    "too many people are connected at once": lambda: tr("too many people are connected at once"),
    "its disk is full": lambda: tr("its disk is full"),
    "it is a copy for reading only": lambda: tr("it is a copy for reading only"),
    "it took too long to answer": lambda: tr("it took too long to answer"),
    "others write to this county without a pause": lambda: tr("others write to this county without a pause"),
    "your login is not one of the hub's people": lambda: tr("your login is not one of the hub's people"),
    "this hub is a copy for reading; write and review on the hub on which the county lives": lambda: tr(
        "this hub is a copy for reading; write and review on the hub on which the county lives"
    ),
    "there is no such record that you may see": lambda: tr("there is no such record that you may see"),
    "its maps are read directly by analysts of a whole province alone; everybody else has the sync and the"
    " statistics": lambda: tr(
        "its maps are read directly by analysts of a whole province alone; everybody else has the sync and"
        " the statistics"
    ),
    "there is no hub in this database, or an older one; install it first": lambda: tr(
        "there is no hub in this database, or an older one; install it first"
    ),
}
