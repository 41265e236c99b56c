"""Papers of a run, made anew whenever they are asked for: the manifest of what is aboard, and the driver's sheet."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from logistics.models import Route, Stop, StopState
from logistics.models.papers import PaperKind, number_of
from logistics.papers.document import Box, Document, Fact, Signature, Table
from logistics.papers.statements import WastePath
from logistics.queries.credentials import carrier_registration
from logistics.queries.moments import promise_of
from logistics.queries.papers import Signed, path_with, signed_by_claim
from logistics.queries.runs import StopOnRun, stop_on_run

_PREFIX = {PaperKind.OWNERSHIP: WastePath.GOODS, PaperKind.WASTE: WastePath.WASTE}


def manifest_of(route: Route) -> Document:
    """What the van carries, whose it is, and under which paper: to show when somebody asks on the road."""
    stops = _stops(route)
    signed = signed_by_claim(one.stop.collection.claim for one in stops)
    pickups = [one for one in stops if one.picks_up]
    rows = [_carried(number, one, signed[one.stop.collection.claim_id]) for number, one in enumerate(pickups, start=1)]
    heads = (_("No."), _("Goods"), _("Load"), _("From"), _("To"), _("Status"), _("Paper"))
    total = sum(one.stop.collection.load_kg for one in pickups)
    return Document(
        title=_("Manifest"),
        number=f"GY-M-{route.pk:06d}",
        summary=_("What this vehicle carries on %(day)s.") % {"day": date_format(route.plan.day, "l j F Y")},
        boxes=(
            Box("", _("Vehicle and driver"), (*_van(route), Fact(_("Mass aboard, at most"), f"{total} kg"))),
            Box("", _("Loads"), table=Table(heads, (1, 6, 3, 6, 6, 3, 4), rows)),
        ),
        signatures=(Signature(_("Driver"), str(route.shift.driver.user)),),
        footer=_footer(route, _("Manifest")),
        is_wide=True,
    )


def run_sheet_of(route: Route) -> Document:
    """The run on paper, for when the phone fails: each stop with its hour, place, way in and what to do there."""
    rows = [_stop(number, one) for number, one in enumerate(_stops(route), start=1)]
    heads = (_("No."), _("When"), _("Where"), _("Way in and contact"), _("What"), _("Counted, name, time"))
    return Document(
        title=_("Run sheet"),
        number=f"GY-R-{route.pk:06d}",
        summary=_("%(day)s, %(stops)s stops, about %(km)s km.")
        % {
            "day": date_format(route.plan.day, "l j F Y"),
            "stops": len(rows),
            "km": round(route.planned_metres / 1000),
        },
        boxes=(
            Box("", _("Vehicle and driver"), _van(route)),
            Box("", _("Stops"), table=Table(heads, (1, 3, 6, 6, 6, 5), rows)),
        ),
        signatures=(),
        footer=_footer(route, _("Run sheet")),
        is_wide=True,
    )


def _stops(route: Route) -> list[StopOnRun]:
    stops = Stop.objects.filter(route=route).exclude(state=StopState.FAILED).for_mails()
    stops = stops.select_related("collection__claim__listing__site", "collection__claim__site")
    return [stop_on_run(stop) for stop in stops]


def _van(route: Route) -> tuple[Fact, ...]:
    shift = route.shift
    number = carrier_registration(shift.vehicle.organisation, route.plan.day)
    leaves = f"{localtime(route.starts_at):%H:%M} – {localtime(route.ends_at):%H:%M}"
    return (
        Fact(_("Carrier"), str(shift.vehicle.organisation)),
        Fact(_("Waste carrier registration"), number or _("None recorded")),
        Fact(_("Vehicle"), f"{shift.vehicle.name}, {shift.vehicle.registration}".rstrip(", ")),
        Fact(_("Driver"), str(shift.driver.user)),
        Fact(_("Leaves and returns"), leaves),
        Fact(_("From"), f"{shift.start_site.name}, {shift.start_site.address}"),
    )


def _carried(number: int, one: StopOnRun, signed: Signed) -> Sequence[str]:
    collection, claim = one.stop.collection, one.stop.collection.claim
    path = path_with(claim, signed.statements)
    kind = next((kind for kind, of in _PREFIX.items() if of == path), None)
    status = {WastePath.GOODS: _("Goods"), WastePath.OPEN: _("Not signed"), WastePath.WASTE: _("Waste")}[path]
    return (
        str(number),
        f"{one.amount} · {one.title}",
        f"{collection.load_kg} kg, {collection.load_litres} l",
        f"{claim.listing.organisation}, {claim.listing.site.address}",
        f"{claim.organisation}, {claim.site.address}",
        status,
        number_of(kind, collection.pk) if kind else _("None"),
    )


def _stop(number: int, one: StopOnRun) -> Sequence[str]:
    start, end = (localtime(moment) for moment in promise_of(one.stop))
    site = one.site
    contact = ", ".join(part for part in (site.contact_name, site.contact_phone) if part)
    what = _("Collect %(what)s") if one.picks_up else _("Deliver %(what)s")
    return (
        str(number),
        f"{localtime(one.stop.planned_arrival_at):%H:%M} ({start:%H:%M}–{end:%H:%M})",
        f"{one.who}, {site.name}, {site.address}",
        ". ".join(part for part in (site.access_notes, contact) if part) or "–",
        what % {"what": f"{one.amount} · {one.title}"} + f" ({', '.join(one.needs)})",
        "",
    )


def _footer(route: Route, title: str) -> str:
    return f"{title} · {route.shift.vehicle.name} · {date_format(route.plan.day)}"
