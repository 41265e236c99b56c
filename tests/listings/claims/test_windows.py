"""A competitor in every critical window of what is done to claims, on both databases: before the guard, between the
guard and the claim, and before the commit. The control, which reads and checks and then writes, oversells at once.

What came of both may depend on the database: where SQLite lets one writer in at a time, PostgreSQL lets those in who
write another row. What must hold is the same: one of the two gives way with a sentence, and the stock adds up.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from listings.actions import claiming, holding, publishing, stocking
from listings.models import Claim, ClaimState, Listing
from tests import make
from tests.listings.claims.ground import asked, balanced, in_line, now_is
from tests.listings.claims.windows import WINDOWS, Act, before_the_guard, meet

pytestmark = pytest.mark.django_db(transaction=True)

MOVED = "claim_moved_on"
#: after what was offered or promised has lapsed, and before what was confirmed or extended has
CONFIRMED_BY, COLLECTED_BY = make.NOW + timedelta(days=3), make.NOW + timedelta(days=20)
Ground = tuple[Listing, Claim]


def _claim(listing: Listing, quantity: int) -> Act:
    """A claim by somebody with a site, ready to be made."""
    asker = make.organisation()
    make.site(asker)
    return partial(asked, listing, quantity, organisation=asker)


def _accept(claim: Claim, quantity: int) -> Act:
    return partial(claiming.accept, claim=claim, quantity=Decimal(quantity), by=claim.listing.created_by, now=make.NOW)


def _cancel(claim: Claim) -> Act:
    return partial(claiming.cancel, claim=claim, reason="No longer.", by=claim.asked_by, now=make.NOW)


def _decline(claim: Claim) -> Act:
    return partial(claiming.decline, claim=claim, reason="No.", by=claim.listing.created_by, now=make.NOW)


def _change(claim: Claim, quantity: int) -> Act:
    return partial(claiming.change_quantity, claim=claim, quantity=Decimal(quantity), by=claim.asked_by, now=make.NOW)


def _extend(claim: Claim) -> Act:
    return partial(holding.extend, claim=claim, by=claim.asked_by, now=make.NOW)


def _confirm(claim: Claim) -> Act:
    return partial(holding.confirm, claim=claim, by=claim.asked_by, now=make.NOW)


def _keep(claim: Claim) -> Act:
    return partial(holding.keep, claim=claim, until=COLLECTED_BY, by=claim.asked_by, now=make.NOW)


def _collect(claim: Claim) -> Act:
    return partial(claiming.mark_collected, claim=claim, quantity=Decimal(8), by=claim.asked_by, now=make.NOW)


def _lapse(claim: Claim) -> Act:
    """The clock, when the claim's deadline has passed."""
    offered = claim.state == ClaimState.OFFERED
    return partial(holding.lapse_due, now=CONFIRMED_BY if offered else COLLECTED_BY)


def _ground() -> Ground:
    """24 desks, of which a claim holds ten."""
    listing = make.listing()
    return listing, asked(listing, 10)


def _promised() -> Ground:
    listing, claim = _ground()
    claiming.accept(claim=claim, quantity=Decimal(10), by=listing.created_by, now=make.NOW)
    return listing, claim


def _offered() -> Ground:
    """Somebody in line was offered what came back."""
    listing = make.listing()
    held = asked(listing, 24)
    waiting = in_line(listing, 10)
    _decline(held)()
    return listing, waiting


#: the ground, what the first does, what the competitor does, and what may come of both
Meeting = tuple[Callable[[], Ground], Callable[[Claim], Act], Callable[[Claim], Act], set[tuple[str, str]]]

MEETINGS: dict[str, Meeting] = {
    "accept and accept less": (_ground, partial(_accept, quantity=10), partial(_accept, quantity=8), set()),
    "accept a part and cancel": (
        _ground,
        partial(_accept, quantity=8),
        _cancel,
        {("done", "done")},  # what was accepted may be cancelled by one who comes after it
    ),
    "cancel and accept": (_ground, _cancel, partial(_accept, quantity=8), set()),
    "cancel twice": (_promised, _cancel, _cancel, set()),
    "cancel and collect": (_promised, _cancel, _collect, set()),
    "ask for more and accept": (_ground, partial(_change, quantity=14), partial(_accept, quantity=10), set()),
    "ask for less and decline": (_ground, partial(_change, quantity=4), _decline, {("done", "done")}),
    "extend and lapse": (_promised, _extend, _lapse, {("done", "0"), (MOVED, "1")}),
    "lapse and extend": (_promised, _lapse, _extend, {("0", "done"), ("1", MOVED)}),
    "lapse and plan": (_promised, _lapse, _keep, {("0", "done"), ("1", MOVED)}),
    "confirm and lapse": (_offered, _confirm, _lapse, {("done", "0"), (MOVED, "1")}),
    "lapse and confirm": (_offered, _lapse, _confirm, {("0", "done"), ("1", MOVED)}),
    "confirm twice": (_offered, _confirm, _confirm, set()),
    "extend twice": (_promised, _extend, _extend, set()),
    "lapse twice": (_promised, _lapse, _lapse, {("1", "0"), ("0", "1")}),
}


@pytest.mark.parametrize("name", MEETINGS)
def test_of_two_that_meet_over_a_claim_one_gives_way(name: str) -> None:
    ground, first, competitor, may = MEETINGS[name]
    one_gives_way = {("done", MOVED), (MOVED, "done")}
    for window in WINDOWS:
        Claim.objects.unfinished().update(hold_until=make.NOW + timedelta(days=1000))  # those of the window before
        listing, claim = ground()
        met = meet(window, first(_fresh(claim)), competitor(_fresh(claim)))
        # who finds the stock given back by the other is told so
        told = tuple(MOVED if word in {"stock_moved_meanwhile", "no_extension_left"} else word for word in met)
        assert told in (may or one_gives_way) | one_gives_way, window.__name__
        balanced(listing)
        claim.refresh_from_db()
        assert claim.extensions <= 1


def _fresh(claim: Claim) -> Claim:
    """A copy for each of the two, as two requests have."""
    return Claim.objects.select_related("listing__organisation", "listing__created_by", "organisation").get(pk=claim.pk)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_last_ones_are_claimed_once(window: Callable[[str], bool]) -> None:
    listing = make.listing()
    asked(listing, 20)
    told = meet(window, _claim(listing, 4), _claim(listing, 4))
    assert told == (("nothing_left", "done") if window is before_the_guard else ("done", "nothing_left"))
    assert balanced(listing) == 0


def test_the_control_gives_the_last_ones_twice() -> None:
    listing = make.listing()
    asked(listing, 20)

    def grab() -> None:
        seen = Listing.objects.get(pk=listing.pk)
        if seen.available < 4:
            raise stocking.NothingLeft
        seen.available -= 4
        seen.save(update_fields=["available"])

    assert meet(before_the_guard, grab, _claim(listing, 4)) == ("done", "done")


@pytest.mark.parametrize("window", WINDOWS)
def test_nobody_passes_those_in_line(window: Callable[[str], bool]) -> None:
    listing = make.listing()
    held = asked(listing, 24)
    waiting = in_line(listing, 24)
    assert meet(window, _decline(_fresh(held)), _claim(listing, 4)) == ("done", "nothing_left")
    assert now_is(waiting) == (ClaimState.OFFERED, 24)
    assert balanced(listing) == 0


@pytest.mark.parametrize("window", WINDOWS)
def test_who_leaves_the_line_while_it_is_served_holds_up_nobody(window: Callable[[str], bool]) -> None:
    listing = make.listing()
    held = asked(listing, 24)
    first, second = in_line(listing, 24), in_line(listing, 24)
    of_decline, of_leaving = meet(window, _decline(_fresh(held)), _cancel(_fresh(first)))
    assert of_decline == "done"
    if of_leaving == "done":
        assert (now_is(first)[0], now_is(second)) == (ClaimState.CANCELLED, (ClaimState.OFFERED, 24))
    else:
        assert of_leaving == MOVED
        assert (now_is(first), now_is(second)[0]) == ((ClaimState.OFFERED, 24), ClaimState.WAITING)
    assert balanced(listing) == 0


@pytest.mark.parametrize("window", WINDOWS[:2])
def test_who_joins_the_line_while_stock_comes_back_is_not_forgotten(window: Callable[[str], bool]) -> None:
    listing = make.listing()
    held = asked(listing, 24)
    asker = make.organisation()
    make.site(asker)
    join = partial(in_line, listing, 4, organisation=asker)
    assert meet(window, join, _decline(_fresh(held))) == ("done", "done")
    claim = Claim.objects.get(organisation=asker)
    assert now_is(claim) in {(ClaimState.OFFERED, 4), (ClaimState.ASKED, 4)}
    assert balanced(listing) == 20


@pytest.mark.parametrize("window", WINDOWS[:2])
def test_more_is_asked_for_while_somebody_takes_the_rest(window: Callable[[str], bool]) -> None:
    listing, claim = _ground()
    told = meet(window, _change(_fresh(claim), 14), _claim(listing, 12))
    assert told == (("not_enough_left", "done") if window is before_the_guard else ("done", "not_enough_left"))
    balanced(listing)


@pytest.mark.parametrize("window", WINDOWS[:1])
def test_who_joins_the_line_while_it_is_withdrawn_does_not_wait_in_vain(window: Callable[[str], bool]) -> None:
    listing = make.listing()
    held = asked(listing, 24)
    asker = make.organisation()
    make.site(asker)
    _cancel(held)()
    withdraw = partial(publishing.withdraw, listing=listing, by=listing.created_by, now=make.NOW)
    join = partial(in_line, listing, 4, organisation=asker)
    of_joining, of_withdrawing = meet(window, join, withdraw)
    assert (of_joining, of_withdrawing) == ("listing_closed", "done")
    assert not Claim.objects.filter(organisation=asker).exists()
