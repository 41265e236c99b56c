"""Loads under some hundred random steps, and two faults that the laws have to find. Ten thousand steps are a command:
`python -m tests.bench.conservation`."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from logistics.actions.loads import returning, splitting
from logistics.loads import GoodsLoad
from logistics.models import Collection
from tests.logistics.conserving.loads import loads

pytestmark = pytest.mark.django_db


def _go(steps: int, seed: int = 5) -> None:
    world = loads(seed)
    for _step in range(steps):
        world.step()


def test_what_is_collected_is_delivered_returned_lost_or_aboard() -> None:
    _go(60)


def test_goods_that_come_back_and_are_forgotten_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "_back_on_offer", lambda *_said: None)
    with pytest.raises((AssertionError, IntegrityError)):
        _go(150)


def test_a_rest_that_is_left_behind_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = splitting._shrink

    def forgets(seen: Collection, _amount: Decimal, load: GoodsLoad) -> None:
        honest(seen, seen.quantity, load)

    monkeypatch.setattr(splitting, "_shrink", forgets)
    with pytest.raises((AssertionError, IntegrityError)):
        _go(150)
