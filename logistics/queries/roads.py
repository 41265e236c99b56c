"""How long driving takes and how much road it is, for the planner: the area's law, and a road engine's matrix."""

from collections.abc import Sequence
from datetime import datetime

from logistics.planning.problem import Matrix
from marketplace.kernel.geo import Point
from marketplace.kernel.travel import USUAL, TravelLaw
from marketplace.organisations.models import Organisation


def law_for(organisation: Organisation, now: datetime) -> TravelLaw:
    """The law by which the organisation's vans are planned at this moment; the usual one where nobody set another."""
    return USUAL


def matrix_for(points: Sequence[Point], organisation: Organisation, now: datetime) -> Matrix | None:
    """Driving times between these places by the road engine; None: there is none, and the law answers.

    May wait for a road engine on the network, so never inside a transaction and never for a page that is only read.
    """
    return None
