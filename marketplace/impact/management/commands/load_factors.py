"""Loads the factor sets that ship and are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from marketplace.impact.actions.loading import load_factor_sets
from marketplace.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Load the emission factor sets that ship with Goodsyard. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's contract
        try:
            loaded = load_factor_sets(now=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{loaded} factor sets loaded.")
