"""Pages of this room."""

from django.urls import URLPattern, path

from marketplace.web import views

app_name = "web"
urlpatterns: list[URLPattern] = [
    path("theme/", views.theme, name="theme"),
    path("_gallery/", views.gallery, name="gallery"),
]
