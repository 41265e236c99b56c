"""Categories, listings, photos, wants, search, matching and claims."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
