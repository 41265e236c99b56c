"""Season tickets: one waste transfer note for repeated transfers of the same waste between the same holders."""

from datetime import date
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics.models.waste import WasteDeclaration
from marketplace.organisations.models import Organisation, User

#: Waste (England and Wales) Regulations 2011, reg. 35 (4): a note may cover transfers of up to twelve months.
LONGEST_MONTHS: Final = 12


class SeasonTicketQuerySet(models.QuerySet["SeasonTicket"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """Both holders, and who was to carry the waste that it was made from."""
        return self.filter(
            Q(declaration__claim__organisation=organisation)
            | Q(declaration__claim__listing__organisation=organisation)
            | Q(declaration__claim__carrier=organisation)
        )

    def in_force_on(self, day: date) -> Self:
        return self.filter(receiver_at__isnull=False, ended_on=None, starts_on__lte=day, ends_on__gte=day)

    def waiting(self) -> Self:
        """Those that the receiver has not signed."""
        return self.filter(receiver_at=None, ended_on=None)

    def for_page(self) -> Self:
        return self.select_related(
            "declaration__acceptance",
            "declaration__claim__site",
            "declaration__claim__organisation",
            "declaration__claim__carrier",
            "declaration__claim__listing__site",
            "declaration__claim__listing__category",
            "declaration__claim__listing__organisation",
        ).order_by("-starts_on", "-pk")


class SeasonTicket(models.Model):
    """A note for more than one transfer. What the waste is, from which site it goes to which, who carries it and under
    which permit: all that stands in the declaration (and its acceptance) that it was made from. Both holders sign the
    period; then the giver puts further loads on it, and nobody signs those.

    Deliberately absent: hazardous waste (each consignment has a note of its own) and goods.
    """

    declaration = models.OneToOneField(WasteDeclaration, on_delete=models.PROTECT, related_name="made_season_ticket")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    giver_name = models.CharField(max_length=120)
    giver_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    giver_at = models.DateTimeField()
    receiver_name = models.CharField(max_length=120, blank=True)
    receiver_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receiver_at = models.DateTimeField(null=True, blank=True)
    #: ended before its time: from the day after nothing may leave on it.
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SeasonTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("season ticket")
        verbose_name_plural = _("season tickets")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="season_ticket_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(receiver_at=None, receiver_by=None, receiver_name="")
                | (Q(receiver_at__isnull=False, receiver_by__isnull=False) & ~Q(receiver_name="")),
                name="season_ticket_is_signed_whole_or_not_at_all",
                violation_error_message=_("A signature has a name and a moment."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_by=None, ended_why="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="season_ticket_that_was_ended_says_why",
                violation_error_message=_("Say why it ends."),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it stands on the paper."""
        return f"GY-ST-{self.pk:06d}"

    @property
    def last_day(self) -> date:
        """The last day on which a load may leave on it."""
        return self.ends_on if self.ended_on is None else min(self.ends_on, self.ended_on)

    def covers(self, day: date) -> bool:
        """Whether both have signed it and the day is within it."""
        return self.receiver_at is not None and self.starts_on <= day <= self.last_day
