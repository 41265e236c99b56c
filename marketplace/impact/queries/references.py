"""Item references: what a thing of a category usually weighs, and what making a new one emits."""

from decimal import Decimal

from django.db.models import F

from listings.models import Listing
from marketplace.impact.lines import ItemFactor
from marketplace.impact.models import ItemReference
from marketplace.kernel.units import Unit


def references_for(listing: Listing) -> list[ItemReference]:
    """What lists in use say of its category, the organisation's own list first, then the newest of the platform."""
    rows = ItemReference.objects.filter(category=listing.category_id, reference_set__is_on=True)
    ours = rows.filter(reference_set__organisation=listing.organisation_id)
    everybodys = rows.filter(reference_set__organisation=None)
    order = (F("reference_set__organisation").asc(nulls_last=True), "-reference_set__year", "-pk")
    return list((ours | everybodys).select_related("reference_set").order_by(*order))


def item_factor_of(listing: Listing, quantity: Decimal) -> ItemFactor | None:
    """The footprint of a new one (method I) where a list may be used for that and things are counted by the piece."""
    if Unit(listing.unit) != Unit.ITEM:
        return None
    for one in references_for(listing):
        if one.footprint_kgco2e is not None and one.reference_set.uses_footprints:
            return ItemFactor(
                key=f"{one.reference_set_id}:{one.number}",
                kgco2e_each=one.footprint_kgco2e,
                quantity=quantity,
                source=f"{one.reference_set}: {one.item}",
            )
    return None


def reference_mass_kg(listing: Listing) -> Decimal | None:
    """What one usually weighs: by a list in use, else by the category where it is counted in its unit."""
    if Unit(listing.unit) == Unit.ITEM:
        for one in references_for(listing):
            if one.mass_kg is not None:
                return one.mass_kg
    return listing.category.default_mass_kg if listing.unit == listing.category.default_unit else None
