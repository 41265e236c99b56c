"""HTTP plumbing, page components, mail and the background worker; knows no other room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "marketplace.web"
    label = "web"
