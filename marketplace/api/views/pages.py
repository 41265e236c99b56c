"""The pages about the API: what it can do, the same for machines, and an administrator's tokens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from marketplace.api.access import own_token
from marketplace.api.actions.issuing import AlreadyTakenBack, issue, revoke
from marketplace.api.forms import TokenForm
from marketplace.api.queries.tokens import scopes_in_words, tokens_of
from marketplace.api.schema import by_tag, document
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role
from marketplace.web.forms import add_domain_error


@login_not_required
@require_safe
def schema(_request: HttpRequest) -> JsonResponse:
    """The OpenAPI 3.1 document."""
    return JsonResponse(document(), headers={"Cache-Control": "public, max-age=300"})


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """What the API can do: every operation with its fields and answers, without a script."""
    context = {"tags": by_tag(), "scopes": scopes_in_words(), "address": request.build_absolute_uri("/api/v1")}
    return render(request, "api/docs.html", context)


@never_cache
@acting_for(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: ActingRequest) -> HttpResponse:
    """The organisation's tokens, and making one: the token itself stands on the answer and nowhere else."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {}  # Any: what the template prints
    if form.is_bound and form.is_valid():
        try:
            made, text = issue(organisation=request.organisation, **form.values(), by=request.user, now=timezone.now())
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            shown, form = {"made": made, "text": text}, TokenForm()
    context = {"form": form, "tokens": tokens_of(request.organisation, timezone.now()), **shown}
    return render(request, "api/tokens.html", context, status=422 if form.is_bound else 200)


@acting_for(Role.ADMINISTRATOR)
@require_POST
def token_revoke(request: ActingRequest, pk: int) -> HttpResponse:
    """Take a token back."""
    token = own_token(request.organisation, pk)
    try:
        revoke(token=token, by=request.user, now=timezone.now())
    except AlreadyTakenBack as refusal:
        messages.error(request, refusal.said_with(_))
    else:
        messages.success(request, _("Taken back. The next request with it is refused."))
    return redirect("api:tokens")
