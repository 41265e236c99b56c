"""Storage: saying how much room a site has, putting goods down there, picking them up again. Never above its room."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F

from logistics.models import Collection, CollectionState
from logistics.models.storage import Storage, StoredLoad
from logistics.queries.storage import taken_of
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Site, User

#: Above any hall: 10,000 t, 100,000 m³.
MOST_KG: Final = 10_000_000
MOST_LITRES: Final = 100_000_000
MOST_PALLETS: Final = 10_000


class RoomOutOfBounds(DomainError):
    code = "storage_out_of_bounds"
    message = gettext_noop("Give a whole number from {least} to {most}.")


class LessThanIsThere(DomainError):
    code = "storage_less_than_is_there"
    message = gettext_noop("More than that is there already: {there} {unit}.")


class NoRoomLeft(DomainError):
    code = "no_room_left"
    message = gettext_noop("{site} has room for {left} {unit} more; this takes {wants}. Choose another site.")


class NotAboard(DomainError):
    code = "load_not_aboard"
    message = gettext_noop("Only what is aboard a van and could not be delivered is put down.")


class InStorageAlready(DomainError):
    code = "in_storage_already"
    message = gettext_noop("This is in storage already.")


class NotThereAnyMore(DomainError):
    code = "not_in_storage"
    message = gettext_noop("This was picked up already.")


def set_room(*, site: Site, kg: int, litres: int, pallets: int, by: User, now: datetime) -> Storage:
    """Say how much room a site has.

    :raises RoomOutOfBounds: not a number of a hall
    :raises LessThanIsThere: more is there than would fit
    """
    for field, value, least, most in (
        ("capacity_kg", kg, 1, MOST_KG),
        ("capacity_litres", litres, 1, MOST_LITRES),
        ("capacity_pallets", pallets, 0, MOST_PALLETS),
    ):
        if not least <= value <= most:
            raise RoomOutOfBounds(field=field, least=f"{least:,}", most=f"{most:,}")
    with transaction.atomic():
        room = {"capacity_kg": kg, "capacity_litres": litres, "capacity_pallets": pallets}
        # The guard: whoever puts something down at this moment waits here, or is seen below.
        storage, made = Storage.objects.get_or_create(site=site, defaults=room)
        if not made:
            Storage.objects.filter(pk=storage.pk).update(capacity_kg=F("capacity_kg"))
            taken = taken_of(storage)
            for unit, there, wants in zip(("kg", "litres", "pallets"), taken, (kg, litres, pallets), strict=True):
                if there > wants:
                    raise LessThanIsThere(field=f"capacity_{unit}", there=there, unit=unit)
            Storage.objects.filter(pk=storage.pk).update(**room)
            storage.refresh_from_db()
    return storage


def put_down(*, storage: Storage, collection: Collection, by: User, now: datetime) -> StoredLoad:
    """Put a load down that is aboard a van and could not be delivered.

    :raises NotAboard: nobody has it on a van
    :raises NoRoomLeft: it does not fit any more, with figures
    :raises InStorageAlready: it is in storage
    """
    if not Collection.objects.filter(pk=collection.pk, state=CollectionState.COLLECTED).exists():
        raise NotAboard
    wants = (collection.load_kg, collection.load_litres, collection.load_pallets)
    try:
        with transaction.atomic():
            # The guard: two who put something down at once wait for each other here, and the second sees the first's.
            Storage.objects.filter(pk=storage.pk).update(capacity_kg=F("capacity_kg"))
            fresh = Storage.objects.select_related("site").get(pk=storage.pk)
            room = (fresh.capacity_kg, fresh.capacity_litres, fresh.capacity_pallets)
            units = ("kg", "litres", "pallets")
            for unit, there, has, one in zip(units, taken_of(fresh), room, wants, strict=True):
                if there + one > has:
                    raise NoRoomLeft(site=fresh.site.name, left=has - there, unit=unit, wants=one)
            kg, litres, pallets = wants
            return StoredLoad.objects.create(
                storage=fresh,
                collection=collection,
                kg=kg,
                litres=litres,
                pallets=pallets,
                put_down_at=now,
                put_down_by=by,
            )
    except IntegrityError:
        raise InStorageAlready from None


def pick_up(*, load: StoredLoad, by: User, now: datetime) -> None:
    """Take a load out of storage, onto a van: its room is free again.

    :raises NotThereAnyMore: somebody did already
    """
    if not StoredLoad.objects.there().filter(pk=load.pk).update(picked_up_at=now, picked_up_by=by):
        raise NotThereAnyMore
