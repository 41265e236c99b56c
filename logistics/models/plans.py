"""Plans: the vehicles' day, route by route and stop by stop."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from logistics.lifecycle import ROUTE, STOP, must_lead_to
from logistics.models.collections import Collection
from logistics.models.fleet import Shift
from marketplace.organisations.models import Organisation, Site, User


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced")


class PlanQuerySet(models.QuerySet["Plan"]):
    def owned_by(self, organisation: Organisation) -> Self:
        """Those of its fleet; a volunteer's journey has a plan of its own."""
        return self.filter(organisation=organisation, is_offer=False)

    def for_day(self, day: date) -> Self:
        return self.filter(day=day).order_by("-made_at", "-pk")


class Plan(models.Model):
    """What an organisation's vehicles do on a day. The problem and the answer are kept as they were, for replay."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    engine = models.CharField(max_length=40)
    input_hash = models.CharField(max_length=64)
    problem = models.JSONField()
    result = models.JSONField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    #: of one journey that a volunteer took, beside the plan of the fleet.
    is_offer = models.BooleanField(default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "day"],
                condition=Q(state=PlanState.PUBLISHED, is_offer=False),
                name="organisation_has_one_published_plan_a_day",
                violation_error_message=_("There is a published plan for this day already."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT) | Q(published_at__isnull=False),
                name="plan_that_left_draft_was_published",
                violation_error_message=_("A plan is published before it is replaced."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} · {self.day}"


class RouteState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    STARTED = "started", _("Under way")
    FINISHED = "finished", _("Finished")


class RouteQuerySet(models.QuerySet["Route"]):
    def driven_by(self, user: User) -> Self:
        """The runs of a person: those of published plans only."""
        return self.live().filter(shift__driver__user=user)

    def live(self) -> Self:
        """Those of plans that were published and not replaced."""
        return self.filter(plan__state=PlanState.PUBLISHED)

    def of_carrier(self, organisation: Organisation) -> Self:
        return self.filter(plan__organisation=organisation)

    def for_runs(self) -> Self:
        return self.select_related("plan", "shift__vehicle", "shift__driver__user", "shift__start_site")

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it.

        On the route's own row: where a query reaches over to its plan, PostgreSQL does not look at the state again
        after it has waited for whoever changed it.
        """
        must_lead_to(ROUTE, seen, to)
        keys = list(self.values_list("pk", flat=True))
        return Route.objects.filter(pk__in=keys, state=seen).update(state=to, **fields) == 1

    def for_plan(self, plan: Plan) -> Self:
        return (
            self.filter(plan=plan)
            .select_related("shift__vehicle", "shift__driver__user", "shift__start_site")
            .order_by("shift__starts_at", "pk")
        )


class Route(models.Model):
    """One shift's way through the day."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="routes")
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="routes")
    state = models.CharField(max_length=10, choices=RouteState.choices, default=RouteState.DRAFT)
    planned_metres = models.PositiveIntegerField()
    planned_seconds = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    #: a draft of what is left for a van that is on the way: its run, and the last stop of it that stays as it is.
    continues = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    continues_after = models.PositiveSmallIntegerField(default=0)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "shift"],
                name="shift_has_one_route_in_a_plan",
                violation_error_message=_("This shift has a route already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="route_ends_after_it_begins",
                violation_error_message=_("The route ends before it begins."),
            ),
        )

    def __str__(self) -> str:
        return str(self.shift)


class StopKind(models.TextChoices):
    PICKUP = "pickup", _("Collect")
    DROPOFF = "dropoff", _("Deliver")


class StopState(models.TextChoices):
    PENDING = "pending", _("To do")
    ARRIVED = "arrived", _("There")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class StopQuerySet(models.QuerySet["Stop"]):
    def for_run(self) -> Self:
        return self.select_related(
            "site__organisation",
            "collection__claim__listing__organisation",
            "collection__claim__listing__category",
            "collection__claim__organisation",
        ).order_by("sequence", "pk")

    def for_mails(self) -> Self:
        """With what a mail about one says."""
        return self.for_run().select_related("collection__claim__carrier", "route__shift__vehicle", "route__plan")

    def to_do(self) -> Self:
        return self.filter(state__in=(StopState.PENDING, StopState.ARRIVED))

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        must_lead_to(STOP, seen, to)
        return self.filter(state=seen).update(state=to, **fields) == 1


class Stop(models.Model):
    """One thing to do at one place on a route."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="stops")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=StopKind.choices)
    state = models.CharField(max_length=8, choices=StopState.choices, default=StopState.PENDING)
    sequence = models.PositiveSmallIntegerField()
    planned_arrival_at = models.DateTimeField()
    planned_departure_at = models.DateTimeField()
    leg_metres = models.PositiveIntegerField()
    leg_seconds = models.PositiveIntegerField()
    load_kg_after = models.PositiveIntegerField()
    arrived_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        constraints = (
            models.UniqueConstraint(
                fields=["route", "sequence"],
                name="stop_has_its_own_place_on_the_route",
                violation_error_message=_("Two stops have the same place on the route."),
            ),
            models.UniqueConstraint(
                fields=["route", "collection", "kind"],
                condition=~Q(state="failed"),
                name="collection_is_picked_up_and_dropped_once_on_a_route",
                violation_error_message=_("This is on the route already."),
            ),
            models.CheckConstraint(
                condition=~Q(state=StopState.FAILED) | ~Q(failure=""),
                name="failed_stop_says_why",
                violation_error_message=_("Say why it failed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sequence}. {self.get_kind_display()} {self.site}"


class PlanIssue(models.Model):
    """Why a collection could not be planned: a code, a sentence with numbers, and what one could do."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="issues")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="issues")
    code = models.CharField(max_length=30)
    sentence = models.CharField(max_length=400)
    next_steps = models.JSONField(default=list)

    class Meta:
        verbose_name = _("unplanned job")
        verbose_name_plural = _("unplanned jobs")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "collection"],
                name="plan_gives_one_reason_for_a_collection",
                violation_error_message=_("This job has a reason already."),
            ),
        )

    def __str__(self) -> str:
        return self.sentence
