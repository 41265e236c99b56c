"""The report of a period: its page, its sheet, and bringing it up to date."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.forms import ReportForm, address_of
from marketplace.impact.queries.export import HEADERS, sheet_rows
from marketplace.impact.queries.ledger import VIEWS, Scope, count_of, lines_in
from marketplace.impact.queries.receipts import uncounted_of
from marketplace.impact.queries.report import report_page
from marketplace.kernel.periods import following, format_period, previous
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.spreadsheets import csv_lines

#: More lines than this are worked out in the background only, as a prepared report.
AT_ONCE: Final = 5000


@acting_for()
@require_safe
def report(request: ActingRequest) -> HttpResponse:
    """The figures of a period, each with the way to its lines."""
    form = _form(request)
    context: dict[str, Any] = {  # Any: what a template takes
        "form": form,
        "uncounted": uncounted_of(request.organisation),
        "may_report": may(request.roles, Role.REPORTER),
    }
    if not form.is_valid():
        return render(request, "impact/report.html", context, status=422)
    scope = form.scope
    count = count_of(scope)
    lines = lines_in(scope) if count <= AT_ONCE else []
    later = following(scope.period)
    context |= {
        "scope": scope,
        "address": address_of(scope),
        "period_words": format_period(scope.period),
        "tabs": _tabs(scope),
        "earlier": address_of(replace(scope, period=previous(scope.period))),
        "later": address_of(replace(scope, period=later)) if later.starts_on <= form.today else "",
        "is_running": form.today in scope.period,
        "page": report_page(lines) if lines else None,
        "too_many": count if count > AT_ONCE else 0,
    }
    return render(request, "impact/report.html", context)


def _form(request: ActingRequest) -> ReportForm:
    return ReportForm(request.GET, organisation=request.organisation, today=timezone.localdate())


def _tabs(scope: Scope) -> list[dict[str, object]]:
    words = {"given": _("What we gave"), "received": _("What we received")}
    page = reverse("impact:report")
    return [
        {
            "label": words[view],
            "href": f"{page}?{address_of(replace(scope, view=view))}",
            "current": view == scope.view,
        }
        for view in VIEWS
    ]


@acting_for(Role.REPORTER)
@require_safe
def report_csv(request: ActingRequest) -> HttpResponse:
    """The lines of a report as a sheet, with exact figures."""
    form = _form(request)
    if not form.is_valid():
        context = {"form": form, "uncounted": 0, "may_report": True}
        return render(request, "impact/report.html", context, status=422)
    scope = form.scope
    name = f"goodsyard-{request.organisation.slug}-{scope.period.code.replace('..', '-to-')}-{scope.view}.csv"
    response = HttpResponse("".join(csv_lines(HEADERS, sheet_rows(lines_in(scope)))), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@acting_for(Role.REPORTER)
@require_POST
def report_count(request: ActingRequest) -> HttpResponse:
    """Count at once what the clock would count in a moment."""
    counted = count_receipts(now=timezone.now())
    left = uncounted_of(request.organisation)
    if left:
        messages.error(
            request,
            ngettext(
                "%(left)s receipt could not be counted. The operator is told by the log.",
                "%(left)s receipts could not be counted. The operator is told by the log.",
                left,
            )
            % {"left": left},
        )
    elif counted:
        messages.success(request, _("The report is up to date."))
    else:
        messages.info(request, _("It was up to date already."))
    return redirect("impact:report")
