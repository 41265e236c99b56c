"""Sixteen real processes at the same listing, on whichever database the run is on.

The control does without the guard and oversells on PostgreSQL; on SQLite one writer at a time hides the fault.
"""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from listings.models import Claim, ClaimState, Listing, StockEntry
from tests import make
from tests.listings.racing import PROCESSES, race

pytestmark = pytest.mark.django_db(transaction=True)
#: What each process asks for in a row.
EACH = 2


def _check(listing: Listing) -> None:
    """The counter explains itself, and what is held belongs to open claims."""
    listing.refresh_from_db()
    entries = list(StockEntry.objects.for_listing(listing))
    assert listing.available == sum(entry.change for entry in entries)
    held = sum(
        claim.accepted_quantity or claim.quantity for claim in Claim.objects.filter(listing=listing).unfinished()
    )
    assert listing.quantity - listing.available == held


def test_sixteen_processes_claim_the_last_units_and_none_is_given_twice(database: dict[str, Any]) -> None:
    listing = make.listing(quantity=Decimal(20))
    by = listing.created_by
    jobs: list[dict[str, Any]] = []  # Any: what a process is told
    for _process in range(PROCESSES):
        askers = [make.organisation(by=by) for _ in range(EACH)]
        for asker in askers:
            make.site(asker)
        jobs.append({"listing": listing.pk, "askers": [asker.pk for asker in askers], "by": by.pk})
    told = Counter(race("claim", jobs, database))
    assert told == {"done": 20, "nothing_left": PROCESSES * EACH - 20}
    assert Claim.objects.filter(listing=listing, state=ClaimState.ASKED).count() == 20
    _check(listing)
    assert listing.available == 0


@pytest.mark.postgresql
def test_without_the_guard_more_is_given_than_there_is(database: dict[str, Any]) -> None:
    listing = make.listing(quantity=Decimal(20))
    jobs = [{"listing": listing.pk, "times": 3} for _ in range(PROCESSES)]
    told = Counter(race("grab", jobs, database))
    assert told["done"] > 20


def test_of_sixteen_answers_to_a_claim_one_counts(database: dict[str, Any]) -> None:
    listing = make.listing()
    make.claim(listing, quantity=5)
    claim = make.claim(listing, quantity=4)
    acts = ("accept", "accept_all", "decline", "cancel")
    jobs = [{"claim": claim.pk, "act": acts[n % 4], "by": listing.created_by_id} for n in range(PROCESSES)]
    told = Counter(race("answer", jobs, database))
    # An acceptance may be cancelled by one of those who came after it.
    assert told["done"] in {1, 2}
    assert set(told) <= {"done", "claim_moved_on", "stock_moved_meanwhile"}
    claim.refresh_from_db()
    assert claim.state in {ClaimState.ACCEPTED, ClaimState.DECLINED, ClaimState.CANCELLED}
    assert told["done"] == 1 or claim.state == ClaimState.CANCELLED
    _check(listing)


def test_a_listing_published_by_sixteen_enters_its_stock_once(database: dict[str, Any]) -> None:
    listing = make.draft()
    jobs = [{"listing": listing.pk, "by": listing.created_by_id} for _ in range(PROCESSES)]
    told = Counter(race("publish", jobs, database))
    assert told == {"done": 1, "cannot_publish": PROCESSES - 1}
    _check(listing)
    assert listing.available == 24
