"""Makers: the shortest honest way to the rows that a test stands on. They go through the actions that people use.

A module for each room. Every argument has a sensible default; the moment is `NOW` throughout, so that a test that moves
the clock says by how much.
"""

from tests.make.listings import (
    accepted_claim,
    attested,
    category,
    claim,
    draft,
    evidence,
    kit,
    listing,
    photo_file,
    show_all,
    want,
)
from tests.make.loans import lent_claim, loan
from tests.make.logistics import (
    DAY,
    carrier,
    confirmed,
    delivered,
    driver,
    licence,
    plan,
    proved,
    run,
    scan,
    shift,
    vehicle,
)
from tests.make.organisations import (
    BRADFORD,
    LEEDS,
    NOW,
    PASSWORD,
    YORK,
    administrator,
    client,
    member,
    organisation,
    site,
    user,
)
from tests.make.receipts import driven_route, receipt

__all__ = [
    "BRADFORD",
    "DAY",
    "LEEDS",
    "NOW",
    "PASSWORD",
    "YORK",
    "accepted_claim",
    "administrator",
    "attested",
    "carrier",
    "category",
    "claim",
    "client",
    "confirmed",
    "delivered",
    "draft",
    "driven_route",
    "driver",
    "evidence",
    "kit",
    "lent_claim",
    "licence",
    "listing",
    "loan",
    "member",
    "organisation",
    "photo_file",
    "plan",
    "proved",
    "receipt",
    "run",
    "scan",
    "shift",
    "show_all",
    "site",
    "user",
    "vehicle",
    "want",
]
