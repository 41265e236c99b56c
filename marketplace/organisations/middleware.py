"""For whom a signed-in person acts, resolved once for each request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marketplace.organisations.access import SESSION_KEY, roles_of
from marketplace.organisations.models import Organisation, User


class CurrentOrganisation:
    """Sets `request.organisation`, `request.roles` and `request.memberships`.

    The organisation is the one last switched to, if the person still belongs to it, else their first by name. It is
    looked up at every request: a membership that ends, ends at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        memberships: list[Organisation] = []
        if isinstance(request.user, User):
            memberships = list(Organisation.objects.of(request.user).order_by("name", "pk"))
        chosen = request.session.get(SESSION_KEY) if memberships else None
        current = next((one for one in memberships if one.pk == chosen), memberships[0] if memberships else None)
        request.memberships = memberships  # type: ignore[attr-defined]  # ActingRequest names these for the views
        request.organisation = current  # type: ignore[attr-defined]  # as above
        request.roles = (  # type: ignore[attr-defined]  # as above
            roles_of(user=request.user, organisation=current)
            if current is not None and isinstance(request.user, User)
            else frozenset()
        )
        return self.get_response(request)
