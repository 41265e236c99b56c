"""Alerts: the list, how one wants to be told, and the links in mails that work without a sign-in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import notice_with, own_alert, stopped_by
from listings.actions.answering import answer_interested, answer_not_for_us
from listings.actions.preferring import prefer, tell_as_often
from listings.forms.alerts import AnswerForm, HabitsForm, initial_of_habits
from listings.models import Alert, NoReason
from listings.models.tokens import LinkBroken, LinkExpired
from listings.queries.alerts import alerts_of, because_of, habits_of, left_of, saved_searches_of
from listings.telling import HowOften
from listings.views.paging import page_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role, User
from marketplace.web.distances import told_distance
from marketplace.web.forms import add_domain_error


@acting_for()
@require_safe
def alerts(request: ActingRequest) -> HttpResponse:
    """What the organisation was told of, with answers to give; and the visitor's saved searches."""
    page, pager = page_of(request, alerts_of(request.organisation, timezone.localdate()))
    rows = [
        {
            "alert": row,
            "because": because_of(row),
            "left": left_of(row.listing),
            "distance": told_distance(row.distance_km) if row.distance_km else "",
            "is_open": row.listing.is_open,
        }
        for row in page
    ]
    context = {
        "rows": rows,
        "pager": pager,
        "searches": saved_searches_of(request.user, request.organisation),
        "habits": habits_of(request.user, request.organisation),
        "may_answer": may(request.roles, Role.REQUESTER),
        "reasons": NoReason.choices,
    }
    return render(request, "listings/alerts.html", context)


@acting_for(Role.REQUESTER)
@require_POST
def alert_reply(request: ActingRequest, pk: int) -> HttpResponse:
    """An answer from the list of alerts."""
    alert = own_alert(request.organisation, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            _answer(alert, form.cleaned_data, request.user)
        except DomainError as refusal:
            messages.error(request, refusal.said_with(_))
        else:
            messages.success(request, _said(alert, form.cleaned_data["answer"]))
    else:
        messages.error(request, _("Choose one of the answers."))
    return redirect("listings:alerts")


def _answer(alert: Alert, said: dict[str, Any], by: User) -> None:  # Any: cleaned values
    """:raises DomainError: it is gone, or the reason is missing"""
    if said["answer"] == "interested":
        answer_interested(alert=alert, by=by, now=timezone.now())
    else:
        answer_not_for_us(alert=alert, reason=said["reason"], by=by, now=timezone.now())


def _said(alert: Alert, answer: str) -> str:
    if answer == "interested":
        return _("Noted: you are interested in “%(title)s”. Claim it to have it set aside.") % {
            "title": alert.listing.title
        }
    return _("Noted: “%(title)s” is not for you.") % {"title": alert.listing.title}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the links of an alert mail: opening it changes nothing, its buttons do. The link is the key."""
    try:
        notice = notice_with(token, timezone.localdate())
    except (LinkExpired, LinkBroken) as refusal:
        return _dead_link(request, refusal)
    alert = notice.alert
    wish = request.GET.get("answer", "")
    form = AnswerForm(request.POST or None)
    answered = ""
    if form.is_valid():
        try:
            _answer(alert, form.cleaned_data, notice.person)
        except DomainError as refusal:
            add_domain_error(form, refusal)
            wish = form.cleaned_data["answer"]
        else:
            answered = form.cleaned_data["answer"]
    context = {
        "alert": alert,
        "listing": alert.listing,
        "because": because_of(alert),
        "left": left_of(alert.listing),
        "form": form,
        "wish": wish,
        "answered": answered,
        "said": _said(alert, answered) if answered else "",
        "reasons": NoReason.choices,
        "organisation": alert.organisation,
    }
    return render(request, "listings/alert_answer.html", context, status=422 if form.errors else 200)


@csrf_exempt  # a mail program posts here for its reader (RFC 8058); the signed link says for whom
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert_stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more such mails, or fewer: one click, or one POST of a mail program. Opening the page changes nothing."""
    try:
        person, organisation = stopped_by(token)
    except (LinkExpired, LinkBroken) as refusal:
        return _dead_link(request, refusal)
    done = ""
    if request.method == "POST":
        asked = request.POST.get("how_often", "")
        often = HowOften(asked) if asked in {HowOften.DAILY, HowOften.WEEKLY} else HowOften.OFF
        tell_as_often(person=person, organisation=organisation, how_often=often, by=person, now=timezone.now())
        done = often.value
    context = {"done": done, "shown_organisation": organisation, "habits": habits_of(person, organisation)}
    return render(request, "listings/alert_stop.html", context)


def _dead_link(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    status = 410 if isinstance(refusal, LinkExpired) else 404
    return render(request, "listings/alert_gone.html", {"words": refusal.said_with(_)}, status=status)


@acting_for()
@require_http_methods(["GET", "HEAD", "POST"])
def alert_settings(request: ActingRequest) -> HttpResponse:
    """How the visitor wants to be told of what fits this organisation."""
    habits = habits_of(request.user, request.organisation)
    form = HabitsForm(request.POST or None, initial=initial_of_habits(habits))
    if form.is_valid():
        try:
            prefer(
                person=request.user,
                organisation=request.organisation,
                **form.values(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Kept. It holds from the next alert."))
            return redirect(reverse("listings:alerts"))
    gets = may(request.roles, Role.REQUESTER)
    context = {"form": form, "gets_alerts": gets}
    return render(request, "listings/alert_settings.html", context, status=422 if form.is_bound else 200)
