"""What the processes of a race do about one decision; for `tests.listings.race_ground`, which has set Django up."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from listings.actions.deciding import decide, decide_due
from listings.models import Listing
from listings.queries.deciding import preview
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import User
from tests.listings.deciding.ground import AFTER

Job = dict[str, Any]  # Any: what a deed is about


def _told(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    return "done"


def _decide(job: Job) -> list[str]:
    """Look and send, as somebody in another tab does; or as the clock does."""
    if job["by"] is None:
        return [f"clock {decide_due(now=AFTER)}"]
    listing, by = Listing.objects.get(pk=job["listing"]), User.objects.get(pk=job["by"])

    def send() -> None:
        seen = preview(listings=[listing], choices={}, now=AFTER)
        decide(listings=[listing], choices={}, digest=seen.digest, by=by, now=AFTER)

    return [_told(partial(send))]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {"decide": _decide}
