"""Spaces that can be booked: by which rules, on which days otherwise, at what price; and of what a hall consists."""

from collections.abc import Sequence
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.hours import DAY_MINUTES, clock_of
from marketplace.organisations.models import Circle, Organisation, OrganisationKind

QUARTER_MINUTES: Final = 15
#: How long the guard of a tree is waited for on PostgreSQL: 32 who book one hall at once on two cores need over three.
PATIENCE_S: Final = 20


class Approval(models.TextChoices):
    """Which bookings are confirmed by themselves."""

    OWNER = "owner", _("We answer each one")
    OWN = "own", _("Our own are confirmed at once, others we answer")
    CIRCLE = "circle", _("Our own and those of a circle are confirmed at once, others we answer")
    AUTOMATIC = "automatic", _("Each one is confirmed at once")


def _in_quarters(name: str) -> Q:
    """That so many minutes are a whole number of quarters of an hour."""
    return Q(**{name: F(name) - F(name) % QUARTER_MINUTES})


class SpaceQuerySet(models.QuerySet["Space"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(listing__organisation=organisation)

    def tree_of(self, space: "Space") -> Self:
        """The whole tree that the space stands in, with itself."""
        top = space.root_id or space.pk
        return self.filter(Q(pk=top) | Q(root=top)).order_by("pk")

    def under(self, pk: int) -> list[int]:
        """The keys of all that is part of the space, level by level: as it is read, without the guard."""
        found: list[int] = []
        level = [pk]
        while level:
            parts = self.filter(parent__in=level).exclude(pk__in=found)
            level = list(parts.order_by("pk").values_list("pk", flat=True))
            found += level
        return found

    def guard(self, roots: Sequence[int]) -> int:
        """The guard: whoever writes bookings or rules of a tree has written its root's row before, and so waits here
        for everybody else who does. Returns how many there were.

        It is the first statement of its transaction, so nobody waits for whoever waits here: on PostgreSQL the wait
        may last `PATIENCE_S` instead of the three seconds of any other lock (decision 0012). SQLite's is 60 s anyway.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE_S}s"])
        count = 0
        for pk in sorted(set(roots)):
            count += self.filter(pk=pk).update(writes=F("writes") + 1)
        return count

    def for_page(self) -> Self:
        """With what a page about one space prints."""
        return self.select_related(
            "listing__organisation",
            "listing__site",
            "listing__category__parent__parent",
            "parent__listing",
            "approval_circle",
        )


class Space(models.Model):
    """How a listing of the kind space is booked. A listing without such a row is asked about, not booked.

    Its weekly hours are the listing's (`SpaceHours`), in `zone`. A space may be a part of another: a booking takes up
    its space and all that is part of it, so that whole and parts exclude each other through any depth.
    Deliberately absent: bookings of the whole in the rows of the parts' bookings; `BookedSlot` has them.
    """

    listing = models.OneToOneField("listings.Listing", on_delete=models.PROTECT, related_name="space")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    #: the top of its tree; none for a top. Written with `parent`, so that one question finds a tree.
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    slot_minutes = models.PositiveSmallIntegerField(_("length of a slot (minutes)"), default=60)
    shortest_minutes = models.PositiveSmallIntegerField(_("shortest booking (minutes)"), default=60)
    longest_minutes = models.PositiveSmallIntegerField(_("longest booking (minutes)"), default=8 * 60)
    #: kept free before and after each booking, for setting up and clearing away
    buffer_before_minutes = models.PositiveSmallIntegerField(_("kept free before (minutes)"), default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(_("kept free after (minutes)"), default=0)
    lead_hours = models.PositiveSmallIntegerField(_("asked for at least (hours ahead)"), default=24)
    horizon_days = models.PositiveSmallIntegerField(_("asked for at most (days ahead)"), default=180)
    approval = models.CharField(_("who confirms"), max_length=10, choices=Approval.choices, default=Approval.OWNER)
    approval_circle = models.ForeignKey(
        Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("which circle")
    )
    #: a booking is given up without a mark until so many hours before it
    cancel_hours = models.PositiveSmallIntegerField(_("free to cancel until (hours before)"), default=48)
    #: shown to whoever booked, from an hour before until the end
    access_notes = models.TextField(_("how to get in"), max_length=2000, blank=True)
    writes = models.PositiveBigIntegerField(default=0, editable=False)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        constraints = (
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=QUARTER_MINUTES, slot_minutes__lte=DAY_MINUTES)
                & _in_quarters("slot_minutes"),
                name="space_slots_are_whole_quarters_of_an_hour",
                violation_error_message=_("A slot is 15 minutes or a multiple of that, at most a day."),
            ),
            models.CheckConstraint(
                condition=Q(shortest_minutes__gte=F("slot_minutes"), longest_minutes__gte=F("shortest_minutes")),
                name="space_is_booked_for_a_slot_or_longer",
                violation_error_message=_("The shortest booking is a slot or more, the longest no shorter."),
            ),
            models.CheckConstraint(
                condition=_in_quarters("buffer_before_minutes") & _in_quarters("buffer_after_minutes"),
                name="space_is_kept_free_for_whole_quarters_of_an_hour",
                violation_error_message=_("What is kept free is a multiple of 15 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(approval=Approval.CIRCLE, approval_circle__isnull=False)
                | (~Q(approval=Approval.CIRCLE) & Q(approval_circle=None)),
                name="space_names_a_circle_only_if_it_confirms_for_one",
                violation_error_message=_("Choose the circle whose bookings are confirmed at once."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None, root=None) | Q(parent__isnull=False, root__isnull=False),
                name="space_that_is_a_part_has_a_whole",
                violation_error_message=_("A part belongs to a whole."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="space_is_not_part_of_itself",
                violation_error_message=_("A space is not a part of itself."),
            ),
        )

    def __str__(self) -> str:
        return str(self.listing)

    @property
    def clock(self) -> ZoneInfo:
        """The zone in which its hours are read."""
        return ZoneInfo(self.zone)

    @property
    def top_id(self) -> int:
        """The top of its tree: the row that is guarded."""
        return self.root_id or self.pk


class OpeningExceptionQuerySet(models.QuerySet["OpeningException"]):
    def in_order(self) -> Self:
        return self.order_by("on", "space", "pk")


class OpeningException(models.Model):
    """A day on which a space is closed, or open at other hours than the weekly ones, by its own clock.

    It holds for the parts of the space too, where they say nothing of their own for that day.
    """

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="exceptions", db_index=False)
    on = models.DateField(_("day"))
    #: minutes of the day; none: closed
    opens = models.PositiveSmallIntegerField(null=True, blank=True)
    #: above `opens`, 1440 at midnight
    closes = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(_("why"), max_length=120, blank=True)

    objects = OpeningExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("day with other hours")
        verbose_name_plural = _("days with other hours")
        constraints = (
            models.UniqueConstraint(
                fields=["space", "on"],
                name="space_has_one_exception_for_a_day",
                violation_error_message=_("There are other hours for this day already."),
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__gt=F("opens"), closes__lte=DAY_MINUTES),
                name="space_closes_after_it_opens_on_a_day_of_its_own",
                violation_error_message=_("It closes after it opens, by midnight; with neither it is closed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.hours or _('closed')}"

    @property
    def is_closed(self) -> bool:
        return self.opens is None

    @property
    def hours(self) -> str:
        """ "10:00–16:00"; nothing where it is closed."""
        if self.opens is None or self.closes is None:
            return ""
        return f"{clock_of(self.opens)}–{clock_of(self.closes)}"


class PriceGroup(models.TextChoices):
    """Whom a price is for; who belongs to several pays the first that is named, in this order."""

    OWN = "own", _("ourselves")
    CIRCLE = "circle", _("a circle")
    KIND = "kind", _("a type of organisation")
    EVERYONE = "everyone", _("everyone else")


class PriceQuerySet(models.QuerySet["Price"]):
    def in_order(self) -> Self:
        return self.order_by("space", "pk")


class Price(models.Model):
    """What an hour of a space costs somebody. Shown and kept with a booking; nothing is charged here."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="prices")
    group = models.CharField(_("for"), max_length=10, choices=PriceGroup.choices)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind.choices, blank=True)
    pence_an_hour = models.PositiveIntegerField(_("price of an hour (pence)"))

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price of a space")
        verbose_name_plural = _("prices of spaces")
        constraints = (
            models.CheckConstraint(
                condition=Q(group=PriceGroup.CIRCLE, circle__isnull=False, organisation_kind="")
                | (Q(group=PriceGroup.KIND, circle=None) & ~Q(organisation_kind=""))
                | Q(group__in=[PriceGroup.OWN, PriceGroup.EVERYONE], circle=None, organisation_kind=""),
                name="price_names_whom_it_is_for",
                violation_error_message=_("Say which circle or type of organisation the price is for."),
            ),
            models.UniqueConstraint(
                fields=["space", "circle"],
                condition=Q(circle__isnull=False),
                name="space_has_one_price_for_a_circle",
                violation_error_message=_("There is a price for this circle already."),
            ),
            models.UniqueConstraint(
                fields=["space", "group", "organisation_kind"],
                condition=Q(circle=None),
                name="space_has_one_price_for_a_group",
                violation_error_message=_("There is a price for them already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.space} · {self.group}"
