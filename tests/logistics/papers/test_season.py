"""Season tickets: one note for repeated loads of the same waste between the same holders."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from listings.models import Claim, Listing
from logistics.actions.loads.arranging import open_collection
from logistics.actions.paperwork import papering, ticketing
from logistics.actions.paperwork.ticketing import LoadValues
from logistics.models import SeasonTicket, WasteDeclaration
from logistics.papers.season import last_day_of
from logistics.queries.papers import missing_for, missing_of
from logistics.queries.season import loads_of, tickets_for
from marketplace.kernel.errors import DomainError
from marketplace.web.models import Mail
from tests import make
from tests.logistics.papers.ground import LEADED, declared, fetched, taken, waste_claim

pytestmark = pytest.mark.django_db

TODAY = make.DAY
LOAD = LoadValues(mass_kg=Decimal("42.5"), container_count=2)


@pytest.fixture(autouse=True)
def _on_that_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: make.NOW)


def _first() -> Claim:
    claim = waste_claim()
    taken(declared(claim))
    return claim


def _another(first: Claim, **said: Any) -> Claim:  # Any: values of the listing
    listing: Listing = make.listing(
        first.listing.organisation, **{"site": first.listing.site, "is_waste": True, "waste_code": "200307", **said}
    )
    return make.accepted_claim(listing, organisation=first.organisation, site=first.site, quantity=2)


def _proposed(claim: Claim, **said: Any) -> SeasonTicket:  # Any: arguments of `propose`
    values = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=200), "signer_name": "Gil", **said}
    by = make.administrator(claim.listing.organisation)
    return ticketing.propose(claim=claim, by=by, now=make.NOW, **values)


def _signed(claim: Claim, **said: Any) -> SeasonTicket:  # Any: as above
    ticket = _proposed(claim, **said)
    by = make.administrator(claim.organisation)
    ticketing.sign(ticket=ticket, signer_name="Rae Taker", by=by, now=make.NOW)
    return SeasonTicket.objects.for_page().get(pk=ticket.pk)


def _put_on(ticket: SeasonTicket, claim: Claim) -> WasteDeclaration:
    by = make.administrator(claim.listing.organisation)
    return ticketing.put_on(ticket=ticket, claim=claim, values=LOAD, by=by, now=make.NOW)


def test_further_load_needs_no_signature_and_stands_on_the_note() -> None:
    first = _first()
    ticket = _signed(first)
    further = _another(first)
    assert [block.code for block in missing_of(further, TODAY)] == ["waste_not_declared"]
    assert tickets_for(further, TODAY) == [ticket]
    said = _put_on(ticket, further)
    assert (said.signer_name, said.acceptance.signer_name, said.mass_kg) == ("Gil", "Rae Taker", Decimal("42.5"))
    assert missing_of(further, TODAY) == []
    load = fetched(further)
    papering.issue(collection=load, by=None, now=make.NOW)
    note = load.papers.get()
    assert note.document["summary"] == (
        f"Duty of care: one load under season ticket {ticket.number} (15 September 2026 – 3 April 2027)."
    )
    lines = loads_of(ticket)
    assert [(one.claim, one.mass, one.left_at) for one in lines] == [
        (first, "96 kg", None),
        (further, "42.5 kg", lines[1].left_at),
    ]
    assert lines[1].left_at is not None
    browser = make.client(make.administrator(first.organisation), first.organisation)
    pdf = browser.get(reverse("logistics:season-ticket-pdf", args=[ticket.pk]))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    for words in (
        "Waste transfer note: season ticket",
        ticket.number,
        "15 September 2026 – 3 April 2027",
        "20 03 07",
        "Desks with scratched tops",
        "82990",
        "T11 exemption WEX123456",
        "CBDU123456",
        first.listing.organisation.name,
        first.listing.site.address,
        first.organisation.name,
        "42.5 kg",
        "1 load",
        "regulation 12",
        "Gil",
        "Rae Taker",
    ):
        assert words in " ".join(text.split()), words


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"ends_on": date(2027, 9, 15)}, "season_ticket_too_long"),
        ({"ends_on": TODAY - timedelta(days=1)}, "season_ticket_backwards"),
        ({"signer_name": " "}, "signature_missing"),
    ],
)
def test_season_that_the_law_does_not_know_is_refused(said: dict[str, Any], code: str) -> None:  # Any: values
    claim = _first()
    with pytest.raises(DomainError) as refused:
        _proposed(claim, **said)
    assert (refused.value.code, SeasonTicket.objects.count()) == (code, 0)


def test_neither_unsigned_nor_hazardous_waste_has_a_season() -> None:
    bare = waste_claim()
    declared(bare)
    with pytest.raises(ticketing.NotSigned):
        _proposed(bare)
    leaded = waste_claim()
    taken(declared(leaded, LEADED))
    with pytest.raises(ticketing.NotForHazardous):
        _proposed(leaded)
    first = _first()
    _proposed(first)
    with pytest.raises(ticketing.TicketThere):
        _proposed(first)


def test_load_of_another_waste_site_or_carrier_and_a_ticket_out_of_force_are_refused_with_why() -> None:
    first = _first()
    ticket = _proposed(first)
    further = _another(first)
    with pytest.raises(ticketing.NotOnTicket, match="not in force"):
        _put_on(ticket, further)
    by = make.administrator(first.organisation)
    ticketing.sign(ticket=ticket, signer_name="Rae", by=by, now=make.NOW)
    ticket.refresh_from_db()
    with pytest.raises(ticketing.TicketOver):
        ticketing.sign(ticket=ticket, signer_name="Rae", by=by, now=make.NOW)
    elsewhere = _another(first, site=make.site(first.listing.organisation, name="Annexe"))
    with pytest.raises(ticketing.NotOnTicket, match="another site"):
        _put_on(ticket, elsewhere)
    with pytest.raises(ticketing.NotOnTicket, match="another waste"):
        _put_on(ticket, _another(first, waste_code="200140"))
    carried = _another(first)
    Claim.objects.filter(pk=carried.pk).update(carrier=make.carrier(vans=0))
    carried.refresh_from_db()
    with pytest.raises(ticketing.NotOnTicket, match="another carrier"):
        _put_on(ticket, carried)
    assert WasteDeclaration.objects.filter(season_ticket=ticket).count() == 0


def test_ended_ticket_holds_loads_back_that_have_not_left() -> None:
    first = _first()
    ticket = _signed(first)
    further = _another(first)
    load = open_collection(claim=further, now=make.NOW)
    _put_on(ticket, further)
    Mail.objects.all().delete()
    by = make.administrator(first.organisation)
    with pytest.raises(ticketing.WhyMissing):
        ticketing.end(ticket=ticket, why=" ", side=first.organisation, by=by, now=make.NOW)
    ticketing.end(ticket=ticket, why="We move.", side=first.organisation, by=by, now=make.NOW)
    assert [one.to for one in Mail.objects.all()] == [make.administrator(first.listing.organisation).email]
    assert missing_for([load], TODAY)[load.pk] == []
    tomorrow = missing_for([load], TODAY + timedelta(days=1))[load.pk]
    assert [block.code for block in tomorrow] == ["season_ticket_over"]
    assert tickets_for(_another(first), TODAY + timedelta(days=1)) == []


def test_twelve_months_end_the_day_before() -> None:
    assert last_day_of(date(2026, 9, 15)) == date(2027, 9, 14)
    assert last_day_of(date(2028, 2, 29)) == date(2029, 2, 28)


def test_both_sides_go_through_it_by_their_pages() -> None:
    first = _first()
    giver = make.client(make.administrator(first.listing.organisation), first.listing.organisation)
    receiver = make.client(make.administrator(first.organisation), first.organisation)
    papers = giver.get(reverse("logistics:papers", args=[first.pk])).content.decode()
    new = reverse("logistics:season-new", args=[first.pk])
    assert new in papers
    said = {"starts_on": "2026-09-15", "ends_on": "2028-01-01", "signer_name": "Gil"}
    assert giver.post(new, said).status_code == 422
    assert giver.post(new, {**said, "ends_on": "2027-09-14"}).status_code == 302
    ticket = SeasonTicket.objects.get()
    url = reverse("logistics:season-ticket", args=[ticket.pk])
    assert "Sign for your side" in receiver.get(url).content.decode()
    assert "Sign for your side" not in giver.get(url).content.decode()
    sign = reverse("logistics:season-sign", args=[ticket.pk])
    assert receiver.post(sign, {"signer_name": ""}).status_code == 422
    assert receiver.post(sign, {"signer_name": "Rae"}).status_code == 302
    further = _another(first)
    put_on = reverse("logistics:season-put-on", args=[further.pk])
    assert put_on in giver.get(reverse("logistics:papers", args=[further.pk])).content.decode()
    assert giver.post(put_on, {"ticket": ticket.pk, "mass_kg": "0", "container_count": "1"}).status_code == 422
    assert giver.post(put_on, {"ticket": ticket.pk, "mass_kg": "12", "container_count": "1"}).status_code == 302
    assert ticket.number in giver.get(reverse("logistics:papers", args=[further.pk])).content.decode()
    end = reverse("logistics:season-end", args=[ticket.pk])
    assert giver.post(end, {"why": ""}).status_code == 422
    assert giver.post(end, {"why": "Done."}).status_code == 302
    assert "Done." in receiver.get(url).content.decode()


def test_list_and_ticket_cost_the_same_for_one_and_three() -> None:
    first = _first()
    browser = make.client(make.administrator(first.organisation), first.organisation)
    counts = []
    ticket = _signed(first)
    for number in (1, 3):
        while ticket.declarations.count() < number:
            _put_on(ticket, _another(first))
        while SeasonTicket.objects.count() < number:
            other = _another(first)
            taken(declared(other))
            _signed(other)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            browser.get(reverse("logistics:season-tickets"))
            browser.get(reverse("logistics:season-ticket", args=[ticket.pk]))
        counts.append(len(caught))
    assert counts[0] == counts[1]
