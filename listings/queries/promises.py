"""What is told of how promises were kept: to oneself, and to whoever has a claim or a booking with one. Nobody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from listings.models import Appeal, Claim, Outcome, PromiseOutcome, PromiseSide
from listings.promises import HALF_LIFE_DAYS, TOLD_FOR, Grade, Habit, Happened, habit
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
}
_GRADES: Final[dict[Grade, str]] = {"steady": "good", "mixed": "info", "shaky": "warn", "unknown": "info"}
_COUNTED: Final = {
    "kept": ngettext_lazy("%(n)s promise kept", "%(n)s promises kept", "n"),
    "early_cancel": ngettext_lazy("%(n)s cancelled in good time", "%(n)s cancelled in good time", "n"),
    "late_cancel": ngettext_lazy("%(n)s cancelled late", "%(n)s cancelled late", "n"),
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
    label: str
    tone: str
    is_excused: bool


@dataclass(frozen=True, slots=True)
class MayAnswer:
    """What somebody may do about what was noted."""

    excuse: bool
    appeal: bool


@dataclass(frozen=True, slots=True)
class ClaimPromises:
    """What the page of a claim tells of promises: the other side's habit, and what was noted about this claim."""

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
    """As rows; what each was about comes with `for_page`."""
    return [_line(promise) for promise in promises]


def _line(promise: PromiseOutcome) -> PromiseLine:
    outcome, excused = Outcome(promise.outcome), excuse_of(promise) is not None
    label = _("Excused") if excused else outcome.label
    title = str(promise.claim.listing) if promise.claim is not None else _("A booking")
    return PromiseLine(promise, title, str(label), TONES[Outcome.EXCUSED if excused else outcome], excused)


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


def promises_about(claim: Claim, organisation: Organisation, *, now: datetime) -> ClaimPromises | None:
    """For the page of a claim; a carrier is told nothing."""
    parties = {claim.organisation_id: claim.listing.organisation, claim.listing.organisation_id: claim.organisation}
    other = parties.get(organisation.pk)
    if other is None:
        return None
    noted = PromiseOutcome.objects.filter(claim=claim).first_noted().for_page().order_by("at", "pk")
    return ClaimPromises(other, told_to_others(other, now=now), lines(list(noted)))


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
