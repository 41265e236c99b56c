"""How a listing is given: by which rule, until when, to whom first, and under which clauses."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models.decisions import Decision
from listings.models.listings import Listing
from marketplace.organisations.models import Organisation, OrganisationKind, User

_LENGTH_OF_A_HASH: Final = 64


class Policy(models.TextChoices):
    """The rule by which it is decided who gets it."""

    FIRST_COME = "first_come", _("First come, first served")
    DONOR_CHOOSES = "donor_chooses", _("The giver chooses among those who ask")
    BALLOT = "ballot", _("A ballot")
    FAIR_SHARE = "fair_share", _("Fair shares")


class Remainder(models.TextChoices):
    """What becomes of what does not fill a whole lot."""

    STAYS = "stays", _("stays on offer")
    GOES_ALONG = "goes_along", _("goes along with one of those who get some")


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def undecided(self) -> Self:
        """Those whose claims are decided at once, and have not been."""
        return self.filter(decision=None).exclude(policy=Policy.FIRST_COME)

    def due(self, now: datetime) -> Self:
        """Those that the clock decides, and whose closing time has passed."""
        return self.undecided().filter(decides_itself=True, closes_at__lte=now)

    def turn(self, listings: Iterable[Listing]) -> int:
        """The guard: whoever changes who is in the running of these listings goes through here, one after the other.
        Returns how many of them are still undecided."""
        keys = [listing.pk for listing in listings]
        return self.filter(listing__in=keys, decision=None).update(turn=F("turn") + 1)


class Allocation(models.Model):
    """How one listing is given. A listing without a row is first come, first served, with the defaults.

    `turn` is the guard of everything that is decided about claims in the running: a claim that joins them and the
    decision itself both begin by changing it. The seed of a ballot is drawn when the ballot is chosen; only its
    SHA-256 is shown until it is decided, so that nobody can choose a seed after seeing who asks.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="allocation")
    policy = models.CharField(_("how it is given"), max_length=15, choices=Policy.choices, default=Policy.FIRST_COME)
    #: claims are taken until then; None: until it is decided
    closes_at = models.DateTimeField(_("claims are taken until"), null=True, blank=True)
    #: given in multiples of this; 0: any quantity
    lot = models.DecimalField(_("smallest share"), max_digits=12, decimal_places=3, default=Decimal(0))
    remainder = models.CharField(
        _("what is left over"), max_length=10, choices=Remainder.choices, default=Remainder.STAYS
    )
    answer_days = models.PositiveSmallIntegerField(_("days to answer a claim"), default=7)
    hold_days = models.PositiveSmallIntegerField(_("days to collect"), default=14)
    extensions = models.PositiveSmallIntegerField(_("times the deadline may be extended"), default=1)
    confirm_hours = models.PositiveSmallIntegerField(_("hours to confirm an offer"), default=48)
    #: kinds of organisation for which it is held back until `priority_until`
    priority_kinds = models.JSONField(_("held back for"), default=list, blank=True)
    priority_until = models.DateField(_("held back until"), null=True, blank=True)
    end_users_only = models.BooleanField(_("only for organisations that use it themselves"), default=False)
    unbranded = models.BooleanField(_("our name and marks are removed"), default=False)
    no_resale = models.BooleanField(_("not to be sold on"), default=False)
    ballot_seed = models.CharField(max_length=_LENGTH_OF_A_HASH, blank=True, editable=False)
    ballot_commitment = models.CharField(max_length=_LENGTH_OF_A_HASH, blank=True, editable=False)
    decides_itself = models.BooleanField(_("decided by itself when claims close"), default=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations", editable=False
    )
    turn = models.PositiveIntegerField(default=0, editable=False)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        indexes = (
            models.Index(
                fields=["closes_at"],
                name="allocation_due",
                condition=Q(decision=None, decides_itself=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(lot__gte=0),
                name="allocation_deals_in_lots_above_zero",
                violation_error_message=_("A share is more than zero, or left empty."),
            ),
            models.CheckConstraint(
                condition=~Q(policy=Policy.BALLOT) | (~Q(ballot_seed="") & ~Q(ballot_commitment="")),
                name="ballot_has_a_seed_that_was_drawn_before",
                violation_error_message=_("The seed of a ballot is drawn before anybody asks."),
            ),
            models.CheckConstraint(
                condition=Q(decision=None) | ~Q(policy=Policy.FIRST_COME),
                name="first_come_is_never_decided_at_once",
                violation_error_message=_("First come, first served has no decision over all claims."),
            ),
            models.CheckConstraint(
                condition=Q(decides_itself=False)
                | Q(closes_at__isnull=False, policy__in=[Policy.BALLOT, Policy.FAIR_SHARE]),
                name="what_decides_itself_has_a_time_and_a_rule",
                violation_error_message=_("Only a ballot or fair shares with a closing time can be decided by itself."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing} · {self.get_policy_display()}"

    @property
    def is_in_the_running(self) -> bool:
        """Whether claims come in as waiting: decided at once, and not decided yet."""
        return self.policy != Policy.FIRST_COME and self.decision_id is None

    def held_back_until(self, organisation: Organisation, today: date) -> date | None:
        """The day from which the organisation may claim it, where that is later than today."""
        if self.priority_until is None or today >= self.priority_until or organisation.kind in self.priority_kinds:
            return None
        return self.priority_until

    def broken_clause(self, taking: "TakingPolicy", *, keeps_clauses: bool) -> str:
        """The first of the donor's clauses that the taker does not meet, by its field; none: nothing.

        :param keeps_clauses: the taker agreed, for this claim, to remove marks and not to sell it on
        """
        broken = {
            "end_users_only": not taking.is_end_user,
            "unbranded": not (taking.removes_branding or keeps_clauses),
            "no_resale": taking.resells and not keeps_clauses,
        }
        return next((clause for clause, is_broken in broken.items() if getattr(self, clause) and is_broken), "")

    def clauses(self) -> list[str]:
        """The donor's clauses, in words."""
        words = {
            "end_users_only": _("Only for organisations that use it themselves, or those they serve do"),
            "unbranded": _("The giver's name and marks are removed before use"),
            "no_resale": _("Not to be sold on"),
        }
        return [str(said) for clause, said in words.items() if getattr(self, clause)]

    def kinds_first(self) -> list[str]:
        """The kinds of organisation for which it is held back, in words."""
        return [str(OrganisationKind(kind).label) for kind in self.priority_kinds]


def allocation_of(listing: Listing) -> Allocation:
    """The listing's row, or one that is not saved, with the defaults."""
    try:
        return listing.allocation
    except Allocation.DoesNotExist:
        return Allocation(listing=listing)


class TakingPolicyQuerySet(models.QuerySet["TakingPolicy"]):
    def of(self, organisation: Organisation) -> "TakingPolicy":
        """What the organisation says of itself; one that never said anything uses things itself and resells nothing,
        and has not said that it removes marks."""
        return self.filter(organisation=organisation).first() or TakingPolicy(organisation=organisation)


class TakingPolicy(models.Model):
    """What an organisation does with what it takes: held against the clauses of those who give."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="taking_policy")
    is_end_user = models.BooleanField(_("we use it ourselves, or those we serve do"), default=True)
    removes_branding = models.BooleanField(_("we remove names and marks before use"), default=False)
    resells = models.BooleanField(_("we sell some of it on"), default=False)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = TakingPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("taking policy")
        verbose_name_plural = _("taking policies")

    def __str__(self) -> str:
        return str(self.organisation)
