"""What drivers' phones tell of, once the net is back: each deed counts once, in whatever order it comes."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.plans import Route, Stop
from marketplace.organisations.models import Organisation, User


class DeedKind(models.TextChoices):
    START = "start", _("Left")
    ARRIVE = "arrive", _("Was there")
    PROVE = "prove", _("Collected or delivered")
    FAIL = "fail", _("It did not work")
    ERRAND = "errand", _("Took out of storage or brought back")
    BREAK = "break", _("Broke off the run")


class DeedState(models.TextChoices):
    DONE = "done", _("Entered")
    WAITING = "waiting", _("Waits for what came before it")
    KEPT = "kept", _("To be looked at")
    ENTERED = "entered", _("Entered by a coordinator")
    SET_ASIDE = "set_aside", _("Set aside")


#: These are about the run, all others about a stop.
OF_THE_RUN = (DeedKind.START, DeedKind.BREAK)
OPEN = (DeedState.WAITING, DeedState.KEPT)


class DeedQuerySet(models.QuerySet["Deed"]):
    def of_carrier(self, organisation: Organisation) -> Self:
        return self.filter(route__plan__organisation=organisation)

    def still_open(self) -> Self:
        """What was told and is not entered: somebody has to look."""
        return self.filter(state__in=OPEN)

    def waiting_on(self, route: Route) -> Self:
        """Those that came before what they build on, in the order in which they were done."""
        return self.filter(route=route, state=DeedState.WAITING).order_by("happened_at", "pk")

    def for_page(self) -> Self:
        """With what the coordinator reads, oldest first."""
        return self.select_related(
            "by",
            "settled_by",
            "route__plan",
            "route__shift__vehicle",
            "route__shift__driver__user",
            "stop__site",
            "stop__collection__claim__listing",
            "stop__collection__claim__organisation",
            "stop__collection__claim__listing__organisation",
        ).order_by("happened_at", "pk")


class Deed(models.Model):
    """One deed as a phone told it. What could not be entered is kept whole, for a coordinator to decide.

    `device_at` and `sent_at` are by the phone's clock, `received_at` by ours; `happened_at` is reckoned from the three.
    Deliberately absent: a proof that was entered (that is a `Proof` of the same `client_id`).
    """

    client_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=8, choices=DeedKind.choices)
    state = models.CharField(max_length=10, choices=DeedState.choices)
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="deeds")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, null=True, blank=True, related_name="deeds")
    #: what was typed, by the names of the form's fields.
    values = models.JSONField(default=dict)
    #: in the private storage, as long as the deed is not entered.
    photo = models.CharField(max_length=200, blank=True)
    signature = models.CharField(max_length=200, blank=True)
    #: why it was not entered: the code of the refusal and its sentence.
    code = models.CharField(max_length=60, blank=True)
    sentence = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    device_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    happened_at = models.DateTimeField()
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_why = models.CharField(max_length=300, blank=True)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("deed told by a phone")
        verbose_name_plural = _("deeds told by phones")
        indexes = (models.Index(fields=["route", "state"], name="deed_open_on_a_route"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=OF_THE_RUN, stop=None) | (~Q(kind__in=OF_THE_RUN) & Q(stop__isnull=False)),
                name="deed_at_a_stop_names_the_stop",
                violation_error_message=_("Say at which stop it was."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | ~Q(code=""),
                name="deed_not_entered_says_why",
                violation_error_message=_("Say why it was not entered."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DeedState.ENTERED, DeedState.SET_ASIDE], settled_at__isnull=False)
                | Q(state__in=[DeedState.DONE, *OPEN], settled_at=None),
                name="deed_settled_by_hand_says_when",
                violation_error_message=_("Say when it was settled."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.route}"
