"""A stop that did not work: the reason, a picture, and what comes next. The same form told again changes nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from logistics.actions.loads.returning import turn_back
from logistics.actions.runs import driving
from logistics.actions.runs.proving import stored_picture
from logistics.loads import service_seconds
from logistics.models import FailureCode, FailureStep, Route, Stop, StopFailure, StopKind, StopState
from logistics.proof_pictures import processed
from logistics.queries.open_stops import StopMovedOn, moved_on, open_stop
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.geo import Point, distance_km
from marketplace.kernel.text import refuse_unsafe
from marketplace.kernel.travel import USUAL, drive_seconds, road_metres
from marketplace.organisations.models import Site, User


class NoTimeLeft(DomainError):
    code = "no_time_left_today"
    message = gettext_noop("After the other stops the shift is over: choose another day.")
    field = "step"


class NotAboardYet(DomainError):
    code = "not_aboard_yet"
    message = gettext_noop("Nothing was collected that could go back: choose another day.")
    field = "step"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, by its code and in words, and what comes next."""

    code: str
    words: str
    step: str = FailureStep.ANOTHER_DAY

    def sentence(self) -> str:
        """As the parties read it."""
        label, words = str(FailureCode(self.code).label), self.words.strip()
        if self.code == FailureCode.OTHER:
            return words
        return f"{label}: {words}" if words else label


def report(*, stop: Stop, client_id: UUID, reason: Reason, photo: bytes | None, by: User, now: datetime) -> StopFailure:
    """Say why a stop did not work. Another day: it waits to be planned again (a pickup) or stays aboard (a delivery).
    Later on this run: it goes to the end of it, its delivery too. Back (a delivery): it returns to its giver.

    :raises ReasonMissing | WordsTooLong | ProofPhotoRefused: what is said and shown
    :raises NoTimeLeft | NotAboardYet: what should come next cannot be
    :raises RunNotStarted | StopMovedOn | FormUsedBefore: it cannot fail now
    """
    before = StopFailure.objects.filter(client_id=client_id).first()
    if before is not None:
        return _same(before, stop)
    refuse_unsafe(reason.words, field="words")
    webp = processed(photo)
    failure = StopFailure(
        stop=stop,
        client_id=client_id,
        code=reason.code,
        words=reason.words.strip(),
        step=reason.step,
        photo_hash=hashlib.sha256(webp).hexdigest() if webp else "",
        by=by,
        at=now,
    )
    try:
        with stored_picture(webp=webp, folder="failures", by=by, now=now) as name, transaction.atomic():
            failure.photo = name
            _STEPS[FailureStep(reason.step)](stop, reason.sentence(), by, now)
            failure.save()
    except (IntegrityError, StopMovedOn):  # the same form twice at one moment: the other one has done it
        done = StopFailure.objects.filter(client_id=client_id).first()
        if done is None:
            raise
        return _same(done, stop)
    return failure


def _same(failure: StopFailure, stop: Stop) -> StopFailure:
    if failure.stop_id != stop.pk:
        raise driving.FormUsedBefore
    return failure


def _another_day(stop: Stop, sentence: str, by: User, now: datetime) -> None:
    driving.fail(stop=stop, reason=sentence, by=by, now=now)


def _later(stop: Stop, sentence: str, by: User, now: datetime) -> None:
    """To the end of the run, with the delivery of what is to be collected."""
    seen = open_stop(stop)
    if not sentence.strip():
        raise driving.ReasonMissing
    route = Route.objects.select_related("shift").get(pk=seen.route_id)
    moved = [seen]
    if seen.kind == StopKind.PICKUP:
        dropoff = Stop.objects.filter(route=route, collection=seen.collection_id, kind=StopKind.DROPOFF)
        moved += list(dropoff.to_do().for_mails())
    others = Stop.objects.filter(route=route).to_do().exclude(pk__in=[one.pk for one in moved])
    last = others.select_related("site").order_by("-sequence").first()
    place, clock = (last.site, max(last.planned_departure_at, now)) if last else (seen.site, now)
    for one in moved:
        place, clock = _appended(one, route, place, clock)
    if clock > route.shift.ends_at:
        raise NoTimeLeft
    seen.collection.last_failure = sentence[: driving.LONGEST_REASON]
    seen.collection.save(update_fields=["last_failure"])
    driving.go_on(stop=seen, by=by, now=now)


def _appended(stop: Stop, route: Route, place: Site, clock: datetime) -> tuple[Site, datetime]:
    """Put a stop behind all others; where the van is then, and when it leaves there."""
    km = distance_km(Point(place.latitude, place.longitude), Point(stop.site.latitude, stop.site.longitude))
    seconds = drive_seconds(USUAL, km)
    arrives = clock + timedelta(seconds=seconds)
    leaves = arrives + timedelta(seconds=service_seconds(stop.collection.load_kg))
    most = Stop.objects.filter(route=route).aggregate(most=Max("sequence"))["most"] or 0
    behind = {
        "sequence": most + 1,
        "state": StopState.PENDING,
        "arrived_at": None,
        "planned_arrival_at": arrives,
        "planned_departure_at": leaves,
        "leg_seconds": seconds,
        "leg_metres": road_metres(USUAL, km),
    }
    if not Stop.objects.filter(pk=stop.pk, state=stop.state).update(**behind):
        raise moved_on(stop)
    return stop.site, leaves


def _back(stop: Stop, sentence: str, by: User, now: datetime) -> None:
    """What is aboard goes back to its giver."""
    if stop.kind != StopKind.DROPOFF:
        raise NotAboardYet
    driving.fail(stop=stop, reason=sentence, by=by, now=now)
    turn_back(collection=stop.collection, reason=sentence, by=by, now=now)


_STEPS = {FailureStep.ANOTHER_DAY: _another_day, FailureStep.LATER: _later, FailureStep.BACK: _back}
