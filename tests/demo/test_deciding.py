"""What is decided all at once in the demonstration region."""

import pytest
from django.utils import timezone

from listings.models import Allocation, Claim, ClaimState, Policy
from marketplace.demo.deciding import share_out
from marketplace.demo.people import AIREDALE
from marketplace.demo.region import Region, settle

pytestmark = pytest.mark.django_db


def test_chairs_wait_for_the_giver_and_a_ballot_is_open() -> None:
    region = Region(now=timezone.localtime())
    for _ in settle(region):
        pass
    assert sum(1 for _ in share_out(region)) == Claim.objects.filter(state=ClaimState.WAITING).count() + 2
    given = Allocation.objects.undecided().filter(listing__organisation=region.settled[AIREDALE.name].organisation)
    closed = dict(given.values_list("policy", "closes_at"))
    chosen, drawn = closed[Policy.DONOR_CHOOSES], closed[Policy.BALLOT]
    assert chosen is not None
    assert drawn is not None
    assert chosen < timezone.now() < drawn
