"""The halls of a round: each with two halves, each half with two quarters, to be booked by the hour."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from listings.models.spaces import Space
from marketplace.organisations.models import Organisation
from tests import make
from tests.bench.contention.ground import askers, one_person
from tests.make.organisations import NOW
from tests.make.spaces import space

_HALLS: Final = 8
#: So many attempts at each hall on each day: most of them come too late.
_A_DAY: Final = 100


@dataclass(frozen=True, slots=True)
class BookingGround:
    """Trees of spaces by their keys (the whole first), the days that are tried, and who books."""

    trees: tuple[tuple[int, ...], ...]
    #: for each space, those that it shares floor with: itself, what it is part of, and its parts
    shares: dict[int, frozenset[int]]
    days: tuple[date, ...]
    askers: tuple[int, ...]
    attempts: int
    by: int


def booking_ground(attempts: int) -> BookingGround:
    """As many days as there are attempts for."""
    by = one_person()
    owner = make.organisation(by=by)
    with transaction.atomic():
        trees = [_hall(owner) for _ in range(_HALLS)]
    count = max(1, attempts // (_HALLS * _A_DAY))
    first = NOW.date() + timedelta(days=2)
    return BookingGround(
        trees=tuple(tuple(one.pk for one in tree) for tree in trees),
        shares={pk: whom for tree in trees for pk, whom in _shares(tree).items()},
        days=tuple(first + timedelta(days=number) for number in range(count)),
        askers=askers(32, by),
        attempts=attempts,
        by=by.pk,
    )


def _hall(owner: Organisation) -> list[Space]:
    """A hall, its halves, and their quarters, which need half an hour to be cleared."""
    whole = space(owner)
    halves = [space(parent=whole) for _ in range(2)]
    return [whole, *halves, *(space(parent=half, buffer_after_minutes=30) for half in halves for _ in range(2))]


def _shares(tree: list[Space]) -> dict[int, frozenset[int]]:
    """With whom each shares floor, by walking up: brute force, not the way of the code that is tried."""
    parents = {one.pk: one.parent_id for one in tree}

    def line(pk: int | None) -> set[int]:
        return set() if pk is None else {pk} | line(parents[pk])

    return {one: frozenset(other for other in parents if other in line(one) or one in line(other)) for one in parents}
