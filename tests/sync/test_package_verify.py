"""Hostile and damaged packages: each refused with a sentence, and nothing read from it."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.domain.changes import HubRow
from plugin.sync import durable_files
from plugin.sync.batches import Batch, Change
from plugin.sync.hub import Accepted, PushResult, Refused, Stale
from plugin.sync.package_archive import ArchiveWriter, Limits
from plugin.sync.package_content import Reply, Request, read_reply, read_request, reply_lines, request_lines
from plugin.sync.package_errors import (
    DamagedPackageError,
    ForgedPackageError,
    HostilePackageError,
    NewerPackageError,
    PackageKeyError,
    PackageNotWrittenError,
    PackageRefusedError,
    UnknownKeyError,
)
from plugin.sync.package_keys import KeyRing
from plugin.sync.package_manifest import CHANGES, MANIFEST, SIGNATURE, Manifest
from plugin.sync.package_verify import Package, open_package, signer_of
from plugin.sync.packages import Photo, write_package
from tests.sync.laptops import quick_folder

COUNTY = "141125"
PHOTO = b"a photo" * 40

MANIFEST_DRAFT = Manifest(
    kind="changes",
    county=COUNTY,
    hub=None,
    device="ann",
    device_epoch="1",
    first=1,
    last=1,
    cursor=0,
    schema="s",
    previous=None,
    answers=None,
    recipient=None,
    at="2026-01-01T00:00:00.000Z",
    members={},
)
BATCH = Batch(
    county=COUNTY,
    device="ann",
    device_epoch="1",
    number=1,
    changes=(
        Change(
            table="mine",
            uuid="a",
            operation="insert",
            base_version=0,
            values={"name": "塌陷", "depth_m": 110.88333333333334, "geom": b"\x00\xff", "none": None},
        ),
    ),
)
REQUEST = Request(batch=BATCH, photos_here=(), photos_wanted=())


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return a folder with keys, a plain package and a sealed one."""
    with quick_folder() as name:
        folder = Path(name)
        ring = KeyRing(folder / "keys")
        ring.make(COUNTY)
        ring.make("hub")
        make(folder / "plain.mrpkg", ring)
        make(folder / "sealed.mrpkg", ring, sealed=True)
        yield folder


@pytest.fixture
def ring(folder: Path) -> KeyRing:
    """Return the keys."""
    return KeyRing(folder / "keys")


def photo_hash() -> str:
    return hashlib.sha256(PHOTO).hexdigest()


def make(path: Path, ring: KeyRing, *, sealed: bool = False, manifest: Manifest = MANIFEST_DRAFT) -> Path:
    """Return a package that is as it should be."""
    key, hub = ring.own(COUNTY), ring.own("hub")
    assert key is not None and hub is not None
    write_package(
        path,
        manifest,
        lines=request_lines(REQUEST),
        photos=[Photo(sha256=photo_hash(), size=len(PHOTO), pieces=lambda: [PHOTO])],
        key=key,
        seal_for=hub.public if sealed else None,
    )
    return path


def opened(path: Path, ring: KeyRing) -> Request:
    """Return what a package asks, after it was verified."""
    with open_package(path, ring) as package:
        return package.request()


def test_a_package_is_a_zip_that_any_program_opens(folder: Path, ring: KeyRing) -> None:
    with zipfile.ZipFile(folder / "plain.mrpkg") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [CHANGES, f"photos/{photo_hash()}", MANIFEST, SIGNATURE]
        assert json.loads(archive.read(MANIFEST))["county"] == COUNTY
    with open_package(folder / "plain.mrpkg", ring) as package:
        assert isinstance(package, Package)
        assert package.request() == REQUEST
        assert package.photo(photo_hash(), 3, 7) == PHOTO[3:10]


def test_the_same_content_is_the_same_bytes(folder: Path, ring: KeyRing) -> None:
    first = make(folder / "one.mrpkg", ring).read_bytes()

    assert make(folder / "two.mrpkg", ring).read_bytes() == first


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**9), change=st.integers(1, 255), name=st.sampled_from(["plain", "sealed"]))
def test_a_byte_changed_anywhere_is_refused(
    folder: Path, ring: KeyRing, place: int, change: int, name: str
) -> None:
    content = bytearray((folder / f"{name}.mrpkg").read_bytes())
    content[place % len(content)] ^= change
    (folder / "changed.mrpkg").write_bytes(content)

    with pytest.raises(PackageRefusedError, match="nothing was changed"):
        opened(folder / "changed.mrpkg", ring)


def test_each_single_bit_of_a_package_counts(folder: Path, ring: KeyRing) -> None:
    content = (folder / "plain.mrpkg").read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        (folder / "bit.mrpkg").write_bytes(changed)
        with pytest.raises(PackageRefusedError):
            opened(folder / "bit.mrpkg", ring)


@pytest.mark.parametrize("name", ["plain", "sealed"])
def test_cut_off_anywhere_or_with_something_added_it_is_refused(
    folder: Path, ring: KeyRing, name: str
) -> None:
    content = (folder / f"{name}.mrpkg").read_bytes()
    cuts = [content[:length] for length in range(0, len(content), 7)]
    added = [b"x" + content, content + b"x", content + content, content[:30] + b"x" + content[30:]]
    for changed in [*cuts, content[:-1], content[1:], *added]:
        (folder / "cut.mrpkg").write_bytes(changed)
        with pytest.raises(PackageRefusedError):
            opened(folder / "cut.mrpkg", ring)


def test_a_file_that_is_not_there_or_no_package_says_so(folder: Path, ring: KeyRing) -> None:
    (folder / "text.mrpkg").write_text("no package")

    with pytest.raises(DamagedPackageError, match="there is no such file"):
        opened(folder / "none.mrpkg", ring)
    with pytest.raises(DamagedPackageError, match="no package at all"):
        opened(folder / "text.mrpkg", ring)
    with pytest.raises(DamagedPackageError, match="cannot be read"):
        opened(folder, ring)


# -- ZIP files made to do harm


def zipped(folder: Path, fill: Callable[[zipfile.ZipFile], None]) -> Path:
    """Return a ZIP that Python's own library wrote."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}")
        fill(archive)
    (folder / "hostile.mrpkg").write_bytes(buffer.getvalue())
    return folder / "hostile.mrpkg"


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("changes.ndjson")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


HOSTILE: dict[str, tuple[Callable[[zipfile.ZipFile], None], str]] = {
    "a parent folder": (lambda a: a.writestr("photos/../../evil", "x"), "written outside of it"),
    "an absolute name": (lambda a: a.writestr("/etc/evil", "x"), "written outside of it"),
    "a Windows path": (lambda a: a.writestr("..\\evil", "x"), "written outside of it"),
    "a drive": (lambda a: a.writestr("C:evil", "x"), "written outside of it"),
    "a link": (lambda a: a.writestr(link(), "/etc/passwd"), "a link to another file"),
    "a foreign member": (lambda a: a.writestr("run.exe", "x"), "not one that packages have"),
    "a bomb": (lambda a: a.writestr("changes.ndjson", b"\0" * 50_000_000), "swell beyond measure"),
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_zip_that_was_made_to_do_harm_is_refused(folder: Path, ring: KeyRing, trick: str) -> None:
    fill, sentence = HOSTILE[trick]

    with pytest.raises(HostilePackageError, match=sentence):
        opened(zipped(folder, fill), ring)
    assert not list(folder.rglob("evil*"))


def test_a_member_that_is_there_twice_is_refused(folder: Path, ring: KeyRing) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("changes.ndjson", "one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("changes.ndjson", "two")

    with pytest.raises(HostilePackageError, match="there twice"):
        opened(zipped(folder, fill), ring)


def test_too_many_and_too_large_members_are_refused(folder: Path, ring: KeyRing) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        for number in range(30):
            archive.writestr(f"photos/{number:064x}", b"x" * 1000)

    path = zipped(folder, fill)
    for limits in (Limits(members=10), Limits(member_bytes=100)):
        with pytest.raises(HostilePackageError), open_package(path, ring, limits=limits):
            pass
    with pytest.raises(HostilePackageError), open_package(path, ring, limits=Limits(total_bytes=100)):
        pass


def test_a_size_that_lies_is_refused(folder: Path, ring: KeyRing) -> None:
    path = zipped(folder, lambda a: a.writestr("changes.ndjson", b"\0" * 100_000))
    content = path.read_bytes()
    path.write_bytes(content.replace((100_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))

    with pytest.raises(PackageRefusedError):
        opened(path, ring)


def test_a_zip_of_other_making_is_refused_though_its_members_are_right(folder: Path, ring: KeyRing) -> None:
    with zipfile.ZipFile(folder / "plain.mrpkg") as original:
        members = {name: original.read(name) for name in original.namelist()}
    with zipfile.ZipFile(folder / "again.mrpkg", "w") as copy:
        for name, content in members.items():
            copy.writestr(name, content)

    with pytest.raises(DamagedPackageError, match="was changed"):
        opened(folder / "again.mrpkg", ring)


# -- signatures


def rebuilt(folder: Path, change: Callable[[dict[str, bytes]], None], source: str = "plain.mrpkg") -> Path:
    """Return a package with other members, written as packages are."""
    with zipfile.ZipFile(folder / source) as original:
        members = {name: original.read(name) for name in original.namelist()}
    change(members)
    with (folder / "rebuilt.mrpkg").open("w+b") as file:
        writer = ArchiveWriter(file)
        for name, content in members.items():
            writer.add(name, [content], method=8 if name == CHANGES else 0)
        writer.finish()
    return folder / "rebuilt.mrpkg"


def set_to(name: str, edit: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], None]:
    """Return what changes one member."""

    def change(members: dict[str, bytes]) -> None:
        members[name] = edit(members[name])

    return change


def test_rebuilding_without_a_change_gives_the_package(folder: Path, ring: KeyRing) -> None:
    assert opened(rebuilt(folder, lambda _: None), ring) == REQUEST


FORGERIES: dict[str, tuple[Callable[[dict[str, bytes]], None], type[PackageRefusedError], str]] = {
    "changes": (set_to(CHANGES, lambda c: c.replace(b"mine", b"evil")), ForgedPackageError, "not those"),
    "county": (
        set_to(MANIFEST, lambda c: c.replace(b"141125", b"141129")),
        UnknownKeyError,
        "not trusted here for “141129”",
    ),
    "cursor": (
        set_to(MANIFEST, lambda c: c.replace(b'"cursor":0', b'"cursor":9')),
        ForgedPackageError,
        "sig",
    ),
    "signature": (set_to(SIGNATURE, lambda c: c[:-20] + b"0" * 18 + c[-2:]), ForgedPackageError, "signature"),
    "no photo": (
        lambda m: m.pop(next(n for n in m if "photos" in n)) and None,
        ForgedPackageError,
        "not those",
    ),
    "one photo more": (lambda m: m.update({f"photos/{0:064x}": b"x"}), ForgedPackageError, "not those"),
    "no signature": (lambda m: m.pop(SIGNATURE) and None, DamagedPackageError, "no signature"),
    "no manifest": (lambda m: m.pop(MANIFEST) and None, DamagedPackageError, "no manifest"),
    "newer format": (
        set_to(MANIFEST, lambda c: c.replace(b'"format":1', b'"format":2')),
        NewerPackageError,
        "has format 2, this plugin knows up to 1",
    ),
    "unknown kind of signature": (
        set_to(SIGNATURE, lambda c: c.replace(b"ed25519", b"sm2")),
        UnknownKeyError,
        "which is not trusted",
    ),
    "manifest that is no JSON": (set_to(MANIFEST, lambda c: c[:-1]), DamagedPackageError, "manifest"),
    "manifest of another form": (set_to(MANIFEST, lambda c: c + b" "), DamagedPackageError, "canonical"),
    "manifest of wrong kinds": (
        set_to(MANIFEST, lambda c: c.replace(b'"first":1', b'"first":"1"')),
        DamagedPackageError,
        "manifest",
    ),
    "signature that is no JSON": (set_to(SIGNATURE, lambda c: c[1:]), DamagedPackageError, "signature"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_package_that_was_forged_is_refused(folder: Path, ring: KeyRing, forgery: str) -> None:
    change, error, sentence = FORGERIES[forgery]

    with pytest.raises(error, match=sentence):
        opened(rebuilt(folder, change), ring)


def test_a_photo_under_the_name_of_another_is_refused(folder: Path, ring: KeyRing) -> None:
    key = ring.own(COUNTY)
    assert key is not None
    write_package(
        folder / "swapped.mrpkg",
        MANIFEST_DRAFT,
        lines=request_lines(REQUEST),
        photos=[Photo(sha256="0" * 64, size=5, pieces=lambda: [b"other"])],
        key=key,
    )

    with pytest.raises(ForgedPackageError, match="other content than its name says"):
        opened(folder / "swapped.mrpkg", ring)


def test_an_unknown_key_is_named_so_that_it_can_be_compared(folder: Path, ring: KeyRing) -> None:
    stranger = KeyRing(folder / "stranger")
    stranger.make(COUNTY)
    stranger.make("hub")
    path = make(folder / "strange.mrpkg", stranger)

    with pytest.raises(UnknownKeyError, match="compare the fingerprint") as raised:
        opened(path, ring)

    public = signer_of(path, ring)
    assert public is not None and public.fingerprint == raised.value.fingerprint
    trusting = KeyRing(folder / "trusting")
    trusting.trust_key(public, public.fingerprint, scopes=[COUNTY])
    assert opened(path, trusting) == REQUEST
    trusting.forget(public.fingerprint)
    with pytest.raises(UnknownKeyError):
        opened(path, trusting)


def test_a_newer_seal_asks_for_an_update(folder: Path, ring: KeyRing) -> None:
    path = rebuilt(
        folder, set_to("seal.json", lambda c: c.replace(b'"format":1', b'"format":2')), "sealed.mrpkg"
    )

    with pytest.raises(NewerPackageError, match="update the plugin"):
        opened(path, ring)


# -- the lines


def test_requests_and_replies_come_back_as_they_were() -> None:
    row = HubRow(table="mine", uuid="a", version=3, sequence=9, deleted=True, values={"x": 1.5, "y": b"z"})
    reply = Reply(
        hub="h",
        batch_hash=BATCH.content_hash,
        results=PushResult(rows=(Accepted(1, 2), Stale(row), Refused("why", row), Refused("so"))),
        since=4,
        cursor=9,
        shared_sequence=True,
        rows=(row, replace(row, uuid="b", deleted=False)),
        photos_there=frozenset({"p"}),
    )

    assert read_reply(b"".join(reply_lines(reply))) == reply
    assert read_request(b"".join(request_lines(REQUEST))) == REQUEST
    assert read_request(b"".join(request_lines(replace(REQUEST, batch=None)))).batch is None


# -- keys and writing


def test_a_key_is_made_once_and_kept(folder: Path) -> None:
    ring = KeyRing(folder / "once")
    made = ring.make(COUNTY)

    with pytest.raises(PackageKeyError, match="already"):
        ring.make(COUNTY)
    with pytest.raises(PackageKeyError, match="neither a county nor the hub"):
        ring.make("../evil")
    assert ring.own(COUNTY) == made
    assert KeyRing(folder / "nowhere").own_by_scope() == {}


def test_a_damaged_key_says_so(folder: Path) -> None:
    ring = KeyRing(folder / "damaged")
    ring.make(COUNTY)
    file = folder / "damaged" / "own" / f"{COUNTY}.json"
    for content in (b"{", b"[]", b'{"public":{}}'):
        file.write_bytes(content)
        with pytest.raises(PackageKeyError, match="put its backup back"):
            ring.own(COUNTY)


STEPS = ("make_folder", "close_to_others", "flush", "take_name")


@pytest.mark.parametrize("step", STEPS)
def test_a_write_that_fails_leaves_the_old_package_and_no_draft(
    folder: Path, ring: KeyRing, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    place = folder / step
    before = make(place / "p.mrpkg", ring).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable_files, step, full)
    with pytest.raises(PackageNotWrittenError, match="the disk is full"):
        make(place / "p.mrpkg", ring, manifest=replace(MANIFEST_DRAFT, cursor=7))
    monkeypatch.undo()

    assert (place / "p.mrpkg").read_bytes() == before
    assert [path.name for path in place.iterdir()] == ["p.mrpkg"]
