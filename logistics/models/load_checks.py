"""What a driver looked at before leaving."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from logistics.models.plans import Route
from marketplace.organisations.models import User


class LoadCheck(models.Model):
    """The driver walked round the van, found it fit to drive, and looked for what should be aboard. Never edited."""

    route = models.OneToOneField(Route, on_delete=models.PROTECT, related_name="load_check")
    #: how many loads that should have been aboard were not.
    missing = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("check before leaving")
        verbose_name_plural = _("checks before leaving")

    def __str__(self) -> str:
        return str(self.route)
