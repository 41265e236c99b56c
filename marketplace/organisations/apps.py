"""People, organisations, sites, memberships and roles: who you are and for whom you act."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "marketplace.organisations"
    label = "organisations"
