"""A report's charts, what an auditor would ask of it, and its files."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.impact.access import own_file, own_report
from marketplace.impact.actions import exporting
from marketplace.impact.forms import FileForm
from marketplace.impact.models import FileState, Report
from marketplace.impact.queries.report_tabs import charts_page, checks_page, files_page, report_tabs
from marketplace.impact.tasks import make_file
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "pack": "application/zip",
}


@acting_for()
@require_safe
def charts(request: ActingRequest, pk: int) -> HttpResponse:
    """Every chart of a report, each with its table."""
    report = own_report(request.organisation, pk)
    context = {**_frame(request, report, "charts"), "pictures": charts_page(report)}
    return render(request, "impact/charts.html", context)


@acting_for()
@require_safe
def checks(request: ActingRequest, pk: int) -> HttpResponse:
    """What an auditor would ask of a report, with the answers, the lines behind them and what to do."""
    report = own_report(request.organisation, pk)
    context = {**_frame(request, report, "checks"), "page": checks_page(report, asked=request.GET.get("all", ""))}
    return render(request, "impact/checks.html", context)


@acting_for(Role.REPORTER)
@require_http_methods(["GET", "POST"])
def files(request: ActingRequest, pk: int) -> HttpResponse:
    """The files of a report: those that are there, and asking for one. While one is being made the part asks again."""
    report = own_report(request.organisation, pk)
    form = FileForm(request.POST) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        try:
            asked = exporting.ask(report=report, kind=form.cleaned_data["kind"], by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            make_file.enqueue(asked.pk, asked.attempt)
            return redirect("impact:files", pk=pk)
    context = {**_frame(request, report, "files"), "page": files_page(report, now=timezone.now()), "form": form}
    part = request.headers.get("HX-Request") == "true" and request.method == "GET"
    template = "impact/parts/files.html" if part else "impact/files.html"
    response = render(request, template, context, status=422 if form.errors else 200)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, no_store=True)
    return response


@acting_for(Role.REPORTER)
@require_safe
def file(request: ActingRequest, pk: int) -> HttpResponse:
    """A file that is ready. One whose time is over: gone."""
    found = own_file(request.organisation, pk)
    if found.state == FileState.REMOVED or (found.expires_at is not None and found.expires_at <= timezone.now()):
        return render(request, "impact/file_gone.html", {"file": found}, status=410)
    if not found.is_ready:
        raise Http404
    try:
        opened = storages["private"].open(found.file)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, as_attachment=True, filename=found.filename, content_type=TYPES[found.kind])
    response["Cache-Control"] = "private, no-store"
    response["X-Content-SHA256"] = found.sha256
    return response  # type: ignore[return-value]  # it streams; what stands around a view takes both alike


@acting_for(Role.REPORTER)
@require_POST
def file_again(request: ActingRequest, pk: int) -> HttpResponse:
    """Have a file that failed or is stuck made again."""
    found = own_file(request.organisation, pk)
    try:
        attempt = exporting.ask_again(file=found, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        make_file.enqueue(found.pk, attempt)
    return redirect("impact:files", pk=found.report_id)


def _frame(request: ActingRequest, report: Report, current: str) -> dict[str, Any]:  # Any: what templates print
    return {"report": report, "tabs": report_tabs(report, request.roles, current=current)}
