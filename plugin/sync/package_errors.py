"""Why a package is refused: each a sentence that says what is wrong and what to do; nothing was changed."""

from __future__ import annotations

from pathlib import Path

from .errors import SyncError


class PackageRefusedError(SyncError):
    """A package of which nothing was taken."""

    remedy = "ask for it to be made and carried again"

    def __init__(self, path: Path, problem: str, *, remedy: str | None = None) -> None:
        self.path = path
        self.problem = problem
        super().__init__(
            f"The package “{path.name}” was refused: {problem}; nothing was changed, {remedy or self.remedy}."
        )


class DamagedPackageError(PackageRefusedError):
    """A file that is no package, or is not whole, or was changed on its way."""


class HostilePackageError(PackageRefusedError):
    """A package made to do harm: names that lead out of it, members twice, sizes beyond measure."""

    remedy = "do not open it with other programs, and tell whoever is in charge of the computers"


class ForgedPackageError(PackageRefusedError):
    """A package whose signature does not belong to its content."""

    remedy = "ask the sender whether it is theirs, and for a new one"


class NewerPackageError(PackageRefusedError):
    """A package of a format that a later version of the plugin made."""

    remedy = "update the plugin and import it again"


class UnknownKeyError(PackageRefusedError):
    """A package signed with a key that this computer does not trust.

    A ``shared`` key is a secret of both sides: knowing its fingerprint is not enough to trust it.
    """

    def __init__(self, path: Path, fingerprint: str, county: str, *, shared: bool = False) -> None:
        self.fingerprint = fingerprint
        self.county = county
        self.shared = shared
        first = (
            "ask for the card of this shared key, which goes from hand to hand"
            if shared
            else "compare the fingerprint with the sender by telephone"
        )
        super().__init__(
            path,
            f"it is signed with the key {fingerprint}, which is not trusted here for “{county}”",
            remedy=f"{first}, trust the key, and import it again",
        )


class WrongCountyError(PackageRefusedError):
    """A package of another county."""

    def __init__(self, path: Path, found: str, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(
            path, f"it is of the county {found}, not of {expected}", remedy="choose your county's package"
        )


class WrongRecipientError(PackageRefusedError):
    """A package that somebody else is to open."""

    remedy = "give it to whom it is for"


class ReplayedPackageError(PackageRefusedError):
    """A package that was taken in already, or an answer to a question that is not open."""

    remedy = "nothing needs to be done"


class CryptographyMissingError(PackageRefusedError):
    """A package that needs the Python package `cryptography`, which is not installed."""

    remedy = "install the Python package “cryptography” and import it again"

    def __init__(self, path: Path, purpose: str) -> None:
        super().__init__(path, f"{purpose} needs the Python package “cryptography”, which is not installed")


class PackageKeyError(SyncError):
    """A key that is not there, is there already, or cannot be used."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        super().__init__(f"{problem}; {remedy}.")


class PackageNotWrittenError(SyncError):
    """A package that could not be written, or whose content could not be read for it."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(
            f"The package “{path}” was not written: {problem}; what waits still waits, mend that and export"
            " again."
        )
