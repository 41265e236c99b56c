"""What the processes of a race over spaces do; imported after Django is set up, by `race_ground`."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.db import Error, transaction

from listings.actions import agreeing, booking, excepting, letting
from listings.models.bookings import Booking
from listings.models.spaces import Space
from listings.queries import bookable
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, User
from tests.make.organisations import NOW
from tests.make.spaces import at

Job = dict[str, Any]  # Any: what a deed is about


def outcome(act: Callable[[], object]) -> str:
    """What came of an act: "done", the code of a refusal, or an error that should not have been."""
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    except Error as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _times(job: Job) -> dict[str, Any]:  # Any: arguments of `book`
    return {"starts": at(job["starts"]), "ends": at(job["ends"])}


def _book(job: Job) -> list[str]:
    """Book each of the spaces at that time."""
    organisation, by = Organisation.objects.get(pk=job["organisation"]), User.objects.get(pk=job["by"])
    told = []
    for pk in job["spaces"]:
        space = Space.objects.for_page().get(pk=pk)
        act = partial(booking.book, space=space, organisation=organisation, purpose="A race", people=None)
        told.append(outcome(partial(act, by=by, now=NOW, **_times(job))))
    return told


def _book_without_guard(job: Job) -> list[str]:
    """The control: look whether it is free, then write it down, as one would without guard and quarters."""
    return [outcome(partial(_look_and_book, job, pk)) for pk in job["spaces"]]


def _look_and_book(job: Job, pk: int) -> None:
    times = _times(job)
    with transaction.atomic():
        if Booking.objects.holding().filter(space=pk).between(times["starts"], times["ends"]).exists():
            raise bookable.Taken
        time.sleep(0.2)  # what else the transaction does: long enough for the slowest to look
        Booking.objects.create(
            space_id=pk,
            organisation_id=job["organisation"],
            state="confirmed",
            starts_at=times["starts"],
            ends_at=times["ends"],
            purpose="A race",
            free_until=NOW,
            asked_by_id=job["by"],
            asked_at=NOW,
            answered_at=NOW,
        )


def _answer_booking(job: Job) -> list[str]:
    """Answer or end one booking, in the way the job says."""
    by = User.objects.get(pk=job["by"])
    this = Booking.objects.for_page().get(pk=job["booking"])
    acts: dict[str, Callable[[], object]] = {
        "confirm": partial(agreeing.confirm, booking=this, by=by, now=NOW),
        "decline": partial(agreeing.decline, booking=this, reason="No.", by=by, now=NOW),
        "withdraw": partial(agreeing.withdraw, booking=this, by=by, now=NOW),
        "lapse": partial(agreeing.lapse_due, now=this.starts_at),
    }
    return [outcome(acts[job["act"]])]


def _close_or_move(job: Job) -> list[str]:
    """Close the space for the day of the race, or make it a part of another."""
    by = User.objects.get(pk=job["by"])
    space = Space.objects.for_page().get(pk=job["space"])
    if job["act"] == "close":
        on = at(job["starts"]).date()
        act = partial(excepting.except_day, space=space, on=on, opens=None, closes=None, note="")
        return [outcome(partial(act, by=by, now=NOW))]
    parent = Space.objects.for_page().get(pk=job["parent"])
    return [outcome(partial(letting.divide, space=space, parent=parent, by=by, now=NOW))]


DEEDS: Final[dict[str, Callable[[Job], list[str]]]] = {
    "book": _book,
    "book_without_guard": _book_without_guard,
    "answer_booking": _answer_booking,
    "book_close_or_move": lambda job: _close_or_move(job) if "act" in job else _book(job),
}
