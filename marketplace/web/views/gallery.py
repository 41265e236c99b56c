"""The gallery: every component with its include line, for the people who build pages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.web.views.samples import GalleryForm, samples


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components with samples; ``?refused=1`` shows the form after a refusal. Staff, or anyone in DEBUG."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    refused = "refused" in request.GET
    form = GalleryForm({"title": "A\x00", "quantity": "-3", "kind": "material"} if refused else None)
    messages.success(request, "Claimed: 12 desks are set aside for you until Friday.")
    page = {"form": form, **samples()}
    return render(request, "web/gallery.html", page, status=422 if refused else 200)
