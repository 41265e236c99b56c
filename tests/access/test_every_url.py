"""Every address, tried as nobody, as somebody new, as a stranger's administrator and as each role of each party.

The table says who may. For everybody else: no page, no canary on it, and no row that was there has changed: after every
request that wrote anything the whole database is compared.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from marketplace.organisations.models import Role
from tests.access.cases import Case, Rule
from tests.access.moving import working_day
from tests.access.table import CASES, routes
from tests.access.world import ROLES, Party, World

Digest = dict[str, dict[object, tuple[object, ...]]]

#: Tables that a visit itself writes to (who was seen when), and the tables that nobody can change.
LEFT_OUT: Final = frozenset({"sessions.session", "usersessions.usersession", "listings.category", "impact.factor"})
ACCEPTED: Final = frozenset({200, 302, 303, 422})
#: Statements that change no row; what names a table that is left out changes none that is looked at.
HARMLESS: Final = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\b(?!.*\bINTO\b)", re.DOTALL
)
_TARGET: Final = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
#: What a public page may besides say of a POST that makes no sense.
PUBLIC_ACCEPTED: Final = ACCEPTED | {404, 410}
#: Rows that join somebody else's organisation to one's own: both take part in a thread.
OF_BOTH: Final = frozenset({"dialogue.participant"})


@dataclass(frozen=True)
class Actor:
    """Somebody at the door: a member of a party with one role, somebody new, or (no client) nobody."""

    party: str
    role: str
    browser: Client | None

    def __str__(self) -> str:
        return f"{self.party or 'nobody'} {self.role}".strip()

    @property
    def client(self) -> Client:
        return self.browser or Client()


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def before(world: World) -> Digest:
    return _digest()


class Watch:
    """Sees every statement; `wrote` is whether one of them may have changed a row of a table that is looked at."""

    def __init__(self) -> None:
        self.wrote = False

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:  # Any: Django's own signature
        said = _TARGET.match(sql)
        if not HARMLESS.match(sql) and (said is None or said[1] not in _left_out_tables()):
            self.wrote = True
        return execute(sql, *rest)


@cache
def _left_out_tables() -> frozenset[str]:
    return frozenset(apps.get_model(label)._meta.db_table for label in LEFT_OUT)


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _digest() -> Digest:
    """Each row of each table, but the ones left out."""
    found: Digest = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            label = model._meta.label_lower
            if label not in LEFT_OUT and model._meta.managed:
                found[label] = _rows(cursor, model)
    return found


def _columns(model: type[Model]) -> list[str]:
    """The primary key first."""
    key = str(model._meta.pk.column)
    return [key, *(str(field.column) for field in model._meta.concrete_fields if field.column != key)]


def _rows(cursor: CursorWrapper, model: type[Model]) -> dict[object, tuple[object, ...]]:
    quote = connection.ops.quote_name
    names = _columns(model)
    cursor.execute(f"SELECT {', '.join(map(quote, names))} FROM {quote(model._meta.db_table)}")  # noqa: S608  # our own
    return {row[0]: row for row in cursor.fetchall()}


def _everything(world: World) -> dict[str, object]:
    """A body that would do for every form, were its ids one's own."""
    giver, receiver = world.giver, world.receiver
    return {
        "about": "taken over",
        "body": "taken over",
        "capacity_kg": "900",
        "caption": "taken over",
        "at": working_day(world.moves.receipt.at, 2).strftime("%Y-%m-%dT%H:%M"),
        "capacity_litres": "9000",
        "capacity_pallets": "0",
        "carrier": receiver.organisation.pk,
        "client_id": uuid4(),
        "ends": "17:00",
        "starts": "09:00",
        "category": world.listing.category_id,
        "claim": world.asked.pk,
        "code": "taken over now",
        "collection": world.moves.collection.pk,
        "condition": "good",
        "contact_name": "taken over",
        "crew": "1",
        "day": working_day(world.moves.receipt.at, 3).date().isoformat(),
        "driver": world.moves.driver.pk,
        "email": "taken-over@example.org",
        "is_waste": "no",
        "kept_quantity": "1",
        "kind": "equipment",
        "lat": "53.8",
        "listing": world.listing.pk,
        "lon": "-1.5",
        "mass_basis": "declared",
        "mode": "give",
        "name": "taken over",
        "next": "/yard/",
        "organisation": giver.organisation.pk,
        "outcome": "closed",
        "pk": giver.site.pk,
        "postcode": "LS2 7EQ",
        "purpose": "taken over",
        "quantity": "1",
        "question": "taken over",
        "radius_km": "25",
        "reason": "taken over",
        "role": Role.LISTER.value,
        "roles": [Role.ADMINISTRATOR.value],
        "shift": world.moves.draft_shift.pk,
        "signer_name": "taken over",
        "site": giver.site.pk,
        "start_site": giver.site.pk,
        "theme": "dark",
        "thread": world.asked.thread_id,
        "title": "taken over",
        "towards": "first",
        "town": "Leeds",
        "unit": "item",
        "user": giver.administrator.pk,
        "vehicle": world.moves.vehicle.pk,
    }


def _outsiders(world: World, rule_parties: frozenset[str]) -> Iterator[Actor]:
    yield Actor("", "", None)
    yield Actor("newcomer", "", world.newcomer)
    for word, party in world.parties.items():
        if word not in rule_parties:
            yield Actor(word, Role.ADMINISTRATOR, party.clients[Role.ADMINISTRATOR])


def _insiders(world: World, words: frozenset[str]) -> Iterator[Actor]:
    for word in sorted(words):
        for role in ROLES:
            yield Actor(word, role, world.parties[word].clients[role])


def _words_of(case: Case) -> frozenset[str]:
    """The parties whose every role is tried: those named, else the giver as an example of one's own."""
    named = {word for rule in (case.get, case.post) if rule and rule.parties for word in rule.parties}
    return frozenset(named) or frozenset({"giver"})


def expected(rule: Rule | None, actor: Actor, allowed: frozenset[int]) -> frozenset[int] | str:
    """What the table says that this person is answered: statuses, or where they are sent."""
    if rule is None:
        return "no such method"
    if rule.public:
        return allowed
    if actor.party == "":
        return frozenset({404}) if rule.hidden else "login"
    if rule.signed_in:
        return allowed
    if actor.party == "newcomer":
        return frozenset({404}) if rule.hidden else "organisation-new"
    if rule.own is not None:
        return allowed if actor.role in rule.own else frozenset({403})
    if actor.party not in (rule.parties or {}):
        return frozenset({404})
    return allowed if actor.role in (rule.parties or {})[actor.party] else frozenset({403})


def problem_of(response: HttpResponseBase, wanted: frozenset[int] | str) -> str:
    """Nothing, or how the answer differs from what the table says."""
    place = response.headers.get("Location", "")
    if wanted == "no such method":
        accepted = response.status_code in {403, 404, 405} or (response.status_code == 302 and place)
        return "" if accepted else f"{response.status_code}, although there is no such method"
    if wanted == "login":
        return "" if place.startswith(reverse("account_login")) else f"{response.status_code}, not the sign-in page"
    if isinstance(wanted, str) and response.status_code == 404:
        return ""  # it does not exist for somebody new either
    if isinstance(wanted, str):
        sent_there = place == reverse(f"organisations:{wanted}")
        return "" if sent_there else f"{response.status_code} {place}, not led to founding an organisation"
    if response.status_code in wanted and not place.startswith(reverse("account_login")):
        return ""
    return f"{response.status_code} {place}, not {sorted(wanted)}"


def _visits(case: Case, world: World, actor: Actor, before: Digest) -> list[str]:
    """What is wrong with the answers: another status than the table's, a canary shown, a row changed by a refusal or
    by somebody whose it is not."""
    url, hidden = case.url(world), [text for text in world.hidden_from(actor.party) if text not in case.shows]
    is_outsider = actor.party not in _words_of(case)
    problems = []
    for what, wanted, body in _tries(case, actor, world):
        with _undone():
            watch = Watch()
            with connection.execute_wrapper(watch):
                response = actor.client.get(url) if body is None else actor.client.post(url, body)
            shown = response.getvalue().decode(errors="replace")
            told = [problem_of(response, wanted), *(f"shows {text!r}" for text in hidden if text in shown)]
            if watch.wrote and (response.status_code >= 400 or is_outsider):
                touches = case.touches | case.keyed if response.status_code < 400 else frozenset()
                marks = case.keyed if is_outsider else case.marks | case.keyed
                told += _harm(before, _digest(), touches, marks, world.parties.get(actor.party))
            problems += [f"{what} as {actor}: {problem}" for problem in told if problem]
    return problems


def _tries(
    case: Case, actor: Actor, world: World
) -> Iterator[tuple[str, frozenset[int] | str, dict[str, object] | None]]:
    """What is tried, what the table says to it, and the body that is sent."""
    yield "GET", expected(case.get, actor, frozenset(case.answers)), None
    open_to_all = case.post is not None and (case.post.public or case.post.signed_in)
    allowed = PUBLIC_ACCEPTED if open_to_all else ACCEPTED | case.may_answer
    wanted = expected(case.post, actor, allowed)
    yield "POST empty", wanted, {}
    yield "POST ids", wanted, _everything(world)


def _harm(
    before: Digest, after: Digest, touches: frozenset[str], marks: frozenset[str], actor: Party | None
) -> list[str]:
    """Rows that were there and changed; new ones of other kinds than may be made; new ones of another organisation."""
    told = []
    for label, rows in after.items():
        was, model = before[label], apps.get_model(label)
        told += [f"changed {label} {key}" for key in was if rows.get(key) != was[key] and label not in marks]
        made = [rows[key] for key in rows.keys() - was.keys()]
        if made and label not in touches:
            told.append(f"made a {label}")
        columns = _columns(model)
        if "organisation_id" in columns and actor is not None:
            at = columns.index("organisation_id")
            owners = {row[at] for row in made} - {actor.organisation.pk}
            told += [f"made a {label} of organisation {owner}" for owner in owners if label not in OF_BOTH | marks]
    return told


@pytest.mark.parametrize(
    ("sql", "wrote"),
    [
        ('SELECT "listings_claim"."id" FROM "listings_claim"', False),
        ('SAVEPOINT "s1"', False),
        ('UPDATE "django_session" SET "expire_date" = %s', False),
        ('UPDATE "listings_claim" SET "state" = %s', True),
        ('INSERT INTO "web_mail" ("to") VALUES (%s)', True),
        ("WITH gone AS (DELETE FROM listings_claim RETURNING id) SELECT id FROM gone", True),
        ("TRUNCATE listings_claim", True),
    ],
)
def test_whatever_may_write_is_looked_into(sql: str, wrote: bool) -> None:
    watch = Watch()
    watch(lambda *_: None, sql)
    assert watch.wrote is wrote


def test_every_address_is_in_the_table() -> None:
    assert {case.name for case in CASES} ^ {name for name, _ in routes()} == set()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_members_may_what_their_role_may(case: Case, world: World, before: Digest) -> None:
    actors = _insiders(world, _words_of(case))
    assert [problem for actor in actors for problem in _visits(case, world, actor, before)] == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_others_see_and_change_nothing(case: Case, world: World, before: Digest) -> None:
    actors = _outsiders(world, _words_of(case))
    assert [problem for actor in actors for problem in _visits(case, world, actor, before)] == []
