"""The world of the tests of access, and a token for each person in it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from marketplace.api.scopes import Scope
from marketplace.organisations.models import Role
from tests.access.world import ROLES, World, build
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
    """A program with a token that this person of a party made: `program_of("giver", "lister", without=scope)`.

    All are made beforehand: what a test makes is undone with it.
    """

    def made(word: str, role: str, without: Scope | None = None) -> Program:
        party = world.parties[word]
        scopes = [scope for scope in Scope if scope != without]
        return Program(token(party.organisation, scopes=scopes, by=party.people[role])[1])

    with django_db_blocker.unblock():
        whole: dict[tuple[str, str, Scope | None], Program] = {
            (word, role, None): made(word, role) for word in world.parties for role in ROLES
        }
        less: dict[tuple[str, str, Scope | None], Program] = {
            (word, Role.ADMINISTRATOR.value, scope): made(word, Role.ADMINISTRATOR.value, scope)
            for word in ("carrier", "giver", "receiver")
            for scope in Scope
        }
    programs: dict[tuple[str, str, Scope | None], Program] = {**whole, **less}
    return lambda word, role, without=None: programs[word, role, without]


@pytest.fixture(scope="package", autouse=True)
def _many_requests() -> Iterator[None]:
    """A test here sends more in a minute than a token may."""
    with override_settings(API_LIMITS={"reads": 10**6, "writes": 10**6, "strangers": 10**6}):
        yield
