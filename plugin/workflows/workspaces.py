"""Creating, opening, copying and checking a survey workspace."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from .. import drafts
from ..store.checks import Finding, all_findings
from ..store.errors import NotAWorkspaceError
from ..store.photos import missing_photos
from ..store.workspace import Workspace, copy_workspace, create_workspace, open_workspace

SHOWN_RECORDS = 10
"""How many records of one finding the report names."""


@dataclass(frozen=True, kw_only=True)
class CheckReport:
    """What was found: errors want mending before the next sync, warnings are for a person to judge."""

    path: Path
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether there are no errors."""
        return not self.errors

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON takes it."""
        return {
            "path": str(self.path),
            "ok": self.ok,
            "errors": [_as_dict(finding) for finding in self.errors],
            "warnings": [_as_dict(finding) for finding in self.warnings],
        }

    def html(self) -> str:
        """Return the report as an HTML fragment; every name and message is escaped."""
        parts = [f"<h2>{escape(self.path.name)}</h2>"]
        if not self.errors and not self.warnings:
            parts.append("<p>Nothing is wrong.</p>")
        for title, findings in (("Errors", self.errors), ("Warnings", self.warnings)):
            if findings:
                parts.append(f"<h3>{title}</h3><ul>{''.join(_item(finding) for finding in findings)}</ul>")
        return "\n".join(parts)


def create(
    path: Path | str,
    *,
    county_code: str,
    county_name: str | None = None,
    profile: str = "national",
    overwrite: bool = False,
) -> Workspace:
    """Return a new, empty workspace of a county. Raises UnknownCountyError, WorkspaceNotWritableError."""
    return create_workspace(
        path, county_code=county_code, county_name=county_name, profile=profile, overwrite=overwrite
    )


def open_(path: Path | str) -> Workspace:
    """Return the workspace at the path, brought to the schema of today.

    What a killed process left half written beside it, or among its photos, is swept away. Raises
    NotAWorkspaceError, NewerWorkspaceError, WorkspaceLockedError.
    """
    workspace = open_workspace(path)
    if not workspace.on_network_share:
        drafts.sweep(workspace.path.parent)
        drafts.sweep(workspace.photo_folder)
    return workspace


def copy(source: Path | str, target: Path | str, *, overwrite: bool = False) -> Workspace:
    """Return the copy of a workspace with its photos, complete also while the source is open in QGIS.

    Raises NotAWorkspaceError, WorkspaceNotWritableError.
    """
    return copy_workspace(source, target, overwrite=overwrite)


def check(path: Path | str) -> CheckReport:
    """Return what is wrong with the workspace at the path; nothing is changed but an older schema.

    Looks at the file's integrity, schema, triggers, uuids, orphans, codes, geometries, spatial index, photos,
    and at grades that are out of date. Raises NotAWorkspaceError where the path holds no workspace at all.
    """
    workspace = open_workspace(path)
    try:
        with workspace.connect() as connection:
            findings = all_findings(connection, workspace.schema)
        if not any(finding.kind in ("damaged", "incomplete") for finding in findings):
            findings.extend(_missing_photos(workspace))
    except NotAWorkspaceError as error:
        findings = [Finding(kind="damaged", severity="error", message=str(error))]
    return CheckReport(
        path=workspace.path,
        errors=tuple(finding for finding in findings if finding.severity == "error"),
        warnings=tuple(finding for finding in findings if finding.severity == "warning"),
    )


def _missing_photos(workspace: Workspace) -> list[Finding]:
    missing = missing_photos(workspace)
    if not missing:
        return []
    names = ", ".join(photo.original_name or photo.path.name for photo in missing[:SHOWN_RECORDS])
    message = (
        f"{len(missing)} photo(s) are not in “{workspace.photo_folder.name}” ({names});"
        " copy the folder that belongs to the workspace beside it, or sync."
    )
    uuids = tuple(photo.uuid for photo in missing)
    return [Finding(kind="missing_photo", severity="warning", table="photo", uuids=uuids, message=message)]


def _as_dict(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "table": finding.table,
        "message": finding.message,
        "uuids": list(finding.uuids),
    }


def _item(finding: Finding) -> str:
    shown = ", ".join(escape(uuid) for uuid in finding.uuids[:SHOWN_RECORDS])
    more = "" if len(finding.uuids) <= SHOWN_RECORDS else f" … (+{len(finding.uuids) - SHOWN_RECORDS})"
    records = f"<br><small>{shown}{more}</small>" if shown else ""
    return f"<li>{escape(finding.message)}{records}</li>"
