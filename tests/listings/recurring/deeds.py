"""What processes racing over recurring material do; for `tests.listings.race_ground`, which has set Django up."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import Error

from listings.actions import repeating, standing
from listings.actions.recurring import _copy, post_due
from listings.models import Recurrence, StandingClaim
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User
from tests.make.organisations import NOW

Job = dict[str, Any]  # Any: what a deed is about


def _outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _post(job: Job) -> list[str]:
    """What the clock does; answers how many it posted."""
    return [str(post_due(now=NOW))]


def _post_without_guard(job: Job) -> list[str]:
    """The control: look whether it is posted, then post it, without the row that can be there once."""
    recurrence = Recurrence.objects.select_related("listing__organisation", "by").get(pk=job["recurrence"])
    if recurrence.listing.organisation.listings.filter(state="draft", available_from=NOW.date()).exists():
        return ["0"]
    time.sleep(0.2)  # what else a worker does in between
    _copy(recurrence, NOW.date(), NOW)
    return ["1"]


def _agree(job: Job) -> list[str]:
    """Agree to one standing claim."""
    rows = StandingClaim.objects.select_related("organisation", "recurrence__listing__organisation")
    by = User.objects.get(pk=job["by"])
    return [_outcome(partial(standing.agree, claim=rows.get(pk=job["claim"]), by=by, now=NOW))]


def _end_or_post(job: Job) -> list[str]:
    """End it, or post what is due of it, at the same moment."""
    by = User.objects.get(pk=job["by"])
    if not job["ends"]:
        return [str(post_due(now=NOW))]
    recurrence = Recurrence.objects.select_related("listing__organisation").get(pk=job["recurrence"])
    return [_outcome(partial(repeating.end, recurrence=recurrence, reason="Enough.", by=by, now=NOW))]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {
    "post_recurring": _post,
    "post_recurring_without_guard": _post_without_guard,
    "agree_standing": _agree,
    "end_or_post_recurring": _end_or_post,
}
