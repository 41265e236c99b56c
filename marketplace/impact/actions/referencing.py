"""Referencing: lists of what items weigh and emit are loaded, and switched off and on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from listings.models import Category
from marketplace.impact.item_lists import ItemList, shipped_lists
from marketplace.impact.models import ItemReference, ReferenceSet
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import Organisation, User


class NameTaken(DomainError):
    code = "reference_list_name_taken"
    message = gettext_noop("There is a list of this name. Give this one another name.")
    field = "name"


def load_references(*, now: datetime) -> int:
    """Load the lists that ship and are not there yet; returns how many were. Running it again changes nothing."""
    known = set(ReferenceSet.objects.filter(organisation=None).order_by("pk").values_list("name", flat=True))
    missing = [one for one in shipped_lists() if one.name not in known]
    for one in missing:
        try:
            keep_list(organisation=None, said=one, by=None, now=now)
        except NameTaken:
            continue  # another process loaded it at the same moment
    return len(missing)


def keep_list(*, organisation: Organisation | None, said: ItemList, by: User | None, now: datetime) -> ReferenceSet:
    """Keep a list: the organisation's own, or without one the platform's. Its footprints are used once switched on.

    :raises NameTaken: there is a list of this name
    """
    categories = _categories()
    try:
        with transaction.atomic():
            made = ReferenceSet.objects.create(
                organisation=organisation,
                name=said.name,
                source=said.source,
                year=said.year,
                licence=said.licence,
                note=said.note,
                file_sha256=said.sha256,
                is_on=said.is_on,
                loaded_by=by,
                loaded_at=now,
            )
            ItemReference.objects.bulk_create(
                ItemReference(
                    reference_set=made,
                    number=number,
                    item=one.item,
                    category_id=categories.get(one.category),
                    mass_kg=one.mass_kg,
                    footprint_kgco2e=one.footprint_kgco2e,
                    basis=one.basis,
                    sample=one.sample,
                )
                for number, one in enumerate(said.items, start=1)
            )
    except IntegrityError as error:
        if not ReferenceSet.objects.filter(organisation=organisation, name=said.name).exists():
            raise
        raise NameTaken from error
    return made


def _categories() -> Mapping[str, int]:
    return dict(Category.objects.leaves().order_by("pk").values_list("slug", "pk"))


def switch(*, reference_set: ReferenceSet, is_on: bool, uses_footprints: bool, by: User, now: datetime) -> None:
    """Whether lines counted from now on look into the list, and whether its footprints are used (method I)."""
    ReferenceSet.objects.filter(pk=reference_set.pk).update(is_on=is_on, uses_footprints=is_on and uses_footprints)
