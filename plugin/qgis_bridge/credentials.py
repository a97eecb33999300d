"""Logins that QGIS's authentication manager keeps, encrypted by its master password."""

from __future__ import annotations

from dataclasses import dataclass, field

from qgis.core import QgsApplication, QgsAuthMethodConfig

from ..domain.errors import MineRestorationError
from .translation import tr


class CredentialsError(MineRestorationError):
    """A stored login that cannot be used; its message is in the person's language."""


@dataclass(frozen=True)
class Login:
    """A user name and a password, which is never shown."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)


def login_of(configuration: str) -> Login:
    """Return the login of an authentication configuration; an empty id is no login.

    Raises CredentialsError where there is none of that id, or it holds no user name and password.
    """
    identity = configuration.strip()
    if not identity:
        return Login()
    stored = _stored(identity)
    user, password = stored.config("username"), stored.config("password")
    if not user:
        raise CredentialsError(
            tr("The login “{}” holds no user name; choose one of the kind “Basic authentication”.").format(
                identity
            )
        )
    return Login(user, password or None)


def resource_of(configuration: str) -> str:
    """Return the address that a login is for, empty where it names none. Raises CredentialsError."""
    return str(_stored(configuration.strip()).uri() or "").strip()


def _stored(identity: str) -> QgsAuthMethodConfig:
    stored = QgsAuthMethodConfig()
    manager = QgsApplication.authManager()
    answer = manager.loadAuthenticationConfig(identity, stored, True) if manager is not None else False
    if not (answer[0] if isinstance(answer, tuple) else answer):
        raise CredentialsError(
            tr("The login “{}” is not in the authentication manager of QGIS; choose another one.").format(
                identity
            )
        )
    return answer[1] if isinstance(answer, tuple) and len(answer) > 1 else stored
