"""Credentials: the licences, policies, tests and trainings that let somebody drive something."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics import clearance
from logistics.models.fleet import Driver, Vehicle
from marketplace.organisations.models import Organisation, User


class CredentialKind(models.TextChoices):
    WASTE_CARRIER = clearance.WASTE_CARRIER, _("waste carrier registration")
    GOODS_IN_TRANSIT = clearance.GOODS_IN_TRANSIT, _("goods in transit insurance")
    PUBLIC_LIABILITY = clearance.PUBLIC_LIABILITY, _("public liability insurance")
    OPERATOR_LICENCE = clearance.OPERATOR_LICENCE, _("goods vehicle operator’s licence")
    VEHICLE_INSURANCE = clearance.VEHICLE_INSURANCE, _("motor insurance")
    MOT = clearance.MOT, _("MOT test")
    TAIL_LIFT = clearance.TAIL_LIFT_EXAMINATION, _("tail lift examination")
    DRIVING_LICENCE = clearance.DRIVING_LICENCE, _("driving licence")
    CPC = clearance.DRIVER_CPC, _("driver qualification card (CPC)")
    MANUAL_HANDLING = clearance.MANUAL_HANDLING, _("manual handling training")
    FORK_LIFT = clearance.FORK_LIFT, _("fork-lift certificate")
    DBS = clearance.DBS, _("DBS check")


class CredentialQuerySet(models.QuerySet["Credential"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def standing(self) -> Self:
        """What was not put away."""
        return self.filter(withdrawn_at=None)

    def good_on(self, day: date) -> Self:
        return self.standing().filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def for_page(self) -> Self:
        """With whom they belong to; the newest of each first."""
        return self.select_related("vehicle", "driver__user", "by").order_by("kind", "-valid_from", "-pk")


class Credential(models.Model):
    """One paper of an organisation, of one of its vehicles or of one of its drivers. Never edited: a renewal is another
    row, and one that was recorded by mistake or is not needed any more is put away with a reason and stays on record.

    The file is in the private storage under a random name; coordinators of the organisation may open it, nobody else.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="credentials")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="credentials")
    driver = models.ForeignKey(Driver, on_delete=models.PROTECT, null=True, blank=True, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind.choices)
    number = models.CharField(_("number"), max_length=60, blank=True)
    #: of a driving licence: what it lets its holder drive, as `clearance.CATEGORIES` writes it.
    categories = models.JSONField(_("categories"), default=list, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        # what blocks a shift, and what runs out soon
        indexes = (models.Index(fields=["organisation", "valid_until"], name="credential_of_organisation"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(vehicle=None) | Q(driver=None),
                name="credential_belongs_to_one",
                violation_error_message=_("A paper belongs to a vehicle or to a driver, not to both."),
            ),
            models.CheckConstraint(
                condition=Q(driver__isnull=False, kind__in=clearance.KINDS[clearance.Subject.DRIVER])
                | Q(vehicle__isnull=False, kind__in=clearance.KINDS[clearance.Subject.VEHICLE])
                | Q(vehicle=None, driver=None, kind__in=clearance.KINDS[clearance.Subject.ORGANISATION]),
                name="credential_is_of_a_kind_that_its_holder_has",
                violation_error_message=_("A vehicle, a driver and an organisation have other papers each."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="credential_ends_after_it_begins",
                violation_error_message=_("It runs out before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why=""),
                name="credential_put_away_says_by_whom_and_why",
                violation_error_message=_("A paper that was put away says when, by whom and why."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.vehicle or self.driver or self.organisation}"


class CredentialReminder(models.Model):
    """That an organisation was told a number of days before a paper runs out (0: it has run out). Told once each."""

    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="reminders")
    days_ahead = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder of a credential")
        verbose_name_plural = _("reminders of credentials")
        constraints = (
            models.UniqueConstraint(
                fields=["credential", "days_ahead"],
                name="credential_is_reminded_of_once_at_each_distance",
                violation_error_message=_("They were told already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.credential} · {self.days_ahead}"
