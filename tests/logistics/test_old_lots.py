"""Lots that were moved before their books were chained: the migration gives them numbers, hashes and a standing."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from logistics.models import CustodyEvent, Passport
from logistics.queries.verifying import all_findings
from tests import make

NAME = "0010_books_of_old_lots"


@pytest.mark.django_db
def test_old_lots_get_books_that_hold() -> None:
    listing, taker = make.listing(), make.organisation("charity")
    lot = Passport.objects.create(code="AAAAAAAAAA", listing=listing, quantity=Decimal(6), created_at=make.NOW)
    for number, (kind, holder, amount, days) in enumerate(
        (("received", taker, 4, 2), ("listed", listing.organisation, 6, 5), ("collected", taker, 6, 1)), 7
    ):
        CustodyEvent.objects.create(
            passport=lot,
            number=number,
            kind=kind,
            holder=holder,
            quantity=Decimal(amount),
            at=make.NOW + timedelta(days=days),
        )
    then = MigrationLoader(connection).project_state([("logistics", NAME)]).apps
    import_module(f"logistics.migrations.{NAME}").begin(then, None)
    events = list(CustodyEvent.objects.filter(passport=lot).order_by("number"))
    assert [(event.number, event.kind) for event in events] == [(1, "listed"), (2, "collected"), (3, "received")]
    lot.refresh_from_db()
    assert (lot.owner, lot.holder, lot.remaining, lot.length) == (taker, taker, Decimal(4), 3)
    assert lot.head == events[-1].hash
    assert list(all_findings()) == []
