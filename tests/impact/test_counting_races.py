"""Two and more workers count at once, on whichever database the run is on: each receipt still stands once."""

from decimal import Decimal
from typing import Any, Final

import pytest

from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.factors.reading import factor_set_names
from marketplace.impact.models import Diversion, Factor, FactorSet
from tests import make
from tests.listings.racing import race

PROCESSES: Final = 4
RECEIPTS: Final = 12


@pytest.mark.django_db(transaction=True)
def test_workers_that_count_at_once_count_each_receipt_once(database: dict[str, Any]) -> None:
    # Any: Django's own shape for a database
    Factor.objects.all().delete()  # the workers have to load the sets at the same moment, too
    FactorSet.objects.all().delete()
    giver = make.organisation()
    listing = make.listing(giver, quantity=Decimal(100))
    for _receipt in range(RECEIPTS):
        make.receipt(listing, kept=1, kept_kg="24", rejected=1, rejected_kg="24")
    counted = race("count", [{} for _ in range(PROCESSES)], database)
    assert sum(map(int, counted)) == RECEIPTS
    assert Diversion.objects.count() == 2 * RECEIPTS
    assert FactorSet.objects.count() == len(factor_set_names())
    assert count_receipts(now=make.NOW) == 0
