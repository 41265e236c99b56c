"""Who may see what of the ledger: the donor and the receiver of a line, and nobody else."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404

from marketplace.impact.models import (
    Diversion,
    FactorSet,
    MassStatement,
    ParameterSet,
    PublishedLink,
    ReferenceSet,
    Report,
    ReportFile,
    ReviewComment,
    RunLine,
)
from marketplace.organisations.access import ActingRequest, may
from marketplace.organisations.models import Organisation, Role


def line_visible_to(organisation: Organisation, pk: int) -> Diversion:
    """A line that the organisation gave or received, with what its page prints; 404 for everybody else's."""
    return get_object_or_404(Diversion.objects.visible_to(organisation).for_report(), pk=pk)


def own_report(organisation: Organisation, pk: int) -> Report:
    """A report of the organisation, with its calculation; 404 for everybody else's."""
    reports = Report.objects.owned_by(organisation).select_related(
        "run__factor_set", "run__parameter_set", "organisation", "preparer", "reviewer", "frozen_by"
    )
    return get_object_or_404(reports, pk=pk)


def own_file(organisation: Organisation, pk: int) -> ReportFile:
    """A file of one of the organisation's reports; 404 for everybody else's, and for those of discarded drafts."""
    return get_object_or_404(ReportFile.objects.owned_by(organisation).select_related("report__run"), pk=pk)


def comment_of(organisation: Organisation, pk: int) -> ReviewComment:
    """A question about one of the organisation's reports; 404 for everybody else's."""
    comments = ReviewComment.objects.questions().select_related("report__run", "diversion")
    return get_object_or_404(comments, pk=pk, report__organisation=organisation)


def run_line_of(report: Report, line: int) -> RunLine:
    """A line of the report by the number that the ledger gave it; 404 where it is not in it."""
    known = Diversion.objects.filter(pk=line)
    return get_object_or_404(RunLine.objects.for_pages(), run=report.run, diversion__in=known)


def own_link(organisation: Organisation, pk: int) -> PublishedLink:
    """A link to one of the organisation's reports; 404 for everybody else's."""
    return get_object_or_404(PublishedLink.objects.select_related("report"), pk=pk, report__organisation=organisation)


def published_link(pk: int) -> PublishedLink:
    """The link that an address was signed for."""
    links = PublishedLink.objects.select_related("report__run", "report__organisation")
    return get_object_or_404(links, pk=pk)


def mass_statement_of(organisation: Organisation, pk: int) -> MassStatement:
    """A statement of a mass with a file, for the giver and the receiver of the goods; 404 for everybody else."""
    sides = Q(receipt__collection__claim__organisation=organisation) | Q(
        receipt__collection__claim__listing__organisation=organisation
    )
    return get_object_or_404(MassStatement.objects.filter(sides).exclude(file=""), pk=pk)


def factor_set_of(pk: int) -> FactorSet:
    """A set of factors, for the operator."""
    return get_object_or_404(FactorSet.objects.select_related("loaded_by"), pk=pk)


def parameter_set_of(pk: int) -> ParameterSet:
    """A set of parameters, for the operator."""
    return get_object_or_404(ParameterSet.objects.select_related("based_on", "made_by", "decided_by"), pk=pk)


def reference_set_for(organisation: Organisation, pk: int) -> ReferenceSet:
    """A list of the platform or one of the organisation's own; 404 for everybody else's."""
    return get_object_or_404(ReferenceSet.objects.of(organisation), pk=pk)


def switchable_set(request: ActingRequest, pk: int) -> ReferenceSet:
    """A list that this person may switch: their organisation's own where they report, the platform's for the operator.

    :raises PermissionDenied: theirs to see, and not to switch
    """
    chosen = reference_set_for(request.organisation, pk)
    own = chosen.organisation_id is not None and may(request.roles, Role.REPORTER)
    if not (own or (chosen.organisation_id is None and request.user.is_staff)):
        raise PermissionDenied
    return chosen
