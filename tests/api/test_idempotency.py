"""One key, one call, one answer: repeated, changed, in flight, refused, killed; and eight processes at one moment."""

import json
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from listings.models import Claim
from marketplace.api.actions.keying import KEPT_FOR, LONGEST_RUN, forget
from marketplace.api.models import ApiToken, KeyedCall
from tests import make
from tests.make.api import Program, program

PROCESSES = 8
_PATIENCE_S = 120


def _ground() -> tuple[Program, str, dict[str, Any]]:  # Any: JSON
    asker = make.organisation()
    site, listing = make.site(asker), make.listing()
    return program(asker), f"listings/{listing.pk}/claims", {"quantity": "1", "purpose": "Club", "site": site.pk}


@pytest.mark.django_db
def test_the_same_call_again_is_answered_alike_and_happens_once() -> None:
    asker, path, body = _ground()
    first, again = asker.post(path, body, key="one"), asker.post(path, body, key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["Location"], again["ETag"]) == (first.content, first["Location"], first["ETag"])
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert Claim.objects.count() == 1

    other = asker.post(path, {**body, "quantity": "2"}, key="one")
    assert (other.status_code, json.loads(other.content)["code"]) == (409, "idempotency_key_reused")
    missing = asker.post(path, body, **{"Idempotency-Key": ""})
    assert (missing.status_code, json.loads(missing.content)["code"]) == (400, "idempotency_key_missing")
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_a_refusal_leaves_its_key_free_and_nothing_else() -> None:
    asker, path, body = _ground()
    refused = asker.post(path, {**body, "quantity": "1000000"}, key="two")
    assert refused.status_code == 422
    assert KeyedCall.objects.count() == 0
    assert asker.post(path, body, key="two").status_code == 201


@pytest.mark.django_db
def test_a_call_in_flight_is_told_so_and_one_that_was_killed_is_taken_over() -> None:
    asker, path, body = _ground()
    done = asker.post(path, body, key="three")
    call, now = KeyedCall.objects.get(), timezone.now()
    Claim.objects.update(state="cancelled", cancelled_at=now, hold_until=None)
    KeyedCall.objects.update(status=None, body="", location="", begun_at=now, attempt=uuid4())
    waiting = asker.post(path, body, key="three")
    assert (waiting.status_code, json.loads(waiting.content)["code"]) == (409, "idempotency_key_in_flight")
    assert waiting["Retry-After"] == "1"
    KeyedCall.objects.update(begun_at=now - LONGEST_RUN - timedelta(seconds=1))
    taken_over = asker.post(path, body, key="three")
    assert taken_over.status_code == done.status_code
    assert taken_over.content != done.content
    assert KeyedCall.objects.get().pk == call.pk
    assert forget(now=now + KEPT_FOR + timedelta(minutes=1)) == 1


def _run(database: dict[str, Any], barrier: Barrier, answers: "Queue[int]", said: dict[str, Any]) -> None:
    # Any: Django's own shape for a database; what is sent
    from tests.listings import race_ground

    race_ground.open_database(database)
    barrier.wait(_PATIENCE_S)
    answers.put(Program(said["text"]).post(said["path"], said["body"], key="race").status_code)


@pytest.mark.django_db(transaction=True)
def test_eight_processes_with_one_key_make_one_claim() -> None:
    asker, path, body = _ground()
    patience = {"timeout": 120} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=120000"}
    database = {**connection.settings_dict, "OPTIONS": {**connection.settings_dict["OPTIONS"], **patience}}
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.listings.race_ground"])
    barrier, answers = context.Barrier(PROCESSES), context.Queue()
    said = {"text": asker.text, "path": path, "body": body}
    runners = [
        context.Process(target=_run, args=(database, barrier, answers, said), daemon=True) for _ in range(PROCESSES)
    ]
    for runner in runners:
        runner.start()
    told = [answers.get(timeout=_PATIENCE_S) for _runner in runners]
    for runner in runners:
        runner.join(_PATIENCE_S)
    assert set(told) <= {201, 409}
    assert 201 in told
    assert Claim.objects.count() == 1
    assert KeyedCall.objects.filter(status=201).count() == 1
    assert asker.post(path, body, key="race")["Idempotent-Replayed"] == "true"
    assert ApiToken.objects.count() == 1
