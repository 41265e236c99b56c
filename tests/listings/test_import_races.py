"""Several workers at one import: real processes, on whichever database the run is on."""

from collections import Counter
from typing import Any

import pytest

from listings.actions import checking, importing
from listings.importing.answers import Answers
from listings.models import ImportJob, Listing, StockEntry
from listings.models.imports import ImportState
from listings.queries.imports import look_at
from tests import make
from tests.listings.racing import race

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, ROWS = 6, 40


@pytest.mark.parametrize("again", [False, True])
def test_workers_that_meet_import_a_list_once(database: dict[str, Any], again: bool) -> None:
    """Even where each believes that the others are dead: the first statement of the transaction is the guard."""
    make.category()
    yard = make.organisation()
    site, by = make.site(yard), make.administrator(yard)
    text = "Ref,Item,Qty\n" + "".join(f"R{row},Oak desk,2\n" for row in range(ROWS))
    job = importing.upload(organisation=yard, data=text.encode(), filename="list.csv", by=by, now=make.NOW)
    answers = Answers(
        columns=look_at(job).layout.mapping,
        site=site.pk,
        category="",
        condition="",
        dates=None,
        terms="give",
        typical=True,
    )
    attempt = importing.answer(job=job, answers=answers, worksheet="", by=by, now=make.NOW)
    checking.check(job=job, attempt=attempt, told=lambda done, total: None, by=by, now=make.NOW)
    job.refresh_from_db()
    attempt = importing.begin(job=job, leave_out=False, publishes=True, by=by, now=make.NOW)
    deed = {"import": job.pk, "attempt": attempt, "by": by.pk, "times": 3, "again": again}
    told = Counter(race("import", [deed] * WORKERS, database))
    assert told == {"True": 1, "False": WORKERS * 3 - 1}
    assert ImportJob.objects.get().state == ImportState.DONE
    assert Listing.objects.public().count() == StockEntry.objects.count() == ROWS
