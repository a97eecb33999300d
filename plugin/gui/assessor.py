"""Grade and responsibility for a form while it is written: the rules are read once, the question is asked
often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely
from qgis.PyQt.QtCore import QObject

from ..domain.changes import Value
from ..qgis_bridge.session import Session
from ..workflows.assessment import Assessment, AssessmentContext, assess_problem

CONTEXT_TABLES = frozenset({"mine", "protected_point", "protected_line", "protected_area"})


class Assessor(QObject):
    """Answers for one problem at a time; what it looked up is forgotten when mines or protected objects
    change."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._context: AssessmentContext | None = None
        session.workspaceChanged.connect(self.forget)
        session.recordsChanged.connect(self._on_records)

    def forget(self) -> None:
        """Read rules, mines and protected objects anew at the next question."""
        self._context = None

    def assess(
        self,
        values: Mapping[str, Value],
        geometry: shapely.Geometry | None,
        children: Mapping[str, Sequence[Mapping[str, Value]]],
    ) -> Assessment:
        """Return the assessment of what stands on a form. Raises what reading the workspace raises."""
        if self._context is None:
            self._context = AssessmentContext.load(self._session.require_workspace())
        land = [
            (str(row["land_use"]), float(row["area_hm2"]))
            for row in children.get("problem_land", ())
            if row.get("land_use") and isinstance(row.get("area_hm2"), int | float)
        ]
        mines = [str(row["mine_uuid"]) for row in children.get("problem_mine", ()) if row.get("mine_uuid")]
        return assess_problem(values, geometry, land=land, mines=mines, context=self._context)

    def _on_records(self, table: str) -> None:
        if table in CONTEXT_TABLES:
            self.forget()
