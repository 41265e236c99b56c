"""One load of a claim: dividing it, calling it off, turning it back, and what came back or is gone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from listings.queries.claims import told
from logistics.access import collected_claims
from logistics.actions.custody import recounting
from logistics.actions.loads import returning, splitting
from logistics.forms.corrections import HandoverCorrectionForm, ReceiptCorrectionForm
from logistics.forms.loads import BroughtBackForm, LoadReasonForm, LostForm, SplitForm
from logistics.load_access import handover_to_correct, load_for, load_with, receipt_to_correct
from logistics.models import Collection
from logistics.queries.parts import loads_of, name_of
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, done


@dataclass(frozen=True, slots=True)
class _Deed:
    """The words of a page on which one thing is done to a load."""

    title: Any  # Any: lazy words, as are the others
    lead: Any
    verb: Any
    kind: str
    consequence: Any
    done: Any


_SPLIT: Final = _Deed(
    gettext_lazy("Divide this load"),
    gettext_lazy("For what does not fit into one van, or comes on several days. Each part is planned by itself."),
    gettext_lazy("Divide it"),
    "primary",
    gettext_lazy("Giver and receiver are told. Each load gets three words of its own."),
    gettext_lazy("Divided. Each load can be planned by itself now."),
)
_CALL_OFF: Final = _Deed(
    gettext_lazy("Call this load off"),
    gettext_lazy("It has not left. What is called off is on offer to others again; other loads of the claim go on."),
    gettext_lazy("Call it off"),
    "danger",
    gettext_lazy("It cannot be undone: whoever wants it later has to ask again."),
    gettext_lazy("Called off. It is on offer again, and everybody concerned is told."),
)
_TURN_BACK: Final = _Deed(
    gettext_lazy("Take it back to the giver"),
    gettext_lazy("For goods that are on the way and cannot be delivered."),
    gettext_lazy("It goes back"),
    "danger",
    gettext_lazy("Giver and receiver are told. Once the giver notes that it is back, it is on offer again."),
    gettext_lazy("Noted. The giver is asked to say when it is back."),
)
_BACK: Final = _Deed(
    gettext_lazy("It is back"),
    gettext_lazy("Count what came back. What is missing counts as lost on the way."),
    gettext_lazy("It is back"),
    "signal",
    gettext_lazy("It is on offer again at once, first to those in line. It cannot be changed afterwards."),
    gettext_lazy("Noted. It is on offer again."),
)
_LOST: Final = _Deed(
    gettext_lazy("Lost on the way"),
    gettext_lazy("For goods that are gone or destroyed. They count as neither delivered nor returned."),
    gettext_lazy("It is lost"),
    "danger",
    gettext_lazy("Giver and receiver read what happened. It cannot be changed afterwards."),
    gettext_lazy("Noted. Giver and receiver are told."),
)

_CORRECT: Final = _Deed(
    gettext_lazy("Correct a count"),
    gettext_lazy("What was noted stays on record; from now on what you say here counts."),
    gettext_lazy("Correct it"),
    "signal",
    gettext_lazy("Giver, receiver and carrier read what was wrong. Stock, passport and reports follow."),
    gettext_lazy("Corrected. Both stay on record."),
)


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def load_split(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """Divide a load that waits to be planned."""
    load = load_for("moves", request.organisation, request.roles, pk, part)
    form = SplitForm(request.POST if request.method == "POST" else None, collection=load)
    return _page(request, load, form, _SPLIT, splitting.split_load)


@acting_for(Role.LISTER, Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def load_call_off(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """Call off a load that has not left, as giver or receiver."""
    load = load_for("is_party", request.organisation, request.roles, pk, part)
    form = LoadReasonForm(request.POST if request.method == "POST" else None)

    def act(**said: Any) -> None:  # Any: what the form says
        splitting.call_off(side=request.organisation, **said)

    return _page(request, load, form, _CALL_OFF, act)


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def load_turn_back(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """What is aboard goes back to its giver."""
    load = load_for("moves", request.organisation, request.roles, pk, part)
    form = LoadReasonForm(request.POST if request.method == "POST" else None)
    return _page(request, load, form, _TURN_BACK, returning.turn_back)


@acting_for(Role.LISTER)
@require_http_methods(["GET", "POST"])
def load_brought_back(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """The giver counts what is back."""
    load = load_for("gives", request.organisation, request.roles, pk, part)
    form = BroughtBackForm(request.POST if request.method == "POST" else None, collection=load)
    return _page(request, load, form, _BACK, returning.bring_back)


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def load_lost(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """What is on the way is gone for good."""
    load = load_for("moves", request.organisation, request.roles, pk, part)
    form = LostForm(request.POST if request.method == "POST" else None, collection=load)
    return _page(request, load, form, _LOST, returning.lose)


@acting_for(Role.LISTER, Role.REQUESTER, Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def handover_correct(request: ActingRequest, pk: int) -> HttpResponse:
    """A handover was counted or described wrongly."""
    handover = handover_to_correct(request.organisation, request.roles, pk)
    form = HandoverCorrectionForm(request.POST if request.method == "POST" else None, handover=handover)

    def act(*, collection: Collection, **said: Any) -> None:  # Any: what the form says
        recounting.correct_handover(handover=handover, organisation=request.organisation, **said)

    load = load_with(handover.collection_id)
    return _page(request, load, form, _CORRECT, act)


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def receipt_correct(request: ActingRequest, pk: int) -> HttpResponse:
    """The receiver counted, weighed or described wrongly."""
    receipt = receipt_to_correct(request.organisation, request.roles, pk)
    form = ReceiptCorrectionForm(request.POST if request.method == "POST" else None, receipt=receipt)

    def act(*, collection: Collection, **said: Any) -> None:  # Any: what the form says
        recounting.correct_receipt(receipt=receipt, organisation=request.organisation, **said)

    load = load_with(receipt.collection_id)
    return _page(request, load, form, _CORRECT, act)


def _page(
    request: ActingRequest, load: Collection, form: Form, deed: _Deed, act: Callable[..., object]
) -> HttpResponse:
    """The form; sent and in order, the deed and back to the load, refused with 422 as it was typed."""

    def with_load(**said: Any) -> None:  # Any: what the form says
        act(collection=load, by=request.user, now=timezone.now(), **said)

    if form.is_bound and done(form, with_load):
        messages.success(request, deed.done)
        if not collected_claims(request.organisation).filter(pk=load.claim_id).exists():  # it ended before it left
            return redirect("listings:claim", pk=load.claim_id)
        return redirect("logistics:load", pk=load.claim_id, part=load.part)
    name = name_of(load, len(loads_of(load.claim))) or _("The whole load")
    amount = told(load.collected_quantity or load.quantity, load.claim.listing)
    context = {"form": form, "load": load, "claim": load.claim, "deed": deed, "name": name, "amount": amount}
    return render(request, "logistics/load_deed.html", context, status=422 if form.errors else 200)
