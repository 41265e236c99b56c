"""The world of the tests of access, and a token for each person in it."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from marketplace.api.scopes import Scope
from tests.access.world import World, build
from tests.make.api import Program, token


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Everything in it stays until the last has gone through; whoever visits has to undo what they did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


As = Callable[..., Program]


@pytest.fixture(scope="package")
def program_of(world: World, django_db_blocker: DjangoDbBlocker) -> As:
    """A program with a token that this person of a party made: `program_of("giver", "lister", without=scope)`."""

    @cache
    def made(word: str, role: str, without: Scope | None = None) -> Program:
        party = world.parties[word]
        scopes = [scope for scope in Scope if scope != without]
        return Program(token(party.organisation, scopes=scopes, by=party.people[role])[1])

    return made
