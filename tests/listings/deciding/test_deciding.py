"""One decision over all claims: what is suggested, what is sent, what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from listings.actions import claiming
from listings.actions.allotting import declare
from listings.actions.deciding import decide, decide_due
from listings.allocation.ballot import commit, draw
from listings.models import Allocation, Claim, ClaimState, Decision, DecisionLine, Listing, StockEntry
from listings.queries.deciding import Choice, preview
from marketplace.kernel.errors import DomainError
from marketplace.web.models import Mail
from tests import make
from tests.listings.deciding.ground import AFTER, ask, in_the_running, send

pytestmark = pytest.mark.django_db


def states(claims: list[Claim]) -> list[tuple[str, Decimal | None]]:
    rows = {claim.pk: claim for claim in Claim.objects.filter(pk__in=[claim.pk for claim in claims])}
    return [(rows[claim.pk].state, rows[claim.pk].accepted_quantity) for claim in claims]


def left(listing: Listing) -> Decimal:
    listing.refresh_from_db()
    assert listing.available == sum(row.change for row in StockEntry.objects.for_listing(listing))
    return listing.available


def test_claims_in_the_running_hold_nothing_until_it_is_decided() -> None:
    listing, claims = in_the_running(asks=[6, 6])
    assert states(claims) == [(ClaimState.WAITING, None)] * 2
    assert left(listing) == 10
    send(listing)
    assert sorted(states(claims)) == [(ClaimState.ACCEPTED, Decimal(4)), (ClaimState.ACCEPTED, Decimal(6))]
    assert left(listing) == 0


def test_losers_are_told_at_once_with_what_else_is_near_and_stay_in_line() -> None:
    listing, claims = in_the_running(quantity=4, policy="fair_share", lot=Decimal(4), asks=[4, 4])
    other = make.listing(title="Beech desks around the corner")
    Mail.objects.all().delete()
    send(listing)
    assert states(claims) == [(ClaimState.ACCEPTED, Decimal(4)), (ClaimState.WAITING, None)]
    mails = {mail.to: mail for mail in Mail.objects.all()}
    won, lost = (mails[make.administrator(claim.organisation).email] for claim in claims)
    assert won.subject == f"You get 4 items: {listing.title}"
    assert lost.subject == f"Not this time, but in line: {listing.title}"
    assert f"/listings/{other.pk}/" in lost.text
    assert f"/listings/{listing.pk}/" not in lost.text
    assert claims[0].organisation.name not in lost.text + lost.html


def test_losers_are_declined_where_no_line_is_kept() -> None:
    listing, claims = in_the_running(quantity=4, policy="fair_share", lot=Decimal(4), asks=[4, 4])
    send(listing, keeps_line=False)
    assert [state for state, _amount in states(claims)] == [ClaimState.ACCEPTED, ClaimState.DECLINED]
    assert Claim.objects.get(pk=claims[1].pk).reason == "It went to those who received less lately."


def test_a_choice_otherwise_needs_a_reason_and_keeps_it() -> None:
    listing, (first, second) = in_the_running(asks=[10, 10])
    seen = preview(listings=[listing], choices={}, now=AFTER)
    winner, loser = (first, second) if seen.rows()[0].claim == first else (second, first)
    for reason in ("", "   "):
        with pytest.raises(DomainError) as refusal:
            send(listing, granted={winner.pk: (4, reason)})
        assert (refusal.value.code, refusal.value.field) == ("why_otherwise", f"reason_{winner.pk}")
    send(listing, granted={winner.pk: (4, "Their van is small."), loser.pk: (6, "They open in May.")})
    lines = DecisionLine.objects.in_order().values_list("claim", "suggested", "granted", "reason")
    assert sorted(lines) == sorted(
        [
            (winner.pk, Decimal(10), Decimal(4), "Their van is small."),
            (loser.pk, Decimal(0), Decimal(6), "They open in May."),
        ]
    )


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("7", "more_than_they_asked"),
        ("1.5", "quantity_not_whole"),
        ("-1", "quantity_out_of_bounds"),
        ("NaN", "quantity_out_of_bounds"),
        ("6", "more_than_there_is"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(amount: str, code: str) -> None:
    listing, _claims = in_the_running(quantity=6, asks=[6, 6])
    winner, loser = (row.claim.pk for row in preview(listings=[listing], choices={}, now=AFTER).rows())
    with pytest.raises(DomainError) as refusal:
        preview(listings=[listing], choices={loser: Choice(Decimal(amount), "So.")}, now=AFTER)
    named = winner if code == "more_than_there_is" else loser
    assert (refusal.value.code, refusal.value.field) == (code, f"granted_{named}")


def test_a_ballot_runs_again_from_its_published_seed_and_is_not_changed() -> None:
    listing, claims = in_the_running(quantity=4, policy="ballot", lot=Decimal(2), asks=[2, 2, 2])
    with pytest.raises(DomainError) as early:
        preview(listings=[listing], choices={}, now=make.NOW)
    assert early.value.code == "not_drawn_yet"
    with pytest.raises(DomainError) as changed:
        send(listing, granted={claim.pk: (1, "A friend") for claim in claims})
    assert changed.value.code == "ballot_stands"
    send(listing)
    kept = Allocation.objects.get(listing=listing)
    assert commit(kept.ballot_seed) == kept.ballot_commitment
    order = draw(kept.ballot_seed, [str(claim.pk) for claim in claims])
    lines = DecisionLine.objects.order_by("rank").values_list("claim", "granted")
    assert list(lines) == [(int(order[0]), Decimal(2)), (int(order[1]), Decimal(2)), (int(order[2]), Decimal(0))]


def test_sent_twice_run_twice_or_too_early_is_refused() -> None:
    listing, claims = in_the_running(asks=[3])
    with pytest.raises(DomainError) as early:
        send(listing, now=make.NOW)
    assert early.value.code == "not_closed_yet"
    seen, by = preview(listings=[listing], choices={}, now=AFTER), listing.created_by
    send(listing)
    with pytest.raises(DomainError) as again:
        decide(listings=[listing], choices={}, digest=seen.digest, by=by, now=AFTER)
    assert again.value.code == "decided_already"
    assert states(claims) == [(ClaimState.ACCEPTED, Decimal(3))]
    assert Decision.objects.count() == 1


def test_claims_that_changed_since_the_preview_are_looked_at_again() -> None:
    listing, claims = in_the_running(asks=[3, 4])
    seen, by = preview(listings=[listing], choices={}, now=AFTER), listing.created_by
    claiming.change_quantity(claim=claims[0], quantity=Decimal(2), by=claims[0].asked_by, now=make.NOW)
    with pytest.raises(DomainError) as refusal:
        decide(listings=[listing], choices={}, digest=seen.digest, by=by, now=AFTER)
    assert refusal.value.code == "claims_changed"
    assert not Decision.objects.exists()
    assert states(claims) == [(ClaimState.WAITING, None)] * 2


def test_several_listings_are_decided_together_and_all_or_none() -> None:
    one, few = in_the_running(quantity=4, asks=[4])
    other = make.listing(one.organisation, site=one.site, quantity=Decimal(6))
    with pytest.raises(DomainError) as refusal:
        send(one, other)
    assert refusal.value.code == "nothing_to_decide"
    mixed, _claims = in_the_running(policy="fair_share", asks=[1])
    with pytest.raises(DomainError) as refusal:
        send(one, mixed)
    assert refusal.value.code == "policies_differ"
    send(one)
    assert states(few) == [(ClaimState.ACCEPTED, Decimal(4))]


def test_who_stopped_meeting_a_clause_gets_nothing() -> None:
    listing, claims = in_the_running(no_resale=True, asks=[4, 4])
    taker = claims[0].organisation
    says = {"is_end_user": True, "removes_branding": False, "resells": True}
    declare(organisation=taker, **says, by=claims[0].asked_by, now=make.NOW)
    send(listing)
    assert states(claims) == [(ClaimState.DECLINED, None), (ClaimState.ACCEPTED, Decimal(4))]
    assert Claim.objects.get(pk=claims[0].pk).reason == "The giver's clauses are not met."


def test_fair_share_counts_what_was_received_lately() -> None:
    rich = make.organisation("charity")
    before = make.accepted_claim(organisation=rich, quantity=4)
    claiming.mark_collected(claim=before, quantity=Decimal(4), by=before.asked_by, now=make.NOW)
    listing, _none = in_the_running(quantity=4, policy="fair_share", lot=Decimal(4))
    first = ask(listing, 4, rich)
    second = ask(listing, 4)
    send(listing)
    assert states([first, second]) == [(ClaimState.WAITING, None), (ClaimState.ACCEPTED, Decimal(4))]


def test_the_clock_decides_what_decides_itself() -> None:
    mine, claims = in_the_running(policy="ballot", asks=[2], decides_itself=True)
    empty, _none = in_the_running(policy="fair_share", decides_itself=True)
    by_hand, _others = in_the_running(policy="ballot", asks=[2])
    assert decide_due(now=make.NOW) == 0
    assert decide_due(now=AFTER) == 2
    assert decide_due(now=AFTER) == 0
    assert states(claims) == [(ClaimState.ACCEPTED, Decimal(2))]
    assert Decision.objects.get(allocations__listing=mine).by is None
    assert Allocation.objects.get(listing=by_hand).decision is None
    assert ask(empty, 3).state == ClaimState.ASKED


def test_what_comes_back_goes_to_the_line_in_the_order_of_the_decision() -> None:
    listing, claims = in_the_running(quantity=4, policy="ballot", asks=[4, 4, 4])
    send(listing)
    first, second, third = (line.claim for line in DecisionLine.objects.order_by("rank").select_related("claim"))
    claiming.cancel(claim=first, reason="We found one.", by=first.asked_by, now=AFTER + timedelta(hours=1))
    assert [state for state, _amount in states([second, third])] == [ClaimState.OFFERED, ClaimState.WAITING]
    assert left(listing) == 0
    assert len(claims) == 3
