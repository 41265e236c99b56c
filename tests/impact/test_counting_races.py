"""Two and more workers count at once, on whichever database the run is on: each receipt still stands once."""

from decimal import Decimal
from multiprocessing import get_context
from typing import Final
from urllib.parse import quote

import pytest
from django.db import connection

from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.models import Diversion, Factor, FactorSet
from tests import make
from tests.impact.racing import PATIENCE_S, count

PROCESSES: Final = 4
RECEIPTS: Final = 12


def _database_url() -> str:
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user, password = quote(values["USER"], safe=""), quote(values["PASSWORD"], safe="")
    return f"postgres://{user}{f':{password}' if password else ''}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_workers_that_count_at_once_count_each_receipt_once() -> None:
    Factor.objects.all().delete()  # the workers have to load the sets at the same moment, too
    FactorSet.objects.all().delete()
    giver = make.organisation()
    listing = make.listing(giver, quantity=Decimal(100))
    for _receipt in range(RECEIPTS):
        make.receipt(listing, kept=1, kept_kg="24", rejected=1, rejected_kg="24")
    context = get_context("spawn")
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    runners = [
        context.Process(target=count, args=(_database_url(), barrier, answers), daemon=True) for _ in range(PROCESSES)
    ]
    for runner in runners:
        runner.start()
    counted = [answers.get(timeout=PATIENCE_S) for _runner in runners]
    for runner in runners:
        runner.join(PATIENCE_S)
        assert runner.exitcode == 0
    assert sum(counted) == RECEIPTS
    assert Diversion.objects.count() == 2 * RECEIPTS
    assert FactorSet.objects.count() == 3
    assert count_receipts(now=make.NOW) == 0
