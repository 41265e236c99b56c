"""Terms of meanwhile use: what stands in them, that they repeat, and that nobody's words are read as markup."""

import json
from dataclasses import asdict

import pytest
import typst
from django.test import Client
from django.urls import reverse

from listings.actions import agreeing
from listings.booking.terms import Section, Side, Signatures, Terms, write_pdf
from listings.models.bookings import Booking
from listings.queries.terms import terms_of
from marketplace.organisations.models import Organisation
from tests import make
from tests.arch.source import ROOT
from tests.make.organisations import NOW, administrator
from tests.make.spaces import booking, space

MARKUP = '#panic("no") #read("/etc/passwd") $x^2$ <label> @missing *bold* `raw` ]] [[ \\ // */ "quoted" {x}'


def _terms(words: str) -> Terms:
    sides = [Side(words, words)] * 2
    return Terms(words, words, words, words, words, [Section(words, (), [words], [words])], Signatures("S", "W", sides))


@pytest.mark.parametrize("words", ["Plain.", MARKUP, "Ŵ é Ж Ω", "日本語 العربية 😀 \u200d", "one\ntwo", "x" * 4000])
def test_any_words_make_a_document_that_repeats_and_can_be_read_aloud(words: str) -> None:
    made = write_pdf(_terms(words))
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in made
    assert b"/StructTreeRoot" in made
    assert made == write_pdf(_terms(words))


def test_markup_is_set_as_it_was_typed() -> None:
    """What the typesetter itself says of its headings: one run of text, sign for sign."""
    template = (ROOT / "listings/booking/terms.typ").read_bytes()
    said = json.dumps(asdict(_terms(MARKUP)))
    first, second, _signatures = json.loads(typst.query(template, "heading", sys_inputs={"told": said}))
    assert [first["body"], second["body"]] == [{"func": "text", "text": MARKUP}] * 2


def _facts(made: Booking) -> dict[str, str]:
    return {fact.term: fact.value for section in terms_of(made).sections for fact in section.facts}


@pytest.mark.django_db
def test_the_terms_name_the_parties_the_time_the_price_and_the_rules() -> None:
    room = space(access_notes="The key is under the mat.")
    made = booking(room, people=20)
    facts, owner = _facts(made), room.listing.organisation
    assert (facts["Provided by"], facts["Used by"]) == (owner.name, made.organisation.name)
    assert facts["Time"] == "Tuesday 22 September 2026, 18:00–20:00"
    assert facts["Clock"] == "Europe/London (UTC+01:00)"
    assert facts["Length"] == "2 hours"
    assert facts["Price"] == "Price on request"
    assert facts["Cancelling"] == "Either side may cancel until Sunday 20 September 2026, 18:00 without a mark."
    assert room.listing.site.address in facts["Address"]
    rules = terms_of(made).sections[-1].rules
    assert rules[0] == "At most 120 people at a time."
    assert "key is under" not in str(terms_of(made))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts", "ends", "length", "clock"),
    [
        ("2027-03-28 00:30", "2027-03-28 02:30", "1 hour", "UTC+00:00 at the beginning, UTC+01:00 at the end"),
        ("2026-10-25 00:00", "2026-10-25 03:00", "4 hours", "UTC+01:00 at the beginning, UTC+00:00 at the end"),
    ],
)
def test_the_terms_say_so_where_clocks_change(starts: str, ends: str, length: str, clock: str) -> None:
    hours = {day: [["00:00", "00:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    room = space(hours=hours, horizon_days=400, slot_minutes=30, shortest_minutes=30)
    facts = _facts(booking(room, starts=starts, ends=ends))
    assert facts["Length"] == length
    assert clock in facts["Clock"]


@pytest.mark.django_db
def test_both_sides_have_them_as_long_as_it_is_confirmed_and_nobody_else() -> None:
    room = space(approval="owner")
    made = booking(room)
    owner, guest = room.listing.organisation, made.organisation
    assert [_answer(made, party) for party in (owner, guest)] == [404, 404]
    agreeing.confirm(booking=made, by=administrator(owner), now=NOW)
    assert [_answer(made, party) for party in (owner, guest, make.organisation())] == [200, 200, 404]
    page = _client(guest).get(reverse("listings:booking-terms", args=[made.pk]))
    assert page["Content-Type"] == "application/pdf"
    assert page.content == _client(owner).get(reverse("listings:booking-terms", args=[made.pk])).content
    agreeing.cancel(booking=made, organisation=guest, reason="Rain.", by=administrator(guest), now=NOW)
    assert [_answer(made, party) for party in (owner, guest)] == [404, 404]


def _client(organisation: Organisation) -> Client:
    return make.client(administrator(organisation), organisation)


def _answer(made: Booking, organisation: Organisation) -> int:
    return _client(organisation).get(reverse("listings:booking-terms", args=[made.pk])).status_code
