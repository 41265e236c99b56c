"""Factor sets, the mass ledger and reports: reads every room below and is read by none."""

from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "marketplace.impact"
    label = "impact"
