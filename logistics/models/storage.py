"""Storage: room at a site where goods wait that could not be delivered."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.collections import Collection
from marketplace.organisations.models import Organisation, Site, User


class StorageQuerySet(models.QuerySet["Storage"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(site__organisation=organisation, site__closed_at=None)

    def for_page(self) -> Self:
        return self.select_related("site").order_by("site__name", "pk")


class Storage(models.Model):
    """How much room a site has for goods on their way. One row a site; without one nothing is put down there."""

    site = models.OneToOneField(Site, on_delete=models.PROTECT, related_name="storage")
    capacity_kg = models.PositiveIntegerField(_("floor load (kg)"))
    capacity_litres = models.PositiveIntegerField(_("room (litres)"))
    capacity_pallets = models.PositiveSmallIntegerField(_("pallet places"), default=0)

    objects = StorageQuerySet.as_manager()

    class Meta:
        verbose_name = _("storage")
        verbose_name_plural = _("storage")
        constraints = (
            models.CheckConstraint(
                condition=Q(capacity_kg__gt=0, capacity_litres__gt=0),
                name="storage_has_room_for_something",
                violation_error_message=_("Storage takes more than zero kilograms and litres."),
            ),
        )

    def __str__(self) -> str:
        return str(self.site)


class StoredLoadQuerySet(models.QuerySet["StoredLoad"]):
    def there(self) -> Self:
        """What was put down and not picked up again."""
        return self.filter(picked_up_at=None)

    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(storage__site__organisation=organisation)

    def for_page(self) -> Self:
        return self.select_related(
            "storage__site", "put_down_by", "collection__claim__listing__category", "collection__claim__organisation"
        ).order_by("put_down_at", "pk")


class StoredLoad(models.Model):
    """A load from the moment it was put down to the moment it was picked up again, with the room that it took."""

    storage = models.ForeignKey(Storage, on_delete=models.PROTECT, related_name="loads")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="stored")
    kg = models.PositiveIntegerField()
    litres = models.PositiveIntegerField()
    pallets = models.PositiveSmallIntegerField()
    put_down_at = models.DateTimeField()
    put_down_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    picked_up_at = models.DateTimeField(null=True, blank=True)
    picked_up_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = StoredLoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load in storage")
        verbose_name_plural = _("loads in storage")
        constraints = (
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(picked_up_at=None),
                name="load_is_in_one_storage_at_a_time",
                violation_error_message=_("This is in storage already."),
            ),
            models.CheckConstraint(
                condition=Q(picked_up_at=None, picked_up_by=None)
                | Q(picked_up_at__isnull=False, picked_up_by__isnull=False),
                name="load_picked_up_says_by_whom",
                violation_error_message=_("A load that was picked up says when and by whom."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.collection} · {self.storage}"
