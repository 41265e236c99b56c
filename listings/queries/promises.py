"""What is told of how promises were kept: to oneself, and to whoever has a claim or a booking with one. Nobody else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from listings.models import Appeal, Claim, Outcome, PromiseOutcome, PromiseSide
from listings.models.bookings import Booking
from listings.models.promises import PromiseOutcomeQuerySet
from listings.promises import HALF_LIFE_DAYS, TOLD_FOR, Grade, Habit, Happened, habit
from listings.queries.space_words import time_in_words
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role

Whose = Literal["ours", "theirs"]
WHOSE: Final[tuple[Whose, ...]] = ("ours", "theirs")

TONES: Final = {
    Outcome.KEPT: "good",
    Outcome.EARLY_CANCEL: "plain",
    Outcome.LATE_CANCEL: "warn",
    Outcome.NO_SHOW: "stop",
    Outcome.EXCUSED: "info",
    Outcome.UNANSWERED: "warn",
    Outcome.LATE_RETURN: "warn",
}
_GRADES: Final[dict[Grade, str]] = {"steady": "good", "mixed": "info", "shaky": "warn", "unknown": "info"}
_COUNTED: Final = {
    "kept": ngettext_lazy("%(n)s promise kept", "%(n)s promises kept", "n"),
    "early_cancel": ngettext_lazy("%(n)s cancelled in good time", "%(n)s cancelled in good time", "n"),
    "late_cancel": ngettext_lazy("%(n)s cancelled late", "%(n)s cancelled late", "n"),
    "late_return": ngettext_lazy("brought back late once", "brought back late %(n)s times", "n"),
    "no_show": ngettext_lazy("did not come once", "did not come %(n)s times", "n"),
    "unanswered": ngettext_lazy("%(n)s never answered", "%(n)s never answered", "n"),
    "excused": ngettext_lazy("%(n)s excused, which does not count", "%(n)s excused, which do not count", "n"),
}


@dataclass(frozen=True, slots=True)
class HabitTold:
    """How somebody keeps promises, to read: a sentence, and what it rests on."""

    sentence: str
    rests_on: list[str]
    tone: str


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """What became of a promise, as a row of a list. Excused ones say so."""

    promise: PromiseOutcome
    title: str
    #: the page of the claim or the booking
    href: str
    label: str
    tone: str
    is_excused: bool


@dataclass(frozen=True, slots=True)
class MayAnswer:
    """What somebody may do about what was noted."""

    excuse: bool
    appeal: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page of a claim or a booking tells of promises: the other side's habit, and what was noted about it."""

    other: Organisation
    told: HabitTold
    lines: list[PromiseLine]


def habits_of(organisations: Iterable[Organisation], *, now: datetime) -> dict[int, Habit]:
    """How each of them keeps promises, both giving and taking. One query."""
    wanted = [organisation.pk for organisation in organisations]
    excuse = PromiseOutcome.objects.filter(excuses=OuterRef("pk"))
    noted = PromiseOutcome.objects.first_noted().filter(organisation__in=wanted, at__gt=now - TOLD_FOR)
    history: dict[int, list[Happened]] = {pk: [] for pk in wanted}
    rows = noted.annotate(forgiven=Exists(excuse)).order_by("-at", "-pk")
    for pk, outcome, at, forgiven in rows.values_list("organisation", "outcome", "at", "forgiven"):
        history[pk].append(Happened(outcome, (now - at).total_seconds() / 86_400, forgiven))
    return {pk: habit(happened) for pk, happened in history.items()}


def told_to_others(organisation: Organisation, *, now: datetime) -> HabitTold:
    """What the other party of a claim reads."""
    kept = habits_of([organisation], now=now)[organisation.pk]
    return HabitTold(_(kept.of_them), _counted(kept), _GRADES[kept.grade])


def told_to_oneself(organisation: Organisation, *, now: datetime) -> HabitTold:
    """The same from their own side."""
    kept = habits_of([organisation], now=now)[organisation.pk]
    return HabitTold(_(kept.of_you), _counted(kept), _GRADES[kept.grade])


def _counted(kept: Habit) -> list[str]:
    """What the sentence rests on: how often what happened in two years."""
    return [str(said % {"n": kept.counts[name]}) for name, said in _COUNTED.items() if kept.counts.get(name)]


def promises_of(organisation: Organisation, whose: Whose) -> QuerySet[PromiseOutcome]:
    """What became of the organisation's promises, or of those made to it, newest first."""
    seen = PromiseOutcome.objects.visible_to(organisation).first_noted()
    side = seen.of(organisation) if whose == "ours" else seen.filter(other=organisation)
    return side.for_page().order_by("-at", "-pk")


def lines(promises: Sequence[PromiseOutcome]) -> list[PromiseLine]:
    """As rows; the bookings among them are read in one query, the claims came with `for_page`."""
    keys = {int(promise.booking_key) for promise in promises if promise.booking_key}
    bookings = Booking.objects.for_page().in_bulk(keys) if keys else {}
    return [_line(promise, bookings) for promise in promises]


def _line(promise: PromiseOutcome, bookings: Mapping[int, Booking]) -> PromiseLine:
    outcome, excused = Outcome(promise.outcome), excuse_of(promise) is not None
    label = _("Excused") if excused else outcome.label
    tone = TONES[Outcome.EXCUSED if excused else outcome]
    title, href = _about(promise, bookings)
    return PromiseLine(promise, title, href, str(label), tone, excused)


def _about(promise: PromiseOutcome, bookings: Mapping[int, Booking]) -> tuple[str, str]:
    """What it was about, and the page of that for the parties."""
    if promise.claim is not None:
        return str(promise.claim.listing), reverse("listings:claim", args=[promise.claim.pk])
    booking = bookings.get(int(promise.booking_key))
    if booking is None:
        return _("A booking"), ""
    when = time_in_words(booking.starts_at, booking.ends_at, booking.space)
    return f"{booking.space.listing.title}, {when}", reverse("listings:booking", args=[booking.pk])


def excuse_of(promise: PromiseOutcome) -> PromiseOutcome | None:
    """The excuse, where there is one; loaded by `for_page`."""
    try:
        return promise.excuse
    except PromiseOutcome.DoesNotExist:
        return None


def appeal_of(promise: PromiseOutcome) -> Appeal | None:
    """The appeal, where there is one; loaded by `for_page`."""
    try:
        return promise.appeal
    except Appeal.DoesNotExist:
        return None


def may_answer(promise: PromiseOutcome, organisation: Organisation, roles: frozenset[str]) -> MayAnswer:
    """What somebody with these roles of this organisation may do about what was noted."""
    held = promise.outcome not in {Outcome.KEPT, Outcome.EXCUSED} and excuse_of(promise) is None
    mine = promise.organisation_id == organisation.pk
    gives = (promise.side == PromiseSide.GIVES) == mine
    acts = held and may(roles, Role.LISTER if gives else Role.REQUESTER)
    return MayAnswer(excuse=acts and not mine, appeal=acts and mine and appeal_of(promise) is None)


def promises_about(claim: Claim, organisation: Organisation, *, now: datetime) -> Kept | None:
    """For the page of a claim; a carrier is told nothing."""
    noted = PromiseOutcome.objects.filter(claim=claim)
    return _kept(claim.organisation, claim.listing.organisation, organisation, noted, now)


def promises_about_booking(booking: Booking, organisation: Organisation, *, now: datetime) -> Kept | None:
    """For the page of a booking; who booked their own space promised nothing."""
    noted = PromiseOutcome.objects.filter(booking_key=str(booking.pk))
    return _kept(booking.organisation, booking.space.listing.organisation, organisation, noted, now)


def _kept(
    taker: Organisation, giver: Organisation, reader: Organisation, noted: PromiseOutcomeQuerySet, now: datetime
) -> Kept | None:
    other = {taker.pk: giver, giver.pk: taker}.get(reader.pk)
    if other is None or taker == giver:
        return None
    rows = noted.first_noted().for_page().order_by("at", "pk")
    return Kept(other, told_to_others(other, now=now), lines(list(rows)))


def half_life_months() -> int:
    """After how many months something counts half, to read."""
    return round(HALF_LIFE_DAYS / 30.4)


def open_appeals() -> QuerySet[Appeal]:
    """For the operator: what waits for an answer, the oldest first."""
    return Appeal.objects.open().for_page()


def answered_appeals() -> QuerySet[Appeal]:
    """For the operator: the newest answers."""
    answered = Appeal.objects.filter(answered_at__isnull=False).for_page()
    return answered.order_by("-answered_at", "-pk")[:20]
