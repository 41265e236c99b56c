"""What phones tell once the net is back, and what the coordinator does with what could not be entered."""

from typing import Final

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from logistics.actions.runs import replaying
from logistics.forms.breaking import BreakForm
from logistics.forms.deeds import DeedForm, SetAsideForm
from logistics.forms.proofs import FailForm, LeaveForm, StopProofForm
from logistics.models import DeedKind, Route
from logistics.models.deeds import OF_THE_RUN
from logistics.queries.aboard import stops_with_goods_aboard
from logistics.queries.deeds import deed_lines
from logistics.run_access import deed_of, told_run, told_stop
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import Form

_DeedForm = StopProofForm | FailForm | LeaveForm | BreakForm
_NOT_TYPED: Final = frozenset({"photo", "signature", "client_id"})


@acting_for(Role.DRIVER, Role.COORDINATOR)
@never_cache
@require_safe
def deed_token(request: ActingRequest) -> HttpResponse:
    """What a phone needs to tell what waits on it: a fresh token, and proof that its person is still signed in."""
    return JsonResponse({"token": get_token(request), "person": request.user.pk})


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_POST
def deed_new(request: ActingRequest) -> HttpResponse:
    """One deed from a phone's queue. 200: it is entered or kept here, the phone may forget it; the answer says which.
    422: it makes no sense as it was typed, the phone keeps it for its person."""
    about = DeedForm(request.POST)
    if not about.is_valid():
        return _senseless(about)
    said = about.cleaned_data
    route = told_run(request.organisation, said["run"])
    stop = told_stop(route, said["stop"]) if said["kind"] not in OF_THE_RUN else None
    form = _form_of(request, DeedKind(said["kind"]), route)
    if form is not None and not form.is_valid():
        return _senseless(form)
    files = form.cleaned_data if form is not None else {}
    told = replaying.Told(
        client_id=said["client_id"],
        kind=DeedKind(said["kind"]),
        route=route,
        stop=stop,
        values=_typed(form) if form is not None else {},
        photo=files.get("photo"),
        signature=files.get("signature"),
        device_at=said["device_at"],
        sent_at=said["sent_at"],
    )
    stands_in = may(request.roles, Role.COORDINATOR)
    deed = replaying.take(told=told, stands_in=stands_in, by=request.user, now=timezone.now())
    return JsonResponse({"state": deed.state, "code": deed.code, "sentence": deed.sentence})


@acting_for(Role.COORDINATOR)
@require_safe
def deeds(request: ActingRequest) -> HttpResponse:
    """What phones told that could not be entered."""
    return _deeds_page(request)


@acting_for(Role.COORDINATOR)
@require_POST
def deed_enter(request: ActingRequest, pk: int) -> HttpResponse:
    """Enter it after all."""
    deed = deed_of(request.organisation, pk)
    try:
        replaying.enter(deed=deed, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _deeds_page(request, refusal=refusal)
    messages.success(request, _("Entered, as the driver told it."))
    return redirect("logistics:deeds")


@acting_for(Role.COORDINATOR)
@require_POST
def deed_set_aside(request: ActingRequest, pk: int) -> HttpResponse:
    """Decide that it is not entered."""
    deed = deed_of(request.organisation, pk)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return _deeds_page(request, failed=(pk, form))
    try:
        replaying.set_aside(deed=deed, why=form.cleaned_data["why"], by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _deeds_page(request, refusal=refusal)
    messages.success(request, _("Set aside. It stays on record."))
    return redirect("logistics:deeds")


@acting_for(Role.COORDINATOR)
@require_safe
def deed_photo(request: ActingRequest, pk: int) -> HttpResponse:
    """The photo that waits with it."""
    deed = deed_of(request.organisation, pk)
    try:
        with storages["private"].open(deed.photo or "none") as file:
            webp = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(webp, content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})


def _deeds_page(
    request: ActingRequest, *, refusal: DomainError | None = None, failed: tuple[int, Form] | None = None
) -> HttpResponse:
    pk, form = failed or (0, None)
    context = {
        "lines": deed_lines(request.organisation),
        "refusal": refusal.said_with(_) if refusal else "",
        "failed_pk": pk,
        "form": form,
    }
    return render(request, "logistics/deeds.html", context, status=422 if refusal or failed else 200)


def _form_of(request: ActingRequest, kind: DeedKind, route: Route) -> _DeedForm | None:
    """The form of the deed, as the page has it, bound to what was sent; arriving and errands have none."""
    if kind == DeedKind.PROVE:
        return StopProofForm(request.POST, request.FILES)
    if kind == DeedKind.FAIL:
        return FailForm(request.POST, request.FILES)
    if kind == DeedKind.BREAK:
        return BreakForm(request.POST, route=route)
    if kind == DeedKind.START:
        return LeaveForm(request.POST, stops=stops_with_goods_aboard(route))
    return None


def _typed(form: _DeedForm) -> dict[str, str]:
    """What was typed, as text: pictures are handed on beside it."""
    return {name: _text(value) for name, value in form.cleaned_data.items() if name not in _NOT_TYPED and value}


def _text(value: object) -> str:
    return " ".join(str(one) for one in sorted(value)) if isinstance(value, frozenset) else str(value)


def _senseless(form: Form) -> JsonResponse:
    """The first thing that is wrong with it, in a sentence."""
    name, errors = next(iter(form.errors.items()))
    field = form.fields.get(name)
    label = f"{field.label}: " if field is not None and field.label else ""
    return JsonResponse({"state": "refused", "code": name, "sentence": f"{label}{errors[0]}"}, status=422)
