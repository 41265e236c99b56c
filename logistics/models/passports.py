"""Passports: the identity that a lot keeps through all its owners, and the book of events behind it."""

from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from listings.models import Listing
from logistics.models.handovers import Handover, Receipt
from marketplace.organisations.models import Organisation, User

M = TypeVar("M", bound=models.Model)


class WrittenInInk(TypeError):
    """A mistake in the program: rows of a book that only grows are never changed and never taken out."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Rows that are added and read, and nothing else. What goes around this is found by `verify_custody`."""

    def update(self, **_values: object) -> NoReturn:
        raise WrittenInInk(self.model.__name__)

    def delete(self) -> NoReturn:
        raise WrittenInInk(self.model.__name__)


class PassportState(models.TextChoices):
    LIVE = "live", _("In being")
    DIVIDED = "divided", _("Divided into other lots")
    JOINED = "joined", _("Joined to another lot")
    ENDED = "ended", _("At its end")


class PassportQuerySet(models.QuerySet["Passport"]):
    def for_page(self) -> Self:
        return self.select_related("listing__organisation", "listing__site", "listing__category", "owner", "holder")

    def live(self) -> Self:
        return self.filter(state=PassportState.LIVE)

    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(owner=organisation)

    def at_home_with(self, organisation: Organisation) -> Self:
        """Lots that the organisation owns and has in hands: only those go on, are parted or joined."""
        return self.live().filter(owner=organisation, holder=organisation)

    def known_to(self, organisation: Organisation) -> Self:
        """Those that it owned or held at any time."""
        had = CustodyEvent.objects.filter(Q(holder=organisation) | Q(source=organisation))
        return self.filter(pk__in=had.values("passport"))


class Passport(models.Model):
    """One lot as it left its first owner. `code` is what its QR label says; the page behind it is public.

    `quantity` is what it began with. How it stands now (`owner`, `holder`, `remaining`, `mass_kg`, `state`) follows
    from its events by `logistics.custody`; `length` and `head` say how many there are and what the last one's hash is.
    """

    code = models.CharField(max_length=16, unique=True)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="passports")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    created_at = models.DateTimeField(editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    remaining = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3, null=True, editable=False)
    state = models.CharField(max_length=8, choices=PassportState.choices, default=PassportState.LIVE, editable=False)
    length = models.PositiveIntegerField(default=0, editable=False)
    head = models.CharField(max_length=64, blank=True, editable=False)
    #: how many of its events the newest anchor covers.
    anchored = models.PositiveIntegerField(default=0, editable=False)

    objects = PassportQuerySet.as_manager()

    class Meta:
        verbose_name = _("passport")
        verbose_name_plural = _("passports")
        indexes = (
            # lots of an organisation: `logistics.queries.lots`
            models.Index(fields=["owner", "state"], name="passport_of_owner"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="passport_is_for_more_than_zero",
                violation_error_message=_("A passport is for something."),
            ),
            models.CheckConstraint(
                condition=Q(remaining__gte=0, remaining__lte=F("quantity")),
                name="passport_never_has_more_left_than_it_began_with",
                violation_error_message=_("No more can be left of a lot than it began with."),
            ),
            models.CheckConstraint(
                condition=Q(mass_kg=None) | Q(mass_kg__gte=0),
                name="passport_weighs_nothing_or_more",
                violation_error_message=_("A mass is never below zero."),
            ),
        )

    def __str__(self) -> str:
        return self.code


class CustodyKind(models.TextChoices):
    """What can happen to a lot, in the words of `logistics.custody`; `logistics.epcis` says each in EPCIS 2.0."""

    LISTED = "listed", _("Offered")
    COLLECTED = "collected", _("Collected")
    DELIVERED = "delivered", _("Delivered")
    RECEIVED = "received", _("Received")
    REJECTED = "rejected", _("Turned away")
    RETURNED = "returned", _("Brought back")
    LOST = "lost", _("Lost on the way")
    RELISTED = "relisted", _("Offered again")
    PARTED = "parted", _("Part went its own way")
    CAME_OUT = "came_out", _("Came out of a larger lot")
    JOINED = "joined", _("Joined another lot")
    CAME_FROM = "came_from", _("Put together from several lots")
    INSPECTED = "inspected", _("Inspected")
    REPAIRED = "repaired", _("Repaired")
    IN_USE = "in_use", _("Still in use")
    RECYCLED = "recycled", _("Sent to be recycled")
    DISPOSED = "disposed", _("Thrown away")
    CORRECTED = "corrected", _("Corrected")


class ErrorReason(models.TextChoices):
    """Why a correction was written: the two reasons that EPCIS 2.0 knows."""

    DID_NOT_OCCUR = "did_not_occur", _("It did not happen")
    INCORRECT_DATA = "incorrect_data", _("It happened, but something in it was wrong")


class CustodyEventQuerySet(AppendOnlyQuerySet["CustodyEvent"]):
    def for_chain(self) -> Self:
        """With everything that their hashes cover and that pages and exports print."""
        related = ("holder", "source", "handover", "receipt", "related", "corrects", "by")
        return self.select_related("passport", *related).order_by("passport", "number", "pk")


class CustodyEvent(models.Model):
    """One entry in the book of a lot: what happened, who has how much of it since, by which handover or receipt.

    Append-only. `number` counts from 1 within the passport; `hash` covers all that stands here and `previous_hash`.
    `source` is whose or in whose hands it was before; `place` the public area at that time, never an address.
    """

    passport = models.ForeignKey(Passport, on_delete=models.PROTECT, related_name="custody_events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=CustodyKind.choices)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    handover = models.ForeignKey(
        Handover, on_delete=models.PROTECT, null=True, blank=True, related_name="custody_events"
    )
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="custody_events")
    #: the other lot, where one was parted off or joined.
    related = models.ForeignKey(Passport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    reason = models.CharField(max_length=14, choices=ErrorReason.choices, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    objects = CustodyEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="custody_is_of_more_than_zero",
                violation_error_message=_("Custody is of something."),
            ),
            models.CheckConstraint(
                condition=Q(mass_kg=None) | Q(mass_kg__gte=0),
                name="custody_mass_is_never_below_zero",
                violation_error_message=_("A mass is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CustodyKind.CORRECTED, corrects__isnull=False) & ~Q(reason="")
                | ~Q(kind=CustodyKind.CORRECTED) & Q(corrects=None, reason=""),
                name="custody_correction_names_what_it_corrects_and_why",
                violation_error_message=_("A correction says what it corrects and why."),
            ),
            models.UniqueConstraint(
                fields=["passport", "number"],
                name="custody_number_is_used_once_in_a_passport",
                violation_error_message=_("Another event came first. Try again."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.holder}"

    def save(self, **said: Any) -> None:  # Any: as Django's own save
        """Once.

        :raises WrittenInInk: it was saved before
        """
        if not self._state.adding:
            raise WrittenInInk(type(self).__name__)
        super().save(**said)

    def delete(self, *_args: object, **_said: object) -> NoReturn:
        raise WrittenInInk(type(self).__name__)
