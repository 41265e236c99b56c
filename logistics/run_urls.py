"""Pages of the run beside the runs themselves: what phones tell, signed links, what makes it an app."""

from typing import Final

from django.urls import URLPattern, path

from logistics.views import deeds

PATTERNS: Final[list[URLPattern]] = [
    path("runs/deeds/", deeds.deeds, name="deeds"),
    path("runs/deeds/new/", deeds.deed_new, name="deed-new"),
    path("runs/deeds/token/", deeds.deed_token, name="deed-token"),
    path("runs/deeds/<int:pk>/enter/", deeds.deed_enter, name="deed-enter"),
    path("runs/deeds/<int:pk>/photo.webp", deeds.deed_photo, name="deed-photo"),
    path("runs/deeds/<int:pk>/set-aside/", deeds.deed_set_aside, name="deed-set-aside"),
]
