"""How long driving takes and how much road it is, for the planner: the area's law, and a road engine's matrix."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from logistics.gateways import routing
from logistics.models import LegTime, TravelArea
from logistics.models.legs import PER_DEGREE
from logistics.planning.problem import Problem
from logistics.planning.travel import places_of
from logistics.roads import crow, table
from logistics.roads.table import Legs, Roads
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.travel import USUAL, TravelLaw
from marketplace.organisations.models import Organisation, Site

#: A leg is asked for again when it was told longer ago: roads are built and closed.
KEPT_FOR: Final = timedelta(days=30)
#: As often as that the places that no road leads to are named; more are counted.
NAMED: Final = 5

Key = tuple[int, int, int, int]


def law_for(organisation: Organisation, now: datetime) -> TravelLaw:
    """The law by which the organisation's vans are planned at this moment; the usual one where nobody set another."""
    area = area_for(organisation)
    return area.law if area else USUAL


def area_for(organisation: Organisation) -> TravelArea | None:
    """The area whose law holds for the organisation: its own before everybody's, one that names a place before one that
    holds everywhere, the newest first. An area holds where one of the organisation's sites lies in it."""
    areas = list(TravelArea.objects.in_force(organisation))
    if not areas:
        return None
    sites = list(Site.objects.filter(organisation=organisation).order_by("pk"))
    fitting = [area for area in areas if _covers(area, sites)]
    fitting.sort(key=lambda area: (area.organisation_id is None, area.radius_km is None and not area.outcodes))
    return fitting[0] if fitting else None


def _covers(area: TravelArea, sites: Sequence[Site]) -> bool:
    centre, radius = area.centre, area.radius_km
    if centre is None and not area.outcodes:
        return True
    near = centre is not None and any(distance_km(centre, site.point) <= (radius or 0) for site in sites)
    return near or any(site.postcode.split(" ")[0].upper() in area.outcodes for site in sites if site.postcode)


def matrix_for(points: Sequence[Point], organisation: Organisation, now: datetime) -> Roads | None:
    """Driving times between these places by the road engine; None: there is none, and the law answers.

    Legs that were told lately are not asked for; all others are, at once. What the engine cannot say follows the law.
    May wait for an engine on the network, so never inside a transaction and never for a page that is only read.
    """
    engine = routing.provider()
    if engine.name == crow.NAME or not points:
        return None
    known = _known(points, engine.name, now)
    return table.matrix(engine, points, table.VAN, law_for(organisation, now), known)


def with_roads(problem: Problem, organisation: Organisation, now: datetime) -> Roads | None:
    """The ways between all places of a question; None: its law is all there is."""
    return matrix_for(places_of(problem.jobs, problem.shifts), organisation, now)


def rounded(point: Point) -> tuple[int, int]:
    """A place to about eleven metres."""
    return round(point.latitude * PER_DEGREE), round(point.longitude * PER_DEGREE)


def _known(points: Sequence[Point], provider: str, now: datetime) -> Legs:
    """The legs between them that are kept. Reads those that leave near one of these places."""
    places = [rounded(point) for point in points]
    kept = LegTime.objects.told_by(provider, table.VAN, routing.data_version(), since=now - KEPT_FOR)
    kept = kept.filter(
        from_latitude__in={latitude for latitude, _longitude in places},
        from_longitude__in={longitude for _latitude, longitude in places},
    )
    ends = ("from_latitude", "from_longitude", "to_latitude", "to_longitude")
    legs: dict[Key, tuple[int, int]] = {
        (row[0], row[1], row[2], row[3]): (row[4], row[5])
        for row in kept.values_list(*ends, "seconds", "metres").order_by("pk")
    }
    if not legs:
        return {}
    pairs = [(a, b) for a in range(len(places)) for b in range(len(places)) if a != b]
    return {(a, b): legs[places[a] + places[b]] for a, b in pairs if places[a] + places[b] in legs}


def notes_of(roads: Roads, names: dict[Point, str]) -> list[str]:
    """What a coordinator should know of a plan's driving times, in sentences. ``names``: what places are called."""
    notes = [_("The road engine said: %(fault)s.") % {"fault": fault} for fault in roads.faults]
    lost = [roads.matrix.points[place] for place in roads.unreachable]
    called = sorted({names[point] for point in lost if point in names})
    roadless = _("The map has no road to %(place)s. Check its point; times there are estimated.")
    notes += [roadless % {"place": name} for name in called[:NAMED]]
    if len(called) > NAMED:
        notes.append(_("%(count)d more places are without a road.") % {"count": len(called) - NAMED})
    if roads.estimated_pairs:
        shares = {"some": roads.estimated_pairs, "all": roads.pairs}
        notes.append(_("%(some)d of %(all)d driving times are estimated from the straight line.") % shares)
    return notes
