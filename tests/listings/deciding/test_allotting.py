"""How a listing is given: what a donor may say of it, and who may claim by it."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from listings.actions.allotting import AllocationValues, admit, allot, declare
from listings.models import Allocation, Listing, Policy, allocation_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import make

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()
TOMORROW = make.NOW + timedelta(days=1)


def given(listing: Listing, **said: Any) -> Allocation:  # Any: values of an allocation, of several types
    """Say how the listing is given."""
    allot(listing=listing, values=AllocationValues(**said), by=listing.created_by, now=make.NOW)
    return allocation_of(Listing.objects.get(pk=listing.pk))


def refused(listing: Listing, **said: Any) -> tuple[str, str | None]:  # Any: as above
    with pytest.raises(DomainError) as refusal:
        given(listing, **said)
    return refusal.value.code, refusal.value.field


def asks(listing: Listing, organisation: Organisation, **more: Any) -> str:  # Any: as above
    """What comes of asking whether the organisation may claim it: nothing, or the refusal's code."""
    by = make.administrator(organisation)
    try:
        admit(listing=listing, organisation=organisation, **{"by": by, "now": make.NOW, **more})
    except DomainError as refusal:
        return refusal.code
    return ""


def test_a_listing_of_which_nothing_is_said_is_first_come() -> None:
    listing = make.draft()
    assert given(listing).pk is None
    assert not Allocation.objects.exists()
    assert not allocation_of(listing).is_in_the_running


def test_a_ballot_promises_its_seed_before_anybody_asks() -> None:
    listing = make.listing()
    kept = given(listing, policy=Policy.BALLOT, closes_at=TOMORROW)
    assert kept.ballot_commitment == sha256(kept.ballot_seed.encode()).hexdigest()
    later = TOMORROW + timedelta(days=1)
    again = given(listing, policy=Policy.BALLOT, closes_at=later)
    assert (again.ballot_seed, again.closes_at) == (kept.ballot_seed, later)
    assert given(make.listing(), policy=Policy.BALLOT, closes_at=TOMORROW).ballot_seed != kept.ballot_seed


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"policy": "ballot", "closes_at": make.NOW - timedelta(minutes=1)}, "closes_in_the_past", "closes_at"),
        ({"policy": "ballot"}, "no_closing_time", "closes_at"),
        ({"policy": "fair_share", "decides_itself": True}, "no_closing_time", "closes_at"),
        (
            {"policy": "donor_chooses", "decides_itself": True, "closes_at": TOMORROW},
            "choosing_takes_somebody",
            "decides_itself",
        ),
        ({"priority_kinds": ("school",)}, "priority_without_end", "priority_until"),
        ({"priority_until": TODAY}, "priority_for_nobody", "priority_kinds"),
        ({"priority_kinds": ("pirates",), "priority_until": TODAY}, "unknown_kind", "priority_kinds"),
        ({"policy": "fair_share", "lot": Decimal("0.5")}, "quantity_not_whole", "lot"),
        ({"policy": "fair_share", "lot": Decimal(-2)}, "quantity_out_of_bounds", "lot"),
        ({"hold_days": 0}, "allocation_out_of_bounds", "hold_days"),
        ({"confirm_hours": 100_000}, "allocation_out_of_bounds", "confirm_hours"),
    ],
)
def test_what_cannot_be_is_refused(said: dict[str, Any], code: str, field: str) -> None:  # Any: as above
    assert refused(make.draft(), **said) == (code, field)
    assert not Allocation.objects.exists()


def test_first_come_keeps_no_closing_time() -> None:
    kept = given(make.draft(), closes_at=TOMORROW, lot=Decimal(3), hold_days=5)
    assert AllocationValues.of(kept) == AllocationValues(hold_days=5)


def test_rules_stay_once_somebody_asked_and_the_closing_time_only_moves_away() -> None:
    listing = make.listing()
    given(listing, policy=Policy.FAIR_SHARE, closes_at=TOMORROW)
    make.claim(listing)
    assert refused(listing, policy=Policy.BALLOT, closes_at=TOMORROW) == ("rules_are_fixed", "policy")
    assert refused(listing, policy=Policy.FAIR_SHARE, closes_at=TOMORROW, no_resale=True)[0] == "rules_are_fixed"
    earlier = TOMORROW - timedelta(hours=1)
    assert refused(listing, policy=Policy.FAIR_SHARE, closes_at=earlier) == ("rules_are_fixed", "closes_at")
    later = TOMORROW + timedelta(hours=1)
    assert given(listing, policy=Policy.FAIR_SHARE, closes_at=later).closes_at == later
    values = AllocationValues(policy=Policy.FAIR_SHARE, closes_at=later + timedelta(days=1))
    with pytest.raises(DomainError) as refusal:
        allot(listing=listing, values=values, by=listing.created_by, now=later)
    assert refusal.value.code == "rules_are_fixed"


def test_held_back_for_schools_until_a_day() -> None:
    listing, school = make.listing(), make.organisation(OrganisationKind.SCHOOL)
    charity = make.organisation(OrganisationKind.CHARITY)
    given(listing, priority_kinds=("school",), priority_until=TODAY + timedelta(days=3))
    assert (asks(listing, school), asks(listing, charity)) == ("", "held_back")
    assert asks(listing, charity, now=make.NOW + timedelta(days=3)) == ""
    with pytest.raises(DomainError, match=rf"\(School\) until {(TODAY + timedelta(days=3)).day} "):
        admit(listing=listing, organisation=charity, by=make.administrator(charity), now=make.NOW)


def test_claims_close() -> None:
    listing, charity = make.listing(), make.organisation(OrganisationKind.CHARITY)
    given(listing, policy=Policy.DONOR_CHOOSES, closes_at=TOMORROW)
    assert asks(listing, charity) == ""
    assert asks(listing, charity, now=TOMORROW) == "claims_are_closed"


@pytest.mark.parametrize(
    ("clause", "says", "code"),
    [
        ("end_users_only", {"is_end_user": False}, "for_end_users_only"),
        ("unbranded", {"removes_branding": False}, "branding_stays"),
        ("no_resale", {"resells": True}, "is_sold_on"),
    ],
)
def test_a_clause_is_held_against_what_the_taker_says(clause: str, says: dict[str, bool], code: str) -> None:
    listing, taker = make.listing(), make.organisation(OrganisationKind.CHARITY)
    said = {"is_end_user": True, "removes_branding": True, "resells": False}
    declare(organisation=taker, **{**said, **says}, by=make.administrator(taker), now=make.NOW)
    assert asks(listing, taker) == ""
    given(listing, **{clause: True})
    assert asks(listing, taker) == code
    assert asks(listing, taker, keeps_clauses=True) == ("" if clause != "end_users_only" else code)
    declare(organisation=taker, **said, by=make.administrator(taker), now=make.NOW)
    assert asks(listing, taker) == ""
