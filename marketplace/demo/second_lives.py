"""What became of things: noted, divided, offered again, asked after; and the books of all of it, anchored."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from listings.actions.publishing import publish
from logistics.actions.custody.anchoring import anchor_heads
from logistics.actions.custody.disclosing import disclose
from logistics.actions.custody.following import answer, ask_due
from logistics.actions.custody.noting import note
from logistics.actions.custody.parting import part
from logistics.actions.custody.relisting import relist
from logistics.models import Displaced, FollowUp, Passport, Use
from marketplace.demo.region import Region
from marketplace.organisations.models import Organisation, Site, User


def live_on(region: Region) -> Iterator[str]:
    """The oldest lots go on; yields once for each deed, for progress."""
    lots = [lot for lot in Passport.objects.live().for_page().order_by("pk") if lot.owner_id == lot.holder_id]
    received = [
        (lot, lot.owner)
        for lot in lots
        if lot.owner is not None and lot.owner != lot.listing.organisation and lot.remaining >= 2
    ]
    for number, (lot, owner) in enumerate(received[:3]):
        by, site = _person(owner), _site(owner)
        at = region.now - timedelta(days=9 - number)
        note(passport=lot, kind="repaired", quantity=Decimal(1), note="One drawer runs again.", by=by, now=at)
        yield "note"
        if number == 0:
            part(passport=lot, quantity=Decimal(1), site=site, by=by, now=at + timedelta(hours=3))
            yield "part"
            lot.refresh_from_db()
            again = relist(passport=lot, quantity=lot.remaining, site=site, by=by, now=at + timedelta(days=2))
            publish(listing=again, by=by, now=at + timedelta(days=2))
            yield "again"
        if number == 1:
            giver = lot.listing.organisation
            disclose(
                organisation=giver,
                passport=lot,
                tells_name=False,
                tells_town=True,
                shows_photos=False,
                by=_person(giver),
                now=at,
            )
            yield "disclosure"
    yield from _asked(region)
    anchor_heads(now=region.now)
    yield "anchor"


def _asked(region: Region) -> Iterator[str]:
    ask_due(now=region.now - timedelta(days=1))
    answers = ((Use.IN_USE, Displaced.BOUGHT_NEW), (Use.IN_USE, Displaced.GONE_WITHOUT), (Use.STORED, "unknown"))
    for follow_up, (use, displaced) in zip(FollowUp.objects.for_page().order_by("pk"), answers, strict=False):
        answer(follow_up=follow_up, use=use, displaced=displaced, note="", by=None, now=region.now)
        yield "answer"


def _person(organisation: Organisation) -> User:
    return User.objects.filter(memberships__organisation=organisation).order_by("pk")[0]


def _site(organisation: Organisation) -> Site:
    return Site.objects.owned_by(organisation).order_by("pk")[0]
