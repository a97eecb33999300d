"""The sentences of what goes across a county line: grants, shared records and proposals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from ..workflows.reading import counties
from .translation import tr


@lru_cache(maxsize=1)
def county_names() -> dict[str, str]:
    """Return code → name of the counties of the national list."""
    return {county.code: county.name for county in counties()}


def county_label(code: str) -> str:
    """Return the name of a county; the code of one that the national list does not have."""
    return county_names().get(code, code)


def _needs_province(error: Any) -> str:
    return tr(
        "This hub serves one county and knows no people; sharing across the county line needs the province's"
        " database: connect to it first."
    )


def _classified(error: Any) -> str:
    return tr("This record is classified and does not leave this computer; it is not shared.")


def _own_county(error: Any) -> str:
    return tr("The record belongs to {} itself; choose the county beyond the line.").format(
        county_label(error.county)
    )


def _not_at_hub(error: Any) -> str:
    return tr("The hub does not have this record, or not any more; sync, then try again.")


def _elsewhere(error: Any) -> str:
    return tr("The record lives in the workspace of {}; open it, then take the proposal over.").format(
        county_label(error.county)
    )


def _accepted(error: Any) -> str:
    return tr(
        "The province has accepted this record; ask for it to be reopened, then take the proposal over."
    )


def _read_only(error: Any) -> str:
    return tr(
        "{} shares this record for reading alone, or does not share it any more; ask its reviewer to let you"
        " propose."
    ).format(county_label(error.county))


def _nothing_proposed(error: Any) -> str:
    return tr("Nothing differs from the record; change a value, then propose.")


BORDER_SENTENCES: Mapping[str, Callable[[Any], str]] = {
    "NeedsProvinceError": _needs_province,
    "ClassifiedRecordError": _classified,
    "OwnCountyError": _own_county,
    "NotAtHubError": _not_at_hub,
    "ElsewhereError": _elsewhere,
    "RecordAcceptedError": _accepted,
    "ReadOnlyGrantError": _read_only,
    "EmptyProposalError": _nothing_proposed,
}
