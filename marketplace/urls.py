"""Every room's pages under one roof."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from marketplace.home import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("", include("listings.urls")),
    path("", include("logistics.urls")),
    path("", include("marketplace.organisations.urls")),
    path("", include("marketplace.impact.urls")),
    path("", include("marketplace.api.urls")),
    path("", include("marketplace.dialogue.urls")),
    path("", include("marketplace.web.urls")),
    path("account/", include("allauth.urls")),
    path("operator/", admin.site.urls),
]
