"""The demonstration region, a short one; the whole of it is walked through in tests/browser/test_demo.py."""

from itertools import islice

import pytest
from django.utils import timezone

from listings.models import Claim, ClaimState, KitList, Listing, Want
from listings.models.terms import Term
from listings.queries.workbench import gaps
from logistics.models import Receipt
from logistics.queries.verifying import all_findings
from marketplace.demo.circles import search, share
from marketplace.demo.journeys import travel
from marketplace.demo.kits import furnish_rooms
from marketplace.demo.neighbours import OTHERS
from marketplace.demo.people import HOLBECK, SIGN_INS
from marketplace.demo.region import Region, look_for_things, settle, stock_the_yard
from marketplace.demo.second_lives import live_on
from marketplace.impact.actions.counting import count_receipts
from marketplace.organisations.models import Organisation, OrganisationKind, User

pytestmark = pytest.mark.django_db


def test_the_region_is_lived_in_by_all_five_kinds_and_everybody_can_sign_in() -> None:
    region = Region(now=timezone.localtime())
    founded = sum(1 for _ in settle(region))
    assert founded >= 40
    assert set(Organisation.objects.values_list("kind", flat=True)) == set(OrganisationKind.values)
    for _, email in SIGN_INS:
        assert User.objects.get(email=email).has_usable_password()


def test_what_is_listed_claimed_carried_and_received_is_counted() -> None:
    region = Region(now=timezone.localtime())
    for _ in settle(region):
        pass
    assert sum(1 for _ in stock_the_yard(region, count=30)) == Listing.objects.count() == 30
    assert sum(1 for _ in look_for_things(region, count=12)) == Want.objects.count() == 12
    assert sum(1 for _ in furnish_rooms(region)) == KitList.objects.count() == 2
    claimed = sum(1 for _ in islice(travel(region), 7))  # the first day with a van, and one claim of the next
    assert claimed == Claim.objects.count()
    received = Claim.objects.filter(state=ClaimState.RECEIVED).count()
    assert received == Receipt.objects.count() > 3
    assert count_receipts(now=timezone.now()) >= received
    assert list(live_on(region))[-1] == "anchor"
    assert list(all_findings()) == []


def test_a_circle_sees_two_things_first_and_what_nobody_has_is_missed() -> None:
    region = Region(now=timezone.localtime())
    for _ in settle(region):
        pass
    for _ in stock_the_yard(region, count=10):
        pass
    assert sum(1 for _ in share(region)) == 1 + 2 + 2
    hidden = Listing.objects.filter(is_for_everyone=False)
    assert {len(set(one.stages.values_list("audience", flat=True))) for one in hidden} == {2}
    assert hidden.count() == 2
    member, stranger = (region.settled[name].organisation for name in (HOLBECK.name, OTHERS[0].name))
    assert Listing.objects.found_by(member, timezone.localdate()).filter(pk__in=hidden).count() == 2
    assert not Listing.objects.found_by(stranger, timezone.localdate()).filter(pk__in=hidden).exists()
    for _ in search(region):
        pass
    assert Term.objects.exists()
    assert {gap.word for gap in gaps(timezone.now())} >= {"piano"}
