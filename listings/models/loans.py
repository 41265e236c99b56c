"""Loans: goods that leave for a while and come back."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.claims import Claim
from listings.models.listings import Condition, Mode
from marketplace.organisations.models import Organisation, User

#: What goes out this way comes back: it is nobody's for good, so no mass is kept out of disposal by it.
COMES_BACK = (Mode.LEND, Mode.HIRE)


class LoanQuerySet(models.QuerySet["Loan"]):
    def of(self, organisation: Organisation) -> Self:
        """Those that the organisation lends or borrows."""
        return self.filter(Q(claim__organisation=organisation) | Q(claim__listing__organisation=organisation))

    def out(self) -> Self:
        """Handed over and not back."""
        return self.filter(handed_at__isnull=False, returned_at=None)

    def late_on(self, day: date) -> Self:
        """Out, although the last day has passed."""
        return self.out().filter(due_on__lt=day)

    def due_soonest(self) -> Self:
        return self.order_by("due_on", "pk")

    def for_pages(self) -> Self:
        """With what a line or a mail about one prints."""
        return self.select_related(
            "claim__listing__organisation", "claim__listing__site", "claim__listing__category",
            "claim__organisation", "claim__site",
        )  # fmt: skip


class Loan(models.Model):
    """The days for which an accepted claim has the goods, and how they went out and came back.

    Made when the days are agreed, which has to be before they leave; `due_on` is the last day. What did not come back
    (`quantity` less `returned_quantity`) is lost, and `notes` say why. While it is out nothing of it is available.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="loan")
    from_on = models.DateField(_("from"))
    due_on = models.DateField(_("back by"))
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    extensions = models.PositiveSmallIntegerField(default=0)
    #: the day until which the borrower would like to keep it, while that waits for an answer.
    asked_until = models.DateField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    condition_out = models.CharField(max_length=12, choices=Condition.choices, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    returned_quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    condition_in = models.CharField(_("condition"), max_length=12, choices=Condition.choices, blank=True)
    notes = models.CharField(_("notes"), max_length=500, blank=True)
    #: the last day that the borrower was reminded of; another day after an extension.
    reminded_of = models.DateField(null=True, blank=True, editable=False)
    #: the last day whose passing both sides were told of.
    late_told_of = models.DateField(null=True, blank=True, editable=False)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        indexes = (models.Index(fields=["due_on", "id"], name="loan_out_by_day", condition=Q(returned_at=None)),)
        constraints = (
            models.CheckConstraint(
                condition=Q(due_on__gte=F("from_on")),
                name="loan_ends_on_its_first_day_or_later",
                violation_error_message=_("It has to be back on its first day or later."),
            ),
            models.CheckConstraint(
                condition=Q(handed_at=None, quantity=None, condition_out="")
                | (Q(handed_at__isnull=False, quantity__gt=0) & ~Q(condition_out="")),
                name="loan_handed_over_says_how_much_and_how_it_was",
                violation_error_message=_("A loan that is out says how much went out and in which condition."),
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_by=None, returned_quantity=None, condition_in="")
                | (
                    Q(handed_at__isnull=False, returned_at__isnull=False, returned_by__isnull=False)
                    & Q(returned_quantity__gte=0, returned_quantity__lte=F("quantity"))
                    & ~Q(condition_in="")
                ),
                name="loan_that_came_back_says_how_much_and_how_it_is",
                violation_error_message=_("A loan that is back says how much came back and in which condition."),
            ),
            models.CheckConstraint(
                condition=~Q(returned_quantity__lt=F("quantity")) | ~Q(notes=""),
                name="loan_that_came_back_in_part_says_why",
                violation_error_message=_("Say what became of the rest."),
            ),
        )

    def __str__(self) -> str:
        return str(self.claim)

    @property
    def days_out(self) -> int | None:
        """Whole days that it was out, the first and the last counted; None while it is not back."""
        if self.handed_at is None or self.returned_at is None:
            return None
        return (self.returned_at.date() - self.handed_at.date()).days + 1
