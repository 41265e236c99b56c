"""Vehicles, shifts, collections, plans, runs, handovers and passports."""

from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    name = "logistics"
