"""Telling both sides what becomes of one load of a claim. Each mail goes out after the transaction that it tells of."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from listings.queries.claims import told
from logistics.models import Collection
from marketplace.kernel.errors import gettext_noop
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role, User


class LoadNews(StrEnum):
    """What there is to tell."""

    CUT = "cut"
    LEFT_BEHIND = "left_behind"
    CALLED_OFF = "called_off"
    COMES_BACK = "comes_back"
    BACK = "back"
    LOST = "lost"
    ON_ITS_WAY = "on_its_way"
    BY_VAN = "by_van"
    IS_FETCHED = "is_fetched"
    IS_BROUGHT = "is_brought"
    CORRECTED = "corrected"


_HEADS: Final = {
    LoadNews.CUT: gettext_noop("{title} travels in several loads"),
    LoadNews.LEFT_BEHIND: gettext_noop("{amount} of {title} had to stay behind"),
    LoadNews.CALLED_OFF: gettext_noop("{amount} of {title} will not be collected"),
    LoadNews.COMES_BACK: gettext_noop("{title} comes back"),
    LoadNews.BACK: gettext_noop("{giver} has {title} back"),
    LoadNews.LOST: gettext_noop("{amount} of {title} was lost on the way"),
    LoadNews.ON_ITS_WAY: gettext_noop("{title} is on its way"),
    LoadNews.BY_VAN: gettext_noop("{title} comes by van"),
    LoadNews.IS_FETCHED: gettext_noop("{taker} fetches {title}"),
    LoadNews.IS_BROUGHT: gettext_noop("{giver} brings {title}"),
    LoadNews.CORRECTED: gettext_noop("Corrected: {title}"),
}
_WORDS: Final = {
    LoadNews.CUT: gettext_noop(
        "“{title}” from {giver} for {taker} goes in several loads, one of them {amount}. Each is planned by itself, "
        "and you hear when each comes."
    ),
    LoadNews.LEFT_BEHIND: gettext_noop(
        "{amount} of “{title}” from {giver} could not come along. It stays promised to {taker} as a load of its own, "
        "and you hear when it is collected."
    ),
    LoadNews.CALLED_OFF: gettext_noop(
        "{amount} of “{title}” from {giver} will not be collected for {taker}. Reason given: “{reason}”. It is on "
        "offer again."
    ),
    LoadNews.COMES_BACK: gettext_noop(
        "{amount} of “{title}” could not be delivered to {taker} and goes back to {giver}. Reason given: “{reason}”."
    ),
    LoadNews.BACK: gettext_noop("{giver} has {amount} of “{title}” back. It did not reach {taker}."),
    LoadNews.LOST: gettext_noop(
        "{amount} of “{title}” from {giver} for {taker} was lost on the way. What happened: “{reason}”."
    ),
    LoadNews.ON_ITS_WAY: gettext_noop(
        "{giver} handed {amount} of “{title}” to the carrier. {taker} notes when it has come, and counts it."
    ),
    LoadNews.BY_VAN: gettext_noop(
        "{amount} of “{title}” from {giver} for {taker} goes by van after all. You hear when it comes."
    ),
    LoadNews.IS_FETCHED: gettext_noop(
        "{taker} fetches {amount} of “{title}” from {giver}. Agree a time on the page of the collection."
    ),
    LoadNews.IS_BROUGHT: gettext_noop(
        "{giver} brings {amount} of “{title}” to {taker}. Agree a time on the page of the collection."
    ),
    LoadNews.CORRECTED: gettext_noop(
        "What was noted of “{title}” from {giver} for {taker} was wrong; it is {amount} now. What was wrong: "
        "“{reason}”. Both stay on record."
    ),
}


def tell_of_load(
    *, collection: Collection, news: LoadNews, quantity: Decimal, reason: str = "", by: User, now: datetime
) -> None:
    """Giver, receiver and whoever's van carries it read the same sentence, and are led to the load."""
    claim = collection.claim
    facts = {
        "title": claim.listing.title,
        "amount": told(quantity, claim.listing),
        "giver": claim.listing.organisation.name,
        "taker": claim.organisation.name,
        "reason": reason,
    }
    said = {
        "head": _(_HEADS[news]).format(**facts),
        "words": _(_WORDS[news]).format(**facts),
        "collection": collection,
        "claim": claim,
    }
    parties = {claim.listing.organisation: Role.LISTER, claim.organisation: Role.REQUESTER}
    if claim.carrier is not None:
        parties.setdefault(claim.carrier, Role.COORDINATOR)
    for organisation, role in parties.items():
        notify(organisation=organisation, roles=(role,), template="logistics/mail/load", context=said, now=now)
