"""A competitor in every window of a decision, on both databases: before its guards, behind them, before its commit;
and sixteen processes that decide at once. The control, without guards, loses a claim.

What must hold afterwards: it is decided once or not at all, every claim in the running has its line of the decision,
nobody got more than there was.
"""

from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from listings.actions import claiming, deciding
from listings.models import Allocation, Claim, ClaimState, Decision, Listing, StockEntry
from listings.queries.deciding import preview
from tests import make
from tests.listings.claims.windows import Act, before_the_guard, before_the_mail, meet
from tests.listings.deciding.ground import AFTER, in_the_running
from tests.listings.racing import PROCESSES, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine connections wait for each other longer than people would."""
    longer = {"timeout": 120} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=120000"}
    options = {**connection.settings_dict["OPTIONS"], **longer}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)


def behind_the_guard(sql: str) -> bool:
    """The guards are taken and what was seen is read again; the decision itself is written next."""
    return sql.startswith('INSERT INTO "listings_decision"')


def _running(*asks: int) -> tuple[Listing, list[Claim]]:
    """Ten desks in the running without a closing time, so that claims are taken to the last moment."""
    return in_the_running(asks=asks, closes_at=None)


def _decide(listing: Listing, digest: str) -> Act:
    by = listing.created_by
    return partial(deciding.decide, listings=[listing], choices={}, digest=digest, by=by, now=AFTER)


def _claim(listing: Listing, _claims: list[Claim], _digest: str) -> Act:
    asker = make.organisation()
    site, by = make.site(asker), make.administrator(asker)
    more: dict[str, Any] = {
        "quantity": Decimal(3),
        "purpose": "A club",
        "by": by,
        "now": make.NOW,
    }  # Any: of several types
    return partial(claiming.claim, listing=Listing.objects.get(pk=listing.pk), organisation=asker, site=site, **more)


def _cancel(_listing: Listing, claims: list[Claim], _digest: str) -> Act:
    return partial(claiming.cancel, claim=claims[0], reason="No.", by=claims[0].asked_by, now=make.NOW)


def _change(_listing: Listing, claims: list[Claim], _digest: str) -> Act:
    claim = claims[0]
    return partial(claiming.change_quantity, claim=claim, quantity=Decimal(2), by=claim.asked_by, now=make.NOW)


def _again(listing: Listing, _claims: list[Claim], digest: str) -> Act:
    return _decide(listing, digest)


def _holds(listing: Listing) -> None:
    """Decided once or not at all, and each claim with it; the stock adds up."""
    listing = Listing.objects.get(pk=listing.pk)
    assert listing.available == sum(row.change for row in StockEntry.objects.for_listing(listing))
    held = sum(claim.held for claim in Claim.objects.filter(listing=listing))
    assert listing.quantity - listing.available == held
    decision = Allocation.objects.get(listing=listing).decision
    left_out = Claim.objects.filter(listing=listing, decision_line=None)
    if decision is None:
        assert set(left_out.values_list("state", flat=True)) <= {ClaimState.WAITING, ClaimState.CANCELLED}
    else:
        assert not left_out.filter(state=ClaimState.WAITING).exists()
    assert Decision.objects.count() == (decision is not None)


@pytest.mark.parametrize("window", [before_the_guard, behind_the_guard, before_the_mail])
@pytest.mark.parametrize(
    ("competitor", "early", "late"),
    [
        (_claim, ("claims_changed", "done"), ("done", "nothing_left")),
        (_cancel, ("claims_changed", "done"), ("done", "claim_moved_on")),
        (_change, ("claims_changed", "done"), ("done", "claim_moved_on")),
        (_again, ("decided_already", "done"), ("done", "decided_already")),
    ],
)
def test_a_competitor_comes_before_or_after_and_never_between(
    window: Any, competitor: Any, early: tuple[str, str], late: tuple[str, str]
) -> None:  # Any: functions, as the test names them
    listing, claims = _running(6, 4)
    digest = preview(listings=[listing], choices={}, now=AFTER).digest
    told = meet(window, _decide(listing, digest), competitor(listing, claims, digest))
    assert told == (early if window is before_the_guard else late)
    _holds(listing)


def _without_guards(listing: Listing) -> None:
    """The control: what was looked at is sent without a guard and without looking again."""
    seen = preview(listings=[listing], choices={}, now=AFTER)
    with transaction.atomic():
        decision = deciding._open(seen, listing.created_by, AFTER)
        for row in seen.rows():
            deciding._settle(decision, row, keeps_line=True, near={}, now=AFTER)


def test_without_the_guards_a_claim_is_left_out_of_the_decision() -> None:
    listing, claims = _running(6, 4)

    def before(sql: str) -> bool:
        return sql.startswith(("BEGIN", 'INSERT INTO "listings_decision"'))

    assert meet(before, partial(_without_guards, listing), _claim(listing, claims, "")) == ("done", "done")
    left_out = Claim.objects.get(listing=listing, decision_line=None)
    assert left_out.state == ClaimState.WAITING  # in the running of what is decided already: nobody ever answers it


def test_of_sixteen_who_decide_at_once_one_does() -> None:
    listing, _claims = in_the_running(policy="ballot", asks=[4, 4, 4], decides_itself=True)
    people = [None if number % 4 == 0 else listing.created_by_id for number in range(PROCESSES)]
    jobs = [{"listing": listing.pk, "by": by} for by in people]
    told = Counter(race("decide", jobs, dict(connection.settings_dict)))
    assert told["done"] + told["clock 1"] == 1
    assert set(told) <= {"done", "clock 1", "clock 0", "decided_already", "nothing_to_decide", "claims_changed"}
    _holds(listing)
