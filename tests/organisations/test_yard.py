"""My yard is put together from all rooms: each that is named answers, and each door leads somewhere."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from marketplace.organisations.models import Role
from marketplace.organisations.queries import doors_for, yard_of
from marketplace.web.waiting import Waiting
from tests import make

DOORS = {
    "administrator": [
        "listings:listing-new",
        "listings:import-new",
        "listings:search",
        "listings:spaces",
        "listings:want-new",
        "logistics:plan",
        "logistics:runs",
        "impact:report",
    ],
    "lister": ["listings:listing-new", "listings:import-new"],
    "requester": ["listings:search", "listings:spaces", "listings:want-new"],
    "coordinator": ["logistics:plan"],
    "driver": ["logistics:runs"],
    "reporter": ["impact:report"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", settings.YARD)
def test_every_room_that_is_named_answers(name: str) -> None:
    ask: Callable[..., list[Waiting]] = import_string(name)
    ours = make.organisation()
    for role in Role.values:
        person = make.member(ours, role)
        waiting = ask(organisation=ours, roles=frozenset({role}), user=person, now=make.NOW)
        assert [one for one in waiting if not one.url.startswith("/")] == []


@pytest.mark.parametrize("role", Role.values)
def test_doors_are_those_of_the_role(role: str) -> None:
    assert [door.url for door in doors_for(frozenset({role}))] == [reverse(name) for name in DOORS[role]]


@pytest.mark.django_db
def test_yard_has_the_most_urgent_first() -> None:
    ours = make.organisation()
    person = make.member(ours, "lister")
    person.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # allauth has no types
    waiting = yard_of(organisation=ours, roles=frozenset({"lister"}), user=person, now=make.NOW)
    assert [one.urgency for one in waiting] == ["now", "later"]
