"""Papers in the world of the access tests: waste at each step, a note that was issued; who may read and sign what."""

from dataclasses import dataclass, replace
from typing import Final

from listings.models import Claim
from logistics.actions.paperwork import papering, ticketing
from logistics.actions.people.subscribing import subscribe
from logistics.models import Collection, MovingFeed, Paper, SeasonTicket
from marketplace.organisations.models import Role
from tests import make
from tests.access.cases import Case, Rule
from tests.access.moving import Side
from tests.logistics.papers.ground import BULKY, declared, fetched, taken

ANY: Final = frozenset(Role.values)
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
A_REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
A_DRIVER: Final = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value, Role.DRIVER.value})
BOTH: Final = Rule(parties={"giver": ANY, "receiver": ANY})
ALL_SIDES: Final = Rule(parties={"giver": ANY, "receiver": ANY, "carrier": ANY})
SIGNS: Final = Rule(parties={"giver": A_LISTER, "receiver": A_REQUESTER})
GIVES: Final = Rule(parties={"giver": A_LISTER, "receiver": frozenset()})
TAKES: Final = Rule(parties={"giver": frozenset(), "receiver": A_REQUESTER})
RECEIVES: Final = Rule(parties={"giver": frozenset(), "receiver": ANY})
DRIVES: Final = Rule(parties={"carrier": A_DRIVER})
#: whose address it is
OWNER: Final = Rule(parties={"giver": frozenset({Role.ADMINISTRATOR.value})})
CANARY: Final = "canary waste"


@dataclass
class Papered:
    """The receiver's claims on waste of the giver: not declared, declared, arrived with its note issued, which
    is the first of a season that the receiver has not signed."""

    bare: Claim
    declared: Claim
    arrived: Collection
    paper: Paper
    feed: MovingFeed
    season: SeasonTicket


def paper(giver: Side, receiver: Side) -> Papered:
    """Make them through the actions."""
    bare, said, gone = (
        make.accepted_claim(
            make.listing(giver.organisation, site=giver.site, title=title, is_waste=True, waste_code="200307"),
            organisation=receiver.organisation,
            site=receiver.site,
            quantity=2,
        )
        for title in ("Bare waste", "Declared waste", "Arrived waste")
    )
    declared(said, replace(BULKY, description=CANARY))
    taken(declared(gone, replace(BULKY, description=CANARY)))
    arrived = fetched(gone)
    [issued] = papering.issue(collection=arrived, by=receiver.people[Role.ADMINISTRATOR], now=make.NOW)
    feed = subscribe(organisation=giver.organisation, kind="moves", by=giver.people[Role.ADMINISTRATOR], now=make.NOW)
    season = ticketing.propose(
        claim=gone,
        starts_on=make.DAY,
        ends_on=make.DAY,
        signer_name="Gil",
        by=giver.people[Role.ADMINISTRATOR],
        now=make.NOW,
    )
    return Papered(bare, said, arrived, issued, feed, season)


CASES: Final = [
    Case("logistics:papers", lambda w: {"pk": w.moves.planned.pk}, get=ALL_SIDES, note="(by van)"),
    Case("logistics:papers", lambda w: {"pk": w.moves.fetched.pk}, get=BOTH, note="(to be fetched)"),
    Case("logistics:papers", lambda w: {"pk": w.moves.delivered.pk}, get=BOTH, note="(arrived)"),
    Case("logistics:papers", lambda w: {"pk": w.papers.bare.pk}, get=BOTH, note="(waste)"),
    Case("logistics:papers", lambda w: {"pk": w.papers.declared.pk}, get=BOTH, note="(waste, declared)"),
    Case("logistics:papers", lambda w: {"pk": w.papers.arrived.claim_id}, get=BOTH, note="(waste, arrived)"),
    Case("logistics:attest", lambda w: {"pk": w.moves.fetched.pk}, post=SIGNS),
    Case("logistics:waste-declare", lambda w: {"pk": w.papers.bare.pk}, get=GIVES, post=GIVES),
    Case("logistics:waste-take", lambda w: {"pk": w.papers.declared.pk}, who="receiver", get=TAKES, post=TAKES),
    Case("logistics:season-new", lambda w: {"pk": w.papers.declared.pk}, get=GIVES, post=GIVES),
    Case("logistics:season-put-on", lambda w: {"pk": w.papers.bare.pk}, get=GIVES, post=GIVES),
    Case("logistics:season-tickets", get=Rule(own=ANY)),
    Case("logistics:retention", get=Rule(own=ANY)),
    Case("logistics:run-odometer", lambda w: {"pk": w.moves.route.pk}, get=DRIVES, post=DRIVES),
    Case("logistics:season-ticket", lambda w: {"pk": w.papers.season.pk}, get=BOTH),
    Case("logistics:season-ticket-pdf", lambda w: {"pk": w.papers.season.pk}, get=BOTH),
    Case("logistics:season-sign", lambda w: {"pk": w.papers.season.pk}, who="receiver", post=TAKES),
    Case("logistics:season-end", lambda w: {"pk": w.papers.season.pk}, post=SIGNS),
    Case("logistics:papers-issue", lambda w: {"pk": w.papers.arrived.pk}, post=BOTH),
    Case("logistics:paper-draft", lambda w: {"pk": w.moves.collection.pk, "kind": "ownership"}, get=ALL_SIDES),
    Case("logistics:paper", lambda w: {"pk": w.papers.paper.pk}, get=BOTH),
    Case("logistics:tracking-export", lambda w: {"pk": w.papers.arrived.pk}, who="receiver", get=RECEIVES),
    Case("logistics:tracking-note", lambda w: {"pk": w.papers.arrived.pk}, post=TAKES),
    Case("logistics:moving-calendars", get=Rule(own=ANY)),
    Case("logistics:moving-calendar-new", post=Rule(own=ANY), touches=frozenset({"logistics.movingfeed"})),
    Case("logistics:moving-calendar-renew", lambda w: {"pk": w.papers.feed.pk}, post=OWNER),
    Case("logistics:moving-calendar-remove", lambda w: {"pk": w.papers.feed.pk}, post=OWNER),
    Case("logistics:moving-calendar-file", lambda w: {"token": w.papers.feed.token}, get=Rule(public=True)),
    Case("logistics:run-manifest", lambda w: {"pk": w.moves.route.pk}, get=DRIVES),
    Case("logistics:run-sheet", lambda w: {"pk": w.moves.route.pk}, get=DRIVES),
]
