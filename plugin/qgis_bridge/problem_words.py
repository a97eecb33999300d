"""The engine's words for what is wrong, in the language of the interface.

An error of the engine carries its problem as English words. Those that a person can meet stand here, `{}`
where a value is; a test fails where the engine has words that nobody translated.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping

from .import_words import IMPORT_WORDS
from .translation import tr


def said(problem: str) -> str | None:
    """Return the words for a problem in the interface's language, None where they are not known.

    A value in them that is itself a known problem, such as what the system says, is translated with them.
    """
    say = PROBLEM_WORDS.get(problem)
    if say is not None:
        return say()
    for pattern, template in _patterns():
        found = pattern.fullmatch(problem)
        if found is not None:
            values = [said(value) or value for value in found.groups()]
            return PROBLEM_WORDS[template]().format(*values)
    return None


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(re.escape(words).replace(r"\{\}", "(.+?)"), re.DOTALL), words)
        for words in PROBLEM_WORDS
        if "{}" in words
    )


PROBLEM_WORDS: Mapping[str, Callable[[], str]] = {
    "Permission denied": lambda: tr("Permission denied"),
    "Operation not permitted": lambda: tr("Operation not permitted"),
    "No space left on device": lambda: tr("No space left on device"),
    "Disk quota exceeded": lambda: tr("Disk quota exceeded"),
    "Read-only file system": lambda: tr("Read-only file system"),
    "No such file or directory": lambda: tr("No such file or directory"),
    "File exists": lambda: tr("File exists"),
    "Is a directory": lambda: tr("Is a directory"),
    "Not a directory": lambda: tr("Not a directory"),
    "Input/output error": lambda: tr("Input/output error"),
    "File name too long": lambda: tr("File name too long"),
    "unable to open database file": lambda: tr("its folder is read-only or not there"),
    "it is not there": lambda: tr("it is not there"),
    "it holds no layer of features": lambda: tr("it holds no layer of features"),
    "“{}” is none of {}": lambda: tr("“{}” is none of {}"),
    "it holds no rows": lambda: tr("it holds no rows"),
    "a row has more cells than there are headings": lambda: tr(
        "a row has more cells than there are headings"
    ),
    "its text is neither UTF-8 nor GBK": lambda: tr("its text is neither UTF-8 nor GBK"),
    "it is no list of rows": lambda: tr("it is no list of rows"),
    "it is not a workbook that can be opened": lambda: tr("it is not a workbook that can be opened"),
    "it has no row of column names": lambda: tr("it has no row of column names"),
    "“{}” is no object of column names": lambda: tr("“{}” is no object of column names"),
    "“{}” is no JSON": lambda: tr("“{}” is no JSON"),
    "names the target column “{}”, which the target table does not have": lambda: tr(
        "names the target column “{}”, which the target table does not have"
    ),
    "names the source column “{}”, which the source does not have": lambda: tr(
        "names the source column “{}”, which the source does not have"
    ),
    "cannot be reprojected ({}); reproject it in QGIS first": lambda: tr(
        "cannot be reprojected ({}); reproject it in QGIS first"
    ),
    "cannot be read to its end ({})": lambda: tr("cannot be read to its end ({})"),
    "cannot be written ({}); choose another folder": lambda: tr(
        "cannot be written ({}); choose another folder"
    ),
    "it is on a network share, where two writers would damage it; work on a copy on this computer": lambda: (
        tr("it is on a network share, where two writers would damage it; work on a copy on this computer")
    ),
    "“{}” is no folder": lambda: tr("“{}” is no folder"),
    "it cannot be read ({})": lambda: tr("it cannot be read ({})"),
    "the copy does not hold the same rows as the original": lambda: tr(
        "the copy does not hold the same rows as the original"
    ),
    "no GeoPackage in it is a workspace": lambda: tr("no GeoPackage in it is a workspace"),
    "there is no problem {}": lambda: tr("there is no problem {}"),
    "its rows are recorded by people and are not replaced as a whole": lambda: tr(
        "its rows are recorded by people and are not replaced as a whole"
    ),
    "there is no column “{}”": lambda: tr("there is no column “{}”"),
    "another record has its uuid already": lambda: tr("another record has its uuid already"),
    "“{}” is no derived column": lambda: tr("“{}” is no derived column"),
    "it came from the hub and does not fit ({})": lambda: tr("it came from the hub and does not fit ({})"),
    "its geometry is a {}, the table takes {}": lambda: tr("its geometry is a {}, the table takes {}"),
    "its uuid is not a lower-case version 4 UUID": lambda: tr("its uuid is not a lower-case version 4 UUID"),
    "its geometry is empty": lambda: tr("its geometry is empty"),
    "its geometry has a coordinate that is no number": lambda: tr(
        "its geometry has a coordinate that is no number"
    ),
    "its coordinates are not longitude and latitude in degrees (EPSG:4490)": lambda: tr(
        "its coordinates are not longitude and latitude in degrees (EPSG:4490)"
    ),
    "the workspace has no such table": lambda: tr("the workspace has no such table"),
    "the table takes no geometry": lambda: tr("the table takes no geometry"),
    "the column “{}” is required and missing": lambda: tr("the column “{}” is required and missing"),
    "the column “{}” is no time that can be read: “{}”": lambda: tr(
        "the column “{}” is no time that can be read: “{}”"
    ),
    "the column “{}” takes yes or no, not “{}”": lambda: tr("the column “{}” takes yes or no, not “{}”"),
    "the column “{}” takes text, not {}": lambda: tr("the column “{}” takes text, not {}"),
    "the column “{}” takes a finite number; a missing value is left blank": lambda: tr(
        "the column “{}” takes a finite number; a missing value is left blank"
    ),
    "the column “{}” takes a 64-bit whole number, not {}": lambda: tr(
        "the column “{}” takes a 64-bit whole number, not {}"
    ),
    "the column “{}” takes a whole number, not {}": lambda: tr(
        "the column “{}” takes a whole number, not {}"
    ),
    "the column “{}” takes a number, not {}": lambda: tr("the column “{}” takes a number, not {}"),
    "the column “{}” takes yes or no (1 or 0), not {}": lambda: tr(
        "the column “{}” takes yes or no (1 or 0), not {}"
    ),
    "the column “{}” takes a date such as 2024-05-31, not {}": lambda: tr(
        "the column “{}” takes a date such as 2024-05-31, not {}"
    ),
    "the column “{}” takes a time such as 2024-05-31T08:00:00Z, not {}": lambda: tr(
        "the column “{}” takes a time such as 2024-05-31T08:00:00Z, not {}"
    ),
    "the column “{}” takes bytes, not {}": lambda: tr("the column “{}” takes bytes, not {}"),
    "another program is writing it": lambda: tr("another program is writing it"),
    "its file or folder is read-only": lambda: tr("its file or folder is read-only"),
    "its file cannot be opened with your rights": lambda: tr("its file cannot be opened with your rights"),
    "the file cannot be created ({})": lambda: tr("the file cannot be created ({})"),
    "its mailbox.json is of another program": lambda: tr("its mailbox.json is of another program"),
    "the folder holds no {}, so it is no mailbox": lambda: tr("the folder holds no {}, so it is no mailbox"),
    "its {} is damaged": lambda: tr("its {} is damaged"),
    "its index on this computer cannot be used ({})": lambda: tr(
        "its index on this computer cannot be used ({})"
    ),
    "its index cannot be kept on this computer ({})": lambda: tr(
        "its index cannot be kept on this computer ({})"
    ),
    "it is restarting after a fault": lambda: tr("it is restarting after a fault"),
    "two writers were in each other's way": lambda: tr("two writers were in each other's way"),
    "it reports an error ({})": lambda: tr("it reports an error ({})"),
    "it has the option “{}”, which is not for a hub": lambda: tr(
        "it has the option “{}”, which is not for a hub"
    ),
    "your login does not administer this hub": lambda: tr("your login does not administer this hub"),
    "a record is shared by a reviewer of its own county": lambda: tr(
        "a record is shared by a reviewer of its own county"
    ),
    "a record is shared with another county, to read or to propose": lambda: tr(
        "a record is shared with another county, to read or to propose"
    ),
    "a proposal is answered by the county that owns the record": lambda: tr(
        "a proposal is answered by the county that owns the record"
    ),
    "that person has no role in the whole province": lambda: tr(
        "that person has no role in the whole province"
    ),
    "the history of the hub is not changed": lambda: tr("the history of the hub is not changed"),
    "the login “{}” passes every border between counties; take another one": lambda: tr(
        "the login “{}” passes every border between counties; take another one"
    ),
    "“{}” is no login; take small letters, digits and _, then try again": lambda: tr(
        "“{}” is no login; take small letters, digits and _, then try again"
    ),
    "it needs PostgreSQL 15 or later; upgrade the server, then install again": lambda: tr(
        "it needs PostgreSQL 15 or later; upgrade the server, then install again"
    ),
    "there is no role “{}”; take one of {}": lambda: tr("there is no role “{}”; take one of {}"),
    "“{}” is no code of a province, city or county; write its six digits": lambda: tr(
        "“{}” is no code of a province, city or county; write its six digits"
    ),
    "“{}” is no code of a county; write its six digits and try again": lambda: tr(
        "“{}” is no code of a county; write its six digits and try again"
    ),
    "is not in UTF-8": lambda: tr("is not in UTF-8"),
    "cannot be read ({})": lambda: tr("cannot be read ({})"),
    "has no column “{}”": lambda: tr("has no column “{}”"),
    "has nothing for “{}” in line {}": lambda: tr("has nothing for “{}” in line {}"),
    "the province has accepted this record; ask for it to be reopened before changing it": lambda: tr(
        "the province has accepted this record; ask for it to be reopened before changing it"
    ),
    "a record is returned with a reason; write it and send again": lambda: tr(
        "a record is returned with a reason; write it and send again"
    ),
    "the record it belongs to is not in the hub": lambda: tr("the record it belongs to is not in the hub"),
    "your role may not do this to a record in the review state “{}”": lambda: tr(
        "your role may not do this to a record in the review state “{}”"
    ),
    "your role may not bring a record from the review state “{}” to “{}”": lambda: tr(
        "your role may not bring a record from the review state “{}” to “{}”"
    ),
    "it is not in the hub": lambda: tr("it is not in the hub"),
    "what this record was before is not in this mailbox; copy the folder it was last synchronised with"
    " into it, or synchronise with that one": lambda: tr(
        "what this record was before is not in this mailbox; copy the folder it was last synchronised with"
        " into it, or synchronise with that one"
    ),
    "its member {} is too large": lambda: tr("its member {} is too large"),
    "it holds {} members, more than any package": lambda: tr("it holds {} members, more than any package"),
    "its members together are larger than any package": lambda: tr(
        "its members together are larger than any package"
    ),
    "it is larger than any package": lambda: tr("it is larger than any package"),
    "its member “{}” is a link to another file": lambda: tr("its member “{}” is a link to another file"),
    "its member “{}” would be written outside of it": lambda: tr(
        "its member “{}” would be written outside of it"
    ),
    "its member “{}” is there twice": lambda: tr("its member “{}” is there twice"),
    "its member “{}” is locked with a password": lambda: tr("its member “{}” is locked with a password"),
    "its member “{}” is not one that packages have": lambda: tr(
        "its member “{}” is not one that packages have"
    ),
    "its member “{}” would swell beyond measure": lambda: tr("its member “{}” would swell beyond measure"),
    "its changes are not those its manifest speaks of": lambda: tr(
        "its changes are not those its manifest speaks of"
    ),
    "The signature “{}” is not known to this version": lambda: tr(
        "The signature “{}” is not known to this version"
    ),
    "The signature “{}” needs the Python package “cryptography”, which is not installed": lambda: tr(
        "The signature “{}” needs the Python package “cryptography”, which is not installed"
    ),
    "“{}” is neither a county nor the hub": lambda: tr("“{}” is neither a county nor the hub"),
    "There is a key for “{}” already": lambda: tr("There is a key for “{}” already"),
    "There is no key for “{}” on this computer": lambda: tr("There is no key for “{}” on this computer"),
    "The fingerprint of the key is {}, not the one that was given": lambda: tr(
        "the key's fingerprint is {}, not the one that was given; compare it once more by telephone, and do"
        " not trust the key before they agree"
    ),
    "A key of this computer is damaged": lambda: tr("A key of this computer is damaged"),
    "The trusted key {} is damaged": lambda: tr("The trusted key {} is damaged"),
    "The key file “{}” cannot be read ({})": lambda: tr("The key file “{}” cannot be read ({})"),
    "The key file “{}” cannot be written ({})": lambda: tr("The key file “{}” cannot be written ({})"),
    "The package cannot be encrypted: that needs the Python package “cryptography” on both sides": lambda: tr(
        "the package cannot be encrypted: that needs the Python package “cryptography” on both sides; export"
        " without encryption, or install it on both sides and make new keys"
    ),
    "There is no key of the county {} on this computer": lambda: tr(
        "There is no key of the county {} on this computer"
    ),
    "There is no key of the hub on this computer": lambda: tr("There is no key of the hub on this computer"),
    "The package “{}” does not say with which key it is signed": lambda: tr(
        "the package “{}” does not say with which key it is signed; ask for the key card"
    ),
    "The key card “{}” cannot be written ({})": lambda: tr("The key card “{}” cannot be written ({})"),
    "The key card “{}” cannot be read ({})": lambda: tr("The key card “{}” cannot be read ({})"),
    "stands twice in its list": lambda: tr("stands twice in its list"),
    "has an “extra” that is no JSON": lambda: tr("has an “extra” that is no JSON"),
    "has the grade “{}”, none of {}": lambda: tr("has the grade “{}”, none of {}"),
    "is a “{}”, not a range or statement": lambda: tr("is a “{}”, not a range or statement"),
    "needs a half-width of 0 m or more": lambda: tr("needs a half-width of 0 m or more"),
    "needs 0 < medium_min ≤ large_min": lambda: tr("needs 0 < medium_min ≤ large_min"),
    "needs a weight of 0 or more and a full_at above 0": lambda: tr(
        "needs a weight of 0 or more and a full_at above 0"
    ),
    "needs a distance of 0 m or more": lambda: tr("needs a distance of 0 m or more"),
    "has no {}": lambda: tr("has no {}"),
    "has “{}” where {} needs a number": lambda: tr("has “{}” where {} needs a number"),
    "needs a spacing above 0 m": lambda: tr("needs a spacing above 0 m"),
    "needs a value of 0 or more": lambda: tr("needs a value of 0 or more"),
    "has “{}” where a number is needed": lambda: tr("has “{}” where a number is needed"),
    "has no rows or is missing from the installation": lambda: tr(
        "has no rows or is missing from the installation"
    ),
    "lacks the columns code and name_zh": lambda: tr("lacks the columns code and name_zh"),
    "has the unknown type “{}”": lambda: tr("has the unknown type “{}”"),
    "has “{}” where {} needs a day like 2016-07-01": lambda: tr(
        "has “{}” where {} needs a day like 2016-07-01"
    ),
    "a device is waited for at least one day": lambda: tr("a device is waited for at least one day"),
    "this hub is a copy for reading; forget deletions on the hub on which the county lives": lambda: tr(
        "this hub is a copy for reading; forget deletions on the hub on which the county lives"
    ),
    "is missing; run this with the Python that comes with QGIS": lambda: tr(
        "is missing; run this with the Python that comes with QGIS"
    ),
    **IMPORT_WORDS,
}
