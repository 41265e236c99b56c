"""Can it ride? One more load tried in the plans that stand for the next days, by insertion: at once, without an engine.

Days with a published plan are asked of it; days with shifts and no plan yet are said to be open. Nothing is kept.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim, ClaimState
from logistics.loads import load_of, service_seconds
from logistics.models import Collection, CollectionMode, CollectionState, Plan, PlanState, Shift
from logistics.planning.handling import skills_of_goods
from logistics.planning.insertion import Placement, place_in_plan
from logistics.planning.problem import Job, Load
from logistics.planning.record import problem_from_json, result_from_json
from logistics.queries.days import day_bounds, moment_of, second_of, visit_to, windows_on
from logistics.queries.goods import care_for, goods_of, needs_of
from logistics.queries.parts import collection_of
from logistics.queries.vans import shift_label, skills_of
from marketplace.organisations.models import Organisation

#: So many days are looked at, today the first; so many are told of.
DAYS: Final = 7
MOST_TOLD: Final = 3
#: A van that is asked now is given so much time before it has to leave for one more stop.
HEADS_UP: Final = timedelta(minutes=15)
_TRIED: Final = "one more"


@dataclass(frozen=True, slots=True)
class Ride:
    """A day on which a load could ride, and how sure that is."""

    day: date
    sentence: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Rides:
    """The next days on which it could ride, soonest first; or in a sentence why there is none."""

    carrier: Organisation
    days: tuple[Ride, ...]
    reason: str


def rides_of_claim(claim: Claim, *, now: datetime) -> Rides | None:
    """For a claim that a carrier was asked to bring and that waits for an answer or a plan; else nothing. Loads of a
    claim that were cut are asked about one by one (`rides_of`)."""
    if claim.carrier is None or claim.state not in {ClaimState.ASKED, ClaimState.ACCEPTED}:
        return None
    return rides_of(claim, collection_of(claim), now=now)


def rides_of(claim: Claim, load: Collection | None, *, now: datetime) -> Rides | None:
    """For one load of a claim that waits for its carrier's van."""
    carrier = claim.carrier
    if carrier is None:
        return None
    if load is not None and (load.state != CollectionState.READY or load.mode != CollectionMode.VAN):
        return None
    today = localtime(now).date()
    days = [today + timedelta(days=number) for number in range(DAYS)]
    shifts = _shifts_by_day(carrier, days, now)
    plans = {
        plan.day: plan
        for plan in Plan.objects.owned_by(carrier).filter(day__in=days, state=PlanState.PUBLISHED).order_by("pk")
    }
    found, reasons, shut = [], [], []
    for day in days:
        closed = _closed(claim, day)
        if closed:
            shut.append(closed)
            continue
        ride = _on(day, claim, load, plan=plans.get(day), shifts=shifts.get(day, []), now=now)
        if isinstance(ride, Ride):
            found.append(ride)
        else:
            reasons.append(ride)
    told = reasons or shut
    reason = "" if found else next((one for one in told if one), _("No van of theirs is out in these days."))
    return Rides(carrier, tuple(found[:MOST_TOLD]), reason)


def _on(
    day: date, claim: Claim, load: Collection | None, *, plan: Plan | None, shifts: list[Shift], now: datetime
) -> Ride | str:
    """The ride on that day, or why there is none; an empty word where nothing is to be said of it."""
    if not shifts:
        return ""
    job = job_of(claim, load, day)
    if plan is not None:
        placed = _placed(plan, job, day, now)
        if placed is not None:
            return Ride(day, _sentence(placed, day, shifts), is_sure=True)
        return _("The vans of %(day)s are full, or their hours do not fit.") % {"day": date_format(day, "l")}
    able = [shift for shift in shifts if _can_carry(shift, job)]
    if not able:
        return _("No van that is out can carry it.")
    words = ngettext(
        "%(day)s: %(count)s van is out and not planned yet",
        "%(day)s: %(count)s vans are out and not planned yet",
        len(able),
    )
    return Ride(day, words % {"day": date_format(day, "l j F"), "count": len(able)}, is_sure=False)


def job_of(claim: Claim, load: Collection | None, day: date) -> Job:
    """A load on a day as the planner takes it; of a claim that is not arranged yet, all that is asked for."""
    kg, litres, pallets, skills = _needs(claim, load)
    takes = service_seconds(kg)
    site = claim.listing.site
    return Job(
        id=_TRIED,
        pickup=visit_to(site, windows_on(site, day), takes),
        delivery=visit_to(claim.site, windows_on(claim.site, day), takes),
        load=Load(grams=kg * 1000, litres=litres, pallets=pallets),
        skills=skills,
    )


def _needs(claim: Claim, load: Collection | None) -> tuple[int, int, int, frozenset[str]]:
    if load is not None:
        return load.load_kg, load.load_litres, load.load_pallets, needs_of(load)
    listing = claim.listing
    goods = load_of(goods_of(listing, claim.accepted_quantity or claim.quantity or Decimal(1)))
    skills = skills_of_goods(
        two_people=listing.needs_two_people, tail_lift=listing.needs_tail_lift, care=care_for(listing)
    )
    return goods.kg, goods.litres, goods.pallets, skills


def _placed(plan: Plan, job: Job, day: date, now: datetime) -> Placement | None:
    problem, result = problem_from_json(json.dumps(plan.problem)), result_from_json(json.dumps(plan.result))
    return place_in_plan(problem, result, job, not_before_s=max(0, second_of(day, now + HEADS_UP)))


def _sentence(placed: Placement, day: date, shifts: list[Shift]) -> str:
    shift = next((one for one in shifts if str(one.pk) == placed.shift_id), None)
    words = _("%(day)s: collected about %(time)s by %(van)s, %(minutes)s minutes of driving more")
    return words % {
        "day": date_format(day, "l j F"),
        "time": f"{localtime(moment_of(day, placed.pickup_s)):%H:%M}",
        "van": shift_label(shift) if shift else _("a van"),
        "minutes": max(0, round(placed.extra_drive_s / 60)),
    }


def _closed(claim: Claim, day: date) -> str:
    """Why nobody could collect or deliver it on that day, whatever van came."""
    listing = claim.listing
    if listing.available_from and day < listing.available_from:
        return _("It can be collected from %(day)s on.") % {"day": date_format(listing.available_from)}
    if listing.must_be_gone_by and day > listing.must_be_gone_by:
        return _("It has to be gone by %(day)s.") % {"day": date_format(listing.must_be_gone_by)}
    for site, who in ((listing.site, listing.organisation), (claim.site, claim.organisation)):
        if not windows_on(site, day):
            return _("%(who)s is closed on %(day)s.") % {"who": who, "day": date_format(day, "l")}
    return ""


def _can_carry(shift: Shift, job: Job) -> bool:
    van = shift.vehicle
    fits = job.load.grams <= van.capacity_kg * 1000 and job.load.litres <= van.capacity_litres
    fits = fits and job.load.pallets <= max(van.capacity_pallets, 0)
    low = all(
        van.height_cm is not None and van.height_cm <= limit
        for limit in (job.pickup.height_limit_cm, job.delivery.height_limit_cm)
        if limit is not None
    )
    return fits and low and job.skills <= skills_of(shift)


def _shifts_by_day(carrier: Organisation, days: list[date], now: datetime) -> dict[date, list[Shift]]:
    start, end = day_bounds(days[0])[0], day_bounds(days[-1])[1]
    standing = Shift.objects.owned_by(carrier).standing().between(start, end).filter(ends_at__gt=now + HEADS_UP)
    found: dict[date, list[Shift]] = {}
    for shift in standing.for_planning():
        found.setdefault(localtime(shift.starts_at).date(), []).append(shift)
    return found
