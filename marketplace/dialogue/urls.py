"""Pages of this room."""

from django.urls import URLPattern, path

from marketplace.dialogue import views

app_name = "dialogue"
urlpatterns: list[URLPattern] = [
    path("threads/<int:pk>/", views.thread, name="thread"),
    path("threads/<int:pk>/messages/", views.message_new, name="message-new"),
]
