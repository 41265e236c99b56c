"""Photos of a listing: kept in two sizes under random names, put in order, removed."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from listings.models import Listing, Photo
from listings.photo_processing import ProcessedPhoto, Variant
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import refuse_unsafe
from marketplace.organisations.models import User

MOST_PHOTOS: Final = 12
_LONGEST_CAPTION: Final = 160


class TooManyPhotos(DomainError):
    code = "too_many_photos"
    message = gettext_noop("A listing shows at most {most} photos. Remove one first.")
    field = "photos"


def keep_photos(
    *, listing: Listing, photos: Sequence[ProcessedPhoto], caption: str, by: User, now: datetime
) -> list[Photo]:
    """Keep pictures that were checked and shrunk already, in this order after those there are: all or none.

    :raises TooManyPhotos: with them the listing would have more than it can show
    """
    refuse_unsafe(caption, field="caption")
    if listing.photos.count() + len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    # The files first: storage may be far away, and nothing waits for it inside a transaction.
    rows = [_stored(photo, caption[:_LONGEST_CAPTION]) for photo in photos]
    with transaction.atomic():
        last = listing.photos.aggregate(last=Max("position"))["last"] or 0
        for position, row in enumerate(rows, start=last + 1):
            row.listing, row.position, row.created_at = listing, position, now
            row.save()
    return rows


def caption_photo(*, photo: Photo, caption: str, by: User, now: datetime) -> None:
    """Say what a photo shows, for those who cannot see it."""
    refuse_unsafe(caption, field="caption")
    photo.caption = caption.strip()[:_LONGEST_CAPTION]
    photo.save(update_fields=["caption"])


def remove_photo(*, photo: Photo, by: User, now: datetime) -> None:
    """Take a photo off its listing; its files go once that is certain."""
    names = [name for name in (photo.small.name, photo.large.name) if name]
    with transaction.atomic():
        photo.delete()
        for name in names:
            transaction.on_commit(partial(default_storage.delete, name))


def move_photo(*, photo: Photo, towards: Literal["first", "last"], by: User, now: datetime) -> None:
    """Let a photo change places with the one before it (or after it); at the end of the row nothing changes."""
    with transaction.atomic():
        row = list(Photo.objects.select_for_update().filter(listing=photo.listing).in_order())
        here = row.index(photo)
        there = here - 1 if towards == "first" else here + 1
        if 0 <= there < len(row):
            row[here], row[there] = row[there], row[here]
        for position, one in enumerate(row, start=1):
            one.position = position
        Photo.objects.bulk_update(row, ["position"])


def _stored(photo: ProcessedPhoto, caption: str) -> Photo:
    small, large = photo.small, photo.large
    return Photo(
        small=_written(small),
        large=_written(large),
        small_width=small.width,
        small_height=small.height,
        large_width=large.width,
        large_height=large.height,
        caption=caption,
    )


def _written(variant: Variant) -> str:
    """The name under which the storage keeps a picture; nothing of the uploaded file's name is in it."""
    return default_storage.save(f"listings/{secrets.token_hex(16)}.webp", ContentFile(variant.webp))
