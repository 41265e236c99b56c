"""Reports: prepared by one person, questioned and signed by another, then sealed."""

from datetime import date, datetime
from typing import Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.impact.models.ledger import Diversion
from marketplace.impact.models.runs import CalculationRun, ReportScope
from marketplace.organisations.models import Organisation, User


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    LOCKED = "locked", _("Locked")
    FROZEN = "frozen", _("Frozen")


#: From here on the period takes nothing in any more: what is found later stands in the next one.
CLOSED: Final = (ReportState.LOCKED, ReportState.FROZEN)


class ReportQuerySet(models.QuerySet["Report"]):
    def owned_by(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def closed(self) -> Self:
        return self.filter(state__in=CLOSED)

    def frozen(self) -> Self:
        return self.filter(state=ReportState.FROZEN)

    def covering(self, day: date) -> Self:
        return self.filter(run__starts_on__lte=day, run__ends_on__gte=day)

    def of_whole_organisation(self) -> Self:
        return self.filter(run__scope=ReportScope.ORGANISATION)

    def for_list(self) -> Self:
        """Newest period first, with what a list of reports prints."""
        return self.select_related(
            "run__site", "run__department", "run__circle", "run__factor_set", "organisation", "preparer", "reviewer",
        ).order_by("-run__ends_on", "-pk")  # fmt: skip

    def step(self, *, seen: str, to: str, **fields: object) -> bool:
        """Compare and swap the state; True if this call moved it."""
        return self.filter(state=seen).update(state=to, **fields) == 1


class Report(models.Model):
    """A report of an organisation. Scope, period and side are those of its run.

    `frozen` is canonical JSON with the figures and what they rest on; `digest` is its SHA-256, and the bytes hold
    `previous_digest`, that of the organisation's report that was frozen before: none can be changed or taken out
    unseen. A frozen report is never changed; `restates` says which one a later report puts right.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    run = models.OneToOneField(CalculationRun, on_delete=models.PROTECT, related_name="report")
    state = models.CharField(max_length=9, choices=ReportState.choices, default=ReportState.DRAFT)
    restates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="restatements")
    restatement_reason = models.CharField(max_length=500, blank=True)
    preparer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen = models.BinaryField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True)
    previous_digest = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = (
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("preparer")),
                name="report_is_reviewed_by_somebody_else",
                violation_error_message=_("Who prepared a report does not review it."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review"], locked_at=None)
                | Q(state__in=["locked", "frozen"], locked_at__isnull=False, reviewer__isnull=False),
                name="report_is_locked_by_its_reviewer",
                violation_error_message=_("A report is locked by its reviewer."),
            ),
            models.CheckConstraint(
                condition=(Q(state="frozen", frozen__isnull=False, frozen_at__isnull=False) & ~Q(digest=""))
                | (~Q(state="frozen") & Q(frozen=None, frozen_at=None, digest="", previous_digest="")),
                name="report_has_a_digest_only_if_frozen",
                violation_error_message=_("Only a frozen report has a digest."),
            ),
            models.UniqueConstraint(
                fields=["organisation", "previous_digest"],
                condition=Q(state="frozen"),
                name="report_is_followed_by_one_report",
                violation_error_message=_("Another report was frozen in the same moment."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.run}"

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    @property
    def is_frozen(self) -> bool:
        return self.state == ReportState.FROZEN


class PublishedLinkQuerySet(models.QuerySet["PublishedLink"]):
    def newest_first(self) -> Self:
        return self.select_related("made_by").order_by("-made_at", "-pk")


class PublishedLink(models.Model):
    """An address under which anybody reads a frozen report until a day, or until somebody takes it back.

    The address is signed (`marketplace.impact.models.published_links`) and is never stored.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("published link")
        verbose_name_plural = _("published links")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="published_link_expires_after_it_is_made",
                violation_error_message=_("The last day is before today."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} until {self.expires_at:%Y-%m-%d}"

    def is_open(self, now: datetime) -> bool:
        return self.withdrawn_at is None and now < self.expires_at


class ReviewCommentQuerySet(models.QuerySet["ReviewComment"]):
    def questions(self) -> Self:
        return self.filter(question=None)

    def open(self) -> Self:
        """Questions that nobody has resolved."""
        return self.questions().filter(resolved_at=None)

    def in_order(self) -> Self:
        return self.select_related("by", "resolved_by", "diversion").order_by("at", "pk")


class ReviewComment(models.Model):
    """A question about a line of a report, or an answer to one (`question`). Only questions are resolved.

    It stays with the ledger's line, so that it is still there after the report was worked out anew.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    diversion = models.ForeignKey(Diversion, on_delete=models.PROTECT, related_name="review_comments")
    question = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.CharField(_("text"), max_length=1000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("review comment")
        verbose_name_plural = _("review comments")
        constraints = (
            models.CheckConstraint(
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(question=None, resolved_by__isnull=False, resolved_at__isnull=False),
                name="comment_is_resolved_only_if_a_question",
                violation_error_message=_("Only a question is resolved, by somebody and at some time."),
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
