"""What was turned away: back to the giver's stock, offered to others, or gone; never among what was kept in use."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from listings.actions import claiming
from listings.models import ClaimState, EntryKind, Listing, ListingState, StockEntry
from logistics.actions.loads import settling
from logistics.models import Receipt, Settlement
from logistics.queries import waiting_for
from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.models import Diversion, LedgerPart
from marketplace.kernel.errors import DomainError
from marketplace.organisations.models import Organisation, Role
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


def turned_away(fate: str, *, rejected: int = 3, quantity: int = 8) -> Receipt:
    """A lot of eight, of which five were kept."""
    claim = make.accepted_claim(make.listing(quantity=Decimal(quantity)), quantity=8)
    return make.receipt(claim=claim, kept=8 - rejected, rejected=rejected, fate=fate, rejected_kg="72")


def giver(receipt: Receipt) -> Organisation:
    return receipt.collection.claim.listing.organisation


def back(receipt: Receipt, quantity: int = 3) -> Settlement:
    by = make.administrator(giver(receipt))
    return settling.take_back(receipt=receipt, quantity=Decimal(quantity), by=by, now=make.NOW)


def left(receipt: Receipt) -> Decimal:
    listing = Listing.objects.get(pk=receipt.collection.claim.listing_id)
    assert listing.available == sum(entry.change for entry in StockEntry.objects.for_listing(listing))
    return listing.available


@pytest.mark.parametrize("fate", ["returned", "unknown"])
def test_what_goes_back_is_on_offer_again_once_it_is_there(fate: str) -> None:
    receipt = turned_away(fate)
    assert left(receipt) == 0
    back(receipt)
    assert left(receipt) == 3
    assert StockEntry.objects.get(kind=EntryKind.RETURNED).claim == receipt.collection.claim
    with pytest.raises(settling.AlreadySettled):
        back(receipt)
    assert left(receipt) == 3


def test_what_comes_back_goes_to_those_in_line_first() -> None:
    receipt = turned_away("returned")
    asker = make.organisation("charity")
    waiting = claiming.claim(
        listing=receipt.collection.claim.listing,
        organisation=asker,
        site=make.site(asker),
        quantity=Decimal(2),
        purpose="A reading room.",
        joins_line=True,
        by=make.administrator(asker),
        now=make.NOW,
    )
    back(receipt)
    waiting.refresh_from_db()
    assert waiting.state == ClaimState.OFFERED
    assert left(receipt) == 1


@pytest.mark.parametrize(
    ("fate", "quantity", "refusal"),
    [
        ("returned", 4, settling.MoreThanTurnedAway),
        ("returned", 0, DomainError),
        ("recycled", 1, settling.NothingToSettle),
        ("disposed", 1, settling.NothingToSettle),
        ("passed_on", 1, settling.NothingToSettle),
    ],
)
def test_no_more_comes_back_than_was_sent(fate: str, quantity: int, refusal: type[DomainError]) -> None:
    receipt = turned_away(fate)
    with pytest.raises(refusal):
        back(receipt, quantity)
    assert left(receipt) == 0
    assert Settlement.objects.count() == 0


def test_of_a_lot_that_was_kept_nothing_comes_back() -> None:
    with pytest.raises(settling.NothingToSettle):
        back(make.receipt())


def test_the_receiver_offers_it_to_others_from_its_own_site() -> None:
    receipt = turned_away("passed_on")
    claim = receipt.collection.claim
    made = settling.pass_on(receipt=receipt, by=receipt.by, now=make.NOW).listing
    assert made is not None
    assert (made.organisation, made.site, made.state) == (claim.organisation, claim.site, ListingState.DRAFT)
    assert (made.title, made.category) == (claim.listing.title, claim.listing.category)
    assert made.quantity == 3
    assert "Broken" in made.description
    assert left(receipt) == 0
    with pytest.raises(settling.AlreadySettled):
        settling.pass_on(receipt=receipt, by=receipt.by, now=make.NOW)
    assert Listing.objects.filter(state=ListingState.DRAFT).count() == 1


def test_who_passes_on_what_came_back_at_that_moment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The competitor stands between the look and the row: the draft that was begun is undone."""
    receipt = turned_away("unknown")
    real = settling._drafted

    def wait_for_the_giver(*said: object) -> Listing:
        monkeypatch.setattr(settling, "_drafted", real)
        back(receipt)
        return real(*said)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(settling, "_drafted", wait_for_the_giver)
    with pytest.raises(settling.AlreadySettled), transaction.atomic():
        settling.pass_on(receipt=receipt, by=receipt.by, now=make.NOW)
    assert Listing.objects.filter(state=ListingState.DRAFT).count() == 0


@pytest.mark.parametrize("fate", ["returned", "passed_on", "disposed", "unknown"])
def test_what_was_turned_away_is_no_mass_that_was_kept_in_use(fate: str) -> None:
    receipt = turned_away(fate)
    assert count_receipts(now=make.NOW) == 1
    rows = {line.part: line for line in Diversion.objects.filter(receipt=receipt)}
    assert rows[LedgerPart.KEPT].mass_kg == receipt.kept_mass_kg
    assert rows[LedgerPart.REJECTED].row not in {"prevention_nonwaste_reuse", rows[LedgerPart.KEPT].row}


def test_each_side_is_told_by_the_other() -> None:
    returned, passed = turned_away("returned"), turned_away("passed_on")
    Mail.objects.all().delete()
    back(returned)
    settling.pass_on(receipt=passed, by=passed.by, now=make.NOW)
    words = [mail.subject for mail in Mail.objects.order_by("pk")]
    assert len(words) == 2
    assert words[0].startswith(f"{giver(returned)} has 3 items of")
    assert "offers 3 items of" in words[1]


# --- pages -----------------------------------------------------------------------------------------------------------
def _browser(organisation: Organisation, role: str) -> Client:
    return make.client(make.member(organisation, role), organisation)


def test_the_giver_says_on_the_receipt_that_it_is_back() -> None:
    receipt = turned_away("returned")
    browser = _browser(giver(receipt), Role.LISTER)
    url = reverse("logistics:receipt", args=[receipt.pk])
    assert "It is back with us" in browser.get(url).content.decode()
    refused = browser.post(reverse("logistics:receipt-taken-back", args=[receipt.pk]), {"quantity": "9"})
    assert refused.status_code == 422
    assert "3 items were turned away" in refused.content.decode()
    done = browser.post(reverse("logistics:receipt-taken-back", args=[receipt.pk]), {"quantity": "3"})
    assert done["Location"] == url
    assert "Back with the giver" in browser.get(url).content.decode()
    late = browser.post(reverse("logistics:receipt-taken-back", args=[receipt.pk]), {"quantity": "3"})
    assert late.status_code == 422
    assert "settled already" in late.content.decode()


def test_the_receiver_gets_a_draft_to_finish() -> None:
    receipt = turned_away("passed_on")
    browser = _browser(receipt.collection.claim.organisation, Role.REQUESTER)
    assert "Offer it to others" in browser.get(reverse("logistics:receipt", args=[receipt.pk])).content.decode()
    answer = browser.post(reverse("logistics:receipt-pass-on", args=[receipt.pk]))
    assert answer["Location"] == reverse("listings:listing", args=[Settlement.objects.get().listing_id])
    assert browser.get(answer["Location"]).status_code == 200


def test_the_yard_of_the_giver_tells_of_what_comes_back() -> None:
    receipt = turned_away("returned")
    who = {"organisation": giver(receipt), "user": make.administrator(giver(receipt)), "now": make.NOW}
    titles = [line.title for line in waiting_for(roles=frozenset({Role.LISTER}), **who)]  # type: ignore[arg-type]
    assert "1 lot comes back to you" in titles
    back(receipt)
    titles = [line.title for line in waiting_for(roles=frozenset({Role.LISTER}), **who)]  # type: ignore[arg-type]
    assert "1 lot comes back to you" not in titles
