"""Recurring material: the list, letting a listing come again, its page, its forecast, pausing and skipping."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import own_listing, own_recurrence, recurrence_visible_to
from listings.actions import repeating
from listings.forms.reasons import DeclineForm, EndForm
from listings.forms.recurring import BreakForm, DayForm, PauseForm, RepeatForm
from listings.models import Recurrence
from listings.queries.recurring import forecast_page, own_lines, recurrence_page, standing_lines, words_of
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error, done


@acting_for()
@require_safe
def recurring(request: ActingRequest) -> HttpResponse:
    """What we give again and again, and what we have a standing claim on."""
    context = {"gives": own_lines(request.organisation), "takes": standing_lines(request.organisation)}
    return render(request, "listings/recurring.html", {**context, "may_list": may(request.roles, Role.LISTER)})


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def listing_repeat(request: ActingRequest, pk: int) -> HttpResponse:
    """Let an own listing come again by a rule."""
    pattern = own_listing(request.organisation, pk)
    posted = request.POST if request.method == "POST" else None
    form = RepeatForm(posted, listing=pattern, today=timezone.localdate())
    if form.is_valid():
        rule, said = form.told_rule(), form.cleaned_data
        try:
            made = repeating.repeat(
                listing=pattern,
                rule=rule,  # type: ignore[arg-type]  # the form does not offer "only once"
                starts_on=said["starts_on"],
                quantity=said["quantity"],
                ahead_days=said["ahead_days"],
                gone_within_days=said["gone_within_days"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("It comes again: %(rule)s.") % {"rule": words_of(made)})
            return redirect("listings:recurrence", pk=made.pk)
    context = {"form": form, "listing": pattern}
    return render(request, "listings/listing_repeat.html", context, status=422 if form.errors else 200)


@acting_for()
@require_safe
def recurrence(request: ActingRequest, pk: int) -> HttpResponse:
    """One of them: its days to come, what can be done, and the standing claims."""
    return recurrence_response(request, recurrence_visible_to(request.organisation, pk, timezone.localdate()))


@acting_for()
@require_safe
def recurrence_forecast(request: ActingRequest, pk: int) -> HttpResponse:
    """What it will bring in twelve weeks, and for whom."""
    today = timezone.localdate()
    shown = recurrence_visible_to(request.organisation, pk, today)
    page = forecast_page(shown, organisation=request.organisation, today=today)
    context = {"page": page, "recurrence": shown, "listing": shown.listing, "words": words_of(shown)}
    return render(request, "listings/recurrence_forecast.html", context)


@acting_for(Role.LISTER)
@require_POST
def recurrence_pause(request: ActingRequest, pk: int) -> HttpResponse:
    """Post nothing more, for now."""
    shown, form = own_recurrence(request.organisation, pk), PauseForm(request.POST)
    act = partial(repeating.pause, recurrence=shown, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Paused. Those with a standing claim are told."))
        return redirect("listings:recurrence", pk=pk)
    return recurrence_response(request, own_recurrence(request.organisation, pk), pause_form=form)


@acting_for(Role.LISTER)
@require_POST
def recurrence_resume(request: ActingRequest, pk: int) -> HttpResponse:
    """Go on."""
    shown, form = own_recurrence(request.organisation, pk), Form(request.POST)
    form.full_clean()
    try:
        repeating.resume(recurrence=shown, by=request.user, now=timezone.now())
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return recurrence_response(request, own_recurrence(request.organisation, pk), plain_form=form)
    messages.success(request, _("It goes on. What is due is posted."))
    return redirect("listings:recurrence", pk=pk)


@acting_for(Role.LISTER)
@require_POST
def recurrence_end(request: ActingRequest, pk: int) -> HttpResponse:
    """Let it come no more."""
    shown, form = own_recurrence(request.organisation, pk), EndForm(request.POST)
    act = partial(repeating.end, recurrence=shown, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("It has ended. Those with a standing claim are told why."))
        return redirect("listings:recurrence", pk=pk)
    return recurrence_response(request, own_recurrence(request.organisation, pk), end_form=form)


@acting_for(Role.LISTER)
@require_POST
def recurrence_skip(request: ActingRequest, pk: int) -> HttpResponse:
    """Leave one day out."""
    return _on_a_day(request, pk, skipped=True)


@acting_for(Role.LISTER)
@require_POST
def recurrence_take_up(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a skipped day up again."""
    return _on_a_day(request, pk, skipped=False)


def _on_a_day(request: ActingRequest, pk: int, *, skipped: bool) -> HttpResponse:
    shown, form = own_recurrence(request.organisation, pk), DayForm(request.POST)
    act = repeating.skip if skipped else repeating.take_up
    if form.is_valid():
        try:
            act(recurrence=shown, on=form.cleaned_data["on"], by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            told = _("That day is left out.") if skipped else _("That day is taken up again.")
            messages.success(request, told)
            return redirect("listings:recurrence", pk=pk)
    return recurrence_response(request, own_recurrence(request.organisation, pk), plain_form=form)


def recurrence_response(
    request: ActingRequest,
    shown: Recurrence,
    *,
    pause_form: PauseForm | None = None,
    end_form: EndForm | None = None,
    break_form: BreakForm | None = None,
    decline_form: DeclineForm | None = None,
    plain_form: Form | None = None,
    about: int | None = None,
) -> HttpResponse:
    """The page of a recurrence; a form that was refused stands there as it was typed, with 422.

    :param about: the standing claim that a refused form is about
    """
    today = timezone.localdate()
    refused = pause_form or end_form or break_form or decline_form or plain_form
    context = {
        "page": recurrence_page(shown, organisation=request.organisation, roles=request.roles, today=today),
        "recurrence": shown,
        "listing": shown.listing,
        "refused": refused,
        "about": about,
        "pause_form": pause_form or PauseForm(),
        "end_form": end_form or EndForm(),
        "break_form": break_form or BreakForm(),
        "decline_form": decline_form or DeclineForm(),
        "may_list": may(request.roles, Role.LISTER),
        "may_request": may(request.roles, Role.REQUESTER),
    }
    return render(request, "listings/recurrence.html", context, status=422 if refused is not None else 200)
