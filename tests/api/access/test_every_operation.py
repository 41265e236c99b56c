"""Every operation, tried without a token, without its scope, with each role, and by every other organisation.

The table (`samples`) says for whom each thing is there. For everybody else it is 404, no canary stands in an answer and
the whole database is as it was.
"""

from collections.abc import Iterator
from typing import Final

import pytest
from django.db import transaction
from django.http import HttpResponse

from marketplace.api.models import ApiToken, KeyedCall
from marketplace.api.operations import Operation
from marketplace.organisations.models import Role
from tests.access.test_every_url import Digest, _digest, _undone
from tests.access.world import ROLES, World
from tests.api.access.conftest import As
from tests.api.access.samples import SAMPLES, operations, path_of
from tests.make.api import Program

pytestmark = pytest.mark.django_db

OPERATIONS: Final = operations()
_GOOD: Final = frozenset({200, 201, 422})
_OWN: Final = frozenset({ApiToken._meta.label_lower, KeyedCall._meta.label_lower})


def _send(program: Program, operation: Operation, path: str, world: World) -> HttpResponse:
    """The operation on its sample, undone afterwards."""
    body = SAMPLES[operation.name].body(world)
    with _undone():
        if operation.method == "GET":
            return program.get(path)
        if operation.method == "PATCH":
            return program.patch(path, body, **{"If-Match": "*"})
        return program.post(path, body or None)


def _without_ours(digest: Digest) -> Digest:
    return {label: rows for label, rows in digest.items() if label not in _OWN}


def test_every_operation_is_in_the_table() -> None:
    assert {one.name for _name, one in OPERATIONS} ^ SAMPLES.keys() == set()
    assert [one.name for _name, one in OPERATIONS if one.scope is None] == ["read_token"]
    assert [one.name for _name, one in OPERATIONS if one.method != "GET" and not one.roles] == []


def test_without_a_token_or_its_scope_nothing_is_answered(world: World, program_of: As) -> None:
    told = []
    for name, operation in OPERATIONS:
        sample = SAMPLES[operation.name]
        path, word = path_of(name, sample, world), min(sample.parties or {"giver"})
        for nobody in (Program(""), Program("gy_" + "x" * 43)):
            answer = _send(nobody, operation, path, world)
            told += [f"{operation.name}: {answer.status_code}"] if answer.status_code != 401 else []
        if operation.scope is not None:
            answer = _send(program_of(word, Role.ADMINISTRATOR.value, operation.scope), operation, path, world)
            told += [f"{operation.name}: {answer.status_code}"] if b"scope_missing" not in answer.content else []
    assert told == []


def test_each_role_may_what_the_operation_says(world: World, program_of: As) -> None:
    told = []
    for name, operation in OPERATIONS:
        sample = SAMPLES[operation.name]
        for word in sorted(sample.parties):
            for role in ROLES:
                answer = _send(program_of(word, role), operation, path_of(name, sample, world), world)
                may = not operation.roles or role in {*operation.roles, Role.ADMINISTRATOR}
                wanted = _GOOD | sample.may_answer if may else frozenset({403})
                if answer.status_code not in wanted:
                    told.append(f"{operation.name} as {word} {role}: {answer.status_code} {answer.content[:200]!r}")
    assert told == []


def _others(name: str, operation: Operation, world: World) -> Iterator[tuple[str, str]]:
    sample = SAMPLES[operation.name]
    for word in world.parties:
        if word not in sample.parties:
            yield word, path_of(name, sample, world)


def test_what_is_not_theirs_is_not_there_for_others(world: World, program_of: As) -> None:
    """Administrators with every scope, of each party whose thing it is not."""
    programs = {word: program_of(word, Role.ADMINISTRATOR.value) for word in world.parties}
    before, told, tried = _without_ours(_digest()), list[str](), 0
    for name, operation in OPERATIONS:
        for word, path in _others(name, operation, world):
            answer, tried = _send(programs[word], operation, path, world), tried + 1
            told += [f"{operation.name} as {word}: {answer.status_code}"] if answer.status_code != 404 else []
    assert told == []
    assert tried > 30
    assert _without_ours(_digest()) == before


def test_no_answer_shows_what_is_hidden_from_its_reader(world: World, program_of: As) -> None:
    told = []
    for name, operation in OPERATIONS:
        sample = SAMPLES[operation.name]
        if operation.method != "GET":
            continue
        for word in sorted(sample.parties):
            said = _send(program_of(word, Role.ADMINISTRATOR.value), operation, path_of(name, sample, world), world)
            own = world.parties[word].site.contact_phone  # two words of the same length have the same telephone
            hidden = [text for text in world.hidden_from(word) if text != own]
            told += [f"{operation.name} shows {word} {text!r}" for text in hidden if text in said.content.decode()]
    assert told == []


def test_others_ids_in_bodies_lead_nowhere(world: World, program_of: As) -> None:
    """A stranger's administrator, with sites and carriers of others in every field that takes one."""
    stranger, site = program_of("stranger", Role.ADMINISTRATOR.value), world.giver.site.pk
    goods = {"kind": "equipment", "title": "x", "category": "pedestals", "quantity": 1, "unit": "item", "site": site}
    claim = {"quantity": 1, "purpose": "x", "site": site}
    before = _without_ours(_digest())
    with transaction.atomic():
        answers = [
            stranger.post("listings", goods),
            stranger.post("wants", {"title": "x", "site": site}),
            stranger.post(f"listings/{world.listing.pk}/claims", claim),
            stranger.post(f"listings/{world.staged.pk}/claims", claim),
        ]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 404]
    assert [b'"site"' in answer.content for answer in answers] == [True, True, True, False]
    assert _without_ours(_digest()) == before
