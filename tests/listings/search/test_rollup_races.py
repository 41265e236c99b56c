"""The ledger of cells under sixteen processes that change the same listings at once: it adds up to a recount."""

from collections import Counter
from typing import Any

import pytest

from listings.models import rollups
from listings.models.rollups import Tally
from tests import make
from tests.listings.racing import PROCESSES, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_ledger_equals_a_recount_after_many_wrote_at_once(database: dict[str, Any]) -> None:  # Any: Django's own shape
    listings = [make.listing().pk for _ in range(6)]
    categories = [make.category(slug).pk for slug in ("desks", "meeting-tables")]
    job = {"listings": listings, "categories": categories, "times": 12}
    before = Tally.objects.count()
    told = race("churn", [{**job, "seed": seed} for seed in range(PROCESSES)], database)
    assert Counter(told) == {"done": PROCESSES}
    assert Tally.objects.count() != before, "something was written"
    assert rollups.differences() == 0
    rollups.fold()
    assert rollups.differences() == 0
