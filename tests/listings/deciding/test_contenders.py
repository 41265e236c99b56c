"""What a giver is told of how somebody kept what they were promised."""

import pytest

from listings.actions.claiming import cancel
from listings.actions.promising import excuse
from listings.models import PromiseOutcome, PromiseSide
from listings.queries.contenders import lately_of
from tests import make

pytestmark = pytest.mark.django_db


def test_what_was_excused_and_what_the_giver_called_off_is_not_held_against_the_taker() -> None:
    given_up, called_off = make.accepted_claim(quantity=4), make.accepted_claim(quantity=4)
    taker, other = given_up.organisation, called_off.organisation
    cancel(claim=given_up, reason="No room.", by=make.administrator(taker), now=make.NOW, side=taker)
    giver = called_off.listing.organisation
    cancel(claim=called_off, reason="Sold.", by=make.administrator(giver), now=make.NOW, side=giver)
    before = lately_of([taker.pk, other.pk], now=make.NOW)
    assert (before[taker.pk].promises, before[other.pk].promises) == (True, False)
    promise = PromiseOutcome.objects.for_page().get(claim=given_up, side=PromiseSide.TAKES)
    by = make.administrator(given_up.listing.organisation)
    excuse(promise=promise, reason="Their roof leaked.", by=by, now=make.NOW)
    assert not lately_of([taker.pk], now=make.NOW)[taker.pk].promises
