"""Two ends of a road without a network, for the tests: laptops of a county, and the office with the hub."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plugin.sync.embedded_hub import create_hub
from plugin.workflows.packages import (
    HUB_SCOPE,
    ExportResult,
    HubImport,
    export_package,
    import_package,
    import_package_to_hub,
    make_key,
    trust_card,
    write_key_card,
)
from plugin.workflows.sync_account import SyncResult
from tests.sync.laptops import LIULIN, Laptop

PIT = "problem_point"


@dataclass
class Office:
    """The computer that has the hub."""

    folder: Path
    hub: Path
    profile: Path

    @classmethod
    def new(cls, folder: Path) -> Office:
        """Return an office with an empty hub and no keys."""
        create_hub(folder / "hub.mrhub").close()
        return cls(folder, folder / "hub.mrhub", folder / "office-profile")

    def meet(self, laptop: Laptop, *, alg: str = "ed25519") -> None:
        """Exchange key cards with a laptop, as people do who telephone."""
        county = laptop.workspace.county_code
        make_key(county, alg=alg, profile_folder=laptop.profile)
        card = self.folder / f"{laptop.profile.parent.name}.card"
        said = write_key_card(county, card, profile_folder=laptop.profile)
        trust_card(card, said, profile_folder=self.profile)
        if alg == "ed25519":
            if not (self.profile / "keys" / "own" / f"{HUB_SCOPE}.json").exists():
                make_key(HUB_SCOPE, profile_folder=self.profile)
            said = write_key_card(HUB_SCOPE, self.folder / "hub.card", profile_folder=self.profile)
            trust_card(self.folder / "hub.card", said, profile_folder=laptop.profile)

    def take_in(self, package: Path) -> HubImport:
        """Import a package and write its receipt beside it."""
        return import_package_to_hub(
            self.hub, package, package.with_suffix(".receipt.mrpkg"), profile_folder=self.profile
        )


def send(laptop: Laptop, file: Path, *, encrypt: bool = False, photo_bytes: int = 10**9) -> ExportResult:
    """Export what waits."""
    return export_package(
        laptop.workspace, file, encrypt=encrypt, photo_bytes=photo_bytes, profile_folder=laptop.profile
    )


def receive(laptop: Laptop, file: Path) -> SyncResult:
    """Import a receipt."""
    return import_package(laptop.workspace, file, profile_folder=laptop.profile)


def round_trip(laptop: Laptop, office: Office, file: Path, *, encrypt: bool = False) -> SyncResult:
    """Export, import at the office, and take the receipt in."""
    send(laptop, file, encrypt=encrypt)
    return receive(laptop, office.take_in(file).receipt)


__all__ = ["LIULIN", "PIT", "Office", "receive", "round_trip", "send"]
