"""Introductions: the operator brings two organisations together that fit and have not met."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing
from listings.models.wants import Want
from marketplace.dialogue.models import Thread
from marketplace.organisations.models import User


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def for_workbench(self) -> Self:
        """The newest first, with what the operator reads of them."""
        return self.select_related("listing__organisation", "want__organisation", "made_by").order_by("-made_at", "-pk")


class Introduction(models.Model):
    """An operator introduced who wants something to who lists it; the two talk in a thread of their own.

    It reserves nothing. Deliberately absent: what the operator wrote (it is the thread's first message) and whether
    anything came of it, which the claims tell.
    """

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="introductions")
    want = models.ForeignKey(Want, on_delete=models.PROTECT, related_name="introductions")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="introduction", editable=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        constraints = (
            models.UniqueConstraint(
                fields=["listing", "want"],
                name="pair_is_introduced_once",
                violation_error_message=_("These two have been introduced already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing} · {self.want}"
