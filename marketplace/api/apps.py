"""The REST API `/api/v1/`, its tokens, and what is kept of calls that must not happen twice."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "marketplace.api"
    label = "api"
