"""Photos of a listing."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing


class PhotoQuerySet(models.QuerySet["Photo"]):
    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class Photo(models.Model):
    """One picture in two sizes, both WebP made by us: oriented, without metadata, under a random name."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="photos")
    small = models.FileField(upload_to="listings/")
    large = models.FileField(upload_to="listings/")
    small_width = models.PositiveIntegerField()
    small_height = models.PositiveIntegerField()
    large_width = models.PositiveIntegerField()
    large_height = models.PositiveIntegerField()
    caption = models.CharField(_("what it shows"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.caption or str(self.listing)
