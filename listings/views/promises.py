"""How promises were kept: the organisation's own page, one promise with its excuse and appeal, and the operator's."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import appeal_to_answer, own_promise, promise_made_to, promise_visible_to
from listings.actions import appealing, promising
from listings.forms.promises import AppealAnswerForm, AppealForm
from listings.forms.reasons import ExcuseForm
from listings.models import PromiseOutcome
from listings.queries import promises as told
from listings.views.paging import page_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, operated, signed_in
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done


@acting_for()
@require_safe
def promises(request: ActingRequest) -> HttpResponse:
    """How we keep promises, and how those made to us were kept (`?side=`)."""
    side: told.Whose = "theirs" if request.GET.get("side") == "theirs" else "ours"
    page, pager = page_of(request, told.promises_of(request.organisation, side))
    words = {"ours": _("Promises of ours"), "theirs": _("Promises made to us")}
    context = {
        "habit": told.told_to_oneself(request.organisation, now=timezone.now()),
        "lines": told.lines(list(page)),
        "tabs": [{"label": words[one], "href": f"?side={one}", "current": one == side} for one in told.WHOSE],
        "side": side,
        "pager": pager,
        "months": told.half_life_months(),
    }
    return render(request, "listings/promises.html", context)


@acting_for()
@require_safe
def promise(request: ActingRequest, pk: int) -> HttpResponse:
    """One promise: what was noted, and what can be said about it."""
    return _page(request, promise_visible_to(request.organisation, pk))


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def promise_excuse(request: ActingRequest, pk: int) -> HttpResponse:
    """Hold it no longer against the other side."""
    shown = promise_made_to(request.organisation, pk)
    form = ExcuseForm(request.POST)
    act = partial(promising.excuse, promise=shown, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Excused. They are told; it no longer counts against them."))
        return redirect("listings:promise", pk=pk)
    return _page(request, promise_made_to(request.organisation, pk), excuse_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def promise_appeal(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask the operator to look at what was noted about us."""
    shown = own_promise(request.organisation, pk)
    form = AppealForm(request.POST)
    act = partial(appealing.appeal, promise=shown, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("The operator will look at it and tell you their answer with reasons."))
        return redirect("listings:promise", pk=pk)
    return _page(request, own_promise(request.organisation, pk), appeal_form=form)


def _page(
    request: ActingRequest,
    shown: PromiseOutcome,
    *,
    excuse_form: ExcuseForm | None = None,
    appeal_form: AppealForm | None = None,
) -> HttpResponse:
    refused = excuse_form or appeal_form
    mine = shown.organisation_id == request.organisation.pk
    context: dict[str, Any] = {  # Any: what a template takes
        "promise": shown,
        "line": told.lines([shown])[0],
        "mine": mine,
        "excuse": told.excuse_of(shown),
        "appeal": told.appeal_of(shown) if mine else None,
        "may": told.may_answer(shown, request.organisation, request.roles),
        "refused": refused,
        "excuse_form": excuse_form or ExcuseForm(),
        "appeal_form": appeal_form or AppealForm(),
        "months": told.half_life_months(),
    }
    return render(request, "listings/promise.html", context, status=422 if refused is not None else 200)


@operated
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """For the operator: appeals that wait for an answer, and the latest answers."""
    context = {"open": told.open_appeals(), "answered": told.answered_appeals()}
    return render(request, "listings/appeals.html", context)


@operated
@require_http_methods(["GET", "POST"])
def appeal_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """For the operator: one appeal, and the answer to it."""
    asked = appeal_to_answer(pk)
    form = AppealAnswerForm(request.POST) if request.method == "POST" else AppealAnswerForm()
    if request.method == "POST" and form.is_valid():
        try:
            appealing.answer(
                appeal=asked,
                is_upheld=form.cleaned_data["decision"] == "uphold",
                answer=form.cleaned_data["answer"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
            asked = appeal_to_answer(pk)
        else:
            messages.success(request, _("Answered. They have it by mail."))
            return redirect("listings:appeals")
    context = {"appeal": asked, "line": told.lines([asked.promise])[0], "form": form}
    return render(request, "listings/appeal.html", context, status=422 if form.errors else 200)
