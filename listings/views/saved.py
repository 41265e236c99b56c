"""Saved searches: keeping one from the results page, pausing it, forgetting it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from listings.access import own_saved_search
from listings.actions.saving import delete_search, pause_search, save_search, take_up_search
from listings.forms.alerts import SaveSearchForm
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.web.forms import add_domain_error


@acting_for()
@require_http_methods(["GET", "HEAD", "POST"])
def search_save(request: ActingRequest) -> HttpResponse:
    """Keep the search whose query string is this address's own."""
    if request.method == "POST":
        form = SaveSearchForm(request.POST)
        if form.is_valid():
            try:
                save_search(organisation=request.organisation, **form.cleaned_data, by=request.user, now=timezone.now())
            except DomainError as refusal:
                add_domain_error(form, refusal)
            else:
                messages.success(request, _("Saved. We tell you of what is new."))
                return redirect("listings:alerts")
        return render(
            request, "listings/search_save.html", {"form": form, "query": request.POST.get("query", "")}, status=422
        )
    query = request.GET.urlencode()
    form = SaveSearchForm(initial={"query": query, "name": _name_of(request)})
    return render(request, "listings/search_save.html", {"form": form, "query": query})


def _name_of(request: ActingRequest) -> str:
    """A name to begin with: what is searched for, and where."""
    said = [request.GET.get(name, "").strip() for name in ("q", "place")]
    words = [word for word in said if word]
    return ", ".join(words)[:80] or _("My search")


@acting_for()
@require_POST
def search_pause(request: ActingRequest, pk: int) -> HttpResponse:
    """Pause an own saved search, or take it up again."""
    saved = own_saved_search(request.user, request.organisation, pk)
    if saved.paused_at is None:
        pause_search(saved=saved, by=request.user, now=timezone.now())
        messages.success(request, _("“%(name)s” is paused.") % {"name": saved.name})
    else:
        take_up_search(saved=saved, by=request.user, now=timezone.now())
        messages.success(request, _("“%(name)s” is asked again.") % {"name": saved.name})
    return redirect("listings:alerts")


@acting_for()
@require_POST
def search_delete(request: ActingRequest, pk: int) -> HttpResponse:
    """Forget an own saved search."""
    saved = own_saved_search(request.user, request.organisation, pk)
    delete_search(saved=saved, by=request.user, now=timezone.now())
    messages.success(request, _("“%(name)s” is deleted.") % {"name": saved.name})
    return redirect("listings:alerts")
