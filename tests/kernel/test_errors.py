"""Refusals carry a code, a sentence and, where there is one, the field."""

from __future__ import annotations

import pickle

from marketplace.kernel.errors import DomainError


class TooMany(DomainError):
    code = "too_many"
    message = "Only {left} are left."
    field = "quantity"


def test_details_fill_the_sentence() -> None:
    refusal = TooMany(left=3)
    assert (refusal.code, refusal.message, refusal.field, str(refusal)) == (
        "too_many",
        "Only 3 are left.",
        "quantity",
        "Only 3 are left.",
    )
    assert refusal.details == {"left": 3}


def test_a_message_of_its_own_is_taken_literally() -> None:
    assert TooMany("Braces {like these} stay.", field="amount").message == "Braces {like these} stay."
    assert TooMany("x", field="amount").field == "amount"
    assert TooMany.field == "quantity"


def test_what_a_person_typed_is_not_a_template() -> None:
    assert TooMany(left="{left.__class__}").message == "Only {left.__class__} are left."


def test_the_sentence_can_be_translated_before_it_is_filled() -> None:
    assert TooMany(left=3).said_with({"Only {left} are left.": "Nur noch {left}."}.__getitem__) == "Nur noch 3."


def test_a_refusal_survives_pickling() -> None:
    again = pickle.loads(pickle.dumps(TooMany(left=3)))  # noqa: S301  (our own bytes)
    assert (again.message, again.details) == ("Only 3 are left.", {"left": 3})
