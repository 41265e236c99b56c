"""The exchange under a few hundred random steps, and three faults that the machine has to find. Many thousands of
steps are a command: `python -m tests.bench.machine`."""

from decimal import Decimal

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from listings.actions import claiming
from listings.models import Claim
from listings.queries.spaces import Tree
from tests.listings.machine.exchange import exchange

pytestmark = pytest.mark.django_db

_FEW = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # made small by the command: it takes minutes
    suppress_health_check=list(HealthCheck),
)
#: A fault is looked for longer.
_FAULT = settings(_FEW, max_examples=60, stateful_step_count=50)


def test_the_laws_hold() -> None:
    run_state_machine_as_test(exchange(), settings=_FEW)


def test_a_hold_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Claim.held

    def forgets_offers(claim: Claim) -> Decimal:
        return Decimal(0) if claim.state == "offered" else honest.__get__(claim)

    monkeypatch.setattr(Claim, "held", property(forgets_offers))
    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(exchange(), settings=_FAULT)


def test_a_line_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "give_out", lambda **_said: None)
    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(exchange(), settings=_FAULT)


def test_parts_that_stay_free_under_their_whole_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tree, "taken_by", lambda _tree, pk: [pk])
    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(exchange(), settings=_FAULT)
