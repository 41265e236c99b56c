"""What the rooms above make of a loan."""

from decimal import Decimal

import pytest

from logistics.models import PlanIssue
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.models import Diversion
from marketplace.impact.queries.receipts import uncounted_of
from tests import make

pytestmark = pytest.mark.django_db


def test_a_loan_counts_no_tonnes_and_a_gift_does() -> None:
    lent, gift = make.receipt(claim=make.loan(out=False).claim), make.receipt()
    assert count_receipts(now=make.NOW) == 1
    assert list(Diversion.objects.values_list("receipt", flat=True)) == [gift.pk]
    assert uncounted_of(lent.collection.claim.organisation) == 0


def test_the_planner_leaves_out_a_loan_without_days() -> None:
    carrier = make.carrier()
    listing = make.listing(slug="folding-tables", mode="lend", unit_mass_kg=Decimal(12))
    undated, dated = (make.accepted_claim(listing, carrier=carrier) for _claim in range(2))
    make.loan(dated, out=False)
    plan = make.plan(carrier, published=False)
    issue = PlanIssue.objects.get(plan=plan)
    assert (issue.collection.claim, issue.code) == (undated, "loan_without_days")
