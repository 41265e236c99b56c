"""How donors have dealt with what they were asked for: read for a score, never shown as a number."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime, make_aware

from listings.matching.reliability import DAYS_TO_ANSWER, Dealt, record_of
from listings.matching.sides import Record
from listings.models import Claim, ClaimState, Outcome, PromiseOutcome, PromiseSide

#: Older claims count for next to nothing.
LOOKED_BACK: Final = timedelta(days=2 * 365)
#: So many of the newest claims are read, of all donors together.
MOST_READ: Final = 3_000

_KEPT: Final = {ClaimState.COLLECTED: True, ClaimState.RECEIVED: True}
#: What of the donor's own doing broke a promise; the other side's cancelling does not.
_BROKEN: Final = (Outcome.EARLY_CANCEL, Outcome.LATE_CANCEL, Outcome.NO_SHOW)


def records_of(organisations: Iterable[int], *, today: date) -> dict[int, Record]:
    """The record of each of these donors that was ever asked for something. One query."""
    # Who waits in line, or let an offer from it pass, waits for no answer of the donor's.
    in_line = (ClaimState.WAITING, ClaimState.OFFERED)
    asked = Claim.objects.filter(listing__organisation__in=set(organisations), asked_at__gt=_since(today))
    asked = asked.exclude(state__in=in_line).exclude(lapsed_from__in=in_line)
    rows = (
        asked.annotate(is_broken=_broken_by_donor())
        .order_by("-asked_at", "-pk")
        .values_list("listing__organisation", "state", "asked_at", "decided_at", "cancelled_at", "is_broken")
    )
    history: defaultdict[int, list[Dealt]] = defaultdict(list)
    for donor, state, asked_at, decided_at, cancelled_at, is_broken in rows[:MOST_READ]:
        kept = False if is_broken else _KEPT.get(ClaimState(state))
        history[donor].append(_dealt(state, asked_at, decided_at, cancelled_at, kept=kept, today=today))
    return {donor: record_of(dealt) for donor, dealt in history.items()}


def _since(today: date) -> datetime:
    """The first moment that is looked back to."""
    return make_aware(datetime.combine(today - LOOKED_BACK, time.min))


def _broken_by_donor() -> Exists:
    """Whether it was noted that the donor gave a claim up or was not there, and nobody excused it."""
    noted = PromiseOutcome.objects.first_noted().filter(claim=OuterRef("pk"), side=PromiseSide.GIVES)
    return Exists(noted.filter(outcome__in=_BROKEN, excuse=None))


def _dealt(
    state: str,
    asked_at: datetime,
    decided_at: datetime | None,
    cancelled_at: datetime | None,
    *,
    kept: bool | None,
    today: date,
) -> Dealt:
    """One claim as history: what was given up before it was answered says nothing unless it had waited long."""
    asked_on = localtime(asked_at).date()
    ended = decided_at or cancelled_at
    waited = (localtime(ended).date() if ended else today) - asked_on
    answered = True if decided_at is not None else (False if waited.days > DAYS_TO_ANSWER else None)
    promised = decided_at is not None and state != ClaimState.DECLINED
    return Dealt((today - asked_on).days, 1, answered, kept if promised else None)
