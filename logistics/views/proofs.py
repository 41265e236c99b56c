"""The pictures of a run: signatures, and what showed that a stop did not work. For the parties only."""

from django.core.files.storage import storages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from logistics.run_access import failure_visible_to, signature_visible_to
from marketplace.organisations.access import ActingRequest, acting_for


@acting_for()
@require_safe
def proof_signature(request: ActingRequest, pk: int) -> HttpResponse:
    """What was drawn on the driver's phone."""
    return _picture(signature_visible_to(request.organisation, pk).signature)


@acting_for()
@require_safe
def failure_photo(request: ActingRequest, pk: int) -> HttpResponse:
    """What showed that a stop did not work."""
    return _picture(failure_visible_to(request.organisation, pk).photo)


def _picture(name: str) -> HttpResponse:
    """A picture of the private storage, kept by the reader's browser and nobody between."""
    try:
        with storages["private"].open(name) as file:
            webp = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(webp, content_type="image/webp", headers={"Cache-Control": "private, max-age=86400"})
