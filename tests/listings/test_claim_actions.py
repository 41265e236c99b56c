"""Claims and the stock ledger, one step at a time."""

from decimal import Decimal
from typing import Any

import pytest

from listings.actions import admitting, claiming, publishing
from listings.actions.stocking import ListingClosed, NotEnoughLeft
from listings.models import Claim, ClaimState, Listing, StockEntry, steps
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import OrganisationKind
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


def entries(listing: Listing) -> list[tuple[str, Decimal, Decimal]]:
    rows = StockEntry.objects.for_listing(listing)
    return [(row.kind, row.quantity, row.change) for row in rows]


def balanced(listing: Listing) -> Decimal:
    """What is left, which has to be the sum of the changes."""
    listing.refresh_from_db()
    assert listing.available == sum(row.change for row in StockEntry.objects.for_listing(listing))
    return listing.available


def test_claim_holds_and_mails_the_giver() -> None:
    listing = make.listing()
    claim = make.claim(listing, quantity=10)
    assert balanced(listing) == 14
    assert entries(listing) == [("listed", Decimal(24), Decimal(24)), ("held", Decimal(10), Decimal(-10))]
    assert (claim.state, claim.quantity, claim.accepted_quantity) == (ClaimState.ASKED, Decimal(10), None)
    mail = Mail.objects.get()
    assert mail.to == make.administrator(listing.organisation).email
    assert mail.subject == f"{claim.organisation.name} asks for 10 items: {listing.title}"
    assert f"/claims/{claim.pk}/" in mail.text
    assert "homework club" in mail.html


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("0", "quantity_out_of_bounds"),
        ("-1", "quantity_out_of_bounds"),
        ("1e30", "quantity_out_of_bounds"),
        ("NaN", "quantity_out_of_bounds"),
        ("Infinity", "quantity_out_of_bounds"),
        ("1.5", "quantity_not_whole"),
        ("25", "not_enough_left"),
    ],
)
def test_claim_refuses_a_quantity(quantity: str, code: str) -> None:
    listing = make.listing()
    with pytest.raises(DomainError) as refused:
        make.claim(listing, quantity=Decimal(quantity))
    assert (refused.value.code, refused.value.field) == (code, "quantity")
    assert balanced(listing) == 24
    assert not Claim.objects.exists()
    assert not Mail.objects.exists()


def test_not_enough_left_says_how_many_are() -> None:
    listing = make.listing()
    make.claim(listing, quantity=20)
    with pytest.raises(NotEnoughLeft, match=r"^Only 4 items left\.$"):
        make.claim(listing, quantity=5)
    make.claim(listing, quantity=4)
    with pytest.raises(NotEnoughLeft, match="Nothing is left"):
        make.claim(listing, quantity=1)


def test_a_measured_quantity_may_be_claimed_in_parts() -> None:
    """0.3 less 0.1 less 0.2 is nothing, in binary fractions too."""
    listing = make.listing(slug="timber", unit="tonne", quantity=Decimal("0.3"), unit_mass_kg=None, mass_basis="")
    make.claim(listing, quantity=Decimal("0.1"))
    second = make.claim(listing, quantity=Decimal("0.2"))
    assert balanced(listing) == 0
    claiming.decline(claim=second, reason="No.", by=listing.created_by, now=make.NOW)
    assert balanced(listing) == Decimal("0.2")


def test_claim_refuses_own_closed_and_second() -> None:
    listing = make.listing()
    owner = listing.organisation
    with pytest.raises(admitting.OwnListing):
        make.claim(listing, organisation=owner, site=make.site(owner))
    asker = make.organisation()
    site = make.site(asker)
    first = make.claim(listing, organisation=asker, site=site)
    with pytest.raises(admitting.AlreadyClaimed):
        make.claim(listing, organisation=asker, site=site)
    claiming.cancel(claim=first, reason="Changed plans.", by=first.asked_by, now=make.NOW)
    publishing.withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    with pytest.raises(ListingClosed):
        make.claim(listing, organisation=asker, site=site)
    draft = make.draft()
    with pytest.raises(ListingClosed):
        make.claim(draft, organisation=asker, site=site)
    assert Claim.objects.count() == 1


def test_claim_refuses_a_listing_past_its_last_day_before_the_clock_closed_it() -> None:
    listing = make.listing(advertise_until=make.NOW.date())
    Listing.objects.filter(pk=listing.pk).update(advertise_until=make.NOW.date().replace(day=14))
    with pytest.raises(ListingClosed):
        make.claim(listing)


def test_claim_refuses_a_space_a_strange_site_and_a_strange_carrier() -> None:
    asker = make.organisation()
    site = make.site(asker)
    space = make.listing(slug="hall", unit="hour", quantity=Decimal(1), mode="lend", unit_mass_kg=None, mass_basis="")
    with pytest.raises(admitting.SpaceIsNotClaimed):
        make.claim(space, organisation=asker, site=site, quantity=1)
    listing = make.listing()
    with pytest.raises(admitting.NotYourSite):
        make.claim(listing, organisation=asker, site=make.site(make.organisation()))
    with pytest.raises(admitting.NotACarrier):
        make.claim(listing, organisation=asker, site=site, carrier=make.organisation())
    carrier = make.organisation(carries_for_others=True)
    assert make.claim(listing, organisation=asker, site=site, carrier=carrier).carrier == carrier


def test_accepting_a_part_releases_the_rest() -> None:
    listing = make.listing()
    claim = make.accepted_claim(listing, quantity=10, accept=6)
    assert (claim.state, claim.accepted_quantity, claim.decided_at) == (ClaimState.ACCEPTED, Decimal(6), make.NOW)
    assert entries(listing)[2:] == [("released", Decimal(4), Decimal(4))]
    assert balanced(listing) == 18
    mail = Mail.objects.get(subject=f"Accepted: 6 items of {listing.title}")
    assert mail.to == make.administrator(claim.organisation).email
    assert "1 Wharf Street" not in mail.text + mail.html


def test_accept_refuses_more_than_was_asked() -> None:
    claim = make.claim(quantity=4)
    with pytest.raises(claiming.MoreThanAsked, match="4 items"):
        claiming.accept(claim=claim, quantity=Decimal(5), by=claim.listing.created_by, now=make.NOW)
    claim.refresh_from_db()
    assert claim.state == ClaimState.ASKED


def test_declining_needs_a_reason_and_gives_back() -> None:
    listing = make.listing()
    claim = make.claim(listing, quantity=10)
    with pytest.raises(steps.ReasonMissing):
        claiming.decline(claim=claim, reason="  ", by=listing.created_by, now=make.NOW)
    claiming.decline(claim=claim, reason="They go to a school nearby.", by=listing.created_by, now=make.NOW)
    assert (claim.state, claim.reason) == (ClaimState.DECLINED, "They go to a school nearby.")
    assert balanced(listing) == 24
    mail = Mail.objects.order_by("-pk").first()
    assert mail is not None
    assert "They go to a school nearby." in mail.text


def test_cancelling_tells_both_sides_and_gives_back_what_was_promised() -> None:
    listing = make.listing()
    claim = make.accepted_claim(listing, quantity=10, accept=6)
    Mail.objects.all().delete()
    claiming.cancel(claim=claim, reason="The club closed.", by=claim.asked_by, now=make.NOW)
    assert (claim.state, claim.cancelled_at) == (ClaimState.CANCELLED, make.NOW)
    assert balanced(listing) == 24
    parties = {make.administrator(claim.organisation).email, make.administrator(listing.organisation).email}
    assert set(Mail.objects.values_list("to", flat=True)) == parties


def test_short_collection_releases_the_rest() -> None:
    listing = make.listing()
    claim = make.accepted_claim(listing, quantity=10)
    claiming.mark_collected(claim=claim, quantity=Decimal(7), by=claim.asked_by, now=make.NOW)
    assert (claim.state, claim.collected_at) == (ClaimState.COLLECTED, make.NOW)
    assert entries(listing)[2:] == [("released", Decimal(3), Decimal(3)), ("collected", Decimal(7), Decimal(0))]
    assert balanced(listing) == 17
    claiming.mark_received(claim=claim, by=claim.asked_by, now=make.NOW)
    assert claim.state == ClaimState.RECEIVED
    with pytest.raises(steps.ClaimMovedOn):
        claiming.mark_received(claim=claim, by=claim.asked_by, now=make.NOW)


def test_no_more_is_collected_than_was_promised() -> None:
    claim = make.accepted_claim(quantity=10, accept=6)
    with pytest.raises(claiming.MoreThanAccepted):
        claiming.mark_collected(claim=claim, quantity=Decimal(7), by=claim.asked_by, now=make.NOW)


def _steps(claim: Claim) -> dict[str, Any]:
    by = claim.asked_by
    return {
        "accept": lambda: claiming.accept(claim=claim, quantity=Decimal(2), by=by, now=make.NOW),
        "decline": lambda: claiming.decline(claim=claim, reason="No.", by=by, now=make.NOW),
        "cancel": lambda: claiming.cancel(claim=claim, reason="No.", by=by, now=make.NOW),
        "collect": lambda: claiming.mark_collected(claim=claim, quantity=Decimal(1), by=by, now=make.NOW),
        "receive": lambda: claiming.mark_received(claim=claim, by=by, now=make.NOW),
    }


@pytest.mark.parametrize(
    ("way", "then"),
    [
        ((), ("collect", "receive")),
        (("accept",), ("accept", "decline", "receive")),
        (("decline",), ("accept", "decline", "cancel", "collect", "receive")),
        (("cancel",), ("accept", "decline", "cancel", "collect", "receive")),
        (("accept", "collect"), ("accept", "decline", "cancel", "collect")),
        (("accept", "collect", "receive"), ("accept", "decline", "cancel", "collect", "receive")),
    ],
)
def test_a_step_that_does_not_lead_on_changes_nothing(way: tuple[str, ...], then: tuple[str, ...]) -> None:
    listing = make.listing()
    make.claim(listing, quantity=8)
    claim = make.claim(listing, quantity=4)
    for step in way:
        _steps(claim)[step]()
    before, left = entries(listing), balanced(listing)
    state = claim.state
    for step in then:
        with pytest.raises(steps.ClaimMovedOn):
            _steps(claim)[step]()
    claim.refresh_from_db()
    assert (claim.state, entries(listing), balanced(listing)) == (state, before, left)


def test_kind_of_asker_does_not_matter() -> None:
    for kind in OrganisationKind.values:
        asker = make.organisation(kind)
        assert make.claim(organisation=asker, site=make.site(asker)).organisation == asker
