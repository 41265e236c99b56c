"""Sixteen real processes at one loan: it comes back once, and is extended from the same day once."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from listings.models import EntryKind, Loan, StockEntry
from tests import make
from tests.listings.racing import PROCESSES, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_sixteen_returns_and_extensions_one_return_counts(database: dict[str, Any]) -> None:
    loan = make.loan(make.lent_claim(quantity=Decimal(20)))
    by = loan.agreed_by_id
    jobs = [{"loan": loan.pk, "by": by, "days": n % 4 and 7} for n in range(PROCESSES)]
    told = Counter(race("back_or_longer", jobs, database))
    back = Loan.objects.select_related("claim__listing").get()
    assert told["back done"] == 1
    assert told["back loan_not_out"] == PROCESSES // 4 - 1
    assert back.extensions == told["longer done"]
    assert set(told) <= {"back done", "back loan_not_out", "longer done", "longer loan_moved_on", "longer loan_not_out"}
    listing = back.claim.listing
    assert listing.available == 20 == sum(entry.change for entry in StockEntry.objects.for_listing(listing))
    assert StockEntry.objects.filter(kind=EntryKind.RETURNED).count() == 1


def test_without_the_guard_it_comes_back_more_than_once(database: dict[str, Any]) -> None:
    # Three claims are out, so that there is room in the stock for goods that came back twice.
    claim = make.lent_claim(quantity=Decimal(20))
    loan = make.loan(claim)
    for _other in range(2):
        make.loan(make.accepted_claim(claim.listing))
    jobs = [{"loan": loan.pk, "by": loan.agreed_by_id} for _ in range(PROCESSES)]
    told = Counter(race("bring_back_without_guard", jobs, database))
    assert told["back done"] > 1
