"""When the van comes, behind the signed link of a mail."""

from io import BytesIO

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from logistics.access import collected_claim
from logistics.models.signed_links import FollowBroken, FollowExpired, follow_token
from logistics.queries.collections import collection_page
from logistics.queries.following import following, state_words
from logistics.queries.parts import part_of
from logistics.run_access import followed
from marketplace.organisations.access import ActingRequest, acting_for


@login_not_required
@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """One side of a load: where it stands and when the van comes. Opening it changes nothing."""
    try:
        collection, kind = followed(token)
    except FollowExpired as refusal:
        return render(request, "logistics/follow_dead.html", {"sentence": refusal.said_with(_)}, status=410)
    except FollowBroken as refusal:
        return render(request, "logistics/follow_dead.html", {"sentence": refusal.said_with(_)}, status=404)
    shown = following(collection, kind, now=timezone.now())
    return render(
        request, "logistics/follow.html", {"shown": shown, "words": state_words(shown), "now": timezone.localtime()}
    )


@acting_for()
@never_cache
@require_safe
def words_code(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """The three words that this party reads out, as a QR code that the driver's phone scans from theirs."""
    claim = collected_claim(request.organisation, pk)
    page = collection_page(claim, part_of(claim, part), request.organisation, request.roles)
    if not page.own_code:
        raise Http404
    out = BytesIO()
    segno.make(page.own_code, error="m", micro=False).save(
        out, kind="svg", scale=6, border=4, light="#ffffff", xmldecl=False
    )
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@acting_for()
@require_safe
def follow_own(request: ActingRequest, pk: int, part: int) -> HttpResponse:
    """The giver's and the receiver's way to the same page from the page of their load."""
    claim = collected_claim(request.organisation, pk)
    load = part_of(claim, part)
    sides = {claim.organisation_id: "dropoff", claim.listing.organisation_id: "pickup"}
    kind = sides.get(request.organisation.pk)
    if load is None or kind is None:
        raise Http404
    return redirect("logistics:follow", token=follow_token(collection=load.pk, kind=kind))
