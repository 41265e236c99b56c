"""Reviewing a report: the lines behind a figure, one line, and what is asked about it."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.impact.access import comment_of, own_report, run_line_of
from marketplace.impact.actions.reports import reviewing
from marketplace.impact.models import Report, RunLine
from marketplace.impact.queries.report_lines import cells_of, lines_behind, steps_of, talks_about, together
from marketplace.impact.queries.report_states import title_of
from marketplace.impact.report_forms import CommentForm
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.kernel.errors import DomainError
from marketplace.kernel.mass import MassBasis
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error

AT_ONCE: Final = 50
ASKED: Final = ("row", "category", "basis", "site", "month", "method", "factor", "show")
Context = dict[str, Any]  # Any: what templates print


@acting_for()
@require_safe
def report_lines(request: ActingRequest, pk: int) -> HttpResponse:
    """The lines behind one figure of a report; their sum is that figure."""
    report = own_report(request.organisation, pk)
    asked = {name: request.GET.get(name, "")[:80] for name in ASKED}
    lines = lines_behind(report, asked)
    page = Paginator(lines.for_pages().order_by("diversion_id"), AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "what": " · ".join(_word(name, value) for name, value in asked.items() if value) or _("All lines"),
        "cells": cells_of(report, list(page), request.organisation),
        "total": together(lines),
        "next_href": _page_href(request, page.next_page_number()) if page.has_next() else "",
        "first_href": _page_href(request, 1) if page.has_previous() else "",
        "summary": _("%(first)s to %(last)s of %(count)s")
        % {"first": page.start_index(), "last": page.end_index(), "count": page.paginator.count},
        "crumbs": [*_crumbs(report), (_("Lines"), "")],
    }
    return render(request, "impact/prepared_lines.html", context)


def _word(name: str, value: str) -> str:
    words = {
        "unquantified": _("Mass without a figure"),
        "excluded": _("Outside the estimate"),
        "adjustments": _("Adjustments of earlier periods"),
        "questioned": _("Questioned"),
        "kept": _("Kept in use"),
    }
    if name == "row" and value in ROW_BY_CODE:
        return _(ROW_BY_CODE[value].label)
    if name == "basis" and value in set(MassBasis):
        return _(MassBasis(value).label)
    return words.get(value, value)


def _page_href(request: ActingRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


def _crumbs(report: Report) -> list[tuple[str, str]]:
    own = reverse("impact:prepared", args=[report.pk])
    return [(_("Reports"), reverse("impact:reports")), (title_of(report), own)]


@acting_for()
@require_http_methods(["GET", "POST"])
def report_line(request: ActingRequest, pk: int, line: int) -> HttpResponse:
    """One line of a report: its sum, the way to its receipt, and the questions about it. Posting asks one."""
    report = own_report(request.organisation, pk)
    found = run_line_of(report, line)
    may_report = may(request.roles, Role.REPORTER)
    form = CommentForm(request.POST) if request.method == "POST" and may_report else CommentForm()
    if request.method == "POST" and not may_report:
        return HttpResponse(status=403)
    if form.is_bound and form.is_valid():
        try:
            reviewing.question(
                report=report, line=line, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("The question stands with the line until somebody resolves it."))
            return redirect("impact:report-line", pk=pk, line=line)
    context = _line_page(request, report, found) | {"form": form, "may_report": may_report}
    return render(request, "impact/prepared_line.html", context, status=422 if form.errors else 200)


def _line_page(request: ActingRequest, report: Report, line: RunLine) -> Context:
    cell = cells_of(report, [line], request.organisation)[0]
    return {
        "report": report,
        "line": line,
        "cell": cell,
        "steps": steps_of(line),
        "talks": talks_about(report, line.diversion_id),
        "crumbs": [*_crumbs(report), (_("Line %(number)s") % {"number": line.diversion_id}, "")],
    }


@acting_for(Role.REPORTER)
@require_POST
def report_comment(request: ActingRequest, pk: int) -> HttpResponse:
    """Answer a question, or resolve it."""
    comment = comment_of(request.organisation, pk)
    report, line = comment.report, comment.diversion_id
    form = CommentForm(request.POST)
    try:
        if request.POST.get("then") == "resolve":
            reviewing.resolve(comment=comment, by=request.user, now=timezone.now())
            messages.success(request, _("The question is resolved."))
            return redirect("impact:report-line", pk=report.pk, line=line)
        if form.is_valid():
            reviewing.answer(comment=comment, text=form.cleaned_data["text"], by=request.user, now=timezone.now())
            messages.success(request, _("The answer stands under the question."))
            return redirect("impact:report-line", pk=report.pk, line=line)
    except DomainError as refusal:
        add_domain_error(form, refusal)
    found = run_line_of(report, line)
    context = _line_page(request, report, found) | {"form": CommentForm(), "may_report": True}
    context |= {"answer_form": form, "answer_to": comment.pk}
    return render(request, "impact/prepared_line.html", context, status=422)
