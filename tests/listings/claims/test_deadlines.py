"""What lapses by the clock, what is extended or planned and so does not, and what is noted of promises."""

from datetime import timedelta
from decimal import Decimal

import pytest

from listings.actions import claiming, holding
from listings.models import Allocation, Claim, ClaimState, Listing, steps
from listings.models.promises import PromiseOutcome
from marketplace.web.models import Mail
from tests import make
from tests.listings.claims.ground import asked, balanced, in_line, now_is

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def listing() -> Listing:
    return make.listing()


def noted() -> list[tuple[str, str]]:
    """What was noted, by whose promise it was."""
    return [(row.side, row.outcome) for row in PromiseOutcome.objects.order_by("pk")]


def test_what_is_not_answered_lapses_and_is_the_givers(listing: Listing) -> None:
    claim = asked(listing, 10)
    assert claim.hold_until == make.NOW + 7 * DAY
    assert holding.lapse_due(now=make.NOW + 7 * DAY - timedelta(seconds=1)) == 0
    Mail.objects.all().delete()
    assert holding.lapse_due(now=make.NOW + 7 * DAY) == 1
    assert now_is(claim) == (ClaimState.LAPSED, 0)
    assert (claim.lapsed_from, claim.lapsed_at) == ("asked", make.NOW + 7 * DAY)
    assert not Claim.objects.exclude(hold_until=None).exists()
    assert balanced(listing) == 24
    assert noted() == [("gives", "unanswered")]
    assert Mail.objects.filter(subject=f"Lapsed: 10 items of {listing.title}").count() == 2
    assert holding.lapse_due(now=make.NOW + 8 * DAY) == 0


def test_what_is_not_confirmed_goes_to_the_next_in_line(listing: Listing) -> None:
    held = asked(listing, 24)
    first, second = in_line(listing, 20), in_line(listing, 20, least_quantity=Decimal(10))
    claiming.decline(claim=held, reason="No.", by=listing.created_by, now=make.NOW)
    assert [now_is(one)[0] for one in (first, second)] == [ClaimState.OFFERED, ClaimState.WAITING]
    assert holding.lapse_due(now=make.NOW + 2 * DAY) == 1
    assert [now_is(one) for one in (first, second)] == [(ClaimState.LAPSED, 0), (ClaimState.OFFERED, 20)]
    assert noted() == [("takes", "unanswered")]
    assert balanced(listing) == 4


def test_what_is_not_collected_lapses_unless_it_is_extended_or_planned(listing: Listing) -> None:
    late, extended, planned = (make.accepted_claim(listing, quantity=4) for _ in range(3))
    holding.extend(claim=extended, by=extended.asked_by, now=make.NOW + 13 * DAY)
    assert (extended.extensions, extended.hold_until) == (1, make.NOW + 28 * DAY)
    with pytest.raises(holding.NoExtensionLeft):
        holding.extend(claim=extended, by=extended.asked_by, now=make.NOW + 13 * DAY)
    holding.keep(claim=planned, until=make.NOW + 3 * DAY, by=planned.asked_by, now=make.NOW)
    with pytest.raises(holding.NothingToExtend):
        holding.extend(claim=planned, by=planned.asked_by, now=make.NOW)
    with pytest.raises(holding.TooLate):
        holding.extend(claim=late, by=late.asked_by, now=make.NOW + 14 * DAY)
    assert holding.lapse_due(now=make.NOW + 14 * DAY) == 1
    assert [now_is(one)[0] for one in (late, extended, planned)] == ["lapsed", "accepted", "accepted"]
    assert late.lapsed_from == ClaimState.ACCEPTED
    assert noted() == [("takes", "no_show")]
    with pytest.raises(steps.ClaimMovedOn):
        holding.keep(claim=late, until=None, by=late.asked_by, now=make.NOW)
    assert holding.lapse_due(now=make.NOW + 400 * DAY) == 1
    assert now_is(planned)[0] == ClaimState.ACCEPTED
    assert balanced(listing) == 20


def test_a_giver_sets_the_deadlines(listing: Listing) -> None:
    Allocation.objects.create(listing=listing, answer_days=2, hold_days=3, extensions=0)
    claim = asked(listing, 4)
    assert claim.hold_until == make.NOW + 2 * DAY
    claiming.accept(claim=claim, quantity=Decimal(4), by=listing.created_by, now=make.NOW)
    assert claim.hold_until == make.NOW + 3 * DAY
    with pytest.raises(holding.NoExtensionLeft):
        holding.extend(claim=claim, by=claim.asked_by, now=make.NOW)


def test_somebody_elses_van_that_does_not_come_is_not_the_takers_doing(listing: Listing) -> None:
    carrier = make.organisation(carries_for_others=True)
    claim = make.accepted_claim(listing, carrier=carrier)
    assert holding.lapse_due(now=make.NOW + 14 * DAY) == 1
    assert now_is(claim)[0] == ClaimState.LAPSED
    assert noted() == []


@pytest.mark.parametrize(("days", "outcome"), [(0, "early_cancel"), (13, "late_cancel")])
@pytest.mark.parametrize("side", ["gives", "takes"])
def test_cancelling_early_or_late_is_noted_of_who_did_it(listing: Listing, days: int, outcome: str, side: str) -> None:
    claim = make.accepted_claim(listing)
    who = listing.organisation if side == "gives" else claim.organisation
    by = make.administrator(who)
    claiming.cancel(claim=claim, reason="Changed plans.", by=by, now=make.NOW + days * DAY, side=who)
    assert noted() == [(side, outcome)]
    assert balanced(listing) == 24


def test_late_is_told_by_the_planned_hour_and_nothing_is_noted_before_a_promise(listing: Listing) -> None:
    planned = make.accepted_claim(listing)
    holding.keep(claim=planned, until=make.NOW + 1 * DAY, by=planned.asked_by, now=make.NOW)
    claiming.cancel(claim=planned, reason="Van broke.", by=planned.asked_by, now=make.NOW)
    assert noted() == [("takes", "late_cancel")]
    merely_asked = asked(listing, 2)
    claiming.cancel(claim=merely_asked, reason="Found some.", by=merely_asked.asked_by, now=make.NOW)
    assert len(noted()) == 1


def test_what_is_received_was_kept_by_both(listing: Listing) -> None:
    claim = make.accepted_claim(listing)
    claiming.mark_collected(claim=claim, quantity=Decimal(4), by=claim.asked_by, now=make.NOW)
    claiming.mark_received(claim=claim, by=claim.asked_by, now=make.NOW)
    assert sorted(noted()) == [("gives", "kept"), ("takes", "kept")]


def test_a_decision_grants_and_turns_down_what_waits(listing: Listing) -> None:
    Allocation.objects.create(listing=listing, policy="donor_chooses")
    first, second, third = (asked(listing, 20, least_quantity=Decimal(8)) for _ in range(3))
    assert {now_is(one) for one in (first, second, third)} == {(ClaimState.WAITING, Decimal(0))}
    assert balanced(listing) == 24
    by = listing.created_by
    claiming.grant(claim=first, quantity=Decimal(12), by=by, now=make.NOW)
    with pytest.raises(claiming.LessThanUseful):
        claiming.grant(claim=second, quantity=Decimal(7), by=by, now=make.NOW)
    claiming.grant(claim=second, quantity=Decimal(8), by=None, now=make.NOW)
    claiming.turn_down(claim=third, reason="All of it has gone.", by=by, now=make.NOW)
    assert [now_is(one) for one in (first, second, third)] == [("accepted", 12), ("accepted", 8), ("declined", 0)]
    for again in (first, third):
        with pytest.raises(steps.ClaimMovedOn):
            claiming.grant(claim=again, quantity=Decimal(8), by=by, now=make.NOW)
    assert balanced(listing) == 4
    assert Claim.objects.in_play().count() == 2
