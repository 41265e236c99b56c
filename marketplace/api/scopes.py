"""What a token may be used for. A scope opens a kind of request; what comes back is what the pages would show."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from marketplace.kernel.errors import gettext_noop


class Scope(StrEnum):
    """`noun:read` looks, `noun:write` acts."""

    LISTINGS_READ = "listings:read"
    LISTINGS_WRITE = "listings:write"
    WANTS_READ = "wants:read"
    WANTS_WRITE = "wants:write"
    CLAIMS_READ = "claims:read"
    CLAIMS_WRITE = "claims:write"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    MOVES_READ = "moves:read"
    MOVES_WRITE = "moves:write"
    SITES_READ = "sites:read"
    SITES_WRITE = "sites:write"


#: What each of them allows, for the person who makes a token and for the docs page.
WORDS: Final[dict[Scope, str]] = {
    Scope.LISTINGS_READ: gettext_noop("Search listings, and read your own"),
    Scope.LISTINGS_WRITE: gettext_noop("List things, change, publish and withdraw them"),
    Scope.WANTS_READ: gettext_noop("Search wants, read your own, and what fits them"),
    Scope.WANTS_WRITE: gettext_noop("Post, change and close wants"),
    Scope.CLAIMS_READ: gettext_noop("Read claims you made and claims on your listings"),
    Scope.CLAIMS_WRITE: gettext_noop("Ask for things, and answer or cancel claims"),
    Scope.BOOKINGS_READ: gettext_noop("Read bookings you made and bookings of your spaces"),
    Scope.BOOKINGS_WRITE: gettext_noop("Book spaces, and answer or cancel bookings"),
    Scope.MOVES_READ: gettext_noop("Read collections, handovers, passports, receipts and van runs, with addresses"),
    Scope.MOVES_WRITE: gettext_noop("Agree times, hand over, and confirm what was received"),
    Scope.SITES_READ: gettext_noop("Read your sites with their addresses"),
    Scope.SITES_WRITE: gettext_noop("Add and change sites"),
}


def known(names: list[str]) -> frozenset[Scope]:
    """The scopes of these names; a name that is none any more opens nothing."""
    values = {scope.value: scope for scope in Scope}
    return frozenset(values[name] for name in names if name in values)
