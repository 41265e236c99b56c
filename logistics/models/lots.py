"""What lots have to do with one another, with listings made of them, and what their owners tell of themselves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models import Listing
from logistics.models.collections import Collection
from logistics.models.passports import AppendOnlyQuerySet, Passport
from marketplace.organisations.models import Organisation, User


class Descent(models.Model):
    """So much of one lot went into another: parted off it, or joined to it. Append-only."""

    ancestor = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="descendants")
    descendant = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="ancestors")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("descent of a lot")
        verbose_name_plural = _("descents of lots")
        constraints = (
            models.UniqueConstraint(
                fields=["ancestor", "descendant"],
                name="lot_goes_into_another_once",
                violation_error_message=_("This lot went into that one already."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="lot_passes_on_more_than_zero",
                violation_error_message=_("More than zero goes into another lot."),
            ),
            models.CheckConstraint(
                condition=~Q(ancestor=F("descendant")),
                name="lot_never_comes_out_of_itself",
                violation_error_message=_("A lot does not come out of itself."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.ancestor} → {self.descendant}"


class Relisting(models.Model):
    """An owner offers a lot again: the listing that was made of its passport."""

    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="relistings")
    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="relisting")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("lot offered again")
        verbose_name_plural = _("lots offered again")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="relisting_offers_more_than_zero",
                violation_error_message=_("More than zero is offered again."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.passport} · {self.listing}"


class LabelledLoad(models.Model):
    """The passport that a load was given before it left, so that labels could be printed. Append-only: what becomes of
    the load decides what becomes of the passport.
    """

    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="labelled")
    passport = models.OneToOneField(Passport, on_delete=models.PROTECT, related_name="labelled")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("labelled load")
        verbose_name_plural = _("labelled loads")

    def __str__(self) -> str:
        return f"{self.passport} · {self.collection}"


class Disclosure(models.Model):
    """What an organisation lets the public page of a lot say of it: of one passport, or (none given) of all others.

    Without a row the page says name and town and shows the photos of its listing. It is no event: what is told may be
    changed at any time, what happened may not.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="disclosures")
    passport = models.ForeignKey(Passport, on_delete=models.CASCADE, null=True, blank=True, related_name="disclosures")
    tells_name = models.BooleanField(_("our name"), default=True)
    tells_town = models.BooleanField(_("our town"), default=True)
    shows_photos = models.BooleanField(_("the photos of our listing"), default=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "passport"],
                name="organisation_discloses_once_for_a_passport",
                violation_error_message=_("You have chosen for this lot already."),
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(passport=None),
                name="organisation_discloses_once_for_all_others",
                violation_error_message=_("You have chosen for all others already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.passport}"
