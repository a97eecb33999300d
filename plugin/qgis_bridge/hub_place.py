"""A hub as a person names it, with the login that QGIS's authentication manager keeps for it.

`postgresql://host/province?authcfg=a1b2c3d` names both; `authcfg=a1b2c3d` alone a login whose resource is
the address. A path or folder stands for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qgis.core import QgsApplication

from ..domain.errors import MineRestorationError
from ..sync.addresses import HubPlace
from .credentials import login_of, resource_of
from .translation import tr

_ALONE = re.compile(r"authcfg\s*=\s*([A-Za-z0-9]{7})")
_PASSWORD = re.compile(r"(?<=://)([^:/?@]*):[^@/]*@")
_OPTION = re.compile(r"(?<=[?&])authcfg=([^&#]*)&?")


class NoAddressOfLoginError(MineRestorationError):
    """A login that stands alone and does not say where it is for; its message is in the person's language."""


@dataclass(frozen=True)
class HubName:
    """An address, and the id of a login in the authentication manager; none is empty."""

    address: str
    login: str = ""

    @property
    def text(self) -> str:
        """Return both in one text, as it is shown and remembered; it holds no secret."""
        if not self.login:
            return self.address
        return f"{self.address}{'&' if '?' in self.address else '?'}authcfg={self.login}"


def hub_name(text: str) -> HubName:
    """Return what a text names; the address is empty where the login alone knows it."""
    text = text.strip()
    alone = _ALONE.fullmatch(text)
    if alone is not None:
        return HubName("", alone[1])
    found = _OPTION.search(text) if "://" in text else None
    if found is None:
        return HubName(text)
    return HubName(_OPTION.sub("", text).rstrip("?&"), found[1])


def hub_place(text: str, *, login: str = "") -> HubPlace:
    """Return where a hub is and who logs in; ``login`` goes before the one in the text.

    To be called on the main thread: QGIS may ask for the master password. Raises CredentialsError,
    NoAddressOfLoginError.
    """
    name = hub_name(text)
    identity = login.strip() or name.login
    found = login_of(identity)
    address = name.address or (resource_of(identity) if identity else "")
    if identity and not address:
        raise NoAddressOfLoginError(
            tr(
                "The login “{}” names no database as its resource; write the address before it"
                " (postgresql://host/database?authcfg={})."
            ).format(identity, identity)
        )
    return HubPlace(address, found.user, found.password)


def without_password(text: str) -> str:
    """Return what may be remembered of a hub's text: a password that somebody typed into it is left out."""
    return _PASSWORD.sub(r"\1@", text)


def is_at_hand(text: str) -> bool:
    """Return whether the login can be read without asking the person for the master password."""
    if not hub_name(text).login:
        return True
    manager = QgsApplication.authManager()
    return manager is not None and bool(manager.masterPasswordIsSet())
