"""HTTP plumbing, page components, mail and the background worker; knows no other room."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "marketplace.web"
    label = "web"

    def ready(self) -> None:
        import_module("marketplace.checks")  # registers them
