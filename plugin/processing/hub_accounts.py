"""`mine_restoration:hub_accounts`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..qgis_bridge.translation import tr
from ..workflows import hub_administration
from .algorithm import Parameters, Results
from .install_hub import HubAlgorithm


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """How many counties and people a hub has, and how many logins were made."""

    counties: int
    people: int
    made: int


class HubAccounts(HubAlgorithm):
    """Makes the counties of a hub and the logins of its people."""

    ID = "hub_accounts"

    def displayName(self) -> str:
        """Return the name in the Toolbox."""
        return tr("Counties and people of the province's hub")

    def shortHelpString(self) -> str:
        """Return what the algorithm does."""
        return tr(
            "Makes counties and people on the hub from two CSV files: counties with the columns code and "
            "name; people with login, name, area (six digits: 140000 a province, 141100 a city, 141125 a "
            "county) and role (surveyor, contractor, county_reviewer, city_reviewer, province_reviewer, "
            "admin), a line for each role. New logins get a first password, written into OUTPUT; hand it "
            "over and delete the file. What is there already stays."
        )

    def initAlgorithm(self, configuration: Parameters | None = None) -> None:
        """Declare the parameters and results."""
        self.add_hub()
        self.addParameter(
            QgsProcessingParameterFile("COUNTIES", tr("Counties (CSV)"), extension="csv", optional=True)
        )
        self.addParameter(
            QgsProcessingParameterFile("PEOPLE", tr("People (CSV)"), extension="csv", optional=True)
        )
        self.addParameter(
            QgsProcessingParameterFileDestination("OUTPUT", tr("First passwords"), "CSV (*.csv)")
        )
        self.add_number("COUNTY_COUNT", tr("Counties of the hub"))
        self.add_number("PERSON_COUNT", tr("People of the hub"))
        self.add_number("NEW_LOGINS", tr("New logins"))

    def work(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Callable[[], Accounts]:
        """Return the making of counties and people."""
        place = self.place(parameters, context)
        hub = place.address
        counties = self.parameterAsFile(parameters, "COUNTIES", context)
        people = self.parameterAsFile(parameters, "PEOPLE", context)
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)

        def make() -> Accounts:
            wanted_counties = hub_administration.read_counties(counties) if counties else {}
            wanted_people = hub_administration.read_people(people) if people else ()
            count = hub_administration.set_counties(
                hub, wanted_counties, user=place.user, password=place.password
            )
            made = hub_administration.set_people(hub, wanted_people, user=place.user, password=place.password)
            hub_administration.write_logins(output, made)
            everybody = hub_administration.people(hub, user=place.user, password=place.password)
            return Accounts(counties=count, people=len(everybody), made=len(made))

        return make

    def results(
        self,
        accounts: Accounts,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Results:
        """Return the numbers."""
        return {
            "OUTPUT": self.parameterAsFileOutput(parameters, "OUTPUT", context),
            "COUNTY_COUNT": accounts.counties,
            "PERSON_COUNT": accounts.people,
            "NEW_LOGINS": accounts.made,
        }
