"""What must hold of a lot when two people act on it at the same moment."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from logistics.actions.custody.noting import note
from logistics.actions.custody.parting import part
from logistics.models import CustodyEvent, Passport
from logistics.queries.verifying import all_findings
from tests import make
from tests.logistics.test_races import _at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def test_no_more_leaves_a_lot_than_there_is_and_every_event_has_a_number_of_its_own() -> None:
    make.confirmed(make.fetched())
    lot = Passport.objects.for_page().get()
    assert lot.owner is not None
    said: dict[str, Any] = {"by": make.administrator(lot.owner), "now": make.NOW}  # Any: who acts, and when
    seen = [Passport.objects.for_page().get() for _number in range(AT_ONCE)]  # each as it was before
    notes = [partial(note, passport=one, kind="disposed", quantity=Decimal(2), note="", **said) for one in seen[:2]]
    parts = [partial(part, passport=one, quantity=Decimal(2), site=None, **said) for one in seen[2:]]
    done = _at_once(*notes, *parts)
    # Of six there are two for three of them; but whoever would part all that is left is told that it needs no parting.
    assert done.count("done") in {2, 3}
    assert set(done) <= {"done", "not_that_much_left", "nothing_left_behind", "lot_not_at_home"}
    lot.refresh_from_db()
    numbers = list(CustodyEvent.objects.filter(passport=lot).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, lot.length + 1))
    children = Passport.objects.exclude(pk=lot.pk)
    gone = CustodyEvent.objects.filter(passport=lot, kind="disposed").count() * 2
    assert lot.remaining + sum(child.remaining for child in children) + gone == 6
    assert list(all_findings()) == []
