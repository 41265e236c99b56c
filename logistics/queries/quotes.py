"""Quotes as their two sides see them: a load's offers in a row, and the page behind a carrier's link."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from listings.queries.claims import address_facts, told
from logistics.models import Collection
from logistics.models.quotes import CarrierQuote, QuoteState
from marketplace.kernel.money import Money, format_money

_TONES = {
    QuoteState.ASKED: "wait",
    QuoteState.PRICED: "info",
    QuoteState.DECLINED: "plain",
    QuoteState.ACCEPTED: "good",
    QuoteState.NOT_CHOSEN: "plain",
    QuoteState.WITHDRAWN: "plain",
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A carrier that was asked, and what became of it."""

    quote: CarrierQuote
    price: str
    state: str
    tone: str
    may_hire: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class QuotePage:
    """What a carrier reads. Addresses and the three words only once it is hired."""

    amount: str
    price: str
    needs: list[str]
    is_open: bool
    is_over: bool
    is_hired: bool
    from_facts: list[tuple[str, str]]
    to_facts: list[tuple[str, str]]


def quote_lines(collection: Collection, *, now: datetime) -> list[QuoteLine]:
    """The carriers that were asked about a load, the cheapest first."""
    return [_line(quote, now) for quote in CarrierQuote.objects.of(collection)]


def _line(quote: CarrierQuote, now: datetime) -> QuoteLine:
    over = quote.is_over(now)
    state = QuoteState(quote.state)
    return QuoteLine(
        quote=quote,
        price="" if quote.price_pence is None else format_money(Money(quote.price_pence)),
        state=_("Did not answer") if over else str(quote.get_state_display()),
        tone="plain" if over else _TONES[state],
        may_hire=state == QuoteState.PRICED,
        may_withdraw=state in {QuoteState.ASKED, QuoteState.PRICED} and not over,
    )


def quote_page(quote: CarrierQuote, *, now: datetime) -> QuotePage:
    """The page behind the link, for a quote loaded `for_page`."""
    load, claim = quote.collection, quote.collection.claim
    hired = quote.state == QuoteState.ACCEPTED
    needs = [
        _("about %(kg)s kg") % {"kg": f"{load.load_kg:,}"},
        _("%(litres)s litres") % {"litres": f"{load.load_litres:,}"},
    ]
    if load.load_pallets:
        needs.append(_("%(count)s pallet places") % {"count": load.load_pallets})
    if load.needs_two_people:
        needs.append(_("two people"))
    if load.needs_tail_lift:
        needs.append(_("tail lift"))
    return QuotePage(
        amount=told(load.quantity, claim.listing),
        price="" if quote.price_pence is None else format_money(Money(quote.price_pence)),
        needs=needs,
        is_open=quote.state in {QuoteState.ASKED, QuoteState.PRICED} and not quote.is_over(now),
        is_over=quote.is_over(now),
        is_hired=hired,
        from_facts=list(address_facts(claim.listing.site)) if hired else [],
        to_facts=list(address_facts(claim.site)) if hired else [],
    )
