"""Alerts: which organisation is told of which listing, when each of its people is, and what they answered."""

from datetime import date, datetime, timedelta
from typing import Final, Self

from django.db import connection, models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing
from listings.models.saved import SavedSearch
from listings.models.wants import Want
from listings.telling import Habits, HowOften
from marketplace.organisations.models import Organisation, User


class Answer(models.TextChoices):
    INTERESTED = "interested", _("Interested")
    NOT_FOR_US = "not_for_us", _("Not for us")


class NoReason(models.TextChoices):
    """Why something is not for us: as `listings.refusals.Reason`."""

    TOO_FAR = "too_far", _("Too far away")
    WRONG_THING = "wrong_thing", _("Not what we look for")
    TOO_FEW = "too_few", _("Too few")
    CONDITION = "condition", _("Its condition")
    TIMING = "timing", _("The time does not suit")
    OTHER = "other", _("Something else")


class RingingQuerySet(models.QuerySet["Ringing"]):
    def due_at(self, now: datetime) -> Self:
        """Whose next ring's moment has come, the longest overdue first."""
        return self.filter(next_at__lte=now).order_by("next_at", "pk")

    def begin(self, listing: Listing, now: datetime) -> None:
        """Have a listing rung for from now on, unless its next ring is set already. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO listings_ringing (listing_id, ring, next_at, answers) VALUES (%s, 0, %s, 0) "
                "ON CONFLICT (listing_id) DO UPDATE SET next_at = excluded.next_at "
                "WHERE listings_ringing.next_at IS NULL",
                [listing.pk, connection.ops.adapt_datetimefield_value(now)],
            )

    def move_on(self, *, seen: int, now: datetime, wait: timedelta) -> bool:
        """The guard: this ring, once. One row updated means that it is ours to tell."""
        return self.filter(ring=seen, next_at__lte=now).update(ring=F("ring") + 1, next_at=now + wait) == 1


class Ringing(models.Model):
    """How far the telling of a listing is: the number of rings told, and when to look again (never: it has ended).

    It is the guard row of a listing's alerts: whoever tells or answers changes it first, so that each ring sees every
    answer before it.
    """

    listing = models.OneToOneField(Listing, on_delete=models.CASCADE, related_name="ringing")
    ring = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    answers = models.PositiveIntegerField(default=0)

    objects = RingingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ringing")
        verbose_name_plural = _("ringings")
        indexes = (models.Index(fields=["next_at"], name="ringing_due", condition=Q(next_at__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.listing} · {self.ring}"


class AlertQuerySet(models.QuerySet["Alert"]):
    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def told(self) -> Self:
        return self.filter(told_at__isnull=False)

    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def interested(self) -> Self:
        return self.filter(answer=Answer.INTERESTED)

    def refused_since(self, moment: datetime) -> Self:
        return self.filter(answer=Answer.NOT_FOR_US, answered_at__gte=moment)

    def for_list(self) -> Self:
        """With what a list of alerts prints, the newest first."""
        loaded = self.select_related("listing__organisation", "listing__site", "listing__category", "want__site")
        return loaded.select_related("want__category", "saved_search").order_by("-told_at", "-pk")


class Alert(models.Model):
    """An organisation is to be told of a listing because of one want or one saved search of its own; once, ever.

    `told_at` is when its ring came (none: it was left out, for what was answered before); its people's copies are
    `Notice` rows. `seen_at`: one of them opened the listing
    or answered. Deliberately absent: the sentences why (they are worked out anew when somebody reads them).
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="alerts")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="alerts")
    want = models.ForeignKey(Want, on_delete=models.CASCADE, related_name="alerts", null=True, blank=True)
    saved_search = models.ForeignKey(
        SavedSearch, on_delete=models.CASCADE, related_name="alerts", null=True, blank=True
    )
    score = models.PositiveSmallIntegerField()
    distance_km = models.FloatField()
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(max_length=12, choices=NoReason.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = (
            models.Index(fields=["organisation", "-told_at", "-id"], name="alerts_of_an_organisation"),
            models.Index(fields=["organisation", "answered_at"], name="alerts_refused", condition=~Q(reason="")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["want", "listing"],
                name="alert_comes_once_for_a_want_and_a_listing",
                violation_error_message=_("This want was told of this listing already."),
            ),
            models.UniqueConstraint(
                fields=["saved_search", "listing"],
                name="alert_comes_once_for_a_saved_search_and_a_listing",
                violation_error_message=_("This saved search was told of this listing already."),
            ),
            models.CheckConstraint(
                condition=Q(want__isnull=True, saved_search__isnull=False)
                | Q(want__isnull=False, saved_search__isnull=True),
                name="alert_is_for_a_want_or_a_saved_search",
                violation_error_message=_("An alert is for a want or for a saved search."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="alert_answer_has_its_moment",
                violation_error_message=_("An answer says when it was given."),
            ),
            models.CheckConstraint(
                condition=(Q(answer=Answer.NOT_FOR_US) & ~Q(reason="")) | (~Q(answer=Answer.NOT_FOR_US) & Q(reason="")),
                name="alert_has_a_reason_if_and_only_if_refused",
                violation_error_message=_("Say why it is not for you."),
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(seen_at__isnull=False),
                name="alert_that_was_answered_was_seen",
                violation_error_message=_("Who answers has seen it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing} → {self.organisation}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, dropped_at=None)

    def due_at(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)

    def to(self, person: int, organisation: int) -> Self:
        """One person's, for one of the organisations that they act for; by id."""
        return self.filter(person=person, alert__organisation=organisation)

    def for_page(self) -> Self:
        """With what the page behind a mail's link prints."""
        loaded = self.select_related("person", "alert__organisation", "alert__want", "alert__saved_search")
        return loaded.select_related("alert__listing__organisation", "alert__listing__site", "alert__listing__category")

    def for_mail(self) -> Self:
        """With what a mail prints, the best first."""
        loaded = self.select_related(
            "alert__listing__organisation",
            "alert__listing__site",
            "alert__listing__category",
            "alert__want__category",
            "alert__saved_search",
        )
        return loaded.order_by("-alert__score", "alert__distance_km", "pk")


class Notice(models.Model):
    """One person's copy of an alert: when it is due and when it went out (or was given up: gone, or not theirs)."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    due_at = models.DateTimeField()
    #: gathered with others in the mail of a morning
    in_digest = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = (models.Index(fields=["due_at"], name="notice_due", condition=Q(sent_at=None, dropped_at=None)),)
        constraints = (
            models.UniqueConstraint(
                fields=["alert", "person"],
                name="notice_of_an_alert_comes_once_to_a_person",
                violation_error_message=_("This person was told already."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None),
                name="notice_is_not_both_sent_and_dropped",
                violation_error_message=_("What was sent was not given up."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.alert} · {self.person}"


#: How often, in words.
HOW_OFTEN: Final = [
    (HowOften.AT_ONCE.value, _("At once")),
    (HowOften.DAILY.value, _("Once a day, in the morning")),
    (HowOften.WEEKLY.value, _("Once a week, on Monday morning")),
    (HowOften.OFF.value, _("Never")),
]


class AlertPreference(models.Model):
    """How a person wants to be told of what fits an organisation that they act for. No row: as `Habits` are."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="alert_preferences")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    how_often = models.CharField(_("how often"), max_length=8, choices=HOW_OFTEN)
    quiet_from = models.TimeField(_("quiet from"))
    quiet_until = models.TimeField(_("quiet until"))
    #: a name of the time zone database
    time_zone = models.CharField(_("time zone"), max_length=50)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("alert preference")
        verbose_name_plural = _("alert preferences")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation"],
                name="person_has_one_alert_preference_in_an_organisation",
                violation_error_message=_("There is a preference already."),
            ),
            models.CheckConstraint(
                condition=Q(how_often__in=[value for value, _label in HOW_OFTEN]),
                name="alert_preference_is_one_of_four",
                violation_error_message=_("Choose one of the four."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_how_often_display()}"

    @property
    def habits(self) -> Habits:
        return Habits(
            how_often=HowOften(self.how_often),
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            zone=self.time_zone,
        )


class AlertBudgetQuerySet(models.QuerySet["AlertBudget"]):
    def spend(self, *, day: date, most: tuple[int, int]) -> bool:
        """The guard: one more mail, if fewer than so many went out on the day and in its week (from Monday)."""
        monday = day - timedelta(days=day.weekday())
        left = self.filter(~Q(day=day) | Q(day_mails__lt=most[0])).filter(~Q(monday=monday) | Q(week_mails__lt=most[1]))
        return (
            left.update(
                day_mails=Case(When(day=day, then=F("day_mails") + 1), default=Value(1)),
                week_mails=Case(When(monday=monday, then=F("week_mails") + 1), default=Value(1)),
                day=day,
                monday=monday,
            )
            == 1
        )


class AlertBudget(models.Model):
    """How many alert mails an organisation's people got on a day, and in a week."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    day_mails = models.PositiveSmallIntegerField(default=0)
    monday = models.DateField()
    week_mails = models.PositiveSmallIntegerField(default=0)

    objects = AlertBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert budget")
        verbose_name_plural = _("alert budgets")

    def __str__(self) -> str:
        return f"{self.organisation} · {self.day_mails}/{self.week_mails}"
