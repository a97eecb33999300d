"""Packages: what waits goes out in a file, the hub answers with a file, nothing is lost or done twice."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from plugin.store.change_log import pending_changes
from plugin.store.photos import add_photo
from plugin.sync import package_crypto
from plugin.sync.embedded_hub import EmbeddedHub
from plugin.sync.errors import CountyUnknownError
from plugin.sync.package_errors import (
    CryptographyMissingError,
    PackageKeyError,
    PackageNotWrittenError,
    ReplayedPackageError,
    UnknownKeyError,
    WrongCountyError,
    WrongRecipientError,
)
from plugin.workflows.packages import (
    import_package_to_hub,
    known_keys,
    make_key,
    trust_card,
    trust_sender,
    waiting_for_receipt,
    write_key_card,
    write_receipt_again,
)
from plugin.workflows.synchronise import conflicts, continue_as_new_device
from tests.sync.laptops import LIULIN, Laptop, hub_rows, live_rows
from tests.workflows.parcels import PIT, Office, receive, round_trip, send

ZHONGYANG = "141129"


@pytest.fixture
def office(folder: Path) -> Office:
    """Return the office with the hub."""
    return Office.new(folder)


@pytest.fixture
def ann(folder: Path, office: Office) -> Laptop:
    """Return a laptop that the office knows."""
    laptop = Laptop.empty(folder, "ann", office.hub)
    office.meet(laptop)
    return laptop


@pytest.fixture
def bo(folder: Path, office: Office) -> Laptop:
    """Return a second laptop of the county, with a key of its own."""
    laptop = Laptop.empty(folder, "bo", office.hub)
    office.meet(laptop)
    return laptop


def pending(laptop: Laptop) -> int:
    """Return how many changes wait."""
    with laptop.workspace.connect() as connection:
        return len(pending_changes(connection, after_lsn=0))


def with_photo(laptop: Laptop, folder: Path, name: str = "a", size: int = 5000, **values: object) -> str:
    """Return the uuid of a new pit with a photo."""
    pit = laptop.pit(**values)
    (folder / f"{name}.jpg").write_bytes(name.encode() * size)
    add_photo(laptop.workspace, pit, folder / f"{name}.jpg")
    return pit


def test_a_receipt_tells_of_deletions_that_the_hub_has_forgotten(
    folder: Path, office: Office, ann: Laptop, bo: Laptop
) -> None:
    gone, edited = ann.pit("one"), ann.pit("two")
    ann.sync()
    bo.sync()
    for pit in (gone, edited):
        ann.delete(PIT, pit)
    ann.sync()
    bo.edit(PIT, edited, depth_m=7.0)
    with EmbeddedHub(office.hub) as hub:
        forgotten = hub.forget_deleted(LIULIN, at=datetime.now(timezone.utc) + timedelta(days=400))

    round_trip(bo, office, folder / "1.mrpkg")
    round_trip(bo, office, folder / "2.mrpkg")

    assert (forgotten.forgotten, forgotten.behind) == (2, 2)
    assert [key[1] for key in bo.rows()] == [edited]
    ann.sync()
    assert ann.value(PIT, edited, "depth_m") == 7.0
    assert ann.rows() == bo.rows() == live_rows(office.hub)


def test_a_package_written_again_leaves_out_what_was_classified_since(
    folder: Path, office: Office, ann: Laptop
) -> None:
    secret = with_photo(ann, folder, "a", number="141125T20240777", note="underground works")
    other = ann.pit("other")
    send(ann, folder / "1.mrpkg")
    ann.edit(PIT, secret, classification="classified")

    again = send(ann, folder / "2.mrpkg")
    receive(ann, office.take_in(folder / "2.mrpkg").receipt)

    assert (again.changes, again.photos, len(again.taken_back)) == (1, 0, 2)
    assert "if you wrote a package before, destroy it." in again.account
    assert set(hub_rows(office.hub)) == {(PIT, other)}
    assert waiting_for_receipt(ann.workspace) == 0
    assert b"underground works" not in office.hub.read_bytes()
    with zipfile.ZipFile(folder / "2.mrpkg") as archive:
        assert b"underground works" not in archive.read("changes.ndjson")


@pytest.mark.parametrize("encrypt", [False, True])
def test_records_and_photos_of_two_laptops_meet_by_packages_alone(
    folder: Path, office: Office, ann: Laptop, bo: Laptop, encrypt: bool
) -> None:
    with_photo(ann, folder, "a", depth_m=1.5)
    with_photo(bo, folder, "b", depth_m=2.5)

    first = round_trip(ann, office, folder / "1.mrpkg", encrypt=encrypt)
    second = round_trip(bo, office, folder / "2.mrpkg", encrypt=encrypt)
    third = round_trip(ann, office, folder / "3.mrpkg", encrypt=encrypt)

    assert (first.pushed, first.pulled) == (2, 0)
    assert (second.pushed, second.pulled, second.photos_received) == (2, 2, 1)
    assert (third.pushed, third.pulled, third.photos_received) == (0, 2, 1)
    assert ann.rows() == bo.rows() == live_rows(office.hub)
    assert (ann.sync().pushed, ann.sync().pulled, pending(ann)) == (0, 0, 0)


def test_an_encrypted_package_shows_nothing_of_its_content(folder: Path, office: Office, ann: Laptop) -> None:
    ann.pit(note="secret words")
    send(ann, folder / "open.mrpkg")
    send(ann, folder / "closed.mrpkg", encrypt=True)

    with zipfile.ZipFile(folder / "open.mrpkg") as archive:
        assert b"secret words" in archive.read("changes.ndjson")
    with zipfile.ZipFile(folder / "closed.mrpkg") as archive:
        assert archive.namelist() == ["seal.json", "sealed.bin"]
    assert ann.workspace.county_code.encode() not in (folder / "closed.mrpkg").read_bytes()


def test_only_a_receipt_acknowledges(folder: Path, office: Office, ann: Laptop) -> None:
    ann.pit()
    exported = send(ann, folder / "1.mrpkg")
    office.take_in(folder / "1.mrpkg")

    assert (exported.changes, pending(ann), waiting_for_receipt(ann.workspace)) == (1, 1, 1)
    receive(ann, folder / "1.receipt.mrpkg")

    assert (pending(ann), waiting_for_receipt(ann.workspace)) == (0, 0)


def test_exported_again_before_the_receipt_it_is_the_same_batch_and_the_rest_waits(
    folder: Path, office: Office, ann: Laptop
) -> None:
    pit = ann.pit(depth_m=1.0)
    send(ann, folder / "1.mrpkg")
    ann.edit(PIT, pit, depth_m=2.0)
    ann.pit("second")

    again = send(ann, folder / "2.mrpkg")

    assert (again.again, again.changes, again.later) == (True, 1, 1)
    assert "1 later changes wait until the receipt has come." in again.account
    office.take_in(folder / "1.mrpkg")
    assert "nothing was changed twice" in office.take_in(folder / "2.mrpkg").account
    receive(ann, folder / "2.receipt.mrpkg")
    with pytest.raises(ReplayedPackageError):
        receive(ann, folder / "1.receipt.mrpkg")
    round_trip(ann, office, folder / "3.mrpkg")
    assert live_rows(office.hub)[(PIT, pit)]["depth_m"] == 2.0
    assert len(live_rows(office.hub)) == 2


def test_a_county_that_gets_a_network_goes_on_where_its_package_was(
    folder: Path, office: Office, ann: Laptop
) -> None:
    ann.pit()
    send(ann, folder / "1.mrpkg")
    office.take_in(folder / "1.mrpkg")

    result = ann.sync()

    assert (result.pushed, pending(ann), len(hub_rows(office.hub))) == (1, 0, 1)
    assert receive(ann, folder / "1.receipt.mrpkg").pushed == 0


def test_classified_records_never_leave_and_the_account_says_so(
    folder: Path, office: Office, ann: Laptop
) -> None:
    with_photo(ann, folder, "a", classification="classified", note="底细")
    ann.pit("open")

    exported = send(ann, folder / "1.mrpkg")

    assert (exported.changes, exported.photos, len(exported.withheld)) == (1, 0, 2)
    assert "2 classified records stayed on this computer." in exported.account
    with zipfile.ZipFile(folder / "1.mrpkg") as archive:
        assert all("底细".encode() not in archive.read(name) for name in archive.namelist())
    assert "2 classified records stayed" in send(ann, folder / "2.mrpkg").account


def test_conflicts_are_kept_on_both_sides(folder: Path, office: Office, ann: Laptop, bo: Laptop) -> None:
    pit = ann.pit(depth_m=1.0)
    round_trip(ann, office, folder / "1.mrpkg")
    round_trip(bo, office, folder / "2.mrpkg")
    ann.edit(PIT, pit, depth_m=2.0)
    bo.edit(PIT, pit, depth_m=3.0)
    round_trip(ann, office, folder / "3.mrpkg")

    result = round_trip(bo, office, folder / "4.mrpkg")
    round_trip(bo, office, folder / "5.mrpkg")
    round_trip(ann, office, folder / "6.mrpkg")

    assert result.conflicts == 1
    (by_ann,), (by_bo,) = conflicts(ann.workspace), conflicts(bo.workspace)
    assert (by_bo.mine, by_bo.theirs) == (by_ann.theirs, by_ann.mine)
    assert ann.rows() == bo.rows()


def test_photos_that_do_not_fit_go_with_the_next_package(folder: Path, office: Office, ann: Laptop) -> None:
    for name in "abc":
        with_photo(ann, folder, name)

    first = send(ann, folder / "1.mrpkg", photo_bytes=11_000)
    receive(ann, office.take_in(folder / "1.mrpkg").receipt)
    second = send(ann, folder / "2.mrpkg")

    assert (first.photos, first.photos_left, second.photos, second.changes) == (2, 1, 1, 0)
    assert office.take_in(folder / "2.mrpkg").photos == 1


def test_a_package_that_was_taken_in_is_refused_but_its_receipt_can_be_written_again(
    folder: Path, office: Office, ann: Laptop
) -> None:
    ann.pit()
    send(ann, folder / "1.mrpkg")
    office.take_in(folder / "1.mrpkg").receipt.unlink()
    before = hub_rows(office.hub)

    with pytest.raises(ReplayedPackageError, match="write its receipt again if that was lost"):
        office.take_in(folder / "1.mrpkg")

    assert hub_rows(office.hub) == before
    again = write_receipt_again(
        office.hub, folder / "1.mrpkg", folder / "again.mrpkg", profile_folder=office.profile
    )
    assert receive(ann, again.receipt).pushed == 1
    with pytest.raises(ReplayedPackageError, match="taken in already"):
        receive(ann, again.receipt)


def refusals(folder: Path, office: Office, ann: Laptop) -> dict[str, tuple[Callable[[], object], type]]:
    """Return what must be refused, each with the error that says so."""
    ann.pit()
    send(ann, folder / "1.mrpkg")
    receipt = office.take_in(folder / "1.mrpkg").receipt
    copy = Laptop.with_copy_of(ann.workspace.path, folder, "copy", office.hub)
    office.meet(copy)
    neighbour = Laptop.empty(folder, "neighbour", office.hub, county=ZHONGYANG)
    trust_card(folder / "hub.card", hub_says(office), profile_folder=neighbour.profile)
    elsewhere = Office.new(_made(folder / "elsewhere"))
    make_key("hub", profile_folder=elsewhere.profile)
    trust_card(folder / "ann.card", ann_says(ann, folder), profile_folder=elsewhere.profile)
    stranger = Laptop.empty(folder, "stranger", office.hub)
    make_key(stranger.workspace.county_code, profile_folder=stranger.profile)
    send(stranger, folder / "stranger.mrpkg")
    receive(ann, receipt)
    ann.pit("later")
    send(ann, folder / "2.mrpkg")
    return {
        "a receipt at the hub": (lambda: office.take_in(receipt), WrongRecipientError),
        "changes in a workspace": (lambda: receive(ann, folder / "2.mrpkg"), WrongRecipientError),
        "a receipt for another laptop": (lambda: receive(copy, receipt), WrongRecipientError),
        "a receipt for another county": (lambda: receive(neighbour, receipt), WrongCountyError),
        "a package for another hub": (lambda: elsewhere.take_in(folder / "2.mrpkg"), WrongRecipientError),
        "an unknown sender": (lambda: office.take_in(folder / "stranger.mrpkg"), UnknownKeyError),
    }


def hub_says(office: Office) -> str:
    """Return the fingerprint that the office reads out."""
    return write_key_card("hub", office.folder / "said.card", profile_folder=office.profile)


def ann_says(ann: Laptop, folder: Path) -> str:
    """Return the fingerprint that a laptop reads out."""
    return write_key_card(ann.workspace.county_code, folder / "said.card", profile_folder=ann.profile)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_is_for_somebody_else_is_refused_and_changes_nothing(
    folder: Path, office: Office, ann: Laptop
) -> None:
    for name, (call, error) in refusals(folder, office, ann).items():
        before = (ann.rows(), hub_rows(office.hub), pending(ann), sorted(folder.iterdir()))
        with pytest.raises(error, match=r"was refused: .*nothing was changed"):
            call()
        assert (ann.rows(), hub_rows(office.hub), pending(ann), sorted(folder.iterdir())) == before, name


@pytest.mark.parametrize("encrypt", [False, True])
def test_a_key_speaks_only_for_the_counties_it_is_trusted_for(
    folder: Path, office: Office, encrypt: bool
) -> None:
    neighbour = Laptop.empty(folder, "neighbour", office.hub, county=ZHONGYANG)
    make_key(ZHONGYANG, profile_folder=neighbour.profile)
    said = write_key_card(ZHONGYANG, folder / "n.card", profile_folder=neighbour.profile)
    trust_card(folder / "n.card", said, scopes=["141125"], profile_folder=office.profile)
    make_key("hub", profile_folder=office.profile)
    known = write_key_card("hub", folder / "hub.card", profile_folder=office.profile)
    trust_card(folder / "hub.card", known, profile_folder=neighbour.profile)
    neighbour.pit()
    send(neighbour, folder / "1.mrpkg", encrypt=encrypt)

    with pytest.raises(UnknownKeyError, match="not trusted here for “141129”"):
        office.take_in(folder / "1.mrpkg")
    trust_sender(folder / "1.mrpkg", said.lower(), scope=ZHONGYANG, profile_folder=office.profile)
    assert office.take_in(folder / "1.mrpkg").accepted == 1


def test_a_county_that_the_hub_does_not_serve_is_told_so(folder: Path, office: Office, ann: Laptop) -> None:
    from plugin.sync.embedded_hub import create_hub

    create_hub(folder / "closed.mrhub", counties=[ZHONGYANG]).close()
    ann.pit()
    send(ann, folder / "1.mrpkg")

    with pytest.raises(CountyUnknownError, match="does not serve"):
        import_package_to_hub(
            folder / "closed.mrhub",
            folder / "1.mrpkg",
            folder / "r.mrpkg",
            profile_folder=office.profile,
        )
    assert not (folder / "r.mrpkg").exists()


def test_a_shared_key_is_trusted_by_its_card_alone(folder: Path, office: Office) -> None:
    laptop = Laptop.empty(folder, "old", office.hub)
    make_key(LIULIN, alg="hmac-sha256", profile_folder=laptop.profile)
    said = write_key_card(LIULIN, folder / "c.card", profile_folder=laptop.profile)
    make_key("hub", alg="hmac-sha256", profile_folder=office.profile)
    laptop.pit()
    send(laptop, folder / "1.mrpkg")

    with pytest.raises(UnknownKeyError, match="ask for the card of this shared key") as refused:
        office.take_in(folder / "1.mrpkg")
    assert refused.value.shared
    with pytest.raises(PackageKeyError, match="lacks its secret"):
        trust_sender(folder / "1.mrpkg", said, scope=LIULIN, profile_folder=office.profile)
    trust_card(folder / "c.card", said, profile_folder=office.profile)
    assert office.take_in(folder / "1.mrpkg").accepted == 1


def test_a_shared_county_key_serves_where_cryptography_is_not_installed(
    folder: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package_crypto, "has_cryptography", lambda: False)
    laptop = Laptop.empty(folder, "old", office.hub)
    office.meet(laptop, alg="hmac-sha256")
    laptop.pit()

    result = round_trip(laptop, office, folder / "1.mrpkg")

    assert result.pushed == 1
    assert make_key("hub", profile_folder=laptop.profile).alg == "hmac-sha256"
    with pytest.raises(PackageKeyError, match=r"cannot be encrypted.*or export without encryption"):
        send(laptop, folder / "2.mrpkg", encrypt=True)


def test_a_signature_or_a_seal_that_cannot_be_opened_without_cryptography_says_so(
    folder: Path, office: Office, ann: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.pit()
    send(ann, folder / "1.mrpkg")
    send(ann, folder / "2.mrpkg", encrypt=True)
    monkeypatch.setattr(package_crypto, "has_cryptography", lambda: False)

    for name in ("1.mrpkg", "2.mrpkg"):
        with pytest.raises(CryptographyMissingError, match="install the Python package “cryptography”"):
            office.take_in(folder / name)
    assert hub_rows(office.hub) == {}


def test_an_encrypted_package_for_somebody_else_is_refused(
    folder: Path, office: Office, ann: Laptop, bo: Laptop
) -> None:
    ann.pit()
    send(ann, folder / "1.mrpkg", encrypt=True)

    with pytest.raises(WrongRecipientError, match="encrypted for the holder of the key"):
        receive(bo, folder / "1.mrpkg")


def test_without_a_key_nothing_is_exported(folder: Path, office: Office) -> None:
    laptop = Laptop.empty(folder, "keyless", office.hub)
    laptop.pit()

    with pytest.raises(PackageKeyError, match="make one and give its card to the hub"):
        send(laptop, folder / "1.mrpkg")
    assert not (folder / "1.mrpkg").exists()


def test_a_place_that_cannot_be_written_says_so_and_everything_still_waits(
    folder: Path, office: Office, ann: Laptop
) -> None:
    ann.pit()
    (folder / "file").write_text("no folder")

    with pytest.raises(PackageNotWrittenError, match="what waits still waits"):
        send(ann, folder / "file" / "1.mrpkg")

    assert pending(ann) == 1
    assert round_trip(ann, office, folder / "1.mrpkg").pushed == 1


def test_a_workspace_that_goes_on_as_a_new_device_sends_everything_again(
    folder: Path, office: Office, ann: Laptop
) -> None:
    ann.pit()
    send(ann, folder / "1.mrpkg")
    office.take_in(folder / "1.mrpkg")
    continue_as_new_device(ann.workspace, profile_folder=ann.profile)

    with pytest.raises(WrongRecipientError, match="another workspace or another computer"):
        receive(ann, folder / "1.receipt.mrpkg")
    round_trip(ann, office, folder / "2.mrpkg")
    result = round_trip(ann, office, folder / "3.mrpkg")

    assert (result.pushed, result.conflicts, len(live_rows(office.hub))) == (0, 0, 1)


def test_a_workspace_that_was_put_back_from_a_backup_is_recognised(
    folder: Path, office: Office, ann: Laptop
) -> None:
    from plugin.sync.errors import RestoredBackupError

    pit = ann.pit(depth_m=1.0)
    round_trip(ann, office, folder / "1.mrpkg")
    backup = folder / "backup"
    shutil.copyfile(ann.workspace.path, backup)
    ann.edit(PIT, pit, depth_m=2.0)
    round_trip(ann, office, folder / "2.mrpkg")
    shutil.copyfile(backup, ann.workspace.path)
    ann.edit(PIT, pit, depth_m=9.0)
    send(ann, folder / "3.mrpkg")

    with pytest.raises(RestoredBackupError, match="continue it as a new device"):
        office.take_in(folder / "3.mrpkg")
    assert live_rows(office.hub)[(PIT, pit)]["depth_m"] == 2.0


def test_keys_are_listed_with_what_they_may_do(folder: Path, office: Office, ann: Laptop) -> None:
    own, trusted = known_keys(profile_folder=ann.profile)

    assert (own.own, own.scopes, own.alg, own.can_encrypt) == (True, ("141125",), "ed25519", True)
    assert (trusted.own, trusted.scopes) == (False, ("hub",))
    secret = ann.profile / "keys" / "own" / "141125.json"
    assert secret.stat().st_mode & 0o077 == 0


def test_a_fingerprint_that_is_not_the_one_read_out_is_not_trusted(
    folder: Path, office: Office, ann: Laptop
) -> None:
    write_key_card("141125", folder / "x.card", profile_folder=ann.profile)

    with pytest.raises(PackageKeyError, match="not the one that was given"):
        trust_card(folder / "x.card", "0000-" * 7 + "0000", profile_folder=office.profile)


def test_a_package_of_a_hundred_changes_is_small(folder: Path, office: Office, ann: Laptop) -> None:
    for number in range(100):
        ann.pit(f"141125T2024{number:04}", depth_m=number / 7)
    round_trip(ann, office, folder / "1.mrpkg")
    for (table, uuid), _ in list(ann.rows().items()):
        ann.edit(table, uuid, depth_m=1.5)

    send(ann, folder / "2.mrpkg")

    assert (folder / "2.mrpkg").stat().st_size < 10_000


def test_a_receipt_that_cannot_hold_all_says_so_and_the_next_brings_the_rest(
    folder: Path, office: Office, ann: Laptop, bo: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pits = [
        with_photo(ann, folder, f"photo {number}", number=f"141125T2024{number:04}") for number in range(6)
    ]
    ann.sync()
    for pit in pits:  # so that each photo's row comes before that of its problem
        ann.edit(PIT, pit, depth_m=7.0)
    ann.sync()
    for name, value in (("PAGE_ROWS", 2), ("ROWS_PER_RECEIPT", 4), ("PHOTOS_PER_PACKAGE", 2)):
        monkeypatch.setattr(f"plugin.workflows.package_hub.{name}", value)

    seen: list[tuple[bool, int]] = []
    for number in range(9):
        send(bo, folder / f"{number}.mrpkg")
        office_side = office.take_in(folder / f"{number}.mrpkg")
        result = receive(bo, office_side.receipt)
        seen.append((result.more, len(result.photos_missing)))
        assert result.more == office_side.more
        assert ("export once more for the rest" in result.account) == result.more
        if not result.more and not result.photos_missing:
            break

    assert len(seen) > 2 and seen[0][0]
    assert bo.rows() == ann.rows() == live_rows(office.hub)
    assert conflicts(bo.workspace) == []


def test_more_changes_and_photos_than_one_package_takes_go_in_several(
    folder: Path, office: Office, ann: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        with_photo(ann, folder, f"photo {number}", number=f"141125T2024{number:04}")
    monkeypatch.setattr("plugin.workflows.package_export.ROWS_PER_PACKAGE", 4)
    monkeypatch.setattr("plugin.workflows.package_export.PHOTOS_PER_PACKAGE", 2)

    exports = []
    for number in range(6):
        exports.append(send(ann, folder / f"{number}.mrpkg"))
        receive(ann, office.take_in(folder / f"{number}.mrpkg").receipt)

    assert [exported.changes for exported in exports] == [4, 4, 2, 0, 0, 0]
    assert "6 later changes wait until the receipt has come." in exports[0].account
    assert "1 photos did not fit and go with the next package." in exports[2].account
    assert sum(exported.photos for exported in exports) == 5
    assert live_rows(office.hub) == ann.rows()


def test_records_that_are_all_alike_are_no_bomb(folder: Path, office: Office, ann: Laptop) -> None:
    for number in range(20):
        ann.pit(str(number), note="x" * 200_000)

    round_trip(ann, office, folder / "1.mrpkg")

    assert len(live_rows(office.hub)) == 20
    with zipfile.ZipFile(folder / "1.mrpkg") as archive:
        assert archive.getinfo("changes.ndjson").compress_type == zipfile.ZIP_STORED
