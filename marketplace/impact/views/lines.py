"""From a figure to its lines, from a line to its receipt, and how figures are made."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from marketplace.impact.access import line_visible_to
from marketplace.impact.forms import LinesForm, address_of
from marketplace.impact.queries.ledger import lines_in
from marketplace.impact.queries.line import line_page
from marketplace.impact.queries.lines import drill_words, line_cells, sum_of
from marketplace.impact.queries.method import method_page
from marketplace.kernel.periods import format_period
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role

AT_ONCE = 50


@acting_for()
@require_safe
def lines(request: ActingRequest) -> HttpResponse:
    """The lines behind one figure of a report; their sum is that figure."""
    form = LinesForm(request.GET, organisation=request.organisation, today=timezone.localdate())
    if not form.is_valid():
        return render(request, "impact/lines.html", {"form": form}, status=422)
    scope, drill = form.scope, form.drill
    taken = [line for line in lines_in(scope) if drill.takes(line)]
    page = Paginator(taken, AT_ONCE).get_page(request.GET.get("page"))
    total = sum_of(taken, drill)
    report_url = f"{reverse('impact:report')}?{address_of(scope)}"
    context: dict[str, Any] = {  # Any: what a template takes
        "form": form,
        "scope": scope,
        "what": drill_words(drill, total.factor_name),
        "period_words": format_period(scope.period),
        "cells": [line_cells(line, scope, drill) for line in page],
        "total": total,
        "factor": drill.factor,
        "summary": _("%(first)s to %(last)s of %(count)s")
        % {"first": page.start_index(), "last": page.end_index(), "count": len(taken)},
        "first_href": _page_href(request, 1) if page.has_previous() else "",
        "next_href": _page_href(request, page.next_page_number()) if page.has_next() else "",
        "report_url": report_url,
        "crumbs": [(_("Report"), report_url), (_("Lines"), "")],
    }
    return render(request, "impact/lines.html", context)


def _page_href(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@acting_for()
@require_safe
def line(request: ActingRequest, pk: int) -> HttpResponse:
    """One line: what happened, who confirmed it, and the sum."""
    page = line_page(line_visible_to(request.organisation, pk))
    crumbs = [(_("Report"), reverse("impact:report")), (_("Line %(number)s") % {"number": pk}, "")]
    context = {"page": page, "row": page.row, "crumbs": crumbs, "may_report": may(request.roles, Role.REPORTER)}
    return render(request, "impact/line.html", context)


@acting_for()
@require_safe
def method(request: ActingRequest) -> HttpResponse:
    """How figures are made: assumptions, and every factor with where it comes from."""
    page = method_page(asked=request.GET.get("set", ""))
    crumbs = [(_("Report"), reverse("impact:report")), (_("Method"), "")]
    return render(request, "impact/method.html", {"page": page, "crumbs": crumbs})
