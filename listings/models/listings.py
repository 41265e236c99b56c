"""Listings: what an organisation offers."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from listings.collecting import VanLimits
from listings.models.categories import Category, Kind
from listings.models.indexing import BATCH, WORDED, retell
from listings.models.near import NearQuerySet
from listings.models.stages import Stage
from listings.models.suiting import goes_into_one_of, is_open_on
from listings.models.words import HoldsWords, Ranges
from listings.search.keyset import NO_LAST_DAY, After
from listings.search.words import Words
from marketplace.kernel.geo import Point
from marketplace.kernel.mass import MassBasis, Unit
from marketplace.organisations.models import Organisation, Site, User


class Mode(models.TextChoices):
    GIVE = "give", _("Give")
    SELL = "sell", _("Sell")
    LEND = "lend", _("Lend")
    HIRE = "hire", _("Hire")


class Condition(models.TextChoices):
    NEW = "new", _("New")
    AS_NEW = "as_new", _("As new")
    GOOD = "good", _("Good")
    FAIR = "fair", _("Fair")
    NEEDS_REPAIR = "needs_repair", _("Needs repair")
    FOR_PARTS = "for_parts", _("For parts or material")
    UNKNOWN = "unknown", _("Not stated")


class ListingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class Working(models.TextChoices):
    """What is known of an appliance."""

    TESTED = "tested", _("Tested and working")
    UNTESTED = "untested", _("Believed working, not tested")
    FAULTY = "faulty", _("Faulty")


def _in_thousandths(expression: CombinedExpression) -> Round:
    """SQLite reckons in binary fractions: without rounding, 0.3 less 0.1 would leave a little under 0.2."""
    return Round(expression, precision=3, output_field=models.DecimalField(max_digits=12, decimal_places=3))


class ListingQuerySet(NearQuerySet["Listing"]):
    spot_field = "live_spot"

    def update(self, **values: Any) -> int:  # Any: a column's value, of whichever type
        """As Django's; where it changes what people search in, the words follow in the same transaction."""
        if not WORDED & values.keys():
            return super().update(**values)
        with transaction.atomic(using=self.db):
            told = list(self.order_by().values_list("pk", flat=True))
            changed = super().update(**values)
            for at in range(0, len(told), BATCH):
                retell(type(self)(self.model, using=self.db).filter(pk__in=told[at : at + BATCH]))
        return changed

    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def public(self) -> Self:
        """What anybody may see in search: published for everyone, with something left."""
        return self.filter(live_spot__isnull=False)

    def shown_to(self, organisation: Organisation, today: date) -> Self:
        """What this organisation finds that is not public: shown to it by stages today, with something left.

        Small, and without a row in common with `public()`; measured row by row.
        """
        held = self.filter(state=ListingState.PUBLISHED, is_for_everyone=False, available__gt=0)
        return held.filter(pk__in=Stage.objects.shown_to(organisation, today).values("listing")).measured_whole()

    def visible_to(self, organisation: Organisation | None, today: date) -> Self:
        """What somebody acting for this organisation (or nobody) may open: what is published for everyone; their own,
        what a stage shows them today, and what they have a claim on."""
        seen = Q(state=ListingState.PUBLISHED, is_for_everyone=True)
        if organisation is not None:
            staged = Stage.objects.shown_to(organisation, today).values("listing")
            seen |= Q(state=ListingState.PUBLISHED, pk__in=staged)
            seen |= Q(organisation=organisation) | Q(pk__in=organisation.claims.values("listing"))
        return self.filter(seen)

    def found_by(self, organisation: Organisation, today: date) -> Self:
        """What this organisation may find, public or not, as one set: for joining, not for searching."""
        staged = Stage.objects.shown_to(organisation, today).values("listing")
        open_ones = self.filter(state=ListingState.PUBLISHED, available__gt=0)
        return open_ones.filter(Q(is_for_everyone=True) | Q(pk__in=staged))

    def open_at(self, today: date) -> Self:
        """Published and not past its last day of advertising."""
        return self.filter(Q(advertise_until=None) | Q(advertise_until__gte=today), state=ListingState.PUBLISHED)

    def matching(self, words: Words, ranges: Ranges = ()) -> Self:
        """Listings that hold the words; `ranges` of spots, if they are looked for in an area, make that cheaper."""
        return self.filter(HoldsWords(words, tuple(ranges)))

    def in_category(self, category: Category) -> Self:
        """Listings in a subtree. The leaves by number: then the index that search uses can tell them apart."""
        leaves = list(Category.objects.under(category).order_by("pk").values_list("pk", flat=True))
        return self.filter(category__in=leaves)

    def carried_by(self, vans: Sequence[VanLimits], *, whole: bool = False) -> Self:
        """Goods of which one (or, `whole`, all that is left) goes into one of the vans; of unknown weight: left out."""
        return self.filter(goes_into_one_of(vans, whole=whole))

    def open_on(self, day: date, from_time: time, to_time: time) -> Self:
        """Spaces that can be used from then to then on that day; an end at midnight is the end of the day."""
        return self.filter(is_open_on(day, from_time, to_time))

    def newest_first(self, after: After | None) -> Self:
        """By the moment of publishing, from the row after that one."""
        rows = self
        if after is not None:
            rows = self.filter(Q(published_at__lt=after.value) | Q(published_at=after.value, pk__lt=after.pk))
        return rows.order_by("-published_at", "-pk")

    def closing_first(self, after: After | None) -> Self:
        """By the day by which it must be gone, then what has no such day, from the row after that one."""
        last_day = Coalesce("must_be_gone_by", Value(NO_LAST_DAY), output_field=models.DateField())
        rows = self.annotate(last_day=last_day)
        if after is not None:
            rows = rows.filter(Q(last_day__gt=after.value) | Q(last_day=after.value, pk__gt=after.pk))
        return rows.order_by("last_day", "pk")

    def for_page(self) -> Self:
        """With what a page about one listing prints."""
        return self.select_related("organisation", "site", "category__parent__parent", "allocation", "space")

    def for_fitting(self) -> Self:
        """With what decides which wants a listing fits."""
        return self.select_related("site", "category")

    def for_cards(self) -> Self:
        """With what a card prints; the order is the reader's."""
        return self.select_related("organisation", "site", "category").prefetch_related("photos")

    def past_last_day(self, today: date) -> Self:
        """Published, although their last day of advertising has passed."""
        return self.filter(state=ListingState.PUBLISHED, advertise_until__lt=today)

    def take(self, quantity: Decimal) -> bool:
        """The guard: take the quantity off what is left, if that much is left. One row updated means yes."""
        left = self.filter(available__gte=quantity)
        return left.update(available=_in_thousandths(F("available") - quantity)) == 1

    def give_back(self, quantity: Decimal) -> bool:
        """Put the quantity back, if that much is missing from the whole."""
        missing = self.filter(available__lte=_in_thousandths(F("quantity") - quantity))
        return missing.update(available=_in_thousandths(F("available") + quantity)) == 1

    def change_total(self, *, seen: Decimal, to: Decimal) -> bool:
        """Change the whole quantity, if it is still the one that was seen and what is taken of it stays covered."""
        enough = self.filter(quantity=seen, available__gte=seen - to)
        return enough.update(quantity=to, available=_in_thousandths(F("available") + (to - seen))) == 1


class Listing(models.Model):
    """An offer of a quantity of one thing at one site.

    `available` is the guarded counter of what is left; the stock entries explain it. The point kept here is the
    site's public one. Deliberately absent: the exact address (it is the site's) and any count of claims.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="listings")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="listings", verbose_name=_("site"))
    #: without an index of its own: `listing_near_in_category` is led by it
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="listings", verbose_name=_("category"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    mode = models.CharField(_("mode"), max_length=5, choices=Mode.choices, default=Mode.GIVE)
    state = models.CharField(max_length=10, choices=ListingState.choices, default=ListingState.DRAFT, editable=False)
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    condition = models.CharField(_("condition"), max_length=12, choices=Condition.choices, default=Condition.UNKNOWN)
    #: the organisation's own reference; a second import with it updates this row.
    reference = models.CharField(_("your reference"), max_length=80, blank=True)

    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=3)
    available = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(0), editable=False)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices(), default=Unit.ITEM)
    unit_mass_kg = models.DecimalField(
        _("mass of one unit (kg)"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    mass_basis = models.CharField(_("how the mass is known"), max_length=20, choices=MassBasis.choices(), blank=True)
    unit_volume_litres = models.PositiveIntegerField(_("volume of one unit (litres)"), null=True, blank=True)
    dimensions = models.CharField(_("dimensions"), max_length=120, blank=True)

    available_from = models.DateField(_("available from"), null=True, blank=True)
    advertise_until = models.DateField(_("advertise until"), null=True, blank=True)
    must_be_gone_by = models.DateField(_("must be gone by"), null=True, blank=True)
    price_pence = models.PositiveIntegerField(_("price of one unit (pence)"), null=True, blank=True)
    replacement_value_pence = models.PositiveIntegerField(_("price of one new (pence)"), null=True, blank=True)

    needs_two_people = models.BooleanField(_("needs two people"), default=False)
    needs_tail_lift = models.BooleanField(_("needs a tail lift"), default=False)
    is_palletised = models.BooleanField(_("on pallets"), default=False)
    is_fragile = models.BooleanField(_("fragile"), default=False)
    needs_cooling = models.BooleanField(_("has to be kept cold"), default=False)
    needs_disconnecting = models.BooleanField(_("has to be disconnected by somebody trained"), default=False)
    needs_dismantling = models.BooleanField(_("has to be taken apart"), default=False)
    needs_fork_lift = models.BooleanField(_("has to be loaded with a fork-lift"), default=False)

    #: True where the holder discards it: then a List of Waste code is needed and the GRI 306 rows apply.
    is_waste = models.BooleanField(_("this is waste"), default=False)
    waste_code = models.CharField(_("List of Waste code"), max_length=7, blank=True)

    make = models.CharField(_("make"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=80, blank=True)
    serial_number = models.CharField(_("serial number"), max_length=80, blank=True)
    working = models.CharField(_("working order"), max_length=10, choices=Working.choices, blank=True)

    capacity_people = models.PositiveIntegerField(_("people it holds"), null=True, blank=True)
    area_m2 = models.PositiveIntegerField(_("area (m²)"), null=True, blank=True)
    facilities = models.CharField(_("facilities"), max_length=300, blank=True)
    opening_times = models.CharField(_("when it can be used"), max_length=300, blank=True)

    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: False while it has stages and the one for everyone has not begun; written by publishing and by the clock
    is_for_everyone = models.BooleanField(default=True, editable=False)

    #: where it is, for search: the site's public point, earth-centred, and its cell with random low bits.
    public_latitude = models.FloatField(editable=False)
    public_longitude = models.FloatField(editable=False)
    x = models.FloatField(editable=False)
    y = models.FloatField(editable=False)
    z = models.FloatField(editable=False)
    spot = models.BigIntegerField(unique=True, editable=False)
    live_spot = models.GeneratedField(
        expression=models.Case(
            models.When(Q(state=ListingState.PUBLISHED, available__gt=0, is_for_everyone=True), then=F("spot")),
            default=None,
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    #: title, description, category and its synonyms, as plain words: what words are looked up in.
    search_text = models.TextField(editable=False, default="")

    #: on rows that were measured: the squared straight line in km² from where they were measured.
    squared_chord: float

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        indexes = (
            # The id stands in both for PostgreSQL, which otherwise reads every row for it.
            models.Index(
                fields=["live_spot", "category", "kind", "x", "y", "z", "id"],
                name="listing_near",
                condition=Q(live_spot__isnull=False),
            ),
            models.Index(
                fields=["category", "live_spot", "kind", "x", "y", "z", "id"],
                name="listing_near_in_category",
                condition=Q(live_spot__isnull=False),
            ),
            models.Index(fields=["-published_at", "-id"], name="listing_newest", condition=Q(live_spot__isnull=False)),
            models.Index(fields=["organisation", "state", "-created_at"], name="listing_in_yard"),
            models.Index(fields=["state", "advertise_until"], name="listing_to_expire"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="listing_quantity_is_above_zero",
                violation_error_message=_("The quantity must be above zero."),
            ),
            models.CheckConstraint(
                condition=Q(available__gte=0, available__lte=F("quantity")),
                name="listing_never_has_less_than_nothing_left",
                violation_error_message=_("There is not that much left."),
            ),
            models.CheckConstraint(
                condition=Q(unit_mass_kg=None, mass_basis="") | (Q(unit_mass_kg__gt=0) & ~Q(mass_basis="")),
                name="listing_mass_is_above_zero_and_has_a_basis",
                violation_error_message=_("A mass must be above zero and say how it is known."),
            ),
            models.CheckConstraint(
                condition=Q(must_be_gone_by=None)
                | Q(available_from=None)
                | Q(must_be_gone_by__gte=F("available_from")),
                name="listing_is_gone_after_it_is_available",
                violation_error_message=_("“Must be gone by” is before “available from”."),
            ),
            models.CheckConstraint(
                condition=Q(waste_code="") | Q(is_waste=True),
                name="listing_has_a_waste_code_only_if_it_is_waste",
                violation_error_message=_("A List of Waste code belongs to waste only."),
            ),
            models.CheckConstraint(
                condition=Q(mode__in=[Mode.SELL, Mode.HIRE]) | Q(price_pence=None),
                name="listing_has_a_price_only_if_sold_or_hired",
                violation_error_message=_("What is given or lent has no price."),
            ),
            models.CheckConstraint(
                condition=Q(state=ListingState.DRAFT) | Q(published_at__isnull=False),
                name="listing_that_left_draft_was_published",
                violation_error_message=_("A listing is published before it closes."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference=""),
                name="listing_reference_is_used_once_in_an_organisation",
                violation_error_message=_("You already have a listing with this reference."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def public_point(self) -> Point:
        return Point(self.public_latitude, self.public_longitude)

    @property
    def is_open(self) -> bool:
        return self.state == ListingState.PUBLISHED and self.available > 0
