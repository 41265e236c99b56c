"""The loads of a claim: one, unless it was cut."""

from collections.abc import Sequence

from django.http import Http404
from django.utils.translation import gettext as _

from listings.models import Claim
from logistics.models import Collection, CollectionState


def loads_of(claim: Claim) -> list[Collection]:
    """All loads of a claim in their order, those that were called off too. No query where they were prefetched."""
    return sorted(claim.collections.all(), key=lambda one: one.part)


def collection_of(claim: Claim) -> Collection | None:
    """The load that speaks for the claim: the first one in play that is not settled, else the first of all."""
    return foremost(loads_of(claim))


def foremost(loads: Sequence[Collection]) -> Collection | None:
    """Of loads in order, the first that somebody still has to do something about."""
    over = {CollectionState.CANCELLED, CollectionState.RETURNED, CollectionState.LOST}
    for settled in (over | {CollectionState.CLOSED}, over):
        found = next((one for one in loads if one.state not in settled), None)
        if found is not None:
            return found
    return loads[0] if loads else None


def part_of(claim: Claim, part: int | None) -> Collection | None:
    """The load of that number; without a number the one that speaks for the claim.

    :raises Http404: the claim has no load of that number
    """
    if part is None:
        return collection_of(claim)
    found = next((one for one in loads_of(claim) if one.part == part), None)
    if found is None:
        raise Http404
    return found


def name_of(collection: Collection, count: int) -> str:
    """What a load is called among the claim's: "Load 2 of 3"; a claim's only one needs no name."""
    if count < 2:
        return ""
    words = _("Load %(part)s of %(count)s, left behind") if collection.is_rest else _("Load %(part)s of %(count)s")
    return words % {"part": collection.part, "count": count}
