"""What a listing and its category say about the load and the mass of a quantity."""

from decimal import Decimal

from listings.models import Listing
from logistics.loads import Goods
from logistics.models import Collection
from logistics.planning.handling import CARE, skills_of_goods
from marketplace.kernel.units import Unit


def goods_of(listing: Listing, quantity: Decimal) -> Goods:
    """A quantity of a listing, as the arithmetic of loads takes it. Reads the listing's category."""
    category = listing.category
    return Goods(
        quantity=quantity,
        unit=Unit(listing.unit),
        unit_mass_kg=listing.unit_mass_kg,
        mass_basis=listing.mass_basis,
        unit_volume_litres=listing.unit_volume_litres,
        default_unit=category.default_unit,
        default_mass_kg=category.default_mass_kg,
        default_volume_litres=category.default_volume_litres,
        is_palletised=listing.is_palletised,
    )


def care_for(listing: Listing) -> list[str]:
    """What its goods need besides two people and a tail lift, as a load keeps it."""
    return sorted(skill for said, skill in CARE.items() if getattr(listing, said))


def needs_of(collection: Collection) -> frozenset[str]:
    """What a load needs of a van and its people, as the planner calls it."""
    return skills_of_goods(
        two_people=collection.needs_two_people, tail_lift=collection.needs_tail_lift, care=collection.care
    )
