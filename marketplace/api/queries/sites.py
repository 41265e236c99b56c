"""Sites as the API tells them to their own organisation."""

from typing import Any, Final

from marketplace.organisations.models import Organisation, Site
from marketplace.organisations.models.sites import SiteQuerySet

_TOLD: Final = (
    "name", "street", "town", "postcode", "latitude", "longitude", "public_latitude", "public_longitude",
    "place_source", "dock_hours", "access_notes", "contact_name", "contact_phone", "has_loading_dock",
    "has_step_free_access", "closed_at",
)  # fmt: skip


def own_rows(organisation: Organisation) -> SiteQuerySet:
    """The organisation's sites, closed ones too."""
    return Site.objects.owned_by(organisation)


def told_site(site: Site) -> dict[str, Any]:  # Any: columns of several types
    """A site with its exact address. No query."""
    return {"id": site.pk, **{name: getattr(site, name) for name in _TOLD}}
