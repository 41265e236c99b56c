"""What organisations turned down lately: for the score, and for not telling them of the like again."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from listings.models import Alert
from listings.refusals import Reason, Refusal

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
