"""Pages of the papers and people of a fleet: what lets them drive, what is offered to volunteers, their hours."""

from django.urls import URLPattern, path

from logistics.views import credentials, fleet

PATTERNS: list[URLPattern] = [
    path("fleet/drivers/<int:pk>/", fleet.driver_edit, name="driver-edit"),
    path("fleet/papers/", credentials.credentials, name="credentials"),
    path("fleet/papers/new/", credentials.credential_new, name="credential-new"),
    path("fleet/papers/<int:pk>/put-away/", credentials.credential_put_away, name="credential-put-away"),
    path("fleet/papers/<int:pk>/file/", credentials.credential_file, name="credential-file"),
]
