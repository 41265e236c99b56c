"""Kit lists: the yard's own, the page of one with what would fill it, beginning, changing and closing one."""

from typing import Any, Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from listings.access import own_kit, sites_to_search_from
from listings.actions.kitting import change_kit, close_kit, start_kit
from listings.forms.kits import KitForm, initial_of_kit, initial_of_template
from listings.kits import TEMPLATES
from listings.models import KitList
from listings.queries.kits import kit_page, lines_of, own_kits
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for, may
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@acting_for()
@require_safe
def kits(request: ActingRequest) -> HttpResponse:
    """The organisation's kit lists, the open ones first."""
    context = {"rows": own_kits(request.organisation), "may_want": may(request.roles, Role.REQUESTER)}
    return render(request, "listings/kits.html", context)


@acting_for()
@require_safe
def kit(request: ActingRequest, pk: int) -> HttpResponse:
    """One kit list: each line with what is there and what fits, and the few donors who would fill most of it."""
    page = kit_page(own_kit(request.organisation, pk), today=timezone.localdate())
    may_change = page.kit.is_open and may(request.roles, Role.REQUESTER)
    return render(request, "listings/kit.html", {"page": page, "kit": page.kit, "may_change": may_change})


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def kit_new(request: ActingRequest) -> HttpResponse:
    """Begin a kit list, empty or from a ready-made one (`?template=`)."""
    if not sites_to_search_from(request.organisation):
        return render(request, "listings/kit_form.html", {"has_site": False})
    if "more" in request.POST:
        return _form_page(request, KitForm(organisation=request.organisation, initial=_typed(request)))
    if request.method != "POST":
        ready_made = initial_of_template(request.GET.get("template", ""))
        return _form_page(request, KitForm(organisation=request.organisation, initial=ready_made))
    form = KitForm(request.POST, organisation=request.organisation)
    if form.is_valid():
        try:
            made = start_kit(
                organisation=request.organisation,
                site=form.cleaned_data["site"],
                title=form.cleaned_data["title"],
                note=form.cleaned_data["note"],
                lines=form.lines(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Your kit list is there. Each of its lines is posted as a want."))
            return redirect("listings:kit", made.pk)
    return _form_page(request, form, status=422)


@acting_for(Role.REQUESTER)
@require_http_methods(["GET", "POST"])
def kit_edit(request: ActingRequest, pk: int) -> HttpResponse:
    """Call an own kit list something else, or add lines to it."""
    shown = own_kit(request.organisation, pk)
    if not shown.is_open:
        messages.error(request, _("This kit list is closed by now. Begin a new one."))
        return redirect("listings:kit", shown.pk)
    if "more" in request.POST:
        form = KitForm(organisation=request.organisation, kit=shown, initial=_typed(request))
        return _form_page(request, form, kit=shown)
    if request.method != "POST":
        initial = initial_of_kit(shown, lines_of(shown))
        return _form_page(request, KitForm(organisation=request.organisation, kit=shown, initial=initial), kit=shown)
    form = KitForm(request.POST, organisation=request.organisation, kit=shown)
    if form.is_valid():
        try:
            change_kit(
                kit=shown,
                title=form.cleaned_data["title"],
                note=form.cleaned_data["note"],
                lines=form.lines(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Your kit list is changed."))
            return redirect("listings:kit", shown.pk)
    return _form_page(request, form, kit=shown, status=422)


@acting_for(Role.REQUESTER)
@require_POST
def kit_close(request: ActingRequest, pk: int) -> HttpResponse:
    """Close an own kit list and the lines that are open still."""
    shown = own_kit(request.organisation, pk)
    outcome: Literal["met", "closed"] = "met" if request.POST.get("outcome") == "met" else "closed"
    try:
        count = close_kit(kit=shown, outcome=outcome, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        words = ngettext("Closed, with %(count)s open line.", "Closed, with %(count)s open lines.", count)
        messages.success(request, words % {"count": count})
    return redirect("listings:kits")


def _typed(request: ActingRequest) -> dict[str, Any]:  # Any: what a form begins with
    """What was typed so far, for a form with more rows; nothing is checked yet."""
    return {**request.POST.dict(), "can_collect": "can_collect" in request.POST}


def _form_page(request: ActingRequest, form: KitForm, *, kit: KitList | None = None, status: int = 200) -> HttpResponse:
    ready_made = [
        {"name": name, "label": template.name, "words": template.words, "icon": template.icon}
        for name, template in TEMPLATES.items()
    ]
    context = {
        "form": form,
        "kit": kit,
        "has_site": True,
        "lines": lines_of(kit) if kit is not None else [],
        "ready_made": ready_made if kit is None and not form.is_bound else [],
        "chosen": request.GET.get("template", ""),
    }
    return render(request, "listings/kit_form.html", context, status=status)
