"""The line for a listing: joining, being offered what comes back, confirming; and changing how much is asked for."""

from datetime import timedelta
from decimal import Decimal

import pytest

from listings.actions import claiming, holding, lining, publishing, stocking
from listings.actions import listing as listing_actions
from listings.actions.admitting import AlreadyClaimed, LeastAboveQuantity
from listings.actions.listing import ListingValues
from listings.models import Claim, ClaimState, Listing, StockEntry, steps
from marketplace.kernel.errors import DomainError
from marketplace.web.models import Mail
from tests import make
from tests.listings.claims.ground import asked, balanced, in_line, now_is

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing() -> Listing:
    return make.listing()


def _give_up(claim: Claim) -> None:
    claiming.cancel(claim=claim, reason="No longer.", by=claim.asked_by, now=make.NOW)


def test_who_finds_too_little_left_may_wait_and_holds_nothing(listing: Listing) -> None:
    asked(listing, 20)
    with pytest.raises(stocking.NotEnoughLeft):
        asked(listing, 5)
    waiting = in_line(listing, 5, least_quantity=Decimal(5))
    assert now_is(waiting) == (ClaimState.WAITING, 0)
    assert waiting.hold_until is None
    assert balanced(listing) == 4
    assert in_line(listing, 4).state == ClaimState.ASKED
    with pytest.raises(AlreadyClaimed):
        in_line(listing, 1, organisation=waiting.organisation)


def test_what_is_left_of_use_to_who_joins_the_line_is_offered_at_once(listing: Listing) -> None:
    asked(listing, 20)
    assert now_is(in_line(listing, 9, least_quantity=Decimal(3))) == (ClaimState.OFFERED, 4)
    assert balanced(listing) == 0


def test_what_comes_back_is_offered_in_order_as_far_as_the_least_fits(listing: Listing) -> None:
    held = asked(listing, 10)
    other = asked(listing, 14)
    first = in_line(listing, 12, least_quantity=Decimal(12))
    second = in_line(listing, 6)
    third = in_line(listing, 8, least_quantity=Decimal(2), now=make.NOW + timedelta(minutes=1))
    Mail.objects.all().delete()
    _give_up(held)
    assert now_is(first) == (ClaimState.WAITING, 0)
    assert now_is(second) == (ClaimState.OFFERED, 6)
    assert now_is(third) == (ClaimState.OFFERED, 4)
    assert second.hold_until == make.NOW + timedelta(hours=48)
    assert balanced(listing) == 0
    offered = {mail.to: mail for mail in Mail.objects.filter(subject__startswith="Offered")}
    assert set(offered) == {make.administrator(one.organisation).email for one in (second, third)}
    assert "4 items came back and are held for you until" in offered[make.administrator(third.organisation).email].text
    _give_up(other)
    assert now_is(first) == (ClaimState.OFFERED, 12)
    assert balanced(listing) == 2


def test_confirming_asks_for_what_was_offered_and_too_late_is_too_late(listing: Listing) -> None:
    held = asked(listing, 24)
    first, second = in_line(listing, 10), in_line(listing, 30 - 6)
    claiming.accept(claim=held, quantity=Decimal(9), by=listing.created_by, now=make.NOW)
    assert [now_is(one) for one in (first, second)] == [(ClaimState.OFFERED, 10), (ClaimState.OFFERED, 5)]
    with pytest.raises(holding.TooLate):
        holding.confirm(claim=second, by=second.asked_by, now=make.NOW + timedelta(hours=48))
    holding.confirm(claim=second, by=second.asked_by, now=make.NOW + timedelta(hours=47))
    assert now_is(second) == (ClaimState.ASKED, 5)
    assert (second.quantity, second.offered_quantity) == (Decimal(5), None)
    with pytest.raises(steps.ClaimMovedOn):
        holding.confirm(claim=second, by=second.asked_by, now=make.NOW)
    assert balanced(listing) == 0


def test_a_line_that_wants_more_than_there_is_is_refused(listing: Listing) -> None:
    asked(listing, 24)
    with pytest.raises(claiming.MoreThanListed, match="24 items"):
        in_line(listing, 25)
    with pytest.raises(LeastAboveQuantity):
        in_line(listing, 5, least_quantity=Decimal(6))
    with pytest.raises(DomainError) as refused:
        in_line(listing, 5, least_quantity=Decimal("0.5"))
    assert (refused.value.code, refused.value.field) == ("quantity_not_whole", "least_quantity")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("way", ["decline", "short collection", "adjust", "returned", "lapse", "fewer"])
def test_wherever_stock_comes_back_the_line_is_served(listing: Listing, way: str) -> None:
    by = listing.created_by
    held = asked(listing, 24)
    waiting = in_line(listing, 3)
    if way in {"short collection", "returned"}:
        claiming.accept(claim=held, quantity=Decimal(24), by=by, now=make.NOW)
    if way == "decline":
        claiming.decline(claim=held, reason="No.", by=by, now=make.NOW)
    elif way == "short collection":
        claiming.mark_collected(claim=held, quantity=Decimal(21), by=by, now=make.NOW)
    elif way == "returned":
        claiming.mark_collected(claim=held, quantity=Decimal(24), by=by, now=make.NOW)
        stocking.take_back(claim=held, quantity=Decimal(3), by=by, now=make.NOW)
        lining.promote(listing=listing, by=by, now=make.NOW)
    elif way == "lapse":
        assert holding.lapse_due(now=make.NOW + timedelta(days=7)) == 1
    elif way == "fewer":
        claiming.change_quantity(claim=held, quantity=Decimal(21), by=held.asked_by, now=make.NOW)
    else:
        values = ListingValues(title="Desks", quantity=Decimal(27), unit="item")
        seen = Listing.objects.for_page().get(pk=listing.pk)
        listing_actions.change(listing=seen, site=seen.site, category=seen.category, values=values, by=by, now=make.NOW)
    assert now_is(waiting) == (ClaimState.OFFERED, 3)
    balanced(listing)


def test_what_came_back_while_it_was_closed_is_offered_when_it_is_published_again(listing: Listing) -> None:
    held = asked(listing, 24)
    waiting = in_line(listing, 3)
    Listing.objects.filter(pk=listing.pk).update(advertise_until=make.NOW.date() - timedelta(days=1))
    assert publishing.expire(listing=listing, now=make.NOW)
    _give_up(held)
    assert now_is(waiting) == (ClaimState.WAITING, 0)
    Listing.objects.filter(pk=listing.pk).update(advertise_until=None)
    publishing.publish(listing=listing, by=listing.created_by, now=make.NOW)
    assert now_is(waiting) == (ClaimState.OFFERED, 3)
    assert balanced(listing) == 21


def test_no_more_comes_back_than_left_the_site(listing: Listing) -> None:
    claim = make.accepted_claim(listing, quantity=10)
    claiming.mark_collected(claim=claim, quantity=Decimal(10), by=claim.asked_by, now=make.NOW)
    stocking.take_back(claim=claim, quantity=Decimal(4), by=claim.asked_by, now=make.NOW)
    with pytest.raises(stocking.MoreThanLeftTheSite, match="6 items"):
        stocking.take_back(claim=claim, quantity=Decimal(7), by=claim.asked_by, now=make.NOW)
    assert balanced(listing) == 18
    assert StockEntry.objects.filter(kind="returned").count() == 1


def test_a_quantity_is_changed_while_it_is_asked_or_waits(listing: Listing) -> None:
    held = asked(listing, 10)
    change = {"claim": held, "by": held.asked_by, "now": make.NOW}
    claiming.change_quantity(quantity=Decimal(20), **change)  # type: ignore[arg-type]  # what each is, is above
    assert now_is(held) == (ClaimState.ASKED, 20)
    assert balanced(listing) == 4
    with pytest.raises(stocking.NotEnoughLeft, match=r"^Only 4 items left\.$"):
        claiming.change_quantity(quantity=Decimal(25), **change)  # type: ignore[arg-type]  # as above
    assert now_is(held) == (ClaimState.ASKED, 20)
    assert balanced(listing) == 4
    waiting = in_line(listing, 9, least_quantity=Decimal(5))
    claiming.change_quantity(claim=waiting, quantity=Decimal(12), by=waiting.asked_by, now=make.NOW)
    assert now_is(waiting) == (ClaimState.WAITING, 0)
    assert waiting.quantity == 12
    offered = in_line(listing, 9)
    with pytest.raises(steps.ClaimMovedOn):
        claiming.change_quantity(claim=offered, quantity=Decimal(2), by=offered.asked_by, now=make.NOW)
    claiming.accept(claim=held, quantity=Decimal(20), by=listing.created_by, now=make.NOW)
    with pytest.raises(steps.ClaimMovedOn):
        claiming.change_quantity(quantity=Decimal(2), **change)  # type: ignore[arg-type]  # as above


def test_less_than_is_of_use_is_not_promised(listing: Listing) -> None:
    claim = asked(listing, 10, least_quantity=Decimal(6))
    with pytest.raises(claiming.LessThanUseful, match="6 items"):
        claiming.accept(claim=claim, quantity=Decimal(5), by=listing.created_by, now=make.NOW)
    claiming.accept(claim=claim, quantity=Decimal(6), by=listing.created_by, now=make.NOW)
    assert now_is(claim) == (ClaimState.ACCEPTED, 6)


def test_withdrawing_tells_those_who_wait(listing: Listing) -> None:
    held = asked(listing, 24)
    waiting = in_line(listing, 3, least_quantity=Decimal(3))
    with pytest.raises(publishing.ClaimsAreOpen):
        publishing.withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    assert now_is(waiting) == (ClaimState.WAITING, 0)
    Listing.objects.filter(pk=listing.pk).update(state="expired")  # nothing is offered from a closed listing
    claiming.decline(claim=held, reason="No.", by=listing.created_by, now=make.NOW)
    assert now_is(waiting) == (ClaimState.WAITING, 0)
    Mail.objects.all().delete()
    publishing.withdraw(listing=listing, by=listing.created_by, now=make.NOW)
    assert now_is(waiting) == (ClaimState.LAPSED, 0)
    assert waiting.lapsed_from == ClaimState.WAITING
    assert Mail.objects.get().subject == f"Nothing came back: {listing.title}"


def test_who_waits_is_told_when_all_of_it_has_gone(listing: Listing) -> None:
    claim = make.accepted_claim(listing, quantity=24)
    waiting = in_line(listing, 3)
    claiming.mark_collected(claim=claim, quantity=Decimal(24), by=claim.asked_by, now=make.NOW)
    assert holding.lapse_due(now=make.NOW) == 0  # some may be rejected yet
    claiming.mark_received(claim=claim, by=claim.asked_by, now=make.NOW)
    assert holding.lapse_due(now=make.NOW) == 1
    assert now_is(waiting) == (ClaimState.LAPSED, 0)
