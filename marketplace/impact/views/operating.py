"""The operator's pages: loading official factors, and deciding about parameters."""

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.impact.access import factor_set_of, parameter_set_of
from marketplace.impact.actions.admitting import admit, look
from marketplace.impact.actions.proposing import decide, propose
from marketplace.impact.operator_forms import AdmitForm, DecisionForm, OfficialForm
from marketplace.impact.queries.factor_pages import (
    compared_to_before,
    compared_to_last,
    factor_sets,
    parameters_page,
    values_of,
)
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import operated, signed_in
from marketplace.web.forms import add_domain_error


@operated
@require_http_methods(["GET", "POST"])
def factors(request: HttpRequest) -> HttpResponse:
    """The sets that are loaded; a file that is sent is read and compared with the last set, and nothing is loaded."""
    form = OfficialForm(request.POST, request.FILES) if request.method == "POST" else OfficialForm()
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            read = look(
                content=content,
                what=form.what,
                sha256=form.cleaned_data["sha256"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            _keep(read.sha256, content)
            context = {"page": compared_to_last(read), "read": read, "form": form, "crumbs": _crumbs(_("Look"))}
            return render(request, "impact/factors_look.html", context)
    context = {"form": form, "sets": factor_sets()}
    return render(request, "impact/factors.html", context, status=422 if form.errors else 200)


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Factor sets"), reverse("impact:factors")), (here, "")]


def _keep(digest: str, content: bytes) -> None:
    """Until it is loaded: under its digest, so that what is loaded is what was looked at."""
    name = f"factors/{digest}.xlsx"
    if not storages["private"].exists(name):
        storages["private"].save(name, ContentFile(content))


@operated
@require_POST
def factors_load(request: HttpRequest) -> HttpResponse:
    """Load the file that was looked at."""
    form = AdmitForm(request.POST)
    if not form.is_valid():
        return render(
            request, "impact/factors.html", {"form": OfficialForm(), "refused": form, "sets": factor_sets()}, status=422
        )
    digest = form.cleaned_data["sha256"]
    try:
        with storages["private"].open(f"factors/{digest}.xlsx") as file:
            content = file.read()
        made = admit(content=content, what=form.what, sha256=digest, by=signed_in(request), now=timezone.now())
    except FileNotFoundError:
        raise Http404 from None
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return render(
            request, "impact/factors.html", {"form": OfficialForm(), "refused": form, "sets": factor_sets()}, status=422
        )
    messages.success(request, _("Loaded. New receipts of its year are counted with it if it is complete."))
    return redirect("impact:factor-set", pk=made.pk)


def _refused(request: HttpRequest, form: AdmitForm) -> HttpResponse:
    context = {"form": OfficialForm(), "refused": form, "sets": factor_sets()}
    return render(request, "impact/factors.html", context, status=422)


@operated
@require_safe
def factor_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set, and what it says otherwise than the one before."""
    chosen = factor_set_of(pk)
    context = {"chosen": chosen, "page": compared_to_before(chosen), "crumbs": _crumbs(str(chosen))}
    return render(request, "impact/factor_set.html", context)


@operated
@require_http_methods(["GET", "POST"])
def parameters(request: HttpRequest) -> HttpResponse:
    """Sets of parameters, and what the exchange's own receivers say; sent, it proposes a set from that."""
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            made = propose(by=signed_in(request), now=timezone.now())
        except DomainError as said:
            refusal = said
        else:
            messages.success(request, _("Proposed. It does nothing until it is taken into use."))
            return redirect("impact:parameter-set", pk=made.pk)
    context = {"page": parameters_page(), "refusal": refusal.said_with(_) if refusal else ""}
    return render(request, "impact/parameters.html", context, status=422 if refusal else 200)


@operated
@require_http_methods(["GET", "POST"])
def parameter_set(request: HttpRequest, pk: int) -> HttpResponse:
    """One set with every value and its source; of a proposed one, the decision."""
    chosen = parameter_set_of(pk)
    form = DecisionForm(request.POST) if request.method == "POST" else DecisionForm()
    if request.method == "POST" and form.is_valid():
        try:
            decide(
                parameter_set=chosen,
                adopts=form.cleaned_data["verdict"] == "adopt",
                note=form.cleaned_data["note"],
                by=signed_in(request),
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Decided."))
            return redirect("impact:parameter-set", pk=pk)
    crumbs = [(_("Parameters"), reverse("impact:parameters")), (str(chosen), "")]
    context = {"chosen": chosen, "values": values_of(chosen), "form": form, "crumbs": crumbs}
    return render(request, "impact/parameter_set.html", context, status=422 if form.errors else 200)
