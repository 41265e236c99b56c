"""Importing a list: the file, what its columns mean, the dry run, the import and its result."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from listings.access import own_import
from listings.actions.importing import ImportIsElsewhere, answer, begin, begin_again, publish_drafts, upload
from listings.forms.imports import DecisionForm, MappingForm, UploadForm
from listings.importing.sheets import SheetRefused
from listings.models import ImportJob
from listings.models.imports import ImportState, RowOutcome
from listings.queries.imports import (
    Look,
    SheetGone,
    answers_of,
    corrections,
    drafts_of,
    look_at,
    outcome_counts,
    own_imports,
    rows_of,
)
from listings.queries.listings import sites_for_choice
from listings.tasks import check_import, run_import
from listings.views.paging import page_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error
from marketplace.web.spreadsheets import csv_lines

_OPEN: Final = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def import_new(request: ActingRequest) -> HttpResponse:
    """The form for a file, and the organisation's imports so far."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = upload(
                organisation=request.organisation,
                data=file.read(),
                filename=file.name,
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            return redirect("listings:import-map", pk=job.pk)
    page, pager = page_of(request, own_imports(request.organisation))
    context = {
        "form": form,
        "jobs": page,
        "pager": pager,
        "has_site": sites_for_choice(request.organisation).exists(),
        "steps": _steps(None),
    }
    return render(request, "listings/import_new.html", context, status=422 if form.errors else 200)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def import_map(request: ActingRequest, pk: int) -> HttpResponse:
    """What the columns mean: our guesses with their reasons, and the few questions that the list leaves open."""
    job = own_import(request.organisation, pk)
    if job.state not in _OPEN and not job.is_stuck(timezone.now()):
        messages.info(request, _("This list is past the questions. Upload it again to answer them anew."))
        return redirect("listings:import", pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    try:
        look = look_at(job, asked.get("worksheet", ""))
    except (SheetRefused, SheetGone) as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("listings:import-new" if not asked.get("worksheet") else request.path)
    data = request.POST if request.method == "POST" else None
    form = MappingForm(data, look=look, organisation=request.organisation, answered=answers_of(job))
    if form.is_valid():
        try:
            attempt = answer(
                job=job, answers=form.answers(), worksheet=look.sheet.name, by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            check_import.enqueue(job.pk, attempt)
            return redirect("listings:import", pk=pk)
    return render(request, "listings/import_map.html", _mapping(job, look, form), status=422 if form.errors else 200)


def _mapping(job: ImportJob, look: Look, form: MappingForm) -> dict[str, Any]:  # Any: what templates print
    several = len(look.sheet.names) > 1
    return {
        "job": job,
        "look": look,
        "form": form,
        "worksheets": look.sheet.names if several else (),
        "header_row": None if look.layout.header_row is None else look.layout.header_row + 1,
        "steps": _steps(job),
    }


@acting_for(Role.LISTER)
@require_GET
def import_job(request: ActingRequest, pk: int) -> HttpResponse:
    """Where an import is: its progress, its dry run, its result, or why it failed."""
    job = own_import(request.organisation, pk)
    if request.headers.get("HX-Request") == "true":
        response = _part(request, job)
    elif job.state == ImportState.UPLOADED:
        response = redirect("listings:import-map", pk=pk)
    else:
        response = _page(request, job)
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, no_store=True)
    return response


@acting_for(Role.LISTER)
@require_POST
def import_run(request: ActingRequest, pk: int) -> HttpResponse:
    """Import what was checked; start again what failed or got stuck; publish what was imported as drafts."""
    job = own_import(request.organisation, pk)
    then = request.POST.get("then", "")
    if then not in {"again", "publish"}:
        return _begin(request, job)
    go = begin_again if then == "again" else publish_drafts
    try:
        attempt = go(job=job, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        _put_to_work(request, job, attempt)
    return redirect("listings:import", pk=pk)


def _begin(request: ActingRequest, job: ImportJob) -> HttpResponse:
    form = _decision(job, request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            attempt = begin(
                job=job,
                leave_out=told.get("leave_out", False),
                publishes=told.get("publish") == "yes",
                by=request.user,
                now=timezone.now(),
            )
        except ImportIsElsewhere as refusal:
            messages.error(request, refusal.said_with(_))
            return redirect("listings:import", pk=job.pk)
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            _put_to_work(request, job, attempt)
            return redirect("listings:import", pk=job.pk)
    return _page(request, job, form)


def _put_to_work(request: ActingRequest, job: ImportJob, attempt: int) -> None:
    if job.state == ImportState.CHECKING:
        check_import.enqueue(job.pk, attempt)
    else:
        run_import.enqueue(job.pk, attempt, request.user.pk)


@acting_for(Role.LISTER)
@require_GET
def import_corrections(request: ActingRequest, pk: int) -> HttpResponse:
    """The rows that need a correction with what is wrong, as a sheet to mend and import again."""
    job = own_import(request.organisation, pk)
    try:
        headers, rows = corrections(job)
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
        return redirect("listings:import", pk=pk)
    response = HttpResponse("".join(csv_lines(headers, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="corrections-{job.pk}.csv"'
    return response


def _part(request: ActingRequest, job: ImportJob) -> HttpResponse:
    """For the page that waits: the progress, or word that there is more to see."""
    if not job.is_working:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "listings/parts/import_progress.html", _progress(job))


def _progress(job: ImportJob) -> dict[str, Any]:  # Any: what templates print
    checking = job.state == ImportState.CHECKING
    return {
        "job": job,
        "value": job.rows_done if checking and job.rows_total and job.started_at else None,
        "maximum": job.rows_total or 1,
        "stuck": job.is_stuck(timezone.now()),
    }


def _decision(job: ImportJob, data: Any = None) -> DecisionForm:  # Any: what Django's forms take
    counts = outcome_counts(job)
    return DecisionForm(data, errors=counts[RowOutcome.ERROR], new=counts[RowOutcome.CREATE])


def _page(request: ActingRequest, job: ImportJob, form: DecisionForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {**_progress(job), "steps": _steps(job)}  # Any: as above
    if job.state in {ImportState.CHECKED, ImportState.DONE}:
        counts = outcome_counts(job)
        outcome = request.GET.get("rows", "")
        outcome = outcome if outcome in RowOutcome.values else ""
        page, pager = page_of(request, rows_of(job, outcome))
        context |= {
            "counts": counts,
            "ready": counts[RowOutcome.CREATE] + counts[RowOutcome.UPDATE],
            "form": form or _decision(job),
            "rows": page,
            "pager": pager,
            "tabs": _tabs(job, counts, outcome),
            "drafts": drafts_of(job).count() if job.state == ImportState.DONE else 0,
        }
    return render(request, "listings/import.html", context, status=422 if form is not None else 200)


def _tabs(job: ImportJob, counts: dict[str, int], outcome: str) -> list[dict[str, Any]]:  # Any: as above
    """All rows, then those of each outcome there is."""
    of_each = [
        {"label": label, "href": f"?rows={value}", "current": value == outcome, "count": counts[value]}
        for value, label in RowOutcome.choices
        if counts[value]
    ]
    return [{"label": _("All rows"), "href": "?", "current": not outcome, "count": sum(counts.values())}, *of_each]


def _steps(job: ImportJob | None) -> list[dict[str, str]]:
    """The four steps of an import and how far this one is."""
    at = {None: 0, ImportState.UPLOADED: 1, ImportState.CHECKING: 2, ImportState.CHECKED: 2, ImportState.FAILED: 2,
          ImportState.RUNNING: 3, ImportState.DONE: 4}[ImportState(job.state) if job is not None else None]  # fmt: skip
    labels = [_("Your file"), _("Its columns"), _("Every row checked"), _("Listed")]
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at else "next"}
        for place, label in enumerate(labels)
    ]
