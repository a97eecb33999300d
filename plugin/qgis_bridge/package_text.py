"""The sentences of refused packages and of keys, and the words for what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .problem_words import said
from .translation import tr


def _damaged(error: Any) -> str:
    if not error.path.is_file():
        return tr("There is no package “{}”; check its place and its name.").format(error.path)
    return tr(
        "The package “{}” is cut off, damaged or was changed on its way; nothing was taken from it,"
        " ask for it to be made and carried again."
    ).format(error.path.name)


def _hostile(error: Any) -> str:
    return tr(
        "The package “{}” is made to do harm ({}); nothing was taken from it, do not open it with other"
        " programs and tell whoever is in charge of the computers."
    ).format(error.path.name, said(error.problem) or error.problem)


def _forged(error: Any) -> str:
    return tr(
        "The signature of the package “{}” does not belong to its content; nothing was taken from it,"
        " ask the sender whether it is theirs."
    ).format(error.path.name)


def _newer(error: Any) -> str:
    return tr(
        "The package “{}” was made by a newer version; nothing was taken from it, update the plugin and"
        " import it again."
    ).format(error.path.name)


def _unknown_key(error: Any) -> str:
    if error.shared:
        sentence = tr(
            "The package “{}” is signed with the shared key {}, which is not trusted here for “{}”; nothing"
            " was taken from it, ask for its key card, which goes from hand to hand, trust that and import"
            " the package again."
        )
    else:
        sentence = tr(
            "The package “{}” is signed with the key {}, which is not trusted here for “{}”; nothing was"
            " taken from it, compare the fingerprint with the sender by telephone, trust the key and import"
            " it again."
        )
    scope = tr("the hub") if error.county == "hub" else error.county
    return sentence.format(error.path.name, error.fingerprint, scope)


def _wrong_county(error: Any) -> str:
    return tr("The package “{}” is of the county {}, not of {}; nothing was taken from it.").format(
        error.path.name, error.found, error.expected
    )


def _wrong_recipient(error: Any) -> str:
    return tr(
        "The package “{}” is for somebody else, or for the other side; nothing was taken from it,"
        " give it to whom it is for."
    ).format(error.path.name)


def _replayed(error: Any) -> str:
    return tr(
        "The package “{}” was taken in already, or answers one that is settled; nothing was changed,"
        " nothing needs to be done."
    ).format(error.path.name)


def _no_cryptography(error: Any) -> str:
    return tr(
        "The package “{}” needs the Python package “cryptography”, which is not installed; nothing was"
        " taken from it, install that and import it again."
    ).format(error.path.name)


def _refused(error: Any) -> str:
    return tr("The package “{}” was refused ({}); nothing was changed.").format(
        error.path.name, said(error.problem) or error.problem
    )


def _not_written(error: Any) -> str:
    return tr(
        "The package “{}” was not written: {}. What waits still waits; choose a place that can be written"
        " and has room, and export again."
    ).format(error.path, _problem(error.problem))


def _problem(problem: str) -> str:
    say = PACKAGE_WORDS.get(problem)
    return (said(problem) or problem) if say is None else say()


def _key(error: Any) -> str:
    return tr("The key cannot be used: {}.").format(_problem(error.problem))


PACKAGE_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "DamagedPackageError": _damaged,
    "HostilePackageError": _hostile,
    "ForgedPackageError": _forged,
    "NewerPackageError": _newer,
    "UnknownKeyError": _unknown_key,
    "WrongCountyError": _wrong_county,
    "WrongRecipientError": _wrong_recipient,
    "ReplayedPackageError": _replayed,
    "CryptographyMissingError": _no_cryptography,
    "PackageRefusedError": _refused,
    "PackageNotWrittenError": _not_written,
    "PackageKeyError": _key,
}

PACKAGE_WORDS: dict[str, Callable[[], str]] = {
    "There is no trusted key of a hub to encrypt for": lambda: tr(
        "no key of a hub is trusted here yet; trust the hub's key card first"
    ),
    "The file holds no key": lambda: tr("the file holds no key; ask for the key card again"),
    "The card of a shared key lacks its secret": lambda: tr(
        "the card of a shared key lacks its secret; ask for the key card again"
    ),
    "the folder holds no mailbox.json, so it is no mailbox": lambda: tr(
        "the folder is no mailbox; choose an empty folder, or one that is a mailbox"
    ),
    "the disk is full": lambda: tr("the disk is full"),
    "its changes are more than one package takes": lambda: tr("its changes are more than one package takes"),
    "the folder is read-only": lambda: tr("the folder is read-only"),
    "your rights do not allow it": lambda: tr("you have no right to do that"),
    "the folder is not there (was the stick or the share taken away?)": lambda: tr(
        "the folder is not there; was the stick or the share taken away?"
    ),
    "the disk reports an error": lambda: tr("the disk reported an error"),
    "the stick or the share was taken away": lambda: tr("the stick or the share was taken away"),
}
