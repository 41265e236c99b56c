"""Telling organisations of listings that fit their wants, ring by ring, until enough are interested."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from listings.actions.noticing import copy_to_people
from listings.models import Alert, Kind, Listing, Match, Ringing
from listings.queries.refusals import refusals_of
from listings.refusals import REMEMBERED_FOR, put_off
from listings.ringing import WAIT, Candidate, Step, in_order, interest, size, step
from marketplace.kernel.geo import distance_km
from marketplace.organisations.models import Organisation

#: How many ringings a run of the clock looks at.
AT_ONCE: Final = 200
#: Of how many that wait, the best of all, a ring is chosen.
LOOKED_AT: Final = 500


def alert(*, listing: Listing, now: datetime) -> None:
    """Have the organisations told whose wants this listing was just found to fit: nobody is yet, the clock rings for
    them.

    What a want's page has shown already (`seen_at`) is no news. Cheap, however many they are: one row for the listing,
    for publishing waits for it.
    """
    Ringing.objects.begin(listing, now)


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
    waiting = _waiting(listing, now)
    what = step(
        waiting=len(waiting),
        is_open=listing.is_open,
        closed_for=now - (listing.closed_at or listing.published_at or now),
        available=listing.available,
        interested=_interested(listing),
        counted=listing.kind != Kind.SPACE,
    )
    chosen = _ring_of(listing, waiting, size(ringing.ring + 1), localtime(now).date()) if what is Step.TELL else []
    if not chosen:
        this.update(ring=ringing.ring, next_at=None if what is Step.END else now + WAIT)
        return 0
    _tell(listing, chosen, now)
    return len(chosen)


def _tell(listing: Listing, chosen: Sequence[Candidate], now: datetime) -> None:
    wants = [one.want for one in chosen]
    Alert.objects.bulk_create([_alert_of(listing, one, now, told_at=now) for one in chosen], ignore_conflicts=True)
    Match.objects.filter(listing=listing, want__in=wants).update(told_at=now)
    told = Alert.objects.filter(listing=listing, want__in=wants).order_by("pk")
    copy_to_people(alerts=list(told), now=now)


def _alert_of(listing: Listing, one: Candidate, now: datetime, *, told_at: datetime | None) -> Alert:
    return Alert(
        listing=listing,
        organisation_id=one.organisation,
        want_id=one.want,
        score=one.score,
        distance_km=one.distance_km,
        found_at=now,
        told_at=told_at,
    )


def _waiting(listing: Listing, now: datetime) -> list[Candidate]:
    """The best that were neither told nor left out; whose earlier answers speak against it are left out now."""
    matches = list(Match.objects.untold_of(listing).select_related("want")[:LOOKED_AT])
    said = refusals_of({match.want.organisation_id for match in matches}, since=now - REMEMBERED_FOR)
    waiting: list[Candidate] = []
    left_out: list[Candidate] = []
    for match in matches:
        far = distance_km(match.want.public_point, listing.public_point)
        refusals = said.get(match.want.organisation_id, ())
        held = put_off(refusals, category_path=listing.category.path, distance_km=far)
        one = Candidate(
            want=match.want_id,
            organisation=match.want.organisation_id,
            score=max(0, match.score - (held.points if held else 0)),
            distance_km=far,
        )
        (left_out if held and held.is_left_out else waiting).append(one)
    Alert.objects.bulk_create([_alert_of(listing, one, now, told_at=None) for one in left_out], ignore_conflicts=True)
    return waiting


def _interested(listing: Listing) -> Decimal:
    """How much of what is left those could use who said that they are interested."""
    rows = Alert.objects.filter(listing=listing).interested().order_by("pk")
    return sum(
        (
            interest(needed=amount if unit == listing.unit else None, available=listing.available)
            for amount, unit in rows.values_list("want__quantity", "want__unit")
        ),
        Decimal(0),
    )


def _ring_of(listing: Listing, waiting: Sequence[Candidate], most: int, today: date) -> list[Candidate]:
    """The best so many organisations, with all their wants, of those that may see the listing at this moment."""
    may_see: dict[int, bool] = {}
    for one in in_order(waiting):
        if one.organisation not in may_see:
            if sum(may_see.values()) == most:
                break
            may_see[one.organisation] = _may_see(listing, one.organisation, today)
    return [one for one in waiting if may_see.get(one.organisation)]


def _may_see(listing: Listing, organisation: int, today: date) -> bool:
    """What everybody finds, everybody may see; of the rest the one rule of visibility decides."""
    if listing.live_spot is not None:
        return True
    return Listing.objects.visible_to(Organisation.objects.get(pk=organisation), today).filter(pk=listing.pk).exists()
