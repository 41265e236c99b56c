"""Deadlines of claims in words: until when, how long that is, who has to do what by then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.models import Claim, ClaimState
from listings.promises import outcome_of_cancelling

_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
#: From here on it presses.
SOON: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What has to be done by then, as a clock shows it. `presses`: within two days."""

    label: str
    at: datetime
    left: str
    presses: bool
    consequence: str


def deadline_of(claim: Claim, *, asks: bool, now: datetime) -> Deadline | None:
    """The deadline of a claim as one of its sides reads it, with what becomes of it; None: it has none.

    :param asks: the reader is who asked for it
    """
    if claim.state == ClaimState.ACCEPTED and claim.due_at is not None:
        kept = _("It is planned, so it is held without a deadline.")
        return _deadline(_("Collection planned for"), claim.due_at, kept, now)
    if claim.hold_until is None:
        return None
    label, consequence = {
        (ClaimState.ASKED, True): (_("They answer by"), _("Without an answer by then the claim ends.")),
        (ClaimState.ASKED, False): (
            _("Answer by"),
            _("Without your answer by then the claim ends, and that is noted."),
        ),
        (ClaimState.OFFERED, True): (_("Confirm by"), _("After that it goes to the next in line.")),
        (ClaimState.OFFERED, False): (_("They confirm by"), _("After that it goes to the next in line.")),
        (ClaimState.ACCEPTED, True): (
            _("Collect by"),
            _("After that it is free for others, unless a collection is planned by then."),
        ),
        (ClaimState.ACCEPTED, False): (
            _("They collect by"),
            _("After that it is free for others, unless a collection is planned by then."),
        ),
    }[ClaimState(claim.state), asks]
    return _deadline(label, claim.hold_until, consequence, now)


def is_late(claim: Claim, now: datetime) -> bool:
    """Whether ending an accepted claim now would be noted as late."""
    return outcome_of_cancelling(due_at=claim.due_at or claim.hold_until, now=now) == "late_cancel"


def in_short(claim: Claim, *, asks: bool, now: datetime) -> str:
    """The deadline in a line of a list: "Confirm by 24 Nov, 18:00 (5 hours left)"."""
    deadline = deadline_of(claim, asks=asks, now=now)
    if deadline is None:
        return ""
    when = date_format(localtime(deadline.at), "j M, H:i")
    return f"{deadline.label} {when} ({deadline.left})"


def left_in_words(until: datetime, now: datetime) -> str:
    """How long it is until then, in the largest unit that fits: days from two days on, then hours, then minutes."""
    left = until - now
    if left <= timedelta(0):
        return _("passed")
    if left >= 2 * _DAY:
        count = left // _DAY
        return ngettext("%(count)s day left", "%(count)s days left", count) % {"count": count}
    if left >= _HOUR:
        count = left // _HOUR
        return ngettext("%(count)s hour left", "%(count)s hours left", count) % {"count": count}
    count = max(left // timedelta(minutes=1), 1)
    return ngettext("%(count)s minute left", "%(count)s minutes left", count) % {"count": count}


def _deadline(label: str, at: datetime, consequence: str, now: datetime) -> Deadline:
    return Deadline(label, at, left_in_words(at, now), at - now <= SOON, consequence)
