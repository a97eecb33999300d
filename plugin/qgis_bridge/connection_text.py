"""What a test of the connection to the province found, a sentence for each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..workflows.hub_connection import Check
from .error_text import sentence_of
from .translation import tr


def check_sentence(check: Check) -> str:
    """Return what a step found or, where it failed, what is wrong and what to do."""
    if check.problem is None:
        return _DONE[check.step](check.detail)
    say = _PROBLEMS.get(check.problem)
    if say is not None:
        return say(check.detail)
    return sentence_of(check.error) if check.error is not None else check.problem


def _roles(detail: str) -> str:
    names: Mapping[str, str] = {
        "surveyor": tr("surveyor of the county"),
        "contractor": tr("contractor"),
        "county_reviewer": tr("reviewer of the county"),
        "city_reviewer": tr("reviewer of the city"),
        "province_reviewer": tr("reviewer of the province"),
        "admin": tr("administrator"),
    }
    return ", ".join(names.get(role, role) for role in detail.split(", ") if role)


_DONE: Mapping[str, Callable[[str], str]] = {
    "name": lambda detail: tr("The name “{}” is known.").format(detail),
    "server": lambda detail: tr("A server answers at {}.").format(detail),
    "tls": lambda _: tr("The way there is encrypted."),
    "login": lambda detail: tr("You are logged in as “{}”.").format(detail),
    "hub": lambda detail: tr("The hub is there, version {}.").format(detail),
    "county": lambda detail: tr("Your county is served; you are: {}.").format(_roles(detail)),
}

_PROBLEMS: Mapping[str, Callable[[str], str]] = {
    "unknown_name": lambda detail: tr(
        "No computer of the name “{}” is known here; check how it is written, and whether you are online"
        " (or connected to the office's network)."
    ).format(detail),
    "refused": lambda detail: tr(
        "The computer is there, but nothing listens at {}; check the port, or ask whether the database runs."
    ).format(detail),
    "no_answer": lambda detail: tr(
        "Nothing answers at {}; check the network, and ask whether a firewall stands in between."
    ).format(detail),
    "no_tls": lambda _: tr(
        "The server offers no TLS: everything could be read on the way. Ask who runs it to switch it on."
    ),
    "certificate": lambda _: tr(
        "The server's certificate is not one that is trusted here; choose the file of the certificate that"
        " you were given, or ask for the one that is in use now."
    ),
    "login": lambda _: tr(
        "The user name or the password is wrong, or may not use this database; choose another login or"
        " correct it."
    ),
    "no_database": lambda detail: tr(
        "The server has no database of the name “{}”; check how it is written."
    ).format(detail),
    "no_hub": lambda detail: tr(
        "There is no hub in the database “{}”; check the name, or ask who runs it to install the hub."
    ).format(detail),
    "no_person": lambda _: tr(
        "You are let into the database, but you are not one of the hub's people; ask who runs it for an"
        " account."
    ),
    "no_membership": lambda detail: tr(
        "The hub shows you no county {}: you have no role there; ask who runs the hub for it."
    ).format(detail),
}
