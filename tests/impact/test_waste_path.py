"""What both holders stated decides the ledger: goods are prevention, all else is waste prepared for reuse."""

import pytest

from listings.models import Claim
from logistics.actions.paperwork.attesting import attest
from logistics.models import Attestation
from logistics.papers.statements import KEYS
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.actions.loading import load_factor_sets
from marketplace.impact.models import Diversion
from marketplace.impact.rows import PREVENTION
from tests import make

pytestmark = pytest.mark.django_db
REUSED = "306-4/preparation_for_reuse/non-hazardous/offsite"


def _row_of(claim: Claim) -> str:
    make.receipt(claim=claim)
    load_factor_sets(now=make.NOW)
    assert count_receipts(now=make.NOW) == 1
    return Diversion.objects.get().row


def test_signed_by_both_it_never_was_waste() -> None:
    assert _row_of(make.accepted_claim()) == PREVENTION.code


def test_one_statement_that_does_not_hold_makes_it_waste() -> None:
    claim = make.accepted_claim()
    by = make.administrator(claim.organisation)
    attest(claim=claim, holder="receiver", held=KEYS[1:], detail="For parts", signer_name="A", by=by, now=make.NOW)
    assert _row_of(claim) == REUSED


def test_what_nobody_signed_is_not_claimed_as_prevention() -> None:
    claim = make.accepted_claim()
    Attestation.objects.all().delete()
    assert _row_of(claim) == REUSED
