"""Recurring material: pallets every Tuesday, and who has a standing claim on them."""

from datetime import date
from decimal import Decimal

from listings.actions.repeating import repeat
from listings.actions.standing import agree, ask
from listings.models import Listing, Recurrence, StandingClaim
from marketplace.kernel.recurrence import parse_rule
from marketplace.organisations.models import Organisation, OrganisationKind
from tests.make.listings import draft
from tests.make.organisations import BRADFORD, NOW, administrator
from tests.make.organisations import organisation as _organisation
from tests.make.organisations import site as _site


def recurrence(
    listing: Listing | None = None,
    *,
    rule: str = "FREQ=WEEKLY;BYDAY=TU",
    starts_on: date | None = None,
    quantity: Decimal | int = 4,
    ahead_days: int = 7,
    gone_within_days: int | None = 3,
) -> Recurrence:
    """Four of something every Tuesday, posted a week ahead, from today on unless said otherwise; by a draft."""
    pattern = listing or draft()
    return repeat(
        listing=pattern,
        rule=parse_rule(rule),
        starts_on=starts_on or NOW.date(),
        quantity=Decimal(quantity),
        ahead_days=ahead_days,
        gone_within_days=gone_within_days,
        by=pattern.created_by,
        now=NOW,
    )


def standing(
    recurrence: Recurrence, *, organisation: Organisation | None = None, quantity: int = 1, agreed: bool = True
) -> StandingClaim:
    """A standing claim on one each time, by a charity in Bradford, agreed unless said otherwise."""
    asker = organisation or _organisation(OrganisationKind.CHARITY)
    made = ask(
        recurrence=recurrence,
        organisation=asker,
        site=_site(asker, at=BRADFORD, street="9 Canal Road", town="Bradford", postcode="BD1 4SD"),
        quantity=Decimal(quantity),
        purpose="Firewood for our stoves.",
        by=administrator(asker),
        now=NOW,
    )
    if agreed:
        agree(claim=made, by=recurrence.by, now=NOW)
    return made
