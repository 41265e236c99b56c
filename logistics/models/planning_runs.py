"""Planning as background work: who asked for which day's plan, and how far it has come."""

from datetime import date, datetime, timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.lifecycle import PLANNING_RUN, must_lead_to
from logistics.models.plans import Plan
from marketplace.organisations.models import Organisation, User

#: A worker says how far it is every second or so; the engine itself is silent for some seconds at most.
STUCK_AFTER: Final = timedelta(minutes=2)


class PlanningState(models.TextChoices):
    QUEUED = "queued", _("Waits for its turn")
    RUNNING = "running", _("Being planned")
    DONE = "done", _("Planned")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Stopped")


WORKING: Final = (PlanningState.QUEUED, PlanningState.RUNNING)


class PlanningStage(models.TextChoices):
    """What the planner is at (`logistics.planning.planner.STAGES`), and what comes before and after it."""

    WAITING = "waiting", _("Waits for a worker")
    PREPARING = "preparing", _("Working out the ways between all places")
    SEARCHING = "searching", _("Looking for the best routes")
    JOINING = "joining", _("Joining the parts of a large day")
    EXPLAINING = "explaining", _("Finding out why something stays behind")
    CHECKING = "checking", _("Checking every route once more")
    SAVING = "saving", _("Writing it down")


class PlanningRunQuerySet(models.QuerySet["PlanningRun"]):
    def of_day(self, organisation: Organisation, day: date) -> Self:
        """The newest first."""
        return self.filter(organisation=organisation, day=day).order_by("-asked_at", "-pk")

    def working(self) -> Self:
        return self.filter(state__in=WORKING)

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        must_lead_to(PLANNING_RUN, seen, to)
        return self.filter(state=seen).update(state=to, **fields) == 1


class PlanningRun(models.Model):
    """One request to plan an organisation's day. At most one of a day waits or is worked on: the newest.

    `input_hash` is that of the question when it was asked: whoever asks the same again meanwhile gets this run.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="planning_runs")
    day = models.DateField()
    state = models.CharField(max_length=9, choices=PlanningState.choices, default=PlanningState.QUEUED)
    stage = models.CharField(max_length=10, choices=PlanningStage.choices, default=PlanningStage.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    input_hash = models.CharField(max_length=64)
    #: what changed, where it was not a person who asked for it; in sentences.
    because = models.CharField(max_length=400, blank=True)
    #: it begins from the plan that is there, and changes it only where that saves something.
    keeps_plan = models.BooleanField(default=False)
    #: shifts whose runs stay as they are in that plan.
    kept_shifts = models.JSONField(default=list, blank=True)
    #: the draft it made; gone with it.
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    failure_code = models.CharField(max_length=40, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    #: when a worker was last heard of.
    touched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PlanningRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("planning run")
        verbose_name_plural = _("planning runs")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "day"],
                condition=Q(state__in=["queued", "running"]),
                name="day_is_planned_by_one_run_at_a_time",
                violation_error_message=_("This day is being planned already."),
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="planning_is_done_at_a_hundred_percent",
                violation_error_message=_("Nothing is more than done."),
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""),
                name="failed_planning_says_why",
                violation_error_message=_("A plan that failed says why."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], ended_at=None)
                | Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False),
                name="planning_that_is_over_says_since_when",
                violation_error_message=_("Planning that is over says since when."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.day}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    def is_stuck(self, now: datetime) -> bool:
        """Whether a worker should have been heard of by now: it was killed, or none is running."""
        return self.is_working and now - (self.touched_at or self.asked_at) > STUCK_AFTER


class DayWatch(models.Model):
    """A coordinator wants a day to be planned again by itself when something changes. Without a row: they look
    themselves.

    `changes` is what had changed when it was last looked at, `seen_key` and `seen_at` since when it has been just that;
    `planned_key` is what it was last planned again for. It never publishes anything.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="day_watches")
    day = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    changes = models.JSONField(default=list, blank=True)
    seen_key = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    planned_key = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("watched day")
        verbose_name_plural = _("watched days")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "day"],
                name="day_of_an_organisation_is_watched_once",
                violation_error_message=_("This day is watched already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.day}"
