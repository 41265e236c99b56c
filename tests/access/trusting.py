"""What the world knows of promises and calendars, and who may look at it."""

from dataclasses import dataclass
from typing import Final

from listings.actions.appealing import appeal
from listings.actions.promising import note
from listings.actions.subscribing import subscribe
from listings.models import Appeal, CalendarFeed, Claim, PromiseOutcome
from marketplace.organisations.models import Organisation, Role
from tests import make
from tests.access.cases import Case, Rule
from tests.make.organisations import administrator

ANY: Final = frozenset(Role.values)
DEALS: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value, Role.REQUESTER.value})
BOTH_SIDES: Final = Rule(parties={"giver": ANY, "receiver": ANY})
OPERATOR: Final = Rule(parties={})
#: an address of a calendar is its person's alone
CARRIER: Final = Rule(parties={"carrier": frozenset({Role.ADMINISTRATOR.value})})


@dataclass
class Trust:
    """A promise of the receiver that was not kept, and what it says about that to the operator alone; and the address
    that the carrier's administrator has of its calendar."""

    promise: PromiseOutcome
    appeal: Appeal
    feed: CalendarFeed


def trust(claim: Claim, carrier: Organisation) -> Trust:
    """Note that the taker of the claim cancelled late; it appeals."""
    giver, taker = administrator(claim.listing.organisation), administrator(claim.organisation)
    promise = note(
        organisation=claim.organisation,
        outcome="late_cancel",
        claim=claim,
        reason="They called an hour before.",
        by=giver,
        now=make.NOW,
    )
    assert promise is not None
    return Trust(
        promise,
        appeal(promise=promise, words="canary appeal", by=taker, now=make.NOW),
        subscribe(organisation=carrier, space=None, by=administrator(carrier), now=make.NOW),
    )


CASES: Final = [
    Case("listings:promises", who="receiver", get=Rule(own=ANY)),
    Case("listings:promise", lambda w: {"pk": w.trust.promise.pk}, get=BOTH_SIDES),
    Case("listings:promise-excuse", lambda w: {"pk": w.trust.promise.pk}, post=Rule(parties={"giver": DEALS})),
    Case("listings:promise-appeal", lambda w: {"pk": w.trust.promise.pk}, post=Rule(parties={"receiver": DEALS})),
    Case("listings:calendars", who="carrier", get=Rule(own=ANY)),
    Case("listings:calendar-new", post=Rule(own=ANY), touches=frozenset({"listings.calendarfeed"})),
    Case("listings:calendar-renew", lambda w: {"pk": w.trust.feed.pk}, post=CARRIER),
    Case("listings:calendar-remove", lambda w: {"pk": w.trust.feed.pk}, post=CARRIER),
    Case("listings:calendar-file", lambda w: {"token": w.trust.feed.token}, get=Rule(public=True)),
    Case("listings:booking-terms", lambda w: {"pk": w.rooms.confirmed.pk}, get=BOTH_SIDES),
    Case("listings:booking-terms", lambda w: {"pk": w.rooms.asked.pk}, get=BOTH_SIDES, answers=(404,), note="(asked)"),
    Case("listings:appeals", get=OPERATOR),
    Case("listings:appeal", lambda w: {"pk": w.trust.appeal.pk}, get=OPERATOR, post=OPERATOR),
]
