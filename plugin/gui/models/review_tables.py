"""The two tables of the review: what waits, and what of one record is not as it was."""

from __future__ import annotations

from dataclasses import dataclass

from ...qgis_bridge.border_text import county_label
from ...qgis_bridge.labels import Labels
from ...qgis_bridge.local_time import local_time
from ...qgis_bridge.translation import tr
from ...workflows.review import ReviewRow
from ...workflows.review_compare import Comparison, Since
from ..colours import RETURNED_COLOUR, grade_colour
from .conflict_tables import shape_text
from .table_model import ColumnSpec, natural_key

GRADE_ORDER = {"YZ": 0, "JYZ": 1, "JQ": 2}


@dataclass(frozen=True, kw_only=True)
class DifferenceRow:
    """One column as it was and as it is, as a person reads it."""

    field: str
    before: str
    after: str


def review_columns(labels: Labels) -> list[ColumnSpec[ReviewRow]]:
    """Return the columns of the list of records under review."""
    return [
        ColumnSpec(
            heading=tr("County"),
            text=lambda row: county_label(row.county),
            sort=lambda row: row.county,
            tooltip=lambda row: row.county,
        ),
        ColumnSpec(
            heading=tr("Review"),
            text=lambda row: state_text(row, labels),
            background=lambda row: RETURNED_COLOUR if row.state == "returned" else None,
            tooltip=lambda row: row.reason or state_text(row, labels),
        ),
        ColumnSpec(
            heading=tr("Number"),
            text=lambda row: row.title or row.name or tr("(none)"),
            sort=lambda row: natural_key(row.title or row.name),
        ),
        ColumnSpec(heading=tr("Type"), text=lambda row: type_of(row, labels)),
        ColumnSpec(
            heading=tr("Grade"),
            text=lambda row: labels.code("impact_grade", row.grade),
            sort=lambda row: GRADE_ORDER.get(row.grade, 3),
            background=lambda row: grade_colour(row.grade) if row.grade else None,
        ),
        ColumnSpec(heading=tr("Since"), text=lambda row: local_time(row.reviewed_at)),
        ColumnSpec(heading=tr("By"), text=lambda row: row.reviewed_by),
    ]


def state_text(row: ReviewRow, labels: Labels) -> str:
    """Return how far a record is in its review, or a proposal in its answer."""
    answers = {
        "open": tr("To be decided"),
        "made": tr("Waits for its county"),
        "taken": tr("Taken over"),
        "declined": tr("Declined"),
    }
    return answers.get(row.state) or labels.code("review_state", row.state)


def type_of(row: ReviewRow, labels: Labels) -> str:
    """Return what a record is: the type of a problem, or the name of its table."""
    return labels.code("problem_type", row.type) or labels.table(row.table)


def side_names(since: Since) -> tuple[str, str]:
    """Return what the two sides of a comparison are called."""
    return (tr("Now"), tr("Proposed")) if since == "proposed" else (tr("Before"), tr("Now"))


def difference_columns(since: Since) -> list[ColumnSpec[DifferenceRow]]:
    """Return the columns of the table of differences."""
    before, after = side_names(since)
    return [
        ColumnSpec(heading=tr("Field"), text=lambda row: row.field),
        ColumnSpec(heading=before, text=lambda row: row.before),
        ColumnSpec(heading=after, text=lambda row: row.after),
    ]


def difference_rows(comparison: Comparison, table: str, labels: Labels) -> list[DifferenceRow]:
    """Return what differs, the shape first, then what was entered, then the results."""
    rows: list[DifferenceRow] = []
    before, after = shape_text(comparison.before), shape_text(comparison.after)
    if before != after:
        rows.append(DifferenceRow(field=labels.column(table, "geom"), before=before, after=after))
    rows += [
        DifferenceRow(
            field=labels.column(table, one.column),
            before=labels.value(table, one.column, one.before),
            after=labels.value(table, one.column, one.after),
        )
        for one in comparison.differences
    ]
    return rows


def since_text(comparison: Comparison) -> str:
    """Return in a sentence what the earlier version is."""
    moment = local_time(comparison.at)
    if comparison.since == "accepted":
        return tr("Compared with what was accepted on {}.").format(moment)
    if comparison.since == "returned":
        return tr("Compared with what was given back on {}: {}").format(moment, comparison.reason)
    if comparison.since == "readable":
        return tr("Shared by its county to be read; it stays there, and nothing of it can be changed here.")
    if comparison.since == "proposable":
        return tr("Shared by its county, which takes proposals; it stays there, nothing is changed here.")
    if comparison.since == "proposed":
        return tr("Proposed on {}: {}").format(moment, comparison.reason or tr("(no note)"))
    if comparison.since == "new":
        return tr("Handed in for the first time.")
    return tr("This hub keeps no earlier versions; the record is shown as it is now.")
