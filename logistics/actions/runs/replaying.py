"""Taking what phones tell, late and in any order: each deed is entered once, or kept for a coordinator. Nothing that a
driver did is lost because of the net, a new plan or another driver."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction

from listings.photo_processing import PhotoRefused, process
from logistics.actions.runs import driving
from logistics.actions.runs.breaking import Why, break_off
from logistics.actions.runs.carrying import do_errand
from logistics.actions.runs.failing import Reason, report
from logistics.actions.runs.leaving import leave
from logistics.models import FailureStep, Route, RouteState, Stop, StopKind, StopState
from logistics.models.deeds import OPEN, Deed, DeedKind, DeedState
from logistics.phone_clock import happened_at
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

#: Refusals that an earlier deed, still on its way to us, would turn into a yes.
_EARLY: Final = frozenset({"run_not_started", "not_collected_yet"})


class RunGivenAway(DomainError):
    code = "run_given_away"
    message = gettext_noop("This run was given to {driver} meanwhile. Your coordinator decides what becomes of it.")


class RunReplaced(DomainError):
    code = "run_replaced"
    message = gettext_noop("The plan was changed meanwhile. Your coordinator decides what becomes of it.")


class DeedSettled(DomainError):
    code = "deed_settled"
    message = gettext_noop("This was settled already.")


@dataclass(frozen=True, slots=True)
class Told:
    """One deed as the phone tells it. `values` are what was typed, by the names of the form's fields."""

    client_id: UUID
    kind: DeedKind
    route: Route
    stop: Stop | None
    values: Mapping[str, str]
    photo: bytes | None
    signature: bytes | None
    device_at: datetime
    sent_at: datetime


def take(*, told: Told, stands_in: bool, by: User, now: datetime) -> Deed:
    """Enter a deed, or keep it. The same deed told again is answered as before and changes nothing.

    Told too early (the start or the pickup is still on its way) it waits; one that contradicts what has happened
    meanwhile is kept for a coordinator, with its photo.

    :param stands_in: a coordinator, who may enter it on anybody's run
    """
    before = Deed.objects.filter(client_id=told.client_id).first()
    if before is not None:
        return before
    deed = Deed(
        client_id=told.client_id,
        kind=told.kind,
        state=DeedState.DONE,
        route=told.route,
        stop=told.stop,
        values=dict(told.values),
        by=by,
        device_at=told.device_at,
        sent_at=told.sent_at,
        received_at=now,
        happened_at=happened_at(told.device_at, told.sent_at, now),
    )
    refusal = _entered(deed, told.photo, told.signature, stands_in=stands_in, by=by)
    if refusal is not None:
        _mark(deed, refusal)
    made = _kept(deed, told)
    if made.state in {DeedState.DONE, DeedState.WAITING}:
        # Also where this one waits: what it waits for may have been entered while it was written down.
        _enter_waiting(made.route)
        made.refresh_from_db()
    return made


def enter(*, deed: Deed, by: User, now: datetime) -> None:
    """A coordinator enters after all what was kept.

    :raises DeedSettled: somebody was faster
    :raises DomainError: it still cannot be entered, for the reason that the error says
    """
    if deed.state not in OPEN:
        raise DeedSettled
    refusal = _entered(deed, _read(deed.photo), _read(deed.signature), stands_in=True, by=deed.by)
    if refusal is not None:
        raise refusal
    _settle(deed, DeedState.ENTERED, "", by, now)
    _enter_waiting(deed.route)


def set_aside(*, deed: Deed, why: str, by: User, now: datetime) -> None:
    """A coordinator decides that what was kept is not entered; it stays on record.

    :raises DeedSettled: somebody was faster
    :raises ReasonMissing: no word why
    """
    said = why.strip()
    refuse_unsafe(said, field="why")
    if not said:
        raise driving.ReasonMissing(field="why")
    _settle(deed, DeedState.SET_ASIDE, said[:300], by, now)


def _settle(deed: Deed, state: DeedState, why: str, by: User, now: datetime) -> None:
    own = Deed.objects.filter(pk=deed.pk, state__in=OPEN)
    if not own.update(state=state, settled_by=by, settled_at=now, settled_why=why):
        raise DeedSettled
    deed.refresh_from_db()


def _entered(
    deed: Deed, photo: bytes | None, signature: bytes | None, *, stands_in: bool, by: User
) -> DomainError | None:
    """Nothing, when it is entered; or why not."""
    try:
        route, stop = _target(deed, stands_in=stands_in, by=by)
        if stop is None:
            _OF_THE_RUN[DeedKind(deed.kind)](deed, route)
        else:
            _AT_A_STOP[DeedKind(deed.kind)](deed, stop, photo, signature)
    except DomainError as refusal:
        return refusal
    return None


def _target(deed: Deed, *, stands_in: bool, by: User) -> tuple[Route, Stop | None]:
    """The run and stop in force that the deed is about: its own, or those that took their place in a newer plan.

    :raises RunGivenAway: somebody else drives it now
    :raises RunReplaced: nothing took its place
    """
    runs = Route.objects.live().of_carrier(deed.route.plan.organisation).for_runs()
    if deed.stop is None:
        found = runs.filter(shift=deed.route.shift_id).order_by("-pk").first()
        stop = None
    else:
        stops = Stop.objects.filter(collection=deed.stop.collection_id, kind=deed.stop.kind, route__in=runs)
        own = stops.filter(pk=deed.stop.pk)
        stop = (own if own.exists() else stops).for_mails().order_by("-route", "-pk").first()
        found = runs.filter(pk=stop.route_id).first() if stop is not None else None
    if found is None:
        raise RunReplaced
    if not stands_in and found.shift.driver.user_id != by.pk:
        raise RunGivenAway(driver=found.shift.driver.user)
    return found, stop


def _start(deed: Deed, route: Route) -> None:
    if route.state == RouteState.PUBLISHED:
        values = deed.values
        leave(
            route=route,
            is_fit=values.get("is_fit") == "True",
            aboard=frozenset(int(pk) for pk in values.get("aboard", "").split() if pk.isdigit()),
            note=values.get("note", ""),
            by=deed.by,
            now=deed.happened_at,
        )


def _break(deed: Deed, route: Route) -> None:
    values = deed.values
    break_off(
        route=route,
        client_id=deed.client_id,
        why=Why(values["reason"], values.get("words", "")),
        goods=values.get("goods", ""),
        by=deed.by,
        now=max(deed.happened_at, route.started_at or deed.happened_at),
    )


_OF_THE_RUN: Final = {DeedKind.START: _start, DeedKind.BREAK: _break}


def _arrive(deed: Deed, stop: Stop, photo: bytes | None, signature: bytes | None) -> None:
    if stop.state in {StopState.PENDING, StopState.FAILED}:
        driving.arrive(stop=stop, by=deed.by, now=_not_before(deed, stop))


def _prove(deed: Deed, stop: Stop, photo: bytes | None, signature: bytes | None) -> None:
    values = deed.values
    driving.prove(
        stop=stop,
        client_id=deed.client_id,
        signer_name=values.get("signer_name", ""),
        code=values.get("code", ""),
        photo=photo,
        quantity=Decimal(values["quantity"]),
        note=values.get("note", ""),
        condition=values.get("condition", ""),
        signature=signature,
        rest=values.get("rest", ""),
        by=deed.by,
        now=_not_before(deed, stop),
    )


def _fail(deed: Deed, stop: Stop, photo: bytes | None, signature: bytes | None) -> None:
    values = deed.values
    step = values.get("step") or FailureStep.ANOTHER_DAY
    report(
        stop=stop,
        client_id=deed.client_id,
        reason=Reason(values["reason"], values.get("words", ""), step),
        photo=photo,
        by=deed.by,
        now=_not_before(deed, stop),
    )


def _errand(deed: Deed, stop: Stop, photo: bytes | None, signature: bytes | None) -> None:
    if stop.state != StopState.DONE:
        do_errand(stop=stop, by=deed.by, now=_not_before(deed, stop))


_AT_A_STOP: Final = {
    DeedKind.ARRIVE: _arrive,
    DeedKind.PROVE: _prove,
    DeedKind.FAIL: _fail,
    DeedKind.ERRAND: _errand,
}


def _not_before(deed: Deed, stop: Stop) -> datetime:
    """When it happened, but never before the run was started, the stop reached and the goods taken aboard."""
    pickup = Stop.objects.filter(route=stop.route_id, collection=stop.collection_id, kind=StopKind.PICKUP).first()
    aboard_at = pickup.done_at if pickup is not None and stop.kind == StopKind.DROPOFF else None
    floors = (stop.route.started_at, stop.arrived_at, aboard_at)
    return max([deed.happened_at, *(one for one in floors if one is not None)])


def _mark(deed: Deed, refusal: DomainError) -> None:
    deed.state = DeedState.WAITING if refusal.code in _EARLY else DeedState.KEPT
    deed.code, deed.sentence = refusal.code, refusal.message[:400]


def _kept(deed: Deed, told: Told) -> Deed:
    """Write it down. Told twice at one moment, the first that is written down stands; but whichever of the two could
    enter it, it is entered."""
    stored: list[str] = []
    if deed.state != DeedState.DONE:
        deed.photo, deed.signature = _stored(told.photo, stored), _stored(told.signature, stored)
    try:
        with transaction.atomic():
            deed.save()
    except IntegrityError:
        for name in stored:
            storages["private"].delete(name)
        there = Deed.objects.get(client_id=told.client_id)
        if deed.state == DeedState.DONE:
            _mark_entered(there)
        return there
    return deed


def _mark_entered(deed: Deed) -> None:
    """It is in force: whoever else tried at the same moment and was refused need not wait, nor a coordinator look."""
    Deed.objects.filter(pk=deed.pk, state__in=OPEN).update(state=DeedState.DONE, code="", sentence="")
    deed.refresh_from_db()


def _stored(content: bytes | None, stored: list[str]) -> str:
    """A picture in the private storage; one that is none is not kept (the deed says that it was refused)."""
    if not content:
        return ""
    try:
        webp = process(content, "photo").large.webp
    except PhotoRefused:
        return ""
    name = storages["private"].save(f"deeds/{secrets.token_hex(16)}.webp", ContentFile(webp))
    stored.append(name)
    return name


def _read(name: str) -> bytes | None:
    if not name:
        return None
    with storages["private"].open(name) as file:
        return bytes(file.read())


def _enter_waiting(route: Route) -> None:
    """What waited for this: enter it, as long as one of them can be."""
    going = True
    while going:
        going = False
        for deed in Deed.objects.waiting_on(route).select_related("by", "route__plan__organisation", "stop"):
            refusal = _entered(deed, _read(deed.photo), _read(deed.signature), stands_in=False, by=deed.by)
            if refusal is not None and refusal.code in _EARLY:
                continue
            going = True
            if refusal is None:
                _mark_entered(deed)
            else:
                _mark(deed, refusal)
                same = Deed.objects.filter(pk=deed.pk, state=DeedState.WAITING)
                same.update(state=deed.state, code=deed.code, sentence=deed.sentence)
