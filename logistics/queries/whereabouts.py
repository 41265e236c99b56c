"""Where a load is and where it goes: from its giver to its receiver, out of storage, or back to its giver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from logistics.models import Collection, CollectionState, Stop, StopKind
from logistics.models.storage import StoredLoad
from marketplace.organisations.models import Site

#: It has left its giver, and is neither delivered nor back.
ON_THE_WAY: Final = frozenset({CollectionState.COLLECTED, CollectionState.RETURNING})


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a load is picked up and where it is brought. `is_stored`: it waits in storage, where it is picked up; else
    what has left its giver is on a van."""

    pickup: Site
    delivery: Site
    is_stored: bool


def ends_of(collections: Iterable[Collection]) -> Mapping[int, Ends]:
    """Of each of these loads, which were loaded with their parties. One query."""
    loads = {one.pk: one for one in collections}
    stored = StoredLoad.objects.there().filter(collection__in=list(loads)).select_related("storage__site__organisation")
    hubs = {one.collection_id: one.storage.site for one in stored}
    return {pk: _ends(load, hubs.get(pk)) for pk, load in loads.items()}


def _ends(load: Collection, hub: Site | None) -> Ends:
    claim = load.claim
    goes_back = load.state in {CollectionState.RETURNING, CollectionState.RETURNED}
    return Ends(
        pickup=hub or claim.listing.site,
        delivery=claim.listing.site if goes_back else claim.site,
        is_stored=hub is not None,
    )


class Errand(StrEnum):
    """What a stop is where nothing changes owner."""

    NONE = ""
    STORAGE = "storage"
    RETURN = "return"


def errand_of(stop: Stop) -> Errand:
    """Whether a stop that is still to be made takes a load out of storage, or back to its giver. Reads its load."""
    state = stop.collection.state
    if stop.kind == StopKind.PICKUP:
        return Errand.STORAGE if state in ON_THE_WAY else Errand.NONE
    return Errand.RETURN if state == CollectionState.RETURNING else Errand.NONE
