"""Handovers: goods changing hands, with proof; and the receipt, from which every figure in a report comes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listings.models import Condition
from logistics.models.collections import Collection
from logistics.models.plans import Stop
from marketplace.kernel.mass import MassBasis
from marketplace.organisations.models import Organisation, User


class Proof(models.Model):
    """What shows that something changed hands: a photo, a name, a three-word code. Never edited.

    `client_id` is made on the driver's device, so that a form sent twice counts once.
    """

    stop = models.OneToOneField(Stop, on_delete=models.PROTECT, null=True, blank=True, related_name="proof")
    client_id = models.UUIDField(unique=True)
    #: in the private storage, under a random name.
    photo = models.CharField(max_length=200, blank=True)
    #: SHA-256 of the photo's bytes, which the handover's hash covers.
    photo_hash = models.CharField(max_length=64, blank=True)
    signer_name = models.CharField(_("who handed over or took it"), max_length=120)
    code_matched = models.BooleanField()
    #: as the two of them found the goods; empty: not said.
    condition = models.CharField(_("condition"), max_length=12, choices=Condition.choices, blank=True)
    #: a signature drawn on the driver's phone: a picture in the private storage, and the SHA-256 of its bytes.
    signature = models.CharField(max_length=200, blank=True, editable=False)
    signature_hash = models.CharField(max_length=64, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        constraints = (
            models.CheckConstraint(
                condition=Q(code_matched=True) | ~Q(photo=""),
                name="proof_has_a_photo_or_the_code",
                violation_error_message=_("Take a photo or enter the three-word code."),
            ),
        )

    def __str__(self) -> str:
        return self.signer_name


class HandoverKind(models.TextChoices):
    PICKUP = "pickup", _("Collected from the donor")
    DROPOFF = "dropoff", _("Delivered to the receiver")
    FETCH = "fetch", _("Fetched by the receiver")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def for_collection(self, collection: Collection) -> Self:
        return self.filter(collection=collection).select_related("giver", "taker", "proof", "by").order_by("at", "pk")


class Handover(models.Model):
    """Goods passing from one organisation to another. Append-only; each row carries the hash of the one before."""

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=8, choices=HandoverKind.choices)
    giver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    proof = models.OneToOneField(Proof, on_delete=models.PROTECT, related_name="handover")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="handover_moves_more_than_zero",
                violation_error_message=_("A handover moves more than zero."),
            ),
            models.UniqueConstraint(
                fields=["collection", "kind"],
                name="collection_has_each_kind_of_handover_once",
                violation_error_message=_("This was handed over already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.collection}"


class Displaced(models.TextChoices):
    """What the receiver would have done otherwise: the answer that feeds the displacement rate."""

    BOUGHT_NEW = "bought_new", _("We would have bought it new")
    BOUGHT_USED = "bought_used", _("We would have bought it second-hand")
    GONE_WITHOUT = "gone_without", _("We would have gone without")
    UNKNOWN = "unknown", _("We do not know")


class RejectedFate(models.TextChoices):
    """What becomes of what the receiver could not take."""

    RETURNED = "returned", _("Goes back to the donor")
    PASSED_ON = "passed_on", _("Offered to others from here")
    RECYCLED = "recycled", _("Recycled")
    DISPOSED = "disposed", _("Disposed of")
    UNKNOWN = "unknown", _("Not known yet")


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, organisation: Organisation) -> Self:
        """Who gave, who received, who carried."""
        return self.filter(
            Q(collection__claim__organisation=organisation)
            | Q(collection__claim__listing__organisation=organisation)
            | Q(collection__claim__carrier=organisation)
        )

    def for_page(self) -> Self:
        """With what a receipt prints."""
        return self.select_related(
            "by",
            "collection__claim__listing__site",
            "collection__claim__listing__organisation",
            "collection__claim__listing__category",
            "collection__claim__organisation",
            "collection__claim__site",
            "collection__claim__carrier",
            "collection__claim__asked_by",
            "collection__claim__decided_by",
        )


class Receipt(models.Model):
    """What the receiver counted and kept, what it turned away, and the mass with its basis. Never edited."""

    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="receipt")
    kept_quantity = models.DecimalField(_("kept"), max_digits=12, decimal_places=3)
    rejected_quantity = models.DecimalField(_("turned away"), max_digits=12, decimal_places=3, default=0)
    rejected_reason = models.CharField(_("why it was turned away"), max_length=300, blank=True)
    rejected_fate = models.CharField(_("what becomes of it"), max_length=10, choices=RejectedFate.choices, blank=True)
    condition = models.CharField(_("condition"), max_length=12, choices=Condition.choices)
    kept_mass_kg = models.DecimalField(_("mass kept (kg)"), max_digits=12, decimal_places=3)
    rejected_mass_kg = models.DecimalField(max_digits=12, decimal_places=3, default=0)
    mass_basis = models.CharField(
        _("how the mass is known"),
        max_length=20,
        choices=MassBasis.choices(),
    )
    displaced = models.CharField(_("without this"), max_length=12, choices=Displaced.choices, default=Displaced.UNKNOWN)
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    #: closes the chain that the handovers began: covers what stands here and the hash of the last of them.
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = (
            models.CheckConstraint(
                condition=Q(kept_quantity__gte=0, rejected_quantity__gte=0)
                & (Q(kept_quantity__gt=0) | Q(rejected_quantity__gt=0)),
                name="receipt_counts_more_than_zero",
                violation_error_message=_("A receipt counts more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(kept_mass_kg__gte=0, rejected_mass_kg__gte=0),
                name="receipt_mass_is_never_below_zero",
                violation_error_message=_("A mass is never below zero."),
            ),
            models.CheckConstraint(
                condition=Q(rejected_quantity=0, rejected_reason="", rejected_fate="")
                | (Q(rejected_quantity__gt=0) & ~Q(rejected_reason="") & ~Q(rejected_fate="")),
                name="rejected_goods_have_a_reason_and_a_fate",
                violation_error_message=_("Say why something was turned away and what becomes of it."),
            ),
        )

    def __str__(self) -> str:
        return str(self.collection)
