"""The driver's runs and the page of one, with everything that is needed at the next stop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import quote

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from listings.models import ClaimState
from listings.queries.claims import told
from logistics.arrivals import Expected
from logistics.models import PositionSharing, Route, RouteState, Stop, StopFailure, StopKind, StopState
from logistics.queries.following import arrivals
from logistics.queries.moments import promise_of, work_begins_at
from logistics.queries.plans import TONES
from logistics.queries.whereabouts import errand_of
from marketplace.organisations.access import may
from marketplace.organisations.models import Organisation, Role, Site, User


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run as a row of the list."""

    route: Route
    stops: int
    done: int
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class StopOnRun:
    """A stop with all that the driver needs there."""

    stop: Stop
    title: str
    amount: str
    who: Organisation
    site: Site
    begins_at: datetime
    between: tuple[datetime, datetime]
    tone: str
    picks_up: bool
    is_open: bool
    is_called_off: bool
    ways: Sequence[tuple[str, str]]
    needs: Sequence[str]
    expected: Expected | None = None
    is_late: bool = False
    is_first: bool = False
    failures: Sequence[StopFailure] = ()
    #: out of storage, or back to its giver (`whereabouts.Errand`): nothing changes owner.
    errand: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: its stops in order and the one that is next."""

    route: Route
    stops: Sequence[StopOnRun]
    next: StopOnRun | None
    done: int
    shares_position: bool


_TRIES = Prefetch("failures", StopFailure.objects.order_by("at", "pk"))

RUN_TONES = {RouteState.PUBLISHED: "wait", RouteState.STARTED: "info", RouteState.FINISHED: "good"}


def runs_for(organisation: Organisation, user: User, roles: frozenset[str], *, today: date) -> list[RunLine]:
    """A driver's own runs of the last week and to come (a coordinator's: everybody's), soonest first."""
    runs = Route.objects.live().of_carrier(organisation).for_runs().filter(plan__day__gte=today - timedelta(days=7))
    if not may(roles, Role.COORDINATOR):
        runs = runs.filter(shift__driver__user=user)
    found = runs.select_related("broken").prefetch_related("stops").order_by("plan__day", "starts_at", "pk")
    return [_line(route) for route in found[:100]]


def _line(route: Route) -> RunLine:
    stops = list(route.stops.all())
    done = sum(stop.state == StopState.DONE for stop in stops)
    if hasattr(route, "broken"):
        return RunLine(route, len(stops), done, _("Broken off"), "stop")
    state = RouteState(route.state)
    return RunLine(route, len(stops), done, str(state.label), RUN_TONES.get(state, "plain"))


def run_page(route: Route, *, now: datetime) -> Run:
    """The page of a run; under way, with when each stop is reached."""
    rows = list(Stop.objects.filter(route=route).for_run().prefetch_related(_TRIES))
    when = arrivals(route, rows, now=now) if route.state == RouteState.STARTED else {}
    stops = [replace(stop_on_run(stop, when.get(stop.pk)), failures=tuple(stop.failures.all())) for stop in rows]
    following = next((stop for stop in stops if stop.is_open), None)
    if following is not None:
        following = replace(following, is_first=True)
        stops = [following if stop.stop == following.stop else stop for stop in stops]
    shares = PositionSharing.objects.filter(shift=route.shift_id, ended_at=None).exists()
    return Run(route, stops, following, sum(not stop.is_open for stop in stops), shares)


def stop_on_run(stop: Stop, when: Expected | None = None) -> StopOnRun:
    """A stop loaded `for_run`, and when it is reached where that is known. No query."""
    collection, claim = stop.collection, stop.collection.claim
    picks_up = stop.kind == StopKind.PICKUP
    return StopOnRun(
        stop=stop,
        title=claim.listing.title,
        amount=told(collection.collected_quantity or collection.quantity, claim.listing),
        who=stop.site.organisation,
        site=stop.site,
        begins_at=work_begins_at(stop),
        between=promise_of(stop),
        tone=TONES[StopState(stop.state)],
        picks_up=picks_up,
        is_open=stop.state in {StopState.PENDING, StopState.ARRIVED},
        is_called_off=claim.state == ClaimState.CANCELLED,
        ways=ways_to(stop.site),
        needs=_needs(stop),
        expected=when,
        is_late=when is not None and when.at > promise_of(stop)[1],
        errand=errand_of(stop),
    )


def _needs(stop: Stop) -> list[str]:
    collection = stop.collection
    needs = [_("about %(kg)s kg") % {"kg": collection.load_kg}]
    if collection.needs_two_people:
        needs.append(_("two people"))
    if collection.needs_tail_lift:
        needs.append(_("tail lift"))
    if collection.load_pallets:
        needs.append(_("%(count)s pallet places") % {"count": collection.load_pallets})
    return needs


def ways_to(site: Site) -> list[tuple[str, str]]:
    """Plain links that open a navigation app at the exact place; nothing of it is loaded here."""
    place = f"{site.latitude:.6f},{site.longitude:.6f}"
    name = quote(f"{site.name}, {site.address}")
    return [
        ("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={place}"),
        ("Apple Maps", f"https://maps.apple.com/?daddr={place}"),
        ("Waze", f"https://waze.com/ul?ll={place}&navigate=yes"),
        ("OpenStreetMap", f"https://www.openstreetmap.org/directions?to={place}"),
        ("geo:", f"geo:{place}?q={place}({name})"),
    ]
