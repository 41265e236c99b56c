"""Kit lists: several wants that belong together, to be filled from many donors."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models import Organisation, Site, User


class KitQuerySet(models.QuerySet["KitList"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def newest_first(self) -> Self:
        """The open ones first, each part from the newest on."""
        return self.order_by(models.F("closed_at").desc(nulls_first=True), "-created_at", "-pk")


class KitList(models.Model):
    """What is needed to furnish a place: its lines are ordinary wants at one site.

    Deliberately absent: any count of what has come in; it follows from the claims made since the list began.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="kits")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("where it is needed"))
    title = models.CharField(_("what is it for?"), max_length=120)
    note = models.TextField(_("anything else that matters"), max_length=1000, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = KitQuerySet.as_manager()

    class Meta:
        verbose_name = _("kit list")
        verbose_name_plural = _("kit lists")
        indexes = (models.Index(fields=["organisation", "-created_at"], name="kit_in_yard"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(title=""),
                name="kit_says_what_it_is_for",
                violation_error_message=_("Say what it is for in a few words."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
