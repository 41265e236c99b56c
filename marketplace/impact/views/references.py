"""Lists of what items weigh and emit: the platform's, and an organisation's own."""

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.impact.access import reference_set_for, switchable_set
from marketplace.impact.actions.referencing import keep_list, switch
from marketplace.impact.queries.reference_lists import OwnSheet, items_in, lists_for, own_list, own_sheet
from marketplace.impact.reference_forms import ColumnsForm, ListFileForm, SwitchForm
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for()
@require_safe
def references(request: ActingRequest) -> HttpResponse:
    """Every list that counts for the organisation."""
    return _lists(request, ListFileForm())


def _lists(request: ActingRequest, form: ListFileForm) -> HttpResponse:
    context = {
        "lists": lists_for(request.organisation),
        "form": form,
        "may_report": may(request.roles, Role.REPORTER),
        "is_operator": request.user.is_staff,
        "crumbs": _crumbs(_("What items weigh")),
    }
    return render(request, "impact/references.html", context, status=422 if form.errors else 200)


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Report"), reverse("impact:report")), (here, "")]


@acting_for(Role.REPORTER)
@require_POST
def reference_look(request: ActingRequest) -> HttpResponse:
    """A file is read and kept under its digest; what its columns mean is asked."""
    form = ListFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _lists(request, form)
    file = form.cleaned_data.pop("file")
    content = file.read()
    try:
        sheet = own_sheet(content, file.name)
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return _lists(request, form)
    name = _stored(request, sheet.digest)
    if not storages["private"].exists(name):
        storages["private"].save(name, ContentFile(content))
    initial = {**form.cleaned_data, **sheet.guesses(), "digest": sheet.digest, "filename": file.name[:200]}
    return _columns(request, ColumnsForm(None, columns=sheet.layout.columns, initial=initial), sheet)


def _stored(request: ActingRequest, digest: str) -> str:
    return f"references/{request.organisation.pk}-{digest}"


def _columns(request: ActingRequest, form: ColumnsForm, sheet: OwnSheet) -> HttpResponse:
    context = {"form": form, "columns": sheet.layout.columns, "crumbs": _crumbs(_("What the columns mean"))}
    return render(request, "impact/reference_columns.html", context, status=422 if form.errors else 200)


@acting_for(Role.REPORTER)
@require_POST
def reference_keep(request: ActingRequest) -> HttpResponse:
    """The list is kept with the columns as they were named; all of it, or nothing."""
    digest = request.POST.get("digest", "")
    if len(digest) != 64 or not digest.isascii() or not digest.isalnum():  # of a SHA-256
        raise Http404
    try:
        with storages["private"].open(_stored(request, digest)) as file:
            sheet = own_sheet(file.read(), request.POST.get("filename", "")[:200])
    except FileNotFoundError:
        raise Http404 from None
    form = ColumnsForm(request.POST, columns=sheet.layout.columns)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = own_list(said, said["year"], sheet, form.columns)
            kept = keep_list(organisation=request.organisation, said=made, by=request.user, now=timezone.now())
        except DomainError as refusal:
            refusal.field = None
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Kept. What you give is compared with it from now on."))
            return redirect("impact:reference-list", pk=kept.pk)
    return _columns(request, form, sheet)


@acting_for()
@require_safe
def reference_list(request: ActingRequest, pk: int) -> HttpResponse:
    """One list with its items."""
    chosen = reference_set_for(request.organisation, pk)
    crumbs = [(_("What items weigh"), reverse("impact:references")), (str(chosen), "")]
    context = {"chosen": chosen, "items": items_in(chosen), "crumbs": crumbs}
    return render(request, "impact/reference_list.html", context)


@acting_for()
@require_http_methods(["POST"])
def reference_switch(request: ActingRequest, pk: int) -> HttpResponse:
    """A list is switched off or on: the organisation's own by those who report, the platform's by the operator."""
    chosen = switchable_set(request, pk)
    form = SwitchForm(request.POST)
    if form.is_valid():
        switch(reference_set=chosen, **form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Changed. Lines that were counted before stay as they are."))
    return redirect("impact:references")
