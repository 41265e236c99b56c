"""Storage: what is there, how much room is taken, and what could be put down."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from listings.queries.claims import told
from logistics.models import Collection, CollectionState
from logistics.models.storage import Storage, StoredLoad
from marketplace.organisations.models import Organisation, Site


@dataclass(frozen=True, slots=True)
class Gauge:
    """How much of one measure is taken."""

    label: str
    taken: int
    room: int

    @property
    def percent(self) -> int:
        return min(100, round(100 * self.taken / self.room)) if self.room else 0


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A load that is there."""

    load: StoredLoad
    title: str
    amount: str


@dataclass(frozen=True, slots=True)
class Hub:
    """A site, with its storage if it has any."""

    site: Site
    storage: Storage | None
    gauges: Sequence[Gauge] = ()
    lines: Sequence[StoredLine] = ()


@dataclass(frozen=True, slots=True)
class StoragePage:
    """The sites of an organisation, and what is aboard its vans and could be put down."""

    hubs: Sequence[Hub]
    aboard: Sequence[tuple[Collection, str]]

    @property
    def has_storage(self) -> bool:
        return any(hub.storage is not None for hub in self.hubs)


def storage_page(organisation: Organisation) -> StoragePage:
    """Everything on it, in four queries."""
    storages = {one.site_id: one for one in Storage.objects.owned_by(organisation).for_page()}
    there = list(StoredLoad.objects.owned_by(organisation).there().for_page())
    sites = Site.objects.owned_by(organisation).in_use().for_choice()
    aboard = Collection.objects.filter(claim__carrier=organisation, state=CollectionState.COLLECTED)
    aboard = aboard.exclude(pk__in=[one.collection_id for one in there]).with_parties().order_by("pk")
    return StoragePage(
        hubs=[_hub(site, storages.get(site.pk), there) for site in sites],
        aboard=[(one, told(one.collected_quantity or one.quantity, one.claim.listing)) for one in aboard[:100]],
    )


def taken_of(storage: Storage) -> tuple[int, int, int]:
    """Kilograms, litres and pallet places that are taken now."""
    sums = StoredLoad.objects.there().filter(storage=storage).aggregate(Sum("kg"), Sum("litres"), Sum("pallets"))
    return sums["kg__sum"] or 0, sums["litres__sum"] or 0, sums["pallets__sum"] or 0


def _hub(site: Site, storage: Storage | None, there: Sequence[StoredLoad]) -> Hub:
    if storage is None:
        return Hub(site, None)
    own = [one for one in there if one.storage_id == storage.pk]
    gauges = [
        Gauge("kg", sum(one.kg for one in own), storage.capacity_kg),
        Gauge("litres", sum(one.litres for one in own), storage.capacity_litres),
        Gauge("pallets", sum(one.pallets for one in own), storage.capacity_pallets),
    ]
    return Hub(site, storage, [one for one in gauges if one.room], [_line(one) for one in own])


def _line(load: StoredLoad) -> StoredLine:
    collection = load.collection
    amount = told(collection.collected_quantity or collection.quantity, collection.claim.listing)
    return StoredLine(load, collection.claim.listing.title, amount)
