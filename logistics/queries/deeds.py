"""What phones told that could not be entered, as the coordinator reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from logistics.models import Deed, DeedKind, DeedState, FailureCode
from logistics.models.broken_runs import BreakCode
from logistics.phone_clock import skew_seconds
from marketplace.organisations.models import Organisation

#: A phone's clock may be off by this much before anybody is told.
NOTABLE_SKEW_S = 120
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class DeedLine:
    """One of them: what it was about, what was typed, why it waits."""

    deed: Deed
    title: str
    typed: Sequence[tuple[str, str]]
    waits: bool
    skew_minutes: int


def deed_lines(organisation: Organisation) -> list[DeedLine]:
    """Those that are open, oldest first."""
    found = Deed.objects.of_carrier(organisation).still_open().for_page()
    return [_line(deed) for deed in found[:MOST_SHOWN]]


def open_count(organisation: Organisation) -> int:
    """How many of them a coordinator has to look at."""
    return Deed.objects.of_carrier(organisation).still_open().count()


def _line(deed: Deed) -> DeedLine:
    skew = skew_seconds(deed.sent_at, deed.received_at)
    return DeedLine(
        deed=deed,
        title=_title(deed),
        typed=_typed(deed),
        waits=deed.state == DeedState.WAITING,
        skew_minutes=round(skew / 60) if abs(skew) > NOTABLE_SKEW_S else 0,
    )


def _title(deed: Deed) -> str:
    if deed.kind == DeedKind.BREAK:
        return _("Broke off the run with %(van)s") % {"van": deed.route.shift.vehicle}
    if deed.stop is None:
        return _("Left with %(van)s") % {"van": deed.route.shift.vehicle}
    claim = deed.stop.collection.claim
    who = claim.listing.organisation if deed.stop.kind == "pickup" else claim.organisation
    words = {
        DeedKind.ARRIVE: _("Was at %(who)s: %(title)s"),
        DeedKind.FAIL: _("Did not work at %(who)s: %(title)s"),
        DeedKind.PROVE: _("Collected from %(who)s: %(title)s"),
        DeedKind.ERRAND: _("Took out of storage, of %(who)s: %(title)s"),
    }
    ends = {
        DeedKind.PROVE: _("Delivered to %(who)s: %(title)s"),
        DeedKind.ERRAND: _("Brought back instead of to %(who)s: %(title)s"),
    }
    kind = DeedKind(deed.kind)
    said = words[kind] if deed.stop.kind == "pickup" else ends.get(kind, words[kind])
    return said % {"who": who, "title": claim.listing.title}


def _typed(deed: Deed) -> list[tuple[str, str]]:
    labels = {
        "quantity": _("Counted"),
        "signer_name": _("Name"),
        "note": _("Note"),
        "words": _("In words"),
    }
    typed = [(label, str(deed.values[name])) for name, label in labels.items() if deed.values.get(name)]
    if reason := deed.values.get("reason"):
        codes = BreakCode if deed.kind == DeedKind.BREAK else FailureCode
        typed.insert(0, (_("Reason"), str(codes(reason).label)))
    return typed
