"""Holding a row still while it is compared with what somebody saw of it."""

from django.db.models import Model


def lock(row: Model) -> None:
    """Wait until nobody else changes the row, and keep it until the transaction ends (SQLite: its writer's lock)."""
    type(row)._default_manager.select_for_update().order_by("pk").values_list("pk").get(pk=row.pk)
