"""When the van comes, behind the signed link of a mail."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from logistics.models.signed_links import FollowBroken, FollowExpired
from logistics.queries.following import following, state_words
from logistics.run_access import followed


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
