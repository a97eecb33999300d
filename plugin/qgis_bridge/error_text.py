"""The sentence that a person reads for an error, in the language of the interface.

The engine raises errors with English sentences and fields; here each class has its sentence for
the translator. An error that is not listed says its own English sentence, which is better than nothing; a
test fails for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..domain.errors import MineRestorationError
from ..store.errors import SHOWN_PARTS
from ..store.schema import load_schema
from .border_text import BORDER_SENTENCES
from .hub_text import HUB_SENTENCES
from .input_text import INPUT_SENTENCES
from .labels import language
from .package_text import PACKAGE_SENTENCES
from .problem_text import column_name, problem_text
from .review_text import REVIEW_SENTENCES
from .rule_text import RULE_SENTENCES
from .translation import tr


def sentence_of(error: BaseException) -> str:
    """Return one sentence that says what failed, on what, and what to do next."""
    for kind in type(error).__mro__:
        say = _SENTENCES.get(kind.__name__)
        if say is not None:
            return say(error)
    if isinstance(error, MineRestorationError):
        return str(error)
    return tr("Something unexpected happened ({}); the log panel has the details.").format(
        str(error) or type(error).__name__
    )


def says_its_own(kind: type[BaseException]) -> bool:
    """Return whether an error of this class is shown with the message it was raised with."""
    names = {one.__name__ for one in kind.__mro__}
    return not names & _SENTENCES.keys() and not names & _TRANSLATED_WHERE_RAISED


def table_name(table: str) -> str:
    """Return the name of a table in the interface's language."""
    description = load_schema().tables.get(table)
    return description.labels[language()] if description else table


def _cancelled(error: Any) -> str:
    return tr("The work was cancelled; nothing was changed by the cancelled step.")


def _unknown_code(error: Any) -> str:
    return tr(
        "The code “{}” is not in the list “{}”; choose one of the list's codes or add it there."
    ).format(error.code, error.list_name)


def _rule_table(error: Any) -> str:
    return tr("The row “{}” of the table “{}” cannot be used ({}); correct the row and try again.").format(
        error.row_id, error.table, problem_text(error.problem)
    )


def _unreadable_date(error: Any) -> str:
    if error.problem == "ends before it begins":
        return tr("The time “{}” ends before it begins; write the earlier one first.").format(error.text)
    if error.problem == "is no day of the calendar":
        return tr("“{}” is no day of the calendar; write it like 1985-03-02.").format(error.text)
    return tr("The time “{}” cannot be read; write it like 1985, 1985-03, 1985-03-02 or 八十年代.").format(
        error.text
    )


def _no_workspace(error: Any) -> str:
    return tr("No workspace is open; open or create one first.")


def _layer_missing(error: Any) -> str:
    return tr("The layer “{}” is not in the project; open the workspace again to bring it back.").format(
        table_name(error.table)
    )


def _layer_unreadable(error: Any) -> str:
    return tr("QGIS cannot open “{}” of “{}” ({}); check the workspace, or open a copy of it.").format(
        table_name(error.table), error.path, error.reason
    )


def _layer_not_editable(error: Any) -> str:
    return tr(
        "The layer “{}” cannot be edited; check that neither the workspace nor the layer is read-only."
    ).format(table_name(error.table))


def _edit_refused(error: Any) -> str:
    return tr(
        "QGIS refused the change of a record of “{}”; nothing was changed,"
        " save or discard the open edits and try again."
    ).format(table_name(error.table))


def _record_missing(error: Any) -> str:
    return tr("This record of “{}” does not exist any more; the list is read again.").format(
        table_name(error.table)
    )


def _save_failed(error: Any) -> str:
    if error.locked:
        return tr(
            "The edits could not be saved: another program writes to “{}”; they are kept, save again."
        ).format(error.path)
    return tr("The edits of “{}” could not be saved ({}); they are kept, save again in a moment.").format(
        error.path, "; ".join(error.reasons)
    )


def _unsaved(error: Any) -> str:
    return tr("“{}” has {} unsaved records; save or discard them before you close it.").format(
        error.path, error.count
    )


def _project_not_stored(error: Any) -> str:
    return tr(
        "The QGIS project could not be stored in “{}” ({}); close other programs that use it and try again."
    ).format(error.path, error.reason)


def _missing_crs(error: Any) -> str:
    return tr(
        "The layer “{}” has no coordinate reference system; set one in its properties and try again."
    ).format(getattr(error, "layer", None) or getattr(error, "name", ""))


def _unexpected(error: Any) -> str:
    return tr(
        "“{}” ended unexpectedly ({}); the log panel has the details, report them and try again."
    ).format(error.work, error.cause)


def _not_a_workspace(error: Any) -> str:
    return tr("“{}” cannot be opened as a workspace: {}; choose a workspace or create one.").format(
        error.path, problem_text(error.problem)
    )


def _newer_workspace(error: Any) -> str:
    return tr(
        "The workspace “{}” has schema {}, this plugin knows up to {}; update the plugin, then open it again."
    ).format(error.path, error.found, error.supported)


def _incomplete(error: Any) -> str:
    names = ", ".join(part_name(part) for part in error.parts[:SHOWN_PARTS])
    if len(error.parts) > SHOWN_PARTS:
        names += " …"
    if error.repairable:
        return tr("The workspace “{}” has lost what belongs to it ({}); check and repair it.").format(
            error.path, names
        )
    return tr("The workspace “{}” has lost what belongs to it ({}); open a copy of it.").format(
        error.path, names
    )


def part_name(part: str) -> str:
    """Return a table's label, or a column's (`table.column`) with its table's."""
    table, _, column = part.partition(".")
    return f"{table_name(table)}: {column_name(table, column)}" if column else table_name(table)


def _not_writable(error: Any) -> str:
    return tr("“{}” cannot be written: {}; choose another folder or mend that, then try again.").format(
        error.path, problem_text(error.problem)
    )


def _locked(error: Any) -> str:
    return tr(
        "The workspace “{}” is being written by another program; nothing was changed, wait a moment "
        "and try again."
    ).format(error.path)


def _unknown_county(error: Any) -> str:
    return tr(
        "“{}” is no county in the list of codes; give the six digits of a county, such as 141125."
    ).format(error.code)


def _invalid_record(error: Any) -> str:
    return tr("A record of “{}” cannot be saved: {}; correct it and save again.").format(
        table_name(error.table), problem_text(error.problem, error.table)
    )


def _unreadable_photo(error: Any) -> str:
    return tr("The photo “{}” cannot be added; choose another file.").format(error.path)


def _change_log(error: Any) -> str:
    return tr(
        "The workspace “{}” no longer notes changes of {}; nothing was exchanged,"
        " check and repair the workspace, then sync again."
    ).format(error.path, ", ".join(table_name(table) for table in error.tables))


def _hub_address(error: Any) -> str:
    path = Path(error.address)
    if path.is_absolute() and not path.exists():
        return _nothing_there(error)
    return tr(
        "“{}” is no hub that can be used; choose a hub file (*.mrhub or *.sqlite), a mailbox folder"
        " or a PostGIS database (postgresql://…)."
    ).format(error.address)


def _nothing_there(error: Any) -> str:
    return tr(
        "There is no hub at “{}”: was a stick or a share taken away? Connect it and sync again, or choose"
        " where the hub is now."
    ).format(error.address)


def _not_a_hub(error: Any) -> str:
    if Path(error.address).is_dir() and error.problem.startswith("the folder holds no"):
        return tr(
            "There is no mailbox in the folder “{}”: is the right stick or share connected? Connect it and"
            " sync again; a new mailbox takes an empty folder."
        ).format(error.address)
    return tr("“{}” is no hub file ({}); choose the hub's own file.").format(
        error.address, problem_text(error.problem)
    )


def _hub_exists(error: Any) -> str:
    return tr("“{}” exists already and was left as it is; choose another name for the new hub.").format(
        error.address
    )


def _newer_hub(error: Any) -> str:
    return tr(
        "The hub “{}” has format {}, this plugin knows up to {}; update the plugin, then sync again."
    ).format(error.address, error.found, error.supported)


def _hub_not_writable(error: Any) -> str:
    return tr(
        "Nothing can be written to the hub “{}”: {}; what waits here is kept, mend that and sync again."
    ).format(error.address, problem_text(error.problem))


def _hub_unavailable(error: Any) -> str:
    return tr("The hub “{}” does not answer ({}); nothing was lost, mend that and sync again.").format(
        error.address, problem_text(error.problem)
    )


def _county_unknown(error: Any) -> str:
    return tr("The hub “{}” does not serve the county “{}”; choose your county's hub.").format(
        error.address, error.county
    )


def _wrong_hub(error: Any) -> str:
    return tr(
        "The hub “{}” is not the one this workspace belongs to; nothing was exchanged, choose the hub it was"
        " synced with before. Where your hub was started anew, create a new workspace and sync that; this one"
        " stays as it is."
    ).format(error.address)


def _hub_went_back(error: Any) -> str:
    return tr(
        "The hub “{}” is an old copy: it ends at change {}, this workspace has received up to {};"
        " nothing was exchanged, bring the newest copy of the hub."
    ).format(error.address, error.last_sequence, error.cursor)


def _restored_backup(error: Any) -> str:
    return tr(
        "The workspace is an older copy (a restored backup, or a cloned computer) of one that has synced"
        " since; nothing was taken from it and what is recorded in it stays: continue it as a new device"
        " (sync dock → Connect…), then sync or export again."
    )


def _settled(error: Any) -> str:
    return tr("This conflict was answered already, or its record is gone; the list is read again.")


def _unreadable_file(error: Any) -> str:
    return tr("“{}” cannot be read ({}); check the file and choose it again.").format(
        error.path, problem_text(error.problem)
    )


def _elevation(error: Any) -> str:
    return tr("The elevation model “{}” cannot be used: {}.").format(
        error.source, problem_text(error.problem)
    )


def _sight_setting(error: Any) -> str:
    return tr("{} is no value for the visible range; give a number that is not below 0.").format(
        f"{error.value:g}"
    )


def _raster_not_a_file(error: Any) -> str:
    return tr("The layer “{}” is no file on this machine; export it as a GeoTIFF and use that.").format(
        error.layer
    )


_TRANSLATED_WHERE_RAISED = frozenset({"CredentialsError", "NoAddressOfLoginError"})
"""Errors of this layer itself, whose message is in the person's language already."""

_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    **INPUT_SENTENCES,
    **PACKAGE_SENTENCES,
    **HUB_SENTENCES,
    **BORDER_SENTENCES,
    **REVIEW_SENTENCES,
    **RULE_SENTENCES,
    "CancelledError": _cancelled,
    "UnknownCodeError": _unknown_code,
    "RuleTableError": _rule_table,
    "UnreadableDateError": _unreadable_date,
    "NoWorkspaceError": _no_workspace,
    "LayerMissingError": _layer_missing,
    "LayerUnreadableError": _layer_unreadable,
    "LayerNotEditableError": _layer_not_editable,
    "EditRefusedError": _edit_refused,
    "RecordMissingError": _record_missing,
    "SaveFailedError": _save_failed,
    "UnsavedEditsError": _unsaved,
    "ProjectNotStoredError": _project_not_stored,
    "MissingCrsError": _missing_crs,
    "UnexpectedError": _unexpected,
    "NotAWorkspaceError": _not_a_workspace,
    "IncompleteWorkspaceError": _incomplete,
    "NewerWorkspaceError": _newer_workspace,
    "WorkspaceNotWritableError": _not_writable,
    "WorkspaceLockedError": _locked,
    "UnknownCountyError": _unknown_county,
    "InvalidRecordError": _invalid_record,
    "UnreadablePhotoError": _unreadable_photo,
    "ChangeLogError": _change_log,
    "HubAddressError": _hub_address,
    "HubNotFoundError": _nothing_there,
    "NotAHubError": _not_a_hub,
    "HubExistsError": _hub_exists,
    "NewerHubError": _newer_hub,
    "HubUnavailableError": _hub_unavailable,
    "HubNotWritableError": _hub_not_writable,
    "CountyUnknownError": _county_unknown,
    "WrongHubError": _wrong_hub,
    "HubWentBackError": _hub_went_back,
    "RestoredBackupError": _restored_backup,
    "BatchGapError": _restored_backup,
    "UnknownConflictError": _settled,
    "ConflictSettledError": _settled,
    "UnreadableFileError": _unreadable_file,
    "ElevationError": _elevation,
    "UnusableSightError": _sight_setting,
    "RasterNotAFileError": _raster_not_a_file,
}
