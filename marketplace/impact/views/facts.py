"""What is said later about what a receipt brought: its mass by a better rung, a repair, goods that came back."""

from typing import Any, Final

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from logistics.models import Receipt
from marketplace.impact.access import line_visible_to, mass_statement_of
from marketplace.impact.actions.stating import state_mass, state_repair, take_return
from marketplace.impact.fact_forms import MassForm, RepairForm, ReturnForm
from marketplace.impact.queries.facts import facts_page
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import Form, add_domain_error

_FORMS: Final[dict[str, type[Form]]] = {"mass": MassForm, "repair": RepairForm, "return": ReturnForm}


@acting_for(Role.REPORTER)
@require_http_methods(["GET", "POST"])
def line_facts(request: ActingRequest, pk: int) -> HttpResponse:
    """Everything that was said of the receipt behind a line, and the three forms to say more."""
    line = line_visible_to(request.organisation, pk)
    forms: dict[str, Form] = {name: form(prefix=name) for name, form in _FORMS.items()}
    what = request.POST.get("what", "")
    if request.method == "POST":
        if what not in _FORMS:
            raise Http404
        form = forms[what] = _FORMS[what](request.POST, request.FILES, prefix=what)
        if form.is_valid() and _said(request, line.receipt, form):
            messages.success(request, _("Noted. The ledger follows it."))
            return redirect("impact:line-facts", pk=pk)
    crumbs = [
        (_("Line %(number)s") % {"number": pk}, reverse("impact:line", args=[pk])),
        (_("What was said of it"), ""),
    ]
    context: dict[str, Any] = {  # Any: what a template takes
        "row": line,
        "page": facts_page(line.receipt),
        "forms": forms,
        "crumbs": crumbs,
    }
    return render(
        request, "impact/line_facts.html", context, status=422 if any(f.errors for f in forms.values()) else 200
    )


def _said(request: ActingRequest, receipt: Receipt, form: Form) -> bool:
    """Do what the form says, or put the refusal into it."""
    shared: dict[str, Any] = {  # Any: arguments of an action
        "receipt": receipt,
        "organisation": request.organisation,
        "by": request.user,
        "now": timezone.now(),
    }
    try:
        if isinstance(form, MassForm):
            said = form.cleaned_data
            state_mass(**shared, weight=form.weight, reason=said["reason"], confirmed=said["confirmed"])
        elif isinstance(form, RepairForm):
            state_repair(**shared, **form.cleaned_data)
        else:
            take_return(**shared, **form.cleaned_data)
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return False
    return True


@acting_for()
@require_safe
def mass_file(request: ActingRequest, pk: int) -> HttpResponse:
    """The photo or PDF that shows a mass, for the giver and the receiver; nobody between keeps it."""
    statement = mass_statement_of(request.organisation, pk)
    try:
        with storages["private"].open(statement.file) as file:
            content = file.read()
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    kind = "application/pdf" if statement.file.endswith(".pdf") else "image/webp"
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    if kind == "application/pdf":
        headers["Content-Disposition"] = f'attachment; filename="mass-{statement.pk}.pdf"'
    return HttpResponse(content, content_type=kind, headers=headers)
