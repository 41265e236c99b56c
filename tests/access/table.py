"""Who may what, address by address: the literal table that the tests of access, text and looks go through.

An address that is not in the table fails `test_every_address_is_in_the_table`.
"""

from collections.abc import Callable, Iterator
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver

from marketplace.organisations.models import Role
from tests.access import (
    accounting,
    boards,
    claiming,
    decided,
    lending,
    loads,
    lots,
    people,
    recurring,
    reports,
    rooms,
    running,
    trusting,
)
from tests.access.cases import Case, Kwargs, Roles, Rule
from tests.access.exports import CASES as EXPORTS
from tests.access.papering import CASES as PAPERS
from tests.access.travelling import CASES as TRAVEL
from tests.access.world import ROLES, World

#: Other people's pages. What of them is open is decided by their packages and tested there; we test how they look.
NOT_OURS: Final = (
    "account_",  # allauth: sign-up, sign-in, passwords, addresses
    "mfa_",  # allauth: second factors and passkeys
    "usersessions_",  # allauth: where one is signed in
    "admin:",  # Django's admin: for operators
    "api:v1:",  # ours, but by token and not by sign-in: tests/api/test_access.py
)


ANY: Final = frozenset(ROLES)
NOBODY: Final = Rule(parties={})
PUBLIC: Final = Rule(public=True)
SIGNED_IN: Final = Rule(signed_in=True)
A_LISTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.LISTER.value})
A_REQUESTER: Final = frozenset({Role.ADMINISTRATOR.value, Role.REQUESTER.value})
A_COORDINATOR: Final = frozenset({Role.ADMINISTRATOR.value, Role.COORDINATOR.value})
A_DRIVER: Final = frozenset({Role.ADMINISTRATOR.value, Role.DRIVER.value})
AN_ADMINISTRATOR: Final = frozenset({Role.ADMINISTRATOR.value})
LOOKS_AFTER_SITES: Final = A_LISTER | A_REQUESTER
MEMBERS: Final = Rule(own=ANY)


def own(roles: Roles) -> Rule:
    return Rule(own=roles)


def of(*, hidden: bool = False, **parties: Roles) -> Rule:
    return Rule(parties=parties, hidden=hidden)


def _pk(thing: Callable[[World], object]) -> Callable[[World], Kwargs]:
    return lambda world: {"pk": thing(world)}


GIVERS_LISTERS: Final = of(giver=A_LISTER)
BOTH_SIDES: Final = of(giver=ANY, receiver=ANY)
ALL_SIDES: Final = of(giver=ANY, receiver=ANY, carrier=ANY)
FOUNDS: Final = of(giver=AN_ADMINISTRATOR)
REQUESTS: Final = own(A_REQUESTER)
COORDINATES: Final = own(A_COORDINATOR)
DISPATCHES: Final = of(carrier=A_COORDINATOR)
DRIVES: Final = of(carrier=A_COORDINATOR | A_DRIVER)

CASES: Final = [
    Case("home", get=PUBLIC),
    # --- the look ---
    Case("web:theme", post=PUBLIC),
    Case("web:gallery", get=PUBLIC, answers=(404,)),
    # --- organisations ---
    Case("organisations:yard", get=MEMBERS),
    Case("organisations:switch", post=SIGNED_IN),
    Case("organisations:organisation-new", get=SIGNED_IN, post=SIGNED_IN),
    Case("organisations:organisation", lambda w: {"slug": w.giver.organisation.slug}, get=PUBLIC),
    Case("organisations:manage", get=MEMBERS),
    Case("organisations:organisation-edit", get=own(AN_ADMINISTRATOR), post=own(AN_ADMINISTRATOR)),
    Case("organisations:site-new", get=own(LOOKS_AFTER_SITES), post=own(LOOKS_AFTER_SITES)),
    Case(
        "organisations:site-edit",
        _pk(lambda w: w.giver.site.pk),
        get=of(giver=LOOKS_AFTER_SITES),
        post=of(giver=LOOKS_AFTER_SITES),
    ),
    Case("organisations:site-close", _pk(lambda w: w.giver.site.pk), post=of(giver=LOOKS_AFTER_SITES)),
    Case(
        "organisations:membership-change",
        _pk(lambda w: w.giver.people[Role.DRIVER].pk),
        post=of(giver=AN_ADMINISTRATOR),
    ),
    Case(
        "organisations:membership-end",
        _pk(lambda w: w.giver.people[Role.DRIVER].pk),
        post=of(giver=A_DRIVER),
        note="(the driver may leave)",
    ),
    Case("organisations:invitation-new", post=MEMBERS, touches=frozenset({"organisations.invitation", "web.mail"})),
    Case("organisations:invitation-revoke", _pk(lambda w: w.invitation.pk), post=of(giver=AN_ADMINISTRATOR)),
    Case("organisations:invitation-accept", _pk(lambda w: w.invitation.pk), post=NOBODY),
    Case(
        "organisations:invitation",
        lambda w: {"token": w.token},
        get=PUBLIC,
        post=PUBLIC,
        shows=("canary-invited@example.org",),
    ),
    Case(
        "organisations:invitation",
        lambda w: {"token": "x" * 43},
        get=Rule(parties={}, hidden=True),
        note="(no such token)",
    ),
    Case("organisations:circles", get=MEMBERS),
    Case("organisations:circle-new", get=own(AN_ADMINISTRATOR), post=own(AN_ADMINISTRATOR)),
    Case("organisations:circle", _pk(lambda w: w.circle.pk), get=ALL_SIDES),
    Case("organisations:circle-edit", _pk(lambda w: w.circle.pk), get=FOUNDS, post=FOUNDS),
    Case("organisations:circle-invite", _pk(lambda w: w.circle.pk), post=FOUNDS),
    Case("organisations:circle-answer", _pk(lambda w: w.circle.pk), post=of(carrier=AN_ADMINISTRATOR)),
    Case(
        "organisations:circle-leave",
        _pk(lambda w: w.circle.pk),
        post=of(giver=AN_ADMINISTRATOR, receiver=AN_ADMINISTRATOR),
    ),
    Case(
        "organisations:circle-remove",
        lambda w: {"pk": w.circle.pk, "member": w.receiver.organisation.pk},
        post=FOUNDS,
    ),
    Case("organisations:place-suggest", get=PUBLIC),
    # --- dialogue ---
    Case("dialogue:thread", _pk(lambda w: w.asked.thread_id), get=BOTH_SIDES),
    Case("dialogue:message-new", _pk(lambda w: w.asked.thread_id), post=BOTH_SIDES),
    # --- listings ---
    Case("listings:search", who="receiver", get=PUBLIC),
    Case("listings:search-results", who="receiver", get=PUBLIC),
    Case("listings:search-clusters", get=PUBLIC, answers=(422,), note="(of no part of the map)"),
    Case("listings:word-options", get=PUBLIC),
    Case("listings:listing", _pk(lambda w: w.listing.pk), who="receiver", get=PUBLIC),
    Case("listings:listing", _pk(lambda w: w.draft.pk), get=of(giver=ANY, hidden=True), note="(a draft)"),
    Case(
        "listings:listing",
        _pk(lambda w: w.staged.pk),
        get=of(giver=ANY, receiver=ANY, hidden=True),
        note="(for a circle)",
    ),
    Case("listings:listing-new", get=own(A_LISTER), post=own(A_LISTER)),
    Case("listings:category-hints", get=own(A_LISTER)),
    Case("listings:listing-edit", _pk(lambda w: w.listing.pk), get=GIVERS_LISTERS, post=GIVERS_LISTERS),
    Case("listings:listing-publish", _pk(lambda w: w.draft.pk), post=GIVERS_LISTERS),
    Case("listings:listing-withdraw", _pk(lambda w: w.listing.pk), post=GIVERS_LISTERS),
    Case(
        "listings:listing-alike",
        _pk(lambda w: w.draft.pk),
        get=GIVERS_LISTERS,
        answers=(302,),
        note="(nothing is like it)",
    ),
    Case("listings:stock", _pk(lambda w: w.listing.pk), get=of(giver=ANY)),
    Case("listings:own", get=MEMBERS),
    Case("listings:photo-add", _pk(lambda w: w.listing.pk), get=GIVERS_LISTERS, post=GIVERS_LISTERS),
    Case("listings:photo-remove", _pk(lambda w: w.photo.pk), post=GIVERS_LISTERS),
    Case("listings:photo-move", _pk(lambda w: w.photo.pk), post=GIVERS_LISTERS),
    Case("listings:photo-caption", _pk(lambda w: w.photo.pk), post=GIVERS_LISTERS),
    Case("listings:photo", lambda w: {"pk": w.photo.pk, "size": "small"}, get=PUBLIC),
    Case("listings:picture", lambda w: {"slug": "desks"}, get=PUBLIC),
    Case("listings:import-new", get=own(A_LISTER), post=own(A_LISTER)),
    Case("listings:import-map", _pk(lambda w: w.uploaded.pk), get=GIVERS_LISTERS, post=GIVERS_LISTERS),
    Case("listings:import", _pk(lambda w: w.uploaded.pk), get=GIVERS_LISTERS, answers=(302,), note="(not answered)"),
    Case("listings:import", _pk(lambda w: w.checked.pk), get=GIVERS_LISTERS, note="(checked)"),
    Case("listings:import-run", _pk(lambda w: w.checked.pk), post=GIVERS_LISTERS),
    Case("listings:import-corrections", _pk(lambda w: w.checked.pk), get=GIVERS_LISTERS),
    # --- wants ---
    Case("listings:want-search", who="receiver", get=PUBLIC),
    Case("listings:wants", who="receiver", get=MEMBERS),
    Case("listings:want-new", who="receiver", get=own(A_REQUESTER), post=own(A_REQUESTER)),
    Case("listings:want", _pk(lambda w: w.want.pk), get=PUBLIC),
    Case("listings:want-edit", _pk(lambda w: w.want.pk), get=of(receiver=A_REQUESTER), post=of(receiver=A_REQUESTER)),
    Case("listings:want-chains", _pk(lambda w: w.want.pk), get=of(receiver=ANY)),
    Case("listings:want-close", _pk(lambda w: w.want.pk), post=of(receiver=A_REQUESTER)),
    # --- kit lists ---
    Case("listings:kits", who="receiver", get=MEMBERS),
    Case("listings:kit-new", who="receiver", get=own(A_REQUESTER), post=own(A_REQUESTER)),
    Case("listings:kit", _pk(lambda w: w.kit.pk), get=of(receiver=ANY)),
    Case("listings:kit-edit", _pk(lambda w: w.kit.pk), get=of(receiver=A_REQUESTER), post=of(receiver=A_REQUESTER)),
    Case("listings:kit-close", _pk(lambda w: w.kit.pk), post=of(receiver=A_REQUESTER)),
    # --- alerts and saved searches ---
    Case("listings:alerts", who="receiver", get=MEMBERS),
    Case("listings:alert-settings", who="receiver", get=MEMBERS, post=MEMBERS),
    Case("listings:alert-reply", _pk(lambda w: w.told.alert.pk), post=of(receiver=A_REQUESTER)),
    Case("listings:alert-answer", lambda w: {"token": w.told.answer_token}, get=PUBLIC, post=PUBLIC),
    Case("listings:alert-answer", lambda w: {"token": "x"}, get=Rule(parties={}, hidden=True), note="(no such link)"),
    Case(
        "listings:alert-stop",
        lambda w: {"token": w.told.stop_token},
        get=PUBLIC,
        post=PUBLIC,
        keyed=frozenset({"listings.alertpreference"}),
    ),
    Case(
        "listings:search-save",
        who="receiver",
        get=MEMBERS,
        post=MEMBERS,
        touches=frozenset({"listings.savedsearch"}),
    ),
    Case("listings:search-pause", _pk(lambda w: w.told.saved.pk), post=of(receiver=AN_ADMINISTRATOR), note="(theirs)"),
    Case("listings:search-delete", _pk(lambda w: w.told.saved.pk), post=of(receiver=AN_ADMINISTRATOR), note="(theirs)"),
    # --- claims and enquiries ---
    Case(
        "listings:claim-new", _pk(lambda w: w.listing.pk), who="receiver", get=own(A_REQUESTER), post=own(A_REQUESTER)
    ),
    Case(
        "listings:claim-new",
        _pk(lambda w: w.draft.pk),
        get=of(giver=A_REQUESTER),
        post=of(giver=A_REQUESTER),
        note="(of a draft)",
    ),
    Case("listings:claims", who="receiver", get=MEMBERS),
    Case("listings:claim", _pk(lambda w: w.asked.pk), get=BOTH_SIDES, note="(asked)"),
    Case(
        "listings:claim",
        _pk(lambda w: w.accepted.pk),
        get=ALL_SIDES,
        note="(accepted)",
    ),
    Case("listings:claim-accept", _pk(lambda w: w.asked.pk), post=of(giver=A_LISTER)),
    *claiming.CASES,
    Case("listings:claim-decline", _pk(lambda w: w.asked.pk), post=of(giver=A_LISTER)),
    Case(
        "listings:claim-cancel",
        _pk(lambda w: w.asked.pk),
        post=of(giver=A_LISTER | A_REQUESTER, receiver=A_LISTER | A_REQUESTER),
        note="(the page says who of them)",
    ),
    Case(
        "listings:enquiry-new",
        _pk(lambda w: w.moves.planned.listing_id),
        who="receiver",
        get=own(A_REQUESTER),
        post=own(A_REQUESTER),
        answers=(200, 302),
        touches=frozenset(
            {"listings.enquiry", "dialogue.participant", "dialogue.thread", "dialogue.message", "web.mail"}
        ),
    ),
    Case("listings:enquiries", who="receiver", get=MEMBERS),
    Case("listings:enquiry", _pk(lambda w: w.enquiry.pk), get=BOTH_SIDES),
    *rooms.cases(),
    # --- the operator's: for all others they are not there ---
    Case("listings:workbench", get=NOBODY),
    Case("listings:introduce", post=NOBODY),
    # --- logistics: the carrier's fleet, plans and runs ---
    Case("logistics:fleet", who="carrier", get=COORDINATES),
    Case("logistics:vehicle-new", who="carrier", get=COORDINATES, post=COORDINATES),
    Case("logistics:vehicle-edit", _pk(lambda w: w.moves.vehicle.pk), get=DISPATCHES, post=DISPATCHES),
    Case("logistics:vehicle-retire", _pk(lambda w: w.moves.vehicle.pk), post=DISPATCHES),
    Case("logistics:driver-new", who="carrier", get=COORDINATES, post=COORDINATES),
    Case("logistics:driver-end", _pk(lambda w: w.moves.idle_driver.pk), post=DISPATCHES),
    Case("logistics:shift-new", who="carrier", get=COORDINATES, post=COORDINATES),
    Case("logistics:shift-end", _pk(lambda w: w.moves.shift.pk), post=DISPATCHES),
    Case("logistics:plan", who="carrier", get=COORDINATES),
    Case("logistics:plan-make", who="carrier", post=COORDINATES),
    Case(
        "logistics:move-stop",
        _pk(lambda w: w.moves.draft_plan.pk),
        post=DISPATCHES,
        may_answer=frozenset({404}),
    ),
    Case("logistics:runs", who="carrier", get=own(A_COORDINATOR | A_DRIVER)),
    Case("logistics:run", _pk(lambda w: w.moves.route.pk), get=DRIVES),
    Case("logistics:run-start", _pk(lambda w: w.moves.route.pk), post=DRIVES),
    Case("logistics:stop-arrive", _pk(lambda w: w.moves.stop.pk), post=DRIVES),
    Case("logistics:stop-prove", _pk(lambda w: w.moves.stop.pk), get=DRIVES, post=DRIVES),
    Case("logistics:stop-fail", _pk(lambda w: w.moves.stop.pk), get=DRIVES, post=DRIVES),
    # --- logistics: the ways of claims ---
    Case("logistics:collections", who="carrier", get=MEMBERS),
    Case("logistics:collection-of-claim", _pk(lambda w: w.moves.planned.pk), get=ALL_SIDES, note="(by van)"),
    Case("logistics:collection-of-claim", _pk(lambda w: w.moves.fetched.pk), get=BOTH_SIDES, note="(fetched)"),
    Case("logistics:collection-of-claim", _pk(lambda w: w.moves.received.pk), get=BOTH_SIDES, note="(received)"),
    Case("logistics:collection-of-claim", _pk(lambda w: w.asked.pk), get=NOBODY, note="(asked)"),
    Case(
        "logistics:collection-fetch",
        _pk(lambda w: w.moves.fetched.pk),
        post=of(giver=A_LISTER, receiver=A_REQUESTER),
    ),
    Case(
        "logistics:collection-hand-over",
        _pk(lambda w: w.moves.fetched.pk),
        get=of(giver=A_LISTER, receiver=frozenset()),
        post=of(giver=A_LISTER, receiver=frozenset()),
        marks=frozenset({"logistics.collection"}),
    ),
    Case(
        "logistics:receipt-new",
        _pk(lambda w: w.moves.delivered.pk),
        who="receiver",
        get=of(giver=frozenset(), receiver=A_REQUESTER),
        post=of(giver=frozenset(), receiver=A_REQUESTER),
    ),
    Case("logistics:receipt", _pk(lambda w: w.moves.receipt.pk), get=BOTH_SIDES),
    Case("logistics:proof-photo", _pk(lambda w: w.moves.proof.pk), get=BOTH_SIDES),
    Case("logistics:passport", lambda w: {"code": w.moves.passport.code}, get=PUBLIC),
    Case("logistics:label", lambda w: {"code": w.moves.passport.code}, get=BOTH_SIDES),
    # --- the API: its pages ---
    Case("api:docs", get=PUBLIC),
    Case("api:schema", get=PUBLIC),
    Case("api:tokens", get=own(AN_ADMINISTRATOR), post=own(AN_ADMINISTRATOR)),
    Case("api:token-revoke", _pk(lambda w: w.api_token.pk), post=of(giver=AN_ADMINISTRATOR)),
    *EXPORTS,
    *accounting.CASES,
    *recurring.CASES,
    *lending.CASES,
    *reports.CASES,
    *lots.cases(),
    *loads.CASES,
    *trusting.CASES,
    *decided.CASES,
    *people.CASES,
    *PAPERS,
    *TRAVEL,
    *boards.cases(),
    *running.CASES,
]


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every address of ours, by its full name."""
    for name, pattern in _routes(get_resolver(), ""):
        if not name.startswith(NOT_OURS):
            yield name, pattern


def _routes(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from _routes(part, f"{namespace}{part.namespace}:" if part.namespace else namespace)
        elif isinstance(part, URLPattern):
            yield f"{namespace}{part.name or part.pattern}", part
