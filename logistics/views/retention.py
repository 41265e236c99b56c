"""What is kept, and how long."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from logistics.queries.retention import kept_by
from marketplace.organisations.access import ActingRequest, acting_for


@acting_for()
@require_safe
def retention(request: ActingRequest) -> HttpResponse:
    """What this room keeps of the organisation, for how long, and by which rule."""
    return render(request, "logistics/retention.html", {"kept": kept_by(request.organisation)})
