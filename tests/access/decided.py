"""What the world knows of decisions, and who may look at them."""

from typing import Final

from listings.actions.allotting import AllocationValues, allot
from listings.actions.deciding import decide
from listings.models import Decision
from listings.queries.deciding import preview
from marketplace.organisations.models import Organisation, Role, Site
from tests import make
from tests.access.cases import Case, Rule

ANY: Final = frozenset(Role.values)
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
EITHER: Final = frozenset({*A_LISTER, Role.REQUESTER.value})


def decided(giver: Organisation, at: Site, receiver: Organisation, to: Site) -> Decision:
    """The giver gives a table in fair shares; the receiver asked for it and gets it. Another waits to be decided."""
    by = make.administrator(giver)
    listing, other = (
        make.listing(giver, site=at, title=title, slug="meeting-tables")
        for title in ("Public tables", "Public benches")
    )
    for each in (listing, other):
        allot(listing=each, values=AllocationValues(policy="fair_share"), by=by, now=make.NOW)
        make.claim(each, organisation=receiver, site=to)
    seen = preview(listings=[listing], choices={}, now=make.NOW)
    return decide(listings=[listing], choices={}, digest=seen.digest, by=by, now=make.NOW)


CASES: Final = [
    Case("listings:decisions", get=Rule(own=ANY)),
    Case(
        "listings:taking",
        get=Rule(own=EITHER),
        post=Rule(own=EITHER),
        touches=frozenset({"listings.takingpolicy"}),
    ),
    Case("listings:decision-new", get=Rule(own=A_LISTER), post=Rule(own=A_LISTER), answers=(302,)),
    Case("listings:decision", lambda w: {"pk": w.decided.pk}, get=Rule(parties={"giver": ANY, "receiver": ANY})),
]
