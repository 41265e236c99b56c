"""Wants and listings as the two sides that are reckoned with."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from listings.matching.scoring import Seeker
from listings.matching.sides import Need, Offer, Record
from listings.matching.words import all_words
from listings.models import Listing, Want
from listings.models.anchors import KeyedWhole
from listings.queries.collecting import vans_of
from listings.queries.donors import records_of
from listings.substitutes import also_paths
from marketplace.kernel.geo import Point
from marketplace.kernel.hours import WeeklyHours
from marketplace.organisations.models import Organisation, Site

_NO_RECORD = Record()


def need_of(want: Want) -> Need:
    """What a want says; its category and its site have to be loaded."""
    return Need(
        kind=want.kind,
        title=want.title,
        category_path=want.category.path if want.category else "",
        category_name=want.category.name if want.category else "",
        radius_km=want.radius_km,
        needed_by=want.needed_by,
        point=want.public_point,
        quantity=want.quantity,
        unit=want.unit,
        also_paths=also_paths(want.substitutes, want.kind),
        can_collect=want.can_collect,
        hours=want.site.dock_hours,
    )


def needs_of(rows: Iterable[KeyedWhole]) -> dict[int, Need]:
    """What wants say, by id, that were read as rows; without the name of their category, which no score takes."""
    weeks: dict[str, WeeklyHours | None] = {}
    needs = {}
    for row in rows:
        if row.hours not in weeks:
            weeks[row.hours] = json.loads(row.hours) if row.hours else None
        day = row.needed_by
        needs[row.pk] = Need(
            kind=row.kind,
            title=row.title,
            category_path=row.category_path,
            radius_km=row.radius_km,
            needed_by=date.fromisoformat(day) if isinstance(day, str) else day,
            point=Point(row.latitude, row.longitude),
            quantity=Decimal(str(row.quantity)),
            unit=row.unit,
            also_paths=also_paths(json.loads(row.substitutes), row.kind) if row.substitutes != "[]" else (),
            can_collect=bool(row.can_collect),
            hours=weeks[row.hours],
        )
    return needs


def offer_of(listing: Listing, record: Record = _NO_RECORD) -> Offer:
    """What a listing says; its category and its site have to be loaded. `record` is its donor's."""
    return Offer(
        kind=listing.kind,
        category_path=listing.category.path,
        category_name=listing.category.name,
        title=listing.title,
        words=all_words(listing.search_text),
        available=listing.available,
        unit=listing.unit,
        available_from=listing.available_from,
        must_be_gone_by=listing.must_be_gone_by,
        needs_two_people=listing.needs_two_people,
        needs_tail_lift=listing.needs_tail_lift,
        point=listing.public_point,
        condition=listing.condition,
        mass_kg=listing.unit_mass_kg,
        hours=listing.site.dock_hours,
        record=record,
    )


def offers_of(listings: Iterable[Listing], *, today: date) -> dict[int, Offer]:
    """What listings say, by id, with their donors' records: one query for all."""
    read = list(listings)
    records = records_of({listing.organisation_id for listing in read}, today=today)
    return {listing.pk: offer_of(listing, records.get(listing.organisation_id, _NO_RECORD)) for listing in read}


def seeker_of(organisation: Organisation | None, site: Site | None, today: date) -> Seeker:
    """Who searches, for the score: the hours of the site they search from, and what their vans take.

    What else they said is put in with `dataclasses.replace` (quantity, unit, needed_by).
    """
    vans = vans_of(organisation) if organisation else ()
    return Seeker(
        today=today,
        hours=site.dock_hours if site else None,
        most_kg=max((Decimal(van.kg) for van in vans), default=None),
        has_tail_lift=any(van.has_tail_lift for van in vans),
    )
