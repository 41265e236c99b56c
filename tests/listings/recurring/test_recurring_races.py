"""Several workers at the same recurring material: each day is posted once, and no more is promised than comes."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from listings.models import Claim, Listing, Occurrence, Recurrence
from tests import make
from tests.listings.racing import race
from tests.make.organisations import NOW
from tests.make.recurring import recurrence, standing

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def _due(times: int) -> list[Recurrence]:
    """Recurrences of which one day is due that nobody has posted."""
    made = [recurrence(make.draft(), ahead_days=0) for _number in range(times)]
    for one in made:
        standing(one)
    Claim.objects.all().delete()
    Occurrence.objects.all().delete()
    return made


def test_workers_post_each_day_once_and_claim_it_once(database: dict[str, Any]) -> None:
    made = _due(3)
    told = race("post_recurring", [{} for _worker in range(WORKERS)], database)
    assert sum(int(one) for one in told) == 3
    assert Counter(Occurrence.objects.values_list("recurrence", "on")) == {(one.pk, NOW.date()): 1 for one in made}
    assert Claim.objects.filter(state="accepted", listing__occurrence__isnull=False).count() == 3


def test_without_the_row_of_the_day_it_is_posted_several_times(database: dict[str, Any]) -> None:
    made = _due(1)[0]
    job = {"recurrence": made.pk}
    race("post_recurring_without_guard", [job for _worker in range(4)], database)
    assert Listing.objects.filter(state="draft", available_from=NOW.date()).count() > 1


def test_no_more_is_promised_than_comes_however_many_agree_at_once(database: dict[str, Any]) -> None:
    made = recurrence(quantity=4, ahead_days=0)
    claims = [standing(made, agreed=False) for _number in range(WORKERS)]
    jobs = [{"claim": one.pk, "by": made.by.pk} for one in claims]
    assert Counter(race("agree_standing", jobs, database)) == {"done": 4, "more_than_unpromised": WORKERS - 4}
    made.refresh_from_db()
    assert made.promised == sum(one.quantity for one in made.standing_claims.agreed()) == 4


def test_ending_and_posting_at_once_leave_no_half_of_either(database: dict[str, Any]) -> None:
    made = _due(1)[0]
    jobs = [{"recurrence": made.pk, "by": made.by.pk, "ends": number == 0} for number in range(4)]
    told = race("end_or_post_recurring", jobs, database)
    assert told.count("done") == 1
    made.refresh_from_db()
    assert (made.state, made.promised) == ("ended", Decimal(0))
    assert Occurrence.objects.count() == Listing.objects.filter(occurrence__isnull=False).count() <= 1
