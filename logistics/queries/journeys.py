"""A journey of one load with one shift: the planner's question, and why it cannot be asked."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from logistics.loads import service_seconds
from logistics.models import Collection, Shift, Vehicle
from logistics.planning.handling import COOLING
from logistics.planning.problem import Job, Load, Problem
from logistics.queries.days import visit_to, windows_on
from logistics.queries.goods import needs_of
from logistics.queries.left_out import LeftOut, barred_of, closed_on, not_to_be_had
from logistics.queries.vans import planner_shift


def journey_of(collection: Collection, shift: Shift, day: date, *, now: datetime) -> Problem:
    """The load alone, with the shift alone. The collection is loaded `for_planning`, the shift is kept already."""
    takes = service_seconds(collection.load_kg)
    giver, taker = collection.claim.listing.site, collection.claim.site
    job = Job(
        id=str(collection.pk),
        pickup=visit_to(giver, windows_on(giver, day), takes),
        delivery=visit_to(taker, windows_on(taker, day), takes),
        load=Load(grams=collection.load_kg * 1000, litres=collection.load_litres, pallets=collection.load_pallets),
        skills=needs_of(collection),
    )
    return Problem(jobs=(job,), shifts=(planner_shift(shift, day, now=now, on_the_way=None),), limit_s=2)


def why_not_on(collection: Collection, day: date) -> LeftOut | None:
    """Why nobody can move it on that day: something is to be shown or signed, or a site is closed."""
    reason = barred_of([collection], day).get(collection.pk) or not_to_be_had(collection, day)
    claim = collection.claim
    if reason is None and not windows_on(claim.site, day):
        reason = closed_on(collection, claim.organisation, claim.site, day)
    return reason


def too_big_for(collection: Collection, vehicle: Vehicle, crew: int) -> str:
    """Why the load does not go with this vehicle and so many people, with figures; empty: it does."""
    for has, wants, unit in (
        (vehicle.capacity_kg, collection.load_kg, _("kg")),
        (vehicle.capacity_litres, collection.load_litres, _("litres")),
        (vehicle.capacity_pallets, collection.load_pallets, _("pallets")),
    ):
        if wants > has:
            words = {"wants": wants, "has": has, "unit": unit, "vehicle": vehicle.name}
            return _("The load takes %(wants)s %(unit)s; %(vehicle)s has room for %(has)s.") % words
    if collection.needs_tail_lift and not vehicle.has_tail_lift:
        return _("It needs a tail lift, which %(vehicle)s has not.") % {"vehicle": vehicle.name}
    if COOLING in collection.care and not vehicle.is_refrigerated:
        return _("It has to be kept cold, and %(vehicle)s does not cool.") % {"vehicle": vehicle.name}
    if collection.needs_two_people and crew < 2:
        return _("It takes two people to carry: bring somebody, and say so.")
    return ""


def local_day(moment: datetime) -> date:
    """The day it is where the clocks of the exchange are."""
    return timezone.localtime(moment).date()
