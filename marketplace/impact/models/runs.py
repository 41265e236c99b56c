"""Calculation runs: what the lines of a scope and a period came to, by which factors, parameters and code."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.impact.models.factors import FactorSet
from marketplace.impact.models.ledger import Diversion
from marketplace.impact.models.parameters import ParameterSet
from marketplace.kernel.periods import Period
from marketplace.organisations.models import Circle, Organisation, Site, User

#: A worker says how far it is every few seconds; one that was silent so long is gone.
STUCK_AFTER: Final = timedelta(minutes=2)


class ReportScope(models.TextChoices):
    """Whose lines a report is about."""

    ORGANISATION = "organisation", _("The whole organisation")
    SITE = "site", _("One site")
    DEPARTMENT = "department", _("One department")
    CIRCLE = "circle", _("A circle: what its members passed to each other")
    AREA = "area", _("An area: what its sites gave")
    PLATFORM = "platform", _("The whole exchange")


class ReportView(models.TextChoices):
    """Two reports of the same lines, never added up."""

    GIVEN = "given", _("What was given")
    RECEIVED = "received", _("What was received")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waits for its turn")
    RUNNING = "running", _("Being worked out")
    DONE = "done", _("Worked out")
    FAILED = "failed", _("Failed")


WORKING: Final = (RunState.QUEUED, RunState.RUNNING)


class Department(models.Model):
    """A part of an organisation that reports for itself: some of its sites under one name."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(_("name"), max_length=80)
    sites = models.ManyToManyField(Site, verbose_name=_("sites"), related_name="departments")

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="department_name_is_used_once_in_an_organisation",
                violation_error_message=_("You already have a department with this name."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class CalculationRunQuerySet(models.QuerySet["CalculationRun"]):
    def working(self) -> Self:
        return self.filter(state__in=WORKING)

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class CalculationRun(models.Model):
    """One calculation of the lines of a scope and a period. Never changed once it is done.

    `organisation` is whose work it is; `site`, `department`, `circle` and `area` (the outward part of a postcode, or a
    town) say more of the scope where it has one. `inputs` are the rates of money that the preparer stated, with their
    sources. `cutoff` is the newest ledger line there was when it began; `input_digest` names what went in: each line's
    facts, the factors and parameters, the code. `figures` are `marketplace.impact.figures.ReportFigures` as JSON,
    `lines_digest` names its lines in their order.

    `restates` is the run of a frozen report that this one is measured against, `bridge` what came of it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calculation_runs")
    scope = models.CharField(max_length=12, choices=ReportScope.choices)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.CharField(max_length=80, blank=True)
    view = models.CharField(max_length=8, choices=ReportView.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    factor_set = models.ForeignKey(FactorSet, on_delete=models.PROTECT, related_name="+")
    parameter_set = models.ForeignKey(ParameterSet, on_delete=models.PROTECT, related_name="+")
    method_version = models.CharField(max_length=40)
    code_version = models.CharField(max_length=64)
    inputs = models.JSONField(default=dict, blank=True)
    restates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="restatements")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    done_lines = models.PositiveIntegerField(default=0)
    all_lines = models.PositiveIntegerField(default=0)
    failure_code = models.CharField(max_length=40, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    cutoff = models.BigIntegerField(default=0)
    input_digest = models.CharField(max_length=64, blank=True)
    lines_digest = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    bridge = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CalculationRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("calculation run")
        verbose_name_plural = _("calculation runs")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="run_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(scope="site", site__isnull=False) | (~Q(scope="site") & Q(site=None)),
                name="run_of_a_site_names_it",
                violation_error_message=_("Choose the site."),
            ),
            models.CheckConstraint(
                condition=Q(scope="department", department__isnull=False)
                | (~Q(scope="department") & Q(department=None)),
                name="run_of_a_department_names_it",
                violation_error_message=_("Choose the department."),
            ),
            models.CheckConstraint(
                condition=Q(scope="circle", circle__isnull=False) | (~Q(scope="circle") & Q(circle=None)),
                name="run_of_a_circle_names_it",
                violation_error_message=_("Choose the circle."),
            ),
            models.CheckConstraint(
                condition=(Q(scope="area") & ~Q(area="")) | (~Q(scope="area") & Q(area="")),
                name="run_of_an_area_names_it",
                violation_error_message=_("Name the area."),
            ),
            models.CheckConstraint(
                condition=Q(state="done", ended_at__isnull=False) & ~Q(input_digest="") & ~Q(lines_digest="")
                | ~Q(state="done"),
                name="run_that_is_done_names_what_went_in_and_out",
                violation_error_message=_("A finished calculation names what went in and what came out."),
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""),
                name="run_that_failed_says_why",
                violation_error_message=_("A calculation that failed says why."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.period.code}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def is_done(self) -> bool:
        return self.state == RunState.DONE

    @property
    def parameters_version(self) -> str:
        """Of the set of parameters, which whoever lists runs reads with them."""
        return self.parameter_set.version

    @property
    def percent(self) -> int:
        if self.state == RunState.DONE:
            return 100
        return min(99, 100 * self.done_lines // self.all_lines) if self.all_lines else 0

    def is_stuck(self, now: datetime) -> bool:
        """Whether a worker should have been heard of by now."""
        return self.is_working and now - (self.touched_at or self.asked_at) > STUCK_AFTER


class RunLineQuerySet(models.QuerySet["RunLine"]):
    def in_order(self) -> Self:
        """As they were worked out."""
        return self.order_by("diversion_id")

    def for_pages(self) -> Self:
        """With what a list, a sheet or an evidence index prints."""
        return self.select_related(
            "category", "donor", "receiver", "donor_site", "receiver_site",
            "diversion__receipt__collection__claim__listing",
        )  # fmt: skip


def _emissions() -> models.DecimalField[Decimal, Decimal]:
    """kgCO2e to six places, the line's final rounding."""
    return models.DecimalField(max_digits=16, decimal_places=6, default=0)


class RunLine(models.Model):
    """What one line of the ledger came to in one run. Never changed; gone with a run that no report stands on.

    Masses in kg with the sign of the line. Emissions in kgCO2e: A to U and N as the method names them, C and D alike
    in every case. `effects` are what each factor did to which term: [[term, factor id, low, central, high], ...], whose
    sums are the columns. A line that is not quantified has zeros there and its mass in `unquantified_kg`: it stands
    in no emission figure. `facts_sha256` names what the ledger said of it, `sha256` this row.

    `is_adjustment`: it belongs to an earlier period that was locked already, and stands in this one instead.
    """

    run = models.ForeignKey(CalculationRun, on_delete=models.CASCADE, related_name="lines")
    diversion = models.ForeignKey(Diversion, on_delete=models.PROTECT, related_name="run_lines")
    row = models.CharField(max_length=60)
    category = models.ForeignKey("listings.Category", on_delete=models.PROTECT, related_name="+")
    donor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    donor_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    receiver_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    mass_kg = models.DecimalField(max_digits=12, decimal_places=3)
    basis = models.CharField(max_length=20)
    method = models.CharField(max_length=1)
    factor_ids = models.TextField(blank=True)
    is_adjustment = models.BooleanField(default=False)
    is_quantified = models.BooleanField()
    unquantified_kg = models.DecimalField(max_digits=12, decimal_places=3)
    new_production = _emissions()
    a_low = _emissions()
    a_central = _emissions()
    a_high = _emissions()
    b_low = _emissions()
    b_central = _emissions()
    b_high = _emissions()
    c = _emissions()
    d = _emissions()
    u_low = _emissions()
    u_central = _emissions()
    u_high = _emissions()
    n_low = _emissions()
    n_central = _emissions()
    n_high = _emissions()
    effects = models.JSONField(default=list)
    facts_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    objects = RunLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a run")
        verbose_name_plural = _("lines of runs")
        constraints = (
            models.UniqueConstraint(
                fields=["run", "diversion"],
                name="line_stands_in_a_run_once",
                violation_error_message=_("This line stands in the run already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.row} {self.mass_kg} kg"
