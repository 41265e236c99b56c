"""The operator's workbench: where a word of theirs makes the difference."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from listings.access import pair_to_introduce
from listings.actions.introducing import introduce as introduce_them
from listings.forms.workbench import IntroductionForm
from listings.queries import workbench as bench
from listings.queries.promises import open_appeals
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import operated, signed_in
from marketplace.web.forms import add_domain_error


@operated
@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """What is about to be lost, who nearly has what they need, who does not answer, what an area lacks."""
    return _page(request, IntroductionForm())


def _page(request: HttpRequest, form: IntroductionForm) -> HttpResponse:
    now = timezone.now()
    context = {
        "form": form,
        "nearly": bench.nearly_met(),
        "closing": bench.about_to_expire(timezone.localdate(now)),
        "silent": bench.never_answer(now),
        "gaps": bench.gaps(now),
        "introductions": bench.introductions(),
        "appeals": open_appeals().count(),
    }
    return render(request, "listings/workbench.html", context, status=422 if form.errors else 200)


@operated
@require_POST
def introduce(request: HttpRequest) -> HttpResponse:
    """Introduce who wants something to who lists it."""
    form = IntroductionForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    listing, want = pair_to_introduce(form.cleaned_data["listing"], form.cleaned_data["want"])
    try:
        introduce_them(
            listing=listing, want=want, note=form.cleaned_data["note"], by=signed_in(request), now=timezone.now()
        )
    except DomainError as refusal:
        add_domain_error(form, refusal)
        return _page(request, form)
    messages.success(
        request,
        _("%(taker)s and %(giver)s have been introduced; both have it by mail.")
        % {"taker": want.organisation.name, "giver": listing.organisation.name},
    )
    return redirect("listings:workbench")
