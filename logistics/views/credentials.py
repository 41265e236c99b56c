"""Papers of the fleet: what is on record, recording one, putting one away, looking at a scan."""

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from logistics.access import own_driver, own_vehicle
from logistics.actions.people import licensing
from logistics.clearance import Subject
from logistics.forms.credentials import CredentialForm, PutAwayForm
from logistics.models import Driver, Vehicle
from logistics.people_access import own_credential
from logistics.queries.papers_held import papers_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error, done

#: what the largest key of a table can be; anything longer is not there
_MOST = 2**63 - 1


@acting_for(Role.COORDINATOR)
@require_safe
def credentials(request: ActingRequest) -> HttpResponse:
    """Every paper on record, and what is missing or runs out."""
    return _page(request)


@acting_for(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def credential_new(request: ActingRequest) -> HttpResponse:
    """Record a paper (`?kind=`) of the organisation, of a vehicle (`?vehicle=`) or of a driver (`?driver=`)."""
    vehicle, driver = _holder(request)
    subject = Subject.VEHICLE if vehicle else Subject.DRIVER if driver else Subject.ORGANISATION
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CredentialForm(*sent, subject=subject, kind=request.GET.get("kind", ""))
    if form.is_bound and form.is_valid():
        try:
            made = licensing.record_credential(
                organisation=request.organisation,
                values=form.values(),
                vehicle=vehicle,
                driver=driver,
                file=form.cleaned_data["file"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("On record: %(paper)s.") % {"paper": made})
            return redirect("logistics:credentials")
    context = {"form": form, "vehicle": vehicle, "driver": driver}
    return render(request, "logistics/credential_new.html", context, status=422 if form.errors else 200)


@acting_for(Role.COORDINATOR)
@require_POST
def credential_put_away(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a paper out of account, with the reason."""
    credential = own_credential(request.organisation, pk)
    form = PutAwayForm(request.POST)

    def act(why: str) -> None:
        licensing.put_away(credential=credential, why=why, by=request.user, now=timezone.now())

    if done(form, act):
        messages.success(request, _("Put away. It stays on record."))
        return redirect("logistics:credentials")
    return _page(request, refused=form, refused_pk=pk)


@acting_for(Role.COORDINATOR)
@require_safe
def credential_file(request: ActingRequest, pk: int) -> HttpResponse:
    """The scan of a paper, for the coordinators of its organisation; nobody between keeps it."""
    credential = own_credential(request.organisation, pk)
    try:
        with storages["private"].open(credential.file) as file:
            content = file.read()
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    kind = "application/pdf" if credential.file.endswith(".pdf") else "image/webp"
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if kind == "application/pdf":
        headers["Content-Disposition"] = f'attachment; filename="paper-{credential.pk}.pdf"'
    return HttpResponse(content, content_type=kind, headers=headers)


def _holder(request: ActingRequest) -> tuple[Vehicle | None, Driver | None]:
    """Whose paper it is; another organisation's vehicle or driver is not there."""
    keys = {name: request.GET.get(name, "") for name in ("vehicle", "driver")}
    if any(key and not (key.isascii() and key.isdigit() and int(key[:20]) <= _MOST) for key in keys.values()):
        raise Http404
    vehicle = own_vehicle(request.organisation, int(keys["vehicle"])) if keys["vehicle"] else None
    driver = own_driver(request.organisation, int(keys["driver"])) if keys["driver"] and vehicle is None else None
    return vehicle, driver


def _page(request: ActingRequest, *, refused: PutAwayForm | None = None, refused_pk: int = 0) -> HttpResponse:
    page = papers_page(request.organisation, timezone.localdate())
    context: dict[str, object] = {"page": page, "put_away": PutAwayForm(), "refused": refused, "refused_pk": refused_pk}
    if refused is not None:
        context["refusal"] = next(iter(refused.errors.values()))[0]
        lines = (line for holder in page.holders for line in holder.lines)
        context["refused_stands"] = any(line.credential.pk == refused_pk for line in lines)
    return render(request, "logistics/credentials.html", context, status=422 if refused is not None else 200)
