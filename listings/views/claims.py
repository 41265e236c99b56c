"""Claims: asking, the list, the page with its timeline and thread, and the answers."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import claim_asked_of, claim_between, claim_visible_to, listing_visible_to
from listings.actions import claiming
from listings.actions.signing import accept_and_sign
from listings.forms.claims import AcceptForm, ChangeQuantityForm, ClaimForm
from listings.forms.reasons import CancelForm, DeclineForm, NoShowForm
from listings.models import Claim, ClaimState, allocation_of
from listings.queries.carrying import rides_of
from listings.queries.claims import (
    SIDES,
    TONES,
    address_facts,
    address_is_shown,
    claims_on_side,
    collected_amount,
    lines,
    may_do,
    timeline,
    told,
)
from listings.queries.deadlines import deadline_of, is_late
from listings.queries.decisions import decided_box
from listings.queries.gates import release_of_claim
from listings.queries.lines import running_words, waiting_of
from listings.queries.listings import sites_for_choice
from listings.queries.loans import loan_part
from listings.queries.promises import promises_about
from listings.views.paging import page_of
from marketplace.dialogue.queries import conversation
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error, done

_ASKED = {
    ClaimState.ASKED: _lazy("Asked. It is held for you until they answer."),
    ClaimState.WAITING: _lazy("You are on the list. Nothing is held for you yet; you get a mail when there is news."),
}


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def claim_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Ask for a quantity of a listing."""
    shown = listing_visible_to(request.organisation, pk, timezone.localdate())
    sites, rules = sites_for_choice(request.organisation), allocation_of(shown)
    if request.method == "POST":
        form = ClaimForm(request.POST, listing=shown, rules=rules, organisation=request.organisation)
    else:
        wanted = {name: request.GET.get(name, "") for name in ("quantity", "carrier")} | {"site": sites.first()}
        form = ClaimForm(listing=shown, rules=rules, organisation=request.organisation, initial=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            made = claiming.claim(
                listing=shown,
                organisation=request.organisation,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
            shown.refresh_from_db(fields=["available", "state"])
        else:
            messages.success(request, _ASKED[ClaimState(made.state)])
            return redirect("listings:claim", pk=made.pk)
    context = {"form": form, "listing": shown, "left": told(shown.available, shown), "has_site": sites.exists()}
    context |= {"rules": rules, "running": running_words(rules.closes_at) if rules.is_in_the_running else ""}
    return render(request, "listings/claim_new.html", context, status=422 if form.errors else 200)


@acting_for()
@require_safe
def claims(request: ActingRequest) -> HttpResponse:
    """The claims asked of us, by us, and those that we carry (`?side=`)."""
    first = "of" if may(request.roles, Role.LISTER) else "by"
    side = next((one for one in SIDES if one == request.GET.get("side")), first)
    page, pager = page_of(request, claims_on_side(request.organisation, side))  # type: ignore[arg-type]  # one of SIDES
    words = {"of": _("Asked of us"), "by": _("Asked by us"), "carried": _("Carried by us")}
    tabs = [{"label": words[one], "href": f"?side={one}", "current": one == side} for one in SIDES]
    context = {
        "lines": lines(list(page), request.organisation, timezone.now()),
        "tabs": tabs,
        "pager": pager,
        "side": side,
    }
    return render(request, "listings/claims.html", context)


@acting_for()
@require_safe
def claim(request: ActingRequest, pk: int) -> HttpResponse:
    """A claim: where it stands, what can be done, what was said; addresses once it is accepted."""
    return claim_page(request, claim_visible_to(request.organisation, pk))


@acting_for(Role.LISTER)
@require_POST
def claim_accept(request: ActingRequest, pk: int) -> HttpResponse:
    """Promise all or a part."""
    asked = claim_asked_of(request.organisation, pk)
    form = AcceptForm(request.POST, claim=asked)
    act = partial(accept_and_sign, claim=asked, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Accepted. They are told, and now see the exact address."))
        return redirect("listings:claim", pk=pk)
    return claim_page(request, claim_asked_of(request.organisation, pk), accept_form=form)


@acting_for(Role.LISTER)
@require_POST
def claim_decline(request: ActingRequest, pk: int) -> HttpResponse:
    """Say no, with a reason."""
    asked = claim_asked_of(request.organisation, pk)
    form = DeclineForm(request.POST)
    act = partial(claiming.decline, claim=asked, by=request.user, now=timezone.now())
    if done(form, act):
        messages.success(request, _("Declined. They are told why; the quantity is free again."))
        return redirect("listings:claim", pk=pk)
    return claim_page(request, claim_asked_of(request.organisation, pk), decline_form=form)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_POST
def claim_cancel(request: ActingRequest, pk: int) -> HttpResponse:
    """End a claim by either side, with a reason."""
    ended = claim_between(request.organisation, pk)
    if not may_do(ended, request.organisation, request.roles, timezone.now()).cancel:
        messages.error(request, _("This claim cannot be cancelled by you any more."))
        return claim_page(request, ended, status=422)
    form = CancelForm(request.POST)
    act = partial(claiming.cancel, claim=ended, by=request.user, now=timezone.now(), side=request.organisation)
    if done(form, act):
        messages.success(request, _("Ended. The other side is told why; what was held is free again."))
        return redirect("listings:claim", pk=pk)
    return claim_page(request, claim_between(request.organisation, pk), cancel_form=form)


def claim_page(
    request: ActingRequest,
    shown: Claim,
    *,
    accept_form: AcceptForm | None = None,
    decline_form: DeclineForm | None = None,
    cancel_form: CancelForm | None = None,
    quantity_form: ChangeQuantityForm | None = None,
    no_show_form: NoShowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a claim; a form that was refused stands there as it was typed, with 422."""
    refused: Form | None = accept_form or decline_form or cancel_form or quantity_form or no_show_form
    own, rules = shown.organisation_id == request.organisation.pk, allocation_of(shown.listing)
    context: dict[str, Any] = {  # Any: what a template takes
        "claim": shown,
        "refused": refused,
        "back": reverse("listings:claim", args=[shown.pk]),
        "listing": shown.listing,
        "other": shown.listing.organisation if own else shown.organisation,
        "asks": own,
        "tone": TONES[ClaimState(shown.state)],
        "steps": timeline(shown),
        "deadline": deadline_of(shown, asks=own, now=timezone.now()),
        "waiting": waiting_of(shown),
        "more_days": rules.hold_days,
        "extensions_left": rules.extensions - shown.extensions,
        "is_late": is_late(shown, timezone.now()),
        "may_do": may_do(shown, request.organisation, request.roles, timezone.now()),
        "asked": told(shown.quantity, shown.listing),
        "accepted": told(shown.accepted_quantity, shown.listing) if shown.accepted_quantity else "",
        "offered": told(shown.offered_quantity, shown.listing) if shown.offered_quantity else "",
        "least": told(shown.least_quantity, shown.listing) if shown.least_quantity else "",
        "accept_form": accept_form or AcceptForm(claim=shown, signer_name=str(request.user)),
        "decline_form": decline_form or DeclineForm(),
        "cancel_form": cancel_form or CancelForm(),
        "quantity_form": quantity_form or ChangeQuantityForm(claim=shown),
        "no_show_form": no_show_form or NoShowForm(),
        "promises": promises_about(shown, request.organisation, now=timezone.now()),
    }
    context["decided"] = decided_box(shown, request.organisation, timezone.localdate())
    context["release"] = release_of_claim(shown, request.organisation, timezone.localdate())
    context["loan_part"] = loan_part(shown, timezone.localdate())
    context["rides"] = rides_of(shown, now=timezone.now()) if context["may_do"].answer else None
    collected = collected_amount(shown)
    context["collected"] = told(collected, shown.listing) if collected else ""
    if address_is_shown(shown, request.organisation):
        context["from_facts"] = address_facts(shown.listing.site)
        context["to_facts"] = address_facts(shown.site)
    if context["may_do"].talk:
        context["conversation"] = conversation(thread=shown.thread, organisation=request.organisation)
    code = 422 if refused is not None else status
    return render(request, "listings/claim.html", context, status=code)
