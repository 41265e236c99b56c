"""Listing something in one go: what was typed, its photos, and whether it is published at once: all or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from listings.actions import listing as listing_actions
from listings.actions.allotting import AllocationValues, allot
from listings.actions.fitting import fit_listing
from listings.actions.listing import ListingValues
from listings.actions.opening import set_hours
from listings.actions.photographing import keep_photos
from listings.actions.publishing import publish
from listings.actions.staging import StageValues, stage
from listings.models import Category, Listing
from listings.photo_processing import ProcessedPhoto
from marketplace.kernel.hours import WeeklyHours
from marketplace.organisations.models import Organisation, Site, User


def offer(
    *,
    organisation: Organisation,
    site: Site,
    category: Category,
    values: ListingValues,
    photos: Sequence[ProcessedPhoto],
    hours: WeeklyHours | None = None,
    stages: Sequence[StageValues] | None = None,
    allocation: AllocationValues | None = None,
    at_once: bool,
    by: User,
    now: datetime,
) -> Listing:
    """Draft a listing with its photos and, of a space, its hours, and, if `at_once`, publish it.

    :raises DomainError: a value cannot be, or it cannot be published as it stands; then nothing is kept
    """
    with transaction.atomic():
        made = listing_actions.draft(
            organisation=organisation, site=site, category=category, values=values, by=by, now=now
        )
        if hours is not None:
            set_hours(listing=made, hours=hours, by=by, now=now)
        if stages:
            stage(listing=made, stages=stages, by=by, now=now)
        if allocation is not None:
            allot(listing=made, values=allocation, by=by, now=now)
        keep_photos(listing=made, photos=photos, caption="", by=by, now=now)
        if at_once:
            publish(listing=made, by=by, now=now)
    return made


def revise(
    *,
    listing: Listing,
    site: Site,
    category: Category,
    values: ListingValues,
    photos: Sequence[ProcessedPhoto],
    hours: WeeklyHours | None = None,
    stages: Sequence[StageValues] | None = None,
    allocation: AllocationValues | None = None,
    at_once: bool,
    by: User,
    now: datetime,
) -> None:
    """Change a listing and, of a space, its hours (None: they stay), add photos and, if `at_once`, publish it;
    what is published already is fitted to the wants anew.

    :raises DomainError: as for `offer`; then nothing has changed
    """
    with transaction.atomic():
        listing_actions.change(listing=listing, site=site, category=category, values=values, by=by, now=now)
        if hours is not None:
            set_hours(listing=listing, hours=hours, by=by, now=now)
        if stages is not None:
            stage(listing=listing, stages=stages, by=by, now=now)
        if allocation is not None:
            allot(listing=listing, values=allocation, by=by, now=now)
        keep_photos(listing=listing, photos=photos, caption="", by=by, now=now)
        if at_once:
            publish(listing=listing, by=by, now=now)
        else:
            fit_listing(listing=listing, by=by, now=now)
