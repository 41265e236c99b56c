"""Telling organisations of listings that fit their wants, ring by ring, until enough are interested."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from listings.actions.noticing import copy_to_people
from listings.models import Alert, Kind, Listing, Match, Ringing
from listings.queries.refusals import Refusals, refusals_of
from listings.refusals import REMEMBERED_FOR, put_off
from listings.ringing import WAIT, Candidate, Step, in_order, interest, size, step
from marketplace.kernel.geo import distance_km
from marketplace.organisations.models import Organisation

#: How many ringings a run of the clock looks at.
AT_ONCE: Final = 200


def alert(*, matches: Sequence[Match], now: datetime) -> int:
    """Have the organisations told whose wants these listings fit: nobody is yet, the clock rings for them.

    What a want's page has shown already (`seen_at`) is no news, what an organisation turned down before in such a
    case is left out, and a pair that was ever told of is not told of again. Returns how many are to be told.
    """
    fresh = [match for match in matches if match.seen_at is None]
    said = refusals_of({match.want.organisation_id for match in fresh}, since=now - REMEMBERED_FOR) if fresh else {}
    alerts = [one for match in fresh if (one := _alert_of(match, said, now)) is not None]
    if not alerts:
        return 0
    listings = sorted({one.listing_id for one in alerts})
    with transaction.atomic():
        Ringing.objects.bulk_create([Ringing(listing_id=pk, next_at=now) for pk in listings], ignore_conflicts=True)
        Ringing.objects.filter(listing__in=listings, next_at=None).update(next_at=now)
        Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    return len(alerts)


def _alert_of(match: Match, said: Refusals, now: datetime) -> Alert | None:
    """The alert of a match; None where earlier answers speak against it."""
    far = distance_km(match.want.public_point, match.listing.public_point)
    refusals = said.get(match.want.organisation_id, ())
    held = put_off(refusals, category_path=match.listing.category.path, distance_km=far)
    if held is not None and held.is_left_out:
        return None
    return Alert(
        listing=match.listing,
        organisation_id=match.want.organisation_id,
        want=match.want,
        score=max(0, match.score - (held.points if held else 0)),
        distance_km=far,
        found_at=now,
    )


def ring_due(*, now: datetime) -> int:
    """Tell the next ring of every listing whose moment has come. Returns how many organisations' alerts were told."""
    return sum(ring(ringing=seen, now=now) for seen in Ringing.objects.due_at(now)[:AT_ONCE])


@transaction.atomic
def ring(*, ringing: Ringing, now: datetime) -> int:
    """Tell the next ring of one listing, or let it rest or end. Of several workers at once one does it; a worker that
    dies has done nothing. Returns how many alerts were told."""
    this = Ringing.objects.filter(pk=ringing.pk)
    if not this.move_on(seen=ringing.ring, now=now, wait=WAIT):
        return 0
    listing = Listing.objects.select_related("category").get(pk=ringing.listing_id)
    waiting = _waiting(listing)
    what = step(
        waiting=len(waiting),
        is_open=listing.is_open,
        closed_for=now - listing.closed_at if listing.closed_at else timedelta(0),
        available=listing.available,
        interested=_interested(listing),
        counted=listing.kind != Kind.SPACE,
    )
    told = _ring_of(listing, waiting, size(ringing.ring + 1), localtime(now).date()) if what is Step.TELL else []
    if not told:
        this.update(ring=ringing.ring, next_at=None if what is Step.END else now + WAIT)
        return 0
    alerts = Alert.objects.filter(pk__in=told)
    alerts.update(told_at=now)
    Match.objects.filter(listing=listing, want__in=alerts.values("want")).update(told_at=now)
    copy_to_people(alerts=list(alerts.order_by("pk")), now=now)
    return len(told)


def _waiting(listing: Listing) -> list[Candidate]:
    rows = Alert.objects.filter(listing=listing, saved_search=None).waiting()
    return [
        Candidate(alert=pk, organisation=organisation, score=score, distance_km=far)
        for pk, organisation, score, far in rows.order_by("pk").values_list(
            "pk", "organisation", "score", "distance_km"
        )
    ]


def _interested(listing: Listing) -> Decimal:
    """How much of what is left those could use who said that they are interested."""
    needs = (
        Alert.objects.filter(listing=listing).interested().order_by("pk").values_list("want__quantity", "want__unit")
    )
    return sum(
        (
            interest(needed=amount if unit == listing.unit else None, available=listing.available)
            for amount, unit in needs
        ),
        Decimal(0),
    )


def _ring_of(listing: Listing, waiting: Sequence[Candidate], most: int, today: date) -> list[int]:
    """The alerts of the best so many organisations, of those that may see the listing at this moment."""
    may_see: dict[int, bool] = {}
    for one in in_order(waiting):
        if one.organisation not in may_see:
            if sum(may_see.values()) == most:
                break
            may_see[one.organisation] = _may_see(listing, one.organisation, today)
    return [one.alert for one in waiting if may_see.get(one.organisation)]


def _may_see(listing: Listing, organisation: int, today: date) -> bool:
    """What everybody finds, everybody may see; of the rest the one rule of visibility decides."""
    if listing.live_spot is not None:
        return True
    return Listing.objects.visible_to(Organisation.objects.get(pk=organisation), today).filter(pk=listing.pk).exists()
