"""Which addresses there are, and which of them are open to anyone."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.arch import source

#: Routes that need no sign-in, by name. Adding one is a decision: it has to show nothing that is anyone's.
PUBLIC_ROUTES = frozenset(
    {
        "api:docs",  # what the API can do, with nothing of anybody's
        "api:schema",  # the same as OpenAPI
        "impact:published",  # the figures of one frozen report, behind a signed address that can be taken back
        "home",  # what there is, and three figures of the ledger
        "listings:alert-answer",  # an alert and its listing, behind the signed link of a mail
        "listings:alert-stop",  # no more alert mails, likewise
        "listings:calendar-file",  # bookings of one organisation, behind a secret address that its person can take away
        "listings:listing",  # a published listing, at its public point
        "listings:photo",  # a photo of a listing that the visitor may open
        "listings:picture",  # drawn pictures of categories
        "listings:search",  # public listings, at their public points
        "listings:search-clusters",  # how many there are where, by the same points
        "listings:search-results",  # the same as GeoJSON
        "listings:space",  # a week of a published space: what is free, never whose the rest is
        "listings:space-month",  # its month, likewise
        "listings:spaces",  # which published spaces are free at a time, at their public points
        "listings:word-options",  # categories, and words of public listings
        "listings:want",  # an open want: who looks for what, at its public point
        "listings:want-search",  # open wants, likewise
        "logistics:anchors",  # hashes over the books of all lots, and how many there are
        "logistics:follow-up",  # one question about what was received, behind the signed link of a mail
        "logistics:passport-check",  # whether a lot's book holds
        "logistics:passport-events",  # the same as the passport, for machines
        "logistics:follow",  # when the van comes, behind the signed link of a mail: no address, no name, no way
        "logistics:manifest",  # how the run is installed on a phone
        "logistics:offline",  # what a phone shows without a net
        "logistics:moving-calendar-file",  # what moves for one organisation, behind a secret address likewise
        "logistics:passport",  # what a lot is and which towns it went through, behind its label
        "logistics:quote-answer",  # one request for a price, behind the signed link of its mail
        "logistics:wish-stop",  # no more mails about journeys of others, behind the signed link of such a mail
        "logistics:worker",  # the script that keeps the pages of a run in a phone
        "organisations:invitation",  # opened from a mail, by its token, before the person has an account
        "organisations:organisation",  # an organisation's public page: name, kind, public point
        "organisations:place-suggest",  # names from the shipped gazetteer
        "web:gallery",  # components with samples; 404 for all but staff outside DEBUG
        "web:theme",  # light or dark, kept in a cookie
    }
)
#: Of other people's packages: how one gets in.
PUBLIC_PACKAGES = ("account_", "mfa_", "admin:")
#: Open to whoever has a token, and to nobody else: tests/api/test_access.py goes through them all.
BY_TOKEN = ("api:v1:",)


def _routes(
    resolver: URLResolver, namespace: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:  # Any: a view's own
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _routes(part, f"{namespace}{part.namespace}:" if part.namespace else namespace)
        elif isinstance(part, URLPattern):
            yield f"{namespace}{part.name or part.pattern}", part.callback


def _ours() -> list[tuple[str, Callable[..., Any]]]:  # Any: as above
    return [(name, view) for name, view in _routes(get_resolver()) if view.__module__.split(".")[0] in source.CODE]


def test_public_routes_are_these() -> None:
    public = {name for name, view in _routes(get_resolver()) if not getattr(view, "login_required", True)}
    assert {name for name in public if not name.startswith(PUBLIC_PACKAGES + BY_TOKEN)} == PUBLIC_ROUTES


def test_every_route_has_a_name_of_its_own() -> None:
    names = Counter(name for name, _ in _ours())
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not name.replace(":", "").replace("-", "").replace("_", "").isalnum()] == []


def test_views_are_functions() -> None:
    """Operations of the API are functions too; Django REST framework makes a class of the addresses they stand at."""
    assert [name for name, view in _ours() if hasattr(view, "view_class") and not name.startswith(BY_TOKEN)] == []
