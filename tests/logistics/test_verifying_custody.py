"""Whoever changes a book by hand, past the program, is found out: edit, delete, swap, cut tail, rewriting."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from logistics.actions.custody.anchoring import anchor_heads
from logistics.chain import Fault, Link, faults_of, hash_of
from logistics.models import CustodyEvent, Passport
from logistics.models.anchors import AnchoredHead, CustodyAnchor
from logistics.queries.chains import facts_of_event
from logistics.queries.verifying import all_findings
from tests import make

LENGTH = 5


def _book() -> tuple[dict[int, Link], str]:
    links, previous = {}, ""
    for number in range(1, LENGTH + 1):
        facts = {"number": str(number)}
        links[number] = Link(facts, previous, hash_of(facts, previous))
        previous = links[number].hash
    return links, previous


def _edited(links: dict[int, Link]) -> dict[int, Link]:
    return links | {3: Link({"number": "9"}, links[3].previous, links[3].hash)}


def _edited_and_hashed(links: dict[int, Link]) -> dict[int, Link]:
    facts = {"number": "9"}
    return links | {3: Link(facts, links[3].previous, hash_of(facts, links[3].previous))}


def _last_rewritten(links: dict[int, Link]) -> dict[int, Link]:
    facts = {"number": "9"}
    return links | {5: Link(facts, links[5].previous, hash_of(facts, links[5].previous))}


@pytest.mark.parametrize(
    ("deed", "faults"),
    [
        (lambda links: links, []),
        (_edited, [Fault("edited", 3)]),
        (_edited_and_hashed, [Fault("swapped", 4)]),
        (_last_rewritten, [Fault("rewritten", 5)]),
        (lambda links: {n: link for n, link in links.items() if n != 2}, [Fault("missing", 2)]),
        (lambda links: {n: link for n, link in links.items() if n < 4}, [Fault("cut", 4)]),
        (lambda links: {}, [Fault("cut", 1)]),
        (
            lambda links: links | {2: links[3], 3: links[2]},
            [Fault("swapped", 2), Fault("swapped", 3), Fault("swapped", 4)],
        ),
        (lambda links: {n: link for n, link in links.items() if n > 1}, [Fault("missing", 1)]),
    ],
)
def test_faults_are_named(deed: Callable[[dict[int, Link]], dict[int, Link]], faults: list[Fault]) -> None:
    links, head = _book()
    assert faults_of(deed(links), length=LENGTH, head=head) == faults


@pytest.fixture
def lot(db: None) -> Passport:
    """A lot of three events, anchored, and another one that grew since."""
    make.confirmed(make.fetched())
    anchor_heads(now=make.NOW)
    make.confirmed(make.fetched(make.accepted_claim(quantity=2)))
    return Passport.objects.order_by("pk")[0]


def _by_hand(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # as somebody would who has the file open
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute(statement, values)


def _found() -> list[str]:
    return [f"{finding.fault} {finding.number}" for finding in all_findings()]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE logistics_custodyevent SET quantity = 5 WHERE passport_id = %s AND number = 2"], ["edited 2"]),
        (["UPDATE logistics_custodyevent SET note = 'x' WHERE passport_id = %s AND number = 3"], ["edited 3"]),
        (
            ["UPDATE logistics_custodyevent SET holder_id = source_id WHERE passport_id = %s AND number = 3"],
            ["edited 3"],
        ),
        (["DELETE FROM logistics_custodyevent WHERE passport_id = %s AND number = 2"], ["missing 2", "handover 0"]),
        (["DELETE FROM logistics_custodyevent WHERE passport_id = %s AND number = 3"], ["cut 3", "receipt 0"]),
        (
            [
                "UPDATE logistics_custodyevent SET number = 9 WHERE passport_id = %s AND number = 2",
                "UPDATE logistics_custodyevent SET number = 2 WHERE passport_id = %s AND number = 3",
                "UPDATE logistics_custodyevent SET number = 3 WHERE passport_id = %s AND number = 9",
            ],
            ["edited 2", "swapped 2", "edited 3", "swapped 3", "rewritten 3"],
        ),
        (["UPDATE logistics_passport SET remaining = 1 WHERE id = %s"], ["standing 0"]),
        (["UPDATE logistics_passport SET owner_id = NULL WHERE id = %s"], ["standing 0"]),
        (["UPDATE logistics_anchoredhead SET length = 2 WHERE passport_id = %s"], ["rewritten 2", "anchor_heads 1"]),
        (["DELETE FROM logistics_anchoredhead WHERE passport_id = %s"], ["anchor_heads 1"]),
    ],
)
def test_what_is_done_by_hand_is_found(lot: Passport, statements: list[str], found: list[str]) -> None:
    assert _found() == []
    for statement in statements:
        _by_hand(statement, lot.pk)
    assert _found() == found


def test_cut_tail_with_the_passport_made_to_fit_is_found_by_its_anchor(lot: Passport) -> None:
    before = CustodyEvent.objects.get(passport=lot, number=2)
    _by_hand("DELETE FROM logistics_custodyevent WHERE passport_id = %s AND number = 3", lot.pk)
    stands = "UPDATE logistics_passport SET length = 2, head = %s, owner_id = %s, holder_id = %s WHERE id = %s"
    _by_hand(stands, before.hash, lot.listing.organisation_id, before.holder_id, lot.pk)
    assert _found() == ["cut 3", "receipt 0"]


def test_rewritten_book_is_found_by_its_anchor(lot: Passport) -> None:
    """Everything made to fit: content, hashes, passport. Only the anchor knows."""
    last = CustodyEvent.objects.for_chain().get(passport=lot, number=3)
    last.note = "It was broken"
    forged = hash_of(facts_of_event(last), last.previous_hash)
    _by_hand("UPDATE logistics_custodyevent SET note = %s, hash = %s WHERE id = %s", last.note, forged, last.pk)
    _by_hand("UPDATE logistics_passport SET head = %s WHERE id = %s", forged, lot.pk)
    assert _found() == ["rewritten 3"]


def test_cut_list_of_anchors_is_found_by_whoever_kept_a_hash(lot: Passport) -> None:
    second = anchor_heads(now=make.NOW)
    assert second is not None
    assert (second.number, second.heads, second.events) == (2, 1, 6)
    assert anchor_heads(now=make.NOW) is None
    assert [finding.fault for finding in all_findings(known_anchor=second.hash)] == []
    _by_hand("DELETE FROM logistics_anchoredhead WHERE anchor_id = %s", second.pk)
    _by_hand("DELETE FROM logistics_custodyanchor WHERE id = %s", second.pk)
    assert [finding.fault for finding in all_findings()] == []
    assert [finding.fault for finding in all_findings(known_anchor=second.hash)] == ["anchor_unknown"]
    _by_hand("UPDATE logistics_custodyanchor SET events = 2 WHERE number = 1")
    assert [finding.fault for finding in all_findings()] == ["anchor_edited"]
    assert AnchoredHead.objects.count() == CustodyAnchor.objects.count() == 1


def test_command_says_what_it_found(lot: Passport) -> None:
    said = StringIO()
    call_command("verify_custody", stdout=said)
    anchor = CustodyAnchor.objects.get()
    assert said.getvalue().splitlines() == [
        "2 lots, 6 events, 1 anchors",
        f"newest anchor: 1 of {anchor.at:%Y-%m-%d %H:%M} {anchor.hash}",
        "Everything holds.",
    ]
    _by_hand("UPDATE logistics_custodyevent SET quantity = 5 WHERE passport_id = %s AND number = 2", lot.pk)
    said = StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_custody", stdout=said)
    assert said.getvalue().splitlines()[0] == f"{lot.code} 2: was changed after it was written"
