"""A day's question for the planner, from what stands in the database; and what cannot be asked at all, with why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.models import ClaimState
from listings.queries.gates import missing_by_listing, names_of
from listings.queries.loans import without_days
from logistics.hours import windows_of
from logistics.loads import service_seconds
from logistics.models import Collection, CollectionState, RouteState, Shift, Stop, StopKind, StopState
from logistics.planning.problem import Break, Job, Load, Lock, Problem, Visit, Window
from logistics.planning.problem import Shift as PlannerShift
from marketplace.kernel.hours import WEEKDAYS
from marketplace.organisations.models import Organisation, Site

TWO_PEOPLE: Final = "two_people"
TAIL_LIFT: Final = "tail_lift"
#: A shift longer than this has a break of half an hour in its middle (the Working Time Regulations ask for 20 min).
BREAK_AFTER_S: Final = 6 * 3600
BREAK_S: Final = 1800
#: A shift with less time left than this is not planned any more.
LEAST_LEFT: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A collection that the planner is not asked about, and why."""

    collection: Collection
    code: str
    sentence: str
    next_steps: list[dict[str, str]]


@dataclass
class DayQuestion:
    """The problem, and whose rows its ids stand for."""

    problem: Problem
    collections: dict[str, Collection] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)


def moment_of(day: date, second: int) -> datetime:
    """A second of the local day as a moment."""
    return timezone.make_aware(datetime.combine(day, time.min) + timedelta(seconds=second))


def second_of(day: date, moment: datetime) -> int:
    """A moment as a second of the local day; of the next day above 86 400, of the one before below 0."""
    naive = timezone.make_naive(moment)
    return int((naive - datetime.combine(day, time.min)).total_seconds())


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The moment the day begins and the one it ends."""
    return moment_of(day, 0), moment_of(day + timedelta(days=1), 0)


def shifts_on(organisation: Organisation, day: date) -> list[Shift]:
    """The shifts that begin on the day and were not called off, in order."""
    standing = Shift.objects.owned_by(organisation).standing().between(*day_bounds(day))
    return list(standing.for_planning().prefetch_related("routes"))


def windows_on(site: Site, day: date) -> tuple[Window, ...]:
    """When the site's dock is open on that day; none: closed."""
    return windows_of(site.dock_hours.get(WEEKDAYS[day.weekday()]) or [])


def question_for(organisation: Organisation, day: date, *, now: datetime) -> DayQuestion:
    """Everything that may ride with the organisation's vans on the day. What is under way already is left alone, and
    of a shift that has begun only the time from now on is used."""
    live = list(
        Stop.objects.to_do()
        .filter(route__plan__organisation=organisation, route__plan__state="published")
        .select_related("route__plan", "route__shift")
        .order_by("pk")
    )
    question = DayQuestion(Problem(jobs=(), shifts=()))
    started = {stop.route.shift_id for stop in live if stop.route.state == RouteState.STARTED}
    for shift in shifts_on(organisation, day):
        has_time = shift.ends_at - max(shift.starts_at, now) >= LEAST_LEFT
        if shift.pk not in started and has_time and not _is_finished(shift):
            question.shifts[str(shift.pk)] = shift
    movable = {
        stop.collection_id for stop in live if stop.route.plan.day == day and stop.route.state == RouteState.PUBLISHED
    }
    busy = {stop.collection_id for stop in live} - movable
    jobs, locks = [], []
    candidates = _candidates(organisation, movable, busy)
    barred = _barred(candidates, day)
    for collection in candidates:
        lock = _lock(collection, question) if collection.state == CollectionState.COLLECTED else None
        out = _left_out(collection, day, lock, barred.get(collection.pk))
        if out is not None:
            question.left_out.append(out)
            continue
        question.collections[str(collection.pk)] = collection
        jobs.append(_job(collection, day, lock, question))
        locks += [lock] if lock else []
    shifts = tuple(_shift(shift, day, now) for shift in question.shifts.values())
    limit = max(2, min(20, 2 + len(jobs) // 4))
    question.problem = Problem(jobs=tuple(jobs), shifts=shifts, locks=tuple(locks), limit_s=limit)
    return question


def _is_finished(shift: Shift) -> bool:
    return any(route.state in {RouteState.STARTED, RouteState.FINISHED} for route in shift.routes.all())


def _candidates(organisation: Organisation, movable: set[int], busy: set[int]) -> list[Collection]:
    """Those to be planned, those planned for this very day on a van that has not left, and those still aboard."""
    carried = Collection.objects.carried_by(organisation).filter(
        state__in=(CollectionState.READY, CollectionState.PLANNED, CollectionState.COLLECTED)
    )
    return [one for one in carried.for_planning() if _may_ride(one, movable, busy)]


def _may_ride(collection: Collection, movable: set[int], busy: set[int]) -> bool:
    if collection.state == CollectionState.COLLECTED:
        return collection.pk not in busy
    if collection.claim.state != ClaimState.ACCEPTED:
        return False
    return collection.state == CollectionState.READY or collection.pk in movable


def _lock(collection: Collection, question: DayQuestion) -> Lock | None:
    """Goods that could not be delivered ride on the van that they are on, else on one from the same yard."""
    taken = (
        Stop.objects.filter(collection=collection, kind=StopKind.PICKUP, state=StopState.DONE)
        .select_related("route__shift")
        .order_by("-done_at", "-pk")
        .first()
    )
    if taken is None:
        return None
    then = taken.route.shift
    same_van = [one for one in question.shifts.values() if one.vehicle_id == then.vehicle_id]
    same_yard = [one for one in question.shifts.values() if one.start_site_id == then.start_site_id]
    for shift in (*same_van, *same_yard):
        return Lock(job_id=str(collection.pk), shift_id=str(shift.pk), aboard=True)
    return None


def _left_out(collection: Collection, day: date, lock: Lock | None, barred: LeftOut | None) -> LeftOut | None:
    claim = collection.claim
    if collection.state == CollectionState.COLLECTED and lock is None:
        sentence = _("It is still aboard from an earlier run, and no free shift starts from that yard on this day.")
        step = {"code": "add_shift", "sentence": _("Add a shift with that van, or from that yard.")}
        return LeftOut(collection, "still_aboard", sentence, [step, _other_day()])
    reason = None if lock is not None else barred or _not_to_be_had(collection, day)
    if reason is None and not windows_on(claim.site, day):
        reason = _closed(collection, claim.organisation, claim.site, day)
    return reason


def _barred(candidates: Sequence[Collection], day: date) -> dict[int, LeftOut]:
    """No van is sent for what may not leave: its giver has something to show, or nobody said until when it is lent."""
    closed = missing_by_listing([one.claim.listing for one in candidates], day)
    undated = without_days([one.claim for one in candidates], day)
    barred = {}
    for one in candidates:
        listing = one.claim.listing
        if listing.pk in closed:
            words = {"giver": listing.organisation, "missing": names_of(closed[listing.pk])}
            step = {"code": "ask_donor", "sentence": _("Ask the giver in the claim’s thread.")}
            barred[one.pk] = LeftOut(
                one, "not_released", _("%(giver)s still has to show: %(missing)s.") % words, [step]
            )
        elif one.claim_id in undated:
            step = {"code": "agree_days", "sentence": _("The giver says from when to when, on the page of the claim.")}
            barred[one.pk] = LeftOut(one, "loan_without_days", _("It is lent, and its days are not agreed."), [step])
    return barred


def _not_to_be_had(collection: Collection, day: date) -> LeftOut | None:
    """Why it cannot be picked up on that day whatever van comes."""
    listing = collection.claim.listing
    if listing.available_from and day < listing.available_from:
        sentence = _("It can be collected from %(day)s on.") % {"day": date_format(listing.available_from)}
        return LeftOut(collection, "not_yet", sentence, [_other_day()])
    if listing.must_be_gone_by and day > listing.must_be_gone_by:
        sentence = _("It had to be gone by %(day)s.") % {"day": date_format(listing.must_be_gone_by)}
        step = {"code": "ask_donor", "sentence": _("Ask the giver in the claim’s thread if it is still there.")}
        return LeftOut(collection, "too_late", sentence, [step])
    if not windows_on(listing.site, day):
        return _closed(collection, listing.organisation, listing.site, day)
    return None


def _other_day() -> dict[str, str]:
    return {"code": "other_day", "sentence": _("Plan it on another day.")}


def _closed(collection: Collection, who: Organisation, site: Site, day: date) -> LeftOut:
    hours = "; ".join(site.hours_in_words) or _("every day closed")
    sentence = _("%(organisation)s is closed on %(day)s (%(hours)s).") % {
        "organisation": who,
        "day": date_format(day, "l"),
        "hours": hours[:200],
    }
    return LeftOut(collection, "closed", sentence, [_other_day()])


def _job(collection: Collection, day: date, lock: Lock | None, question: DayQuestion) -> Job:
    claim, takes = collection.claim, service_seconds(collection.load_kg)
    if lock is not None:
        pickup = Visit(point=question.shifts[lock.shift_id].start_site.point)
    else:
        site = claim.listing.site
        pickup = Visit.within_hours(site.point, windows_on(site, day), takes)
    needs = {TWO_PEOPLE: collection.needs_two_people, TAIL_LIFT: collection.needs_tail_lift}
    return Job(
        id=str(collection.pk),
        pickup=pickup,
        delivery=Visit.within_hours(claim.site.point, windows_on(claim.site, day), takes),
        load=Load(grams=collection.load_kg * 1000, litres=collection.load_litres, pallets=collection.load_pallets),
        skills=frozenset(skill for skill, needed in needs.items() if needed),
        priority=_priority(collection, day),
    )


def _priority(collection: Collection, day: date) -> int:
    """What failed before goes first, and what has to be gone soon."""
    last = collection.claim.listing.must_be_gone_by
    soon = 30 if last is not None and last - day <= timedelta(days=2) else 0
    return min(90, 10 * (collection.attempt - 1) + soon)


def _shift(shift: Shift, day: date, now: datetime) -> PlannerShift:
    start, end = second_of(day, max(shift.starts_at, now)), second_of(day, shift.ends_at)
    has = {TWO_PEOPLE: shift.crew >= 2, TAIL_LIFT: shift.vehicle.has_tail_lift}
    return PlannerShift(
        id=str(shift.pk),
        label=shift_label(shift),
        start=shift.start_site.point,
        end=shift.start_site.point,
        window=Window(start, end),
        capacity=Load(
            grams=shift.vehicle.capacity_kg * 1000,
            litres=shift.vehicle.capacity_litres,
            pallets=shift.vehicle.capacity_pallets,
        ),
        skills=frozenset(skill for skill, there in has.items() if there),
        breaks=_breaks(start, end),
    )


def _breaks(start: int, end: int) -> tuple[Break, ...]:
    span = end - start
    if span <= BREAK_AFTER_S:
        return ()
    return (Break(Window(start + span * 35 // 100, start + span * 65 // 100), BREAK_S),)


def shift_label(shift: Shift) -> str:
    """A shift as sentences call it: "Luton van (Rosa)"."""
    return f"{shift.vehicle.name} ({shift.driver.user})"


def labels_of(collections: Sequence[Collection]) -> dict[str, str]:
    """What sentences and pictures call each job: its listing's title."""
    return {str(one.pk): one.claim.listing.title for one in collections}
