"""What organisations turned down lately: for the score, and for not telling them of the like again."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from listings.models import Alert, Listing, Want
from listings.queries.fits import FittingListing
from listings.queries.whys import Why
from listings.refusals import REMEMBERED_FOR, Reason, Refusal, put_off
from marketplace.kernel.geo import distance_km

#: By the id of the organisation.
Refusals = dict[int, list[Refusal]]


def refusals_of(organisations: Collection[int], *, since: datetime) -> Refusals:
    """What each of these organisations said since then was not for them, in one query; who said nothing is left out.

    `listings.refusals.put_off` says what follows for a listing.
    """
    found: Refusals = defaultdict(list)
    rows = Alert.objects.filter(organisation__in=organisations).refused_since(since).order_by("pk")
    for organisation, path, reason, far in rows.values_list(
        "organisation", "listing__category__path", "reason", "distance_km"
    ):
        found[organisation].append(Refusal(path, Reason(reason), far))
    return dict(found)


def heeding(fits: Sequence[FittingListing], want: Want, *, now: datetime) -> list[FittingListing]:
    """What fits a want, after what its organisation said before of the like: points off, and why in a sentence. What
    they would not be told of stands last, since they look for themselves here."""
    said = refusals_of({want.organisation_id}, since=now - REMEMBERED_FOR).get(want.organisation_id)
    if not said:
        return list(fits)
    rows = Listing.objects.filter(pk__in=[fit.card.map_id for fit in fits]).select_related("category")
    listings = {listing.pk: listing for listing in rows}
    heeded = [_heeded(fit, listings[fit.card.map_id], want, said) for fit in fits]
    return [fit for _is_left_out, fit in sorted(heeded, key=lambda pair: (pair[0], -pair[1].score))]


def _heeded(fit: FittingListing, listing: Listing, want: Want, said: Sequence[Refusal]) -> tuple[bool, FittingListing]:
    """Whether it would not be told of, and the fit as it is shown."""
    far = distance_km(want.public_point, listing.public_point)
    held = put_off(said, category_path=listing.category.path, distance_km=far)
    if held is None:
        return False, fit
    sentence = gettext(held.sentence).format(**held.details)
    reason = Why(sentence=sentence, points=0, of=0, percent=0, is_counted=False, is_known=True)
    changed = replace(fit, score=max(0, fit.score - held.points), reasons=[reason, *fit.reasons])
    return held.is_left_out, changed
