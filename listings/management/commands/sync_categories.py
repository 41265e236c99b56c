"""`manage.py sync_categories`: the category tree of the code into the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from listings.actions.syncing import sync_categories


class Command(BaseCommand):
    help = "Bring the category tree in the database in line with the one that ships with the code."

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        count = sync_categories(now=timezone.now())
        self.stdout.write(f"{count} categories in line.")
