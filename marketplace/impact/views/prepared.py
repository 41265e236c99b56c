"""Prepared reports: the list, a new one, its page, what is done with it, and the page for anybody with its address."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.views.paging import page_of
from marketplace.impact.access import own_link, own_report, published_link
from marketplace.impact.actions.calculating import restart
from marketplace.impact.actions.reports import freezing, preparing, reviewing
from marketplace.impact.models import Report
from marketplace.impact.models.published_links import PublishedLinkBroken, published_token, read_published_token
from marketplace.impact.queries.frozen import figures_in
from marketplace.impact.queries.integrity import AT_ONCE, faults_of
from marketplace.impact.queries.prepared import prepared_page
from marketplace.impact.queries.report_lines import talks_about
from marketplace.impact.queries.report_states import deeds_of, report_row, reports_of, steps_of, title_of
from marketplace.impact.queries.report_tabs import report_tabs
from marketplace.impact.report_forms import PrepareForm, PublishForm, RestateForm
from marketplace.impact.tasks import work_out
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error

Context = dict[str, Any]  # Any: what templates print
SAID: Final = {
    "submit": gettext_lazy("It is in review."),
    "send_back": gettext_lazy("It is a draft again."),
    "lock": gettext_lazy("The period is locked."),
    "reopen": gettext_lazy("It is a draft again."),
    "freeze": gettext_lazy("The report is frozen."),
}


@acting_for()
@require_safe
def reports(request: ActingRequest) -> HttpResponse:
    """The organisation's reports."""
    page, pager = page_of(request, reports_of(request.organisation))
    context = {
        "rows": [report_row(one) for one in page],
        "pager": pager,
        "may_report": may(request.roles, Role.REPORTER),
    }
    return render(request, "impact/prepared_list.html", context)


@acting_for(Role.REPORTER)
@require_http_methods(["GET", "POST"])
def report_new(request: ActingRequest) -> HttpResponse:
    """Choose what a report is about; it is worked out in the background."""
    form = PrepareForm(
        request.POST if request.method == "POST" else None,
        organisation=request.organisation,
        today=timezone.localdate(),
        is_operator=request.user.is_staff,
    )
    if form.is_bound and form.is_valid():
        try:
            report = preparing.prepare(
                organisation=request.organisation, subject=form.subject, by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            work_out.enqueue(report.run_id)
            return redirect("impact:prepared", pk=report.pk)
    crumbs = [(_("Reports"), reverse("impact:reports")), (_("New report"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "impact/prepared_new.html", context, status=422 if form.errors else 200)


@acting_for()
@require_safe
def prepared(request: ActingRequest, pk: int) -> HttpResponse:
    """A report: where it is on its way, its figures, its questions. While it is worked out the part asks again."""
    report = own_report(request.organisation, pk)
    part = request.headers.get("HX-Request") == "true"
    if part and report.run.is_done:
        return HttpResponse(headers={"HX-Refresh": "true"})
    template = "impact/parts/prepared_progress.html" if part else "impact/prepared.html"
    response = render(request, template, _page(request, report))
    patch_vary_headers(response, ["HX-Request"])
    patch_cache_control(response, no_store=True)
    return response


def _page(request: ActingRequest, report: Report) -> Context:
    now = timezone.now()
    context: Context = {
        "report": report,
        "title": title_of(report),
        "steps": steps_of(report),
        "deeds": deeds_of(report, user=request.user, roles=request.roles, now=now),
        "is_stuck": report.run.is_stuck(now),
        "may_report": may(request.roles, Role.REPORTER),
        "tabs": report_tabs(report, request.roles, current="prepared"),
        "crumbs": [(_("Reports"), reverse("impact:reports")), (title_of(report), "")],
    }
    if report.run.is_done:
        whole = report.run.all_lines <= AT_ONCE
        context |= {
            "faults": faults_of(report, with_lines=whole),
            "is_checked_whole": whole,
            "talks": talks_about(report),
            "restatements": list(report.restatements.order_by("pk")),
            "links": [(one, one.is_open(now)) for one in report.links.newest_first()],
            "publish_form": PublishForm(),
        }
        context["page"] = (
            None if _is_unreadable(context["faults"]) else prepared_page(figures_in(report), report.run.bridge)
        )
    return context


def _is_unreadable(faults: list[Any]) -> bool:  # Any: `integrity.Fault`
    return any(fault.what == "report" for fault in faults)


@acting_for(Role.REPORTER)
@require_POST
def report_step(request: ActingRequest, pk: int) -> HttpResponse:
    """One step of a report on its way, by the name of its button."""
    report = own_report(request.organisation, pk)
    then = request.POST.get("then", "")
    steps: dict[str, Callable[[ActingRequest, Report], HttpResponse | None]] = {
        "submit": _submit,
        "send_back": _send_back,
        "lock": _lock,
        "reopen": _reopen,
        "freeze": _freeze,
        "again": _again,
        "retry": _retry,
        "discard": _discard,
    }
    if then not in steps:
        messages.error(request, _("There is no such step."))
        return redirect("impact:prepared", pk=pk)
    try:
        answer = steps[then](request, report)
    except DomainError as refusal:
        context = {**_page(request, own_report(request.organisation, pk)), "refusal": refusal.said_with(_)}
        return render(request, "impact/prepared.html", context, status=422)
    if then in SAID:
        messages.success(request, SAID[then])
    return answer or redirect("impact:prepared", pk=pk)


def _submit(request: ActingRequest, report: Report) -> None:
    reviewing.submit(report=report, by=request.user, now=timezone.now())


def _send_back(request: ActingRequest, report: Report) -> None:
    reviewing.send_back(report=report, by=request.user, now=timezone.now())


def _lock(request: ActingRequest, report: Report) -> None:
    reviewing.lock(report=report, by=request.user, now=timezone.now())


def _reopen(request: ActingRequest, report: Report) -> None:
    reviewing.reopen(report=report, by=request.user, now=timezone.now())


def _freeze(request: ActingRequest, report: Report) -> None:
    freezing.freeze(report=report, by=request.user, now=timezone.now())


def _again(request: ActingRequest, report: Report) -> None:
    run = preparing.prepare_again(report=report, by=request.user, now=timezone.now())
    work_out.enqueue(run.pk)


def _retry(request: ActingRequest, report: Report) -> None:
    restart(run=report.run, by=request.user, now=timezone.now())
    work_out.enqueue(report.run_id)


def _discard(request: ActingRequest, report: Report) -> HttpResponse:
    preparing.discard(report=report, by=request.user, now=timezone.now())
    messages.success(request, _("The draft is gone."))
    return redirect("impact:reports")


@acting_for(Role.REPORTER)
@require_http_methods(["GET", "POST"])
def report_restate(request: ActingRequest, pk: int) -> HttpResponse:
    """Put a frozen report right by one that is measured against it."""
    report = own_report(request.organisation, pk)
    run = report.run
    first = {"factor_set": run.factor_set_id, "parameter_set": run.parameter_set_id}
    form = RestateForm(request.POST) if request.method == "POST" else RestateForm(initial=first)
    if form.is_bound and form.is_valid():
        try:
            made = preparing.restate(report=report, **form.cleaned_data, by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            work_out.enqueue(made.run_id)
            return redirect("impact:prepared", pk=made.pk)
    crumbs = [(title_of(report), reverse("impact:prepared", args=[pk])), (_("Restate"), "")]
    context = {"form": form, "report": report, "title": title_of(report), "crumbs": crumbs}
    return render(request, "impact/prepared_restate.html", context, status=422 if form.errors else 200)


@acting_for(Role.REPORTER)
@require_POST
def report_publish(request: ActingRequest, pk: int) -> HttpResponse:
    """Make an address under which anybody may read the report."""
    report = own_report(request.organisation, pk)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            link = freezing.publish(report=report, days=form.cleaned_data["days"], by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            url = request.build_absolute_uri(reverse("impact:published", args=[published_token(link.pk)]))
            return render(request, "impact/prepared_link.html", {"report": report, "link": link, "url": url})
    context = {**_page(request, report), "publish_form": form, "refusal": _("The report was not published.")}
    return render(request, "impact/prepared.html", context, status=422)


@acting_for(Role.REPORTER)
@require_POST
def link_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    """Take an address back."""
    link = own_link(request.organisation, pk)
    freezing.withdraw(link=link, by=request.user, now=timezone.now())
    messages.success(request, _("Nobody can read the report under that address any more."))
    return redirect("impact:prepared", pk=link.report_id)


@login_not_required
@require_safe
def published(request: HttpRequest, token: str) -> HttpResponse:
    """A frozen report for anybody who has its address, until its day. Figures only: no lines, no names of others."""
    try:
        link = published_link(read_published_token(token))
    except PublishedLinkBroken as refusal:
        return render(request, "impact/published_gone.html", {"why": refusal.said_with(_)}, status=404)
    if not link.is_open(timezone.now()):
        why = _("This address was good for a time that is over. Ask the organisation for a new one.")
        return render(request, "impact/published_gone.html", {"why": why}, status=410)
    report = link.report
    faults = faults_of(report, with_lines=False)
    context = {
        "report": report,
        "link": link,
        "title": title_of(report),
        "faults": faults,
        "page": None if _is_unreadable(faults) else prepared_page(figures_in(report), report.run.bridge),
    }
    response = render(request, "impact/published.html", context)
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response
