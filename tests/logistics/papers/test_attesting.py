"""Signing the statements: what is refused, what blocks a collection, and with which sentence."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.models import Claim
from logistics.actions.loads.arranging import open_collection
from logistics.actions.paperwork import attesting
from logistics.models import Attestation, Collection
from logistics.papers.statements import KEYS, WastePath
from logistics.queries.papers import missing_for, path_of
from marketplace.kernel.errors import DomainError
from tests import make
from tests.logistics.papers.ground import fetched
from tests.make.listings import attested

pytestmark = pytest.mark.django_db


def _accepted() -> Claim:
    """Nobody has signed."""
    claim = make.accepted_claim()
    Attestation.objects.all().delete()
    return claim


def _sign(claim: Claim, **said: Any) -> Attestation:  # Any: arguments of `attest`
    values = {"holder": "giver", "held": KEYS, "detail": "", "signer_name": "Sam Giver", **said}
    by = make.administrator(claim.listing.organisation)
    return attesting.attest(claim=claim, by=by, now=make.NOW, **values)


def test_each_side_that_has_not_signed_is_named_with_what_to_do() -> None:
    claim = _accepted()
    collection = open_collection(claim=claim, now=make.NOW)
    blocks = missing_for([collection], make.DAY)[collection.pk]
    giver, receiver = claim.listing.organisation, claim.organisation
    assert [block.code for block in blocks] == ["not_attested_by_giver", "not_attested_by_receiver"]
    assert [block.sentence for block in blocks] == [
        f"{who} has not signed yet that these are goods and not waste." for who in (giver, receiver)
    ]
    assert blocks[0].next_step == f"{giver} signs seven statements, on the page of its papers."
    assert blocks[0].href == f"/claims/{claim.pk}/papers/"
    attested(claim, "giver")
    assert [one.code for one in missing_for([collection], make.DAY)[collection.pk]] == ["not_attested_by_receiver"]
    assert path_of(claim) == WastePath.OPEN
    attested(claim, "receiver")
    assert missing_for([collection], make.DAY) == {collection.pk: []}
    assert path_of(claim) == WastePath.GOODS


def test_what_is_lent_needs_no_statement() -> None:
    claim = make.lent_claim()
    Attestation.objects.all().delete()
    assert path_of(claim) == WastePath.GOODS


def test_last_signature_counts_and_the_one_before_is_kept() -> None:
    claim = _accepted()
    first = _sign(claim, held=[key for key in KEYS if key != "use_is_lawful"], detail="Two have no fire label.")
    attested(claim, "receiver")
    assert path_of(claim) == WastePath.WASTE
    second = _sign(claim)
    first.refresh_from_db()
    assert (first.replaced_at, second.replaced_at) == (make.NOW, None)
    assert (len(first.held), len(second.held)) == (6, 7)
    assert path_of(claim) == WastePath.GOODS


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"signer_name": "  "}, "signature_missing"),
        ({"held": ["same_purpose"]}, "attestation_needs_detail"),
        ({"held": [], "detail": "x" * 501}, "words_too_long"),
        ({"signer_name": "x" * 121}, "words_too_long"),
        ({"signer_name": "a\x00b"}, "unsafe_text"),
    ],
)
def test_incomplete_signature_is_refused(said: dict[str, object], code: str) -> None:
    claim = _accepted()
    with pytest.raises(DomainError) as refusal:
        _sign(claim, **said)
    assert refusal.value.code == code
    assert Attestation.objects.count() == 0


def test_nothing_is_signed_once_the_goods_have_left() -> None:
    collection = fetched(make.accepted_claim())
    with pytest.raises(attesting.NothingToAttest, match="this one is on its way"):
        _sign(collection.claim)


def test_asking_for_three_takes_as_many_queries_as_for_one() -> None:
    for _each in range(3):
        open_collection(claim=make.accepted_claim(), now=make.NOW)
    rows = list(Collection.objects.with_parties().order_by("pk"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        missing_for(rows[:1], make.DAY)
    with CaptureQueriesContext(connection) as three:
        missing_for(rows, make.DAY)
    assert len(one) == len(three) == 3
