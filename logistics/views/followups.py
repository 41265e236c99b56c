"""Follow-ups: the page behind the link of a mail, and the thanks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from listings.queries.claims import told
from logistics.actions.custody.following import answer
from logistics.forms.passports import FollowUpForm
from logistics.lot_access import follow_up_with
from logistics.models import Displaced
from logistics.models.followup_links import FollowUpLinkBroken, FollowUpLinkExpired
from logistics.queries.followups import newest_answer
from marketplace.kernel.errors import DomainError
from marketplace.web.forms import add_domain_error


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """What became of it: opening the page changes nothing (mail programs open links by themselves), its button does."""
    try:
        asked = follow_up_with(token)
    except (FollowUpLinkExpired, FollowUpLinkBroken) as refusal:
        status = 410 if isinstance(refusal, FollowUpLinkExpired) else 404
        return render(request, "logistics/follow_up_gone.html", {"words": refusal.said_with(_)}, status=status)
    before = newest_answer(asked)
    receipt = asked.receipt
    said = (
        (before.use, before.displaced, before.note) if before else (request.GET.get("use", ""), receipt.displaced, "")
    )
    form = FollowUpForm(request.POST if request.method == "POST" else None, said=said)
    thanked = False
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            before = answer(
                follow_up=asked,
                use=values["use"],
                displaced=values["displaced"] or Displaced.UNKNOWN,
                note=values["note"],
                by=None,
                now=timezone.now(),
            )
            thanked = True
        except DomainError as refusal:
            add_domain_error(form, refusal)
    listing = receipt.collection.claim.listing
    context = {
        "asked": asked,
        "form": form,
        "before": before,
        "thanked": thanked,
        "listing": listing,
        "amount": told(receipt.kept_quantity, listing),
        "giver": listing.organisation,
        "taker": receipt.collection.claim.organisation,
    }
    return render(request, "logistics/follow_up.html", context, status=422 if form.errors else 200)
